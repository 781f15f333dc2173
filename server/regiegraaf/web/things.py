"""Every IRI of ours opens: 303 from ``/id`` to ``/doc``; pages or RDF for things, terms, graphs."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request

from regiegraaf import names, resources
from regiegraaf.errors import NotFound
from regiegraaf.formats import DATASETS, GRAPHS, Format, write_graph
from regiegraaf.web import reader
from regiegraaf.web.answers import choose, finish, send
from regiegraaf.web.services import services

blueprint = Blueprint("things", __name__)
_HTML = Format("html", "text/html")
_SUFFIXES = tuple(form.suffix for form in (*GRAPHS, _HTML))


@blueprint.get("/id/<path:name>")
def identified(name: str) -> Response:
    """Lead from a thing to its description (Cool URIs, 303)."""
    response = redirect(reader.to(f"/doc/{name}"), 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/doc/<path:name>")
def described(name: str) -> Response:
    """Describe a thing."""
    return _described(names.ID, name)


@blueprint.get("/def/<path:name>")
def defined(name: str) -> Response:
    """Describe a term of the ontology."""
    return _described(names.DEF, name)


@blueprint.get("/shape/<path:name>")
def shaped(name: str) -> Response:
    """Describe a shape."""
    return _described(names.SHAPE, name)


@blueprint.get("/def")
def ontology() -> Response:
    """Show the terms of the ontology, or give the whole as one file."""
    graph = services().graph
    form = choose((_HTML, *GRAPHS))
    if form is not _HTML:
        quads = graph.store.quads_for_pattern(None, None, None, names.graph("ontology"))
        return send(write_graph([quad.triple for quad in quads], form), form)
    prefix = f"{names.BASE}{names.DEF}"
    terms: dict[str, list[str]] = {}
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
        node = ox.NamedNode(f"http://www.w3.org/2002/07/owl#{kind}")
        quads = graph.store.quads_for_pattern(None, ox.NamedNode(names.RDF_TYPE), node, None)
        iris = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
        terms[kind] = sorted(iri for iri in iris if iri.startswith(prefix))
    definition = ox.NamedNode(names.SKOS + "definition")
    words = {
        quad.subject.value: quad.object.value
        for quad in graph.store.quads_for_pattern(None, definition, None, names.graph("ontology"))
        if isinstance(quad.object, ox.Literal)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.object.language == reader.lang()
    }
    page = render_template("ontology.html", terms=terms, words=words)
    return finish(Response(page, mimetype="text/html"))


@blueprint.get("/source/<path:name>")
def sourced(name: str) -> Response:
    """Show a source: its sections, and what is cited from which lines."""
    name, suffix = _split(name)
    iri = f"{names.BASE}{names.SOURCE}{name}"
    form = choose((_HTML, *GRAPHS), suffix=suffix)
    graph = services().graph
    if form is not _HTML:
        return send(write_graph(resources.triples(iri, graph), form), form)
    found = resources.describe(iri, graph)
    page = render_template(
        "source.html",
        thing=found,
        about=resources.readable(found.about, reader.lang()),
        cited=resources.cited(iri, graph),
    )
    return finish(Response(page, mimetype="text/html"))


@blueprint.get("/graph")
def graphs() -> Response:
    """List the named graphs."""
    graph = services().graph
    counts = [
        (node.value, sum(1 for _ in graph.store.quads_for_pattern(None, None, None, node)))
        for node in graph.graphs
    ]
    return finish(Response(render_template("graphs.html", counts=counts), mimetype="text/html"))


@blueprint.get("/graph/<path:name>")
def graph_content(name: str) -> Response:
    """Give a named graph."""
    name, suffix = _split(name)
    node = names.graph(name)
    graph = services().graph
    if node not in graph.graphs:
        raise NotFound(
            nl=f"Er is geen graaf '{name}'.",
            en=f"There is no graph '{name}'.",
            suggestions=[names.page(known.value) or "" for known in graph.graphs],
        )
    form = choose((_HTML, *GRAPHS, DATASETS[0]), suffix=suffix)
    quads = list(graph.store.quads_for_pattern(None, None, None, node))
    if form is not _HTML:
        named = form in DATASETS
        return send(write_graph(quads if named else [q.triple for q in quads], form), form)
    kinds: dict[str, int] = {}
    for quad in quads:
        if quad.predicate.value == names.RDF_TYPE and isinstance(quad.object, ox.NamedNode):
            kinds[quad.object.value] = kinds.get(quad.object.value, 0) + 1
    page = render_template(
        "graph.html",
        name=name,
        iri=node.value,
        size=len(quads),
        kinds=sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])),
        formats=(*GRAPHS, DATASETS[0]),
    )
    return finish(Response(page, mimetype="text/html"))


def _described(segment: str, name: str) -> Response:
    name, suffix = _split(name)
    iri = f"{names.BASE}{segment}{name}"
    form = choose((_HTML, *GRAPHS), suffix=suffix)
    graph = services().graph
    if form is not _HTML:
        response = send(write_graph(resources.triples(iri, graph), form), form)
    else:
        page = render_template(
            "thing.html",
            thing=(found := resources.describe(iri, graph)),
            about=resources.readable(found.about, reader.lang()),
            iri=iri,
            formats=GRAPHS,
            is_thing=lambda term: isinstance(term, ox.NamedNode),
        )
        response = Response(page, mimetype="text/html")
    path = f"{request.script_root}/{'doc/' if segment == names.ID else segment}{name}"
    for other in GRAPHS:
        link = f'<{path}.{other.suffix}>; rel="alternate"; type="{other.media}"'
        response.headers.add("Link", link)
    response.headers.add("Link", f'<{iri}>; rel="canonical"')
    return finish(response)


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and suffix in (*_SUFFIXES, "nq") else (name, "")
