"""A real server, read with SPARQLWrapper as a customer would."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start ``regie serve`` on a free port, and stop it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "regiegraaf", "serve", "--port", str(port), "--timeout", "5"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{url}/readyz", timeout=1):
                    break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, server.stderr.read() if server.stderr else ""
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_customer_reads_rows(address: str, method: str) -> None:
    """Both methods, with the parameters that SPARQLWrapper adds of its own."""
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("""
        PREFIX rg: <https://w3id.org/regiegraaf/def/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?name WHERE { ?m a rg:Municipality ; skos:prefLabel ?name } ORDER BY ?name
    """)
    names = {row["name"]["value"] for row in wrapper.query().convert()["results"]["bindings"]}
    assert {"gemeente Tholen", "gemeente Middelburg"} <= names


def test_a_customer_reads_a_graph(address: str) -> None:
    """CONSTRUCT as Turtle."""
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery(
        "PREFIX rg: <https://w3id.org/regiegraaf/def/> "
        "CONSTRUCT { ?s a rg:Covenant } WHERE { ?s a rg:Covenant }"
    )
    assert b"Covenant" in wrapper.query().convert()


def test_the_server_survives_a_bad_query(address: str) -> None:
    """It is stopped at its time, told so, and the next one is answered."""
    ten = "0 1 2 3 4 5 6 7 8 9"
    endless = (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{i} {{ {ten} }}" for i in range(10))
        + " }"
    )
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setMethod("POST")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(endless)
    began = time.monotonic()
    with pytest.raises(urllib.error.HTTPError) as caught:
        wrapper.query()
    assert caught.value.code == 503
    assert caught.value.headers["Retry-After"]
    caught.value.close()
    assert time.monotonic() - began < 12
    wrapper.setQuery("ASK {}")
    assert wrapper.query().convert()["boolean"] is True
