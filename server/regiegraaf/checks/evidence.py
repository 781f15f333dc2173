"""The cited lines beside the texts: do they exist, do they say something, how much is cited."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from regiegraaf import names
from regiegraaf.checks import readings
from regiegraaf.checks.corpus import Corpus
from regiegraaf.checks.findings import Coverage, Finding, Unnamed

_CITED = "SELECT ?file ?statement ?place WHERE { GRAPH ?file { ?statement rg:hasSource ?place } }"
_STORED = """
SELECT ?file ?document ?count ?digest WHERE {
  GRAPH ?file { ?document rg:lineCount ?count } OPTIONAL { ?document schema:sha256 ?digest }
}
"""
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


ENOUGH = 97.0
"""How many per cent of the lines of a reading the graph cites at least."""


def compare(
    corpus: Corpus, folder: Path, read: Path | None = None
) -> tuple[list[Coverage], list[Finding], list[Unnamed]]:
    """Compare every cited place with the texts of a folder.

    Args:
        corpus: The files that cite.
        folder: Holds ``NNN.txt`` for document ``NNN``; a line of the file is a line of evidence.
        read: Holds readings of the documents; see `readings`.

    Returns:
        What is cited of each text, what is wrong, and the actors that no cited line names.
    """
    stored = {file.stem: file.read_bytes() for file in sorted(folder.glob("*.txt"))}
    texts = {
        number: content.decode().removesuffix("\n").split("\n")
        for number, content in stored.items()
    }
    digests = {number: hashlib.sha256(content).hexdigest() for number, content in stored.items()}
    cited = list(_citations(corpus))
    wanted = readings.lines(read) if read else {}
    table = [
        _coverage(number, lines, cited, wanted.get(number, frozenset()))
        for number, lines in texts.items()
    ]
    findings = [
        *_differences(corpus, texts, digests, cited),
        *_faults(corpus, texts, cited),
        *_passed_over(corpus, table),
    ]
    return table, findings, list(_unnamed(corpus, texts, cited))


def _citations(corpus: Corpus) -> Iterator[_Citation]:
    for row in corpus.rows(_CITED):
        place = _PLACE.fullmatch(row["place"])
        if place:
            first = int(place[3])
            last = int(place[4] or first)
            file = row["file"].removeprefix("file:")
            yield _Citation(file, row["statement"], row["place"], place[2], first, last)


def _differences(
    corpus: Corpus,
    texts: Mapping[str, Sequence[str]],
    digests: Mapping[str, str],
    cited: Sequence[_Citation],
) -> Iterator[Finding]:
    needed = {citation.document: citation.file for citation in reversed(cited)}
    rows = {names.slug(row["document"]): row for row in corpus.rows(_STORED)}
    for number, lines in texts.items():
        row = rows.get(number, {})
        if not row and number not in needed:
            continue  # a text that the graph does not hold yet
        file = row["file"].removeprefix("file:") if row else needed[number]
        for rule, term, said, found in (
            ("line-count-is-that-of-the-text", "rg:lineCount", "count", str(len(lines))),
            ("digest-is-that-of-the-text", "schema:sha256", "digest", digests[number]),
        ):
            if row.get(said) != found:
                line = corpus.files[file].line_of(names.expand(term) or "") if row else 0
                stated = row.get(said, "-")
                yield Finding(
                    file,
                    line,
                    rule,
                    f"{term} van source:{number} is {stated}; de tekst geeft {found}.",
                    f"{term} of source:{number} is {stated}; the text gives {found}.",
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


def _passed_over(corpus: Corpus, table: Sequence[Coverage]) -> Iterator[Finding]:
    files = {names.slug(row["document"]): row["file"] for row in corpus.rows(_STORED)}
    for row in table:
        if row.share_read < ENOUGH:
            share = f"{row.share_read:.1f} %"
            yield Finding(
                files.get(row.document, "graph").removeprefix("file:"),
                0,
                "reading-is-covered",
                f"Van de regels waarop de lezing van {row.document} rust, is {share} aangehaald; "
                f"er moet {ENOUGH:.0f} % zijn.",
                f"Of the lines that the reading of {row.document} rests on, {share} are cited; "
                f"{ENOUGH:.0f} % are needed.",
            )


def _coverage(
    number: str, lines: Sequence[str], cited: Sequence[_Citation], wanted: frozenset[int]
) -> Coverage:
    mine = [citation for citation in cited if citation.document == number]
    near = [citation for citation in mine if citation.last - citation.first < readings.WIDEST]
    touched = {line for c in near for line in range(c.first, min(c.last, len(lines)) + 1)}
    full = {line for line, text in enumerate(lines, start=1) if text.strip()}
    percent = 100 * len(touched & full) / len(full) if full else 0.0
    statements = {citation.statement for citation in mine}
    read = wanted & full
    passed_over = tuple(sorted(read - touched))
    return Coverage(
        number, len(lines), len(statements), len(touched), percent, len(read), passed_over
    )


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
