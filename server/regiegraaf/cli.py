"""The command ``regie``: answers to standard output, words to standard error, exit codes kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
import pyoxigraph as ox
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

import regiegraaf
from regiegraaf import checks, errors, formats, names, resources
from regiegraaf.evaluation import Evaluator, Limits, refuse
from regiegraaf.layers import CHOICES
from regiegraaf.questions import Answer, Questions
from regiegraaf.store import Graph
from regiegraaf.words import say

_SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "auto_envvar_prefix": "REGIE",
    "max_content_width": 100,
}
_ASK_FORMATS = ("table", "csv", "tsv", "json", "xlsx", "md", "ttl")
_QUERY_FORMATS = ("table", "json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdfxml")
_EXPORT_FORMATS = ("nq", "trig", "ttl", "nt", "jsonld", "rdfxml")
_DATASET_FORMATS = ("nq", "trig")

_WIDEST = 6
_PAPER = 120

_lang = click.option(
    "--lang",
    type=click.Choice(["nl", "en"]),
    default="nl",
    envvar="REGIE_LANG",
    show_default=True,
    help="Language of labels and messages.",
)
_layer = click.option(
    "--layer",
    type=click.Choice(CHOICES),
    envvar="REGIE_LAYER",
    help="Which statements count; by default what sources state as practice or norm.",
)
_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write to."
)


def _data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--with-shipped", is_flag=True, envvar="REGIE_WITH_SHIPPED", help="Add --data to the shipped graph."
        ),
        click.option(
            "--union", is_flag=True, envvar="REGIE_UNION", help="Default graph = merge of all graphs of --data."
        ),
        click.option(
            "--data",
            multiple=True,
            type=click.Path(path_type=Path),
            envvar="REGIE_DATA",
            help="RDF file or folder to use instead of the shipped graph; repeatable.",
        ),
    ):
        command = option(command)
    return command


class _Commands(click.Group):
    """A group whose refusals are sentences and whose tracebacks need ``--debug``."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        try:
            return super().invoke(ctx)
        except errors.RegieError as error:
            if ctx.params.get("debug"):
                raise
            lang = _language(ctx)
            click.echo(f"{error.title[lang]}: {error.detail[lang]}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)


def _language(ctx: click.Context) -> str:
    return str(ctx.find_root().meta.get("regie.lang", "nl"))


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(regiegraaf.__version__, prog_name="regie")
def main(*, debug: bool) -> None:
    """Ask, check, export and serve the graph of who holds regie.

    \b
    Examples:
      regie ask                                   list the questions
      regie ask who-holds-regie -p region=Tholen  ask one
      regie serve                                 the site on http://127.0.0.1:8000
    """
    del debug


def _graph(data: tuple[Path, ...], *, union: bool, with_shipped: bool) -> Graph:
    if data:
        return Graph.from_paths(data, union=union, with_shipped=with_shipped)
    return Graph.shipped()


@main.command()
@click.argument("question", required=False)
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Parameter value.")
@click.option("--as-of", "as_of", metavar="DATE", help="The same as -p date=DATE.")
@click.option("--format", "format", type=click.Choice(_ASK_FORMATS), default="table", show_default=True)
@click.option("--exit-code", "no_is_one", is_flag=True, help="Exit with 1 when there are no rows.")
@_layer
@_output
@_lang
@_data_options
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    question: str | None,
    params: tuple[str, ...],
    as_of: str | None,
    format: str,
    no_is_one: bool,
    layer: str | None,
    output: Path | None,
    lang: str,
    data: tuple[Path, ...],
    union: bool,
    with_shipped: bool,
) -> None:
    """Answer a canned QUESTION; without a name, list the questions.

    \b
    Examples:
      regie ask who-holds-regie -p region=Middelburg -p kind=casusregie
      regie ask agreements-in-force --as-of 2016-06-30 --format csv
    """
    ctx.find_root().meta["regie.lang"] = lang
    questions = Questions()
    if question is None:
        _list(questions, lang)
        return
    asked = questions[question]
    graph = _graph(data, union=union, with_shipped=with_shipped)
    answer = asked.ask(graph, _given(params, as_of), layer=layer, lang=lang)
    _write(_rendered(answer, graph, format, lang), output)
    _footnotes(answer, lang)
    if no_is_one and not answer.rows and not answer.triples:
        ctx.exit(1)


