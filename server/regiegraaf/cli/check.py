"""``regie check``: the house rules."""

from __future__ import annotations

from pathlib import Path

import click

from regiegraaf import checks
from regiegraaf.cli.command import lang_option, main, speak
from regiegraaf.words import say


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the texts: also verify them and every cited line.",
)
@click.option(
    "--readings",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with readings of the texts: also tell which of their lines are not cited. "
    "By default the folder 'facts' beside the texts, if there is one.",
)
@lang_option
@click.pass_context
def check(
    ctx: click.Context,
    *,
    path: Path | None,
    sources: Path | None,
    readings: Path | None,
    lang: str,
) -> None:
    """Check the house rules for files of ontology, graph, shapes and queries.

    \b
    Examples:
      regie check
      regie check ontology --sources ../sources
    """
    speak(ctx, lang)
    if sources and not readings and (sources / ".." / "facts").is_dir():
        readings = sources / ".." / "facts"
    report = checks.run(path, sources=sources, readings=readings)
    for finding in report.findings:
        click.echo(f"{finding.place}: {finding.rule}: {finding.message[lang]}")
    for line in report.told(lang):
        click.echo(line)
    key = "check-findings" if report.findings else "check-clean"
    click.echo(say(key, lang, count=len(report.findings), files=report.files), err=True)
    if report.findings:
        ctx.exit(1)
