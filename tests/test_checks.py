"""The house rules: each is seen failing on a sample, and the repository keeps them all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from regiegraaf import Graph, checks
from regiegraaf.checks import Coverage, Finding, evidence, layout, questions, readings, terms
from regiegraaf.checks.corpus import Corpus
from regiegraaf.cli import main
from regiegraaf.errors import DataMissing

Files = Callable[[dict[str, str]], Corpus]

RG = "PREFIX rg: <https://w3id.org/regiegraaf/def/>\n"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
ACTOR = "PREFIX actor: <https://w3id.org/regiegraaf/id/actor/>\n"
CONCEPT = "PREFIX concept: <https://w3id.org/regiegraaf/id/concept/>\n"
OWL = "PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
EX = "PREFIX ex: <http://example.org/>\n"
S004 = "PREFIX s004: <https://w3id.org/regiegraaf/source/004#>\n"
SOURCE = "PREFIX source: <https://w3id.org/regiegraaf/source/>\n"

GOOD = f"""{ACTOR}{RG}{SKOS}
# L12
actor:porthos a rg:Organisation ;
    skos:prefLabel
        "Porthos"@nl ,
        "Porthos; a, b."@en ;
    rg:statedCount 1.5 .

# A note that stands on its own.

# L14
actor:orionis a rg:Organisation ;
    # within a block
    skos:note \"\"\"
two  lines.

x .\"\"\" .
"""

# Each is the good file with one thing changed.
LAYOUTS = [
    ("line-has-no-loose-space", "Organisation ;\n    skos", "Organisation ; \n    skos"),
    ("line-has-no-loose-space", "    rg:statedCount", "    rg:statedCount\t"),
    ("line-has-no-loose-space", "# L12\n", "# L12\r\n"),
    ("file-ends-with-one-newline", 'x .""" .\n', 'x .""" .'),
    ("file-ends-with-one-newline", 'x .""" .\n', 'x .""" .\n\n'),
    ("blocks-are-one-blank-line-apart", "1.5 .\n\n", "1.5 .\n"),
    ("blocks-are-one-blank-line-apart", "1.5 .\n\n", "1.5 .\n\n\n"),
    ("blocks-are-one-blank-line-apart", "@en ;\n", "@en ;\n\n"),
    ("lines-are-indented-by-four", "    rg:statedCount", "  rg:statedCount"),
    ("lines-are-indented-by-four", "    rg:statedCount", "rg:statedCount"),
    ("lines-are-indented-by-four", "\nactor:orionis", "\n    actor:orionis"),
    ("one-property-per-line", "a rg:Organisation ;\n    skos", "a rg:Organisation ; skos"),
    ("type-comes-first", "rg:statedCount 1.5 .", "rg:statedCount 1.5 ;\n    a rg:Actor ."),
    ("space-before-punctuation", '"Porthos"@nl ,', '"Porthos"@nl,'),
    ("space-before-punctuation", "1.5 .", "1.5."),
    ("space-before-punctuation", "Organisation ;\n    #", "Organisation;\n    #"),
    ("prefixes-come-first", ACTOR, f"# first\n{ACTOR}"),
    ("prefixes-come-first", ACTOR, "@prefix actor: <https://w3id.org/regiegraaf/id/actor/> .\n"),
    ("prefixes-come-first", f"{SKOS}\n", SKOS),
    ("prefixes-are-sorted", f"{ACTOR}{RG}", f"{RG}{ACTOR}"),
    ("prefixes-are-sorted", ACTOR, ACTOR * 2),
    ("prefix-is-used", ACTOR, f"{ACTOR}{CONCEPT}"),
    ("prefix-is-that-of-the-table", "2004/02/skos/core#", "2008/05/skos#"),
    ("prefix-is-that-of-the-table", "actor", "ex"),
    ("thing-has-one-block", "actor:orionis a", "actor:porthos a"),
]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Write files below a folder of their own and read them back as a corpus."""

    def write(texts: dict[str, str]) -> Corpus:
        for name, text in texts.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return Corpus.read(tmp_path)

    return write


