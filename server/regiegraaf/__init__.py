"""Regiegraaf: the knowledge graph and query service for governance structures."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from regiegraaf.errors import RegieError
from regiegraaf.questions import Answer, Question, Questions
from regiegraaf.store import Graph

__all__ = ["Answer", "Graph", "Question", "Questions", "RegieError", "__version__"]

try:
    __version__ = version("regiegraaf")
except PackageNotFoundError:  # a plain checkout that was never installed
    __version__ = "0"
