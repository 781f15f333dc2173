"""Where the files lie: beside the package in a wheel, at the root of a checkout otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from regiegraaf.errors import DataMissing

FOLDERS = ("ontology", "graph", "shapes", "queries")


def root() -> Path:
    """Return the folder that holds ``ontology``, ``graph``, ``shapes`` and ``queries``.

    Raises:
        DataMissing: Neither the wheel's data folder nor a checkout is there.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "data", package.parents[1]):
        if all((candidate / folder).is_dir() for folder in FOLDERS):
            return candidate
    raise DataMissing(
        nl=f"De mappen {', '.join(FOLDERS)} staan niet bij {package}; installeer opnieuw.",
        en=f"The folders {', '.join(FOLDERS)} are not beside {package}; install again.",
    )


def files(folder: str | Path, suffix: str) -> Iterator[Path]:
    """Yield the files with a suffix below a folder of the data root, in a stable order.

    Args:
        folder: A path relative to `root`, such as ``"graph/reference"``, or an absolute one.
        suffix: With its dot: ``".ttl"``.
    """
    # Sorted, so that error order and load order are the same on every machine.
    yield from sorted((root() / folder).rglob(f"*{suffix}"))


def documents() -> list[str]:
    """Return the numbers of the documents: the folders below ``graph`` but the shared one."""
    return sorted(
        folder.name
        for folder in (root() / "graph").iterdir()
        if folder.is_dir() and folder.name != "reference"
    )
