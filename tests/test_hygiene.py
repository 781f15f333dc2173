"""Every hygiene rule has been seen failing: beside it lies a sample with what it must catch."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from regiegraaf import names
from regiegraaf.checks import hygiene
from regiegraaf.checks.corpus import Corpus, DataFile

SAMPLES = Path(__file__).with_name("hygiene")
RULES = {rule.name: rule for rule in hygiene.rules()}


def sample(rule: str) -> Path:
    """The one sample of a rule; TriG where it matters in which file something stands."""
    (file,) = SAMPLES.glob(f"{rule}.caught.*")
    return file


def corpus(file: Path) -> Corpus:
    found = Corpus(files={}, asked=[])
    here = ox.NamedNode("file:graph/004/practice/caught.ttl")
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ttl":
        found.store.load(text, format=ox.RdfFormat.TURTLE, to_graph=here)
    else:
        found.store.load(text, format=ox.RdfFormat.TRIG)
    return found


def test_there_are_rules() -> None:
    """A loader that finds nothing would let everything through."""
    assert len(RULES) >= 25


def test_samples_and_rules_are_the_same_set() -> None:
    """A sample of a rule that was renamed would be forgotten."""
    assert {file.name.partition(".")[0] for file in SAMPLES.iterdir()} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_rule_catches_exactly_what_its_sample_says(name: str) -> None:
    """The first line of a sample lists what is wrong in it; all else in it is right."""
    file = sample(name)
    first = file.read_text(encoding="utf-8").splitlines()[0]
    broken = corpus(file)

    caught = {names.shorten(row["thing"]) for row in broken.rows(RULES[name].query)}

    assert caught == {word.strip("<>") for word in first.removeprefix("# caught:").split()}


@pytest.mark.parametrize("name", RULES)
def test_rule_says_what_is_wrong_with_this_thing(name: str) -> None:
    """The sentences are filled in both languages and end as sentences do."""
    for finding in RULES[name].broken(corpus(sample(name))):
        for sentence in finding.message.values():
            assert "{" not in sentence
            assert sentence.endswith(".")


def test_a_finding_leads_to_its_line() -> None:
    """The line is that of the value in the block of the thing."""
    text = sample("source-is-a-place-in-a-document").read_text(encoding="utf-8")
    file = DataFile("graph/004/practice/caught.ttl", text)
    broken = Corpus(files={file.name: file}, asked=[file])
    broken.load(file)

    found = list(RULES["source-is-a-place-in-a-document"].broken(broken))

    lines = text.splitlines()
    assert {lines[finding.line - 1].partition(" ")[0] for finding in found} == {
        f"regie:004-{letter}" for letter in "abcde"
    }
