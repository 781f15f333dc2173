"""The README tells the truth: its answers are made by the commands beside them.

``REGIE_UPDATE_README=1 pytest tests/test_readme.py`` writes them anew.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from regiegraaf import Graph
from regiegraaf.cli import main
from regiegraaf.holdings import holdings, sources
from regiegraaf.words import say

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"<!-- answer: (?P<command>.+?) -->\n(?P<answer>.*?)<!-- end -->", re.DOTALL)


def numbers(graph: Graph, lang: str) -> str:
    found = sources(graph)
    heads = [source.rsplit("/", 1)[-1] for source in found]
    rows = [
        [
            graph.label(holding.kind, lang) if holding.kind else say("holdings-all", lang),
            *(holding.by_source.get(source, 0) for source in found),
            holding.total,
        ]
        for holding in holdings(graph)
    ]
    table = [
        [say("home-kind", lang).lower(), *heads, say("holdings-total", lang)],
        ["---"] * (len(heads) + 2),
        *rows,
    ]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in table)


def answer(command: str, graph: Graph, lang: str) -> str:
    if command == "numbers":
        return numbers(graph, lang)
    result = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", ["README.md", "README.nl.md"])
def test_answers_are_what_the_commands_say(name: str, graph: Graph) -> None:
    """Every block between ``answer`` and ``end`` is what its command prints now."""
    file = ROOT / name
    text = file.read_text(encoding="utf-8")
    lang = "nl" if name.endswith(".nl.md") else "en"
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= (4 if name == "README.md" else 1)
    fresh = BLOCK.sub(
        lambda m: (
            f"<!-- answer: {m['command']} -->\n{answer(m['command'], graph, lang)}<!-- end -->"
        ),
        text,
    )
    if os.environ.get("REGIE_UPDATE_README"):
        file.write_text(fresh, encoding="utf-8")
    assert text == fresh or os.environ.get("REGIE_UPDATE_README"), (
        f"{name} is stale: run REGIE_UPDATE_README=1 pytest tests/test_readme.py"
    )


def test_the_answers_are_worth_reading() -> None:
    """Default, exception, condition, practice and paper stand in the first answer."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = BLOCK.search(text)
    assert first
    for word in ("Porthos", "default", "exception", "practice", "norm", "004#L860"):
        assert word in first["answer"]


def test_the_two_commands_stand_in_both() -> None:
    """Word for word as CI runs them."""
    for name in ("README.md", "README.nl.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(r"^pip install \. && regie serve +#", text, re.MULTILINE)
        assert re.search(r"^pip install '\.\[test\]' && pytest +#", text, re.MULTILINE)


def test_the_commands_shown_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ``regie`` line of the README, typed as it stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-query.rq").write_text("ASK {}")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(regie (?!serve|check).*?)(?:\s+#.*)?$", text, re.MULTILINE)
    assert len(lines) >= 5
    for line in lines:
        result = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"


def test_the_addresses_shown_open(client: object) -> None:
    """Each address of the table answers."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("## Addresses and formats")[1].split("\n\n")[1]
    addresses = re.findall(
        r"`(/[^`]*)`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:])
    )
    assert len(addresses) >= 12
    real = {
        "/questions/NAME": "/questions/who-holds-regie",
        "/id/KIND/SLUG": "/id/actor/porthos",
        "/def/TERM": "/def/RegieAssignment",
        "/graph/NAME": "/graph/004/norm",
        "/source/NUMBER": "/source/004",
    }
    for address in addresses:
        response = client.get(real.get(address, address))  # type: ignore[attr-defined]
        assert response.status_code in (200, 303), address
