"""Every form in which we write: results of queries, graphs, and answers to questions.

SPARQL results and RDF are written by the engine's own writers; the forms for people (table,
Markdown, CSV with labels, XLSX) are written here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import openpyxl
import pyoxigraph as ox
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from regiegraaf import names
from regiegraaf.errors import TooManyRows
from regiegraaf.questions import Answer
from regiegraaf.store import Answer as Result
from regiegraaf.store import Graph, Term


@dataclass(frozen=True, slots=True)
class Format:
    """A form with the suffix that asks for it and the media type it is sent with."""

    suffix: str
    media: str
    rdf: ox.RdfFormat | None = None
    results: ox.QueryResultsFormat | None = None


GRAPHS = (
    Format("ttl", "text/turtle", rdf=ox.RdfFormat.TURTLE),
    Format("nt", "application/n-triples", rdf=ox.RdfFormat.N_TRIPLES),
    Format("jsonld", "application/ld+json", rdf=ox.RdfFormat.JSON_LD),
    Format("rdf", "application/rdf+xml", rdf=ox.RdfFormat.RDF_XML),
)
DATASETS = (
    Format("nq", "application/n-quads", rdf=ox.RdfFormat.N_QUADS),
    Format("trig", "application/trig", rdf=ox.RdfFormat.TRIG),
)
RESULTS = (
    Format("json", "application/sparql-results+json", results=ox.QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", results=ox.QueryResultsFormat.XML),
    Format("csv", "text/csv", results=ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", results=ox.QueryResultsFormat.TSV),
)
ANSWERS = (
    Format("html", "text/html"),
    Format("json", "application/json"),
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("md", "text/markdown"),
    Format("ttl", "text/turtle", rdf=ox.RdfFormat.TURTLE),
    Format("srj", "application/sparql-results+json", results=ox.QueryResultsFormat.JSON),
)
_HIDDEN = ("statement",)
_CELL = 32_000


def by_suffix(formats: Iterable[Format], suffix: str) -> Format | None:
    """Return the form with a suffix."""
    return next((format for format in formats if format.suffix == suffix), None)


def offered(result: Result) -> tuple[Format, ...]:
    """Return the forms in which a query result can be written."""
    if isinstance(result, ox.QueryTriples):
        return GRAPHS
    # CSV and TSV have no form for a boolean (SPARQL 1.1 Query Results CSV and TSV, section 1).
    return RESULTS[:2] if isinstance(result, ox.QueryBoolean) else RESULTS


def writing(
    graph: Graph,
    text: str,
    format: Format,
    *,
    rows: int,
    layer: str = "facts",
    default_graphs: Sequence[ox.NamedNode] = (),
    named_graphs: Sequence[ox.NamedNode] = (),
) -> Callable[[BinaryIO], None]:
    """Return the work of evaluating a query and writing its result, for `Evaluator.stream`.

    The rows are counted first: a result that is too large is refused whole and never cut.
    """

    def evaluated() -> Result:
        return graph.query(
            text, layer=layer, default_graphs=default_graphs, named_graphs=named_graphs
        )

    def work(file: BinaryIO) -> None:
        counted = evaluated()
        if not isinstance(counted, ox.QueryBoolean):
            for number, _ in enumerate(counted, start=1):
                if number > rows:
                    raise TooManyRows(
                        nl=f"Het antwoord heeft meer dan {rows} regels; vraag minder, of met LIMIT.",
                        en=f"The answer has more than {rows} rows; ask for less, or with LIMIT.",
                    )
        write(evaluated(), format, file)

    return work


def dump(graph: Graph, format: Format, *, merged: bool) -> bytes:
    """Return the whole graph: its named graphs, or their merge in a form without graph names."""
    quads = [
        quad
        for node in graph.graphs
        for quad in graph.store.quads_for_pattern(None, None, None, node)
    ]
    if not graph.layered:
        quads += list(graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if merged:
        return write_graph(sorted({quad.triple for quad in quads}, key=str), format)
    return write_graph(sorted(quads, key=str), format)


def write(result: Result, format: Format, file: BinaryIO) -> None:
    """Write a query result in one of the forms of `offered`."""
    if isinstance(result, ox.QueryTriples):
        result.serialize(file, format.rdf or ox.RdfFormat.TURTLE, prefixes=names.prefixes())
    else:
        result.serialize(file, format.results or ox.QueryResultsFormat.JSON)


def write_graph(triples: Iterable[ox.Triple | ox.Quad], format: Format) -> bytes:
    """Return triples in an RDF form, with only the prefixes that they use."""
    known = list(triples)
    text = ox.serialize(known, format=format.rdf or ox.RdfFormat.TURTLE, prefixes=_used(known))
    return text or b""


def shown(answer: Answer) -> list[str]:
    """Return the columns worth showing: not the statement itself, and none that is always empty."""
    return [
        name
        for name in answer.columns
        if name not in _HIDDEN and (not answer.rows or any(name in row for row in answer.rows))
    ]


def table(answer: Answer, graph: Graph, lang: str) -> tuple[list[str], list[list[str]]]:
    """Return an answer for people: headings, and rows of labels.

    The statement behind a row is not a column: its force and places are.
    """
    columns = shown(answer)
    headings = [heading(answer, name, lang) for name in columns]
    rows = [[cell(row.get(name), graph, lang) for name in columns] for row in answer.rows]
    return headings, rows


def heading(answer: Answer, column: str, lang: str) -> str:
    """Return what a column is called."""
    return answer.question.columns.get(column, {}).get(lang, column)


def cell(term: Term | None, graph: Graph, lang: str) -> str:
    """Return a term as people read it."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return graph.label(term.value, lang)
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)


