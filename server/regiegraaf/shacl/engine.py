"""Validation: per shape and constraint one query over all focus nodes.

The focus nodes of a shape are never listed: they are a pattern, and the value nodes on which a
shape within a shape looks are that pattern with the path behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from operator import gt, lt

import pyoxigraph as ox

from regiegraaf.shacl import sparql
from regiegraaf.shacl.constraints import components
from regiegraaf.shacl.focus import Focus, Pair
from regiegraaf.shacl.model import SH, Malformed, Shape, ShapesGraph, Term, is_true, text
from regiegraaf.shacl.pairs import Pairs
from regiegraaf.shacl.result import Result


def validate(data: ox.Store, shapes: ShapesGraph) -> list[Result]:
    """Return every validation result.

    Args:
        data: The data graph is its default graph; a SPARQL-based constraint sees the named ones.
        shapes: The shapes.

    Raises:
        NotCovered: A shape asks what this engine does not know.
        Malformed: A shape is not well-formed.
    """
    return _Validation(data, shapes).run()


class _Validation(Pairs):
    def __init__(self, store: ox.Store, shapes: ShapesGraph) -> None:
        super().__init__(store, shapes)
        self._path: list[Term] = []

    def run(self) -> list[Result]:
        found: list[Result] = []
        for shape in self._shapes.targeting:
            focus = self._targets(shape)
            found += self._results(shape, focus)
        return found

    # Results

    def _results(self, shape: Shape, focus: Focus) -> Iterator[Result]:
        if shape.deactivated:
            return
        if shape.node in self._path:
            raise Malformed(f"{shape.node} refers to itself")
        self._path.append(shape.node)
        try:
            for name, values in shape.parameters.items():
                for value in values:
                    if name in self._SPECIAL:
                        yield from getattr(self, f"_{name}")(value, shape, focus)
                    else:
                        yield from self._plain(name, value, shape, focus)
        finally:
            self._path.pop()

    # What makes results of its own, and not pairs of a focus node and a value.
    _SPECIAL = frozenset({"property", "sparql", "closed", "qualifiedValueShape"})

    def _plain(self, name: str, value: Term, shape: Shape, focus: Focus) -> Iterator[Result]:
        check = getattr(self, f"_{name}", None)
        for this, wrong in (
            check(value, shape, focus) if check else self._each(name, value, shape, focus)
        ):
            yield self._result(components(name), shape, this, wrong)

    def _property(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Result]:
        child = self._shapes.shape(value)
        if child.path is None:
            raise Malformed(f"{value} has no sh:path")
        found = list(self._results(child, self._within(shape, focus)))
        if shape.path is None or not found:
            yield from found
            return
        # A value node of two focus nodes is looked at twice.
        times = Counter(node for _, node in self._pairs(self._values(shape, focus)))
        for result in found:
            yield from [result] * times[result.focus]

    def _result(self, component: str, shape: Shape, this: Term, value: Term | None) -> Result:
        return Result(this, shape.node, component, shape.severity, shape.path, value)

    # Section 4.6 and 4.7: shapes within shapes

    def _bad(self, value: Term, focus: Focus) -> set[Term]:
        """Return which of some focus nodes do not conform to a shape."""
        return {result.focus for result in self._results(self._shapes.shape(value), focus)}

    def _all(self, shape: Shape, focus: Focus) -> list[Pair]:
        return list(self._pairs(self._values(shape, focus)))

    def _node(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        bad = self._bad(value, self._within(shape, focus))
        return (pair for pair in (self._all(shape, focus) if bad else ()) if pair[1] in bad)

    def _not(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        bad = self._bad(value, self._within(shape, focus))
        return (pair for pair in self._all(shape, focus) if pair[1] not in bad)

    def _and(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        return self._met(value, shape, focus, lambda met, of: met < of)

    def _or(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        return self._met(value, shape, focus, lambda met, _: met < 1)

    def _xone(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        return self._met(value, shape, focus, lambda met, _: met != 1)

    def _met(
        self, value: Term, shape: Shape, focus: Focus, wrong: Callable[[int, int], bool]
    ) -> Iterator[Pair]:
        within = self._within(shape, focus)
        bad = [self._bad(member, within) for member in self._shapes.members(value)]
        for this, node in self._all(shape, focus):
            if wrong(sum(node not in failing for failing in bad), len(bad)):
                yield this, node

    def _qualifiedValueShape(  # noqa: N802 - named as in SHACL
        self, value: Term, shape: Shape, focus: Focus
    ) -> Iterator[Result]:
        within = self._within(shape, focus)
        bad = self._bad(value, within)
        siblings: list[set[Term]] = []
        if is_true(shape.options.get("qualifiedValueShapesDisjoint", ())):
            siblings = [self._bad(other, within) for other in self._siblings(shape, value)]
        counts: dict[Term, int] = {}
        for row in self._rows(f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} }}"):
            counts[row["this"]] = 0
        for this, node in self._all(shape, focus):
            if node not in bad and all(node in other for other in siblings):
                counts[this] += 1
        for name, wrong in (
            ("qualifiedMinCount", lt),
            ("qualifiedMaxCount", gt),
        ):
            for limit in shape.options.get(name, ()):
                for this, count in counts.items():
                    if wrong(count, int(text(limit))):
                        yield self._result(components(name), shape, this, None)

    def _siblings(self, shape: Shape, value: Term) -> set[Term]:
        parents = self._shapes.subjects(SH + "property", shape.node)
        return {
            qualified
            for parent in parents
            for sibling in self._shapes.objects(parent, SH + "property")
            for qualified in self._shapes.objects(sibling, SH + "qualifiedValueShape")
            if qualified != value
        }

    # Section 4.8: closed; section 5: SPARQL

    def _closed(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Result]:
        if not is_true((value,)):
            return
        allowed = {
            str(path)
            for child in shape.parameters.get("property", ())
            for path in self._shapes.objects(child, SH + "path")
            if isinstance(path, ox.NamedNode)
        }
        for ignored in shape.options.get("ignoredProperties", ()):
            allowed |= {str(member) for member in self._shapes.members(ignored)}
        others = f"FILTER(?other NOT IN ({', '.join(sorted(allowed))}))"
        pattern = f"{focus('?this')} ?this ?other ?value {others}"
        for row in self._rows(f"SELECT DISTINCT ?this ?other ?value WHERE {{ {pattern} }}"):
            yield Result(
                row["this"],
                shape.node,
                components("closed"),
                shape.severity,
                str(row["other"]),
                row["value"],
            )

    def _sparql(self, constraint: Term, shape: Shape, focus: Focus) -> Iterator[Result]:
        if is_true(self._shapes.objects(constraint, SH + "deactivated")):
            return
        selects = self._shapes.objects(constraint, SH + "select")
        if len(selects) != 1:
            raise Malformed(f"{shape.node}: one sh:select is needed")
        query = sparql.opened(text(selects[0]), shape.path).over(focus("?this"))
        seen: set[tuple[Term, str | None, Term | None]] = set()
        for row in self._rows(query, self._shapes.prefixes(constraint)):
            this = row["this"]
            value = row.get("value", this if shape.path is None else None)
            path = str(row["path"]) if isinstance(row.get("path"), ox.NamedNode) else shape.path
            if (this, path, value) in seen:
                continue
            seen.add((this, path, value))
            yield Result(
                this,
                shape.node,
                components("sparql"),
                shape.severity,
                path,
                value,
                constraint,
                row,
            )
