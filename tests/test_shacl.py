"""The compiling engine and the reference find the same, component by component."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from regiegraaf.shacl import Malformed, NotCovered, Result, ShapesGraph, reference, validate

PREFIXES = """
PREFIX ex: <http://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
DATA = """
ex:Covenant rdfs:subClassOf ex:Agreement .
ex:a a ex:Covenant ; ex:party ex:p , ex:q ; ex:from "2010-01-01"^^xsd:date ;
    ex:until "2012-01-01"^^xsd:date ; ex:name "A"@nl , "B"@nl , "A"@en ; ex:size 12 ; ex:same ex:p .
ex:b a ex:Agreement ; ex:party ex:r ; ex:from "2013-01-01"^^xsd:date ;
    ex:until "2012-01-01"^^xsd:date ; ex:name "lang" , "kort"@fr ; ex:size 3 ; ex:same ex:r .
ex:c a ex:Agreement ; ex:name 5 ; ex:size "veel" ; ex:party _:unnamed .
ex:d a ex:Agreement ; ex:when "2010-13-45"^^xsd:date ; ex:next ex:e .
ex:e ex:next ex:f . ex:f a ex:Party ; ex:next ex:d .
ex:p a ex:Party ; ex:role ex:chair . ex:q a ex:Party . ex:r a ex:Other ; ex:role ex:chair .
"""
PROPERTY = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:Agreement ; sh:property ex:P . ex:P sh:path {} ."
)
SHAPES = {
    "class": PROPERTY.format("ex:party ; sh:class ex:Party"),
    "datatype": PROPERTY.format("ex:size ; sh:datatype xsd:integer"),
    "datatype, ill-formed": PROPERTY.format("ex:when ; sh:datatype xsd:date"),
    "nodeKind": PROPERTY.format("ex:party ; sh:nodeKind sh:IRIOrLiteral"),
    "minCount 1": PROPERTY.format("ex:party ; sh:minCount 1"),
    "minCount 2": PROPERTY.format("ex:party ; sh:minCount 2"),
    "maxCount": PROPERTY.format("ex:name ; sh:maxCount 1"),
    "minExclusive": PROPERTY.format("ex:size ; sh:minExclusive 3"),
    "minInclusive": PROPERTY.format("ex:size ; sh:minInclusive 4"),
    "maxExclusive": PROPERTY.format("ex:size ; sh:maxExclusive 12"),
    "maxInclusive": PROPERTY.format("ex:size ; sh:maxInclusive 11"),
    "minLength": PROPERTY.format("ex:name ; sh:minLength 2"),
    "maxLength": PROPERTY.format("ex:name ; sh:maxLength 3"),
    "pattern": PROPERTY.format('ex:name ; sh:pattern "^[a-b]$" ; sh:flags "i"'),
    "languageIn": PROPERTY.format('ex:name ; sh:languageIn ( "nl" "en" )'),
    "uniqueLang": PROPERTY.format("ex:name ; sh:uniqueLang true"),
    "equals": PROPERTY.format("ex:same ; sh:equals ex:party"),
    "disjoint": PROPERTY.format("ex:same ; sh:disjoint ex:party"),
    "lessThan": PROPERTY.format("ex:from ; sh:lessThan ex:until"),
    "lessThanOrEquals": PROPERTY.format("ex:until ; sh:lessThanOrEquals ex:from"),
    "not": PROPERTY.format("ex:party ; sh:not [ sh:class ex:Party ]"),
    "and": PROPERTY.format("ex:party ; sh:and ( [ sh:class ex:Party ] [ sh:nodeKind sh:IRI ] )"),
    "or": PROPERTY.format("ex:party ; sh:or ( [ sh:class ex:Party ] [ sh:class ex:Other ] )"),
    "xone": PROPERTY.format("ex:party ; sh:xone ( [ sh:class ex:Party ] [ sh:nodeKind sh:IRI ] )"),
    "node": PROPERTY.format(
        "ex:party ; sh:node [ sh:property [ sh:path ex:role ; sh:minCount 1 ] ]"
    ),
    "property within": PROPERTY.format(
        "ex:party ; sh:property [ sh:path ex:role ; sh:minCount 1 ]"
    ),
    "qualifiedMinCount": PROPERTY.format(
        "ex:party ; sh:qualifiedValueShape [ sh:class ex:Party ] ; sh:qualifiedMinCount 1"
    ),
    "qualifiedMaxCount": PROPERTY.format(
        "ex:party ; sh:qualifiedValueShape [ sh:class ex:Party ] ; sh:qualifiedMaxCount 1"
    ),
    "qualified, apart from its sibling": """
        ex:S a sh:NodeShape ; sh:targetClass ex:Agreement ; sh:property
            [ sh:path ex:party ; sh:qualifiedValueShape [ sh:class ex:Party ] ;
              sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ] ,
            [ sh:path ex:party ; sh:qualifiedValueShape
                [ sh:property [ sh:path ex:role ; sh:hasValue ex:chair ] ] ;
              sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ] .""",
    "closed": """
        ex:S a sh:NodeShape ; sh:targetClass ex:Agreement ; sh:closed true ;
            sh:ignoredProperties ( rdf:type ex:name ) ; sh:property [ sh:path ex:party ] .""",
    "hasValue": PROPERTY.format("ex:party ; sh:hasValue ex:p"),
    "in": PROPERTY.format("ex:party ; sh:in ( ex:p ex:q )"),
    "sparql of a node": '''
        ex:S a sh:NodeShape ; sh:targetClass ex:Agreement ; sh:sparql [ sh:prefixes ex: ;
            sh:select """SELECT $this ?value WHERE {
                { $this ex:from ?value } UNION { FILTER(bound($this)) $this ex:until ?value }
            }""" ] .
        ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .''',
    "sparql of a property": """
        ex:S a sh:PropertyShape ; sh:path ( ex:party ex:role ) ; sh:targetClass ex:Agreement ;
            sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .""",
    "node shape on values": """
        ex:S a sh:NodeShape ; sh:targetObjectsOf ex:party ; sh:class ex:Party .""",
    "hasValue of a node": "ex:S a sh:NodeShape ; sh:targetNode ex:p , ex:q ; sh:hasValue ex:p .",
    "equals of a node": "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:same ; sh:equals ex:same .",
    "several targets": """
        ex:S a sh:NodeShape ; sh:targetNode ex:p , "text" ; sh:targetClass ex:Covenant ;
            sh:nodeKind sh:Literal .""",
    "a class that is its own target": "ex:Other a rdfs:Class , sh:NodeShape ; sh:class ex:Party .",
    "inverse path": """
        ex:S a sh:NodeShape ; sh:targetClass ex:Party ;
            sh:property [ sh:path [ sh:inversePath ex:party ] ; sh:minCount 1 ] .""",
    "alternative path": PROPERTY.format(
        "[ sh:alternativePath ( ex:from ex:when ) ] ; sh:minCount 1"
    ),
    "one or more": PROPERTY.format("[ sh:oneOrMorePath ex:next ] ; sh:class ex:Party"),
    "zero or more": PROPERTY.format("[ sh:zeroOrMorePath ex:next ] ; sh:class ex:Party"),
    "zero or one": PROPERTY.format("[ sh:zeroOrOnePath ex:next ] ; sh:class ex:Party"),
    "severity": PROPERTY.format("ex:party ; sh:minCount 1 ; sh:severity sh:Warning"),
}
SILENT = {
    "deactivated": PROPERTY.format("ex:party ; sh:minCount 1 ; sh:deactivated true"),
    "nothing to find": PROPERTY.format("ex:party ; sh:minCount 0"),
}


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def data() -> ox.Store:
    """The made-up agreements."""
    store = ox.Store()
    store.load(PREFIXES + DATA, format=ox.RdfFormat.TURTLE)
    return store


