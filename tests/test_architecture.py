"""Imports point down only; a library of the outside world has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import regiegraaf

PACKAGE = Path(regiegraaf.__file__).parent

# The drawing, upside down: a module imports from the lines above its own, never from its own line
# or below. A package stands as one name; what happens inside it is looked at further on.
LAYERS = (
    ("errors", "tokens", "words"),
    ("places", "evaluation"),
    ("names",),
    ("layers",),
    ("derivations",),
    ("store", "remote"),
    ("holdings",),
    ("shacl",),
    ("rules",),
    ("parameters", "formats", "catalogue", "shapes"),
    ("questions",),
    ("resources", "tables", "checks"),
    ("rendering",),
    ("regiegraaf",),
    ("web",),
    ("cli",),
    ("__main__",),
)
RANK = {module: rank for rank, line in enumerate(LAYERS) for module in line}

# Who may import what comes from outside, by the first part of its name.
HOMES = {
    "flask": {"web"},
    "werkzeug": {"web"},
    "gunicorn": {"web"},
    "rdflib": {"shacl", "checks"},
    "pyshacl": {"shacl"},
    "SPARQLWrapper": {"remote"},
    "click": {"cli"},
    "rich": {"cli"},
    "openpyxl": {"tables"},
}

# Inside the two doors a view or a command may lean on these, and never on its neighbour.
SHARED = {
    "web": {"answers", "problems", "reader", "services"},
    "cli": {"command", "output"},
}
# They gather the others.
GATHERING = {"web.__init__", "cli.__init__"}


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts), file


def imported(file: Path) -> Iterator[str]:
    """Yield what a module imports, absolutely: ``regiegraaf.web.reader``, ``flask``."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if is_module(inner) else str(node.module)


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def ours(file: Path) -> Iterator[str]:
    """Yield the modules of the package that a module imports, without the package's own name."""
    for name in imported(file):
        first, _, rest = name.partition(".")
        if first == "regiegraaf":
            yield rest or "regiegraaf"


MODULES = dict(modules())


def placed(module: str) -> str:
    """The name under which a module stands in the drawing."""
    return "regiegraaf" if module == "__init__" else module.partition(".")[0]


def test_the_package_is_seen() -> None:
    """A walk over nothing would find nothing wrong."""
    assert len(MODULES) >= 30


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_place_in_the_drawing(module: str) -> None:
    """A new module is given its line in LAYERS by whoever adds it."""
    assert placed(module) in RANK


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    """Both modules are named: the one that imports and the one that lies too high."""
    here = placed(module)

    upward = [
        f"{module} imports {other}"
        for other in ours(MODULES[module])
        if placed(other) != here and RANK[placed(other)] >= RANK[here]
    ]

    assert upward == []


@pytest.mark.parametrize("module", MODULES)
def test_a_library_stays_in_its_home(module: str) -> None:
    """The core does not know HTTP, and only shapes and house rules know rdflib."""
    astray = [
        f"{module} imports {name}"
        for name in imported(MODULES[module])
        if placed(module) not in HOMES.get(name.partition(".")[0], {placed(module)})
    ]

    assert astray == []


@pytest.mark.parametrize("module", [name for name in MODULES if placed(name) in SHARED])
def test_a_view_or_command_imports_no_other(module: str) -> None:
    """What two of them share lies in the modules that are named in SHARED."""
    door = placed(module)

    sideways = [
        f"{module} imports {other}"
        for other in ours(MODULES[module])
        if other.startswith(f"{door}.") and other.removeprefix(f"{door}.") not in SHARED[door]
    ]

    assert module in GATHERING or sideways == []


def test_there_is_no_circle() -> None:
    """Also inside a package; the sorter names the modules of a circle."""
    graph = {
        module.removesuffix(".__init__"): set(ours(file)) - {module.removesuffix(".__init__")}
        for module, file in MODULES.items()
    }

    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_a_drawer(module: str) -> None:
    """A name tells what lies in it."""
    assert not set(module.split(".")) & {"utils", "util", "helpers", "common", "models", "misc"}