def rules(findings: Iterator[Finding] | list[Finding]) -> list[str]:
    return sorted({finding.rule for finding in findings})


# The repository


def test_the_repository_keeps_the_house_rules() -> None:
    """Every file of ontology, graph, shapes and queries, with every rule."""
    report = checks.run(None, sources=None)

    assert [f"{f.place}: {f.rule}: {f.en}" for f in report.findings] == []
    assert report.files >= 250


def test_a_path_narrows_what_is_reported(tmp_path: Path) -> None:
    """The rules still see everything: a term that is used elsewhere is used."""
    draft = tmp_path / "draft.ttl"
    draft.write_text(f"{ACTOR}{RG}\nactor:porthos a rg:Nothing .\n", encoding="utf-8")

    report = checks.run(draft, sources=None)

    assert report.files == 1
    assert [(f.line, f.rule) for f in report.findings] == [(4, "term-is-declared")]


def test_every_part_is_run(files: Files, texts: Path, tmp_path: Path) -> None:
    """One broken folder, and a finding of each kind, in the order of file and line."""
    files(
        {
            "graph/004/practice/a.ttl": CITING.replace("s004:L3-L4", "s004:L4-L5"),
            "graph/reference/b.ttl": f"{ACTOR}{RG}\nactor:B a rg:Nothing;\n    rg:x 1 .\n",
            "queries/t/q.rq": QUESTION,
        }
    )

    report = checks.run(None, sources=texts, root=tmp_path)

    assert {
        "space-before-punctuation",
        "term-is-declared",
        "name-is-in-its-case",
        "example-has-an-answer",
        "cited-lines-say-something",
    } <= set(rules(report.findings))
    assert report.findings == sorted(report.findings)
    assert [row.document for row in report.table] == ["004"]


def test_a_graph_that_does_not_load_is_a_finding(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions cannot be asked then, and that is said instead of passed over."""

    def refuse(*_: object, **__: object) -> Graph:
        raise DataMissing(nl="stuk", en="broken", file=str(tmp_path / "ontology/a.rq"))

    files({"ontology/a.rq": "CONSTRUCT\n", "queries/t/q.rq": QUESTION})
    monkeypatch.setattr(Graph, "from_paths", refuse)

    report = checks.run(None, sources=None, root=tmp_path)

    assert ("ontology/a.rq", "graph-loads") in {(f.file, f.rule) for f in report.findings}


def test_an_obstacle_is_told_whatever_the_path(files: Files, tmp_path: Path) -> None:
    """A narrow look finds nothing when what it leans on cannot be read; that is no clean bill."""
    files({"graph/bad.ttl": "actor:", "graph/good.ttl": GOOD})

    report = checks.run(tmp_path / "graph/good.ttl", sources=None, root=tmp_path)

    assert ("graph/bad.ttl", "file-is-readable") in {(f.file, f.rule) for f in report.findings}


# Reading


def test_a_file_that_cannot_be_read_is_a_finding_with_its_line(files: Files) -> None:
    """One bad file does not keep the others from being looked at."""
    corpus = files({"graph/bad.ttl": f"{RG}\nrg:a a ;\n", "graph/good.ttl": GOOD})

    assert [(f.file, f.line, f.rule) for f in corpus.faults] == [
        ("graph/bad.ttl", 3, "file-is-readable")
    ]


def test_a_file_in_another_encoding_is_a_finding(files: Files, tmp_path: Path) -> None:
    """UTF-8 and nothing else."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/old.ttl").write_bytes("# één\n".encode("latin-1"))

    assert rules(files({}).faults) == ["file-is-readable"]


# Layout


def test_the_good_file_is_good(files: Files) -> None:
    """Whatever the samples below find is what they changed."""
    assert list(layout.check(files({"graph/good.ttl": GOOD}))) == []