def as_csv(answer: Answer, graph: Graph, lang: str, *, delimiter: str = ",") -> str:
    """Return an answer as CSV (RFC 4180): per column its labels, per thing its IRI beside it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    things = [
        name
        for name in answer.columns
        if any(isinstance(row.get(name), ox.NamedNode) for row in answer.rows)
    ]
    columns = [
        column
        for name in answer.columns
        for column in ((name, f"{name}_iri") if name in things else (name,))
    ]
    writer.writerow(columns)
    for row in answer.rows:
        line = []
        for name in answer.columns:
            term = row.get(name)
            line.append(cell(term, graph, lang))
            if name in things:
                line.append(term.value if isinstance(term, ox.NamedNode) else "")
        writer.writerow(line)
    return file.getvalue()


def json_text(value: object) -> str:
    """Return a value as JSON text for people and programs."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_sparql_json(answer: Answer) -> bytes:
    """Return an answer in the SPARQL 1.1 Query Results JSON Format."""
    bindings = [
        {name: _binding(term) for name, term in row.items()} for row in answer.rows
    ]
    return json_text(
        {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    ).encode()


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}


def as_json(answer: Answer, graph: Graph, lang: str) -> str:
    """Return an answer with everything it was asked with and everything it left out."""
    question = answer.question
    told = {
        "question": question.id,
        "title": question.title[lang],
        "parameters": {
            name: None if term is None else json_term(term, graph, lang)
            for name, term in answer.values.items()
        },
        "layer": answer.layer,
        "leftOut": dict(answer.left_out),
        "columns": [{"name": n, "title": heading(answer, n, lang)} for n in answer.columns],
        "rows": [
            {name: json_term(term, graph, lang) for name, term in row.items()}
            for row in answer.rows
        ],
    }
    return json_text(told)


def json_term(term: Term, graph: Graph, lang: str) -> dict[str, object]:
    """Return a term as a JSON object: an IRI with its label, a literal with its kind."""
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, "label": graph.label(term.value, lang)}
    if isinstance(term, ox.Literal):
        if term.language:
            return {"value": term.value, "lang": term.language}
        return {"value": term.value, "datatype": term.datatype.value}
    return {"value": str(term)}


def as_markdown(answer: Answer, graph: Graph, lang: str) -> str:
    """Return an answer as a Markdown table."""
    headings, rows = table(answer, graph, lang)
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(
        "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in line) + " |\n"
        for line in lines
    )


def as_xlsx(answer: Answer, graph: Graph, lang: str, words: Mapping[str, str]) -> bytes:
    """Return an answer as a workbook: the rows, and a sheet that says what was asked.

    Args:
        words: The headings ``answer`` and ``asked`` for the two sheets.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one sheet
    sheet.title = words["answer"][:31]
    headings, rows = table(answer, graph, lang)
    sheet.append(headings)
    for row in rows:
        sheet.append([_text(value) for value in row])
    sheet.freeze_panes = "A2"
    for number, title in enumerate(headings, start=1):
        longest = max([len(title), *(len(row[number - 1]) for row in rows)], default=10)
        column = get_column_letter(number)
        sheet.column_dimensions[column].width = min(60, longest + 2)
        sheet[f"{column}1"].font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for place in line:
            place.alignment = Alignment(wrap_text=True, vertical="top")
            # A value that begins like a formula is text all the same.
            place.data_type = "s"
    about = book.create_sheet(words["asked"][:31])
    about.append([_text(answer.question.title[lang])])
    for name, term in answer.values.items():
        about.append([name, _text(cell(term, graph, lang))])
    about.append(["layer", answer.layer])
    for force, count in answer.left_out.items():
        about.append([f"left out: {force}", count])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(value: str) -> str:
    return "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:_CELL]


def _used(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    seen: set[str] = set()
    for triple in triples:
        for node in (triple.subject, triple.predicate, triple.object):
            if isinstance(node, ox.NamedNode):
                seen.add(node.value)
            elif isinstance(node, ox.Literal):
                seen.add(node.datatype.value)
    shortened = {names.shorten(iri).split(":", 1)[0] for iri in seen}
    return {name: iri for name, iri in names.prefixes().items() if name in shortened}
