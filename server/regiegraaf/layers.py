"""What a statement is worth decides where it lies: layers, and the datasets made of them.

A layer is a folder below ``graph/<document>/``. The default dataset holds facts only: what a
source states as practice or as norm. A plan, wish, recommendation, opinion or scenario is reached
by asking for its layer, by ``FROM`` or by ``GRAPH``.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from regiegraaf import names
from regiegraaf.errors import ParameterRejected

LAYERS = ("practice", "norm", "plan", "opinion", "scenario", "disagreement")
# That sources differ is itself a fact; the statements that differ stay in their own layers.
FACTS = ("practice", "norm", "disagreement")
CHOICES = ("facts", "practice", "norm", "plan", "opinion", "scenario", "all")
_REFERENCE = "reference"


def layer_of(graph: ox.NamedNode) -> str | None:
    """Return the layer of a named graph: ``graph/004/plan`` is ``plan``; None for shared ones."""
    last = names.slug(graph.value)
    return last if last in LAYERS else None


def is_shared(graph: ox.NamedNode) -> bool:
    """Tell whether every layer rests on a graph: the ontology, and what ``reference`` holds."""
    return names.slug(graph.value) == _REFERENCE or graph == names.graph("ontology")


def dataset(choice: str, graphs: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """Return the graphs that together are the default graph for a layer choice.

    Args:
        choice: One of `CHOICES`.
        graphs: The named graphs of the store.

    Raises:
        ParameterRejected: No such layer.
    """
    if choice not in CHOICES:
        raise ParameterRejected(
            nl=f"Laag '{choice}' bestaat niet; kies uit {', '.join(CHOICES)}.",
            en=f"There is no layer '{choice}'; choose from {', '.join(CHOICES)}.",
            parameter="layer",
            suggestions=list(CHOICES),
        )
    wanted = {"facts": FACTS, "all": LAYERS}.get(choice, (choice,))
    return [graph for graph in graphs if is_shared(graph) or layer_of(graph) in wanted]
