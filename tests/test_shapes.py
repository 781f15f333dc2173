"""The rules catch what they must, spare what they must, and say so in two languages."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from regiegraaf import Graph, names, places
from regiegraaf.errors import InputRejected
from regiegraaf.rules import Rule
from regiegraaf.shapes import (
    ENGINES,
    FAMILIES,
    GOVERNANCE,
    QUALITY,
    SCHEME,
    Shapes,
    check_case,
)

RULES = Shapes().rules
CASES = sorted(
    file
    for file in (places.root() / "shapes").rglob("*")
    if file.suffix in {".ttl", ".trig"} and file.name != "shape.ttl"
)
LANGUAGES = ["en", "nl"]

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.file.parent.name)

# Properties whose values are concepts of no single scheme: a rule of their own guards `value`.
WITHOUT_SCHEME = {"legalGround", "requiresActorKind", "value"}


@cache
def written(file: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(file, format="turtle")


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def own_shapes(rule: Rule) -> list[rdflib.term.Node]:
    """The node shape and the named property shapes of a rule."""
    return [
        subject
        for kind in (SH.NodeShape, SH.PropertyShape)
        for subject in written(rule.file).subjects(RDF.type, kind)
    ]


def sentences(rule: Rule, shape: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, str]:
    found = [(text.language, str(text)) for text in written(rule.file).objects(shape, predicate)]
    assert sorted(language for language, _ in found) == LANGUAGES, f"{shape}: {predicate}"
    return dict(found)


def test_the_rules_and_their_cases_are_collected() -> None:
    families = Counter(rule.family for rule in RULES)

    assert families[QUALITY] >= 24
    assert families[GOVERNANCE] >= 3
    assert families[SCHEME] >= 18
    assert set(families) <= set(FAMILIES)
    assert len(CASES) >= 220
    assert all(re.fullmatch(r"(passes|fails)-[a-z0-9-]+", file.stem) for file in CASES)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=name)
def test_case(case: Path, engine: str) -> None:
    """By both engines: the cases prove that what is fast finds what the reference finds."""
    findings, expected = check_case(case, engine)

    found = sorted((finding.focus.value, finding.shape, finding.severity) for finding in findings)

    assert found == expected
    assert bool(expected) == case.stem.startswith("fails-")


@each_rule
def test_has_a_case_that_fails_and_one_that_passes(rule: Rule) -> None:
    stems = [file.stem for file in CASES if file.parent == rule.file.parent]

    assert any(stem.startswith("fails-") for stem in stems)
    assert any(stem.startswith("passes-") for stem in stems)


@each_rule
def test_has_a_case_for_each_of_its_shapes(rule: Rule) -> None:
    """A part of a rule that no case has seen firing may be one that cannot fire."""
    cases = [file.read_text() for file in CASES if file.parent == rule.file.parent]
    fired = {shape for case in cases for shape in re.findall(r"sh:sourceShape shape:(\S+)", case)}

    able = {
        names.slug(str(shape))
        for shape in own_shapes(rule)
        if (shape, SH.path, None) in written(rule.file)
        or (shape, SH.sparql, None) in written(rule.file)
    }
    assert able <= fired


@each_rule
def test_speaks_both_languages_in_sentences(rule: Rule) -> None:
    for shape in own_shapes(rule):
        sentences(rule, shape, SH.name)
        for predicate in (SH.description, SH.message):
            for text in sentences(rule, shape, predicate).values():
                assert re.match(r"[A-Z{]", text), text
                assert text.endswith("."), text
        holes = re.findall(r"\{.*?\}", " ".join(sentences(rule, shape, SH.message).values()))
        assert set(holes) <= {"{$this}", "{?value}", "{?path}"}


@each_rule
def test_says_how_grave_each_finding_is(rule: Rule) -> None:
    """A property shape does not inherit the severity of its node shape."""
    for shape in own_shapes(rule):
        assert len(list(written(rule.file).objects(shape, SH.severity))) == 1, shape


@each_rule
def test_uses_only_terms_that_shacl_has(rule: Rule) -> None:
    """Meta-SHACL does not notice ``sh:mincount``."""
    terms = {
        term for triple in written(rule.file) for term in triple if isinstance(term, rdflib.URIRef)
    }
    used = {term for term in terms if term.startswith(str(SH))}

    assert len(used) >= 5
    assert {term for term in used if term not in SH} == set()


@each_rule
def test_asks_one_question_at_most(rule: Rule) -> None:
    """Engines pool the messages of several ``sh:sparql`` of one shape."""
    asked = Counter(written(rule.file).subjects(SH.sparql))

    assert all(count == 1 for count in asked.values())
    assert all(subject == rdflib.URIRef(rule.shape) for subject in asked)


@each_rule
def test_its_shapes_are_named_after_its_folder(rule: Rule) -> None:
    for shape in own_shapes(rule):
        assert str(shape) == rule.shape or str(shape).startswith(f"{rule.shape}.")


def test_identifiers_are_unique() -> None:
    twice = [id for id, count in Counter(rule.id for rule in RULES).items() if count > 1]

    assert twice == []


def test_the_rules_are_valid_shacl() -> None:
    everything = rdflib.Graph()
    for rule in RULES:
        everything += written(rule.file)

    conforms, _, words = pyshacl.validate(rdflib.Graph(), shacl_graph=everything, meta_shacl=True)

    assert conforms, words


def test_each_property_with_a_concept_has_its_scheme_checked(graph: Graph) -> None:
    rule = next(rule for rule in RULES if rule.id == "DQ-ID-02")
    targets = {str(target) for target in written(rule.file).objects(None, SH.targetSubjectsOf)}
    select = str(next(written(rule.file).objects(None, SH.select)))
    table = dict(re.findall(r"^\s+((?:rg|cv|org):\w+) (scheme:[\w-]+) ;$", select, re.MULTILINE))
    ontology = "GRAPH graph:ontology { ?p <https://schema.org/rangeIncludes> skos:Concept }"
    schemes = "GRAPH graph:ontology { ?s a skos:ConceptScheme }"

    concepts = {names.slug(row["p"].value) for row in graph.select(f"SELECT ?p {{ {ontology} }}")}
    known = {names.shorten(row["s"].value) for row in graph.select(f"SELECT ?s {{ {schemes} }}")}

    assert len(concepts) >= 30
    assert concepts - WITHOUT_SCHEME <= {entry.split(":")[1] for entry in table}
    assert {names.expand(entry) for entry in table} == targets
    assert set(table.values()) <= known


def test_the_shipped_graph_keeps_the_record_quality_rules(graph: Graph, shapes: Shapes) -> None:
    found = shapes.check(graph.store, (QUALITY, SCHEME))

    broken = [finding for finding in found if finding.severity == "Violation"]
    for finding in broken:
        print(f"{finding.rule} {finding.focus} {finding.path or ''} {finding.message['nl']}")
    assert len(broken) == 0


def test_the_shipped_graph_shows_its_gaps(graph: Graph, shapes: Shapes) -> None:
    """The four outcomes are four different things."""
    found = shapes.check(graph.store, (GOVERNANCE,))

    rules = {finding.rule for finding in found}
    denied = {finding.focus for finding in found if finding.rule == "GOV-CH-01"}
    silent = {finding.focus for finding in found if finding.rule == "GOV-CH-02"}
    assert {"GOV-CH-01", "GOV-CH-02"} <= rules
    assert denied
    assert silent
    assert not denied & silent
    waiting = ox.NamedNode(f"{names.BASE}{names.ID}link/004-middelburg-wachttijd-raadsonderzoek")
    assert waiting in denied


SHAPE = """
PREFIX ex: <http://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/regiegraaf/shape/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
shape:sample a sh:NodeShape ;
    sh:targetClass ex:Thing ;
    sh:message "{$this} mist {?value}."@nl , "{$this} lacks {?value}."@en ;
