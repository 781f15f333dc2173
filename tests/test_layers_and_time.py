"""Plans and opinions answer no question about facts; dates say no more than was written.

Most of it is tried on small stores made here: a few statements in a layer, and then the shipped
derivations.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from regiegraaf import Graph, Questions, derivations, names, places
from regiegraaf.errors import ParameterRejected
from regiegraaf.layers import CHOICES, FACTS, LAYERS, dataset, is_shared, layer_of

NOT_FACTS = ("plan", "wish", "recommendation", "scenario")
DERIVED = (
    "startEarliest", "startLatest", "endEarliest", "endLatest", "force", "citation",
    "responsibleParty", "responsibilityState", "succeeds", "servesTerritory", "seatIn",
    "receivesReportsFrom", "appliesInTerritory", "inSection",
)  # fmt: skip


PRACTICE = "rg:modality concept:practice"


def made(**layers: str) -> Graph:
    """Return a graph with Turtle in layers of a made-up document 999, and what follows from it."""
    store = ox.Store()
    for layer, text in layers.items():
        path = layer if layer == "reference" else f"999/{layer}"
        store.load(names.prologue() + text, format=ox.RdfFormat.TURTLE, to_graph=names.graph(path))
    derivations.run(store, places.root() / "ontology" / "derivations")
    return Graph(store, layered=True)


def values(graph: Graph, thing: str, term: str, layer: str = "all") -> list[str]:
    """Return what a thing has for a term, as prefixed names and texts, sorted."""
    found = graph.select(f"SELECT ?value WHERE {{ {thing} {term} ?value }}", layer=layer)
    return sorted(
        names.shorten(row["value"].value)
        if isinstance(row["value"], ox.NamedNode)
        else str(getattr(row["value"], "value", row["value"]))
        for row in found
    )


def regie(territory: str, more: str = "") -> str:
    return f"regie:a a rg:RegieAssignment ; rg:territory {territory} ; {PRACTICE} {more} .\n"


def region(one: str, *members: str) -> str:
    return "".join(
        f"membership:m{number} a rg:RegionMembership ; rg:region {one} ;"
        f" rg:memberTerritory {member} ; {PRACTICE} .\n"
        for number, member in enumerate(members)
    )


def link() -> str:
    return f"link:a a rg:ChainLink ; {PRACTICE} .\n"


def party(
    slug: str, more: str = "", *, kind: str = "responsible", modality: str = "practice"
) -> str:
    return (
        f"responsibility:{slug} a rg:ResponsibilityAssignment ; rg:ofLink link:a ;"
        f" rg:assignee actor:{slug} ; rg:responsibilityKind concept:{kind} ;"
        f" rg:modality concept:{modality} {more} .\n"
    )


def absence(kind: str, more: str = "") -> str:
    return (
        f"absence:a a rg:AttestedAbsence ; rg:absenceKind concept:{kind} ; rg:concerns link:a ;"
        f" {PRACTICE} {more} .\n"
    )


# --- layers of the shipped graph -----------------------------------------------------------


@pytest.mark.parametrize("modality", NOT_FACTS)
def test_default_graph_holds_no_plan(graph: Graph, modality: str) -> None:
    """Nothing planned, wished, recommended or imagined lies among the facts."""
    found = list(
        graph.select(f"SELECT ?s WHERE {{ ?s rg:modality concept:{modality} }}", layer="facts")
    )

    assert found == []


def test_default_graph_holds_no_opinion(graph: Graph) -> None:
    """What somebody thinks does not lie among the facts."""
    found = list(graph.select("SELECT ?s WHERE { ?s rg:epistemicStatus concept:opinion }"))

    assert found == []


def test_default_graph_is_what_the_protocol_sees(graph: Graph) -> None:
    """The store's own default graph, which a plain query gets, is the facts and nothing else."""
    default = {
        quad.triple for quad in graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    facts = {
        quad.triple
        for node in dataset("facts", graph.graphs)
        for quad in graph.store.quads_for_pattern(None, None, None, node)
    }

    assert default == facts
    forces = {triple.object for triple in default if triple.predicate == names.term("force")}
    assert names.concept("practice") in forces
    assert not forces & {names.concept(force) for force in (*NOT_FACTS, "opinion")}


@pytest.mark.parametrize("modality", ["plan", "wish", "recommendation"])
def test_plans_are_reached_by_their_layer(graph: Graph, modality: str) -> None:
    """What is left out of the facts is there for who asks for it, in two ways."""
    pattern = f"?s rg:modality concept:{modality}"
    plan = 'FILTER(STRENDS(STR(?layer), "/plan"))'

    by_layer = list(graph.select(f"SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s", layer="plan"))
    by_name = list(
        graph.select(f"SELECT DISTINCT ?s {{ GRAPH ?layer {{ {pattern} }} {plan} }} ORDER BY ?s")
    )

    assert by_layer
    assert by_layer == by_name


def test_opinions_are_reached_by_their_layer(graph: Graph) -> None:
    """An opinion is in the layer of opinions and in all, and nowhere else."""
    text = "SELECT ?s WHERE { ?s rg:epistemicStatus concept:opinion }"
    counts = {layer: len(list(graph.select(text, layer=layer))) for layer in CHOICES}

    assert counts["opinion"] == counts["all"] > 100
    assert {layer for layer, count in counts.items() if count} == {"opinion", "all"}


def test_a_plan_is_never_an_answer_to_who_holds(graph: Graph, questions: Questions) -> None:
    """The recommended ketenregie in Tholen is no answer, unless the layer is asked for."""
    ask = questions["who-holds-regie"].ask
    given = {"region": "Tholen", "kind": "ketenregie"}

    assert ask(graph, given).rows == []
    assert len(ask(graph, given, layer="plan").rows) == 1
    assert ask(graph, given, layer="practice").rows == []


def test_every_choice_of_layer_is_a_part_of_all(graph: Graph) -> None:
    """No choice reaches a graph that `all` does not; the facts are practice, norm and dispute."""
    everything = set(dataset("all", graph.graphs))

    assert all(set(dataset(choice, graph.graphs)) <= everything for choice in CHOICES)
    facts = {layer_of(node) for node in dataset("facts", graph.graphs)} - {None}
    assert facts == set(FACTS)


def test_an_unknown_layer_is_refused(graph: Graph) -> None:
    """A layer that does not exist is no empty dataset."""
    with pytest.raises(ParameterRejected, match="no layer 'plans'"):
        dataset("plans", graph.graphs)


def test_nothing_that_is_derived_is_written_by_hand(graph: Graph) -> None:
    """What follows at load stands in the graphs `derived/...` only."""
    for term in DERIVED:
        quads = list(graph.store.quads_for_pattern(None, names.term(term), None, None))
        assert quads, term
        written = {
            quad.graph_name.value
            for quad in quads
            if isinstance(quad.graph_name, ox.NamedNode)
            and not quad.graph_name.value.startswith(names.graph("derived/").value)
        }
        assert not written, term


def test_every_term_that_says_so_is_derived(graph: Graph) -> None:
    """The list above is the list of the ontology."""
    said = graph.select(
        'SELECT ?term WHERE { ?term rdfs:comment "Derived at load; never written by hand."@en }'
    )

    assert {
        names.slug(row["term"].value) for row in said if isinstance(row["term"], ox.NamedNode)
    } == set(DERIVED)


def test_every_file_of_the_graph_lies_in_a_layer(graph: Graph) -> None:
    """A folder that is no layer would be reached by nobody."""
    strays = [
        node.value
        for node in graph.graphs
        if node != names.graph("alignments")
        and layer_of(node) not in LAYERS
        and not is_shared(node)
    ]

    assert strays == []


def test_what_shared_things_yield_is_derived_once(graph: Graph) -> None:
    """They are seen again beside every layer, and a count must not find them twice."""
    twice = [
        quad.triple
        for layer in LAYERS
        for quad in graph.store.quads_for_pattern(None, None, None, names.graph(f"derived/{layer}"))
        if ox.Quad(*quad.triple, names.graph("derived/reference")) in graph.store
    ]

    assert twice == []


# --- layers of a made-up graph -------------------------------------------------------------


def test_a_plan_lends_nothing_to_a_fact() -> None:
    """A party that is only planned makes nobody responsible, in no layer but its own."""
    graph = made(
        practice=link(),
        plan=party("b", modality="plan"),
    )

    assert values(graph, "link:a", "rg:responsibilityState") == ["concept:not-recorded"]
    assert values(graph, "link:a", "rg:responsibleParty", "practice") == []
    assert values(graph, "link:a", "rg:responsibleParty", "plan") == ["actor:b"]


@pytest.mark.parametrize(
    ("status", "modality", "force"),
    [
        ("", "practice", "practice"),
        ("", "norm", "norm"),
        ("", "wish", "wish"),
        ("opinion", "practice", "opinion"),
        ("opinion", "plan", "opinion"),
        ("derived", "norm", "derived"),
        ("unclear", "practice", "unclear"),
        ("stated", "practice", "practice"),
    ],
)
def test_force_is_the_modality_unless_it_is_less_than_stated(
    status: str, modality: str, force: str
) -> None:
    """An opinion about practice is an opinion; what is plainly stated is as it is presented."""
    told = f" ; rg:epistemicStatus concept:{status}" if status else ""
    graph = made(practice=f"claim:a a rg:Claim ; rg:modality concept:{modality}{told} .")

    assert values(graph, "claim:a", "rg:force") == [f"concept:{force}"]


def test_a_statement_about_a_region_applies_in_its_members() -> None:
    """What holds for a region holds in each municipality of it."""
    graph = made(
        reference=region("region:x", "region:one", "region:two"),
        practice=regie("region:x"),
    )

    assert values(graph, "regie:a", "rg:appliesInTerritory") == [
        "region:one",
        "region:two",
        "region:x",
    ]


def test_a_generic_statement_is_not_inherited() -> None:
    """What is said in general is not said of a member."""
    graph = made(
        reference=region("region:x", "region:one"),
        practice=regie("region:x", "; rg:scopeLevel concept:generic"),
    )

    assert values(graph, "regie:a", "rg:appliesInTerritory") == ["region:x"]


def test_a_statement_about_a_member_does_not_apply_in_the_region() -> None:
    """Inheritance goes down and never up or across."""
    graph = made(
        reference=region("region:x", "region:one", "region:two"),
        practice=regie("region:one"),
    )

    assert values(graph, "regie:a", "rg:appliesInTerritory") == ["region:one"]


def test_a_planned_membership_extends_no_fact() -> None:
    """A municipality that is only meant to join a region is not in it."""
    graph = made(
        reference=region("region:x", "region:one"),
        practice=regie("region:x"),
        plan="membership:p a rg:RegionMembership ; rg:region region:x ;"
        " rg:memberTerritory region:two ; rg:modality concept:plan .",
    )

    assert values(graph, "regie:a", "rg:appliesInTerritory") == ["region:one", "region:x"]


# --- responsibility ------------------------------------------------------------------------

TOGETHER = "; rg:jointly true"
OPINION = "; rg:epistemicStatus concept:opinion"


@pytest.mark.parametrize(
    ("layers", "state"),
    [
        pytest.param({"practice": link()}, "not-recorded", id="nothing said"),
        pytest.param({"practice": link() + party("b")}, "assigned", id="one party"),
        pytest.param(
            {"practice": link(), "norm": party("b", modality="norm")}, "assigned", id="on paper"
        ),
        pytest.param(
            {"practice": link() + party("b", TOGETHER) + party("c", TOGETHER)},
            "joint",
            id="together",
        ),
        pytest.param(
            {"practice": link() + party("b") + party("c")}, "assigned", id="two, not together"
        ),
        pytest.param(
            {"practice": link() + party("b", TOGETHER) + party("c")},
            "assigned",
            id="one says together",
        ),
        pytest.param(
            {"practice": link() + party("b", TOGETHER)}, "assigned", id="together with nobody"
        ),
        pytest.param(
            {"practice": link() + party("b", kind="informed")}, "not-recorded", id="informed"
        ),
        pytest.param(
            {"practice": link() + party("b", kind="consulted")}, "not-recorded", id="consulted"
        ),
        pytest.param(
            {"practice": link(), "plan": party("b", modality="plan")}, "not-recorded", id="planned"
        ),
        pytest.param(
            {"practice": link(), "plan": party("b", modality="recommendation")},
            "not-recorded",
            id="recommended",
        ),
        pytest.param(
            {"practice": link(), "opinion": party("b", OPINION)},
            "not-recorded",
            id="thought by somebody",
        ),
        pytest.param(
            {"practice": link() + absence("no-responsible-party")}, "documented-gap", id="nobody"
        ),
        pytest.param(
            {"practice": link() + absence("unclear-responsibility")}, "documented-gap", id="unclear"
        ),
        pytest.param(
            {"practice": link() + absence("disputed-responsibility")},
            "documented-gap",
            id="disputed",
        ),
        pytest.param(
            {
                "practice": link() + party("b"),
                "opinion": absence("unclear-responsibility", OPINION),
            },
            "documented-gap",
            id="unclear to somebody",
        ),
        pytest.param(
            {"practice": link() + party("b") + absence("no-time-limit")},
            "assigned",
            id="another absence",
        ),
    ],
)
def test_state_of_responsibility(layers: dict[str, str], state: str) -> None:
    """Assigned, joint, a gap that the source names, and silence are four different things."""
    graph = made(**layers)

    assert values(graph, "link:a", "rg:responsibilityState") == [f"concept:{state}"]


def test_only_the_responsible_party_is_the_responsible_party() -> None:
    """Who is informed, consulted or supervises carries nothing."""
    kinds = ("accountable", "consulted", "informed", "supervising")
    graph = made(practice=link() + party("b") + "".join(party(kind, kind=kind) for kind in kinds))

    assert values(graph, "link:a", "rg:responsibleParty") == ["actor:b"]


# --- time ----------------------------------------------------------------------------------

BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")


def dated(**written: str) -> list[str]:
    """Return the four bounds of a statement with these dates; empty for one that is open."""
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    triples = "".join(
        f' ; rg:{term} "{text}"^^xsd:{kinds[len(text)]}' for term, text in written.items()
    )
    graph = made(practice=f"regie:a a rg:RegieAssignment ; {PRACTICE}{triples} .")
    found = [values(graph, "regie:a", f"rg:{bound}") for bound in BOUNDS]
    assert all(len(bound) <= 1 for bound in found), found
    return [bound[0] if bound else "" for bound in found]


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ({}, ["", "", "", ""]),
        ({"validFrom": "2016"}, ["2016-01-01", "2016-12-31", "", ""]),
        ({"validFrom": "2016-06"}, ["2016-06-01", "2016-06-30", "", ""]),
        ({"validFrom": "2016-07"}, ["2016-07-01", "2016-07-31", "", ""]),
        ({"validFrom": "2016-06-15"}, ["2016-06-15", "2016-06-15", "", ""]),
        ({"validFrom": "2015-02"}, ["2015-02-01", "2015-02-28", "", ""]),
        ({"validFrom": "2016-02"}, ["2016-02-01", "2016-02-29", "", ""]),
        ({"validFrom": "1900-02"}, ["1900-02-01", "1900-02-28", "", ""]),
        ({"validFrom": "2000-02"}, ["2000-02-01", "2000-02-29", "", ""]),
        ({"validUntil": "2016"}, ["", "", "2016-01-01", "2016-12-31"]),
        ({"validUntil": "2016-02"}, ["", "", "2016-02-01", "2016-02-29"]),
        ({"validUntil": "2017-02"}, ["", "", "2017-02-01", "2017-02-28"]),
        ({"validUntil": "1900-02"}, ["", "", "1900-02-01", "1900-02-28"]),
        ({"validUntil": "2000-02"}, ["", "", "2000-02-01", "2000-02-29"]),
        ({"validUntil": "2016-11"}, ["", "", "2016-11-01", "2016-11-30"]),
        ({"validUntil": "2016-12-31"}, ["", "", "2016-12-31", "2016-12-31"]),
        (
            {"validFrom": "2015-01-01", "validUntil": "2016-12-31"},
            ["2015-01-01", "2015-01-01", "2016-12-31", "2016-12-31"],
        ),
        # Seen in 2017: it had begun by the end of it and had not ended before the first day.
        ({"attestedOn": "2017"}, ["", "2017-12-31", "2017-01-01", ""]),
        ({"attestedOn": "2017-02"}, ["", "2017-02-28", "2017-02-01", ""]),
        ({"attestedOn": "2017-05-01"}, ["", "2017-05-01", "2017-05-01", ""]),
        # Since 2014, and still so when it was seen.
        (
            {"validFrom": "2014-01-01", "attestedOn": "2017"},
            ["2014-01-01", "2014-01-01", "2017-01-01", ""],
        ),
        (
            {"validFrom": "2014", "validUntil": "2016", "attestedOn": "2015"},
            ["2014-01-01", "2014-12-31", "2016-01-01", "2016-12-31"],
        ),
    ],
    ids=lambda value: (
        " ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_bounds_say_no_more_than_was_written(written: dict[str, str], bounds: list[str]) -> None:
    """A year is some day of it; a state that was seen was there then, and no more is known."""
    assert dated(**written) == bounds


def extended(first: str, second: str) -> list[str]:
    """Return the bounds of an agreement that extends another."""
    graph = made(
        practice=f"agreement:a a rg:Agreement ; {PRACTICE} ; {first} .\n"
        f"agreement:b a rg:Agreement ; {PRACTICE} ; rg:extends agreement:a ; {second} ."
    )
    found = [values(graph, "agreement:b", f"rg:{bound}") for bound in BOUNDS]
    assert all(len(bound) <= 1 for bound in found), found
    return [bound[0] if bound else "" for bound in found]


UNTIL_2016 = 'rg:validUntil "2016-12-31"^^xsd:date'
ONE_YEAR = 'rg:extensionPeriod "P1Y"^^xsd:yearMonthDuration'
SEEN_2017 = 'rg:attestedOn "2017"^^xsd:gYear'


@pytest.mark.parametrize(
    ("first", "second", "bounds"),
    [
        (UNTIL_2016, ONE_YEAR, ["", "2016-12-31", "2017-12-31", "2017-12-31"]),
        (UNTIL_2016, f"{ONE_YEAR} ; {SEEN_2017}", ["", "2016-12-31", "2017-12-31", "2017-12-31"]),
        (
            UNTIL_2016,
            ONE_YEAR.replace("P1Y", "P4Y"),
            ["", "2016-12-31", "2020-12-31", "2020-12-31"],
        ),
        (
            UNTIL_2016,
            f'{ONE_YEAR} ; rg:validFrom "2017-02-01"^^xsd:date',
            ["2017-02-01", "2017-02-01", "2017-12-31", "2017-12-31"],
        ),
        # A written end is stronger than one that follows.
        (
            UNTIL_2016,
            f'{ONE_YEAR} ; rg:validUntil "2017-06-30"^^xsd:date',
            ["", "", "2017-06-30", "2017-06-30"],
        ),
        # Nothing is reckoned with a year, a part of a year, or an end that is not told.
        ('rg:validUntil "2016"^^xsd:gYear', ONE_YEAR, ["", "", "", ""]),
        (UNTIL_2016, ONE_YEAR.replace("P1Y", "P6M"), ["", "", "", ""]),
        (
            UNTIL_2016,
            f"{ONE_YEAR.replace('P1Y', 'P6M')} ; {SEEN_2017}",
            ["", "2017-12-31", "2017-01-01", ""],
        ),
        ('rg:validFrom "2015"^^xsd:gYear', ONE_YEAR, ["", "", "", ""]),
    ],
)
def test_an_extension_by_whole_years_ends_that_much_later(
    first: str, second: str, bounds: list[str]
) -> None:
    """31 December 2016 and a year is 31 December 2017; what cannot be reckoned stays open."""
    assert extended(first, second) == bounds


@pytest.mark.parametrize(
    ("date", "holds"),
    [
        ("2015-12-31", None),
        ("2016-01-01", "possibly"),
        ("2016-06-30", "possibly"),
        ("2016-12-31", "certainly"),
        ("2017-06-30", "certainly"),
        ("2018-02-01", "certainly"),
        ("2018-02-28", "possibly"),
        ("2018-03-01", None),
    ],
)
def test_a_date_is_certainly_possibly_or_not_within(
    questions: Questions, date: str, holds: str | None
) -> None:
    """From 2016 until February 2018: inside, at the blurred ends, and outside."""
    period = 'rg:validFrom "2016"^^xsd:gYear ; rg:validUntil "2018-02"^^xsd:gYearMonth'
    member = region("region:x", "region:one").replace(PRACTICE, f"{PRACTICE} ; {period}")
    graph = made(
        reference=member.replace(PRACTICE, f"{PRACTICE} ; rg:hasSource s004:L1")
        + "region:x a rg:Territory .\n"
    )

    answer = questions["municipalities-of-a-region"].ask(
        graph, {"region": "region:x", "date": date}, layer="all"
    )

    expected = [] if holds is None else [names.concept(holds)]
    assert [row["holds"] for row in answer.rows] == expected


def test_every_written_date_has_its_bounds(graph: Graph) -> None:
    """No statement of the shipped graph has a date that the derivations pass over."""
    assert list(undated(graph)) == []


def undated(graph: Graph) -> Iterator[str]:
    for term, bound in (
        ("validFrom", "startEarliest"),
        ("validUntil", "endLatest"),
        ("attestedOn", "endEarliest"),
    ):
        lacking = f"?thing rg:{term} ?date FILTER NOT EXISTS {{ ?thing rg:{bound} ?bound }}"
        for row in graph.select(f"SELECT ?thing {{ {lacking} }}", layer="all"):
            yield f"{term}: {row['thing']}"
