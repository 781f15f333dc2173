"""Constraints on each value by itself, as conditions that a wrong ``?value`` meets."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox
import rdflib

from regiegraaf.shacl.model import SH, Malformed, Shape, Term, text

_KINDS = {
    "IRI": "isIRI(?value)",
    "BlankNode": "isBlank(?value)",
    "Literal": "isLiteral(?value)",
}
_KIND = re.compile(r"BlankNode|IRI|Literal")


def _node_kind(value: Term, _: Shape) -> str:
    allowed = (_KINDS[name] for name in _KIND.findall(text(value).removeprefix(SH)))
    return f"!({' || '.join(allowed)})"


def _bound(sign: str) -> Callable[[Term, Shape], str]:
    return lambda value, _: f"!COALESCE(?value {sign} {value}, false)"


def _length(sign: str) -> Callable[[Term, Shape], str]:
    return lambda value, _: (
        f"isBlank(?value) || !COALESCE(STRLEN(STR(?value)) {sign} {text(value)}, false)"
    )


def _pattern(value: Term, shape: Shape) -> str:
    flags = "".join(f", {flag}" for flag in shape.options.get("flags", ()))
    try:
        re.compile(text(value))
    except re.error as error:
        raise Malformed(f"sh:pattern {value}: {error}") from error
    return f"isBlank(?value) || !COALESCE(REGEX(STR(?value), {value}{flags}), false)"


def _datatype(value: Term, _: Shape) -> str:
    return f"!COALESCE(DATATYPE(?value) = {value}, false)"


CONDITIONS: Mapping[str, Callable[[Term, Shape], str]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minExclusive": _bound(">"),
    "minInclusive": _bound(">="),
    "maxExclusive": _bound("<"),
    "maxInclusive": _bound("<="),
    "minLength": _length(">="),
    "maxLength": _length("<="),
    "pattern": _pattern,
}
"""A condition per parameter of sections 4.1.2-4.1.3, 4.3 and 4.4."""


def components(name: str) -> str:
    """Return the IRI of the constraint component of a parameter."""
    own = {"sparql": "SPARQL", "property": "Property"}.get(name, name[0].upper() + name[1:])
    return f"{SH}{own}ConstraintComponent"


@lru_cache(maxsize=65536)
def ill_formed(literal: ox.Literal) -> bool:
    """Tell whether a literal is outside the lexical space of its datatype (section 4.1.2)."""
    log = logging.getLogger(rdflib.term.__name__)
    quiet, log.disabled = log.disabled, True  # it logs what is asked here
    try:
        with warnings.catch_warnings(action="ignore"):
            kind = rdflib.URIRef(literal.datatype.value)
            return bool(rdflib.Literal(literal.value, datatype=kind).ill_typed)
    finally:
        log.disabled = quiet


def language_matches(ranges: Iterator[Term]) -> str:
    """Return the condition that a value is in none of some languages (section 4.4.4)."""
    allowed = " || ".join(f"LANGMATCHES(LANG(?value), {tag})" for tag in ranges)
    return f"!COALESCE({allowed or 'false'}, false)"