"""
THING = """
PREFIX ex: <http://example.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
ex:it a ex:Thing ; skos:prefLabel "het ding"@nl , "the thing"@en ; ex:part ex:other .
ex:other skos:prefLabel "het andere"@nl , "the other"@en .
"""


def sample(tmp_path: Path, rest: str) -> Shapes:
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "shape.ttl").write_text(SHAPE + rest, encoding="utf-8")
    return Shapes(tmp_path)


def thing() -> ox.Store:
    store = ox.Store()
    store.load(THING, format=ox.RdfFormat.TURTLE)
    return store


def test_a_message_is_filled_with_labels_in_its_own_language(tmp_path: Path) -> None:
    shapes = sample(
        tmp_path,
        'sh:severity sh:Warning ; sh:sparql [ sh:select """SELECT $this ?value WHERE '
        '{ $this <http://example.org/part> ?value }""" ] .',
    )

    (finding,) = shapes.check(thing())

    assert finding.message == {
        "nl": "het ding mist het andere.",
        "en": "the thing lacks the other.",
    }
    assert finding.severity == "Warning"
    assert finding.rule == "sample"


def test_a_violation_inside_a_warning_is_a_violation(tmp_path: Path) -> None:
    """With warnings allowed pySHACL calls this report conforming."""
    shapes = sample(
        tmp_path,
        "sh:severity sh:Warning ; sh:property [ sh:path ex:name ; sh:minCount 1 ; "
        "sh:severity sh:Violation ] .",
    )

    (finding,) = shapes.check(thing())

    assert finding.severity == "Violation"
    assert finding.path == "http://example.org/name"


