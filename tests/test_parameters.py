"""What people type becomes a term: found by each of its names, or refused with the nearest."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from regiegraaf import Graph, Questions, names, tokens
from regiegraaf.errors import ParameterRejected
from regiegraaf.parameters import Parameter, nearest

WORDS = {"nl": "gebied", "en": "territory"}
REGION = Parameter("region", "thing", WORDS, of="rg:Territory")
ACTOR = Parameter("actor", "thing", WORDS, of="rg:Actor")
KIND = Parameter("kind", "concept", WORDS, of="scheme:regie-kind")
TEXT = Parameter("text", "text", WORDS)
DATE = Parameter("date", "date", WORDS)
NUMBER = Parameter("number", "number", WORDS)

AWKWARD = [
    "met \"aanhalingstekens\" en 'enkele'",
    'drie """ op een rij',
    "accolades { } en haken ( ) [ ]",
    "een hekje # en een regel\nmeer",
    "een backslash \\ en een \\u0041 en een tab\t erin",
    "een gat $region en een variabele ?region",
    "een IRI <http://example.org/> en een naam rg:Actor",
    '"} UNION { ?s ?p ?o } #',
    "> ; DROP ALL #",
    "ĳ, é, 漢字 en 🧭",
]


@pytest.mark.parametrize(
    "name",
    [
        "gemeente Middelburg",
        "municipality of Middelburg",
        "GEMEENTE  middelburg",
        "gemeente-middelburg",
        "actor:gemeente-middelburg",
        names.BASE + "id/actor/gemeente-middelburg",
    ],
)
def test_each_name_of_a_thing_names_it(graph: Graph, name: str) -> None:
    """Label in either language, slug, prefixed name and IRI are the same thing."""
    assert ACTOR.term(name, graph) == ox.NamedNode(names.BASE + "id/actor/gemeente-middelburg")


def test_an_alias_names_a_thing(graph: Graph) -> None:
    """What else a thing is called finds it too."""
    assert ACTOR.term("VTZ", graph) == ACTOR.term("actor:veilig-thuis-zeeland", graph)


@pytest.mark.parametrize("name", ["Middelburg", "middelburg", "region:gemeente-middelburg"])
def test_the_name_of_a_municipality_names_its_territory(graph: Graph, name: str) -> None:
    """Where a territory is asked, "Middelburg" is the area and not the body that governs it."""
    assert REGION.term(name, graph) == ox.NamedNode(names.BASE + "id/region/gemeente-middelburg")


@pytest.mark.parametrize("name", ["casusregie", "Casusregie", "concept:casusregie"])
def test_a_concept_is_named_by_its_word(graph: Graph, name: str) -> None:
    """A concept of the scheme is found like a thing."""
    assert KIND.term(name, graph) == names.concept("casusregie")


def test_a_concept_of_another_scheme_is_refused(graph: Graph) -> None:
    """A theme is no kind of regie, even by its prefixed name."""
    with pytest.raises(ParameterRejected):
        KIND.term("concept:huiselijk-geweld", graph)


def test_a_thing_of_another_class_is_refused(graph: Graph) -> None:
    """An actor is no territory, even by its IRI."""
    with pytest.raises(ParameterRejected):
        REGION.term(names.BASE + "id/actor/porthos", graph)


@pytest.mark.parametrize(
    ("parameter", "typed", "meant"),
    [
        (REGION, "Midelburg", "Middelburg"),
        (REGION, "Tolen", "Tholen"),
        (ACTOR, "Portos", "Porthos"),
        (KIND, "casus regie", "casusregie"),
    ],
)
def test_an_unknown_value_suggests_the_nearest(
    graph: Graph, parameter: Parameter, typed: str, meant: str
) -> None:
    """Who mistypes a value is helped on, in both languages."""
    with pytest.raises(ParameterRejected) as caught:
        parameter.term(typed, graph)

    suggestions = caught.value.extra["suggestions"]
    assert isinstance(suggestions, list)
    assert suggestions[0] == meant
    assert typed in caught.value.detail["nl"]
    assert meant in caught.value.detail["en"]
    assert caught.value.extra["parameter"] == parameter.name


def test_a_value_like_nothing_has_no_suggestions(graph: Graph) -> None:
    """A guess that helps nobody is not made."""
    with pytest.raises(ParameterRejected) as caught:
        KIND.term("zzzzzzzz", graph)

    assert "suggestions" not in caught.value.extra


def test_an_ambiguous_value_is_refused_with_what_it_may_be(graph: Graph) -> None:
    """One name for two things is never answered with one of them."""
    with pytest.raises(ParameterRejected) as caught:
        REGION.term("de Markiezaten", graph)

    assert caught.value.extra["suggestions"] == [
        "region:politiedistrict-de-markiezaten",
        "region:veiligheidshuis-de-markiezaten",
    ]
    assert "meer dan één" in caught.value.detail["nl"]
    assert "more than one" in caught.value.detail["en"]


def test_what_is_suggested_for_an_ambiguous_value_is_understood(graph: Graph) -> None:
    """Each of the names offered leads on."""
    with pytest.raises(ParameterRejected) as caught:
        REGION.term("de Markiezaten", graph)

    suggestions = caught.value.extra["suggestions"]
    assert isinstance(suggestions, list)
    found = {REGION.term(suggestion, graph) for suggestion in suggestions}
    assert len(found) == len(suggestions) == 2


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_value_leaves_the_hole_open(graph: Graph, nothing: str | None) -> None:
    """An empty field of a form is no value."""
    assert REGION.term(nothing, graph) is None
    assert TEXT.term(nothing, graph) is None


