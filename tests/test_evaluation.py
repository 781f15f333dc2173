"""A stranger's query is stopped at its limits, and takes nobody else with it."""

from __future__ import annotations

import threading
import time
from typing import BinaryIO

import pyoxigraph as ox
import pytest

from regiegraaf import errors, formats
from regiegraaf.evaluation import Evaluator, Limits, refuse
from regiegraaf.store import Graph

TEN = " ".join(str(number) for number in range(10))
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {TEN} }}" for i in range(9)) + " }"
)


@pytest.fixture
def empty() -> Graph:
    return Graph(ox.Store(), layered=False)


def answer(graph: Graph, text: str, limits: Limits) -> bytes:
    work = formats.writing(graph, text, formats.RESULTS[0], rows=limits.rows)
    return b"".join(Evaluator(limits).stream(work))


def test_an_answer_comes_whole(empty: Graph) -> None:
    """What the engine writes is what is sent."""
    assert b'"value":"7"' in answer(empty, "SELECT ?x { VALUES ?x { 7 } }", Limits())


def test_a_query_past_its_time_is_stopped(empty: Graph) -> None:
    """Really: the process is gone, and the sentence says after how long."""
    began = time.monotonic()
    with pytest.raises(errors.OutOfTime, match=r"0\.5 seconds"):
        answer(empty, ENDLESS, Limits(seconds=0.5))
    assert time.monotonic() - began < 3


def test_others_are_served_meanwhile(empty: Graph) -> None:
    """A slow query does not hold the interpreter lock of the server."""
    evaluator = Evaluator(Limits(seconds=3))
    slow = formats.writing(empty, ENDLESS, formats.RESULTS[0], rows=10)
    quick = formats.writing(empty, "ASK {}", formats.RESULTS[0], rows=10)

    def run_slow() -> None:
        with pytest.raises(errors.OutOfTime):
            b"".join(evaluator.stream(slow))

    thread = threading.Thread(target=run_slow)
    thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert b"true" in b"".join(evaluator.stream(quick))
    assert time.monotonic() - began < 2
    assert thread.is_alive()
    thread.join()


def test_more_rows_than_allowed_are_refused_and_not_cut(empty: Graph) -> None:
    """A cut answer is a wrong answer."""
    query = f"SELECT * {{ VALUES ?a {{ {TEN} }} VALUES ?b {{ {TEN} }} }}"
    with pytest.raises(errors.TooManyRows, match="99 rows"):
        answer(empty, query, Limits(rows=99))
    assert answer(empty, query, Limits(rows=100)).count(b'"a"') == 101


def test_memory_is_capped(empty: Graph) -> None:
    """A sort of millions of rows ends itself and not the server."""
    query = (
        "SELECT * { " + " ".join(f"VALUES ?v{i} {{ {TEN} }}" for i in range(8)) + " } ORDER BY ?v0"
    )
    with pytest.raises((errors.TooManyRows, errors.OutOfTime)):
        answer(empty, query, Limits(seconds=20, memory=200 << 20, rows=10**9))


def test_only_so_many_at_once(empty: Graph) -> None:
    """The next one is told to come back."""
    evaluator = Evaluator(Limits(seconds=1.0, at_once=1))
    slow = formats.writing(empty, ENDLESS, formats.RESULTS[0], rows=10)
    outcome: list[type[BaseException]] = []

    def run() -> None:
        try:
            b"".join(evaluator.stream(slow))
        except errors.RegieError as error:
            outcome.append(type(error))

    evaluator._places.acquire()
    run()
    assert outcome == [errors.Busy]
    evaluator._places.release()
    run()
    assert outcome == [errors.Busy, errors.OutOfTime]
    assert evaluator._places.acquire(blocking=False), "the place was not given back"


def test_nothing_is_asked_of_another_host(empty: Graph) -> None:
    """The second wall: in the process for a query no socket can be opened at all."""

    def work(file: BinaryIO) -> None:
        list(empty.store.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))  # type: ignore[arg-type]
        file.write(b"went out")

    with pytest.raises(errors.RegieError):
        b"".join(Evaluator(Limits()).stream(work))


def test_a_failure_half_way_breaks_the_answer_off() -> None:
    """Better a broken connection than an answer that looks whole."""

    def work(file: BinaryIO) -> None:
        file.write(b"x" * 200_000)
        raise MemoryError

    stream = Evaluator(Limits()).stream(work)
    with pytest.raises(errors.RegieError, match="broke off"):
        for _ in stream:
            pass


def test_a_refusal_crosses_the_process_with_its_place(empty: Graph) -> None:
    """Class, sentence and line are those of the process that met it."""
    with pytest.raises(errors.QueryRejected) as caught:
        answer(empty, "SELECT * {", Limits())
    assert caught.value.extra["line"] == 1
    assert caught.value.detail["nl"].startswith("De zoekvraag is geen geldige SPARQL")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ASK {} #" + "x" * 1000, errors.QueryTooLong),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", errors.UpdateRefused),
        ("delete where { ?s ?p ?o }", errors.UpdateRefused),
        ("SELECT * { service silent <http://x/> {} }", errors.QueryRejected),
        ("ASK " + "{" * 30, errors.QueryRejected),
    ],
)
def test_some_queries_may_not_even_begin(text: str, error: type[errors.RegieError]) -> None:
    """They are seen before the engine sees them."""
    with pytest.raises(error):
        refuse(text, Limits(length=500, depth=20))


def test_an_update_word_as_a_name_is_no_update() -> None:
    """``?insert`` and ``ex:delete`` are names."""
    refuse("SELECT ?insert { ?insert rg:delete 'DROP' }", Limits())
