"""What is done for each message, written down as OpenTelemetry's spans and sent to a collector.

By OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp), from a thread of its own, a second
later.
A collector that is away costs its spans and nothing else. OpenTelemetry is imported only where it is wanted.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telemetry import trace
from telemetry.telling import described

EVERY_MILLISECONDS = 1000
END_SECONDS = 3.0
_SHARE = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


logger = logging.getLogger(__name__)


class TraceSettingError(ValueError):
    """A setting is wrong; the message names it, what it is and what it has to be."""


@dataclass(frozen=True)
class TraceSettings:
    """What the environment says of traces."""

    url: str | None = None
    """BOOKINGS_TRACES_URL: the collector's address, without `/v1/traces`; None: nothing is written down."""
    share: float = 1.0
    """BOOKINGS_TRACES_SHARE: of all messages, from 0 to 1."""


def trace_settings(environment: Mapping[str, str]) -> TraceSettings:
    """Raises TraceSettingError."""
    url = environment.get("BOOKINGS_TRACES_URL", "").strip().rstrip("/")
    if url and not _URL.fullmatch(url):
        right = "the address of a collector, like http://127.0.0.1:4318"
        raise TraceSettingError(f'BOOKINGS_TRACES_URL must be {right}; it is "{url}".')
    share = environment.get("BOOKINGS_TRACES_SHARE", "").strip()
    if share and not _SHARE.fullmatch(share):
        raise TraceSettingError(f'BOOKINGS_TRACES_SHARE must be a number from 0 to 1; it is "{share}".')
    return TraceSettings(url or None, float(share or 1))


def begin(program: str, settings: TraceSettings) -> Callable[[], None]:
    """Write down from now on, if that is wanted; in each process anew, since a fork has no threads.

    Returns what sends the rest and ends it.
    """
    if settings.url is None:
        return lambda: None
    recorder = OpenTelemetry(program, settings)
    trace.record_with(recorder)
    return recorder.end


class OpenTelemetry:
    """Writes down with OpenTelemetry's SDK."""

    def __init__(self, program: str, settings: TraceSettings) -> None:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

        session = requests.Session()
        session.trust_env = False  # the surroundings' proxies are for other things
        exporter = OTLPSpanExporter(f"{settings.url}/v1/traces", session=session)
        self._provider: Any = TracerProvider(
            shutdown_on_exit=False,  # it could wait for a minute
            sampler=ParentBased(TraceIdRatioBased(settings.share)),
            resource=Resource.create({"service.name": f"bookings-{program}"}),
        )
        # Each failure is noted there, with a traceback.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        patient: Any = _Patient(exporter)
        batches = BatchSpanProcessor(patient, schedule_delay_millis=EVERY_MILLISECONDS)
        self._provider.add_span_processor(batches)
        self._tracer = self._provider.get_tracer("bookings")

    def begin(
        self, name: str, kind: str, parent: trace.SpanContext | None, attributes: Mapping[str, trace.Value]
    ) -> _Recorded:
        """A span of OpenTelemetry's, part of `parent`."""
        from opentelemetry.trace import SpanKind

        above, kind_of = _above(parent), SpanKind[kind.upper()]
        return _Recorded(self._tracer.start_span(name, above, kind_of, dict(attributes)))

    def end(self) -> None:
        """Send what is left, for a few seconds at most."""
        sending = threading.Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(END_SECONDS)


class _Patient:
    """An exporter that notes once that the collector is away, and once that it is back."""

    def __init__(self, exporter: Any) -> None:
        self._exporter = exporter
        self._is_away = False

    def export(self, spans: Any) -> Any:
        from opentelemetry.sdk.trace.export import SpanExportResult

        try:
            result = self._exporter.export(spans)
        except Exception:  # whatever it is, the program goes on
            result = SpanExportResult.FAILURE
        is_away = result is not SpanExportResult.SUCCESS
        if is_away and not self._is_away:
            logger.warning(
                "The collector of traces takes nothing; what is done meanwhile is not written down."
            )
        elif self._is_away and not is_away:
            logger.warning("The collector of traces takes them again.")
        self._is_away = is_away
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True


def _above(parent: trace.SpanContext | None) -> Any:
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    if parent is None:
        return Context()
    flags = TraceFlags(TraceFlags.SAMPLED if parent.is_sampled else TraceFlags.DEFAULT)
    told = SpanContext(int(parent.trace_id, 16), int(parent.span_id, 16), is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(told), Context())


class _Recorded:
    def __init__(self, span: Any) -> None:
        self._span = span
        told = span.get_span_context()
        self.context = trace.SpanContext(
            f"{told.trace_id:032x}", f"{told.span_id:016x}", told.trace_flags.sampled
        )

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def set(self, name: str, value: trace.Value) -> None:
        self._span.set_attribute(name, value)

    def end(self, error: BaseException | None) -> None:
        from opentelemetry.trace import Status, StatusCode

        if error is not None:
            self._span.set_status(Status(StatusCode.ERROR, described(error)))
            self._span.set_attribute("error.type", type(error).__name__)
        self._span.end()
