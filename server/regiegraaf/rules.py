"""A rule of `shapes/` as its file states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import names, places, shacl
from regiegraaf.errors import InputRejected

_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Rule:
    """A rule as its file states it.

    Args:
        id: Its ``dct:identifier``, or the name of its folder or file.
        family: Its ``dct:type``, or the topic under which its folder lies.
        shape: The IRI of its node shape.
        file: Where it is written.
        triples: What the file says.
        graph: The same, as shapes.
    """

    id: str
    family: str
    shape: str
    file: Path
    triples: tuple[ox.Triple, ...]
    graph: shacl.ShapesGraph

    @property
    def prefixed(self) -> list[ox.Triple]:
        """What the file says, with the prefixes that its queries use."""
        return [*self.triples, *_prefixes()]


def read(file: Path) -> Rule:
    """Read a rule.

    Args:
        file: A ``shape.ttl`` in the folder that bears its name, or any Turtle file with shapes.

    Raises:
        InputRejected: It does not parse, or has no shape with the name of its folder.
    """
    try:
        triples = tuple(_triples(file.read_text(encoding="utf-8")))
        graph = shacl.ShapesGraph((*triples, *_prefixes()))
    except (SyntaxError, ValueError) as error:
        raise broken(file, error) from error
    name = file.parent.name if file.name == "shape.ttl" else file.stem
    shape = ox.NamedNode(f"{names.BASE}{names.SHAPE}{name}")
    shapes = graph.subjects(names.RDF_TYPE, ox.NamedNode(_SH + "NodeShape"))
    if file.name == "shape.ttl" and shape not in shapes:
        raise broken(file, f"{shape} a sh:NodeShape?")

    def said(term: str, otherwise: str) -> str:
        return _said(graph, shape, names.DCT + term) or otherwise

    return Rule(
        id=said("identifier", name),
        family=said("type", file.parent.parent.name),
        shape=shape.value,
        file=file,
        triples=triples,
        graph=graph,
    )


def _said(graph: shacl.ShapesGraph, shape: ox.NamedNode, term: str) -> str:
    return next((str(getattr(value, "value", "")) for value in graph.objects(shape, term)), "")


def _triples(text: str) -> Iterator[ox.Triple]:
    for quad in ox.parse(names.rebase(text), format=ox.RdfFormat.TURTLE):
        yield quad.triple


@cache
def _prefixes() -> tuple[ox.Triple, ...]:
    file = places.root() / "ontology" / "prefixes.ttl"
    return tuple(_triples(file.read_text(encoding="utf-8")))


def broken(file: Path, reason: object) -> InputRejected:
    """Return that a rule cannot be evaluated, with the reason."""
    where = f"{file.parent.name}/{file.name}"
    return InputRejected(
        nl=f"De regel {where} is niet uit te voeren: {reason}",
        en=f"The rule {where} cannot be evaluated: {reason}",
        file=str(file),
    )
