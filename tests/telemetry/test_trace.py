"""A message's trace, from one program to the next."""

from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

from telemetry import trace

ID, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_the_header_is_read_and_written_as_the_standard_has_it() -> None:
    header = f"00-{ID}-{SPAN}-01"
    found = trace.read(header)
    assert found == trace.SpanContext(ID, SPAN, True)
    assert found.header() == header
    assert trace.read(f"00-{ID}-{SPAN}-00") == trace.SpanContext(ID, SPAN, False)


def test_a_later_version_may_say_more() -> None:
    assert trace.read(f"01-{ID}-{SPAN}-01-more") == trace.SpanContext(ID, SPAN, True)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "dana@example.org",
        f"ff-{ID}-{SPAN}-01",
        f"00-{ID}-{SPAN}-01-more",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{ID}-{'0' * 16}-01",
        f"00-{ID.upper()}-{SPAN}-01",
        f"00-{ID}-{SPAN}-1",
        f"00-{ID}-{SPAN}",
        f"00-{ID}-{SPAN}-01\n",
    ],
)
def test_what_is_no_header_begins_a_trace_of_its_own(header: str | None) -> None:
    assert trace.read(header) is None


def test_work_inside_work_is_in_the_same_trace() -> None:
    assert trace.current() is None
    assert trace.headers() == {}
    with trace.span("message") as outer:
        with trace.span("action") as inner:
            assert inner.context.trace_id == outer.context.trace_id
            assert inner.context.span_id != outer.context.span_id
            assert trace.headers() == {"traceparent": inner.context.header()}
        assert trace.current() == outer.context
    assert trace.current() is None


def test_what_comes_from_another_program_comes_first() -> None:
    with trace.span("other"), trace.span("request", parent=trace.read(f"00-{ID}-{SPAN}-01")) as span:
        assert span.context.trace_id == ID
        assert span.context.span_id != SPAN
        assert span.context.is_sampled


def test_each_of_several_messages_has_its_own_trace() -> None:
    async def message() -> tuple[str, str]:
        with trace.span("message") as span:
            await asyncio.sleep(0.01)
            here = trace.current()
            assert here is not None
            return span.context.trace_id, here.trace_id

    async def all_of_them() -> list[tuple[str, str]]:
        return await asyncio.gather(*(message() for _ in range(20)))

    found = asyncio.run(all_of_them())
    assert all(begun == seen for begun, seen in found)
    assert len({begun for begun, _ in found}) == 20


def test_a_thread_knows_its_message_when_it_is_given_the_context() -> None:
    seen: list[trace.SpanContext | None] = []
    with trace.span("message") as span:
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(lambda: seen.append(trace.current()),))
        thread.start()
        thread.join()
    assert seen == [span.context]
