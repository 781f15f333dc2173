"""How much the graph holds: things of each kind, by the document that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from regiegraaf import names
from regiegraaf.store import Graph

COUNTED = (
    "Actor",
    "Territory",
    "RegionMembership",
    "RegieAssignment",
    "Mandate",
    "Agreement",
    "AgreementParty",
    "PolicyDocument",
    "BodyMembership",
    "Chain",
    "ChainLink",
    "HandOver",
    "SteeringRelation",
    "Contribution",
    "Assessment",
    "Finding",
    "Observation",
    "PracticeCase",
    "PlannedChange",
    "Claim",
    "AttestedAbsence",
    "Disagreement",
)
"""The classes that are counted, by their names in ``def/``, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How many things of one kind there are, over all layers.

    Args:
        kind: The IRI of the class; None for all statements together.
        total: Each thing once, however many documents name it.
        by_source: The number that each document names, by the IRI of the document.
    """

    kind: str | None
    total: int
    by_source: Mapping[str, int]


@lru_cache(maxsize=4)
def holdings(graph: Graph) -> tuple[Holding, ...]:
    """Return the numbers: all statements first, then each kind that is there."""
    kinds = " ".join(f"rg:{name}" for name in COUNTED)
    rows = [
        ("?thing rg:modality ?any", None),
        (f"VALUES ?kind {{ {kinds} }} ?thing a/rdfs:subClassOf* ?kind", "?kind"),
    ]
    found: dict[str | None, dict[str, int]] = {}
    for pattern, kind in rows:
        for evidence in ("", "?thing rg:hasSource/oa:hasSource ?source ."):
            asked = " ".join(name for name in (kind, "?source" if evidence else None) if name)
            text = (
                f"SELECT {asked} (COUNT(DISTINCT ?thing) AS ?count) WHERE "
                f"{{ {pattern} . {evidence} }} {f'GROUP BY {asked}' if asked else ''}"
            )
            for row in graph.select(text, layer="all"):
                cells = {name: str(getattr(term, "value", term)) for name, term in row.items()}
                told = found.setdefault(cells.get("kind"), {})
                told[cells.get("source", "")] = int(cells["count"])
    order = [None, *(names.term(name).value for name in COUNTED)]
    return tuple(
        Holding(
            kind,
            found[kind].get("", 0),
            {source: number for source, number in sorted(found[kind].items()) if source},
        )
        for kind in order
        if kind in found and found[kind].get("")
    )


@lru_cache(maxsize=4)
def sources(graph: Graph) -> tuple[str, ...]:
    """Return the documents of the graph, sorted by IRI."""
    return tuple(node.value for node in graph.instances(names.term("SourceDocument")))


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
