"""What must hold: the rules of `shapes/` and what they find in a graph.

A rule is a folder ``shapes/<topic>/<rule-in-words>/`` with one ``shape.ttl``. The findings are read
from the results themselves and never from ``sh:conforms``, which a warning can turn true; and a
rule that cannot be evaluated is an error, so that it can never pass for one that found nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import OxigraphDataGraph, to_ox
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import DCTERMS, RDF, SH

from regiegraaf import derivations, names, places
from regiegraaf.errors import InputRejected
from regiegraaf.store import Graph, Term

QUALITY = "record-quality"
GOVERNANCE = "governance"
SCHEME = "scheme"
FAMILIES = (QUALITY, GOVERNANCE, SCHEME)
SEVERITIES = ("Violation", "Warning", "Info")

# pySHACL 0.40.1 asks for each result whether the data graph is true, and without this that counts
# every triple of the store: 465 s instead of 26 s for 1,761 results.
cast("Any", OxigraphDataGraph).__bool__ = lambda _: True
# It also searches a rule for what SHACL forbids in it, again for each thing: 30 s of 31.
cast("Any", SPARQLQueryHelper).check_invalid_sparql = lru_cache(64)(
    SPARQLQueryHelper.check_invalid_sparql
)


@dataclass(frozen=True)
class Rule:
    """A rule as its file states it.

    Args:
        id: Its ``dct:identifier``, or the name of its folder or file.
        family: Its ``dct:type``, or the topic under which its folder lies.
        shape: The IRI of its node shape.
        file: Where it is written.
        graph: What the file says.
    """

    id: str
    family: str
    shape: str
    file: Path
    graph: rdflib.Graph


@dataclass(frozen=True)
class Finding:
    """One validation result (SHACL 1.0, section 3.6.2), in words.

    Args:
        rule: The identifier of the rule: ``DQ-CH-01``.
        shape: The IRI of the node shape or property shape that is not met.
        focus: The thing that it is about.
        path: The path as an IRI or as a SPARQL property path; None for the thing as a whole.
        value: The value that is wrong; None for the thing as a whole.
        severity: One of `SEVERITIES`.
        message: What is wrong and what repairs it, by language.
    """

    rule: str
    shape: str
    focus: Term
    path: str | None
    value: Term | None
    severity: str
    message: Mapping[str, str]

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """Where it stands in a report: the gravest first, then by rule and thing."""
        rank = SEVERITIES.index(self.severity)
        return rank, self.rule, str(self.focus), self.shape, self.path or "", str(self.value or "")


class Shapes:
    """The rules of a folder.

    Args:
        folder: A folder with ``shape.ttl`` files at any depth, the shipped ones by default; or any
            Turtle file with shapes.

    Raises:
        InputRejected: A file does not parse, or has no shape with the name of its folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or places.root() / "shapes"
        found = [place] if place.is_file() else sorted(place.rglob("shape.ttl"))
        self.rules = [_rule(file) for file in found]

    def check(self, store: ox.Store, families: Collection[str] | None = None) -> list[Finding]:
        """Return what the rules find in a store, in a stable order.

        A rule sees all graphs together, with ``GRAPH`` each by its name. What the ontology says is
        added where the store lacks it, and so is what follows from a default graph of its own.

        Args:
            store: The data; it is not changed.
            families: Only the rules of these, of `FAMILIES`.

        Raises:
            InputRejected: A rule is broken.
        """
        data, known = _prepared(store)
        labels = Graph(data, layered=False)
        found = {
            finding.order: finding
            for rule in self.rules
            if families is None or rule.family in families
            for finding in _findings(rule, data, labels)
            if finding.focus not in known
        }
        return [found[order] for order in sorted(found)]


def check_case(case: Path) -> tuple[list[Finding], list[tuple[str, str, str]]]:
    """Return what the rule beside a case file finds in it, and what the file says it must find.

    Args:
        case: A ``passes-*`` or ``fails-*`` file, Turtle or TriG, in the folder of a rule.

    Returns:
        The findings, and focus, shape and severity of each ``sh:ValidationResult`` of the file.

    Raises:
        InputRejected: The case or the rule cannot be read.
    """
    store = Graph.from_paths([case]).store
    expected = []
    for result in list(_subjects(store, SH.ValidationResult)):
        said = {quad.predicate.value: quad for quad in store.quads_for_pattern(result, None, None)}
        focus, shape, severity = (
            said[str(term)].object for term in (SH.focusNode, SH.sourceShape, SH.resultSeverity)
        )
        expected.append((_text(focus), _text(shape), names.slug(_text(severity))))
        for quad in said.values():
            store.remove(quad)
    return Shapes(case.parent).check(store), sorted(expected)


