"""The canned questions: one ``.rq`` file each, with its words, parameters and example in a header.

The header is the fenced comment block of PEP 723 with TOML inside; ``$name`` is a hole. An optional
parameter is used as ``VALUES ?x { $x }`` and left open with ``UNDEF``. ``$lang`` is always there:
the reader's language, for texts that have one.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from regiegraaf import names, places, tokens
from regiegraaf.errors import DataMissing, NotFound, ParameterRejected
from regiegraaf.layers import CHOICES
from regiegraaf.parameters import KINDS, Parameter, nearest
from regiegraaf.store import Graph, Term

_OPEN, _CLOSE = "# /// question", "# ///"
_KEYS = {"title", "answers", "params", "columns", "example", "layer", "tags"}
Row = dict[str, Term]


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    Args:
        question: What was asked.
        values: The parameters as they were understood.
        layer: The layer choice in force.
        columns: The columns in order.
        rows: The rows; an unbound variable is absent.
        left_out: Statements of other layers that would have answered, counted by force.
        text: The SPARQL that was run, with its holes filled.
    """

    question: Question
    values: Mapping[str, ox.NamedNode | ox.Literal | None]
    layer: str
    columns: list[str]
    rows: list[Row]
    left_out: Mapping[str, int]
    text: str
    triples: list[ox.Triple] = field(default_factory=list)

    def only(self, columns: list[str]) -> Answer:
        """Return the answer with some of its columns, in the order given, rows told once.

        Raises:
            ParameterRejected: There is no such column.
        """
        for name in columns:
            if name not in self.columns:
                raise ParameterRejected(
                    nl=f"Er is geen kolom '{name}'; wel: {', '.join(self.columns)}.",
                    en=f"There is no column '{name}'; there are: {', '.join(self.columns)}.",
                    parameter="columns",
                    suggestions=nearest(name, self.columns),
                )
        rows: list[Row] = []
        for row in self.rows:
            kept = {name: row[name] for name in columns if name in row}
            if kept not in rows:
                rows.append(kept)
        return replace(self, columns=columns, rows=rows)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its words; see `ask`."""

    id: str
    topic: str
    title: Mapping[str, str]
    answers: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    example: Mapping[str, str]
    layer: str
    tags: tuple[str, ...]
    text: str

    def ask(
        self,
        graph: Graph,
        given: Mapping[str, str] | None = None,
        *,
        layer: str | None = None,
        lang: str = "nl",
    ) -> Answer:
        """Answer the question.

        Args:
            graph: Where to look.
            given: Parameter values as people type them.
            layer: One of `layers.CHOICES`; by default the question's own.
            lang: The reader's language.

        Raises:
            ParameterRejected: A parameter is unknown, missing or of the wrong kind.
        """
        values = self.values(graph, given or {})
        filled = {name: "UNDEF" if term is None else str(term) for name, term in values.items()}
        filled["lang"] = str(ox.Literal(lang))
        text = tokens.fill(self.text, filled)
        choice = layer or self.layer
        columns, rows, triples = _run(graph, text, choice)
        left_out: Mapping[str, int] = {}
        if graph.layered and choice != "all" and {"statement", "force"} <= set(columns):
            left_out = _left_out(rows, _run(graph, text, "all")[1])
        return Answer(self, values, choice, columns, rows, left_out, text, triples)

    def values(
        self, graph: Graph, given: Mapping[str, str]
    ) -> dict[str, ox.NamedNode | ox.Literal | None]:
        """Return the parameters as terms.

        Raises:
            ParameterRejected: A parameter is unknown, missing or of the wrong kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise ParameterRejected(
                    nl=f"'{self.id}' kent geen parameter '{name}'; wel: {', '.join(known)}.",
                    en=f"'{self.id}' has no parameter '{name}'; it has: {', '.join(known)}.",
                    parameter=name,
                    suggestions=nearest(name, list(known)) or list(known),
                )
        return {name: known[name].term(given.get(name), graph) for name in known}


