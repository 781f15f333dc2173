"""The graph in memory: one named graph per folder, a default graph of facts, labels at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import derivations, names, places
from regiegraaf.errors import InputRejected, QueryRejected
from regiegraaf.layers import dataset

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean

LABELS = (
    names.SKOS + "prefLabel",
    names.RDFS + "label",
    names.DCT + "title",
    "http://www.w3.org/ns/shacl#name",
)


class Graph:
    """A queryable graph.

    Args:
        store: The Oxigraph store that holds it.
        layered: Whether its named graphs are layers of sources, as those of the shipped graph.
    """

    def __init__(self, store: ox.Store, *, layered: bool) -> None:
        self.store = store
        self.layered = layered
        # Read now: a process made for one query may open no file.
        names.prefixes()

    @classmethod
    def shipped(cls) -> Graph:
        """Load ontology and graph, derive what is derived, and fill the default graph."""
        store = ox.Store()
        root = places.root()
        for folder in ("ontology", "graph"):
            for file in places.files(folder, ".ttl"):
                _load(store, file, to=names.graph_of(file, root))
        derivations.run(store, root / "ontology" / "derivations")
        _merge(store, dataset("facts", _graphs(store)))
        return cls(store, layered=True)

    @classmethod
    def from_paths(
        cls, paths: Iterable[Path], *, union: bool = False, with_shipped: bool = False
    ) -> Graph:
        """Load files or folders with exactly the default and named graphs that they have.

        Args:
            paths: RDF files, or folders of them.
            union: Make the default graph the merge of all graphs.
            with_shipped: Add to the shipped graph instead of an empty one.

        Raises:
            InputRejected: A path does not exist, has no known suffix, or does not parse.
        """
        shipped = cls.shipped() if with_shipped else None
        store = shipped.store if shipped else ox.Store()
        for path in paths:
            for file in _rdf_files(path):
                _load(store, file, to=None)
        if union:
            _merge(store, _graphs(store))
        return cls(store, layered=shipped is not None)

    def query(
        self,
        text: str,
        *,
        layer: str = "facts",
        default_graphs: Sequence[ox.NamedNode] = (),
        named_graphs: Sequence[ox.NamedNode] = (),
    ) -> Answer:
        """Evaluate a SPARQL 1.1 query.

        Args:
            text: The query; prefixes of the table may be used without declaring them.
            layer: One of `layers.CHOICES`; ``facts`` is the default graph as filled.
            default_graphs: The protocol's ``default-graph-uri``; stronger than `layer`.
            named_graphs: The protocol's ``named-graph-uri``.

        Raises:
            QueryRejected: With the engine's sentence, and line and column where it names them.
            ParameterRejected: No such layer.
        """
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        if default_graphs or named_graphs:
            default = list(default_graphs)
        elif self.layered and layer != "facts":
            default = list(dataset(layer, self.graphs))
        try:
            return self.store.query(
                text,
                prefixes=names.prefixes(),
                default_graph=default,
                named_graphs=list(named_graphs) if named_graphs or default_graphs else None,
            )
        except SyntaxError as error:
            raise rejected(error, text) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryRejected(
                nl=f"De zoekvraag kan niet worden uitgevoerd: {error}",
                en=f"The query cannot be evaluated: {error}",
            ) from error

    def select(self, text: str, *, layer: str = "facts") -> Iterator[dict[str, Term]]:
        """Yield the rows of a SELECT as dictionaries without the unbound variables."""
        answer = self.query(text, layer=layer)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryRejected(nl="Dit is geen SELECT.", en="This is not a SELECT.")
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: row[name] for name in columns if row[name] is not None}

    @cached_property
    def graphs(self) -> list[ox.NamedNode]:
        """The named graphs in a stable order."""
        return _graphs(self.store)

    @cached_property
    def _labels(self) -> Mapping[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for predicate in reversed(LABELS):
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
                if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                    found.setdefault(quad.subject.value, {})[quad.object.language or ""] = (
                        quad.object.value
                    )
        return found

    def label(self, iri: str, lang: str) -> str:
        """Return what to call a thing: `lang`, then nl, en, untagged, any, its local name."""
        return self.tagged_label(iri, lang)[0]

    def tagged_label(self, iri: str, lang: str) -> tuple[str, str]:
        """Return the label and its language tag (empty for untagged and for local names)."""
        labels = self._labels.get(iri) or names.foreign_labels().get(iri, {})
        for tag in (lang, "nl", "en", "", *labels):
            if tag in labels:
                return labels[tag], tag
        return names.slug(iri).replace("-", " ") or iri, ""

    def instances(self, cls: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the things of a class or of one of its subclasses, sorted by IRI."""
        text = (
            f"SELECT DISTINCT ?thing WHERE {{ GRAPH ?g {{ ?thing a ?class }} "
            f"GRAPH ?o {{ ?class <{names.RDFS}subClassOf>* {cls} }} }}"
        )
        found = {row["thing"] for row in self.select(text)}
        return sorted(
            (thing for thing in found if isinstance(thing, ox.NamedNode)),
            key=lambda thing: thing.value,
        )


