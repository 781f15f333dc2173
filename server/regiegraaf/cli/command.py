"""The command ``regie`` itself, and the options that its commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import regiegraaf
from regiegraaf import errors
from regiegraaf.layers import CHOICES
from regiegraaf.store import Graph

_SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "auto_envvar_prefix": "REGIE",
    "max_content_width": 100,
}

lang_option = click.option(
    "--lang",
    type=click.Choice(["nl", "en"]),
    default="nl",
    envvar="REGIE_LANG",
    show_default=True,
    help="Language of labels and messages.",
)
layer_option = click.option(
    "--layer",
    type=click.Choice(CHOICES),
    envvar="REGIE_LAYER",
    help="Which statements count; by default what sources state as practice or norm.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write to."
)


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which data it is about."""
    for option in (
        click.option(
            "--with-shipped",
            is_flag=True,
            envvar="REGIE_WITH_SHIPPED",
            help="Add --data to the shipped graph.",
        ),
        click.option(
            "--union",
            is_flag=True,
            envvar="REGIE_UNION",
            help="Default graph = merge of all graphs of --data.",
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


def speak(ctx: click.Context, lang: str) -> None:
    """Note the language of the command, for a refusal that may come."""
    ctx.find_root().meta["regie.lang"] = lang


def chosen_graph(data: tuple[Path, ...], *, union: bool, with_shipped: bool) -> Graph:
    """Return the graph that the options name."""
    if data:
        return Graph.from_paths(data, union=union, with_shipped=with_shipped)
    return Graph.shipped()
