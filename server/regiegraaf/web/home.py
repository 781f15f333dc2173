"""The front page: the questions, the territories, and what the graph holds, in one look."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from regiegraaf import holdings, names
from regiegraaf.web import reader
from regiegraaf.web.answers import finish
from regiegraaf.web.services import services

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def front() -> Response:
    """Show the front page."""
    found = services()
    lang = reader.lang()
    territories = sorted(
        (
            (found.graph.label(node.value, lang), node.value)
            for node in found.graph.instances(names.term("Territory"))
        ),
        key=lambda pair: pair[0].casefold(),
    )
    page = render_template(
        "home.html",
        topics=found.questions.topics,
        territories=territories,
        holdings=holdings.holdings(found.graph),
        states=holdings.responsibility_states(found.graph),
        sources=holdings.sources(found.graph),
    )
    return finish(Response(page, mimetype="text/html"))
