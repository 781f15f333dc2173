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
    help="Folder with the texts: also verify that every cited line exists and is not blank.",
)
@lang_option
@click.pass_context
def check(ctx: click.Context, *, path: Path | None, sources: Path | None, lang: str) -> None:
    """Check the house rules for files of ontology, graph, shapes and queries.

    \b
    Examples:
      regie check
      regie check ontology --sources ../sources
    """
    speak(ctx, lang)
    report = checks.run(path, sources=sources)
    for finding in report.findings:
        click.echo(f"{finding.place}: {finding.rule}: {finding.message[lang]}")
    for line in report.told(lang):
        click.echo(line)
    key = "check-findings" if report.findings else "check-clean"
    click.echo(say(key, lang, count=len(report.findings), files=report.files), err=True)
    if report.findings:
        ctx.exit(1)