def test_samples_may_live_at_example_org(files: Files) -> None:
    """Only beside a shape."""
    text = f"{EX}{RG}\nex:a a rg:Actor .\n"

    assert rules(layout.check(files({"shapes/a/b/fails.ttl": text}))) == []


@pytest.mark.parametrize(("rule", "old", "new"), LAYOUTS)
def test_layout_is_kept(files: Files, rule: str, old: str, new: str) -> None:
    """One change breaks the rule; a change that the text has no place for tests nothing."""
    assert old in GOOD

    found = rules(layout.check(files({"graph/broken.ttl": GOOD.replace(old, new, 1)})))

    assert rule in found


def test_every_layout_rule_is_seen_failing() -> None:
    """A rule without a sample may be unable to fail."""
    assert {rule for rule, _, _ in LAYOUTS} == set(layout._MESSAGES)


# Terms

DECLARED = f"{OWL}{RG}\nrg:Actor a owl:Class .\n"


def test_an_undeclared_term_is_found_wherever_it_stands(files: Files) -> None:
    """In triples, in the query of a shape, in a question and in its header."""
    shape = (
        f'{EX}{RG}\nex:s a rg:Actor ;\n    ex:select """\n SELECT * {{ ?a rg:inShape ?b }}""" .\n'
    )
    corpus = files(
        {
            "ontology/terms.ttl": DECLARED,
            "graph/a.ttl": f"{ACTOR}{RG}\nactor:a a rg:Actor ;\n    rg:inGraph 1 .\n",
            "shapes/t/r/shape.ttl": shape,
            "queries/t/q.rq": '# of = "rg:inHeader"\nSELECT * { ?a rg:b/rg:inQuery* "rg:not" }\n',
        }
    )

    found = [f for f in terms.check(corpus) if f.rule == "term-is-declared"]

    assert {(f.file, f.line, f.en.split()[0]) for f in found} == {
        ("graph/a.ttl", 5, "rg:inGraph"),
        ("shapes/t/r/shape.ttl", 6, "rg:inShape"),
        ("queries/t/q.rq", 1, "rg:inHeader"),
        ("queries/t/q.rq", 2, "rg:b"),
        ("queries/t/q.rq", 2, "rg:inQuery"),
    }


def test_an_undeclared_concept_is_found_except_in_a_sample(files: Files) -> None:
    """A sample beside a shape may hold a value that is wrong on purpose."""
    text = f"{CONCEPT}{EX}{RG}\nex:a a rg:Actor ;\n    ex:b concept:nowhere .\n"
    corpus = files(
        {
            "ontology/terms.ttl": DECLARED,
            "shapes/t/r/fails.ttl": text,
            "shapes/t/r/shape.ttl": text,
        }
    )

    found = [f for f in terms.check(corpus) if f.rule == "term-is-declared"]

    assert [(f.file, f.line) for f in found] == [("shapes/t/r/shape.ttl", 6)]


def test_an_unused_term_is_found(files: Files) -> None:
    """A use in a sample or in the ontology is none; one of a subclass is."""
    ontology = f"""{OWL}PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
{RG}
rg:Actor a owl:Class .

rg:Idle a owl:Class .

rg:Municipality a owl:Class ;
    rdfs:subClassOf rg:Actor .

rg:note a owl:AnnotationProperty ;
    rg:note rg:Idle .
"""
    corpus = files(
        {
            "ontology/terms.ttl": ontology,
            "graph/a.ttl": f"{ACTOR}{RG}\nactor:a a rg:Municipality .\n",
            "shapes/t/r/passes.ttl": f"{EX}{RG}\nex:a a rg:Idle .\n",
        }
    )

    found = [f for f in terms.check(corpus) if f.rule == "term-is-used"]

    assert [(f.file, f.line, f.en.split()[0]) for f in found] == [
        ("ontology/terms.ttl", 7, "rg:Idle")
    ]


