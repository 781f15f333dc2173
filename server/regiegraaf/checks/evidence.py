"""The cited lines beside the texts: do they exist, do they say something, how much is cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from regiegraaf import names
from regiegraaf.checks.corpus import Corpus
from regiegraaf.checks.findings import Coverage, Finding, Unnamed

_CITED = "SELECT ?file ?statement ?place WHERE { GRAPH ?file { ?statement rg:hasSource ?place } }"
_COUNTED = "SELECT ?file ?document ?count WHERE { GRAPH ?file { ?document rg:lineCount ?count } }"
_ABOUT = """
SELECT DISTINCT ?statement ?actor WHERE {
  ?statement rg:hasSource ?place ; ?property ?actor .
  FILTER(STRSTARTS(STR(?actor), STR(actor:)))
}
"""
_CALLED = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel|skos:altLabel ?name }"
# Shorter ones, such as "van" and "team", are in every line.
_WORD = re.compile(r"\w{5,}")
_PLACE = re.compile(r"(.*/source/([^/#]+))#L(\d+)(?:-L(\d+))?")


@dataclass(frozen=True, slots=True)
class _Citation:
    file: str
    statement: str
    place: str
    document: str
    first: int
    last: int


def compare(corpus: Corpus, folder: Path) -> tuple[list[Coverage], list[Finding], list[Unnamed]]:
    """Compare every cited place with the texts of a folder.

    Args:
        corpus: The files that cite.
        folder: Holds ``NNN.txt`` for document ``NNN``; a line of the file is a line of evidence.

    Returns:
        What is cited of each text, what is wrong, and the actors that no cited line names.
    """
    texts = {
        file.stem: file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        for file in sorted(folder.glob("*.txt"))
    }
    cited = list(_citations(corpus))
    findings = [*_counts(corpus, texts, cited), *_faults(corpus, texts, cited)]
    table = [_coverage(number, lines, cited) for number, lines in texts.items()]
    return table, findings, list(_unnamed(corpus, texts, cited))


def _citations(corpus: Corpus) -> Iterator[_Citation]:
    for row in corpus.rows(_CITED):
        place = _PLACE.fullmatch(row["place"])
        if place:
            first = int(place[3])
            last = int(place[4] or first)
            file = row["file"].removeprefix("file:")
            yield _Citation(file, row["statement"], row["place"], place[2], first, last)


def _counts(
    corpus: Corpus, texts: Mapping[str, Sequence[str]], cited: Sequence[_Citation]
) -> Iterator[Finding]:
    needed = {citation.document: citation.file for citation in reversed(cited)}
    rows = {names.slug(row["document"]): row for row in corpus.rows(_COUNTED)}
    for number, lines in texts.items():
        row = rows.get(number)
        if row is None and number not in needed:
            continue  # a text that the graph does not hold yet
        said = row["count"] if row else "-"
        if said != str(len(lines)):
            file = row["file"].removeprefix("file:") if row else needed[number]
            line = corpus.files[file].line_of(names.term("lineCount").value) if row else 0
            yield Finding(
                file,
                line,
                "line-count-is-that-of-the-text",
                f"rg:lineCount van source:{number} is {said}; de tekst heeft {len(lines)} regels.",
                f"rg:lineCount of source:{number} is {said}; the text has {len(lines)} lines.",
            )


def _faults(
    corpus: Corpus, texts: Mapping[str, Sequence[str]], cited: Sequence[_Citation]
) -> Iterator[Finding]:
    for citation in cited:
        lines = texts.get(citation.document)
        if lines is None:
            nl, en = "er is geen tekst bij", "there is no text for it"
        elif not 1 <= citation.first <= citation.last <= len(lines):
            nl, en = f"de tekst heeft {len(lines)} regels", f"the text has {len(lines)} lines"
        elif not (lines[citation.first - 1].strip() and lines[citation.last - 1].strip()):
            nl, en = "begint of eindigt op een lege regel", "starts or ends on a blank line"
        else:
            continue
        place = names.shorten(citation.place)
        yield Finding(
            citation.file,
            corpus.files[citation.file].line_of(citation.statement, citation.place),
            "cited-lines-say-something",
            f"{place}: {nl}.",
            f"{place}: {en}.",
        )


def _coverage(number: str, lines: Sequence[str], cited: Sequence[_Citation]) -> Coverage:
    mine = [citation for citation in cited if citation.document == number]
    touched = {line for c in mine for line in range(c.first, min(c.last, len(lines)) + 1)}
    full = {line for line, text in enumerate(lines, start=1) if text.strip()}
    percent = 100 * len(touched & full) / len(full) if full else 0.0
    statements = {citation.statement for citation in mine}
    return Coverage(number, len(lines), len(statements), len(touched), percent)


def _unnamed(
    corpus: Corpus, texts: Mapping[str, Sequence[str]], cited: Sequence[_Citation]
) -> Iterator[Unnamed]:
    called: dict[str, set[str]] = defaultdict(set)
    for row in corpus.rows(_CALLED):
        called[row["thing"]].add(row["name"].casefold())
    places: dict[str, list[_Citation]] = defaultdict(list)
    for citation in cited:
        if citation.document in texts:
            places[citation.statement].append(citation)
    rows = {(row["statement"], row["actor"]) for row in corpus.rows(_ABOUT)}
    for statement, actor in sorted(rows):
        mine = sorted(places[statement], key=lambda c: (c.document, c.first))
        read = " ".join(
            line for c in mine for line in texts[c.document][max(c.first - 1, 0) : c.last]
        ).casefold()
        if mine and not any(name in read for name in called[actor]):
            shown = tuple(names.shorten(citation.place) for citation in mine)
            words = {word for name in called[actor] for word in _WORD.findall(name)}
            partly = any(word in read for word in words)
            who, whom = names.shorten(statement), names.shorten(actor)
            yield Unnamed(mine[0].file, who, whom, shown, partly)
