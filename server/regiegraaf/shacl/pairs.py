"""Constraints that find pairs of a focus node and a wrong value (sections 4.1-4.5 and 4.8).

A method is named after its parameter, and yields None for the value where none is wrong by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.shacl.constraints import CONDITIONS, ill_formed, language_matches
from regiegraaf.shacl.focus import Data, Focus, Pair
from regiegraaf.shacl.model import Shape, ShapesGraph, Term, text


class Pairs(Data):
    """The constraints on values, and between two properties.

    Args:
        store: The data graph is its default graph.
        shapes: The shapes, for the lists that parameters name.
    """

    def __init__(self, store: ox.Store, shapes: ShapesGraph) -> None:
        super().__init__(store)
        self._shapes = shapes

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

    # Section 4.8: other

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
