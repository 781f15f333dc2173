"""The command: answers on standard output, words on standard error, exit codes kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regiegraaf.cli import main


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


def test_ask_without_a_name_lists_the_questions() -> None:
    """With their parameters, in the language asked for."""
    result = run("ask", "--lang", "en")
    assert result.exit_code == 0
    assert "who-holds-regie" in result.stdout
    assert "-p region=<territory>" in result.stdout
    assert "Ask one with" in result.stderr


def test_who_holds_casusregie_in_middelburg_and_when_not() -> None:
    """Default, exception, condition, lines, force: in Dutch and in English."""
    for lang, words in (
        ("nl", ["casusregie: Porthos", "standaard", "uitzondering", "praktijk", "004#L860"]),
        ("en", ["Porthos", "default", "exception", "practice", "norm", "004#L860"]),
    ):
        result = run(
            "ask",
            "who-holds-regie",
            "-p",
            "region=Middelburg",
            "-p",
            "kind=casusregie",
            "--lang",
            lang,
        )
        assert result.exit_code == 0
        for word in words:
            assert word in result.stdout
        assert "mening" in result.stderr or "opinion" in result.stderr


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "md", "ttl", "table", "xlsx"])
def test_ask_writes_every_form(format: str, tmp_path: Path) -> None:
    """To a file as well as to standard output."""
    file = tmp_path / f"answer.{format}"
    result = run(
        "ask",
        "regions-of-a-municipality",
        "-p",
        "region=Tholen",
        "--format",
        format,
        "-o",
        str(file),
    )
    assert result.exit_code == 0, result.output
    assert file.stat().st_size > 100
    if format == "json":
        assert len(json.loads(file.read_text())["rows"]) >= 8
    if format == "csv":
        assert "into_iri" in file.read_text().splitlines()[0]


def test_as_of_is_the_date_parameter() -> None:
    """And a date that is none is refused with its form."""
    assert run("ask", "agreements-in-force", "--as-of", "2016-06-30").exit_code == 0
    wrong = run("ask", "agreements-in-force", "--as-of", "30-6-2016")
    assert wrong.exit_code == 2
    assert "2010-06-30" in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["ask", "who-hold-regie"], 2, "who-holds-regie"),
        (["ask", "who-holds-regie", "-p", "region=Midelburg"], 2, "Middelburg"),
        (["ask", "who-holds-regie", "-p", "regoin=Tholen"], 2, "region"),
        (["ask", "who-holds-regie", "-p", "Tholen"], 2, "naam=waarde"),
        (["ask", "who-holds-regie", "--columns", "holdr"], 2, "holder"),
        (["ask", "--no-such-option"], 2, "No such option"),
        (["query", "no-such-file.rq"], 2, "no-such-file.rq"),
        (["export", "--graph", "graph:nowhere"], 2, "/graph/004/norm"),
        (["ask", "who-holds-regie", "--data", "no-such-folder"], 2, "no-such-folder"),
    ],
)
def test_a_refusal_is_a_sentence_and_a_code(arguments: list[str], code: int, word: str) -> None:
    """Never a traceback."""
    result = run(*arguments)
    assert result.exit_code == code
    assert word in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_no_can_be_an_exit_code() -> None:
    """For scripts."""
    none = run("ask", "seats-of-an-actor", "-p", "actor=Spring", "--exit-code")
    assert none.exit_code == 1
    assert "Geen regels" in none.stderr


def test_query_reads_a_file_and_standard_input(tmp_path: Path) -> None:
    """With the form asked for."""
    text = "SELECT ?s { ?s a rg:Covenant } ORDER BY ?s"
    file = tmp_path / "covenants.rq"
    file.write_text(text)
    table = run("query", str(file))
    assert "agreement:" in table.stdout
    for format, word in (
        ("json", '"bindings"'),
        ("csv", "s\r\n"),
        ("tsv", "?s"),
        ("xml", "<sparql"),
    ):
        result = run("query", "-", "--format", format, stdin=text)
        assert result.exit_code == 0
        assert word.encode() in result.stdout_bytes
    graph = run("query", "-", "--format", "nt", stdin="DESCRIBE actor:porthos")
    assert "<https://w3id.org/regiegraaf/id/actor/porthos>" in graph.stdout


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("SELECT * {", 2, "regel 1, kolom 11"),
        ("DROP ALL", 3, "wijziging"),
        ("SELECT * { SERVICE <http://x/> {} }", 2, "andere server"),
    ],
)
def test_a_query_that_is_refused(text: str, code: int, word: str) -> None:
    """With line and column where they help."""
    result = run("query", "-", stdin=text)
    assert result.exit_code == code
    assert word in result.stderr


def test_a_query_out_of_time() -> None:
    """Exit code 124, as timeout(1) has it."""
    ten = "0 1 2 3 4 5 6 7 8 9"
    endless = (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{i} {{ {ten} }}" for i in range(9))
        + " }"
    )
    result = run("query", "-", "--format", "json", "--timeout", "0.5", stdin=endless)
    assert result.exit_code == 124
    assert "0.5 seconden" in result.stderr


def test_data_replaces_the_shipped_graph(tmp_path: Path) -> None:
    """With exactly the graphs that the files have; --union merges, --with-shipped adds."""
    (tmp_path / "one.ttl").write_text("<a:a> <a:p> <a:b> .")
    (tmp_path / "two.nq").write_text("<a:c> <a:p> <a:d> <a:g> .\n")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(*options: str) -> str:
        result = run(
            "query", "-", "--format", "csv", "--data", str(tmp_path), *options, stdin=count
        )
        assert result.exit_code == 0, result.output
        return result.stdout.split()[1]

    assert number() == "1"
    assert number("--union") == "2"
    assert int(number("--with-shipped")) > 10_000


def test_data_that_does_not_parse_says_where(tmp_path: Path) -> None:
    """File, line and column."""
    (tmp_path / "bad.ttl").write_text("<a:a> <a:p>\n<a:b> <a:c> .")
    result = run("query", "-", "--data", str(tmp_path), stdin="ASK {}")
    assert result.exit_code == 2
    assert "bad.ttl:2:" in result.stderr


@pytest.mark.parametrize("format", ["nq", "trig", "ttl", "nt", "jsonld", "rdfxml"])
def test_export_writes_the_dump(format: str, tmp_path: Path) -> None:
    """Every form, whole or one graph."""
    file = tmp_path / f"dump.{format}"
    assert run("export", "--format", format, "-o", str(file)).exit_code == 0
    assert file.stat().st_size > 1_000_000
    part = tmp_path / f"part.{format}"
    one = run("export", "--format", format, "--graph", "graph:004/disagreement", "-o", str(part))
    assert one.exit_code == 0, one.output
    assert 1_000 < part.stat().st_size < file.stat().st_size


def test_an_export_comes_back_the_same(tmp_path: Path) -> None:
    """What is dumped and read again is what is served."""
    file = tmp_path / "dump.nq"
    run("export", "-o", str(file))
    count = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    shipped = run("query", "-", "--format", "csv", stdin=count)
    again = run("query", "-", "--format", "csv", "--data", str(file), stdin=count)
    assert shipped.stdout == again.stdout
    assert "graph/004/opinion" in again.stdout


def test_help_has_examples() -> None:
    """Every command shows how it is used."""
    for command in main.commands:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "regie " + command in result.stdout
