"""Paths, prefixes and IRIs into one another.

`BASE` is the one constant of the permanent address; `ontology/prefixes.ttl` the one prefix table.
A service may live under another base: `rebase` rewrites a file's text as it is read.
"""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import places

CANONICAL = "https://w3id.org/regiegraaf/"
BASE = os.environ.get("REGIE_BASE", CANONICAL)

DEF = "def/"
ID = "id/"
GRAPH = "graph/"
SHAPE = "shape/"
SOURCE = "source/"
QUESTION = "question/"

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCT = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")


def rebase(text: str) -> str:
    """Return the text of a data file with the canonical base replaced by the base in use."""
    return text if BASE == CANONICAL else text.replace(CANONICAL, BASE)


def use_base(base: str) -> None:
    """Serve everything under another base IRI; to be called before the graph is loaded."""
    global BASE  # noqa: PLW0603 - the one constant of the permanent address, set once at the start
    BASE = base if base.endswith("/") else base + "/"
    prefixes.cache_clear()
    prologue.cache_clear()
    foreign_labels.cache_clear()


def term(name: str) -> ox.NamedNode:
    """Return the ontology term ``rg:name``."""
    return ox.NamedNode(f"{BASE}{DEF}{name}")


def concept(slug: str) -> ox.NamedNode:
    """Return the concept ``concept:slug``."""
    return ox.NamedNode(f"{BASE}{ID}concept/{slug}")


def graph(path: str) -> ox.NamedNode:
    """Return the named graph of a folder: ``graph("004/practice")``."""
    return ox.NamedNode(f"{BASE}{GRAPH}{path}")


@cache
def prefixes() -> dict[str, str]:
    """Return the prefix table: prefix to namespace IRI.

    It is ``ontology/prefixes.ttl`` and, for every document ``NNN`` with a folder below ``graph``,
    ``sNNN:`` for the places in its text.
    """
    text = rebase((places.root() / "ontology" / "prefixes.ttl").read_text(encoding="utf-8"))
    sh = "http://www.w3.org/ns/shacl#"
    found: dict[str, dict[str, str]] = {}
    for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
        if isinstance(triple.object, ox.Literal):
            found.setdefault(str(triple.subject), {})[triple.predicate.value] = triple.object.value
    table = {entry[sh + "prefix"]: entry[sh + "namespace"] for entry in found.values()}
    texts = {f"s{number}": f"{BASE}{SOURCE}{number}#" for number in places.documents()}
    return dict(sorted({**table, **texts}.items()))


@cache
def foreign_labels() -> dict[str, dict[str, str]]:
    """Return what pages call the terms of other vocabularies: IRI to label per language."""
    text = (places.root() / "ontology" / "foreign-labels.toml").read_text(encoding="utf-8")
    return {expand(name) or name: label for name, label in tomllib.loads(text).items()}


@cache
def prologue() -> str:
    """Return the prefix table as SPARQL ``PREFIX`` lines."""
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())


def shorten(iri: str) -> str:
    """Return an IRI as a prefixed name where the table has one for it, else the IRI itself."""
    best = max(
        ((name, space) for name, space in prefixes().items() if iri.startswith(space)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    if best is None or not _LOCAL.fullmatch(iri[len(best[1]) :]):
        return iri
    return f"{best[0]}:{iri[len(best[1]) :]}"


def expand(name: str) -> str | None:
    """Return the IRI of a prefixed name, or None when the prefix is not in the table."""
    prefix, colon, local = name.partition(":")
    space = prefixes().get(prefix) if colon else None
    return None if space is None or local.startswith("//") else space + local


def slug(iri: str) -> str:
    """Return the last part of an IRI: what stands after the last ``/`` or ``#``."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def page(iri: str) -> str | None:
    """Return the site path that describes one of our IRIs, or None for a foreign one.

    ``<base>id/actor/porthos`` lives at ``/doc/actor/porthos``; a locator at its document.
    """
    if not iri.startswith(BASE):
        return None
    path, _, fragment = iri[len(BASE) :].partition("#")
    anchor = f"#{fragment}" if fragment else ""
    if path.startswith(ID):
        return f"/doc/{path[len(ID) :]}{anchor}"
    if path.startswith(QUESTION):
        return f"/questions/{path[len(QUESTION) :]}"
    return f"/{path}{anchor}"


def graph_of(file: Path, root: Path) -> ox.NamedNode:
    """Return the named graph of a data file: the folder is the name."""
    folder = file.parent.relative_to(root)
    if folder.parts[0] == "graph":
        return graph("/".join(folder.parts[1:]) or "reference")
    if folder.parts[:2] == ("ontology", "alignments"):
        return graph("alignments")
    return graph("ontology")
