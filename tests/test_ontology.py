"""Every need that the documents raise has its class or property, defined in two languages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from regiegraaf import Graph, names, places

# What the documents demand, and where the ontology answers it.
NEEDS = {
    "N1 regie is n-ary": "RegieAssignment regieHolder regieType theme caseClass territory",
    "N2 regie is not authority": "powerKind AttestedAbsence absenceKind",
    "N3 a default and what overrides it": "overrides startCondition caseClass",
    "N4 joint, several, or no holder": "jointly AttestedAbsence",
    "N5 a generic statement is not inherited": "scopeLevel appliesInTerritory",
    "N6 a holder by rule or event": "ActorRole startCondition endCondition",
    "N7 regions overlap and do not nest": "RegionMembership memberTerritory region regionType",
    "N8 a body is not its area": "Municipality Territory governsTerritory TerritorialRelation",
    "N9 role, post, unit, body, organisation": "Post ActorRole OrganisationalUnit ConsultationBody",
    "N10 participation is n-ary": "BodyMembership participationMode onBehalfOf",
    "N11 a party at class level": "ActorRole RoleFilling role filledBy",
    "N12 responsibility starts and ends": "ResponsibilityAssignment startCondition endCondition",
    "N13 joint, missing, disputed, silent": "jointly AttestedAbsence Disagreement silentOn",
    "N14 negative facts": "AttestedAbsence absenceKind concerns",
    "N15 norm beside practice": "modality",
    "N16 a plan is no fact": "modality PlannedChange realisation Scenario",
    "N17 an opinion has a holder": "Claim Informant epistemicStatus stance",
    "N18 contradictions": "Disagreement between",
    "N19 phases and approximate dates": "Phase duringPhase attestedOn valueStatus",
    "N20 until an event, extended, derived": "endCondition extends extensionPeriod endLatest",
    "N21 legal form apart from the name": "legalForm AttestedAbsence",
    "N22 kinds of party": "AgreementParty",
    "N23 a number stated, others listed": "statedCount ActorGroup",
    "N24 forms of cooperation": "CooperationForm cooperationForm allowsLegalForm",
    "N25 who brings in what": "Contribution contributor contributionKind",
    "N26 parties a framework requires": "Criterion requiresActorKind",
    "N27 assessments": "Assessment assesses onCriterion value AssessmentFramework",
    "N28 ordered typologies": "Criterion valueScheme",
    "N29 limits and performance": "TimeLimit timeLimit duration calendar Observation",
    "N30 missing is not zero": "Observation valueStatus numericValue",
    "N31 succession": "succeeds",
    "N32 variants and homonyms": "possiblySameAs",
    "N33 money and supervision": "SteeringRelation steeringInstrument steeringParty steeredParty",
    "N34 kinds of power": "Mandate powerKind mandateForm delegatedFrom grantedBy",
    "N35 the quality of the text": "textQuality",
    "N36 findings and recommendations": "Finding findingKind addressee",
    "N37 how a document came about": "Decision establishedBy refines",
    "N38 frequency and co-location": "meetingFrequency sharesLocationWith contributionKind",
}


@pytest.mark.parametrize("need", NEEDS)
def test_need_has_its_terms(need: str, graph: Graph) -> None:
    """Declared as class or property, with definitions in two languages."""
    definition = ox.NamedNode(names.SKOS + "definition")
    for name in NEEDS[need].split():
        found = list(
            graph.store.quads_for_pattern(
                names.term(name), definition, None, names.graph("ontology")
            )
        )
        languages = {q.object.language for q in found if isinstance(q.object, ox.Literal)}
        assert languages == {"nl", "en"}, f"rg:{name} is not defined in both languages"


def test_all_needs_are_here() -> None:
    """Thirty-eight, without a gap."""
    assert [need.split()[0] for need in NEEDS] == [f"N{number}" for number in range(1, 39)]


def test_the_ontology_has_the_size_it_says(graph: Graph) -> None:
    """Counted, so that a module that no longer loads is seen."""
    text = """
    SELECT (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?property) AS ?properties) WHERE {
      { ?class a owl:Class . FILTER(STRSTARTS(STR(?class), STR(rg:))) }
      UNION
      { ?property a ?kind .
        VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
        FILTER(STRSTARTS(STR(?property), STR(rg:))) }
    }
    """
    row = next(graph.select(text))
    assert int(row["classes"].value) >= 48  # type: ignore[union-attr]
    assert int(row["properties"].value) >= 115  # type: ignore[union-attr]


def test_every_alignment_starts_from_a_term_of_ours(graph: Graph) -> None:
    """Nothing is said about the terms of others."""
    matches = [
        quad
        for quad in graph.store.quads_for_pattern(None, None, None, names.graph("alignments"))
        if quad.predicate.value.startswith(names.SKOS) and quad.predicate.value.endswith("Match")
    ]
    assert len(matches) > 150
    prefix = names.BASE + names.DEF
    for quad in matches:
        assert str(quad.subject).startswith(f"<{prefix}")
        assert not str(quad.object).startswith(f"<{names.BASE}")


def test_the_vocabularies_that_matter_are_aligned() -> None:
    """Each in a file of its own."""
    files = {file.stem for file in places.files("ontology/alignments", ".ttl")}
    wanted = """
        org cpov cpsv-ap cccev prov skos eli odrl dpv tooi oslo owl-time web-annotation
    """
    assert files >= set(wanted.split())