def test_a_path_is_told_in_sparql(tmp_path: Path) -> None:
    shapes = sample(
        tmp_path,
        "sh:property [ sh:path ( [ sh:inversePath ex:a ] [ sh:zeroOrMorePath ex:b ] ) ; "
        "sh:minCount 1 ] .",
    )

    (finding,) = shapes.check(thing())

    assert finding.path == "(^<http://example.org/a>/<http://example.org/b>*)"


@pytest.mark.parametrize(
    "rest",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE { $this <" ] .',
        'sh:sparql [ sh:select "SELECT $this WHERE { VALUES $this { <urn:a> } }" ] .',
        "sh:property [ sh:path ex:a ; sh:minCount 1 , 2 ] .",
        "sh:property [ sh:minCount 1 ] .",
        "sh:class ; .",
    ],
    ids=["syntax", "forbidden", "two-counts", "no-path", "turtle"],
)
def test_a_broken_rule_is_never_a_pass(tmp_path: Path, rest: str) -> None:
    with pytest.raises(InputRejected, match=r"sample/shape\.ttl"):
        sample(tmp_path, rest).check(thing())


def test_a_shape_bears_the_name_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "another-name"
    folder.mkdir()
    (folder / "shape.ttl").write_text(SHAPE + "sh:closed false .", encoding="utf-8")

    with pytest.raises(InputRejected, match="another-name"):
        Shapes(tmp_path)


def test_checking_changes_nothing() -> None:
    store = thing()
    before = set(store)

    Shapes().check(store)

    assert set(store) == before


def test_a_statement_beside_the_shipped_graph_is_checked_with_it(
    graph: Graph, shapes: Shapes
) -> None:
    """What a person adds refers to actors of the graph, and is judged as if it were loaded."""
    store = ox.Store()
    store.bulk_extend(graph.store)
    link = ox.NamedNode("http://example.org/link")
    kind = ox.NamedNode(names.RDF_TYPE)
    store.add(ox.Quad(link, kind, names.term("ChainLink")))

    found = {finding.rule for finding in shapes.check(store, (QUALITY,)) if finding.focus == link}

    assert found == {"DQ-CH-01", "DQ-EV-01", "DQ-EV-08", "DQ-ID-01"}
