"""Every canned question has its words, an answer, evidence for each row, and one order."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest

from regiegraaf import Graph, Questions, names, places
from regiegraaf.errors import DataMissing, NotFound, ParameterRejected
from regiegraaf.questions import Question, read

SHIPPED = Questions()
EACH = pytest.mark.parametrize("question", SHIPPED.values(), ids=list(SHIPPED))
LANGUAGES = {"nl", "en"}
HEADED = """\
# /// question
# title.nl = "Wie?"
# title.en = "Who?"
# answers.nl = "Wie het is."
# answers.en = "Who it is."
# params.actor = { type = "thing", of = "rg:Actor", nl = "actor", en = "actor" }
# columns.who = { nl = "wie", en = "who" }
# example = { actor = "Porthos" }
# tags = ["body"]
# ///
SELECT ?who WHERE { VALUES ?who { $actor } ?who a rg:Organisation } ORDER BY ?who
"""


@pytest.fixture(scope="module")
def turned(graph: Graph) -> Graph:
    """The same graph, filled in the opposite order."""
    store = ox.Store()
    store.extend(sorted(graph.store, key=str, reverse=True))
    return Graph(store, layered=True)


def test_there_are_questions() -> None:
    """A folder that is no longer found does not make the suite greener."""
    assert len(SHIPPED) >= 30


@EACH
def test_header_is_complete(question: Question, graph: Graph) -> None:
    """Title, answer, parameters, columns, example and tags are there, in both languages."""
    assert set(question.title) == set(question.answers) == LANGUAGES
    assert all(text.strip() for text in (*question.title.values(), *question.answers.values()))
    assert all(question.title[lang].endswith("?") for lang in LANGUAGES)
    assert all(set(parameter.label) == LANGUAGES for parameter in question.parameters)
    columns = question.ask(graph, question.example).columns
    assert set(question.columns) == set(columns) - {"statement"}
    assert all(set(words) == LANGUAGES for words in question.columns.values())
    assert question.example
    assert question.tags


@EACH
def test_topic_has_a_name(question: Question) -> None:
    """The folder of a question is named in `topics.toml`."""
    topics = (places.root() / "queries" / "topics.toml").read_text(encoding="utf-8")

    assert set(tomllib.loads(topics)[question.topic]) == LANGUAGES


@EACH
def test_example_has_an_answer(question: Question, graph: Graph) -> None:
    """What the page shows first is never empty."""
    assert question.ask(graph, question.example).rows


@EACH
def test_question_without_parameters_is_answered(question: Question, graph: Graph) -> None:
    """The page without parameters runs with the defaults, and is not endless."""
    answer = question.ask(graph)

    assert len(answer.rows) < 1000


@EACH
def test_no_column_is_always_empty(question: Question, graph: Graph) -> None:
    """A column that is bound nowhere was misspelt, or stands for a parameter left open."""
    dated = {p.name: "2017-01-01" for p in question.parameters if p.kind == "date"}
    bound = {
        column
        for given in ({}, dated)
        for row in question.ask(graph, given, layer="all").rows
        for column in row
    }

    # That nobody but the document itself says so is no fault of the column.
    assert bound | {"by"} >= set(question.ask(graph, question.example).columns)


@EACH
def test_question_is_answered_at_once(question: Question, graph: Graph) -> None:
    """Nobody waits for an answer: a tenth of a second as a rule, a second on a busy machine."""
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        question.ask(graph)
        taken.append(time.perf_counter() - begun)

    assert min(taken) < 1


@EACH
def test_rows_have_one_order(question: Question, graph: Graph, turned: Graph) -> None:
    """ORDER BY decides every tie: the order of loading does not show in an answer."""
    for given in ({}, question.example):
        assert question.ask(turned, given).rows == question.ask(graph, given).rows


@EACH
def test_joined_parts_are_in_order(question: Question) -> None:
    """What one cell tells is sorted before it is joined; the whole is sorted at the end."""
    words = question.text.upper()

    assert words.count("ORDER BY") == words.count("GROUP_CONCAT(") + 1


@EACH
def test_rows_are_told_once(question: Question, graph: Graph) -> None:
    """No row stands in an answer twice."""
    rows = [tuple(sorted(row.items())) for row in question.ask(graph).rows]

    assert len(set(rows)) == len(rows)


@EACH
def test_every_row_leads_to_its_place(question: Question, graph: Graph) -> None:
    """A row that rests on a statement gives its force and where it is said."""
    answer = question.ask(graph)

    if "statement" in answer.columns:
        assert all({"statement", "force", "source"} <= set(row) for row in answer.rows)
    else:
        assert all("source" in row for row in answer.rows)


@EACH
def test_row_of_a_layer_has_a_force_of_that_layer(question: Question, graph: Graph) -> None:
    """The facts hold nothing that is presented as a plan or an opinion."""
    answer = question.ask(graph, layer="facts")

    forces = {row["force"] for row in answer.rows if "force" in row}
    assert not forces & {
        names.concept(force) for force in ("plan", "wish", "recommendation", "scenario", "opinion")
    }


@EACH
def test_answer_is_in_the_readers_language(question: Question, graph: Graph) -> None:
    """`$lang` holds everywhere: an English answer has no Dutch text, a Dutch one no English."""
    for lang, other in (("en", "nl"), ("nl", "en")):
        answer = question.ask(graph, question.example, lang=lang)
        told = {
            term.language
            for row in answer.rows
            for term in row.values()
            if isinstance(term, ox.Literal)
        }
        assert other not in told
        assert "$lang" not in answer.text


def test_english_answer_has_english_texts(graph: Graph, questions: Questions) -> None:
    """The conditions of regie in Middelburg are told in English when that is asked."""
    answer = questions["who-holds-regie"].ask(graph, {"region": "Middelburg"}, lang="en")

    triggers = {row["from"].value for row in answer.rows if "from" in row}
    assert "an acute situation" in triggers
    assert not any("een acute situatie" in trigger for trigger in triggers)


def test_every_question_is_used() -> None:
    """A question that no competency question asks has no reason to be there."""
    asked = {
        entry.get("ask")
        for file in Path(__file__).with_name("competency").glob("*.toml")
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["question"]
    }

    unused = sorted(set(SHIPPED) - asked)
    assert not unused, f"asked by no competency question: {', '.join(unused)}"


def test_left_out_is_counted_by_force(graph: Graph, questions: Questions) -> None:
    """An answer says how much of other layers it left out."""
    answer = questions["who-holds-regie"].ask(graph, {"region": "Tholen", "kind": "ketenregie"})

    assert not answer.rows
    assert answer.left_out["recommendation"] == 1
    assert answer.left_out["opinion"] >= 1


def test_unknown_question_suggests_the_nearest(questions: Questions) -> None:
    """Who mistypes a question is helped on."""
    with pytest.raises(NotFound) as caught:
        questions["who-hold-regie"]

    assert caught.value.extra["suggestions"][0] == "who-holds-regie"
    assert "who-holds-regie" in caught.value.detail["nl"]


def test_unknown_parameter_suggests_the_nearest(graph: Graph, questions: Questions) -> None:
    """Who mistypes a parameter is helped on."""
    with pytest.raises(ParameterRejected) as caught:
        questions["who-holds-regie"].ask(graph, {"regio": "Tholen"})

    assert caught.value.extra["parameter"] == "regio"
    assert caught.value.extra["suggestions"] == ["region"]


def test_unknown_layer_is_refused(graph: Graph, questions: Questions) -> None:
    """A layer that does not exist is no empty answer."""
    with pytest.raises(ParameterRejected, match="no layer 'fact'"):
        questions["who-holds-regie"].ask(graph, layer="fact")


def test_only_some_columns_are_kept(graph: Graph, questions: Questions) -> None:
    """Columns may be chosen; what is then the same is told once, and an unknown one is refused."""
    answer = questions["who-sits-in-a-body"].ask(graph, {"body": "routeteam"})

    assert answer.only(["frequency"]).rows == [
        {"frequency": ox.Literal("dagelijks", language="nl")}
    ]
    with pytest.raises(ParameterRejected, match="no column 'frequence'"):
        answer.only(["frequence"])


def test_right_header_is_read(tmp_path: Path) -> None:
    """The sample from which the wrong ones are made is right itself."""
    question = written(tmp_path, HEADED)

    assert question.id == "who"
    assert question.topic == "bodies"
    assert question.layer == "facts"
    assert [parameter.name for parameter in question.parameters] == ["actor"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# ///\nSELECT", "SELECT", "the header between '# /// question' and '# ///' is missing"),
        ('title.nl = "Wie?"', 'title.nl = "Wie?', "header: Illegal character"),
        ('# title.en = "Who?"\n', "", "title needs nl and en"),
        ('# answers.nl = "Wie het is."\n', "", "answers needs nl and en"),
        ('# tags = ["body"]', '# tag = ["body"]', "unknown header keys ['tag']"),
        (
            "{ $actor }",
            "{ $actor } VALUES ?b { $body }",
            "declared ['actor'], used ['actor', 'body']",
        ),
        ("{ $actor }", "{ ?none }", "declared ['actor'], used []"),
        ('type = "thing"', 'type = "iri"', "parameter actor: type 'iri' is none of thing, concept"),
        ('of = "rg:Actor", ', "", "parameter actor: 'of' must name a class or scheme"),
        ('of = "rg:Actor"', 'of = "nope:Actor"', "parameter actor: 'of' must name a class"),
        (', en = "actor" }', " }", "parameter actor needs nl and en"),
        ('{ actor = "Porthos" }', '{ who = "Porthos" }', "example gives ['who'], not declared"),
        ("# tags", '# layer = "fact"\n# tags', "layer 'fact' is none of facts, practice"),
    ],
    ids=lambda _: None,
)
def test_wrong_header_is_refused_with_a_sentence(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    """A file that is wrong stops the start with one sentence that names it."""
    assert old in HEADED

    with pytest.raises(DataMissing) as caught:
        written(tmp_path, HEADED.replace(old, new, 1))

    assert caught.value.detail["en"].startswith(f"who.rq: {fault}")
    assert caught.value.extra["file"].endswith("who.rq")


def test_two_questions_with_one_name_are_refused(tmp_path: Path) -> None:
    """The name of a question is its file name, whatever its folder."""
    written(tmp_path, HEADED)
    (tmp_path / "regie").mkdir()
    (tmp_path / "regie" / "who.rq").write_text(HEADED, encoding="utf-8")

    with pytest.raises(DataMissing, match="two questions have this name"):
        Questions(tmp_path)


def written(root: Path, text: str) -> Question:
    """Read a question from a folder made for it."""
    folder = root / "bodies"
    folder.mkdir()
    file = folder / "who.rq"
    file.write_text(text, encoding="utf-8")
    return read(file, root)