def _rule(file: Path) -> Rule:
    graph = rdflib.Graph()
    try:
        graph.parse(data=names.rebase(file.read_text(encoding="utf-8")), format="turtle")
    except (SyntaxError, ValueError) as error:
        raise _broken(file, error) from error
    name = file.parent.name if file.name == "shape.ttl" else file.stem
    shape = rdflib.URIRef(f"{names.BASE}{names.SHAPE}{name}")
    if file.name == "shape.ttl" and (shape, RDF.type, SH.NodeShape) not in graph:
        raise _broken(file, f"<{shape}> a sh:NodeShape?")
    return Rule(
        id=str(graph.value(shape, DCTERMS.identifier) or name),
        family=str(graph.value(shape, DCTERMS.type) or file.parent.parent.name),
        shape=str(shape),
        file=file,
        graph=graph + _prefixes(),
    )


@cache
def _prefixes() -> rdflib.Graph:
    text = (places.root() / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
    return rdflib.Graph().parse(data=names.rebase(text), format="turtle")


@cache
def _ontology() -> tuple[ox.Quad, ...]:
    store, graph = ox.Store(), names.graph("ontology")
    for file in places.files("ontology", ".ttl"):
        if names.graph_of(file, places.root()) == graph:
            text = names.rebase(file.read_text(encoding="utf-8"))
            store.load(text, format=ox.RdfFormat.TURTLE, to_graph=graph)
    return tuple(store)


def _prepared(store: ox.Store) -> tuple[ox.Store, set[object]]:
    """Return a store in which each triple is seen once, and the things that only we brought in."""
    # pySHACL reads the union of all graphs of a Store, and a triple of two graphs twice.
    data = ox.Store()
    default = ox.DefaultGraph()
    data.bulk_extend(quad for quad in store if quad.graph_name != default)
    given = [
        quad
        for quad in store.quads_for_pattern(None, None, None, default)
        if not any(data.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
    ]
    known: set[object] = set()
    if names.graph("ontology") not in set(data.named_graphs()):
        data.bulk_extend(_ontology())
        known = {quad.subject for quad in _ontology()}
    elif not given:
        return data, known
    # Derivations read named graphs, so what has none is lent a name while they run.
    reference = names.graph("reference")
    lent = [ox.Quad(quad.subject, quad.predicate, quad.object, reference) for quad in given]
    data.bulk_extend(lent)
    derivations.run(data, places.root() / "ontology" / "derivations")
    for quad in lent:
        data.remove(quad)
    data.bulk_extend(given)
    return data, known


def _findings(rule: Rule, data: ox.Store, labels: Graph) -> Iterator[Finding]:
    try:
        _, report, text = pyshacl.validate(cast("Any", data), shacl_graph=rule.graph)
    except Exception as error:  # whatever stops the engine, the rule has not been kept
        raise _broken(rule.file, error) from error
    if not isinstance(report, rdflib.Graph):
        raise _broken(rule.file, text)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        said = dict(report.predicate_objects(result))
        shape, path = said[SH.sourceShape], said.get(SH.resultPath)
        focus, value = _term(said[SH.focusNode]), _term(said.get(SH.value))
        bound = {"this": focus, "path": _term(path), "value": value}
        yield Finding(
            rule=rule.id,
            shape=str(shape),
            focus=focus,
            path=None if path is None else _path(report, path),
            # For a thing as a whole SHACL repeats the thing as its own value.
            value=None if path is None and value == focus else value,
            severity=names.slug(str(said[SH.resultSeverity])),
            # pySHACL gives a message with a placeholder back without its language.
            message={
                text.language or "": _fill(text, bound, labels, text.language or "nl")
                for text in sorted(rule.graph.objects(shape, SH.message), key=str)
                if isinstance(text, rdflib.Literal)
            }
            or {"": str(said.get(SH.resultMessage, ""))},
        )


def _fill(message: str, bound: Mapping[str, Term | None], labels: Graph, lang: str) -> str:
    def word(place: re.Match[str]) -> str:
        term = bound.get(place[1])
        return labels.label(term.value, lang) if isinstance(term, ox.NamedNode) else _text(term)

    return re.sub(r"\{[$?](\w+)\}", word, message)


def _path(report: rdflib.Graph, path: rdflib.term.Node) -> str:
    if isinstance(path, rdflib.URIRef):
        return str(path)
    return str(shacl_path_to_sparql_path(ShapesGraph(report), path))


def _term(node: rdflib.term.Node | None) -> Any:  # noqa: ANN401 - pySHACL's own reading of terms
    return to_ox(cast("Any", node)) if node is not None else None


def _text(term: object) -> str:
    return str(getattr(term, "value", "" if term is None else term))


def _subjects(store: ox.Store, cls: rdflib.URIRef) -> Iterator[ox.NamedNode | ox.BlankNode]:
    kind = ox.NamedNode(names.RDF_TYPE)
    for quad in store.quads_for_pattern(None, kind, ox.NamedNode(cls), None):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            yield quad.subject


def _broken(file: Path, reason: object) -> InputRejected:
    where = f"{file.parent.name}/{file.name}"
    return InputRejected(
        nl=f"De regel {where} is niet uit te voeren: {reason}",
        en=f"The rule {where} cannot be evaluated: {reason}",
        file=str(file),
    )
