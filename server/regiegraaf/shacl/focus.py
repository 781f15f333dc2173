"""Focus nodes and value nodes, as patterns and never as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.shacl.model import Malformed, Shape, Term

Focus = Callable[[str], str]
"""Gives, for the name of a variable, a pattern that binds it to each focus node."""
Pair = tuple[Term, Term]
"""A focus node and one of its value nodes."""


class Data:
    """The data graph: the patterns of what a shape looks at, and the answers to queries.

    Args:
        store: The data graph is its default graph.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def _targets(self, shape: Shape) -> Focus:
        def pattern(variable: str) -> str:
            parts = [self._target(name, value, variable) for name, value in shape.targets]
            return (
                parts[0] if len(parts) == 1 else " UNION ".join(f"{{ {part} }}" for part in parts)
            )

        return pattern

    def _target(self, name: str, value: Term, variable: str) -> str:
        if name == "targetNode":
            return f"VALUES {variable} {{ {value} }}"
        if name == "targetClass":
            return self._instance(variable, value)
        aside = f"{variable}_aside"
        if name == "targetSubjectsOf":
            return f"{{ SELECT DISTINCT {variable} WHERE {{ {variable} {value} {aside} }} }}"
        return f"{{ SELECT DISTINCT {variable} WHERE {{ {aside} {value} {variable} }} }}"

    def _instance(self, variable: str, cls: Term) -> str:
        classes = self._subclasses(cls)
        if len(classes) == 1:
            return f"{variable} <{names.RDF_TYPE}> {cls} ."
        kind = f"{variable}_class"
        return (
            f"{{ SELECT DISTINCT {variable} WHERE {{ VALUES {kind} {{ {' '.join(classes)} }} "
            f"{variable} <{names.RDF_TYPE}> {kind} }} }}"
        )

    def _subclasses(self, cls: Term) -> list[str]:
        below = ox.NamedNode(names.RDFS + "subClassOf")
        seen, todo = {str(cls)}, [cls]
        while todo:
            here = todo.pop()
            for quad in self._store.quads_for_pattern(None, below, here, ox.DefaultGraph()):
                if str(quad.subject) not in seen and isinstance(quad.subject, ox.NamedNode):
                    seen.add(str(quad.subject))
                    todo.append(quad.subject)
        return sorted(seen)

    def _values(self, shape: Shape, focus: Focus) -> str:
        """Return the pattern of the pairs of ``?this`` and ``?value``."""
        if shape.path is None:
            return f"{focus('?this')} BIND(?this AS ?value)"
        return f"{focus('?this')} ?this {shape.path} ?value ."

    def _within(self, shape: Shape, focus: Focus) -> Focus:
        """Return the value nodes of a shape as the focus nodes of another."""
        if shape.path is None:
            return focus
        path = shape.path

        def pattern(variable: str) -> str:
            outer = f"{variable}_of"
            reached = f"{focus(outer)} {outer} {path} {variable}"
            return f"{{ SELECT DISTINCT {variable} WHERE {{ {reached} }} }}"

        return pattern

    def _pairs(self, pattern: str) -> Iterator[Pair]:
        for row in self._rows(f"SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}"):
            yield row["this"], row["value"]

    def _rows(
        self, query: str, prefixes: dict[str, str] | None = None
    ) -> Iterator[dict[str, Term]]:
        try:
            answer = self._store.query(query, prefixes=prefixes or {})
        except SyntaxError as error:
            raise Malformed(f"{error.msg}: {query}") from error
        if not isinstance(answer, ox.QuerySolutions):
            raise Malformed(f"no SELECT: {query}")
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: row[name] for name in columns if row[name] is not None}
