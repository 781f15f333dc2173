"""``regie serve``: the site and the endpoint."""

from __future__ import annotations

from pathlib import Path

import click

from regiegraaf import names
from regiegraaf.cli.command import chosen_graph, data_options, lang_option, main, speak
from regiegraaf.evaluation import Limits
from regiegraaf.words import say


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="TCP port.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Server processes.",
)
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds per query.")
@click.option(
    "--max-rows",
    type=int,
    default=100_000,
    show_default=True,
    help="Rows of one answer; more are refused.",
)
@click.option("--max-body", type=int, default=10_000_000, show_default=True, help="Bytes.")
@click.option("--base", help="Base IRI of the served graph.")
@lang_option
@data_options
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
    speak(ctx, lang)
    if base:
        names.use_base(base)
    from regiegraaf.web import create_app  # noqa: PLC0415 - other commands need no web server
    from regiegraaf.web.serving import serve as run  # noqa: PLC0415

    graph = chosen_graph(data, union=union, with_shipped=with_shipped)
    limits = Limits(seconds=timeout, rows=max_rows)
    app = create_app(graph=graph, limits=limits, max_body=max_body)
    click.echo(say("serving", lang, url=f"http://{host}:{port}"), err=True)
    run(app, host=host, port=port, workers=workers, timeout=timeout)
