"""The endpoint: SPARQL 1.1 Protocol, query operations (section 2.1)."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from regiegraaf import catalogue, errors, tokens
from regiegraaf.evaluation import refuse
from regiegraaf.formats import GRAPHS, RESULTS, Format, by_suffix, write_graph, writing
from regiegraaf.web import reader
from regiegraaf.web.answers import choose, finish, send
from regiegraaf.web.services import services

blueprint = Blueprint("sparql", __name__)
_HTML = Format("html", "text/html")
_Row = list[ox.NamedNode | ox.Literal | str]
_EXAMPLE = """# Who holds regie, of which kind, where?
SELECT ?holder ?kind ?territory WHERE {
  ?regie a rg:RegieAssignment ;
    rg:regieHolder ?holder ;
    rg:regieType ?kind ;
    rg:territory ?territory .
}
ORDER BY ?territory ?kind ?holder
LIMIT 50
"""


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query, show the editor, or describe the service."""
    text = _query()
    if text is None:
        form = choose((_HTML, *GRAPHS))
        if form is _HTML:
            return _editor(_EXAMPLE)
        return send(write_graph(catalogue.service(request.base_url, services().graph), form), form)
    refuse(text, services().evaluator.limits)
    form = choose(_offers(text))
    if form is _HTML:
        return _editor(text)
    work = writing(
        services().graph,
        text,
        form,
        rows=services().evaluator.limits.rows,
        layer=reader.layer() or "facts",
        default_graphs=_graphs("default-graph-uri"),
        named_graphs=_graphs("named-graph-uri"),
    )
    stream = services().evaluator.stream(work)
    response = Response(b"" if request.method == "HEAD" else stream, mimetype=form.media)
    response.content_type = f"{form.media}; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return finish(response)


def _query() -> str | None:
    """Return the query of one of the three protocol forms (sections 2.1.1 to 2.1.3)."""
    if request.method != "POST":
        given = request.args.getlist("query")
    elif request.mimetype == "application/sparql-query":
        try:
            given = [request.get_data().decode()]
        except UnicodeDecodeError:
            raise errors.QueryRejected(
                nl="De zoekvraag is geen UTF-8.", en="The query is not UTF-8."
            ) from None
    elif request.mimetype == "application/sparql-update":
        raise _update()
    elif request.mimetype == "application/x-www-form-urlencoded":
        given = request.form.getlist("query")
    else:
        raise errors.UnsupportedMedia(
            nl=f"'{request.mimetype}' wordt hier niet gelezen; wel application/sparql-query en "
            "application/x-www-form-urlencoded.",
            en=f"'{request.mimetype}' is not read here; application/sparql-query and "
            "application/x-www-form-urlencoded are.",
        )
    if request.values.get("update") and not given:
        raise _update()
    if len(given) > 1:
        raise errors.QueryRejected(
            nl="Er is meer dan één 'query' gegeven.", en="More than one 'query' was given."
        )
    if not given and request.method == "POST":
        raise errors.QueryRejected(nl="Er is geen 'query' gegeven.", en="No 'query' was given.")
    return given[0] if given else None


def _update() -> errors.UpdateRefused:
    return errors.UpdateRefused(
        nl="Deze dienst beantwoordt alleen vragen; wijzigen kan hier niet.",
        en="This service only answers queries; it takes no updates.",
    )


def _offers(text: str) -> tuple[Format, ...]:
    form = next(
        (
            token.text.upper()
            for token in tokens.tokens(text)
            if token.kind == "word"
            and token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
        ),
        "SELECT",
    )
    if form in ("CONSTRUCT", "DESCRIBE"):
        return (*GRAPHS, _HTML)
    return (*(RESULTS[:2] if form == "ASK" else RESULTS), _HTML)


def _graphs(name: str) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(value) for value in request.values.getlist(name)]
    except ValueError as error:
        raise errors.ParameterRejected(
            nl=f"{name}: geen geldige IRI ({error}).",
            en=f"{name}: not a valid IRI ({error}).",
            parameter=name,
        ) from error


def _editor(text: str) -> Response:
    ran = "query" in request.values
    columns: list[str] = []
    rows: list[_Row] = []
    turtle = ""
    truth: bool | None = None
    error = None
    if ran:
        try:
            columns, rows, turtle, truth = _shown(text)
        except errors.RegieError as refused:
            error = refused
    page = render_template(
        "sparql.html",
        text=text,
        ran=ran,
        columns=columns,
        rows=rows,
        turtle=turtle,
        truth=truth,
        error=error,
        graphs=services().graph.graphs,
        formats=_offers(text)[:-1],
    )
    return finish(Response(page, mimetype="text/html", status=error.status if error else 200))


def _shown(text: str) -> tuple[list[str], list[_Row], str, bool | None]:
    limits = services().evaluator.limits
    graph_wanted = _offers(text)[0] in GRAPHS
    form = by_suffix(GRAPHS if graph_wanted else RESULTS, "ttl" if graph_wanted else "json")
    assert form is not None  # noqa: S101 - both tables have these suffixes
    work = writing(
        services().graph, text, form, rows=min(2000, limits.rows), layer=reader.layer() or "facts"
    )
    body = b"".join(services().evaluator.stream(work))
    if graph_wanted:
        return [], [], body.decode(), None
    parsed = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(parsed, ox.QueryBoolean):
        return [], [], "", bool(parsed)
    columns = [variable.value for variable in parsed.variables]
    rows: list[_Row] = [
        [
            term if isinstance(term := row[name], ox.NamedNode | ox.Literal) else str(term or "")
            for name in columns
        ]
        for row in parsed
    ]
    return columns, rows, "", None
