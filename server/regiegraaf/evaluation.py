"""A stranger's query, evaluated where it can be stopped.

The engine has no time limit of its own, so a query runs in a process made for it: forked, with the
graph shared by copy-on-write, a cap on memory and processor time, and every file descriptor but
its pipe closed and no new one allowed, so that nothing can be asked of another host. At the limit
the process is ended. The engine holds the interpreter lock while it works, so no other thread can
be inside it at the moment of the fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from regiegraaf import errors, tokens

_CHUNK = 1 << 16
_PIPE = 3
_FORBIDDEN_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost.

    Args:
        seconds: Time until it is stopped.
        rows: Rows of a SELECT, or triples of a CONSTRUCT.
        memory: Bytes that the evaluation may add to what the graph takes.
        length: Characters of query text.
        depth: Nesting of braces and parentheses.
        at_once: Evaluations at the same time in one server process.
    """

    seconds: float = 30.0
    rows: int = 100_000
    memory: int = 2 << 30
    length: int = 100_000
    depth: int = 100
    at_once: int = 8


def refuse(text: str, limits: Limits) -> None:
    """Refuse a query that may not even begin.

    Raises:
        QueryTooLong: Longer than the limit.
        UpdateRefused: It is an update.
        QueryRejected: It is nested too deeply, or asks something of another server.
    """
    if len(text) > limits.length:
        raise errors.QueryTooLong(
            nl=f"De zoekvraag heeft {len(text)} tekens; ten hoogste {limits.length} mogen.",
            en=f"The query has {len(text)} characters; at most {limits.length} are allowed.",
        )
    used = tokens.words(text)
    if used & _FORBIDDEN_UPDATES and not used & {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
        raise errors.UpdateRefused(
            nl="Dit is een wijziging; deze dienst beantwoordt alleen vragen.",
            en="This is an update; this service only answers queries.",
        )
    if "SERVICE" in used:
        raise errors.QueryRejected(
            nl="SERVICE vraagt iets aan een andere server; dat doet deze dienst niet.",
            en="SERVICE asks something of another server; this service does not do that.",
        )
    if _depth(text) > limits.depth:
        raise errors.QueryRejected(
            nl=f"De zoekvraag is dieper genest dan {limits.depth}.",
            en=f"The query is nested deeper than {limits.depth}.",
        )


class Evaluator:
    """Runs work in processes of its own, within limits.

    Args:
        limits: What one query may cost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._places = threading.BoundedSemaphore(self.limits.at_once)

    def stream(self, work: Callable[[BinaryIO], None]) -> Iterator[bytes]:
        """Yield what `work` writes, from a process of its own.

        The first chunk comes before this returns, so that a refusal is raised and not streamed.

        Args:
            work: Writes its result to the file it is given; raises a `RegieError` to refuse.

        Raises:
            RegieError: As raised by `work`; `OutOfTime`, `Busy` when the limits say so.
        """
        if not self._places.acquire(timeout=min(2.0, self.limits.seconds)):
            raise errors.Busy(
                nl="Er lopen al zoveel zoekvragen als er tegelijk mogen; probeer het zo weer.",
                en="As many queries as may run at once are running; try again in a moment.",
            )
        chunks = self._chunks(work)
        try:
            first = next(chunks, b"")
        except BaseException:
            chunks.close()
            raise
        return _Stream(first, chunks)

    def _chunks(self, work: Callable[[BinaryIO], None]) -> Generator[bytes, None, None]:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _child(work, writer, self.limits)
        os.close(writer)
        deadline = time.monotonic() + self.limits.seconds
        status = b""
        reaped = False
        try:
            while True:
                ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise _out_of_time(self.limits)
                chunk = os.read(reader, _CHUNK)
                if not chunk:
                    _, ended = os.waitpid(child, 0)
                    reaped = True
                    if ended or not status:
                        # Better a broken connection than an answer that looks whole.
                        raise _broken(ended, self.limits)
                    return
                if not status:
                    # The first byte tells whether an answer or a refusal follows.
                    status, chunk = chunk[:1], chunk[1:]
                    if status == b"!":
                        raise _refusal(chunk + _rest(reader))
                if chunk:
                    yield chunk
        finally:
            os.close(reader)
            # Once waited for, the number may already be another process's.
            if not reaped:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            self._places.release()


class _Stream(Iterator[bytes]):
    """The chunks with the first one put back; closing it ends the process."""

    def __init__(self, first: bytes, rest: Generator[bytes, None, None]) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return next(self._rest)

    def close(self) -> None:
        self._rest.close()


class _Marked:
    """A file that says 'an answer follows' before the first byte of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.begun = False

    def write(self, data: bytes) -> int:
        if not self.begun:
            self._file.write(b"+")
            self.begun = True
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _child(work: Callable[[BinaryIO], None], writer: int, limits: Limits) -> NoReturn:
    code = 0
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if writer != _PIPE:
            os.dup2(writer, _PIPE)
        os.closerange(_PIPE + 1, 4096)
        taken = _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (taken + limits.memory, taken + limits.memory))
        seconds = int(limits.seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_NOFILE, (_PIPE + 1, _PIPE + 1))
        with os.fdopen(_PIPE, "wb", buffering=_CHUNK) as file:
            marked = _Marked(file)
            try:
                work(marked)  # type: ignore[arg-type]
                marked.write(b"")
            except errors.RegieError as error:
                if not marked.begun:
                    message = {"class": type(error).__name__, **error.detail, "extra": error.extra}
                    file.write(b"!" + json.dumps(message).encode())
                code = 1
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"evaluation: {type(error).__name__}: {error}\n".encode())
        code = 2
    os._exit(code)


def _refusal(message: bytes) -> errors.RegieError:
    told = json.loads(message)
    kind = getattr(errors, told["class"])
    error: errors.RegieError = kind(nl=told["nl"], en=told["en"], **told["extra"])
    return error


def _rest(reader: int) -> bytes:
    parts = []
    while chunk := os.read(reader, _CHUNK):
        parts.append(chunk)
    return b"".join(parts)


def _broken(status: int, limits: Limits) -> errors.RegieError:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return _out_of_time(limits)
    if os.WIFEXITED(status):
        return errors.RegieError(
            nl="De zoekvraag brak af door een fout in deze dienst; het staat in het logboek.",
            en="The query broke off through a fault of this service; it is in the log.",
        )
    return errors.TooManyRows(
        nl="De zoekvraag vraagt meer geheugen dan er mag; vraag minder tegelijk.",
        en="The query needs more memory than is allowed; ask for less at once.",
    )


def _out_of_time(limits: Limits) -> errors.OutOfTime:
    return errors.OutOfTime(
        nl=f"De zoekvraag is na {limits.seconds:g} seconden gestopt; vraag minder tegelijk.",
        en=f"The query was stopped after {limits.seconds:g} seconds; ask for less at once.",
    )


def _depth(text: str) -> int:
    deepest = now = 0
    for token in tokens.tokens(text):
        if token.text in ("{", "("):
            now += 1
            deepest = max(deepest, now)
        elif token.text in ("}", ")"):
            now -= 1
    return deepest


def _address_space() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()
