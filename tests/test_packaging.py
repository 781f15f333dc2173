"""The wheel holds every data file of the repository, and nothing else."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from regiegraaf.places import FOLDERS

ROOT = Path(__file__).resolve().parents[1]
DATA = "regiegraaf/data/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel that is built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", str(folder)]
    if importlib.util.find_spec("hatchling"):
        command.append("--no-build-isolation")
    built = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in built.stderr:
        pytest.skip("hatchling is not installed and cannot be fetched")
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("regiegraaf-*.whl")
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def below(folder: Path) -> set[str]:
    """The files that belong to a folder: no traces of running or editing."""
    return {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file()
        and "__pycache__" not in file.parts
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_has_exactly_the_data_files(wheel: set[str], folder: str) -> None:
    """A folder that the build does not find is left out without a word; so count, and compare."""
    prefix = f"{DATA}{folder}/"
    held = {name.removeprefix(prefix) for name in wheel if name.startswith(prefix)}

    assert held == below(ROOT / folder)
    assert len(held) >= {"ontology": 80, "graph": 30, "shapes": 50, "queries": 10}[folder]


def test_the_wheel_has_no_other_data(wheel: set[str]) -> None:
    """What ships is named in `places.FOLDERS`."""
    folders = {name.removeprefix(DATA).split("/")[0] for name in wheel if name.startswith(DATA)}

    assert folders == set(FOLDERS)


def test_the_wheel_has_exactly_the_package_files(wheel: set[str]) -> None:
    """Templates, style sheets, words and the marker for type checkers included."""
    held = {
        name.removeprefix("regiegraaf/")
        for name in wheel
        if name.startswith("regiegraaf/") and not name.startswith(DATA)
    }

    assert held == below(ROOT / "server" / "regiegraaf")
    assert {"py.typed", "words.toml", "web/templates/base.html", "web/static/site.css"} <= held


def test_the_wheel_has_the_command_and_the_licences(wheel: set[str]) -> None:
    """`regie` is installed, and both licences travel along."""
    names = {name.partition(".dist-info/")[2] for name in wheel if ".dist-info/" in name}

    assert {"entry_points.txt", "licenses/LICENSE", "licenses/LICENSE-DATA"} <= names


def test_nothing_else_is_in_the_wheel(wheel: set[str]) -> None:
    """No tests, no tools, no loose files at the top."""
    assert {name.split("/")[0].partition("-")[0] for name in wheel} == {"regiegraaf"}
