"""What follows from what is written: CONSTRUCT files that are run when the graph is loaded.

``ontology/derivations/places/*.rq`` sees everything; its result is shared.
``ontology/derivations/per-layer/*.rq`` sees the shared graphs and one layer at a time; its result
belongs to that layer. ``ontology/derivations/across-layers/*.rq`` sees everything, and each result
belongs to the layers in which its subject is described. So a plan can never lend anything to a
fact. Nothing that these files make may be written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.errors import DataMissing
from regiegraaf.layers import LAYERS, dataset, layer_of


def run(store: ox.Store, folder: Path) -> None:
    """Run every derivation of a folder over a store, in the order of their file names.

    Args:
        store: Holds the graphs as read; receives the graphs ``graph/derived/<layer>``.
        folder: The folder with the three kinds of CONSTRUCT files.

    Raises:
        DataMissing: A file is not a CONSTRUCT, or not SPARQL.
    """
    for file in _queries(folder / "places"):
        _add(store, _construct(store, file, "all"), "reference")
    for file in _queries(folder / "per-layer"):
        _add(store, _construct(store, file, None), "reference")
        for layer in LAYERS:
            _add(store, _construct(store, file, layer), layer)
    across = _queries(folder / "across-layers")
    if across:
        described = {layer: _subjects(store, layer) for layer in LAYERS}
        for file in across:
            triples = list(_construct(store, file, "all"))
            for layer, subjects in described.items():
                _add(store, (t for t in triples if t.subject in subjects), layer)
            known = set().union(*described.values())
            _add(store, (t for t in triples if t.subject not in known), "reference")


def _queries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.rq"))


def _construct(store: ox.Store, file: Path, layer: str | None) -> Iterable[ox.Triple]:
    graphs = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    shared = {names.graph(path) for path in ("ontology", "reference", "derived/reference")}
    if layer is None:
        default = [names.graph("reference"), names.graph("ontology")]
    elif layer == "all":
        default = dataset("all", graphs)
    else:
        # The subject must be of this layer: shared things have had their turn.
        default = [g for g in graphs if g in shared or layer_of(g) == layer]
    try:
        answer = store.query(
            names.rebase(file.read_text(encoding="utf-8")),
            prefixes=names.prefixes(),
            default_graph=list(default),
        )
    except SyntaxError as error:
        raise DataMissing(
            nl=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            en=f"{file}:{error.lineno}:{error.offset}: {error.msg}",
            file=str(file),
        ) from error
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
    shared = names.graph("derived/reference")
    store.extend(
        [
            ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            for triple in triples
            # A shared thing is seen again beside every layer: what it yields is written once.
            if layer == "reference"
            or ox.Quad(triple.subject, triple.predicate, triple.object, shared) not in store
        ]
    )
