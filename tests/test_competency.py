"""The questions that the documents raise themselves, each with the answer that its text gives.

A file ``competency/<document>.toml`` reads beside its document. What stands there is not copied
from the graph: where the two differ, one of them is wrong. Sets are compared exactly, so an answer
that says too much fails like one that says too little.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from regiegraaf import Graph, Questions, names
from regiegraaf.questions import Row
from regiegraaf.store import Term

Asked = dict[str, Any]
Cell = str | int | float | bool
Cells = tuple[Cell, ...]

FILES = sorted(Path(__file__).with_name("competency").glob("*.toml"))
ASKED: list[Asked] = [
    entry for file in FILES for entry in tomllib.loads(file.read_text(encoding="utf-8"))["question"]
]
# The questions that came with the documents; "004a-Q13.successor" is a part of "004a-Q13".
HANDED = {
    *(f"004{part}-Q{number}" for part in "ab" for number in range(1, 26, 2)),
    *(f"000a-Q{number}" for number in range(1, 26, 2)),
    *(f"001a-Q{number}" for number in range(1, 26, 2)),
    *(f"003a-Q{number}" for number in range(27, 36, 2)),
}
NEEDED = {"id", "nl", "en", "kind", "lines", "columns", "expect"}
ALLOWED = NEEDED | {"ask", "with", "layer", "sparql"}
NUMBERS = {names.XSD + kind for kind in ("integer", "decimal", "double", "float")}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked["id"])
def test_answer(asked: Asked, graph: Graph, questions: Questions) -> None:
    """The graph answers what the document says: nothing is missing, nothing is added."""
    found = answered(asked, graph, questions)

    expected = {tuple(row) for row in asked["expect"]}
    missing, extra = expected - found, found - expected
    assert not missing | extra, told(asked, missing, extra)


def test_every_handed_question_is_asked() -> None:
    """A question that came with a document cannot drop out of its file unseen."""
    assert {asked["id"].partition(".")[0] for asked in ASKED} >= HANDED


def test_there_are_enough_questions() -> None:
    """A file that is no longer found, or is emptied, does not make the suite greener."""
    assert len({asked["id"].partition(".")[0] for asked in ASKED}) >= 200
    assert len(ASKED) >= 350


def test_every_question_has_a_name_of_its_own() -> None:
    """Two questions with one name would hide each other in a report."""
    ids = [asked["id"] for asked in ASKED]

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked["id"])
def test_question_is_complete(asked: Asked) -> None:
    """Every question has its words, its lines, one way of asking, and rows of one width."""
    assert set(asked) >= NEEDED
    assert set(asked) <= ALLOWED
    assert ("ask" in asked) != ("sparql" in asked)
    assert asked["lines"]
    assert all(re.fullmatch(r"L\d+(-L\d+)?", line) for line in asked["lines"])
    assert {len(row) for row in asked["expect"]} <= {len(asked["columns"])}
    rows = [tuple(row) for row in asked["expect"]]
    assert len(set(rows)) == len(rows)


def test_negative_answers_are_tests_like_any_other() -> None:
    """The documents say 'nobody' and 'not' as well: some questions have no rows for an answer."""
    assert sum(not asked["expect"] for asked in ASKED) >= 8


def answered(asked: Asked, graph: Graph, questions: Questions) -> set[Cells]:
    """Return the answer as the file writes it: labels where it uses them, else prefixed names."""
    columns: list[str] = asked["columns"]
    wanted = [{row[place] for row in asked["expect"]} for place in range(len(columns))]
    return {
        tuple(cell(row.get(column), wanted[place], graph) for place, column in enumerate(columns))
        for row in rows(asked, graph, questions)
    }


def rows(asked: Asked, graph: Graph, questions: Questions) -> list[Row]:
    """Ask a canned question, or the SPARQL that stands in the file."""
    if "sparql" in asked:
        return list(graph.select(asked["sparql"], layer=asked.get("layer", "facts")))
    question = questions[asked["ask"]]
    answer = question.ask(graph, asked.get("with"), layer=asked.get("layer"))
    return answer.only(asked["columns"]).rows


def cell(term: Term | None, wanted: set[Cell], graph: Graph) -> Cell:
    """Return a term as a value of a TOML file."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        label = graph.label(term.value, "nl")
        return label if label in wanted else names.shorten(term.value)
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        number = float(term.value)
        return int(number) if number.is_integer() else number
    if isinstance(term, ox.Literal) and term.datatype.value == names.XSD + "boolean":
        return term.value == "true"
    return str(getattr(term, "value", term))


def told(asked: Asked, missing: set[Cells], extra: set[Cells]) -> str:
    """Return what is wrong with an answer, in words that help at midnight."""
    lines = [f"{asked['id']}: {asked['nl']}", f"  ({', '.join(asked['lines'])})"]
    for heading, found in (("missing", missing), ("not in the document", extra)):
        lines += [f"  {heading}:"] if found else []
        lines += [f"    {' | '.join(map(str, row))}" for row in sorted(found, key=str)]
    return "\n".join(lines)