def _list(questions: Questions, lang: str) -> None:
    click.echo(say("ask-list", lang), err=True)
    for topic, members in questions.topics.items():
        click.echo(f"\n{topic}")
        for member in members:
            click.echo(f"  {member.id:<38} {member.title[lang]}")
            for parameter in member.parameters:
                default = f" [{parameter.default}]" if parameter.default else ""
                click.echo(f"  {'':<38}   -p {parameter.name}=<{parameter.label[lang]}>{default}")
    click.echo("\n" + say("ask-how", lang), err=True)


def _given(params: tuple[str, ...], as_of: str | None) -> dict[str, str]:
    given = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise errors.ParameterRejected(
                nl=f"'{param}' is geen naam=waarde.", en=f"'{param}' is not name=value."
            )
        given[name] = value
    return given | ({"date": as_of} if as_of else {})


def _rendered(answer: Answer, graph: Graph, format: str, lang: str) -> bytes | Table | Group:
    if answer.triples or format == "ttl":
        return formats.write_graph(answer.triples or resources.of_answer(answer, graph), formats.GRAPHS[0])
    if format == "table":
        return _table(*formats.table(answer, graph, lang))
    if format == "xlsx":
        words = {key: say(key, lang) for key in ("answer", "asked")}
        return formats.as_xlsx(answer, graph, lang, words)
    writers: dict[str, Callable[[], str]] = {
        "csv": lambda: formats.as_csv(answer, graph, lang),
        "tsv": lambda: formats.as_csv(answer, graph, lang, delimiter="\t"),
        "json": lambda: formats.as_json(answer, graph, lang),
        "md": lambda: formats.as_markdown(answer, graph, lang),
    }
    return writers[format]().encode()


def _table(headings: list[str], rows: list[list[str]]) -> Table | Group:
    if len(headings) > _WIDEST:
        return _records(headings, rows)
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for title in headings:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _records(headings: list[str], rows: list[list[str]]) -> Group:
    """Tell each row in lines: its first two columns on top, then whatever is not empty."""
    parts: list[Text | Table] = []
    for row in rows:
        parts.append(Text(": ".join(value for value in row[:2] if value), style="bold"))
        lines = Table.grid(padding=(0, 2))
        lines.add_column(style="dim", min_width=20)
        lines.add_column(overflow="fold")
        for title, value in zip(headings[2:], row[2:], strict=True):
            if value:
                lines.add_row(f"  {title}", Text(value))
        parts.extend((lines, Text("")))
    return Group(*parts)


def _footnotes(answer: Answer, lang: str) -> None:
    if not answer.rows and not answer.triples:
        click.echo(say("no-rows", lang), err=True)
    if answer.left_out:
        counts = ", ".join(f"{n} {say(f'force-{f}', lang)}" for f, n in answer.left_out.items())
        click.echo(say("left-out", lang, counts=counts, how="--layer all"), err=True)


def _write(content: bytes | Table | Group, output: Path | None) -> None:
    if isinstance(content, Table | Group):
        if output:
            with output.open("w", encoding="utf-8") as file:
                Console(file=file, width=_PAPER).print(content)
        else:
            console = Console(highlight=False)
            Console(width=None if console.is_terminal else _PAPER, highlight=False).print(content)
    elif output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


