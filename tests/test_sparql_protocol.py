"""The endpoint speaks the SPARQL 1.1 Protocol, query operations."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

ASK = "ASK { ?s a rg:RegieAssignment }"
SELECT = "SELECT ?s WHERE { ?s a rg:Municipality } ORDER BY ?s LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s a rg:Municipality } WHERE { ?s a rg:Municipality }"
JSON = "application/sparql-results+json"


def test_the_three_forms_of_a_query_give_one_answer(client: FlaskClient) -> None:
    """GET, POST of a form and POST of the query itself (section 2.1) are the same question."""
    headers = {"Accept": JSON}
    got = client.get("/sparql", query_string={"query": SELECT}, headers=headers)
    form = client.post("/sparql", data={"query": SELECT}, headers=headers)
    direct = client.post(
        "/sparql", data=SELECT, content_type="application/sparql-query", headers=headers
    )
    assert got.status_code == form.status_code == direct.status_code == 200
    assert got.json == form.json == direct.json
    assert len(got.json["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, JSON, JSON),
        (SELECT, "application/json", JSON),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "*/*", JSON),
        (
            SELECT,
            "text/csv;q=0.2, application/sparql-results+xml;q=0.9",
            "application/sparql-results+xml",
        ),
        (ASK, JSON, JSON),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
    ],
)
def test_the_answer_comes_in_the_form_asked_for(
    client: FlaskClient, query: str, accept: str, media: str
) -> None:
    """Accept with its weights decides, for results and for graphs."""
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    assert response.mimetype == media
    assert "charset=utf-8" in response.content_type
    assert "Accept" in response.headers["Vary"]
    assert response.data


def test_format_is_stronger_than_accept(client: FlaskClient) -> None:
    """A link can name the form."""
    response = client.get(
        "/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"Accept": JSON}
    )
    assert response.mimetype == "text/csv"


def test_an_ask_has_no_csv(client: FlaskClient) -> None:
    """The refusal names what there is."""
    response = client.get("/sparql", query_string={"query": ASK}, headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert JSON in response.json["offers"]


def test_unknown_parameters_are_ignored(client: FlaskClient) -> None:
    """SPARQLWrapper sends format, output and results with each request."""
    response = client.get(
        "/sparql",
        query_string={"query": ASK, "output": "json", "results": "json"},
        headers={"Accept": JSON},
    )
    assert response.json["boolean"] is True


def test_a_query_that_is_wrong_says_where(client: FlaskClient) -> None:
    """Line and column, and what was expected there."""
    response = client.get("/sparql", query_string={"query": "SELECT ?s\nWHERE { ?s ?p }"})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.json["line"] == 2
    assert 14 <= response.json["column"] <= 16
    assert "2" in response.json["detail"]


@pytest.mark.parametrize(
    ("method", "options", "status", "slug"),
    [
        ("post", {"data": {"update": "INSERT DATA {}"}}, 403, "update-refused"),
        (
            "post",
            {"data": "DROP ALL", "content_type": "application/sparql-update"},
            403,
            "update-refused",
        ),
        ("get", {"query_string": {"query": "CLEAR DEFAULT"}}, 403, "update-refused"),
        ("get", {"query_string": {"query": "LOAD <http://example.org/>"}}, 403, "update-refused"),
        ("post", {"data": "{}", "content_type": "application/json"}, 415, "unsupported-media"),
        ("post", {"data": {"quary": "ASK {}"}}, 400, "query-rejected"),
        (
            "post",
            {"data": b"\xff\xfe", "content_type": "application/sparql-query"},
            400,
            "query-rejected",
        ),
        ("get", {"query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}, 400, "query-rejected"),
        (
            "get",
            {"query_string": {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}},
            400,
            "query-rejected",
        ),
        ("get", {"query_string": {"query": "ASK " + "{" * 150 + "}" * 150}}, 400, "query-rejected"),
        ("get", {"query_string": {"query": "ASK {} #" + "x" * 100_000}}, 414, "query-too-long"),
        ("get", {"query_string": {"query": ASK, "layer": "dreams"}}, 400, "parameter-rejected"),
        (
            "get",
            {"query_string": {"query": ASK, "default-graph-uri": "not an iri"}},
            400,
            "parameter-rejected",
        ),
        ("put", {"data": "x"}, 405, "method-refused"),
    ],
)
def test_what_is_not_done_here_is_refused_with_a_word(
    client: FlaskClient, method: str, options: dict[str, object], status: int, slug: str
) -> None:
    """Each refusal has its own status and one shape."""
    response = getattr(client, method)("/sparql", **options)
    assert response.status_code == status, response.text
    assert response.json["type"].endswith(f"problem/{slug}")
    assert response.json["status"] == status
    assert response.json["detail"]


def test_the_word_service_in_a_string_is_no_service(client: FlaskClient) -> None:
    """What is refused is the keyword, not the letters."""
    query = 'ASK { BIND("SERVICE <x>" AS ?service) # SERVICE\n }'
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": JSON})
    assert response.json["boolean"] is True


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    """RDF for programs, the editor for people (SPARQL 1.1 Service Description)."""
    described = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert described.mimetype == "text/turtle"
    assert "SPARQL11Query" in described.text
    named = {triple.object for triple in ox.parse(described.text, format=ox.RdfFormat.TURTLE)}
    assert ox.NamedNode("https://w3id.org/regiegraaf/graph/004/norm") in named
    editor = client.get("/sparql", headers={"Accept": "text/html"})
    assert "<textarea" in editor.text


def test_dataset_parameters_choose_the_graphs(client: FlaskClient) -> None:
    """default-graph-uri and named-graph-uri (section 2.1.4)."""
    count = "SELECT (COUNT(*) AS ?n) { ?s rg:modality concept:plan }"
    plan = "https://w3id.org/regiegraaf/graph/004/plan"

    def number(**more: str) -> int:
        response = client.get(
            "/sparql", query_string={"query": count, **more}, headers={"Accept": JSON}
        )
        return int(response.json["results"]["bindings"][0]["n"]["value"])

    assert number() == 0
    assert number(**{"default-graph-uri": plan}) > 5
    assert number(layer="plan") >= number(**{"default-graph-uri": plan})
    assert number(layer="all") >= number(layer="plan")


def test_from_fetches_nothing(client: FlaskClient) -> None:
    """A graph that we do not have is empty, and nobody is asked for it."""
    response = client.get(
        "/sparql",
        query_string={"query": "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }"},
        headers={"Accept": JSON},
    )
    assert response.json["results"]["bindings"] == []


def test_head_and_options(client: FlaskClient) -> None:
    """HEAD is GET without the body; reads are open to other origins."""
    head = client.head("/sparql", query_string={"query": ASK}, headers={"Accept": JSON})
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Access-Control-Allow-Origin"] == "*"
    options = client.options("/sparql")
    assert "POST" in options.headers["Access-Control-Allow-Methods"]


def test_a_page_of_results_for_people(client: FlaskClient) -> None:
    """The editor shows rows, triples, truth and errors in words."""
    html = {"Accept": "text/html"}
    rows = client.get("/sparql", query_string={"query": SELECT, "lang": "en"}, headers=html)
    assert "3 rows" in rows.text
    assert "actor:gemeente-aalburg" in rows.text
    truth = client.get("/sparql", query_string={"query": ASK, "lang": "nl"}, headers=html)
    assert "Ja." in truth.text
    graph = client.get("/sparql", query_string={"query": CONSTRUCT}, headers=html)
    assert "rg:Municipality" in graph.text
    wrong = client.get("/sparql", query_string={"query": "SELEC"}, headers=html)
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text


def test_prefixes_of_the_graph_need_no_declaration(client: FlaskClient) -> None:
    """And declared ones still win."""
    query = "PREFIX rg: <http://example.org/> ASK { rg:x a ?y }"
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": JSON})
    assert json.loads(response.data)["boolean"] is False
