"""Where results go, and how a table looks on a terminal and on paper."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

_WIDEST = 6
_PAPER = 120


def table(headings: list[str], rows: list[list[str]]) -> Table | Group:
    """Return rows as a table, or told one by one when they have many columns."""
    if len(headings) > _WIDEST:
        return _records(headings, rows)
    grid = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for title in headings:
        grid.add_column(title, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def _records(headings: list[str], rows: list[list[str]]) -> Group:
    """Tell each row in lines: its first two columns on top, then whatever is not empty."""
    parts: list[Text | Table] = []
    for row in rows:
        parts.append(Text(": ".join(value for value in row[:2] if value), style="bold"))
        lines = Table.grid(padding=(0, 2))
        lines.add_column(style="dim", min_width=20)
        lines.add_column(overflow="fold")
        for title, value in zip(headings[2:], row[2:], strict=True):
            if value:
                lines.add_row(f"  {title}", Text(value))
        parts.extend((lines, Text("")))
    return Group(*parts)


def write(content: bytes | Table | Group, output: Path | None) -> None:
    """Write a result to a file, or to standard output."""
    if isinstance(content, Table | Group):
        if output:
            with output.open("w", encoding="utf-8") as file:
                Console(file=file, width=_PAPER).print(content)
        else:
            console = Console(highlight=False)
            Console(width=None if console.is_terminal else _PAPER, highlight=False).print(content)
    elif output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
