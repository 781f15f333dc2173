"""What follows from what is written: CONSTRUCT files that are run when the graph is loaded.

``ontology/derivations/places/*.rq`` sees everything; its result is shared.
``ontology/derivations/alone/*.rq`` sees the shared graphs by themselves and each layer by itself,
for what follows from a statement alone. ``ontology/derivations/per-layer/*.rq`` sees the shared
graphs and one layer at a time. The result of both belongs to that layer.
``ontology/derivations/across-layers/*.rq`` sees everything, and each result belongs to the layers
in which its subject is described. So a plan can never lend anything to a fact. Nothing that these
files make may be written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import names, tokens
from regiegraaf.errors import DataMissing
from regiegraaf.layers import LAYERS, dataset, is_shared, layer_of


def run(store: ox.Store, folder: Path) -> None:
    """Run every derivation of a folder over a store, in the order of their file names.

    Args:
        store: Holds the graphs as read; receives the graphs ``graph/derived/<layer>``.
        folder: The folder with the four kinds of CONSTRUCT files.

    Raises:
        DataMissing: A file is not a CONSTRUCT, or not SPARQL.
    """
    for file in _queries(folder / "places"):
        _insert(store, file, "reference", _graphs(store))
    for file in _queries(folder / "alone"):
        _insert(store, file, "reference", [g for g in _graphs(store) if is_shared(g)])
        for layer in LAYERS:
            _insert(store, file, layer, [g for g in _graphs(store) if layer_of(g) == layer])
    for file in _queries(folder / "per-layer"):
        shared = [graph for graph in _graphs(store) if is_shared(graph)]
        _insert(store, file, "reference", shared)
        for layer in LAYERS:
            own = [graph for graph in _graphs(store) if layer_of(graph) == layer]
            _insert(store, file, layer, [*shared, *own])
    # A shared thing was seen again beside every layer: what it yields is written once.
    for layer in LAYERS:
        here, once = (names.graph(f"derived/{name}") for name in (layer, "reference"))
        triple = "?thing ?property ?value"
        again = f"GRAPH {here} {{ {triple} }}"
        store.update(f"DELETE {{ {again} }} WHERE {{ {again} GRAPH {once} {{ {triple} }} }}")
    across = _queries(folder / "across-layers")
    if across:
        described = {layer: _subjects(store, layer) for layer in LAYERS}
        for file in across:
            triples = list(_construct(store, file))
            for layer, subjects in described.items():
                _add(store, (t for t in triples if t.subject in subjects), layer)
            known = set().union(*described.values())
            _add(store, (t for t in triples if t.subject not in known), "reference")


def _queries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.rq"))


def _graphs(store: ox.Store) -> list[ox.NamedNode]:
    return [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]


def _insert(store: ox.Store, file: Path, layer: str, seen: list[ox.NamedNode]) -> None:
    """Add what a CONSTRUCT makes of some graphs to those derived for a layer, inside the engine."""
    before, template, after = _parts(file)
    into = f"INSERT {{ GRAPH {names.graph(f'derived/{layer}')} {template} }}"
    using = " ".join(f"USING {graph}" for graph in seen)
    if seen:
        with _telling(file):
            store.update(f"{before} {into} {using} {after}", prefixes=names.prefixes())


def _parts(file: Path) -> tuple[str, str, str]:
    """Return what stands before the word CONSTRUCT, its template, and what follows."""
    found = list(tokens.tokens(names.rebase(file.read_text(encoding="utf-8"))))
    words = (place for place, token in enumerate(found) if token.text.upper() == "CONSTRUCT")
    start = next(words, None)
    ends = (place for place, token in enumerate(found) if token.text == "}")
    end = next(ends, None)
    if start is None or end is None:
        raise DataMissing(nl=f"{file}: geen CONSTRUCT", en=f"{file}: not a CONSTRUCT")
    texts = [token.text for token in found]
    return "".join(texts[:start]), "".join(texts[start + 1 : end + 1]), "".join(texts[end + 1 :])


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise DataMissing(
            nl=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            en=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            file=str(file),
        ) from error


def _construct(store: ox.Store, file: Path) -> ox.QueryTriples:
    with _telling(file):
        answer = store.query(
            names.rebase(file.read_text(encoding="utf-8")),
            prefixes=names.prefixes(),
            default_graph=list(dataset("all", _graphs(store))),
        )
    if not isinstance(answer, ox.QueryTriples):
        raise DataMissing(nl=f"{file}: geen CONSTRUCT", en=f"{file}: not a CONSTRUCT")
    return answer


def _subjects(store: ox.Store, layer: str) -> set[object]:
    return {
        quad.subject
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode) and layer_of(graph) == layer
        for quad in store.quads_for_pattern(None, ox.NamedNode(names.RDF_TYPE), None, graph)
    }


def _add(store: ox.Store, triples: Iterable[ox.Triple], layer: str) -> None:
    graph = names.graph(f"derived/{layer}")
    store.extend(
        [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    )
