"""Triples about ourselves: the endpoint's service description, and that of the data."""

from __future__ import annotations

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.holdings import holdings, sources
from regiegraaf.store import Graph
from regiegraaf.words import LANGUAGES, say

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_DCAT = "http://www.w3.org/ns/dcat#"
_VOID = "http://rdfs.org/ns/void#"

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def service(endpoint: str, graph: Graph) -> list[ox.Triple]:
    """Return the SPARQL 1.1 service description of an endpoint.

    Args:
        endpoint: The URL at which it answers.
        graph: What it serves.
    """
    node, data, default = ox.NamedNode(endpoint), ox.BlankNode(), ox.BlankNode()
    rdf_type = ox.NamedNode(names.RDF_TYPE)
    triples = [
        ox.Triple(node, rdf_type, _sd("Service")),
        ox.Triple(node, _sd("endpoint"), node),
        ox.Triple(node, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(node, _sd("defaultDataset"), data),
        ox.Triple(data, rdf_type, _sd("Dataset")),
        ox.Triple(data, _sd("defaultGraph"), default),
        ox.Triple(default, rdf_type, _sd("Graph")),
    ]
    triples += [
        ox.Triple(node, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
        for name in _RESULT_FORMATS
    ]
    for name in graph.graphs:
        entry = ox.BlankNode()
        triples += [
            ox.Triple(data, _sd("namedGraph"), entry),
            ox.Triple(entry, rdf_type, _sd("NamedGraph")),
            ox.Triple(entry, _sd("name"), name),
        ]
    return triples


def dataset(root: str, graph: Graph) -> list[ox.Triple]:
    """Return the description of the data in DCAT 3 and VoID: what there is, and where to get it.

    Args:
        root: The URL of the site, with its slash.
        graph: What it serves.
    """
    node = ox.NamedNode(f"{names.BASE}dataset")
    access, endpoint = ox.NamedNode(f"{names.BASE}dataset/sparql"), ox.NamedNode(f"{root}sparql")
    triples = [
        ox.Triple(node, ox.NamedNode(names.RDF_TYPE), ox.NamedNode(_DCAT + "Dataset")),
        ox.Triple(node, ox.NamedNode(names.RDF_TYPE), ox.NamedNode(_VOID + "Dataset")),
        *_words(node, "title", "dataset-title"),
        *_words(node, "description", "dataset-description"),
        *_words(node, "publisher", "dataset-publisher"),
        ox.Triple(node, _dct("license"), ox.NamedNode(LICENCE)),
        ox.Triple(node, _dct("language"), ox.Literal("nl")),
        ox.Triple(node, _dct("language"), ox.Literal("en")),
        ox.Triple(node, ox.NamedNode(_VOID + "sparqlEndpoint"), endpoint),
        ox.Triple(node, ox.NamedNode(_VOID + "uriSpace"), ox.Literal(names.BASE)),
        ox.Triple(node, ox.NamedNode(_VOID + "vocabulary"), ox.NamedNode(names.BASE + names.DEF)),
        ox.Triple(access, ox.NamedNode(names.RDF_TYPE), ox.NamedNode(_DCAT + "DataService")),
        ox.Triple(access, ox.NamedNode(_DCAT + "endpointURL"), endpoint),
        ox.Triple(access, ox.NamedNode(_DCAT + "servesDataset"), node),
        *_words(access, "title", "dataset-endpoint"),
    ]
    triples += [ox.Triple(node, _dct("source"), ox.NamedNode(source)) for source in sources(graph)]
    for holding in holdings(graph):
        if holding.kind:
            part = ox.BlankNode()
            triples += [
                ox.Triple(node, ox.NamedNode(_VOID + "classPartition"), part),
                ox.Triple(part, ox.NamedNode(_VOID + "class"), ox.NamedNode(holding.kind)),
                ox.Triple(part, ox.NamedNode(_VOID + "entities"), ox.Literal(holding.total)),
            ]
    for name in graph.graphs:
        size = sum(1 for _ in graph.store.quads_for_pattern(None, None, None, name))
        file = ox.NamedNode(f"{root.rstrip('/')}{names.page(name.value)}.ttl")
        triples += [
            ox.Triple(node, ox.NamedNode(_VOID + "subset"), name),
            ox.Triple(name, ox.NamedNode(names.RDF_TYPE), ox.NamedNode(_VOID + "Dataset")),
            ox.Triple(name, ox.NamedNode(_VOID + "triples"), ox.Literal(size)),
            ox.Triple(name, ox.NamedNode(_VOID + "dataDump"), file),
        ]
    return triples


def _words(node: ox.NamedNode, term: str, key: str) -> list[ox.Triple]:
    return [
        ox.Triple(node, _dct(term), ox.Literal(say(key, lang), language=lang)) for lang in LANGUAGES
    ]


def _dct(name: str) -> ox.NamedNode:
    return ox.NamedNode(names.DCT + name)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
