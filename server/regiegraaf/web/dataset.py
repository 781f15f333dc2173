"""The data as a whole: what it holds from which document, its licence, and where to get it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request

from regiegraaf import catalogue
from regiegraaf.formats import GRAPHS, Format, write_graph
from regiegraaf.holdings import holdings, sources
from regiegraaf.web import reader
from regiegraaf.web.answers import choose, finish, send
from regiegraaf.web.services import services

blueprint = Blueprint("dataset", __name__)
_HTML = Format("html", "text/html")


@blueprint.get("/dataset")
@blueprint.get("/dataset.<suffix>")
def described(suffix: str = "") -> Response:
    """Describe the data: a page, or DCAT 3 and VoID."""
    graph = services().graph
    form = choose((_HTML, *GRAPHS), suffix=suffix)
    if form is not _HTML:
        return send(write_graph(catalogue.dataset(request.url_root, graph), form), form)
    page = render_template(
        "dataset.html",
        holdings=holdings(graph),
        sources=sources(graph),
        licence=catalogue.LICENCE,
        formats=GRAPHS,
    )
    return finish(Response(page, mimetype="text/html"))


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Lead to the description (VoID, section 7.2)."""
    return redirect(reader.to("/dataset"), 303)  # type: ignore[return-value]
