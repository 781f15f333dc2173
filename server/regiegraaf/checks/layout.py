"""The one layout of Turtle files, so that a difference between two versions is one of content.

`turtlefmt` 0.1.2 is not this gate: it writes ``@prefix`` for ``PREFIX`` and puts all values of a
property on one line, so that a definition in two languages becomes a line of 400 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regiegraaf import names
from regiegraaf.checks.corpus import Corpus, DataFile
from regiegraaf.checks.findings import Finding

_PREFIX = re.compile(r"PREFIX ([\w\-]*): <([^>]*)>")
_BLOCK_START = re.compile(r"([\w\-]+:[\w.\-]+|<[^>]*>)\s")
_BLOCK_END = re.compile(r"(^|\s)\.$")
# RFC 2606, section 3: a name for samples, of no use in a graph.
_SAMPLES = "http://example.org/"

_MESSAGES = {
    "line-has-no-loose-space": (
        "Tab, regelterugloop of spatie aan het eind van de regel; haal die weg.",
        "Tab, carriage return or space at the end of the line; remove it.",
    ),
    "file-ends-with-one-newline": (
        "Eindig het bestand met precies één nieuwe regel.",
        "End the file with exactly one newline.",
    ),
    "blocks-are-one-blank-line-apart": (
        "Zet één lege regel tussen blokken en nergens anders.",
        "Put one blank line between blocks and nowhere else.",
    ),
    "lines-are-indented-by-four": (
        "Begin een blok vooraan en laat de rest met een veelvoud van vier spaties inspringen.",
        "Start a block at the margin and indent the rest by a multiple of four spaces.",
    ),
    "one-property-per-line": (
        "Begin na ';' een nieuwe regel.",
        "Start a new line after ';'.",
    ),
    "type-comes-first": (
        "Zet 'a' vooraan in het blok.",
        "Put 'a' first in the block.",
    ),
    "space-before-punctuation": (
        "Zet een spatie voor ';', ',' en '.'.",
        "Put a space before ';', ',' and '.'.",
    ),
    "prefixes-come-first": (
        "Zet de PREFIX-regels bovenaan, zonder punt of '@', gevolgd door een lege regel.",
        "Put the PREFIX lines on top, without a full stop or '@', followed by a blank line.",
    ),
    "prefixes-are-sorted": (
        "Zet de prefixen op alfabet, elk één keer.",
        "Sort the prefixes, each of them once.",
    ),
    "prefix-is-used": (
        "Prefix '{0}' wordt niet gebruikt; haal hem weg.",
        "Prefix '{0}' is not used; remove it.",
    ),
    "thing-has-one-block": (
        "{0} heeft in dit bestand al een blok; voeg ze samen.",
        "{0} has a block in this file already; join them.",
    ),
    "prefix-is-that-of-the-table": (
        "Prefix '{0}' staat niet zo in ontology/prefixes.ttl.",
        "Prefix '{0}' does not stand so in ontology/prefixes.ttl.",
    ),
}


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what is not in the one layout."""
    for file in corpus.asked:
        yield from _characters(file)
        if file.name.endswith(".ttl"):
            yield from _prefixes(file)
            yield from _lines(file)
            yield from _punctuation(file)
            yield from _blocks(file)


def _found(file: DataFile, line: int, rule: str, *values: str) -> Finding:
    nl, en = _MESSAGES[rule]
    return Finding(file.name, line, rule, nl.format(*values), en.format(*values))


def _blocks(file: DataFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, line in enumerate(file.text.split("\n"), start=1):
        start = _BLOCK_START.match(line)
        if start and start[1] in seen:
            yield _found(file, number, "thing-has-one-block", start[1])
        elif start:
            seen.add(start[1])


def _characters(file: DataFile) -> Iterator[Finding]:
    for number, line in enumerate(file.text.split("\n"), start=1):
        if "\t" in line or line != line.rstrip():
            yield _found(file, number, "line-has-no-loose-space")
    if not file.text.endswith("\n") or file.text.endswith("\n\n"):
        yield _found(file, file.text.count("\n"), "file-ends-with-one-newline")


def _prefixes(file: DataFile) -> Iterator[Finding]:
    lines = file.text.split("\n")
    declared = [(n, _PREFIX.fullmatch(line)) for n, line in enumerate(lines, start=1)]
    found = [(number, match[1], match[2]) for number, match in declared if match]
    words = [line for token, line in file.tokens if token.text.upper() == "PREFIX"]
    below = lines[len(found)] if found and len(found) < len(lines) else ""
    if [number for number, _, _ in found] != list(range(1, len(words) + 1)) or below:
        yield _found(file, 1, "prefixes-come-first")
        return
    if (order := [prefix for _, prefix, _ in found]) != sorted(set(order)):
        yield _found(file, 1, "prefixes-are-sorted")
    used = {
        token.text.partition(":")[0]
        for token, line in file.tokens
        if token.kind == "name" and line > len(found)
    }
    for number, prefix, space in found:
        sample = file.is_case and space.startswith(_SAMPLES) and prefix not in names.prefixes()
        if names.prefixes().get(prefix) != space and not sample:
            yield _found(file, number, "prefix-is-that-of-the-table", prefix)
        if prefix not in used:
            yield _found(file, number, "prefix-is-used", prefix)


def _lines(file: DataFile) -> Iterator[Finding]:
    held = {
        line + extra
        for token, line in file.tokens
        if token.kind == "string"
        for extra in range(1, token.text.count("\n") + 1)
    }
    # The last piece of a split is what stands after the final newline: nothing.
    lines = file.text.split("\n")[:-1]
    ended, before = True, ""
    for number, line in enumerate(lines, start=1):
        if number in held:
            before = line
            ended = bool(_BLOCK_END.search(line)) and number + 1 not in held
            continue
        depth = len(line) - len(line.lstrip(" "))
        if not line:
            if not ended or not before:
                yield _found(file, number, "blocks-are-one-blank-line-apart")
        elif line.startswith("#"):
            if before and not before.startswith("#"):
                yield _found(file, number, "blocks-are-one-blank-line-apart")
        elif _PREFIX.fullmatch(line):
            pass
        else:
            if bool(depth) == ended or depth % 4:
                yield _found(file, number, "lines-are-indented-by-four")
            if ended and before and not before.startswith("#"):
                yield _found(file, number, "blocks-are-one-blank-line-apart")
            ended = bool(_BLOCK_END.search(line)) and number + 1 not in held
        before = line


def _punctuation(file: DataFile) -> Iterator[Finding]:
    depth, before, after_semicolon = 0, "", False
    texts = [token.text for token, _ in file.tokens]
    for (token, line), after in zip(file.tokens, [*texts[1:], "\n"], strict=True):
        text = token.text
        if token.kind == "other" and text in ";,." and not _inside_number(before, after, text):
            if not before.isspace():
                yield _found(file, line, "space-before-punctuation")
            if text == ";" and not depth and "\n" not in after:
                yield _found(file, line, "one-property-per-line")
            after_semicolon = text == ";"
        elif token.kind not in ("space", "comment"):
            if text == "a" and after_semicolon and not depth:
                yield _found(file, line, "type-comes-first")
            after_semicolon = False
            depth += (text in "[(") - (text in "])")
        before = text


def _inside_number(before: str, after: str, sign: str) -> bool:
    return sign == "." and before[-1:].isdigit() and after[:1].isdigit()
