"""One trace leads from a person's message through understanding, action and request to the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conversations.stack import ROOT, Stack, running
from tests.telemetry.collector import Collector, Seen

EMAIL = "zebulon.quixmark@quixmail.example"
MARKS = re.compile(r"quix|zebulon|900461", re.IGNORECASE)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, model: Path, collector: Collector) -> Iterator[Stack]:
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    settings = {"BOOKINGS_TRACES_URL": collector.url}
    with running(tmp_path_factory.mktemp("traces"), business, model, everywhere=settings) as stack:
        yield stack


def way_up(span: Seen, spans: Sequence[Seen]) -> list[str]:
    """The names of the spans from this one to its trace's first, each with its program."""
    by_id = {each.span_id: each for each in spans if each.trace_id == span.trace_id}
    way = []
    while True:
        way.append(f"{span.program.removeprefix('bookings-')}: {span.name}")
        if not span.parent_id:
            return way
        span = by_id[span.parent_id]


def all_are_there(spans: Sequence[Seen]) -> bool:
    """Whether each program has sent the span that ends last; each sends when it thinks that it is time."""
    told = [(each.program.removeprefix("bookings-"), each.name) for each in spans]
    last = {("api", "POST /api/v1/bookings"), ("actions", "action_create_booking")}
    return told.count(("bot", "message")) == 5 and last.issubset(told)


def test_a_booking_is_one_trace_from_the_message_to_the_database(stack: Stack, collector: Collector) -> None:
    for text in (
        "I am Zebulon Quixmark, please book a check-up with Sarah tomorrow at 2pm",
        f"Zebulon Quixmark, {EMAIL}, 07700 900461",
        "yes",
        "yes",
        "/quixintent",
    ):
        stack.say("traced", text)
    assert [row["status"] for row in stack.bookings(EMAIL)] == ["confirmed"]
    spans = collector.wait_for(all_are_there)
    (request,) = (
        each for each in spans if each.name == "POST /api/v1/bookings" and each.program == "bookings-api"
    )
    assert request.attributes["http.response.status_code"] == 201
    assert way_up(request, spans) == [
        "api: POST /api/v1/bookings",
        "actions: POST /api/v1/bookings",
        "actions: action_create_booking",
        "bot: action_create_booking",
        "bot: message",
    ]
    same = [each for each in spans if each.trace_id == request.trace_id]
    insert = next(
        each for each in same if each.name == "INSERT" and "bookings" in each.attributes["db.query.text"]
    )
    assert way_up(insert, spans)[:3] == [
        "api: INSERT",
        "api: write transaction",
        "api: POST /api/v1/bookings",
    ]
    (understood,) = (each for each in same if each.name == "understand")
    assert way_up(understood, spans) == ["bot: understand", "bot: message"]
    assert 0 < understood.attributes["bot.confidence"] <= 1
    for each in same:
        parent = next((other for other in same if other.span_id == each.parent_id), None)
        assert parent is None or parent.began <= each.began


def test_nothing_that_was_said_is_in_any_span(stack: Stack, collector: Collector) -> None:
    assert len(collector.spans) > 50
    assert [span for span in collector.spans if MARKS.search(f"{span.name} {span.attributes}")] == []
    assert collector.faults == []
