"""Every canned question has its words, says its order, and its example gives an answer."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from regiegraaf import questions, tokens
from regiegraaf.checks.corpus import Corpus, DataFile
from regiegraaf.checks.findings import Finding
from regiegraaf.errors import RegieError
from regiegraaf.questions import Answer, Question
from regiegraaf.store import Graph

# Shown as a link to the evidence, never as a column with a heading.
_BARE = {"statement"}


def check(corpus: Corpus, graph: Graph, home: Path) -> Iterator[Finding]:
    """Yield what is wrong with the questions among the files asked for.

    Args:
        corpus: The files.
        graph: Where their examples must have an answer.
        home: The folder of `places.FOLDERS`.
    """
    count = Counter(Path(name).stem for name in corpus.files if name.startswith("queries/"))
    topics = home / "queries" / "topics.toml"
    named = tomllib.loads(topics.read_text(encoding="utf-8")) if topics.is_file() else {}
    for file in corpus.asked:
        if file.folder != "queries" or not file.name.endswith(".rq"):
            continue
        if count[Path(file.name).stem] > 1:
            yield _finding(file, "question-has-a-name-of-its-own", "naam bestaat al", "name exists")
        try:
            question = questions.read(home / file.name, home / "queries")
            answer = question.ask(graph, question.example)
        except RegieError as error:
            line = error.extra.get("line")
            yield Finding(
                file.name, line if isinstance(line, int) else 0, "question-is-read", **error.detail
            )
            continue
        yield from _shaped(file, question, answer)
        if question.topic not in named:
            yield _finding(
                file,
                "topic-has-a-name",
                f"queries/topics.toml noemt {question.topic} niet",
                f"queries/topics.toml does not name {question.topic}",
            )


def _shaped(file: DataFile, question: Question, answer: Answer) -> Iterator[Finding]:
    if not answer.rows and not answer.triples:
        yield _finding(
            file,
            "example-has-an-answer",
            "het voorbeeld geeft geen regels",
            "the example gives no rows",
        )
    if "SELECT" in tokens.words(question.text) and not _ordered(question.text):
        yield _finding(
            file,
            "answer-has-an-order",
            "eindig met een ORDER BY die elke gelijke stand beslist",
            "end with an ORDER BY that decides every tie",
        )
    for column in answer.columns if answer.rows else ():
        if set(question.columns.get(column, {})) != {"nl", "en"} and column not in _BARE:
            yield _finding(
                file,
                "column-has-a-heading",
                f"kolom {column} heeft geen opschrift columns.{column} in nl en en",
                f"column {column} has no heading columns.{column} in nl and en",
            )
    for column in sorted(set(question.columns) - set(answer.columns)):
        yield _finding(
            file,
            "heading-has-a-column",
            f"er is geen kolom {column} bij het opschrift",
            f"there is no column {column} for the heading",
        )


def _ordered(text: str) -> bool:
    """Return whether ORDER BY stands after the last brace: that of the whole, not of a part."""
    tail = [token for token in tokens.tokens(text) if token.kind not in ("comment", "space")]
    last = max(place for place, token in enumerate(tail) if token.text == "}")
    return any(token.text.upper() == "ORDER" for token in tail[last:])


def _finding(file: DataFile, rule: str, nl: str, en: str) -> Finding:
    return Finding(file.name, 1, rule, f"{nl[0].upper()}{nl[1:]}.", f"{en[0].upper()}{en[1:]}.")