def test_an_unknown_foreign_term_is_found(files: Files) -> None:
    """Known are the terms that rdflib lists and those of the file; an alignment is on its own."""
    cv = "PREFIX cv: <http://data.europa.eu/m8g/>\n"
    text = f"{ACTOR}{cv}{SKOS}\nactor:a a cv:Criterion , cv:Criteria ;\n    skos:prefLable 1 .\n"
    corpus = files({"graph/a.ttl": text, "ontology/alignments/a.ttl": text})

    found = [f for f in terms.check(corpus) if f.rule == "foreign-term-is-known"]

    assert [(f.file, f.line, f.en.split()[0]) for f in found] == [
        ("graph/a.ttl", 5, "cv:Criteria"),
        ("graph/a.ttl", 6, "skos:prefLable"),
    ]


def test_a_derived_term_says_so(files: Files) -> None:
    """Otherwise the rule that keeps it from being written by hand cannot see it."""
    ontology = f"""{OWL}PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
{RG}
rg:force a owl:ObjectProperty ;
    rdfs:comment "Derived at load; never written by hand."@en .

rg:citation a owl:DatatypeProperty .
"""
    query = "CONSTRUCT { ?a rg:force ?b ; rg:citation ?c }\nWHERE { ?a rg:modality ?b }\n"
    corpus = files({"ontology/terms.ttl": ontology, "ontology/derivations/per-layer/a.rq": query})

    found = [f for f in terms.check(corpus) if f.rule == "derived-term-says-so"]

    assert [f.en.split()[0] for f in found] == ["rg:citation"]


# Questions

QUESTION = """# /// question
# title.nl = "Welke gemeenten?"
# title.en = "Which municipalities?"
# answers.nl = "De gemeenten."
# answers.en = "The municipalities."
# params.kind = { type = "text", default = "x", nl = "soort", en = "kind" }
# columns.actor = { nl = "actor", en = "actor" }
# example = { kind = "y" }
# ///
SELECT ?actor WHERE {
  VALUES ?kind { $kind }
  ?actor a rg:Municipality .
}
ORDER BY ?actor
"""

QUESTIONS = [
    ("question-is-read", "# title.en", "# titel.en"),
    ("question-is-read", "?actor a", "?actor ; a"),
    ("question-is-read", "$kind", "$sort"),
    ("question-is-read", '"y"', '["y"]\n# more = 1'),
    ("example-has-an-answer", "rg:Municipality", "rg:Chain , rg:Actor"),
    ("answer-has-an-order", "ORDER BY ?actor", "# ORDER BY ?actor"),
    (
        "answer-has-an-order",
        "WHERE {",
        "WHERE { { SELECT ?b WHERE { ?b a ?c } ORDER BY ?b LIMIT 1 }",
    ),
    ("column-has-a-heading", "SELECT ?actor", "SELECT ?actor ?kind"),
    ("column-has-a-heading", 'actor", en = "actor"', 'actor"'),
    ("heading-has-a-column", "# example", '# columns.more = { nl = "m", en = "m" }\n# example'),
]


def asked(files: Files, graph: Graph, folder: Path, texts: dict[str, str]) -> list[str]:
    texts = {"queries/topics.toml": "[t]\n[u]\n", **texts}
    return rules(questions.check(files(texts), graph, folder))


def test_the_good_question_is_good(files: Files, graph: Graph, tmp_path: Path) -> None:
    """Whatever the samples below find is what they changed."""
    assert asked(files, graph, tmp_path, {"queries/t/q.rq": QUESTION}) == []


@pytest.mark.parametrize(("rule", "old", "new"), QUESTIONS)
def test_questions_are_whole(
    files: Files, graph: Graph, tmp_path: Path, rule: str, old: str, new: str
) -> None:
    """One change breaks the rule."""
    assert old in QUESTION
    text = QUESTION.replace(old, new, 1)
    if "{ { SELECT" in new:
        text = text.replace("ORDER BY ?actor\n", "")

    assert rule in asked(files, graph, tmp_path, {"queries/t/q.rq": text})


