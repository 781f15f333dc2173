"""The rules that are queries: ``ontology/hygiene/<rule-in-words>.rq`` must return no rows.

Each file of ontology and graph is a named graph ``file:<its path>``; the default graph is their
union. A row names the ``?thing`` that is wrong, and where they help the ``?file`` and a ``?value``;
the header says it in words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regiegraaf import names, places
from regiegraaf.checks.corpus import Corpus
from regiegraaf.checks.findings import Finding

_OPEN, _CLOSE = "# /// rule", "# ///"


@dataclass(frozen=True, slots=True)
class Rule:
    """A query that must return no rows.

    Args:
        name: The rule in words.
        nl: The sentence in Dutch with ``{thing}`` and ``{value}``.
        en: The same in English.
        query: The SELECT.
    """

    name: str
    nl: str
    en: str
    query: str

    @classmethod
    def read(cls, file: Path) -> Rule:
        """Read a rule; its header is the fenced comment block known from the questions."""
        text = names.rebase(file.read_text(encoding="utf-8"))
        lines = text.splitlines()
        header = lines[lines.index(_OPEN) + 1 : lines.index(_CLOSE)]
        words = tomllib.loads("\n".join(line.removeprefix("#").strip() for line in header))
        return cls(file.stem, words["nl"], words["en"], text)

    def broken(self, corpus: Corpus) -> Iterator[Finding]:
        """Yield a finding per row."""
        for row in corpus.rows(self.query):
            thing, value = row["thing"], row.get("value", "")
            file = row.get("file", "").removeprefix("file:") or _home(corpus, thing)
            words = {"thing": names.shorten(thing), "value": names.shorten(value)}
            line = corpus.files[file].line_of(thing, value) if file in corpus.files else 0
            yield Finding(file, line, self.name, self.nl.format(**words), self.en.format(**words))


def rules() -> list[Rule]:
    """Return the rules in the order of their names."""
    return [Rule.read(file) for file in places.files("ontology/hygiene", ".rq")]


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what the queries find."""
    for rule in rules():
        yield from rule.broken(corpus)


def _home(corpus: Corpus, thing: str) -> str:
    file = next(corpus.rows(f"SELECT ?file {{ GRAPH ?file {{ <{thing}> ?p ?o }} }} LIMIT 1"), {})
    return file.get("file", "").removeprefix("file:")
