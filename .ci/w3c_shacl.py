#!/usr/bin/env python3
"""The W3C SHACL test suite: the compiled engine beside pySHACL, test by test.

``w3c_shacl.py FOLDER`` takes the folder of the suite's ``tests``. It fails when the compiled engine
passes fewer tests of the core than pySHACL, when it loses one that pySHACL passes, or when it
answers wrongly where it could have said that it does not cover a test.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import to_ox

from regiegraaf.shacl import Malformed, NotCovered, ShapesGraph, validate

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
FAILURE = "failure"
PARTS = ("focusNode", "sourceShape", "sourceConstraintComponent", "resultSeverity", "value")
Told = Counter[tuple[str, ...]] | str


def name(term: object) -> str:
    """Return a term as text, numbers as Oxigraph writes them; a blank node has no name."""
    if isinstance(term, ox.Literal):
        store = ox.Store()
        store.add(ox.Quad(ox.BlankNode(), ox.NamedNode(SH + "value"), term))
        term = next(iter(store)).object
    return "_:" if isinstance(term, ox.BlankNode) else str(term)


def path(graph: ShapesGraph, node: object) -> str:
    """Return the path of a result as SPARQL writes it."""
    found = graph.objects(node, SH + "resultPath")  # type: ignore[arg-type]
    return graph.path(found[0]) if found else ""


def reported(graph: ShapesGraph, report: object) -> Told:
    """Return the results of a report as a reader compares them."""
    found: Counter[tuple[str, ...]] = Counter()
    for result in graph.objects(report, SH + "result"):  # type: ignore[arg-type]
        parts = [graph.objects(result, SH + part) for part in PARTS]
        found[(*(name(part[0]) if part else "None" for part in parts), path(graph, result))] += 1
    return found


def triples(iri: str) -> list[ox.Quad]:
    """Return what a file says, with its literals as they are written."""
    file = Path(iri.removeprefix("file://"))
    return list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=iri))


def compiled(data: str, shapes: str) -> Told:
    """Return what the compiled engine finds."""
    store = ox.Store()
    store.extend(triples(data))
    try:
        results = validate(store, ShapesGraph(triples(shapes)))
    except NotCovered as reason:
        return f"not covered: {reason}"
    except Malformed:
        return FAILURE
    return Counter(
        (
            name(r.focus),
            name(r.shape),
            f"<{r.component}>",
            f"<{r.severity}>",
            name(r.value),
            r.path or "",
        )
        for r in results
    )


def referred(data: str, shapes: str) -> Told:
    """Return what pySHACL finds, on its own store."""
    try:
        _, report, _ = pyshacl.validate(
            rdflib.Graph().parse(data, format="turtle"),
            shacl_graph=rdflib.Graph().parse(shapes, format="turtle"),
        )
    except Exception:  # whatever stops it is a failure, which some tests ask for
        return FAILURE
    if not isinstance(report, rdflib.Graph):
        return FAILURE
    graph = ShapesGraph(ox.Triple(*map(to_ox, triple)) for triple in report)  # type: ignore[arg-type]
    (node,) = graph.subjects(RDF_TYPE, ox.NamedNode(SH + "ValidationReport"))
    return reported(graph, node)


def tests(folder: Path) -> Iterator[tuple[str, str, str, Told]]:
    """Yield each test: its name, its data, its shapes, and what must be found."""
    for file in sorted(folder.rglob("*.ttl")):
        iri = file.as_uri()
        said = ShapesGraph(triples(iri))
        for test in said.subjects(RDF_TYPE, ox.NamedNode(SHT + "Validate")):
            (action,) = said.objects(test, MF + "action")
            (data,) = said.objects(action, SHT + "dataGraph")
            (shapes,) = said.objects(action, SHT + "shapesGraph")
            (result,) = said.objects(test, MF + "result")
            expected = FAILURE if name(result) == f"<{SHT}Failure>" else reported(said, result)
            own = str(file.relative_to(folder))
            yield own, data.value, shapes.value, expected  # type: ignore[union-attr]


def main(folder: Path) -> int:
    """Run the suite, print the numbers, and return the exit code."""
    logging.disable()
    passes: Counter[str] = Counter()
    faults = []
    for test, data, shapes, expected in tests(folder):
        family = test.split("/", maxsplit=1)[0]
        own, other = compiled(data, shapes), referred(data, shapes)
        passes[f"{family} tests"] += 1
        passes[f"{family} compiled"] += own == expected
        passes[f"{family} pySHACL"] += other == expected
        if isinstance(own, str) and own.startswith("not covered"):
            passes[f"{family} left to the reference"] += 1
        elif own != expected:
            faults.append(f"{test}: {own} instead of {expected}")
    for key in sorted(passes):
        print(f"{key}: {passes[key]}")
    print(*faults, sep="\n")
    enough = passes["core compiled"] >= passes["core pySHACL"]
    return 0 if passes["core tests"] >= 90 and enough and not faults else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
