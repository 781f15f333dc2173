"""The canned questions as pages and as an API."""

from __future__ import annotations

from codecs import BOM_UTF8

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request

from regiegraaf import formats, names, tables
from regiegraaf.formats import ANSWERS, GRAPHS, Format
from regiegraaf.questions import Answer, Question
from regiegraaf.rendering import render
from regiegraaf.web import reader
from regiegraaf.web.answers import choose, finish, send
from regiegraaf.web.services import services

blueprint = Blueprint("questions", __name__)
_NOT_PARAMETERS = {"lang", "layer", "format", "peildatum", "as-of", "page", "page-size", "download"}
_TAIL = ("holds", "force", "by", "source")
_WIDEST, _LEAD, _LONGEST = 7, 3, 600
_LIST = (Format("html", "text/html"), Format("json", "application/json"))


@blueprint.get("/questions")
def listed() -> Response:
    """List the questions."""
    form = choose(_LIST)
    questions = services().questions
    if form.suffix == "html":
        page = render_template("questions.html", topics=questions.topics)
        return finish(Response(page, mimetype="text/html"))
    return finish(
        Response(
            tables.json_text(
                [
                    {
                        "id": question.id,
                        "topic": question.topic,
                        "title": dict(question.title),
                        "answers": dict(question.answers),
                        "parameters": [
                            {
                                "name": p.name,
                                "type": p.kind,
                                "of": p.of,
                                "default": p.default,
                                "label": p.label,
                            }
                            for p in question.parameters
                        ],
                        "href": f"/questions/{question.id}",
                    }
                    for question in questions.values()
                ]
            ),
            mimetype="application/json",
        )
    )


@blueprint.get("/question/<id>")
def named(id: str) -> Response:
    """Lead from the IRI of a question to its page."""
    return redirect(reader.to(f"/questions/{id}"), 303)  # type: ignore[return-value]


@blueprint.get("/questions/<id>")
@blueprint.get("/questions/<id>.<suffix>")
def answered(id: str, suffix: str = "") -> Response:
    """Answer a question in the form asked for."""
    question = services().questions[id]
    form = choose(ANSWERS, suffix=suffix)
    graph, lang = services().graph, reader.lang()
    answer = question.ask(graph, _given(question), layer=reader.layer(), lang=lang)
    if form.suffix == "html":
        return finish(Response(_page(question, answer), mimetype="text/html"))
    body = render(answer, graph, form.suffix, lang)
    wanted_as_file = "download" in request.args or form.suffix == "xlsx"
    if wanted_as_file and form.suffix == "csv":
        # Excel takes UTF-8 for UTF-8 only when a mark says so; programs do not want the mark.
        body = BOM_UTF8 + body
    return send(body, form, name=f"{id}.{form.suffix}" if wanted_as_file else None)


def _given(question: Question) -> dict[str, str]:
    given = {name: value for name, value in request.args.items() if name not in _NOT_PARAMETERS}
    date = reader.date()
    if date and any(parameter.name == "date" for parameter in question.parameters):
        given.setdefault("date", date)
    return given


def _page(question: Question, answer: Answer) -> str:
    graph, lang = services().graph, reader.lang()
    choices = {}
    for parameter in question.parameters:
        found = parameter.choices(graph)
        # A list that nobody can scroll through is a field to type in.
        choices[parameter.name] = sorted(
            ((names.shorten(node.value), graph.label(node.value, lang)) for node in found)
            if len(found) <= _LONGEST
            else (),
            key=lambda pair: pair[1].casefold(),
        )
    chosen = {
        name: (names.shorten(term.value) if isinstance(term, ox.NamedNode) else term.value)
        if term is not None
        else ""
        for name, term in answer.values.items()
    }
    shown = tables.shown(answer)
    # A row of many columns is read best with its key first, its evidence last, the rest between.
    tail = [name for name in shown if name in _TAIL] if len(shown) > _WIDEST else []
    lead = [name for name in shown if name not in tail]
    lead, folded = (lead[:_LEAD], lead[_LEAD:]) if tail else (lead, [])
    return render_template(
        "question.html",
        question=question,
        answer=answer,
        lead=lead,
        folded=folded,
        tail=tail,
        choices=choices,
        chosen=chosen,
        turtle=formats.write_graph(answer.triples, GRAPHS[0]).decode() if answer.triples else "",
        heading=lambda name: tables.heading(answer, name, lang),
        formats=ANSWERS[1:],
        is_thing=lambda term: isinstance(term, ox.NamedNode),
        example=_example(question),
    )


def _example(question: Question) -> str:
    return reader.to(f"/questions/{question.id}", **question.example)
