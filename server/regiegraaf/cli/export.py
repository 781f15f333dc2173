"""``regie export``: the dump."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
import pyoxigraph as ox

from regiegraaf import errors, formats, names
from regiegraaf.cli.command import (
    chosen_graph,
    data_options,
    lang_option,
    main,
    output_option,
    speak,
)
from regiegraaf.cli.output import write
from regiegraaf.store import Graph

_FORMATS = ("nq", "trig", "ttl", "nt", "jsonld", "rdfxml")
_DATASET_FORMATS = ("nq", "trig")


@main.command()
@click.option(
    "--format",
    "format",
    type=click.Choice(_FORMATS),
    default="nq",
    show_default=True,
    help="Form of the answer.",
)
@click.option("--graph", "graph_iri", metavar="IRI", help="Only this named graph.")
@output_option
@lang_option
@data_options
@click.pass_context
def export(
    ctx: click.Context,
    *,
    format: str,
    graph_iri: str | None,
    output: Path | None,
    lang: str,
    data: tuple[Path, ...],
    union: bool,
    with_shipped: bool,
) -> None:
    """Write the dump: every named graph, or one of them.

    \b
    Examples:
      regie export -o regiegraaf.nq
      regie export --format ttl --graph graph:004/norm
    """
    speak(ctx, lang)
    graph = chosen_graph(data, union=union, with_shipped=with_shipped)
    suffix = {"rdfxml": "rdf"}.get(format, format)
    form = formats.by_suffix((*formats.GRAPHS, *formats.DATASETS), suffix)
    if form is None:
        _never(format)
    if graph_iri is not None:
        node = ox.NamedNode(names.expand(graph_iri) or graph_iri)
        if node not in graph.graphs:
            raise errors.NotFound(
                nl=f"Er is geen graaf {graph_iri}; wel: {_known(graph)}.",
                en=f"There is no graph {graph_iri}; there are: {_known(graph)}.",
            )
        quads = graph.store.quads_for_pattern(None, None, None, node)
        write(formats.write_graph([q.triple for q in quads], form), output)
        return
    write(formats.dump(graph, form, merged=format not in _DATASET_FORMATS), output)


def _known(graph: Graph) -> str:
    return ", ".join(names.shorten(node.value) for node in graph.graphs)


def _never(format: str) -> NoReturn:
    raise errors.InputRejected(nl=f"Onbekende vorm {format}.", en=f"Unknown format {format}.")
