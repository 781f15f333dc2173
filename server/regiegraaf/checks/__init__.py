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


def run(
    path: Path | None,
    *,
    sources: Path | None,
    readings: Path | None = None,
    root: Path | None = None,
) -> Report:
    """Check the files of the project.

    Args:
        path: Report only on this file or folder; the rules still see everything else.
        sources: A folder with the texts ``NNN.txt``: also compare every cited line with them.
        readings: A folder with readings ``NNN*.md`` of those texts: also tell how many of the
            lines that they rest on are cited.
        root: The folder of `places.FOLDERS`; by default the shipped one.
    """
    home = root or places.root()
    corpus = Corpus.read(home, path)
    names = {file.name for file in corpus.asked}
    findings = [*layout.check(corpus), *terms.check(corpus), *hygiene.check(corpus)]
    # What keeps a rule from looking at all is told whatever the path.
    obstacles = list(corpus.faults)
    if not obstacles and any(file.folder == "queries" for file in corpus.asked):
        try:
            findings += questions.check(corpus, _graph(home), home)
        except RegieError as error:
            obstacles.append(_obstacle(error, home))
    table: list[Coverage] = []
    unnamed: list[Unnamed] = []
    if sources:
        table, wrong, unnamed = evidence.compare(corpus, sources, readings)
        findings += wrong
    return Report(
        findings=sorted({*obstacles, *(found for found in findings if found.file in names)}),
        files=len(names),
        table=table,
        unnamed=[entry for entry in unnamed if entry.file in names],
    )


def _graph(home: Path) -> Graph:
    if home == places.root():
        return Graph.shipped()
    folders = (home / "ontology", home / "graph")
    return Graph.from_paths([path for path in folders if path.is_dir()], union=True)


def _obstacle(error: RegieError, home: Path) -> Finding:
    file = Path(str(error.extra.get("file", "")))
    name = file.relative_to(home).as_posix() if file.is_relative_to(home) else str(file)
    return Finding(name, 0, "graph-loads", **error.detail)
