"""The house rules for files of ontology, graph, shapes and queries: `run` keeps them.

A rule that is a query lies in ``ontology/hygiene/<rule-in-words>.rq`` and must return no rows. The
other rules are functions here: the layout of a file, the terms that it mentions, the questions
that must answer, and the lines that are cited.
"""

from __future__ import annotations

from pathlib import Path

from regiegraaf import places
from regiegraaf.checks import evidence, hygiene, layout, questions, terms
from regiegraaf.checks.corpus import Corpus
from regiegraaf.checks.findings import Coverage, Finding, Report, Unnamed
from regiegraaf.errors import RegieError
from regiegraaf.store import Graph

__all__ = ["Coverage", "Finding", "Report", "Unnamed", "run"]


def run(path: Path | None, *, sources: Path | None, root: Path | None = None) -> Report:
    """Check the files of the project.

    Args:
        path: Report only on this file or folder; the rules still see everything else.
        sources: A folder with the texts ``NNN.txt``: also compare every cited line with them.
        root: The folder of `places.FOLDERS`; by default the shipped one.
    """
    home = root or places.root()
    corpus = Corpus.read(home, path)
    findings = [*corpus.faults, *layout.check(corpus), *terms.check(corpus), *hygiene.check(corpus)]
    if not corpus.faults and any(file.folder == "queries" for file in corpus.asked):
        findings += _asked(corpus, home)
    table: list[Coverage] = []
    unnamed: list[Unnamed] = []
    if sources:
        table, wrong, unnamed = evidence.compare(corpus, sources)
        findings += wrong
    names = {file.name for file in corpus.asked}
    return Report(
        findings=sorted({finding for finding in findings if finding.file in names}),
        files=len(names),
        table=table,
        unnamed=[entry for entry in unnamed if entry.file in names],
    )


def _asked(corpus: Corpus, home: Path) -> list[Finding]:
    try:
        shipped = home == places.root()
        graph = Graph.shipped() if shipped else Graph.from_paths([home], union=True)
    except RegieError as error:
        file = Path(str(error.extra.get("file", "")))
        name = file.relative_to(home).as_posix() if file.is_relative_to(home) else str(file)
        return [Finding(name, 0, "graph-loads", **error.detail)]
    return list(questions.check(corpus, graph, home))