def told(results: list[Result]) -> Counter[tuple[str, ...]]:
    # A blank node has another name in each engine.
    def name(term: object) -> str:
        return "_:" if isinstance(term, ox.BlankNode) else str(term)

    return Counter(
        (name(r.focus), name(r.shape), r.component, r.severity, r.path or "", name(r.value))
        for r in results
    )


@pytest.mark.parametrize("name", SHAPES)
def test_both_engines_find_the_same(name: str, data: ox.Store) -> None:
    """Same focus nodes, shapes, components, severities, paths and values, and at least one."""
    shapes = triples(SHAPES[name])

    compiled = told(validate(data, ShapesGraph(shapes)))

    assert compiled
    assert set(compiled) == set(told(reference.validate(data, shapes)))


@pytest.mark.parametrize("name", SILENT)
def test_both_engines_find_nothing(name: str, data: ox.Store) -> None:
    """A shape that asks nothing has no results."""
    shapes = triples(SILENT[name])

    assert validate(data, ShapesGraph(shapes)) == reference.validate(data, shapes) == []


def test_every_component_is_compared() -> None:
    """SHACL Core has 28 components and SPARQL-based constraints one more."""
    asked = " ".join(SHAPES.values())
    components = """
        class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive
        maxInclusive minLength maxLength pattern languageIn uniqueLang equals disjoint lessThan
        lessThanOrEquals not and or xone node property qualifiedMinCount qualifiedMaxCount closed
        hasValue in sparql""".split()  # noqa: SIM905 - a list to read

    assert [name for name in components if f"sh:{name} " not in asked] == []