@main.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "format", type=click.Choice(_QUERY_FORMATS), help="By default table or ttl.")
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds.")
@click.option("--max-rows", type=int, default=1_000_000, show_default=True)
@_layer
@_output
@_lang
@_data_options
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
    ctx.find_root().meta["regie.lang"] = lang
    text = _read(file)
    limits = Limits(seconds=timeout, rows=max_rows, memory=8 << 30)
    refuse(text, limits)
    graph = _graph(data, union=union, with_shipped=with_shipped)
    if format in (None, "table"):
        _write(_result_table(graph, text, layer, lang, limits), output)
        return
    chosen = next(
        form
        for form in (*formats.RESULTS, *formats.GRAPHS)
        if form.suffix == {"rdfxml": "rdf"}.get(format or "", format)
    )
    work = formats.writing(graph, text, chosen, layer=layer or "facts", rows=limits.rows)
    _write(b"".join(Evaluator(limits).stream(work)), output)


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
    rows = []
    for row in parsed if isinstance(parsed, ox.QuerySolutions) else []:
        rows.append(
            [
                names.shorten(term.value)
                if isinstance(term := row[name], ox.NamedNode)
                else formats.cell(term, graph, lang)
                for name in columns
            ]
        )
    return _table(columns, rows)


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            return sys.stdin.read()
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.InputRejected(
            nl=f"{file} is niet te lezen: {error}", en=f"{file} cannot be read: {error}"
        ) from error


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the texts: also verify that every cited line exists and is not blank.",
)
@_lang
@click.pass_context
def check(ctx: click.Context, *, path: Path | None, sources: Path | None, lang: str) -> None:
    """Check the house rules for files of ontology, graph, shapes and queries.

    \b
    Examples:
      regie check
      regie check ontology --sources ../sources
    """
    ctx.find_root().meta["regie.lang"] = lang
    report = checks.run(path, sources=sources)
    for finding in report.findings:
        click.echo(f"{finding.file}: {finding.rule}: {finding.message[lang]}")
    key = "check-findings" if report.findings else "check-clean"
    click.echo(say(key, lang, count=len(report.findings), files=report.files), err=True)
    if report.findings:
        ctx.exit(1)


@main.command()
@click.option("--format", "format", type=click.Choice(_EXPORT_FORMATS), default="nq", show_default=True)
@click.option("--graph", "graph_iri", metavar="IRI", help="Only this named graph.")
@_output
@_lang
@_data_options
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
    ctx.find_root().meta["regie.lang"] = lang
    graph = _graph(data, union=union, with_shipped=with_shipped)
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
        _write(formats.write_graph([q.triple for q in quads], form), output)
        return
    _write(formats.dump(graph, form, merged=format not in _DATASET_FORMATS), output)


def _known(graph: Graph) -> str:
    return ", ".join(names.shorten(node.value) for node in graph.graphs)


def _never(format: str) -> NoReturn:
    raise errors.InputRejected(nl=f"Onbekende vorm {format}.", en=f"Unknown format {format}.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds per query.")
@click.option("--max-rows", type=int, default=100_000, show_default=True)
@click.option("--max-body", type=int, default=10_000_000, show_default=True, help="Bytes.")
@click.option("--base", help="Base IRI of the served graph.")
@_lang
@_data_options
@click.pass_context
def serve(
    ctx: click.Context,
    *,
    host: str,
    port: int,
    workers: int,
    timeout: float,
    max_rows: int,
    max_body: int,
    base: str | None,
    lang: str,
    data: tuple[Path, ...],
    union: bool,
    with_shipped: bool,
) -> None:
    """Start the site and the SPARQL endpoint.

    \b
    Example:
      regie serve --port 8080
    """
    ctx.find_root().meta["regie.lang"] = lang
    if base:
        names.use_base(base)
    from regiegraaf.web import create_app  # noqa: PLC0415 - other commands need no web server
    from regiegraaf.web.serving import serve as run  # noqa: PLC0415

    graph = _graph(data, union=union, with_shipped=with_shipped)
    limits = Limits(seconds=timeout, rows=max_rows)
    app = create_app(graph=graph, limits=limits, max_body=max_body)
    click.echo(say("serving", lang, url=f"http://{host}:{port}"), err=True)
    run(app, host=host, port=port, workers=workers, timeout=timeout)
