"""A shapes graph as Python sees it: shapes with their targets, path and constraint parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from regiegraaf import names

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NIL = ox.NamedNode(RDF + "nil")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Node = ox.NamedNode | ox.BlankNode

TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
# What says something about a shape and constrains nothing.
_SILENT = frozenset(
    """
    path severity message deactivated name description order group defaultValue flags
    ignoredProperties qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    prefixes select declare
    """.split()  # noqa: SIM905 - a list to read
)
CONSTRAINTS = frozenset(
    """
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone node property qualifiedValueShape closed hasValue in sparql
    """.split()  # noqa: SIM905 - a list to read
)
# Of these a shape has one at most.
_SINGLE = CONSTRAINTS - set(
    """
    class pattern equals disjoint lessThan lessThanOrEquals not and or xone node property
    qualifiedValueShape hasValue sparql
    """.split()  # noqa: SIM905 - a list to read
)
# What makes a shapes graph more than SHACL Core with SPARQL-based constraints.
_BEYOND = (
    "target",
    "rule",
    "js",
    "parameter",
    "validator",
    "nodeValidator",
    "propertyValidator",
    "expression",
)


class NotCovered(Exception):
    """The engine does not know what a shape asks: another engine must answer."""


class Malformed(Exception):
    """A shape is not well-formed (section 1.5): no engine may answer."""


@dataclass(frozen=True)
class Shape:
    """A node shape or property shape (section 2.1).

    Args:
        node: Its name in the shapes graph.
        path: Its path as a SPARQL property path; None for a node shape.
        targets: Pairs of a name of `TARGETS` and its value.
        severity: The IRI of its severity.
        parameters: The values of each parameter in `CONSTRAINTS`, by its local name.
        options: The values of what qualifies a parameter, such as ``flags``.
    """

    node: Node
    path: str | None
    targets: tuple[tuple[str, Term], ...]
    severity: str
    parameters: Mapping[str, tuple[Term, ...]]
    options: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    @property
    def deactivated(self) -> bool:
        """Whether everything conforms to it (section 2.1.3.3)."""
        return is_true(self.options.get("deactivated", ()))


class ShapesGraph:
    """The shapes of a graph.

    Args:
        triples: What the graph says, with literals as they are written: a store may change them.
    """

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self._objects: dict[Node, dict[str, list[Term]]] = {}
        self._subjects: dict[tuple[str, Term], set[Node]] = {}
        self._shapes: dict[Node, Shape] = {}
        for triple in triples:
            if not isinstance(triple.subject, ox.Triple):
                said = self._objects.setdefault(triple.subject, {})
                values = said.setdefault(triple.predicate.value, [])
                if triple.object not in values:
                    values.append(triple.object)
                key = (triple.predicate.value, triple.object)
                self._subjects.setdefault(key, set()).add(triple.subject)

    @property
    def targeting(self) -> list[Shape]:
        """The shapes that choose focus nodes themselves, in a stable order.

        Raises:
            NotCovered: The graph uses what is beyond SHACL Core and ``sh:sparql``.
        """
        used = {term for said in self._objects.values() for term in said}
        for name in _BEYOND:
            if SH + name in used:
                raise NotCovered(f"sh:{name}")
        nodes = {
            node
            for node, said in self._objects.items()
            if any(SH + name in said for name in TARGETS)
        }
        for kind in ("NodeShape", "PropertyShape"):
            for node in self.subjects(RDF + "type", ox.NamedNode(SH + kind)):
                if self._is_class(node):
                    nodes.add(node)
        return [self.shape(node) for node in sorted(nodes, key=str)]

    def shape(self, node: Term) -> Shape:
        """Return the shape of that name."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            raise Malformed(f"{node} is no shape")
        if node not in self._shapes:
            self._shapes[node] = self._read(node)
        return self._shapes[node]

    def objects(self, node: Term, term: str) -> tuple[Term, ...]:
        """Return the values of a property, in a stable order."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return ()
        return tuple(sorted(self._objects.get(node, {}).get(term, ()), key=str))

    def subjects(self, term: str, value: Term) -> list[Node]:
        """Return what has a value for a property, in a stable order."""
        return sorted(self._subjects.get((term, value), ()), key=str)

    def members(self, head: Term) -> Iterator[Term]:
        """Yield the members of an RDF list.

        Raises:
            Malformed: It is no list, or has no end.
        """
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self.objects(head, RDF + "first"), self.objects(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise Malformed(f"{head} is no list")
            seen.add(head)
            yield first[0]
            head = rest[0]

    def prefixes(self, constraint: Term) -> dict[str, str]:
        """Return the prefixes that a SPARQL-based constraint declares (section 5.2.1)."""
        found: dict[str, str] = {}
        todo = list(self.objects(constraint, SH + "prefixes"))
        seen: set[Term] = set()
        while todo:
            ontology = todo.pop()
            if ontology in seen:
                continue
            seen.add(ontology)
            todo += self.objects(ontology, "http://www.w3.org/2002/07/owl#imports")
            for entry in self.objects(ontology, SH + "declare"):
                prefix, space = (self.objects(entry, SH + key) for key in ("prefix", "namespace"))
                if prefix and space:
                    found[text(prefix[0])] = text(space[0])
        return found

    def _is_class(self, node: Node) -> bool:
        todo, seen = list(self.objects(node, RDF + "type")), set()
        while todo:
            kind = todo.pop()
            if kind == ox.NamedNode(names.RDFS + "Class"):
                return True
            if kind not in seen:
                seen.add(kind)
                todo += self.objects(kind, names.RDFS + "subClassOf")
        return False

    def _read(self, node: Node) -> Shape:
        parameters: dict[str, tuple[Term, ...]] = {}
        options: dict[str, tuple[Term, ...]] = {}
        for term in sorted(self._objects.get(node, {})):
            name = term.removeprefix(SH)
            if not term.startswith(SH) or name in TARGETS:
                continue
            if name in CONSTRAINTS:
                parameters[name] = self.objects(node, term)
                if name in _SINGLE and len(parameters[name]) > 1:
                    raise Malformed(f"{node} has more than one {SH}{name}")
            elif name in _SILENT:
                options[name] = self.objects(node, term)
            else:
                raise NotCovered(f"sh:{name}")
        targets = [(name, value) for name in TARGETS for value in self.objects(node, SH + name)]
        if self._is_class(node):
            targets.append(("targetClass", node))
        paths = self.objects(node, SH + "path")
        if len(paths) > 1:
            raise Malformed(f"{node} has more than one sh:path")
        severity = options.get("severity", (ox.NamedNode(SH + "Violation"),))
        return Shape(
            node=node,
            path=self.path(paths[0]) if paths else None,
            targets=tuple(targets),
            severity=text(severity[0]),
            parameters={
                name: tuple(sorted(set(values), key=str)) for name, values in parameters.items()
            },
            options={name: tuple(sorted(set(values), key=str)) for name, values in options.items()},
        )

    def path(self, node: Term) -> str:
        """Return a property path (section 2.3.1) as SPARQL writes it (section 2.3.1.7)."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        if self.objects(node, RDF + "first"):
            return self._joined(node, "/")
        for name, before, after in (
            ("inversePath", "^", ""),
            ("zeroOrMorePath", "", "*"),
            ("oneOrMorePath", "", "+"),
            ("zeroOrOnePath", "", "?"),
        ):
            inner = self.objects(node, SH + name)
            if inner:
                return f"{before}{_primary(self.path(inner[0]))}{after}"
        choices = self.objects(node, SH + "alternativePath")
        if not choices:
            raise Malformed(f"{node} is no path")
        return self._joined(choices[0], "|")

    def _joined(self, head: Term, sign: str) -> str:
        members = [self.path(member) for member in self.members(head)]
        if len(members) < 2:
            raise Malformed(f"{head} is no path")
        return f"({sign.join(members)})"


def _primary(path: str) -> str:
    alone = (path[0] == "<" or path[0] == "(") and path[-1] in ">)"
    return path if alone else f"({path})"


def text(term: Term) -> str:
    """Return what a term holds: the IRI, or the text of a literal."""
    return str(getattr(term, "value", term))


def is_true(values: tuple[Term, ...]) -> bool:
    """Tell whether a parameter is given as true."""
    return any(text(value) in ("true", "1") for value in values)
