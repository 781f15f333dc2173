"""Every page opens, in both languages, with its links and its evidence."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient

from regiegraaf import Questions

HTML = {"Accept": "text/html"}
PAGES = [
    "/",
    "/questions",
    "/sparql",
    "/def",
    "/def/RegieAssignment",
    "/dataset",
    "/graph",
    "/graph/004/practice",
    "/source/004",
    "/doc/actor/porthos",
    "/doc/region/gemeente-tholen",
    "/doc/concept/casusregie",
    *(f"/questions/{name}" for name in Questions()),
]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_opens(client: FlaskClient, path: str, lang: str) -> None:
    """In the reader's language, with a title, one heading and no other host."""
    response = client.get(path, query_string={"lang": lang}, headers=HTML)
    assert response.status_code == 200, response.text[:500]
    text = response.text
    assert f'<html lang="{lang}">' in text
    assert text.count("<h1") == 1
    assert "<title>" in text
    assert not re.search(r'(?:src|href|action)="//', text)
    assert not re.search(r'(?:src|action)="https?://', text)
    assert '<link rel="stylesheet" href="/static/site.css"' in text


@pytest.mark.parametrize("name", list(Questions()))
def test_links_of_a_question_lead_somewhere(client: FlaskClient, name: str) -> None:
    """The example's things, places and forms all open."""
    question = Questions()[name]
    text = client.get(f"/questions/{name}", query_string=question.example, headers=HTML).text
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)}
    assert len(links) >= 8
    for link in sorted(links)[:40]:
        with client.get(link, headers=HTML) as response:
            assert response.status_code in (200, 303), link


def test_an_id_leads_to_its_description(client: FlaskClient) -> None:
    """303 from id to doc, for people and programs."""
    response = client.get("/id/actor/porthos?lang=en", headers=HTML)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/doc/actor/porthos?lang=en")
    turtle = client.get("/doc/actor/porthos", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert "actor:porthos" in turtle.text
    assert 'rel="alternate"' in turtle.headers["Link"] or "alternate" in str(turtle.headers)


@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
        ("html", "text/html"),
    ],
)
def test_the_suffix_names_the_form(client: FlaskClient, suffix: str, media: str) -> None:
    """Stronger than Accept."""
    response = client.get(f"/doc/actor/porthos.{suffix}", headers={"Accept": "image/png"})
    assert response.status_code == 200
    assert response.mimetype == media


def test_a_thing_shows_its_evidence_and_layer(client: FlaskClient) -> None:
    """Lines of the source, what it is, and with what force."""
    text = client.get("/doc/regie/004-middelburg-porthos-casusregie?lang=nl", headers=HTML).text
    assert "regel 860" in text
    assert "praktijk" in text
    assert 'href="/source/004?lang=nl#L860"' in text


def test_the_source_page_has_every_cited_place_as_anchor(client: FlaskClient) -> None:
    """A link to a line arrives at that line."""
    text = client.get("/source/004", headers=HTML).text
    assert text.count("<dt id=") > 100
    assert '<dt id="L860">' in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doc/actor/portos", 404),
        ("/def/RegieAssigment", 404),
        ("/graph/004/dreams", 404),
        ("/source/999", 404),
        ("/questions/who-hold-regie", 404),
        ("/nowhere", 404),
        ("/questions/who-holds-regie?region=Tolen", 400),
        ("/questions/who-holds-regie?regoin=Tholen", 400),
        ("/questions/who-holds-regie?date=2017-13-01", 400),
        ("/questions/who-holds-regie?layer=dreams", 400),
        ("/questions/who-holds-regie.docx", 406),
    ],
)
def test_a_refusal_has_one_shape_and_two_languages(
    client: FlaskClient, path: str, status: int
) -> None:
    """A problem document for programs, the same in words for people."""
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.status_code == status
    assert problem.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(problem.json)
    for lang in ("nl", "en"):
        page = client.get(path, headers={**HTML, "Accept-Language": lang})
        assert page.status_code == status
        assert f'<html lang="{lang}">' in page.text
        assert 'role="alert"' in page.text


def test_the_nearest_names_are_suggested(client: FlaskClient) -> None:
    """A typing error is met with what was meant."""
    problem = client.get("/questions/who-holds-regie?region=Tolen").json
    assert problem["parameter"] == "region"
    assert "Tholen" in problem["suggestions"]
    missing = client.get("/doc/actor/portos", headers={"Accept": "application/json"}).json
    assert any(iri.endswith("/actor/porthos") for iri in missing["suggestions"])


