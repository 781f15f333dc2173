"""The canned questions as pages and as an API."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request

from regiegraaf import formats, names, resources
from regiegraaf.formats import ANSWERS, GRAPHS, Format
from regiegraaf.questions import Answer, Question
from regiegraaf.web import reader
from regiegraaf.web.answers import choose, finish, send
from regiegraaf.web.services import services
from regiegraaf.words import say

blueprint = Blueprint("questions", __name__)
_NOT_PARAMETERS = {"lang", "layer", "format", "peildatum", "as-of", "page", "page-size", "download"}
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
            formats.json_text(
                [
                    {
                        "id": question.id,
                        "topic": question.topic,
                        "title": dict(question.title),
                        "answers": dict(question.answers),
                        "parameters": [
                            {"name": p.name, "type": p.kind, "of": p.of, "default": p.default, "label": p.label}
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
    name = f"{id}.{form.suffix}" if "download" in request.args else None
    if form.suffix == "html":
        return finish(Response(_page(question, answer), mimetype="text/html"))
    if form.suffix == "json":
        return send(formats.as_json(answer, graph, lang), form, name=name)
    if form.suffix == "csv":
        # Excel takes UTF-8 for UTF-8 only when a mark says so; programs do not want the mark.
        mark = "\ufeff" if name else ""
        return send(mark + formats.as_csv(answer, graph, lang), form, name=name)
    if form.suffix == "tsv":
        return send(formats.as_csv(answer, graph, lang, delimiter="\t"), form, name=name)
    if form.suffix == "md":
        return send(formats.as_markdown(answer, graph, lang), form, name=name)
    if form.suffix == "xlsx":
        words = {key: say(key, lang) for key in ("answer", "asked")}
        return send(formats.as_xlsx(answer, graph, lang, words), form, name=f"{id}.xlsx")
    if form.suffix == "srj":
        return send(formats.as_sparql_json(answer), form, name=name)
    triples = answer.triples or resources.of_answer(answer, graph)
    return send(formats.write_graph(triples, GRAPHS[0]), form, name=name)


def _given(question: Question) -> dict[str, str]:
    given = {name: value for name, value in request.args.items() if name not in _NOT_PARAMETERS}
    date = reader.date()
    if date and any(parameter.name == "date" for parameter in question.parameters):
        given.setdefault("date", date)
    return given


def _page(question: Question, answer: Answer) -> str:
    graph, lang = services().graph, reader.lang()
    choices = {
        parameter.name: sorted(
            ((names.shorten(node.value), graph.label(node.value, lang)) for node in parameter.choices(graph)),
            key=lambda pair: pair[1].casefold(),
        )
        for parameter in question.parameters
    }
    chosen = {
        name: (names.shorten(term.value) if isinstance(term, ox.NamedNode) else term.value)
        if term is not None
        else ""
        for name, term in answer.values.items()
    }
    return render_template(
        "question.html",
        question=question,
        answer=answer,
        shown=formats.shown(answer),
        choices=choices,
        chosen=chosen,
        turtle=formats.write_graph(answer.triples, GRAPHS[0]).decode() if answer.triples else "",
        heading=lambda name: formats.heading(answer, name, lang),
        formats=ANSWERS[1:],
        is_thing=lambda term: isinstance(term, ox.NamedNode),
        example=_example(question),
    )


def _example(question: Question) -> str:
    return reader.to(f"/questions/{question.id}", **question.example)
