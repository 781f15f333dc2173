"""An answer in the form asked for: one table for the command line and the site."""

from __future__ import annotations

from collections.abc import Callable

from regiegraaf import formats, resources, tables
from regiegraaf.questions import Answer
from regiegraaf.store import Graph
from regiegraaf.words import say


def render(answer: Answer, graph: Graph, suffix: str, lang: str) -> bytes:
    """Return an answer in one of the forms of `formats.ANSWERS` other than a page.

    Args:
        answer: What was answered.
        graph: Where it came from; gives labels and evidence.
        suffix: The form's suffix. ``ttl`` is what the rows rest on, with its evidence.
        lang: Language of labels and headings.

    Raises:
        KeyError: There is no such form.
    """
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: tables.as_csv(answer, graph, lang).encode(),
        "tsv": lambda: tables.as_csv(answer, graph, lang, delimiter="\t").encode(),
        "json": lambda: tables.as_json(answer, graph, lang).encode(),
        "md": lambda: tables.as_markdown(answer, graph, lang).encode(),
        "srj": lambda: tables.as_sparql_json(answer),
        "xlsx": lambda: tables.as_xlsx(
            answer, graph, lang, {key: say(key, lang) for key in ("answer", "asked")}
        ),
        "ttl": lambda: formats.write_graph(
            answer.triples or resources.of_answer(answer, graph), formats.GRAPHS[0]
        ),
    }
    return writers[suffix]()
