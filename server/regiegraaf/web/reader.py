"""Who reads and how: language, layer, date and links that keep them."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import g, request, url_for

from regiegraaf import names
from regiegraaf.errors import ParameterRejected
from regiegraaf.layers import CHOICES
from regiegraaf.words import LANGUAGES

KEPT = ("lang", "layer", "peildatum")


def lang() -> str:
    """Return the reader's language: parameter, cookie, ``Accept-Language``, then Dutch."""
    if "lang" not in g:
        asked = request.args.get("lang") or request.cookies.get("lang", "")
        best = request.accept_languages.best_match(LANGUAGES)
        g.lang = asked if asked in LANGUAGES else best or "nl"
    return str(g.lang)


def layer() -> str | None:
    """Return the layer asked for, or None.

    Raises:
        ParameterRejected: No such layer.
    """
    asked = request.args.get("layer") or None
    if asked and asked not in CHOICES:
        raise ParameterRejected(
            nl=f"Laag '{asked}' bestaat niet; kies uit {', '.join(CHOICES)}.",
            en=f"There is no layer '{asked}'; choose from {', '.join(CHOICES)}.",
            parameter="layer",
            suggestions=list(CHOICES),
        )
    return asked


def date() -> str | None:
    """Return the date of view: ``peildatum``, or its alias ``as-of``."""
    return request.args.get("peildatum") or request.args.get("as-of") or None


def here(**changed: str | None) -> str:
    """Return the address of this page with some parameters changed; None drops one."""
    values: dict[str, str | None] = {**request.args.to_dict(), **changed}
    query = urlencode({k: v for k, v in values.items() if v})
    return request.script_root + request.path + (f"?{query}" if query else "")


def to(path: str, **more: str) -> str:
    """Return the address of another page of the site, with language, layer and date kept."""
    path, hash, fragment = path.partition("#")
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    query = urlencode(kept | {k: v for k, v in more.items() if v})
    return f"{request.script_root}{path}{'?' + query if query else ''}{hash}{fragment}"


def link(iri: str) -> str:
    """Return where a thing is described: our own page for our IRIs, else the IRI itself."""
    page = names.page(iri)
    return to(page) if page else iri


def static(name: str) -> str:
    """Return the address of a file that ships with the pages."""
    return url_for("static", filename=name)