def test_a_topic_has_a_name(files: Files, graph: Graph, tmp_path: Path) -> None:
    """Without it the folder's name would stand on the page."""
    assert asked(files, graph, tmp_path, {"queries/other/q.rq": QUESTION}) == ["topic-has-a-name"]


def test_a_name_is_that_of_one_question(files: Files, graph: Graph, tmp_path: Path) -> None:
    """The name is the address, whatever the folder."""
    texts = {"queries/t/q.rq": QUESTION, "queries/u/q.rq": QUESTION}

    assert asked(files, graph, tmp_path, texts) == ["question-has-a-name-of-its-own"]


# Sources

TEXT = "Kop\n\nPorthos voert de regie.\nOrionis doet mee.\n\nSlot"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
READING = """# A reading
## 1. Document
- D1 The title. (L1)
## 5. Regie
Not a row, and L6 is not read.
- R1 [F] Porthos holds regie. (L2-4)
| R2 | Orionis too | 003:L1, L2 |
- N1 Nothing is said about money. (003:L1-90)
## 13. Remarks
- Z1 Something else. (L6)
"""
CITING = f"""{ACTOR}PREFIX regie: <https://w3id.org/regiegraaf/id/regie/>
{RG}{S004}PREFIX schema: <https://schema.org/>
{SKOS}{SOURCE}
source:004 a rg:SourceDocument ;
    rg:lineCount 6 ;
    schema:sha256 "{DIGEST}" .

actor:porthos skos:prefLabel "Stichting Porthos"@nl ;
    skos:altLabel "Porthos"@nl .

actor:orionis skos:prefLabel "Orionis"@nl .

regie:004-a rg:regieHolder actor:porthos , actor:orionis ;
    rg:hasSource s004:L3 , s004:L3-L4 .

regie:004-b rg:regieHolder actor:orionis ;
    rg:hasSource s004:L3 .
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one made-up text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "004.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_what_is_cited_is_counted(files: Files, texts: Path) -> None:
    """Two of the four lines that are not blank; the last line needs no newline to count."""
    table, findings, _ = evidence.compare(files({"graph/004/practice/a.ttl": CITING}), texts)

    assert findings == []
    assert table == [Coverage("004", lines=6, statements=2, cited=2, percent=50.0)]


def test_an_actor_that_the_lines_do_not_name_is_listed(files: Files, texts: Path) -> None:
    """An alias counts as a name; the list never makes the check fail."""
    _, _, unnamed = evidence.compare(files({"graph/004/practice/a.ttl": CITING}), texts)

    assert [(u.statement, u.actor, u.places, u.partly) for u in unnamed] == [
        ("regie:004-b", "actor:orionis", ("s004:L3",), False)
    ]


def test_a_name_that_is_there_in_part_is_told_apart(files: Files, texts: Path) -> None:
    """Where not one word of a name occurs, the line is more likely to be the wrong one."""
    named = CITING.replace('"Orionis"', '"Orionis, afdeling regie"')
    _, _, unnamed = evidence.compare(files({"graph/004/practice/a.ttl": named}), texts)

    assert [(u.statement, u.partly) for u in unnamed] == [
        ("regie:004-a", True),
        ("regie:004-b", True),
    ]


@pytest.mark.parametrize(
    ("rule", "old", "new", "line"),
    [
        ("line-count-is-that-of-the-text", "rg:lineCount 6", "rg:lineCount 7", 10),
        ("digest-is-that-of-the-text", DIGEST, DIGEST[::-1], 11),
        ("digest-is-that-of-the-text", "schema:sha256", "schema:text", 0),
        ("cited-lines-say-something", "s004:L3-L4", "s004:L3-L7", 19),
        ("cited-lines-say-something", "s004:L3-L4", "s004:L4-L3", 19),
        ("cited-lines-say-something", "s004:L3-L4", "s004:L2-L4", 19),
        ("cited-lines-say-something", "s004:L3-L4", "s004:L4-L5", 19),
    ],
)
def test_cited_lines_are_compared(
    files: Files, texts: Path, rule: str, old: str, new: str, line: int
) -> None:
    """Inside the text, the right way round, and with something on the first and last line."""
    corpus = files({"graph/004/practice/a.ttl": CITING.replace(old, new)})

    _, findings, _ = evidence.compare(corpus, texts)

    assert [(finding.rule, finding.line) for finding in findings] == [(rule, line)]


def test_a_document_that_does_not_describe_its_text_is_a_finding(files: Files, texts: Path) -> None:
    """Without a count there is no telling whether the lines are those of this text."""
    bare = CITING.replace("rg:lineCount 6", "rg:statedCount 6")

    _, findings, _ = evidence.compare(files({"graph/004/practice/a.ttl": bare}), texts)

    assert rules(findings) == ["digest-is-that-of-the-text", "line-count-is-that-of-the-text"]


@pytest.fixture
def read(tmp_path: Path) -> Path:
    """A folder with one made-up reading."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "004a.md").write_text(READING, encoding="utf-8")
    (folder / "notes.md").write_text(READING, encoding="utf-8")
    return folder


