"""What is done for a message, as a collector sees it."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from telemetry import export, trace
from telemetry.export import TraceSettingError, TraceSettings, trace_settings
from tests.telemetry.collector import Collector

ROOT = Path(__file__).resolve().parents[2]
SECRET = "dana@example.org"
UPSTREAM = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(autouse=True)
def nothing_recorded() -> Iterator[None]:
    yield
    trace._recorder.clear()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


def test_spans_come_with_their_parents_kinds_and_attributes(collector: Collector) -> None:
    end = export.begin("bot", TraceSettings(collector.url))
    with trace.span("message", trace.SERVER, None, **{"bot.channel": "rest"}) as outer:
        with trace.span("understand") as inner:
            inner.set("bot.confidence", 0.75)
            inner.set("bot.intent", None)
            inner.rename("understood")
        assert trace.current() == outer.context
        assert outer.context.is_sampled
        assert trace.headers()["traceparent"].endswith("-01")
    end()
    understood, message = collector.wait_for(lambda spans: len(spans) == 2)
    assert collector.faults == []
    assert (message.program, message.name, message.kind) == ("bookings-bot", "message", 2)
    assert (message.parent_id, message.attributes) == ("", {"bot.channel": "rest"})
    assert (understood.name, understood.kind, understood.attributes) == (
        "understood",
        1,
        {"bot.confidence": 0.75},
    )
    assert (understood.trace_id, understood.parent_id) == (message.trace_id, message.span_id)
    assert (message.trace_id, message.span_id) == (outer.context.trace_id, outer.context.span_id)


def test_work_for_another_programs_message_joins_its_trace(collector: Collector) -> None:
    end = export.begin("api", TraceSettings(collector.url))
    with trace.span("request", trace.SERVER, trace.read(f"00-{UPSTREAM}-00f067aa0ba902b7-01")):
        pass
    with trace.span("request", trace.SERVER, trace.read(f"00-{UPSTREAM}-00f067aa0ba902b7-00")):
        pass  # whoever began it does not keep it
    end()
    (span,) = collector.wait_for(lambda spans: len(spans) == 1)
    assert (span.trace_id, span.parent_id) == (UPSTREAM, "00f067aa0ba902b7")


def test_an_error_is_told_by_its_kind_and_not_in_its_words(collector: Collector) -> None:
    end = export.begin("api", TraceSettings(collector.url))
    with pytest.raises(ValueError, match="dana"), trace.span("request"):
        raise ValueError(SECRET)
    end()
    (span,) = collector.wait_for(lambda spans: len(spans) == 1)
    assert span.failed
    assert span.attributes == {"error.type": "ValueError"}


def test_a_share_of_all_messages_is_kept_whole(collector: Collector) -> None:
    end = export.begin("bot", TraceSettings(collector.url, 0.5))
    for _ in range(400):
        with trace.span("message"), trace.span("understand"):
            pass
    end()
    spans = collector.wait_for(lambda spans: len(spans) > 200)
    assert 100 < len({span.trace_id for span in spans}) < 300
    assert len(spans) == 2 * len({span.trace_id for span in spans})


def test_a_collector_that_is_away_costs_only_its_spans(caplog) -> None:
    gone = Collector()
    gone.close()
    end = export.begin("bot", TraceSettings(gone.url))
    began = time.monotonic()
    for _ in range(3):
        with trace.span("message"):
            time.sleep(1.2)
    end()
    assert time.monotonic() - began < 30

    def noted() -> list[logging.LogRecord]:
        return [record for record in caplog.records if record.name == "telemetry.export"]

    while not noted():  # the exporter tries for a while
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    assert [record.getMessage() for record in noted()] == [
        "The collector of traces takes nothing; what is done meanwhile is not written down."
    ]


def test_without_the_setting_nothing_of_it_is_loaded() -> None:
    code = (
        "import sys; from telemetry import export, trace\n"
        "export.begin('api', export.trace_settings({}))()\n"
        "with trace.span('request') as span: span.set('x', 1)\n"
        "assert not trace.is_recorded()\n"
        "assert not [name for name in sys.modules if name.startswith(('opentelemetry', 'requests'))]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("setting", "value", "right"),
    [
        ("BOOKINGS_TRACES_URL", "collector:4318", "like http://127.0.0.1:4318"),
        ("BOOKINGS_TRACES_URL", "http://user:secret@collector", "like http://127.0.0.1:4318"),
        ("BOOKINGS_TRACES_SHARE", "50%", "a number from 0 to 1"),
        ("BOOKINGS_TRACES_SHARE", "1.5", "a number from 0 to 1"),
    ],
)
def test_a_wrong_setting_is_told_with_what_is_right(setting: str, value: str, right: str) -> None:
    with pytest.raises(TraceSettingError, match=f'{setting} must be .*{right}; it is "{value}"'):
        trace_settings({setting: value})


def test_settings_are_read() -> None:
    assert trace_settings({}) == TraceSettings(None, 1.0)
    given = {"BOOKINGS_TRACES_URL": "https://otel.example/in/", "BOOKINGS_TRACES_SHARE": "0.01"}
    assert trace_settings(given) == TraceSettings("https://otel.example/in", 0.01)