class Questions(Mapping[str, Question]):
    """All questions of a folder by name.

    Args:
        folder: Where the ``.rq`` files lie; by default the shipped ones.

    Raises:
        DataMissing: A file's header or text is wrong; the sentence names file and fault.
    """

    def __init__(self, folder: Path | None = None) -> None:
        root = folder or places.root() / "queries"
        found = [read(file, root) for file in sorted(root.rglob("*.rq"))]
        self.topics = _topics(root, found)
        self._questions = {question.id: question for question in found}
        twice = [id for id, count in Counter(q.id for q in found).items() if count > 1]
        if twice:
            raise _wrong(root / f"{twice[0]}.rq", "two questions have this name")

    def __getitem__(self, id: str) -> Question:
        if id not in self._questions:
            near = nearest(id, list(self._questions), limit=3)
            raise NotFound(
                nl=f"Er is geen vraag '{id}'."
                + (f" Bedoelde u: {', '.join(near)}?" if near else ""),
                en=f"There is no question '{id}'."
                + (f" Did you mean: {', '.join(near)}?" if near else ""),
                suggestions=near or sorted(self._questions),
            )
        return self._questions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder of questions with its name per language."""

    id: str
    name: Mapping[str, str]
    questions: tuple[Question, ...]


def _topics(root: Path, questions: list[Question]) -> tuple[Topic, ...]:
    file = root / "topics.toml"
    try:
        named = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, str(error)) from error
    for question in questions:
        named.setdefault(question.topic, {"nl": question.topic, "en": question.topic})
    return tuple(
        Topic(id, name, members)
        for id, name in named.items()
        if (members := tuple(q for q in questions if q.topic == id))
    )


def read(file: Path, root: Path) -> Question:
    """Read one question file.

    Raises:
        DataMissing: The header or the text is wrong.
    """
    text = names.rebase(file.read_text(encoding="utf-8"))
    header = _header(file, text)
    unknown = set(header) - _KEYS
    if unknown:
        raise _wrong(file, f"unknown header keys {sorted(unknown)}")
    for key in ("title", "answers"):
        if set(header.get(key, {})) != {"nl", "en"}:
            raise _wrong(file, f"{key} needs nl and en")
    parameters = tuple(
        _parameter(file, name, entry) for name, entry in header.get("params", {}).items()
    )
    declared, used = {p.name for p in parameters}, tokens.holes(text) - {"lang"}
    if declared != used:
        raise _wrong(file, f"declared {sorted(declared)}, used {sorted(used)}")
    layer = header.get("layer", "facts")
    if layer not in CHOICES:
        raise _wrong(file, f"layer '{layer}' is none of {', '.join(CHOICES)}")
    example = {name: str(value) for name, value in header.get("example", {}).items()}
    if not set(example) <= declared:
        raise _wrong(file, f"example gives {sorted(set(example) - declared)}, not declared")
    return Question(
        id=file.stem,
        topic=file.parent.relative_to(root).as_posix(),
        title=header["title"],
        answers=header["answers"],
        parameters=parameters,
        columns=header.get("columns", {}),
        example=example,
        layer=layer,
        tags=tuple(header.get("tags", ())),
        text=text,
    )


def _header(file: Path, text: str) -> dict[str, Any]:
    lines = text.splitlines()
    if _OPEN not in lines or _CLOSE not in lines:
        raise _wrong(file, f"the header between '{_OPEN}' and '{_CLOSE}' is missing")
    block = lines[lines.index(_OPEN) + 1 : lines.index(_CLOSE)]
    try:
        return tomllib.loads("\n".join(line.removeprefix("#").strip() for line in block))
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, f"header: {error}") from error


def _parameter(file: Path, name: str, entry: Mapping[str, str]) -> Parameter:
    kind = entry.get("type", "")
    if kind not in KINDS:
        raise _wrong(file, f"parameter {name}: type '{kind}' is none of {', '.join(KINDS)}")
    of = entry.get("of")
    if kind in ("thing", "concept") and (
        not of or any(names.expand(name) is None for name in of.split())
    ):
        raise _wrong(file, f"parameter {name}: 'of' must name a class or scheme")
    if not {"nl", "en"} <= set(entry):
        raise _wrong(file, f"parameter {name} needs nl and en")
    default = entry.get("default")
    label = {"nl": entry["nl"], "en": entry["en"]}
    return Parameter(name, kind, label, of, None if default is None else str(default))


def _run(graph: Graph, text: str, layer: str) -> tuple[list[str], list[Row], list[ox.Triple]]:
    answer = graph.query(text, layer=layer)
    if isinstance(answer, ox.QueryTriples):
        return [], [], list(answer)
    if isinstance(answer, ox.QueryBoolean):
        return ["answer"], [{"answer": ox.Literal(bool(answer))}], []
    columns = [variable.value for variable in answer.variables]
    rows = [{name: row[name] for name in columns if row[name] is not None} for row in answer]
    return columns, rows, []


def _left_out(shown: list[Row], everything: list[Row]) -> dict[str, int]:
    seen = {row.get("statement") for row in shown}
    missed = {row["statement"]: row.get("force") for row in everything if "statement" in row}
    forces = [
        names.slug(force.value) if isinstance(force, ox.NamedNode) else "unclear"
        for statement, force in missed.items()
        if statement not in seen
    ]
    return dict(sorted(Counter(forces).items()))


def _wrong(file: Path, fault: str) -> DataMissing:
    sentence = f"{file.name}: {fault}"
    return DataMissing(nl=sentence, en=sentence, file=str(file))
