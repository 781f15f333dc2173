"""The terms that files mention: ours are declared and in use, those of others are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import rdflib.namespace as vocabularies

from regiegraaf import names, places, tokens
from regiegraaf.checks.corpus import Corpus, DataFile
from regiegraaf.checks.findings import Finding

_DECLARED = """
SELECT DISTINCT ?term ?file WHERE {
  VALUES ?kind {
    owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty
    skos:Concept skos:ConceptScheme skos:Collection skos:OrderedCollection
  }
  GRAPH ?file { ?term a ?kind }
}
"""
_VERSIONS = "SELECT ?term WHERE { ?ontology owl:versionIRI ?term }"
# A class is in use when one below it is: questions and shapes reach it by way of rdfs:subClassOf.
_ABOVE = """
SELECT DISTINCT ?term ?above WHERE { ?term (rdfs:subClassOf|rdfs:subPropertyOf)+ ?above }
"""
_SAID_DERIVED = """
SELECT DISTINCT ?term WHERE {
  ?term rdfs:comment ?comment .
  FILTER(LANG(?comment) = "en" && CONTAINS(LCASE(?comment), "derived"))
}
"""
_PROPERTIES = "SELECT DISTINCT ?property WHERE { ?thing ?property ?value }"
_CLASSES = "SELECT ?term WHERE { ?term a owl:Class }"


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the terms that are undeclared, unused, unknown, or derived without saying so."""
    declared = {row["term"]: row["file"] for row in corpus.rows(_DECLARED)}
    versions = {row["term"] for row in corpus.rows(_VERSIONS)}
    yield from _undeclared(corpus, declared.keys() | versions)
    yield from _unused(corpus, declared)
    yield from _foreign(corpus)
    yield from _derived(corpus)


def _undeclared(corpus: Corpus, declared: set[str]) -> Iterator[Finding]:
    terms = f"{names.BASE}{names.DEF}"
    values = (f"{names.BASE}{names.ID}concept/", f"{names.BASE}{names.ID}scheme/")
    for file in corpus.asked:
        # A sample beside a shape may hold a value that does not exist, but never such a term.
        ours = (terms,) if file.is_case else (terms, *values)
        for mention in file.mentions:
            # The steps of an ordered list of concepts are named after it: no terms.
            iri = mention.iri.partition("#")[0]
            if iri.startswith(ours) and iri not in declared:
                name = names.shorten(iri)
                yield Finding(
                    file.name,
                    mention.line,
                    "term-is-declared",
                    f"{name} bestaat niet in ontology/; noem een bestaande term of voeg hem toe.",
                    f"{name} is not in ontology/; name a term that exists or add it.",
                )


def _unused(corpus: Corpus, declared: Mapping[str, str]) -> Iterator[Finding]:
    used = {m.iri for file in corpus.files.values() if _uses(file) for m in file.mentions}
    # A property of the ontology itself, such as a negative example, is used by the terms.
    used |= {row["property"] for row in corpus.rows(_PROPERTIES)}
    for row in corpus.rows(_ABOVE):
        if row["term"] in used:
            used.add(row["above"])
    for term in sorted(declared.keys() - used):
        if term.startswith(f"{names.BASE}{names.DEF}"):
            file = corpus.files[declared[term].removeprefix("file:")]
            name = names.shorten(term)
            yield Finding(
                file.name,
                file.line_of(term),
                "term-is-used",
                f"{name} staat in geen graaf, shape, vraag of afleiding; gebruik of schrap hem.",
                f"{name} is in no graph, shape, question or derivation; use it or drop it.",
            )


def _uses(file: DataFile) -> bool:
    derives = file.name.startswith("ontology/derivations/")
    return not file.is_case and (file.folder != "ontology" or derives)


def _foreign(corpus: Corpus) -> Iterator[Finding]:
    for file in corpus.asked:
        # What an alignment points at is the business of the alignment.
        if file.is_case or file.name.startswith("ontology/alignments/"):
            continue
        for mention in file.mentions:
            name = names.shorten(mention.iri)
            if not mention.iri.startswith(names.BASE) and name != mention.iri and not known(name):
                yield Finding(
                    file.name,
                    mention.line,
                    "foreign-term-is-known",
                    f"{name} is niet bekend in die woordenschat; verbeter de naam, of zet hem "
                    "na controle in ontology/hygiene/foreign-terms.txt.",
                    f"{name} is not known in that vocabulary; mend the name, or add it to "
                    "ontology/hygiene/foreign-terms.txt after checking.",
                )


@cache
def known(name: str) -> bool:
    """Return whether a prefixed name of a foreign vocabulary is listed, here or by rdflib."""
    prefix, _, local = name.partition(":")
    vocabulary = _vocabularies().get(names.prefixes()[prefix])
    return name in _listed() or (vocabulary is not None and local in vocabulary)


@cache
def _listed() -> frozenset[str]:
    lines = (places.root() / "ontology/hygiene/foreign-terms.txt").read_text(encoding="utf-8")
    return frozenset(line.split("#")[0].strip() for line in lines.splitlines())


@cache
def _vocabularies() -> dict[str, vocabularies.DefinedNamespaceMeta]:
    found = vars(vocabularies).values()
    kinds = (item for item in found if isinstance(item, vocabularies.DefinedNamespaceMeta))
    return {str(kind): kind for kind in kinds if kind is not vocabularies.DefinedNamespace}


def _derived(corpus: Corpus) -> Iterator[Finding]:
    said = {row["term"] for row in corpus.rows(_SAID_DERIVED)}
    classes = {row["term"] for row in corpus.rows(_CLASSES)}
    ours = f"{names.BASE}{names.DEF}"
    for file in corpus.asked:
        if not file.name.startswith("ontology/derivations/"):
            continue
        # Names before WHERE stand in the template of the CONSTRUCT: they are what it makes.
        template = tokens.tokens(file.text.partition("WHERE")[0])
        made = {names.expand(token.text) for token in template if token.kind == "name"}
        for term in sorted(iri for iri in made if iri and iri.startswith(ours)):
            if term not in said | classes:
                name = names.shorten(term)
                yield Finding(
                    file.name,
                    file.line_of(term),
                    "derived-term-says-so",
                    f"{name} wordt hier afgeleid, maar zijn rdfs:comment zegt dat niet.",
                    f"{name} is derived here, but its rdfs:comment does not say so.",
                )
