"""What a view needs: one frozen, typed bundle."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from regiegraaf.evaluation import Evaluator
from regiegraaf.questions import Questions
from regiegraaf.store import Graph

KEY = "regiegraaf"


@dataclass(frozen=True, slots=True)
class Services:
    """The graph, the questions, and the evaluator for what strangers ask."""

    graph: Graph
    questions: Questions
    evaluator: Evaluator


def services() -> Services:
    """Return the services of the running application."""
    found: Services = current_app.extensions[KEY]
    return found
