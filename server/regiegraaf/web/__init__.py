"""The site and the endpoint: the only package that knows HTTP."""

from __future__ import annotations

from flask import Flask, Response, request

from regiegraaf import __version__, names
from regiegraaf.evaluation import Evaluator, Limits
from regiegraaf.questions import Questions
from regiegraaf.store import Graph
from regiegraaf.web import about, dataset, home, problems, questions, reader, sparql, things
from regiegraaf.web.services import KEY, Services
from regiegraaf.words import LANGUAGES, say


def create_app(
    *,
    graph: Graph | None = None,
    limits: Limits | None = None,
    max_body: int = 10_000_000,
) -> Flask:
    """Make the application.

    Args:
        graph: What is served; by default the shipped graph.
        limits: What one free query may cost.
        max_body: Bytes of a request body.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = max_body
    app.url_map.strict_slashes = False
    app.extensions[KEY] = Services(
        graph=graph or Graph.shipped(), questions=Questions(), evaluator=Evaluator(limits)
    )
    for module in (home, sparql, questions, things, dataset, about):
        app.register_blueprint(module.blueprint)
    problems.install(app)
    app.after_request(_headers)
    app.context_processor(_words)
    return app


def _words() -> dict[str, object]:
    lang = reader.lang()

    def t(key: str, **values: object) -> str:
        return say(key, lang, **values)

    def label(iri: str) -> str:
        found: Services = _services()
        return found.graph.label(iri, lang)

    def label_lang(iri: str) -> str:
        return _services().graph.tagged_label(iri, lang)[1] or lang

    return {
        "t": t,
        "lang": lang,
        "languages": LANGUAGES,
        "label": label,
        "label_lang": label_lang,
        "link": reader.link,
        "to": reader.to,
        "here": reader.here,
        "static": reader.static,
        "layer": request.args.get("layer", ""),
        "date": reader.date(),
        "shorten": names.shorten,
        "version": __version__,
    }


def _services() -> Services:
    from regiegraaf.web.services import services  # noqa: PLC0415

    return services()


def _headers(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", reader.lang())
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
        )
    if request.method in ("GET", "HEAD", "OPTIONS") or request.path == "/sparql":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        response.set_cookie("lang", asked, max_age=31_536_000, samesite="Lax", httponly=True)
    return response
