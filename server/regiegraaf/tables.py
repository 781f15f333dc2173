"""Answers as people read them: tables of labels, CSV, JSON, Markdown and workbooks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import openpyxl
import pyoxigraph as ox
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from regiegraaf.questions import Answer
from regiegraaf.store import Graph, Term

_HIDDEN = ("statement",)
_CELL = 32_000


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
    bindings = [{name: _binding(term) for name, term in row.items()} for row in answer.rows]
    return json_text({"head": {"vars": answer.columns}, "results": {"bindings": bindings}}).encode()


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

    The sheets are called by ``words["answer"]`` and ``words["asked"]``.
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
