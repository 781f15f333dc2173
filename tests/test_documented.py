"""Everything has its words: errors, commands, options."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from regiegraaf import errors
from regiegraaf.cli import main
from regiegraaf.errors import RegieError

README = Path(__file__).resolve().parents[1] / "README.md"
ERRORS = sorted(RegieError.__subclasses__(), key=lambda error: error.__name__)
_BRANCH = re.compile(r"[├└]── (\w+) +(\d{3}) +exit (\d+)")
COMMANDS = dict(sorted(main.commands.items()))
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, click.Option)
]


def test_errors_and_commands_are_seen() -> None:
    """A collector that finds nothing would let everything through."""
    assert len(ERRORS) >= 15
    assert len(COMMANDS) >= 5
    assert len(OPTIONS) >= 30


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error.__name__))
def test_an_error_has_its_words(error: type[RegieError]) -> None:
    """A title in both languages, a status of its kind, a slug, and a sentence on what it is."""
    assert set(error.title) == {"nl", "en"}
    assert all(error.title.values())
    assert error.title != RegieError.title
    assert 400 <= error.status < 600
    assert error.exit_code in {2, 3, 4, 124}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.slug)
    assert error.__doc__
    assert error.__doc__.endswith(".")


def test_no_two_errors_share_a_slug() -> None:
    """The slug is the last part of the problem's address."""
    slugs = [error.slug for error in [RegieError, *ERRORS]]

    assert len(slugs) == len(set(slugs))


def test_the_tree_is_that_of_the_code() -> None:
    """Name, status and exit code of each, as drawn on top of the module."""
    drawn = {(name, int(s), int(e)) for name, s, e in _BRANCH.findall(errors.__doc__ or "")}

    assert drawn == {(error.__name__, error.status, error.exit_code) for error in ERRORS}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does(name: str) -> None:
    """One sentence, and at least one example that can be typed."""
    text = COMMANDS[name].help or ""

    assert text.split("\n")[0].endswith(".")
    assert f"regie {name}" in text or f"| regie {name}" in text


def test_every_option_has_help() -> None:
    """The missing ones are listed."""
    missing = sorted({f"regie {name} {o.opts[0]}" for name, o in OPTIONS if not o.help})

    assert missing == []


def test_every_command_is_in_the_readme() -> None:
    """The missing ones are listed."""
    text = README.read_text(encoding="utf-8")

    assert [name for name in COMMANDS if not re.search(rf"regie {name}\b", text)] == []