def test_the_default_stands_in_for_no_value(graph: Graph) -> None:
    """A default is a value as people type it."""
    parameter = Parameter("region", "thing", WORDS, of="rg:Territory", default="Tholen")

    assert parameter.term(None, graph) == REGION.term("Tholen", graph)
    assert parameter.term("Goes", graph) == REGION.term("Goes", graph)


def test_a_date_becomes_a_date(graph: Graph) -> None:
    """A day, written as in a calendar."""
    assert DATE.term("2016-06-30", graph) == ox.Literal(
        "2016-06-30", datatype=ox.NamedNode(names.XSD + "date")
    )


@pytest.mark.parametrize("typed", ["30-06-2016", "2016-13-01", "2017-02-29", "2016", "gisteren"])
def test_what_is_no_date_is_refused(graph: Graph, typed: str) -> None:
    """A day that does not exist is refused with how to write one."""
    with pytest.raises(ParameterRejected) as caught:
        DATE.term(typed, graph)

    assert f"'{typed}'" in caught.value.detail["nl"]
    assert "2010-06-30" in caught.value.detail["en"]


def test_a_number_becomes_a_number(graph: Graph) -> None:
    """A whole number is an integer."""
    assert NUMBER.term("17", graph) == ox.Literal(17)


@pytest.mark.parametrize("typed", ["zeventien", "1,5", "17 gemeenten"])
def test_what_is_no_number_is_refused(graph: Graph, typed: str) -> None:
    """Not a number is said, with the parameter."""
    with pytest.raises(ParameterRejected) as caught:
        NUMBER.term(typed, graph)

    assert caught.value.extra["parameter"] == "number"


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_a_text_comes_back_unharmed(graph: Graph, text: str) -> None:
    """Whatever a text holds, it stays one literal and never becomes query."""
    term = TEXT.term(text, graph)
    assert term == ox.Literal(text)

    query = tokens.fill("SELECT ?found WHERE { VALUES ?found { $text } }", {"text": str(term)})
    rows = list(graph.select(query))

    assert rows == [{"found": ox.Literal(text)}]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_an_attack_is_just_an_unknown_value(graph: Graph, questions: Questions, text: str) -> None:
    """Where a thing is asked, such a text names nothing and is refused before a query is made."""
    with pytest.raises(ParameterRejected):
        questions["who-holds-regie"].ask(graph, {"region": text})


@pytest.mark.parametrize(
    "iri", ["http://x/> } DROP ALL #", "https://x/ y", 'http://x/"', "http://x/{"]
)
def test_what_is_no_iri_is_refused(graph: Graph, iri: str) -> None:
    """A value that begins like an IRI is looked up and never written into a query."""
    with pytest.raises(ParameterRejected):
        REGION.term(iri, graph)


@pytest.mark.parametrize(
    "kept",
    [
        '"$region"',
        "'$region'",
        '"""een\n$region"""',
        "'''een\n$region'''",
        r'"\"$region"',
        "<http://example.org/$region>",
        "# $region\n",
        "?region",
        "$other",
        "$regions",
    ],
)
def test_only_holes_are_filled(kept: str) -> None:
    """What stands in a string, an IRI or a comment is no hole, and neither is another name."""
    assert tokens.fill(kept, {"region": "<http://filled/>"}) == kept


def test_every_hole_of_a_name_is_filled() -> None:
    """A hole may stand in a query more than once, next to whatever signs."""
    text = "VALUES ?a {$region} FILTER(?b=$region) # $region"

    assert tokens.fill(text, {"region": "<x>"}) == "VALUES ?a {<x>} FILTER(?b=<x>) # $region"


def test_filling_a_hole_makes_no_new_hole() -> None:
    """A value that looks like a hole is not filled in its turn."""
    filled = tokens.fill("VALUES ?a { $a $b }", {"a": '"$b"', "b": '"$a"'})

    assert filled == 'VALUES ?a { "$b" "$a" }'


def test_tokens_are_the_query() -> None:
    """Nothing of a query is lost or changed by reading it."""
    text = 'PREFIX rg: <http://x/> SELECT ?a WHERE { ?a rg:b "c\\"#" } # d'

    assert "".join(token.text for token in tokens.tokens(text)) == text


def test_nearest_is_best_first() -> None:
    """The more alike, the earlier; what is not alike is left out."""
    assert nearest("tholen", ["Goes", "Tholen", "Toolen"]) == ["Tholen", "Toolen"]


def test_choices_are_in_one_order(graph: Graph) -> None:
    """A drop-down reads the same each time, and holds only what may be chosen."""
    choices = REGION.choices(graph)

    assert choices == sorted(choices, key=lambda node: node.value)
    assert REGION.term("Tholen", graph) in choices
    assert ACTOR.choices(graph) != choices
    assert TEXT.choices(graph) == []


def test_a_parameter_may_be_of_several_classes(graph: Graph) -> None:
    """An actor, a territory and an agreement each by their own name."""
    anything = Parameter("about", "thing", WORDS, of="rg:Actor rg:Territory rg:Agreement")

    for name, expected in (
        ("Porthos", "actor:porthos"),
        ("Tholen", "region:gemeente-tholen"),
        ("gemeente Tholen", "actor:gemeente-tholen"),
        ("gemeenschappelijke regeling Orionis", "agreement:gemeenschappelijke-regeling-orionis"),
    ):
        found = anything.term(name, graph)
        assert found is not None
        assert found.value == names.expand(expected)
