"""Adding a document is a folder and nothing else: `graph/README.md` walks through this one."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from regiegraaf import Graph, Questions, checks, names, places
from regiegraaf.holdings import holdings
from regiegraaf.shapes import Shapes
from regiegraaf.web import create_app

README = Path(__file__).parents[1] / "graph" / "README.md"
TEXT = """Jaarverslag van de fictieve gemeente Voorbeeld

De gemeente Voorbeeld voert sinds 2019 de beleidsregie op drugsoverlast.
De wethouder wil de regie in 2021 aan de politie overdragen.
"""
BLOCK = re.compile(r"`(graph/005/[\w/\-]+\.ttl)`:\n\n```turtle\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the data with the document of the walk-through, and everything that is cached."""
    folder = tmp_path_factory.mktemp("data")
    for name in places.FOLDERS:
        shutil.copytree(places.root() / name, folder / name)
    files = BLOCK.findall(README.read_text(encoding="utf-8"))
    assert [name for name, _ in files] == [
        "graph/005/reference/source.ttl",
        "graph/005/reference/actors.ttl",
        "graph/005/practice/regie.ttl",
        "graph/005/opinion/regie.ttl",
    ]
    for name, text in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "sources").mkdir()
    (folder / "sources" / "005.txt").write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "root", lambda: folder)
        _forget()
        yield folder
    _forget()


def _forget() -> None:
    for kept in (names.prefixes, names.prologue, names.foreign_labels):
        kept.cache_clear()


@pytest.fixture(scope="module")
def graph(home: Path) -> Graph:
    """The graph of five documents."""
    assert (home / "graph" / "005").is_dir()
    return Graph.shipped()


def test_the_house_rules_hold(home: Path) -> None:
    """Terms, layers, layout and evidence of the walk-through are as those of the others."""
    report = checks.run(home / "graph" / "005", sources=home / "sources")

    assert [(finding.rule, finding.message["en"]) for finding in report.findings] == []
    assert report.files == 4
    assert [(row.document, row.statements) for row in report.table] == [("005", 5)]


def test_the_digest_is_that_of_the_text() -> None:
    """The walk-through shows a digest that a reader can compute."""
    assert hashlib.sha256(TEXT.encode()).hexdigest() in README.read_text(encoding="utf-8")


def test_a_canned_question_answers_from_it(graph: Graph) -> None:
    """Practice by default, with its place; the opinion is counted as left out."""
    asked = {"region": "gemeente Voorbeeld"}
    answer = Questions()["who-holds-regie"].ask(graph, asked, lang="en")

    cells = [
        {name: graph.label(term.value, "en") for name, term in row.items() if name == "holder"}
        for row in answer.rows
        if getattr(row["source"], "value", "") == "005#L3"
    ]
    assert cells == [{"holder": "municipality of Voorbeeld"}]
    assert answer.left_out == {"opinion": 1}


def test_the_shapes_find_nothing_in_it(graph: Graph) -> None:
    """Its record is as complete and honest as the others must be."""
    named = {"regie:005-drugsoverlast", "regie:005-overdracht", "actor:gemeente-voorbeeld"}
    findings = Shapes().check(graph.store, ["record-quality"])

    assert [f.rule for f in findings if names.shorten(getattr(f.focus, "value", "")) in named] == []


def test_the_site_shows_it(graph: Graph) -> None:
    """In the numbers, under its own address and as a named graph."""
    client = create_app(graph=graph).test_client()
    own = f"{names.BASE}source/005"

    assert holdings(graph)[0].by_source[own] == 2
    assert "005" in client.get("/dataset", headers={"Accept": "text/html"}).text
    assert client.get("/source/005.ttl").status_code == 200
    assert client.get("/graph/005/practice.ttl").status_code == 200
