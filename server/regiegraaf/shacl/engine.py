"""Validation: per shape and constraint one query over all focus nodes.

The focus nodes of a shape are never listed: they are a pattern, and the value nodes on which a
shape within a shape looks are that pattern with the path behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import gt, lt

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.shacl import sparql
from regiegraaf.shacl.constraints import CONDITIONS, components, ill_formed, language_matches
from regiegraaf.shacl.model import SH, Malformed, Shape, ShapesGraph, Term, is_true, text

Focus = Callable[[str], str]
"""Gives, for the name of a variable, a pattern that binds it to each focus node."""
Pair = tuple[Term, Term]


@dataclass(frozen=True)
class Result:
    """A validation result (section 3.6.2).

    Args:
        focus: The focus node.
        shape: The shape that is not met.
        component: The IRI of the constraint component.
        severity: The IRI of the severity.
        path: The path as SPARQL writes it; None for a node shape.
        value: The value that is wrong, where one is.
        constraint: The SPARQL-based constraint.
        bound: What a SPARQL-based constraint found, by variable.
    """

    focus: Term
    shape: Term
    component: str
    severity: str
    path: str | None = None
    value: Term | None = None
    constraint: Term | None = None
    bound: dict[str, Term] = field(default_factory=dict, compare=False, hash=False)


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


class _Validation:
    def __init__(self, data: ox.Store, shapes: ShapesGraph) -> None:
        self._data = data
        self._shapes = shapes
        self._path: list[Term] = []

    def run(self) -> list[Result]:
        found: list[Result] = []
        for shape in self._shapes.targeting:
            focus = self._targets(shape)
            found += self._results(shape, focus)
        return found

    # Focus nodes

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
            for quad in self._data.quads_for_pattern(None, below, here, ox.DefaultGraph()):
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

    def _each(self, name: str, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        condition = CONDITIONS[name](value, shape)
        yield from self._pairs(f"{self._values(shape, focus)} FILTER({condition})")
        if name == "datatype":
            same = f"FILTER(COALESCE(DATATYPE(?value) = {value}, false))"
            for row in self._rows(
                f"SELECT DISTINCT ?value WHERE {{ {self._values(shape, focus)} {same} }}"
            ):
                if isinstance(row["value"], ox.Literal) and ill_formed(row["value"]):
                    given = f"FILTER(sameTerm(?value, {row['value']}))"
                    yield from self._pairs(f"{self._values(shape, focus)} {given}")

    def _pairs(self, pattern: str) -> Iterator[Pair]:
        for row in self._rows(f"SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}"):
            yield row["this"], row["value"]

    def _rows(
        self, query: str, prefixes: dict[str, str] | None = None
    ) -> Iterator[dict[str, Term]]:
        try:
            answer = self._data.query(query, prefixes=prefixes or {})
        except SyntaxError as error:
            raise Malformed(f"{error.msg}: {query}") from error
        if not isinstance(answer, ox.QuerySolutions):
            raise Malformed(f"no SELECT: {query}")
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: row[name] for name in columns if row[name] is not None}

    # Section 4.1: class; 4.2: cardinality

    def _class(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        kinds = ", ".join(self._subclasses(value))
        has = f"?value <{names.RDF_TYPE}> ?kind FILTER(?kind IN ({kinds}))"
        return self._pairs(f"{self._values(shape, focus)} FILTER NOT EXISTS {{ {has} }}")

    def _counted(self, having: str, shape: Shape, focus: Focus, *, zero: bool) -> Iterator[Term]:
        each = f"?this {shape.path} ?value"
        pattern = f"OPTIONAL {{ {each} }}" if zero else each
        query = (
            f"SELECT ?this WHERE {{ {focus('?this')} {pattern} }} "
            f"GROUP BY ?this HAVING(COUNT(DISTINCT ?value) {having})"
        )
        for row in self._rows(query):
            yield row["this"]

    def _minCount(self, value: Term, shape: Shape, focus: Focus) -> Iterator[tuple[Term, None]]:  # noqa: N802 - named as in SHACL
        least = int(text(value))
        if least == 1:
            absent = f"FILTER NOT EXISTS {{ ?this {shape.path} ?value }}"
            for row in self._rows(f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} {absent} }}"):
                yield row["this"], None
        elif least > 1:
            for this in self._counted(f"< {least}", shape, focus, zero=True):
                yield this, None

    def _maxCount(self, value: Term, shape: Shape, focus: Focus) -> Iterator[tuple[Term, None]]:  # noqa: N802 - named as in SHACL
        for this in self._counted(f"> {int(text(value))}", shape, focus, zero=False):
            yield this, None

    # Section 4.4: languages

    def _languageIn(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:  # noqa: N802 - named as in SHACL
        condition = language_matches(self._shapes.members(value))
        return self._pairs(f"{self._values(shape, focus)} FILTER({condition})")

    def _uniqueLang(self, value: Term, shape: Shape, focus: Focus) -> Iterator[tuple[Term, None]]:  # noqa: N802 - named as in SHACL
        if text(value) != "true":
            return
        query = (
            f"SELECT ?this ?tag WHERE {{ {self._values(shape, focus)} "
            "FILTER(LANG(?value) != '') BIND(LANG(?value) AS ?tag) } "
            "GROUP BY ?this ?tag HAVING(COUNT(DISTINCT ?value) > 1)"
        )
        for row in self._rows(query):
            yield row["this"], None

    # Section 4.5: pairs of properties

    def _equals(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        own = self._values(shape, focus)
        yield from self._pairs(f"{own} FILTER NOT EXISTS {{ ?this {value} ?value }}")
        back = (
            "FILTER(!sameTerm(?this, ?value))"
            if shape.path is None
            else f"FILTER NOT EXISTS {{ ?this {shape.path} ?value }}"
        )
        yield from self._pairs(f"{focus('?this')} ?this {value} ?value . {back}")

    def _disjoint(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        return self._pairs(f"{self._values(shape, focus)} ?this {value} ?value .")

    def _lessThan(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:  # noqa: N802 - named as in SHACL
        return self._compared("<", value, shape, focus)

    def _lessThanOrEquals(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:  # noqa: N802 - named as in SHACL
        return self._compared("<=", value, shape, focus)

    def _compared(self, sign: str, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        pattern = (
            f"{self._values(shape, focus)} ?this {value} ?other . "
            f"FILTER(!COALESCE(?value {sign} ?other, false))"
        )
        for row in self._rows(f"SELECT DISTINCT ?this ?value ?other WHERE {{ {pattern} }}"):
            yield row["this"], row["value"]

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

    # Section 4.8: other

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

    def _hasValue(self, value: Term, shape: Shape, focus: Focus) -> Iterator[tuple[Term, None]]:  # noqa: N802 - named as in SHACL
        has = (
            f"FILTER(!sameTerm(?this, {value}))"
            if shape.path is None
            else f"FILTER NOT EXISTS {{ ?this {shape.path} {value} }}"
        )
        for row in self._rows(f"SELECT DISTINCT ?this WHERE {{ {focus('?this')} {has} }}"):
            yield row["this"], None

    def _in(self, value: Term, shape: Shape, focus: Focus) -> Iterator[Pair]:
        allowed = " ".join(str(member) for member in self._shapes.members(value))
        return self._pairs(
            f"{self._values(shape, focus)} MINUS {{ VALUES ?value {{ {allowed} }} }}"
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
