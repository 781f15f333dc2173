"""pySHACL as the reference: the same results by another road, slower and long trusted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import OxigraphDataGraph, to_ox
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.namespace import RDF, SH

from regiegraaf.shacl.model import Malformed, ShapesGraph, Term
from regiegraaf.shacl.result import Result

# pySHACL 0.40.1 asks for each result whether the data graph is true, and without this that counts
# every triple of the store: 465 s instead of 26 s for 1,761 results.
cast("Any", OxigraphDataGraph).__bool__ = lambda _: True
# It also searches a rule for what SHACL forbids in it, again for each thing: 30 s of 31.
cast("Any", SPARQLQueryHelper).check_invalid_sparql = lru_cache(64)(
    SPARQLQueryHelper.check_invalid_sparql
)


def validate(data: ox.Store, shapes: Sequence[ox.Triple]) -> list[Result]:
    """Return every validation result, read from the results and never from ``sh:conforms``.

    Args:
        data: The data graph is its default graph; a SPARQL-based constraint sees the named ones.
        shapes: The shapes.

    Raises:
        Malformed: The engine could not evaluate a shape, for whatever reason.
    """
    text = ox.serialize(shapes, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph().parse(data=text, format="nt")
    try:
        _, report, told = pyshacl.validate(cast("Any", _apart(data)), shacl_graph=graph)
    except Exception as error:  # whatever stops the engine, the rule has not been kept
        raise Malformed(str(error)) from error
    if not isinstance(report, rdflib.Graph):
        raise Malformed(str(told))
    known = ShapesGraph(
        ox.Triple(*(cast("Any", to_ox(cast("Any", node))) for node in triple)) for triple in report
    )
    found = []
    # Only the results of the report: a result of sh:node carries others as its details.
    for result in report.objects(
        report.value(predicate=RDF.type, object=SH.ValidationReport), SH.result
    ):
        said = dict(report.predicate_objects(result))
        shape = _term(said[SH.sourceShape])
        path = said.get(SH.resultPath)
        found.append(
            Result(
                focus=_term(said[SH.focusNode]),
                shape=shape,
                component=str(said[SH.sourceConstraintComponent]),
                severity=str(said[SH.resultSeverity]),
                path=None if path is None else known.path(_term(path)),
                value=_term(said[SH.value]) if SH.value in said else None,
            )
        )
    return found


def _apart(data: ox.Store) -> ox.Store:
    """Return the data with every triple in one graph: pySHACL reads the union, double or not."""
    default = ox.DefaultGraph()
    apart = ox.Store()
    apart.bulk_extend(quad for quad in data if quad.graph_name != default)
    apart.extend(
        quad
        for quad in data.quads_for_pattern(None, None, None, default)
        if not any(apart.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
    )
    return apart


def _term(node: rdflib.term.Node) -> Term:
    return cast("Term", to_ox(cast("Any", node)))
