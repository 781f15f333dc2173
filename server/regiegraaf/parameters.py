"""Typed values into RDF terms: checked before a question runs, with the nearest names suggested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process, utils

from regiegraaf import names
from regiegraaf.errors import ParameterRejected
from regiegraaf.store import Graph

KINDS: Final = ("thing", "concept", "date", "text", "number")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question.

    Args:
        name: The name of the hole and of the URL parameter.
        kind: One of `KINDS`.
        label: What people call it, per language.
        of: For a thing its class, for a concept its scheme, as a prefixed name; several classes
            are written with spaces between them.
        default: The value when none is given; None leaves the hole open.
    """

    name: str
    kind: str
    label: dict[str, str]
    of: str | None = None
    default: str | None = None

    def term(self, value: str | None, graph: Graph) -> ox.NamedNode | ox.Literal | None:
        """Return the RDF term for a value as a person types it; None when left open.

        Raises:
            ParameterRejected: The value is not of the parameter's kind, or names nothing.
        """
        text = (value if value is not None else self.default or "").strip()
        if not text:
            return None
        if self.kind == "date":
            return ox.Literal(_date(self.name, text), datatype=ox.NamedNode(names.XSD + "date"))
        if self.kind == "number":
            return ox.Literal(_number(self.name, text))
        if self.kind == "text":
            return ox.Literal(text)
        return self._named(text, graph)

    def choices(self, graph: Graph) -> list[ox.NamedNode]:
        """Return the things or concepts that may be chosen; empty for the other kinds."""
        found: set[ox.NamedNode] = set()
        for of in (names.expand(name) for name in (self.of or "").split()):
            if of is not None and self.kind == "thing":
                found.update(graph.instances(ox.NamedNode(of)))
            elif of is not None:
                scheme = ox.NamedNode(names.SKOS + "inScheme")
                quads = graph.store.quads_for_pattern(None, scheme, ox.NamedNode(of), None)
                found.update(q.subject for q in quads if isinstance(q.subject, ox.NamedNode))
        return sorted(found, key=lambda node: node.value)

    def _named(self, text: str, graph: Graph) -> ox.NamedNode:
        choices = self.choices(graph)
        iri = text if text.startswith(("http://", "https://")) else names.expand(text)
        by_iri = {choice.value: choice for choice in choices}
        if iri in by_iri:
            return by_iri[iri]
        called = called_so(choices, graph)
        exact = called.get(_plain(text), [])
        if len(exact) == 1:
            return exact[0]
        if len(exact) > 1:
            options = [f"{graph.label(o.value, 'nl')} ({names.shorten(o.value)})" for o in exact]
            raise ParameterRejected(
                nl=f"'{text}' kan meer dan één ding zijn: {'; '.join(options)}.",
                en=f"'{text}' may be more than one thing: {'; '.join(options)}.",
                parameter=self.name,
                suggestions=[names.shorten(o.value) for o in exact],
            )
        near = nearest(text, list(called))
        suggestions = list(
            dict.fromkeys(graph.label(called[name][0].value, "nl") for name in near)
        )[:5]
        nl = f" Bedoelde u: {'; '.join(suggestions)}?" if suggestions else ""
        en = f" Did you mean: {'; '.join(suggestions)}?" if suggestions else ""
        raise ParameterRejected(
            nl=f"'{text}' is geen bekende waarde voor '{self.label['nl']}'.{nl}",
            en=f"'{text}' is not a known value for '{self.label['en']}'.{en}",
            parameter=self.name,
            suggestions=suggestions,
        )


def called_so(things: list[ox.NamedNode], graph: Graph) -> dict[str, list[ox.NamedNode]]:
    """Return things by each of their names: labels, aliases and slugs, in plain form.

    A preferred label is stronger than an alias of another thing; aliases may be shared.
    """
    preferred: dict[str, list[ox.NamedNode]] = {}
    other: dict[str, list[ox.NamedNode]] = {}
    for thing in things:
        for predicate, into in (("prefLabel", preferred), ("altLabel", other)):
            node = ox.NamedNode(names.SKOS + predicate)
            for quad in graph.store.quads_for_pattern(thing, node, None, None):
                _note(into, str(getattr(quad.object, "value", "")), thing)
        slug = names.slug(thing.value)
        _note(other, slug, thing)
        # People say "Middelburg" for the municipality too.
        if slug.startswith("gemeente-"):
            _note(other, slug.removeprefix("gemeente-"), thing)
    return other | preferred


def nearest(text: str, known: list[str], *, limit: int = 8) -> list[str]:
    """Return the known names most like a text, best first."""
    matches = process.extract(
        text,
        known,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=60,
    )
    return [name for name, _, _ in matches]


def _note(into: dict[str, list[ox.NamedNode]], name: str, thing: ox.NamedNode) -> None:
    found = into.setdefault(_plain(name), [])
    if thing not in found:
        found.append(thing)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-_]+", " ", text).strip().casefold()


def _date(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ParameterRejected(
            nl=f"'{text}' is geen datum; schrijf hem als 2010-06-30.",
            en=f"'{text}' is not a date; write it as 2010-06-30.",
            parameter=name,
        ) from None


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ParameterRejected(
            nl=f"'{text}' is geen geheel getal.",
            en=f"'{text}' is not a whole number.",
            parameter=name,
        ) from None
