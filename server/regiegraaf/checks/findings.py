"""What the house rules find, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_TABLE = {
    "nl": (
        "document",
        "regels",
        "uitspraken",
        "aangehaald",
        "niet lege regels aangehaald",
        "regels van de lezing",
        "daarvan aangehaald",
    ),
    "en": (
        "document",
        "lines",
        "statements",
        "cited",
        "non-blank lines cited",
        "lines of the reading",
        "of those cited",
    ),
}
_PASSED_OVER = {
    "nl": "{document}: de lezing rust op {lines}, en geen uitspraak haalt dat aan",
    "en": "{document}: the reading rests on {lines}, and no statement cites that",
}
_UNNAMED = {
    "nl": (
        "{statement}: geen woord van {actor} in {places}",
        "{statement}: geen hele naam van {actor} in {places}",
    ),
    "en": (
        "{statement}: not a word of {actor} in {places}",
        "{statement}: no whole name of {actor} in {places}",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A house rule that is broken.

    Args:
        file: The file's path below the data root.
        line: The line in that file, 1 for the first; 0 where it is about the file as a whole.
        rule: The rule in words, as in ``definition-is-a-sentence``.
        nl: What is wrong and what mends it, in Dutch.
        en: The same in English.
    """

    file: str
    line: int
    rule: str
    nl: str
    en: str

    @property
    def message(self) -> Mapping[str, str]:
        """The sentence by language."""
        return {"nl": self.nl, "en": self.en}

    @property
    def place(self) -> str:
        """The file and, where it is known, the line: what an editor opens."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text the graph cites.

    Args:
        document: The number of the document: ``004``.
        lines: The lines of its text.
        statements: The statements that cite it.
        cited: The distinct lines that they cite.
        percent: How many of the lines that are not blank are cited.
        read: The lines, not blank, that a reading of the document rests on.
        passed_over: Those of them that no statement cites.
    """

    document: str
    lines: int
    statements: int
    cited: int
    percent: float
    read: int = 0
    passed_over: tuple[int, ...] = ()

    @property
    def share_read(self) -> float:
        """How many per cent of the lines of the reading are cited."""
        return 100 * (self.read - len(self.passed_over)) / self.read if self.read else 100.0


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A statement whose cited lines hold no name of an actor that it is about: worth a look.

    Args:
        file: Where the statement is written.
        statement: The statement as a prefixed name.
        actor: The actor as a prefixed name.
        places: The places that the statement cites, as prefixed names.
        partly: Whether a word of a name does occur there, as "Veilig Thuis" of "Veilig Thuis
            Zeeland"; the others are to be looked at first.
    """

    file: str
    statement: str
    actor: str
    places: tuple[str, ...]
    partly: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    Args:
        findings: The broken rules by file and line.
        files: How many files were looked at.
        table: Per text what is cited of it; only with the texts at hand.
        unnamed: What the texts leave to a reader's eye; never a reason to fail.
    """

    findings: list[Finding]
    files: int
    table: list[Coverage] = field(default_factory=list)
    unnamed: list[Unnamed] = field(default_factory=list)

    def told(self, lang: str) -> Iterator[str]:
        """Yield the table and the list beside the findings as lines of text."""
        if self.table:
            yield "  ".join(_TABLE[lang])
        for row in self.table:
            share = f"{row.share_read:.1f} %" if row.read else "-"
            counted = (row.document, row.lines, row.statements, row.cited, f"{row.percent:.1f} %")
            pairs = zip((*counted, row.read or "-", share), _TABLE[lang], strict=True)
            yield "  ".join(f"{cell!s:>{len(title)}}" for cell, title in pairs)
        for row in self.table:
            if row.passed_over:
                passed = ", ".join(f"L{line}" for line in row.passed_over)
                yield _PASSED_OVER[lang].format(document=row.document, lines=passed)
        for entry in sorted(self.unnamed, key=lambda entry: entry.partly):
            yield _UNNAMED[lang][entry.partly].format(
                statement=entry.statement, actor=entry.actor, places=", ".join(entry.places)
            )
