"""The command ``regie``: answers to standard output, words to standard error, exit codes kept."""

from __future__ import annotations

from regiegraaf.cli import ask, check, export, query, serve  # noqa: F401 - each adds its command
from regiegraaf.cli.command import main

__all__ = ["main"]
