"""Negotiation and the response: suffix, then ``format``, then ``Accept``."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request
from werkzeug.datastructures import MIMEAccept

from regiegraaf.errors import NotAcceptable
from regiegraaf.formats import Format, by_suffix

_ALIASES = {"rdfxml": "rdf", "turtle": "ttl", "json-ld": "jsonld"}
# Other names under which clients ask for the same form.
_SAME = {
    "text/turtle": ("application/x-turtle",),
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "application/rdf+xml": ("application/xml",),
    "application/ld+json": ("application/json",),
    "text/html": ("application/xhtml+xml",),
}


def choose(offers: Iterable[Format], *, suffix: str = "") -> Format:
    """Return the form to answer in (RFC 9110, section 12).

    Args:
        offers: The forms there are, best first.
        suffix: The suffix of the path without its dot; the strongest wish.

    Raises:
        NotAcceptable: None of the forms asked for is offered.
    """
    offered = list(offers)
    wish = suffix or request.args.get("format", "")
    if wish:
        found = by_suffix(offered, _ALIASES.get(wish, wish)) or _by_media(offered, wish)
        if found:
            return found
        raise _none(wish, offered)
    accept: MIMEAccept = request.accept_mimetypes
    if not accept:
        return offered[0]
    by_name: dict[str, Format] = {}
    for form in offered:
        by_name.setdefault(form.media, form)
    for form in offered:
        for name in _SAME.get(form.media, ()):
            by_name.setdefault(name, form)
    best = accept.best_match(list(by_name))
    if best is None:
        raise _none(str(accept), offered)
    return by_name[best]


def _by_media(offers: list[Format], wish: str) -> Format | None:
    return next((form for form in offers if form.media == wish), None)


def _none(wish: str, offers: list[Format]) -> NotAcceptable:
    there = ", ".join(f".{form.suffix} ({form.media})" for form in offers)
    return NotAcceptable(
        nl=f"'{wish}' is er niet; er is: {there}.",
        en=f"'{wish}' is not offered; there is: {there}.",
        offers=[form.media for form in offers],
    )


def send(body: bytes | str, format: Format, *, name: str | None = None) -> Response:
    """Return a response in a form, with an entity tag, varying by what it was chosen on.

    Args:
        body: The content.
        format: Its form.
        name: A file name, for what is downloaded and not shown.
    """
    text = format.media.startswith("text/") or format.media.endswith(("json", "xml"))
    response = Response(body, mimetype=format.media)
    if text:
        response.content_type = f"{format.media}; charset=utf-8"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return finish(response)


def finish(response: Response) -> Response:
    """Add what every good answer has: ``Vary``, caching, an entity tag."""
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.headers.setdefault("Cache-Control", "public, max-age=60")
    if not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    return response