def test_language_by_parameter_cookie_header_then_dutch(client: FlaskClient) -> None:
    """In that order of strength."""

    def lang(**options: object) -> str:
        found = re.search(r'<html lang="(\w+)"', client.get("/", **options).text)  # type: ignore[arg-type]
        assert found
        return found[1]

    assert lang() == "nl"
    assert lang(headers={"Accept-Language": "en"}) == "en"
    assert lang(headers={"Accept-Language": "fr"}) == "nl"
    assert lang(query_string={"lang": "en"}, headers={"Accept-Language": "nl"}) == "en"
    assert lang(headers={"Accept-Language": "nl"}) == "en", "the cookie keeps the choice"


def test_the_answer_says_what_it_left_out(client: FlaskClient) -> None:
    """Opinions are not shown as facts, and are not hidden either."""
    query = {"region": "Middelburg", "lang": "en"}
    facts = client.get("/questions/who-holds-regie.json", query_string=query).json
    assert facts["leftOut"]["opinion"] > 0
    everything = client.get(
        "/questions/who-holds-regie.json", query_string=query | {"layer": "all"}
    ).json
    assert everything["leftOut"] == {}
    assert len(everything["rows"]) > len(facts["rows"])
    forces = {row["force"]["iri"].rsplit("/", 1)[-1] for row in facts["rows"]}
    assert forces <= {"practice", "norm", "derived", "unclear"}
    page = client.get("/questions/who-holds-regie", query_string=query, headers=HTML).text
    assert "Not shown from other layers" in page


def test_the_layer_shown_is_the_layer_in_force(client: FlaskClient) -> None:
    """A question that looks at every layer by itself says so in its form."""
    facts = client.get("/questions/who-holds-regie?lang=en", headers=HTML).text
    assert re.search(r"selected>facts: practice and norm<", facts)
    every = client.get("/questions/who-says-what?lang=en", headers=HTML).text
    assert re.search(r"selected>everything<", every)
    opinion = client.get("/questions/who-says-what?lang=en&layer=opinion", headers=HTML).text
    assert re.search(r"selected>opinion<", opinion)


def test_a_list_too_long_to_scroll_is_a_field_to_type_in(client: FlaskClient) -> None:
    """Anything at all can be asked about, by name."""
    page = client.get("/questions/everything-about?about=routeteam&lang=nl", headers=HTML).text
    assert '<input id="p-about" name="about"' in page
    assert "routeteam" in page
    assert "regels" in page


def test_peildatum_is_kept_and_shown(client: FlaskClient) -> None:
    """The date of view works on a question, is told, and stays in the links."""
    page = client.get(
        "/questions/agreements-in-force?peildatum=2016-06-30&region=Tholen", headers=HTML
    ).text
    assert "Peildatum 2016-06-30" in page
    assert "peildatum=2016-06-30" in page
    alias = client.get("/questions/agreements-in-force.json?as-of=2016-06-30&region=Tholen").json
    assert alias["parameters"]["date"]["value"] == "2016-06-30"


def test_a_workbook_opens(client: FlaskClient) -> None:
    """Rows on one sheet, what was asked on the other, and nothing that acts as a formula."""
    response = client.get(
        "/questions/municipalities-of-a-region.xlsx?region=region:walcheren&lang=en"
    )
    assert response.status_code == 200
    book = openpyxl.load_workbook(BytesIO(response.data))
    assert book.sheetnames == ["answer", "asked"]
    assert book["answer"].max_row == 4
    assert book["answer"].freeze_panes == "A2"


def test_the_download_has_a_mark_for_excel_and_the_api_has_not(client: FlaskClient) -> None:
    """A byte order mark helps Excel and hurts programs."""
    path = "/questions/municipalities-of-a-region.csv?region=region:walcheren"
    assert client.get(path).data[:3] != b"\xef\xbb\xbf"
    assert client.get(path + "&download=1").data[:3] == b"\xef\xbb\xbf"


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    """A strong entity tag and 304."""
    first = client.get("/doc/actor/porthos.ttl")
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get("/doc/actor/porthos.ttl", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_pages_carry_their_safety_headers(client: FlaskClient) -> None:
    """No script or style from elsewhere, no sniffing."""
    headers = client.get("/", headers=HTML).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_markup_in_a_parameter_stays_text(client: FlaskClient) -> None:
    """What a person types is shown and never run."""
    page = client.get("/questions/who-holds-regie?region=<script>alert(1)</script>", headers=HTML)
    assert page.status_code == 400
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_operators_are_answered(client: FlaskClient) -> None:
    """Alive and ready."""
    assert client.get("/healthz").text == "ok\n"
    assert re.match(r"ok \d{5,} quads", client.get("/readyz").text)
