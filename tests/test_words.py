"""The words of pages and commands: every key that is used exists, and every key is used."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import regiegraaf
from regiegraaf import Graph, names, words
from regiegraaf.layers import CHOICES, LAYERS

PACKAGE = Path(regiegraaf.__file__).parent
WORDS = tomllib.loads((PACKAGE / "words.toml").read_text(encoding="utf-8"))

_CALL = re.compile(r"\bt\(\s*['\"]([^'\"]+)['\"]\s*([,)+~])")


def in_templates() -> Iterator[tuple[str, bool, str]]:
    """Yield what templates ask for: a key or the start of one, whether it is whole, and where."""
    for file in sorted(PACKAGE.rglob("*.html")):
        for key, sign in _CALL.findall(file.read_text(encoding="utf-8")):
            yield key, sign in ",)", file.name


def in_modules() -> Iterator[tuple[str, bool, str]]:
    """Yield what modules ask for; a key that comes in by a name is one of the module's strings."""
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and _says(node.func)):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value), True, file.name
            elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
                yield str(first.values[0].value), False, file.name
            elif isinstance(first, ast.Name) and file.name != "words.py":
                yield from ((key, True, file.name) for key in constants & WORDS.keys())


def _says(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("say", "t")


USED = [*in_templates(), *in_modules()]
WHOLE = {key for key, whole, _ in USED if whole}
STARTS = {key for key, whole, _ in USED if not whole}


def test_uses_are_seen() -> None:
    """A pattern that matches nothing would find nothing missing."""
    assert len(WHOLE) >= 50
    assert {"layer-", "force-"} <= STARTS


def test_every_key_that_is_used_exists() -> None:
    """Named with the file that uses it."""
    missing = sorted(
        {f"{where}: {key}" for key, whole, where in USED if whole and key not in WORDS}
    )

    assert missing == []


def test_every_key_is_used() -> None:
    """A text that no page shows is not kept in two languages."""
    unused = {key for key in WORDS.keys() - WHOLE if not key.startswith(tuple(STARTS))}

    assert sorted(unused) == []


@pytest.mark.parametrize("key", WORDS)
def test_a_text_is_there_in_both_languages(key: str) -> None:
    """Nothing else stands in its block, and both have the same holes."""
    assert set(WORDS[key]) == set(words.LANGUAGES)
    assert all(text.strip() for text in WORDS[key].values())
    assert holes(WORDS[key]["nl"]) == holes(WORDS[key]["en"])


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_layer_has_its_words() -> None:
    """As a choice and as the mark of a statement."""
    assert {f"layer-{layer}" for layer in {*CHOICES, *LAYERS} - {"facts"}} <= WORDS.keys()


def test_every_force_has_its_words(graph: Graph) -> None:
    """Whatever the graph gives as the force of a statement can be shown."""
    rows = graph.select("SELECT DISTINCT ?force { ?s rg:force ?force }", layer="all")
    forces = {names.slug(row["force"].value) for row in rows}

    assert len(forces) >= 4
    assert {f"force-{force}" for force in forces} <= WORDS.keys()


def test_a_text_is_said_with_its_values() -> None:
    """In the language that is asked for."""
    assert words.say("layer-is", "nl", layer="praktijk") == "Laag: praktijk."
    assert words.keys() == set(WORDS)
