"""A validation result."""

from __future__ import annotations

from dataclasses import dataclass, field

from regiegraaf.shacl.model import Term


@dataclass(frozen=True)
class Result:
    """A validation result (section 3.6.2).

    Args:
        focus: The focus node.
        shape: The shape that is not met.
        component: The IRI of the constraint component.
        severity: The IRI of the severity.
        path: The path as SPARQL writes it; None for a node shape.
        value: The value that is wrong, where one is.
        constraint: The SPARQL-based constraint.
        bound: What a SPARQL-based constraint found, by variable.
    """

    focus: Term
    shape: Term
    component: str
    severity: str
    path: str | None = None
    value: Term | None = None
    constraint: Term | None = None
    bound: dict[str, Term] = field(default_factory=dict, compare=False, hash=False)
