"""``regie ask``: the canned questions."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Group
from rich.table import Table

from regiegraaf import errors, tables
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
from regiegraaf.questions import Answer, Questions
from regiegraaf.rendering import render
from regiegraaf.store import Graph
from regiegraaf.words import say

_FORMATS = ("table", "csv", "tsv", "json", "xlsx", "md", "ttl")


@main.command()
@click.argument("question", required=False)
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Parameter value."
)
@click.option("--as-of", "as_of", metavar="DATE", help="The same as -p date=DATE.")
@click.option(
    "--format",
    "format",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="Form of the answer.",
)
@click.option("--columns", metavar="A,B,...", help="Only these columns, in this order.")
@click.option("--exit-code", "no_is_one", is_flag=True, help="Exit with 1 when there are no rows.")
@layer_option
@output_option
@lang_option
@data_options
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    question: str | None,
    params: tuple[str, ...],
    as_of: str | None,
    format: str,
    columns: str | None,
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
    speak(ctx, lang)
    questions = Questions()
    if question is None:
        _list(questions, lang)
        return
    asked = questions[question]
    graph = chosen_graph(data, union=union, with_shipped=with_shipped)
    answer = asked.ask(graph, _given(params, as_of), layer=layer, lang=lang)
    if columns:
        answer = answer.only([name.strip() for name in columns.split(",")])
    write(_rendered(answer, graph, format, lang), output)
    _footnotes(answer, lang)
    if no_is_one and not answer.rows and not answer.triples:
        ctx.exit(1)


def _list(questions: Questions, lang: str) -> None:
    click.echo(say("ask-list", lang), err=True)
    for topic in questions.topics:
        click.echo(f"\n{topic.name[lang]}")
        for member in topic.questions:
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
    if format == "table" and not answer.triples:
        return table(*tables.table(answer, graph, lang))
    return render(answer, graph, "ttl" if answer.triples else format, lang)


def _footnotes(answer: Answer, lang: str) -> None:
    if not answer.rows and not answer.triples:
        click.echo(say("no-rows", lang), err=True)
    if answer.left_out:
        counts = ", ".join(f"{n} {say(f'force-{f}', lang)}" for f, n in answer.left_out.items())
        click.echo(say("left-out", lang, counts=counts, how="--layer all"), err=True)
