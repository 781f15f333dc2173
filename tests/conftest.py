"""What every test may lean on: read-only, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from regiegraaf import Graph, Questions
from regiegraaf.shapes import Shapes
from regiegraaf.web import create_app


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The shipped graph, loaded and derived."""
    return Graph.shipped()


@pytest.fixture(scope="session")
def questions() -> Questions:
    """The shipped questions."""
    return Questions()


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    """The shipped shapes."""
    return Shapes()


@pytest.fixture
def client(graph: Graph) -> Iterator[FlaskClient]:
    """A reader of the site who keeps cookies."""
    app = create_app(graph=graph)
    app.testing = False
    with app.test_client() as reader:
        yield reader
