"""The words of pages and commands, Dutch and English side by side in ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "en")


@cache
def _all() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **values: object) -> str:
    """Return a text in a language with its values filled in.

    Raises:
        KeyError: No such text; the suite tries every key that templates and modules use.
    """
    return _all()[key][lang].format(**values)


def keys() -> set[str]:
    """Return the keys of all texts."""
    return set(_all())
