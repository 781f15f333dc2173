"""Everything known about one thing: what is said of it, what points at it, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.errors import NotFound
from regiegraaf.layers import layer_of
from regiegraaf.parameters import nearest
from regiegraaf.questions import Answer
from regiegraaf.store import Graph, Term

_INCOMING = 500
_HIDDEN = {
    names.SKOS + "prefLabel",
    names.RDFS + "label",
    names.RDFS + "isDefinedBy",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One property of a thing, or one thing that points at it, and the layer in which it stands."""

    predicate: str
    term: Term
    layer: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """A thing with all that is known of it."""

    iri: str
    types: tuple[str, ...]
    layers: tuple[str, ...]
    about: tuple[Statement, ...]
    pointing: tuple[Statement, ...]
    more: int
    evidence: tuple[str, ...]


def describe(iri: str, graph: Graph) -> Description:
    """Describe a thing for a page.

    Args:
        iri: The thing.
        graph: Where to look; all layers are shown, each marked.

    Raises:
        NotFound: Nothing is said of it; the nearest of the same kind are suggested.
    """
    node = ox.NamedNode(iri)
    out = [q for q in graph.store.quads_for_pattern(node, None, None, None) if _told(q, graph)]
    into = [q for q in graph.store.quads_for_pattern(None, None, node, None) if _told(q, graph)]
    if not out and not into:
        raise NotFound(
            nl=f"Over {names.shorten(iri)} is niets bekend.",
            en=f"Nothing is known about {names.shorten(iri)}.",
            suggestions=_like(iri, graph),
        )
    about = sorted(
        {
            Statement(q.predicate.value, q.object, _layer(q), ())
            for q in out
            if q.predicate.value not in _HIDDEN and not _evidence(q)
        },
        key=_order,
    )
    pointing = sorted(
        {
            Statement(q.predicate.value, q.subject, _layer(q), places(q.subject, graph))
            for q in into
            if isinstance(q.subject, ox.NamedNode)
        },
        key=_order,
    )
    return Description(
        iri=iri,
        types=tuple(
            sorted(
                {
                    str(s.term.value)
                    for s in about
                    if s.predicate == names.RDF_TYPE and isinstance(s.term, ox.NamedNode)
                }
            )
        ),
        layers=tuple(sorted({_layer(q) for q in out})),
        about=tuple(s for s in about if s.predicate != names.RDF_TYPE),
        pointing=tuple(pointing[:_INCOMING]),
        more=max(0, len(pointing) - _INCOMING),
        evidence=places(node, graph),
    )


def readable(statements: Iterable[Statement], lang: str) -> list[Statement]:
    """Return statements with each text told once: in a language, else in what there is."""
    told = list(statements)
    spoken = {
        s.predicate for s in told if isinstance(s.term, ox.Literal) and s.term.language == lang
    }
    return [
        s
        for s in told
        if not isinstance(s.term, ox.Literal)
        or not s.term.language
        or s.term.language == lang
        or s.predicate not in spoken
    ]


def triples(iri: str, graph: Graph) -> Iterator[ox.Triple]:
    """Yield the description of a thing as RDF, closed over the labels and places it mentions.

    Raises:
        NotFound: Nothing is said of it.
    """
    node = ox.NamedNode(iri)
    seen: set[ox.Triple] = set()
    mentioned: set[ox.NamedNode] = set()
    for quad in graph.store.quads_for_pattern(node, None, None, None):
        seen.add(ox.Triple(quad.subject, quad.predicate, quad.object))
        if isinstance(quad.object, ox.NamedNode):
            mentioned.add(quad.object)
    for number, quad in enumerate(graph.store.quads_for_pattern(None, None, node, None)):
        if number >= _INCOMING:
            break
        seen.add(ox.Triple(quad.subject, quad.predicate, quad.object))
        if isinstance(quad.subject, ox.NamedNode):
            mentioned.add(quad.subject)
    if not seen:
        raise NotFound(
            nl=f"Over {names.shorten(iri)} is niets bekend.",
            en=f"Nothing is known about {names.shorten(iri)}.",
            suggestions=_like(iri, graph),
        )
    wanted = (names.SKOS + "prefLabel", f"{names.BASE}{names.DEF}hasSource")
    for thing in mentioned:
        for predicate in wanted:
            for quad in graph.store.quads_for_pattern(thing, ox.NamedNode(predicate), None, None):
                seen.add(ox.Triple(quad.subject, quad.predicate, quad.object))
    yield from sorted(seen, key=str)


def places(thing: ox.NamedNode | ox.BlankNode | ox.Triple, graph: Graph) -> tuple[str, ...]:
    """Return the places in sources that support a thing, in reading order."""
    if not isinstance(thing, ox.NamedNode):
        return ()
    found = {
        quad.object.value
        for quad in graph.store.quads_for_pattern(thing, names.term("hasSource"), None, None)
        if isinstance(quad.object, ox.NamedNode)
    }
    return tuple(sorted(found, key=_line))


def of_answer(answer: Answer, graph: Graph) -> list[ox.Triple]:
    """Return what an answer's rows rest on: each row's first thing, described with its evidence."""
    found: set[ox.Triple] = set()
    for row in answer.rows:
        thing = row.get("statement") or next(
            (term for term in row.values() if isinstance(term, ox.NamedNode)), None
        )
        if isinstance(thing, ox.NamedNode):
            found.update(triples(thing.value, graph))
    return sorted(found, key=str)


def cited(source: str, graph: Graph) -> list[tuple[str, list[str]]]:
    """Return the cited places of a source in reading order, each with what rests on it."""
    found: dict[str, set[str]] = {}
    prefix = source + "#L"
    for quad in graph.store.quads_for_pattern(None, names.term("hasSource"), None, None):
        if (
            isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith(prefix)
            and isinstance(quad.subject, ox.NamedNode)
        ):
            found.setdefault(quad.object.value, set()).add(quad.subject.value)
    return [(place, sorted(found[place])) for place in sorted(found, key=_line)]


def _line(place: str) -> tuple[str, int]:
    document, _, fragment = place.partition("#L")
    digits = fragment.split("-")[0]
    return document, int(digits) if digits.isdigit() else 0


def _layer(quad: ox.Quad) -> str:
    return (layer_of(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else None) or ""


def _told(quad: ox.Quad, graph: Graph) -> bool:
    # The default graph repeats the facts; what matters here is the layer they come from.
    return isinstance(quad.graph_name, ox.NamedNode) or not graph.layered


def _evidence(quad: ox.Quad) -> bool:
    return names.slug(quad.predicate.value) in ("hasSource", "citation")


def _order(statement: Statement) -> tuple[str, str]:
    return statement.predicate, str(statement.term)


def _like(iri: str, graph: Graph) -> list[str]:
    if not iri.startswith(names.BASE):
        return []
    kind = iri.rsplit("/", 1)[0] + "/"
    known = {
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, ox.NamedNode(names.RDF_TYPE), None, None)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(kind)
    }
    by_slug = {names.slug(value): value for value in known}
    return [by_slug[slug] for slug in nearest(names.slug(iri), list(by_slug), limit=5)]
