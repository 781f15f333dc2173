"""SPARQL-based constraints: a SELECT per thing, asked once for all things (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from regiegraaf.shacl.model import Malformed, NotCovered
from regiegraaf.tokens import Token, tokens

_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")
_UNKNOWN = ("currentShape", "shapesGraph")


# Groups in which the default graph, or what is bound, is another: pre-binding reaches them by
# itself or not at all.
_APART = frozenset({"OPTIONAL", "EXISTS", "GRAPH", "MINUS", "SERVICE"})


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT cut open wherever its pattern must see the focus nodes.

    Args:
        parts: The text between the cuts.
    """

    parts: tuple[str, ...]

    def over(self, focus: str) -> str:
        """Return the query over the focus nodes that a pattern binds to ``?this``."""
        return f" {focus} ".join(self.parts)


def opened(query: str, path: str | None) -> Select:
    """Return a constraint's SELECT, its path filled in.

    Args:
        query: The text of ``sh:select``.
        path: The path of the property shape, for ``$PATH``.

    Raises:
        Malformed: It uses what pre-binding forbids (appendix A).
        NotCovered: It asks for the shapes graph.
    """
    found = list(_filled(query, path))
    words = [token.text.upper() for token in found if token.kind == "word"]
    if "SELECT" not in words:
        raise Malformed("sh:select is no SELECT")
    for word in _FORBIDDEN:
        if word in words:
            raise Malformed(f"sh:select uses {word}")
    for depth, selected in enumerate(_projections(found)):
        if "?this" not in selected and (depth or "*" not in selected):
            raise Malformed("a SELECT does not project $this")
        if ("AS", "?this") in pairwise(selected):
            raise Malformed("$this is assigned anew")
    return Select(tuple(_cut(found)))


def _cut(found: list[Token]) -> Iterator[str]:
    """Yield the text up to and with each brace that opens a plain group or a SELECT's pattern."""
    text, apart, before = "", [False], ["", ""]
    for place, token in enumerate(found):
        text += token.text
        if token.kind == "space":
            continue
        if token.text == "{":
            closed = apart[-1] or before[-1] in _APART or before[-2] == "GRAPH"
            apart.append(closed)
            if not closed and _next(found, place) != "SELECT":
                yield text
                text = ""
        elif token.text == "}":
            apart.pop()
        before = [before[-1], token.text.upper()]
    yield text


def _next(found: list[Token], place: int) -> str:
    return next((t.text.upper() for t in found[place + 1 :] if t.kind != "space"), "")


def _filled(query: str, path: str | None) -> Iterator[Token]:
    for token in tokens(query):
        if token.kind == "variable":
            name = token.text[1:]
            if name in _UNKNOWN:
                raise NotCovered(f"${name}")
            if name == "PATH":
                if path is None:
                    raise Malformed("$PATH without a path")
                yield Token("other", path)
            else:
                yield Token("variable", f"?{name}")
        else:
            yield Token("space", "\n") if token.kind == "comment" else token


def _projections(found: list[Token]) -> Iterator[list[str]]:
    """Yield what stands between each SELECT and its brace, as capitals and variables."""
    projection: list[str] | None = None
    for token in found:
        if token.kind == "word" and token.text.upper() == "SELECT":
            projection = []
        elif projection is not None and token.text == "{":
            yield projection
            projection = None
        elif projection is not None and token.kind != "space":
            projection.append(token.text if token.kind == "variable" else token.text.upper())