def test_the_lines_of_a_reading_are_those_of_its_rows(read: Path) -> None:
    """Of the sections that state facts; a wide range is no evidence for each of its lines."""
    assert readings.lines(read) == {"003": {1, 2}, "004": {2, 3, 4}}


def test_what_is_read_and_not_cited_is_told(files: Files, texts: Path, read: Path) -> None:
    """A blank line is not counted; every line passed over is listed."""
    less = CITING.replace("s004:L3 , s004:L3-L4", "s004:L3")

    covered = evidence.compare(files({"graph/004/practice/a.ttl": CITING}), texts, read)
    passed = evidence.compare(files({"graph/004/practice/a.ttl": less}), texts, read)

    assert covered[:2] == ([Coverage("004", 6, 2, 2, 50.0, read=2)], [])
    assert passed[0] == [Coverage("004", 6, 2, 1, 25.0, read=2, passed_over=(4,))]
    assert rules(passed[1]) == ["reading-is-covered"]
    told = list(checks.Report(findings=[], files=1, table=passed[0]).told("en"))
    assert told[1].split()[-3:] == ["2", "50.0", "%"]
    assert told[2] == "004: the reading rests on L4, and no statement cites that"


@pytest.mark.usefixtures("read")
def test_the_readings_beside_the_texts_are_found(tmp_path: Path, texts: Path) -> None:
    """``regie check --sources`` needs no second option for a folder ``facts`` beside it."""
    (tmp_path / "empty").mkdir()

    result = CliRunner().invoke(
        main, ["check", "--lang", "en", "--sources", str(texts), str(tmp_path / "empty")]
    )

    assert "the reading rests on L3, L4" in result.stdout


def test_a_document_without_its_text_is_a_finding(files: Files, tmp_path: Path) -> None:
    """Every cited line is compared, or it is said that it was not."""
    _, findings, _ = evidence.compare(files({"graph/004/practice/a.ttl": CITING}), tmp_path)

    assert rules(findings) == ["cited-lines-say-something"]


def test_a_report_tells_its_table_in_both_languages(files: Files, texts: Path) -> None:
    """Columns with a heading, then the actors to look at."""
    table, _, unnamed = evidence.compare(files({"graph/004/practice/a.ttl": CITING}), texts)
    report = checks.Report(findings=[], files=1, table=table, unnamed=unnamed)

    for lang, word in (("nl", "uitspraken"), ("en", "statements")):
        heading, row, *rest = report.told(lang)
        assert word in heading
        assert row.split()[:4] == ["004", "6", "2", "2"]
        assert len(rest) == 1
