"""Every refusal in one shape: a problem document (RFC 9457), or a page that says the same."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from regiegraaf import errors, names
from regiegraaf.web import reader

_MEDIA = "application/problem+json"
_LOG = logging.getLogger("regiegraaf")
_HTTP = {
    404: errors.NotFound,
    405: errors.MethodRefused,
    413: errors.BodyTooLarge,
    415: errors.UnsupportedMedia,
}


def install(app: Flask) -> None:
    """Turn every error of an application into a problem."""
    app.register_error_handler(errors.RegieError, problem)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _unexpected)


def problem(error: errors.RegieError) -> Response:
    """Return a refusal as a response."""
    lang = reader.lang()
    document = {
        "type": f"{names.BASE}problem/{error.slug}",
        "title": error.title[lang],
        "status": error.status,
        "detail": error.detail[lang],
        **error.extra,
    }
    if _page_wanted():
        page = render_template("problem.html", problem=document)
        response = Response(page, status=error.status, mimetype="text/html")
    else:
        body = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, status=error.status, mimetype=_MEDIA)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = lang
    if error.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _page_wanted() -> bool:
    if request.args.get("format") or request.path.rsplit(".", 1)[-1] in ("json", "csv", "ttl"):
        return False
    accept = request.accept_mimetypes
    best = accept.best_match([_MEDIA, "application/json", "text/html"])
    return best == "text/html" and accept["text/html"] >= accept[_MEDIA] and bool(accept)


def _from_http(error: HTTPException) -> Response:
    kind = _HTTP.get(error.code or 500)
    if kind is None:
        kind = errors.ParameterRejected if (error.code or 500) < 500 else errors.RegieError
    response = problem(
        kind(
            nl=f"{request.method} {request.path}: {kind.title['nl'].lower()}.",
            en=f"{request.method} {request.path}: {kind.title['en'].lower()}.",
        )
    )
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers["Allow"] = value
    return response


def _unexpected(error: Exception) -> Response:
    _LOG.error("%s %s", request.method, request.path, exc_info=error)
    return problem(
        errors.RegieError(
            nl="Er ging iets mis in deze dienst; het staat in het logboek.",
            en="Something went wrong in this service; it is in the log.",
        )
    )
