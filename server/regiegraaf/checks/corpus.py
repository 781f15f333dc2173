"""The files under the house rules, read once: their text, their tokens and their triples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from regiegraaf import names, places, tokens
from regiegraaf.checks.findings import Finding

_NAME = re.compile(r"(?<![\w:.\-])([A-Za-z][\w\-]*):([A-Za-z0-9_](?:[\w.\-]*[\w\-])?)")
_QUOTED = re.compile(r"\"([a-z]+:[\w\-]+)\"")
_SUFFIXES = (".ttl", ".rq")


@dataclass(frozen=True, slots=True)
class Mention:
    """A prefixed name or IRI in a file, and its line."""

    iri: str
    line: int


@dataclass(frozen=True)
class DataFile:
    """A file of Turtle or SPARQL.

    Args:
        name: Its path below the data root.
        text: Its content, under the base in use.
    """

    name: str
    text: str

    @property
    def folder(self) -> str:
        """The first part of its path: one of `places.FOLDERS` for a file of the project."""
        return self.name.partition("/")[0]

    @property
    def is_case(self) -> bool:
        """Whether it is a sample beside a shape, which may be wrong on purpose."""
        return self.folder == "shapes" and not self.name.endswith("/shape.ttl")

    @property
    def graph(self) -> ox.NamedNode:
        """The graph that holds its triples while the rules look at them."""
        return ox.NamedNode(f"file:{self.name}")

    @cached_property
    def tokens(self) -> list[tuple[tokens.Token, int]]:
        """Its tokens, each with its line; Turtle and SPARQL share their terminals."""
        found, line = [], 1
        for token in tokens.tokens(self.text):
            found.append((token, line))
            line += token.text.count("\n")
        return found

    @cached_property
    def mentions(self) -> list[Mention]:
        """What it names, also in the queries that a shape holds and in a question's header."""
        return list(_mentions(self.tokens))

    @cached_property
    def blocks(self) -> Mapping[str, int]:
        """The line on which the block of each thing starts; the first, if it has several."""
        rows = self.text.split("\n")
        starts = (m for m in self.mentions if rows[m.line - 1][:1] not in ("", " ", "#"))
        found: dict[str, int] = {}
        for mention in starts:
            found.setdefault(mention.iri, mention.line)
        return found

    def line_of(self, thing: str, value: str = "") -> int:
        """Return the line on which a value is named in the block of a thing; 0 if it is not."""
        line = self.blocks.get(thing, 0)
        lines = (m.line for m in self.mentions if m.iri == value and m.line >= line)
        return next(lines, 0) or line or next((m.line for m in self.mentions if m.iri == thing), 0)


@dataclass(frozen=True)
class Corpus:
    """All files of the project.

    Args:
        files: By name.
        asked: The files that are reported on.
        store: The triples of ontology and graph, one named graph per file.
        faults: Files that are not Turtle or not UTF-8.
    """

    files: Mapping[str, DataFile]
    asked: list[DataFile]
    store: ox.Store = field(default_factory=ox.Store)
    faults: list[Finding] = field(default_factory=list)

    @classmethod
    def read(cls, root: Path, path: Path | None = None) -> Corpus:
        """Read every file below a root, and those of a path that may lie elsewhere."""
        found = [file for folder in places.FOLDERS for file in _below(root / folder)]
        wanted = found if path is None else _below(path.resolve())
        faults: list[Finding] = []
        files = {}
        for file in dict.fromkeys((*found, *wanted)):
            name = _name(file, root)
            try:
                files[name] = DataFile(name, names.rebase(file.read_bytes().decode()))
            except UnicodeDecodeError as error:
                files[name] = DataFile(name, "")
                faults.append(_unreadable(name, 0, f"UTF-8, byte {error.start}"))
        corpus = cls(files, [files[_name(file, root)] for file in wanted], faults=faults)
        for data in files.values():
            corpus.load(data)
        return corpus

    def load(self, file: DataFile) -> None:
        """Parse a file, and keep its triples if it is of ontology or graph."""
        if not file.name.endswith(".ttl"):
            return
        # Parsed for its syntax only: samples beside the shapes are no part of the graph.
        store = self.store if file.folder in ("ontology", "graph") else ox.Store()
        try:
            store.load(file.text, format=ox.RdfFormat.TURTLE, to_graph=file.graph)
        except SyntaxError as error:
            self.faults.append(_unreadable(file.name, error.lineno or 0, error.msg))

    def rows(self, query: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a SELECT over the union of all files: IRIs and texts, bare."""
        answer = self.store.query(query, prefixes=names.prefixes(), use_default_graph_as_union=True)
        if isinstance(answer, ox.QuerySolutions):
            columns = [variable.value for variable in answer.variables]
            for row in answer:
                found = {name: row[name] for name in columns}
                yield {name: _bare(term) for name, term in found.items() if term is not None}


def _bare(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else "_:"


def _mentions(placed: list[tuple[tokens.Token, int]]) -> Iterator[Mention]:
    declared = False
    for token, line in placed:
        if token.kind == "word":
            declared = token.text.upper() == "PREFIX"
        elif token.kind == "iri":
            if not declared:
                yield Mention(token.text[1:-1], line)
            declared = False
        elif not declared:
            yield from _named(token, line)


def _named(token: tokens.Token, line: int) -> Iterator[Mention]:
    if token.kind == "name":
        yield from _expanded(token.text, line)
    elif token.kind == "comment":
        # A question's header says in strings of which class or scheme a value must be.
        for quoted in _QUOTED.finditer(token.text):
            yield from _expanded(quoted[1], line)
    elif token.kind == "string" and token.text.startswith('"""'):
        for piece in tokens.tokens(token.text[3:-3]):
            yield from _named(piece, line)
            line += piece.text.count("\n")


def _expanded(text: str, line: int) -> Iterator[Mention]:
    for name in _NAME.finditer(text):
        iri = names.expand(name[0])
        if iri:
            yield Mention(iri, line)


def _below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES)


def _name(file: Path, root: Path) -> str:
    return (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()


def _unreadable(name: str, line: int, fault: str) -> Finding:
    return Finding(
        name, line, "file-is-readable", f"Niet leesbaar: {fault}", f"Not readable: {fault}"
    )
