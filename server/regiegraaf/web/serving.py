"""The production server: gunicorn, loaded once and forked, so that the workers share the graph."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve(app: Flask, *, host: str, port: int, workers: int, timeout: float) -> None:
    """Serve an application until it is told to stop.

    Args:
        app: With its graph already loaded.
        host: Address to listen on.
        port: TCP port.
        workers: Processes; each with a few threads.
        timeout: Seconds that a query may take; a worker gets a little more to answer.
    """
    _Server(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": 8,
            "timeout": int(timeout) + 30,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
        },
    ).run()