def rejected(error: SyntaxError, text: str) -> QueryRejected:
    """Return a syntax error as a refusal that names line, column and what stands there."""
    place = re.search(r"error at (\d+):(\d+): ?", error.msg)
    line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
    # The engine lists character classes too; a person is helped by the words and signs.
    signs = list(dict.fromkeys(re.findall(r'"(?:\\.|[^"\\])+"', error.msg)))[:16]
    nl = f"hier had een van deze moeten staan: {' '.join(signs)}" if signs else error.msg
    en = f"one of these was expected: {' '.join(signs)}" if signs else error.msg
    lines = text.splitlines()
    excerpt = lines[line - 1].strip()[:120] if line and line <= len(lines) else None
    where_nl = f" (regel {line}, kolom {column})" if line else ""
    where_en = f" (line {line}, column {column})" if line else ""
    return QueryRejected(
        nl=f"De zoekvraag is geen geldige SPARQL{where_nl}: {nl}",
        en=f"The query is not valid SPARQL{where_en}: {en}",
        line=line,
        column=column,
        excerpt=excerpt,
    )


def _merge(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> None:
    for graph in graphs:
        store.update(f"ADD {graph} TO DEFAULT")


def _graphs(store: ox.Store) -> list[ox.NamedNode]:
    graphs = (graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    return sorted(graphs, key=lambda graph: graph.value)


def _rdf_files(path: Path) -> list[Path]:
    if path.is_dir():
        return [
            file
            for file in sorted(path.rglob("*"))
            if file.is_file() and ox.RdfFormat.from_extension(file.suffix.lstrip("."))
        ]
    if not path.is_file():
        raise InputRejected(
            nl=f"Bestand of map bestaat niet: {path}",
            en=f"No such file or folder: {path}",
            file=str(path),
        )
    return [path]


def _load(store: ox.Store, file: Path, *, to: ox.NamedNode | None) -> None:
    format = ox.RdfFormat.from_extension(file.suffix.lstrip("."))
    if format is None:
        raise InputRejected(
            nl=f"{file}: dit achtervoegsel wordt niet gelezen.",
            en=f"{file}: this suffix is not read.",
            file=str(file),
        )
    try:
        text = names.rebase(file.read_text(encoding="utf-8"))
        store.load(text, format=format, to_graph=to, base_iri=file.resolve().as_uri())
    except UnicodeDecodeError as error:
        raise InputRejected(
            nl=f"{file}: geen UTF-8 (byte {error.start}).",
            en=f"{file}: not UTF-8 (byte {error.start}).",
            file=str(file),
        ) from error
    except SyntaxError as error:
        raise InputRejected(
            nl=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            en=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            file=str(file),
            line=error.lineno,
            column=error.offset,
        ) from error
