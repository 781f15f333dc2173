"""Triples and numbers about ourselves: the service description, and what the graph holds."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.store import Graph

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
COUNTED = (
    "Actor",
    "Territory",
    "RegionMembership",
    "RegieAssignment",
    "ChainLink",
    "HandOver",
    "Agreement",
    "PolicyDocument",
    "Mandate",
    "BodyMembership",
    "AttestedAbsence",
    "Disagreement",
    "Claim",
    "PlannedChange",
    "Observation",
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


@lru_cache(maxsize=4)
def counts(graph: Graph) -> dict[str, int]:
    """Return how many things of each kind the graph holds, over all layers."""
    text = f"""
    SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
      VALUES ?class {{ {" ".join(f"rg:{name}" for name in COUNTED)} }}
      ?thing a/rdfs:subClassOf* ?class
    }} GROUP BY ?class
    """
    found = {
        str(getattr(row["class"], "value", "")): int(str(getattr(row["count"], "value", "0")))
        for row in graph.select(text, layer="all")
    }
    return {
        names.term(name).value: found[names.term(name).value]
        for name in COUNTED
        if names.term(name).value in found
    }


@lru_cache(maxsize=4)
def responsibility_states(graph: Graph) -> dict[str, int]:
    """Return how many chain links have each state of responsibility, in practice and on paper."""
    text = """
    SELECT ?state (COUNT(DISTINCT ?link) AS ?count) WHERE {
      ?link a rg:ChainLink ; rg:responsibilityState ?state
    } GROUP BY ?state ORDER BY ?state
    """
    return {
        str(getattr(row["state"], "value", "")): int(str(getattr(row["count"], "value", "0")))
        for row in graph.select(text)
        if "state" in row
    }


@lru_cache(maxsize=4)
def sources(graph: Graph) -> dict[str, int]:
    """Return the sources with the number of statements that cite them, over all layers."""
    text = """
    SELECT ?source (COUNT(DISTINCT ?statement) AS ?count) WHERE {
      ?source a rg:SourceDocument .
      OPTIONAL { ?place oa:hasSource ?source . ?statement rg:hasSource ?place }
    } GROUP BY ?source ORDER BY ?source
    """
    return {
        str(getattr(row["source"], "value", "")): int(str(getattr(row["count"], "value", "0")))
        for row in graph.select(text, layer="all")
        if "source" in row
    }


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
