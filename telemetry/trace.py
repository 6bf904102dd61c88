"""Which message of a person the work of a program belongs to, from one program to the next.

The header is that of W3C Trace Context (https://www.w3.org/TR/trace-context/), `traceparent`. Anybody may
send one, so nothing is taken from it but digits.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

Value = str | int | float | bool
HEADER = "traceparent"
INTERNAL, SERVER, CLIENT = "internal", "server", "client"
"""Whether a piece of work answers a request, makes one, or neither."""
_SHAPE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_SAMPLED = 0x01


@dataclass(frozen=True)
class SpanContext:
    """A piece of work, as the next program is told of it."""

    trace_id: str
    """The same for everything that is done for one message: 32 hexadecimal digits, not all 0."""
    span_id: str
    """This piece's own: 16 hexadecimal digits, not all 0."""
    is_sampled: bool = False
    """Whether whoever began the trace keeps it."""

    def header(self) -> str:
        """The value of `traceparent`."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.is_sampled else '00'}"


_current: ContextVar[SpanContext | None] = ContextVar("span", default=None)


def current() -> SpanContext | None:
    """The piece of work that is going on here; None when it is for nobody in particular."""
    return _current.get()


def headers() -> dict[str, str]:
    """What a request to the next program carries; nothing when there is nothing to tell."""
    here = _current.get()
    return {HEADER: here.header()} if here else {}


def read(header: str | None) -> SpanContext | None:
    """What a `traceparent` says; None for one that is missing or not of its shape."""
    found = _SHAPE.fullmatch(header or "")
    if found is None or (header or "").startswith("00") and found[4]:
        return None
    return SpanContext(found[1], found[2], bool(int(found[3], 16) & _SAMPLED))


class Recorded(Protocol):
    """A piece of work that is written down."""

    context: SpanContext

    def rename(self, name: str) -> None: ...

    def set(self, name: str, value: Value) -> None: ...

    def end(self, error: BaseException | None) -> None: ...


class Recorder(Protocol):
    """Whoever writes down what is done for a message; see `export`."""

    def begin(
        self, name: str, kind: str, parent: SpanContext | None, attributes: Mapping[str, Value]
    ) -> Recorded: ...


_recorder: list[Recorder] = []


def record_with(recorder: Recorder) -> None:
    """From now on what is done in this process is written down."""
    _recorder[:] = [recorder]


def is_recorded() -> bool:
    """Whether it is."""
    return bool(_recorder)


@dataclass(frozen=True)
class Span:
    """A piece of work that goes on."""

    context: SpanContext
    """As the next program is told of it."""
    recorded: Recorded | None = None
    """Where it is written down, if it is."""

    def rename(self, name: str) -> None:
        """What it is called after all; nothing in it that anybody has typed."""
        if self.recorded is not None:
            self.recorded.rename(name)

    def set(self, name: str, value: Value | None) -> None:
        """An attribute, nothing that anybody has typed; without a value there is none."""
        if self.recorded is not None and value is not None:
            self.recorded.set(name, value)


@contextmanager
def span(
    name: str, kind: str = INTERNAL, parent: SpanContext | None = None, **attributes: Value
) -> Iterator[Span]:
    """Inside the block a piece of work goes on, part of `parent`, else of what goes on here already.

    Without either it begins a new trace. Nothing in its name and attributes is what anybody has typed.
    """
    made = _begun(name, kind, parent or _current.get(), attributes)
    token = _current.set(made.context)
    failed: BaseException | None = None
    try:
        yield made
    except BaseException as error:
        failed = error
        raise
    finally:
        _current.reset(token)
        if made.recorded is not None:
            made.recorded.end(failed)


def _begun(name: str, kind: str, parent: SpanContext | None, attributes: Mapping[str, Value]) -> Span:
    if not _recorder:
        return Span(_follow(parent))
    recorded = _recorder[0].begin(name, kind, parent, attributes)
    return Span(recorded.context, recorded)


def _follow(parent: SpanContext | None) -> SpanContext:
    trace_id = parent.trace_id if parent else f"{random.getrandbits(128) or 1:032x}"
    return SpanContext(trace_id, f"{random.getrandbits(64) or 1:016x}", bool(parent and parent.is_sampled))
