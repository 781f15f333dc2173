"""``regie query``: free SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pyoxigraph as ox
from rich.console import Group
from rich.table import Table

from regiegraaf import errors, formats, names, tables
from regiegraaf.cli.command import (
    chosen_graph,
    data_options,
    lang_option,
    layer_option,
    main,
    output_option,
    speak,
)
from regiegraaf.cli.output import table, write
from regiegraaf.evaluation import Evaluator, Limits, refuse
from regiegraaf.store import Graph

_FORMATS = ("table", "json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdfxml")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "format", type=click.Choice(_FORMATS), help="By default table or ttl.")
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds.")
@click.option(
    "--max-rows",
    type=int,
    default=1_000_000,
    show_default=True,
    help="Rows of the answer; more are refused.",
)
@layer_option
@output_option
@lang_option
@data_options
@click.pass_context
def query(
    ctx: click.Context,
    *,
    file: Path,
    format: str | None,
    timeout: float,
    max_rows: int,
    layer: str | None,
    output: Path | None,
    lang: str,
    data: tuple[Path, ...],
    union: bool,
    with_shipped: bool,
) -> None:
    """Run the SPARQL query in FILE, or from standard input with '-'.

    \b
    Example:
      echo 'SELECT * { ?r a rg:RegieAssignment } LIMIT 3' | regie query -
    """
    speak(ctx, lang)
    text = _read(file)
    limits = Limits(seconds=timeout, rows=max_rows, memory=8 << 30)
    refuse(text, limits)
    graph = chosen_graph(data, union=union, with_shipped=with_shipped)
    if format in (None, "table"):
        write(_result_table(graph, text, layer, lang, limits), output)
        return
    chosen = next(
        form
        for form in (*formats.RESULTS, *formats.GRAPHS)
        if form.suffix == {"rdfxml": "rdf"}.get(format or "", format)
    )
    work = formats.writing(graph, text, chosen, layer=layer or "facts", rows=limits.rows)
    write(b"".join(Evaluator(limits).stream(work)), output)


def _result_table(
    graph: Graph, text: str, layer: str | None, lang: str, limits: Limits
) -> bytes | Table | Group:
    result = graph.query(text, layer=layer or "facts")
    if isinstance(result, ox.QueryTriples):
        work = formats.writing(
            graph, text, formats.GRAPHS[0], layer=layer or "facts", rows=limits.rows
        )
        return b"".join(Evaluator(limits).stream(work))
    if isinstance(result, ox.QueryBoolean):
        return f"{str(bool(result)).lower()}\n".encode()
    columns = [variable.value for variable in result.variables]
    work = formats.writing(
        graph, text, formats.RESULTS[0], layer=layer or "facts", rows=limits.rows
    )
    parsed = ox.parse_query_results(
        b"".join(Evaluator(limits).stream(work)), format=ox.QueryResultsFormat.JSON
    )
    rows = [
        [
            names.shorten(term.value)
            if isinstance(term := row[name], ox.NamedNode)
            else tables.cell(term, graph, lang)
            for name in columns
        ]
        for row in (parsed if isinstance(parsed, ox.QuerySolutions) else [])
    ]
    return table(columns, rows)


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            return sys.stdin.read()
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.InputRejected(
            nl=f"{file} is niet te lezen: {error}", en=f"{file} cannot be read: {error}"
        ) from error
