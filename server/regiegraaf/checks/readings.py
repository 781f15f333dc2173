"""The readings of a document: Markdown files of rows, each with the lines that it rests on.

A reading is written before the graph is, by someone else; its rows say which lines state facts.
So they measure whether the graph has passed over something. Sections on the document itself, on
models of the literature and on how to model are not counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

SECTIONS = frozenset({2, 3, 4, 5, 6, 7, 8, 10, 11, 12})
"""The numbers of the sections that hold facts about governance."""

WIDEST = 40
"""Lines; a longer range says where somebody looked, and not which line says something."""

_SECTION = re.compile(r"## (\d+)\.")
_ROW = re.compile(r"\||- ")
_FILE = re.compile(r"(\d{3})")
_LINES = re.compile(r"(?:(\d{3}):)?\bL(\d+)(?:\s*[-\N{EN DASH}]\s*L?(\d+))?")


def lines(folder: Path) -> Mapping[str, frozenset[int]]:
    """Return the lines that the readings in a folder rest on, by document.

    Args:
        folder: Holds ``NNN*.md``; a reference is ``L12``, ``L12-L15`` or, in a reading of
            several documents, ``NNN:L12``.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for file in sorted(folder.glob("*.md")):
        number = _FILE.match(file.name)
        if number:
            for document, line in _cited(number[1], file.read_text(encoding="utf-8")):
                found[document].add(line)
    return {document: frozenset(numbers) for document, numbers in sorted(found.items())}


def _cited(document: str, text: str) -> Iterator[tuple[str, int]]:
    section = 0
    for row in text.splitlines():
        heading = _SECTION.match(row)
        section = int(heading[1]) if heading else section
        if section in SECTIONS and _ROW.match(row):
            named = document
            for match in _LINES.finditer(row):
                # "003:L12, L14" stays with the document named last.
                named = match[1] or named
                first, last = int(match[2]), int(match[3] or match[2])
                if last - first < WIDEST:
                    yield from ((named, line) for line in range(first, last + 1))
