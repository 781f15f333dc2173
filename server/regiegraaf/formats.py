"""Every form in which we write, and the writers of query results and graphs.

SPARQL results and RDF are written by the engine's own writers; `tables` has the forms for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.errors import TooManyRows
from regiegraaf.store import Answer as Result
from regiegraaf.store import Graph


@dataclass(frozen=True, slots=True)
class Format:
    """A form with the suffix that asks for it and the media type it is sent with."""

    suffix: str
    media: str
    rdf: ox.RdfFormat | None = None
    results: ox.QueryResultsFormat | None = None


GRAPHS = (
    Format("ttl", "text/turtle", rdf=ox.RdfFormat.TURTLE),
    Format("nt", "application/n-triples", rdf=ox.RdfFormat.N_TRIPLES),
    Format("jsonld", "application/ld+json", rdf=ox.RdfFormat.JSON_LD),
    Format("rdf", "application/rdf+xml", rdf=ox.RdfFormat.RDF_XML),
)
DATASETS = (
    Format("nq", "application/n-quads", rdf=ox.RdfFormat.N_QUADS),
    Format("trig", "application/trig", rdf=ox.RdfFormat.TRIG),
)
RESULTS = (
    Format("json", "application/sparql-results+json", results=ox.QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", results=ox.QueryResultsFormat.XML),
    Format("csv", "text/csv", results=ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", results=ox.QueryResultsFormat.TSV),
)
ANSWERS = (
    Format("html", "text/html"),
    Format("json", "application/json"),
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("md", "text/markdown"),
    Format("ttl", "text/turtle", rdf=ox.RdfFormat.TURTLE),
    Format("srj", "application/sparql-results+json", results=ox.QueryResultsFormat.JSON),
)


def by_suffix(formats: Iterable[Format], suffix: str) -> Format | None:
    """Return the form with a suffix."""
    return next((format for format in formats if format.suffix == suffix), None)


def writing(
    graph: Graph,
    text: str,
    format: Format,
    *,
    rows: int,
    layer: str = "facts",
    default_graphs: Sequence[ox.NamedNode] = (),
    named_graphs: Sequence[ox.NamedNode] = (),
) -> Callable[[BinaryIO], None]:
    """Return the work of evaluating a query and writing its result, for `Evaluator.stream`.

    The rows are counted first: a result that is too large is refused whole and never cut.
    """

    def evaluated() -> Result:
        return graph.query(
            text, layer=layer, default_graphs=default_graphs, named_graphs=named_graphs
        )

    def work(file: BinaryIO) -> None:
        counted = evaluated()
        if not isinstance(counted, ox.QueryBoolean):
            for number, _ in enumerate(counted, start=1):
                if number > rows:
                    raise TooManyRows(
                        nl=f"Het antwoord heeft meer dan {rows} regels; vraag minder of zet LIMIT.",
                        en=f"The answer has more than {rows} rows; ask for less, or with LIMIT.",
                    )
        write(evaluated(), format, file)

    return work


def dump(graph: Graph, format: Format, *, merged: bool) -> bytes:
    """Return the whole graph: its named graphs, or their merge in a form without graph names."""
    quads = [
        quad
        for node in graph.graphs
        for quad in graph.store.quads_for_pattern(None, None, None, node)
    ]
    if not graph.layered:
        quads += list(graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if merged:
        return write_graph(sorted({quad.triple for quad in quads}, key=str), format)
    return write_graph(sorted(quads, key=str), format)


def write(result: Result, format: Format, file: BinaryIO) -> None:
    """Write a query result in one of the forms of `offered`."""
    if isinstance(result, ox.QueryTriples):
        file.write(write_graph(result, format))
    else:
        result.serialize(file, format.results or ox.QueryResultsFormat.JSON)


def write_graph(triples: Iterable[ox.Triple | ox.Quad], format: Format) -> bytes:
    """Return triples in an RDF form, with only the prefixes that they use."""
    known: list[Any] = list(triples)
    text = ox.serialize(known, format=format.rdf or ox.RdfFormat.TURTLE, prefixes=_used(known))
    return text or b""


def _used(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    seen: set[str] = set()
    for triple in triples:
        for node in (triple.subject, triple.predicate, triple.object):
            if isinstance(node, ox.NamedNode):
                seen.add(node.value)
            elif isinstance(node, ox.Literal):
                seen.add(node.datatype.value)
    shortened = {names.shorten(iri).split(":", 1)[0] for iri in seen}
    return {name: iri for name, iri in names.prefixes().items() if name in shortened}
