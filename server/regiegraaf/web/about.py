"""For operators: is it alive, is it ready."""

from __future__ import annotations

from flask import Blueprint, Response

from regiegraaf.web.services import services

blueprint = Blueprint("about", __name__)


@blueprint.get("/healthz")
def healthy() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the graph is loaded and how large it is."""
    size = len(services().graph.store)
    return Response(
        f"ok {size} quads\n", mimetype="text/plain", headers={"Cache-Control": "no-store"}
    )
