"""What must hold: the rules of `shapes/` and what they find in a graph.

A rule is a folder ``shapes/<topic>/<rule-in-words>/`` with one ``shape.ttl``. The findings are read
from the results themselves and never from ``sh:conforms``, which a warning can turn true; and a
rule that cannot be evaluated is an error, so that it can never pass for one that found nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import derivations, names, places, shacl
from regiegraaf.rules import Rule, broken, read
from regiegraaf.store import Graph, Term

QUALITY = "record-quality"
GOVERNANCE = "governance"
SCHEME = "scheme"
FAMILIES = (QUALITY, GOVERNANCE, SCHEME)
SEVERITIES = ("Violation", "Warning", "Info")
COMPILED, REFERENCE = "compiled", "reference"
ENGINES = (COMPILED, REFERENCE)
_IRI = re.compile(r"<([^<>]*)>")
_LOG = logging.getLogger(__name__)
_SH = "http://www.w3.org/ns/shacl#"
_RESULT = ox.NamedNode(_SH + "ValidationResult")


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
        self.rules = [read(file) for file in found]

    def check(
        self,
        store: ox.Store,
        families: Collection[str] | None = None,
        *,
        engine: str = COMPILED,
    ) -> list[Finding]:
        """Return what the rules find in a store, in a stable order.

        A rule sees all graphs together, with ``GRAPH`` each by its name. What the ontology says is
        added where the store lacks it, and so is what follows from a default graph of its own.

        Args:
            store: The data; it is not changed.
            families: Only the rules of these, of `FAMILIES`.
            engine: One of `ENGINES`. A rule that the compiling engine does not cover is evaluated
                by the reference.

        Raises:
            InputRejected: A rule is broken.
        """
        data, known = _prepared(store)
        labels = Graph(data, layered=False)
        found = {
            finding.order: finding
            for rule in self.rules
            if families is None or rule.family in families
            for finding in _findings(rule, data, labels, engine)
            if finding.focus not in known
        }
        return [found[order] for order in sorted(found)]


def check_case(
    case: Path, engine: str = COMPILED
) -> tuple[list[Finding], list[tuple[str, str, str]]]:
    """Return what the rule beside a case file finds in it, and what the file says it must find.

    Args:
        case: A ``passes-*`` or ``fails-*`` file, Turtle or TriG, in the folder of a rule.
        engine: One of `ENGINES`.

    Returns:
        The findings, and focus, shape and severity of each ``sh:ValidationResult`` of the file.

    Raises:
        InputRejected: The case or the rule cannot be read.
    """
    store = Graph.from_paths([case]).store
    expected = []
    for result in list(_subjects(store, _RESULT)):
        said = {quad.predicate.value: quad for quad in store.quads_for_pattern(result, None, None)}
        focus, shape, severity = (
            said[_SH + name].object for name in ("focusNode", "sourceShape", "resultSeverity")
        )
        expected.append((_text(focus), _text(shape), names.slug(_text(severity))))
        for quad in said.values():
            store.remove(quad)
    return Shapes(case.parent).check(store, engine=engine), sorted(expected)


@cache
def _ontology() -> tuple[ox.Quad, ...]:
    store, graph = ox.Store(), names.graph("ontology")
    for file in places.files("ontology", ".ttl"):
        if names.graph_of(file, places.root()) == graph:
            text = names.rebase(file.read_text(encoding="utf-8"))
            store.load(text, format=ox.RdfFormat.TURTLE, to_graph=graph)
    return tuple(store)


def _prepared(store: ox.Store) -> tuple[ox.Store, set[object]]:
    """Return a store whose default graph holds all, and the things that only we brought in."""
    data = ox.Store()
    default = ox.DefaultGraph()
    data.bulk_extend(quad for quad in store if quad.graph_name != default)
    given = [
        quad
        for quad in store.quads_for_pattern(None, None, None, default)
        if not any(data.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
    ]
    known: set[object] = set()
    lacks_ontology = names.graph("ontology") not in set(data.named_graphs())
    if lacks_ontology:
        data.bulk_extend(_ontology())
        known = {quad.subject for quad in _ontology()}
    if lacks_ontology or given:
        # Derivations read named graphs, so what has none is lent a name while they run.
        reference = names.graph("reference")
        lent = [ox.Quad(quad.subject, quad.predicate, quad.object, reference) for quad in given]
        data.bulk_extend(lent)
        derivations.run(data, places.root() / "ontology" / "derivations")
        for quad in lent:
            data.remove(quad)
        data.bulk_extend(given)
    for name in [node for node in data.named_graphs() if isinstance(node, ox.NamedNode)]:
        data.update(f"ADD {name} TO DEFAULT")
    return data, known


def _findings(rule: Rule, data: ox.Store, labels: Graph, engine: str) -> Iterator[Finding]:
    try:
        results = _results(rule, data, engine)
    except shacl.Malformed as error:
        raise broken(rule.file, error) from error
    for result in results:
        simple = _IRI.fullmatch(result.path or "")
        path = simple[1] if simple else result.path
        bound = {
            "this": result.focus,
            "path": ox.NamedNode(simple[1]) if simple else None,
            "value": result.value,
        }
        yield Finding(
            rule=rule.id,
            shape=_text(result.shape),
            focus=result.focus,
            path=path,
            # For a thing as a whole SHACL repeats the thing as its own value.
            value=None if path is None and result.value == result.focus else result.value,
            severity=names.slug(result.severity),
            message={
                text.language or "": _fill(text.value, bound, labels, text.language or "nl")
                for text in rule.graph.objects(result.shape, _SH + "message")
                if isinstance(text, ox.Literal)
            },
        )


def _results(rule: Rule, data: ox.Store, engine: str) -> list[shacl.Result]:
    if engine == COMPILED:
        try:
            return shacl.validate(data, rule.graph)
        except shacl.NotCovered as error:
            _LOG.warning("%s: %s is left to the reference engine", rule.id, error)
    # Imported when it is asked for: it takes longer than the compiled rules do.
    from regiegraaf.shacl import reference  # noqa: PLC0415

    return reference.validate(data, rule.prefixed)


def _fill(message: str, bound: Mapping[str, Term | None], labels: Graph, lang: str) -> str:
    def word(place: re.Match[str]) -> str:
        term = bound.get(place[1])
        return labels.label(term.value, lang) if isinstance(term, ox.NamedNode) else _text(term)

    return re.sub(r"\{[$?](\w+)\}", word, message)


def _text(term: object) -> str:
    return str(getattr(term, "value", "" if term is None else term))


def _subjects(store: ox.Store, cls: ox.NamedNode) -> Iterator[ox.NamedNode | ox.BlankNode]:
    kind = ox.NamedNode(names.RDF_TYPE)
    for quad in store.quads_for_pattern(None, kind, cls, None):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            yield quad.subject