@pytest.mark.parametrize(
    "text",
    [
        PROPERTY.format("ex:party ; sh:js [ ]"),
        "ex:S a sh:NodeShape ; sh:target [ ] ; sh:class ex:Party .",
        "ex:S sh:parameter [ sh:path ex:x ] .",
        PROPERTY.format("ex:party ; sh:inventedHere 1"),
        """ex:S a sh:NodeShape ; sh:targetNode ex:p ; sh:sparql [
            sh:select "SELECT $this WHERE { GRAPH $shapesGraph { $this ?p ?o } }" ] .""",
    ],
)
def test_what_is_not_covered_is_said(text: str, data: ox.Store) -> None:
    """Another engine must answer: silence would look like a pass."""
    with pytest.raises(NotCovered):
        validate(data, ShapesGraph(triples(text)))


@pytest.mark.parametrize(
    "text",
    [
        PROPERTY.format("ex:a , ex:b ; sh:minCount 1"),
        PROPERTY.format("( ex:a ) ; sh:minCount 1"),
        PROPERTY.format('ex:name ; sh:pattern "("'),
        PROPERTY.format("ex:party ; sh:property ex:P"),
        PROPERTY.format("ex:party ; sh:in ex:p"),
        PROPERTY.format("ex:party ; sh:minCount 1 , 2"),
        "ex:S a sh:NodeShape ; sh:targetNode ex:p ; sh:property [ sh:minCount 1 ] .",
        *(
            f'ex:S a sh:NodeShape ; sh:targetNode ex:p ; sh:sparql [ sh:select "{select}" ] .'
            for select in (
                "SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }",
                "SELECT $this WHERE { VALUES ?p { 1 } $this ?q ?p }",
                "SELECT $this WHERE { { SELECT ?o WHERE { $this ?p ?o } } }",
                "SELECT (1 AS $this) WHERE { }",
                "SELECT $this WHERE { $this ?p }",
                "ASK { $this ?p ?o }",
            )
        ),
    ],
)
def test_a_malformed_shape_is_refused(text: str, data: ox.Store) -> None:
    """A broken rule is an error and never a pass."""
    with pytest.raises(Malformed):
        validate(data, ShapesGraph(triples(text)))
