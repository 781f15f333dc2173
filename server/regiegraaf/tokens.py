"""SPARQL text as tokens (SPARQL 1.1, section 19.8): enough to fill holes and to see keywords.

A value never becomes text of the query: it becomes a term, and the term takes the place of one
token. So a hole in a string, an IRI or a comment stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<string>   \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<comment>  \#[^\n\r]* )
  | (?P<variable> [?$][A-Za-z0-9_\u00B7-\uFFFF]+ )
  | (?P<name>     [A-Za-z\u00C0-\uFFFF][\w.\-]*?:(?:(?:[\w.\-:%]|\\.)*(?:[\w\-:%]|\\.))?
                | :[\w\-.]+ )
  | (?P<word>     [A-Za-z_][A-Za-z0-9_]* )
  | (?P<space>    \s+ )
  | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of query text and its kind."""

    kind: str
    text: str


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query; their texts joined are the query."""
    for match in _TOKEN.finditer(query):
        yield Token(match.lastgroup or "other", match.group())


def words(query: str) -> set[str]:
    """Return the keywords of a query in capitals: no strings, names, variables or comments."""
    return {token.text.upper() for token in tokens(query) if token.kind == "word"}


def holes(query: str) -> set[str]:
    """Return the names of the holes (``$name``) of a question."""
    return {
        token.text[1:]
        for token in tokens(query)
        if token.kind == "variable" and token.text.startswith("$")
    }


def fill(query: str, values: dict[str, str]) -> str:
    """Return a question with its holes replaced by serialised terms.

    Args:
        query: The question's text.
        values: Per hole a term as SPARQL writes it, or ``UNDEF`` for one left open.
    """
    return "".join(
        values.get(token.text[1:], token.text)
        if token.kind == "variable" and token.text.startswith("$")
        else token.text
        for token in tokens(query)
    )
