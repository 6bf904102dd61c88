"""Who gets what: the plugs of all integrations, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bookings.services.messages import Consequence, Handler, Job, Plug

EVENTS = (
    "booking.created",
    "booking.rescheduled",
    "booking.cancelled",
    "booking.attendance_confirmed",
    "booking.no_show",
    "booking.completed",
    "booking.reminder",
)
"""What happens to bookings. An event that nobody plugs into has no consequences."""


class Routes:
    """Which consequences an event has, and who delivers a message."""

    def __init__(self, plugs: Iterable[Plug]) -> None:
        """Raises ValueError if two handlers want the same kind, or one wants events."""
        consequences: dict[str, list[Consequence]] = {kind: [] for kind in EVENTS}
        handlers: dict[str, Handler] = {}
        jobs: list[Job] = []
        for plug in plugs:
            for kind, functions in plug.consequences.items():
                consequences.setdefault(kind, []).extend(functions)
            for handler in plug.handlers:
                _add(handlers, handler)
            jobs += plug.jobs
        if both := consequences.keys() & handlers:
            raise ValueError(f"{', '.join(sorted(both))}: an event is not delivered, its consequences are")
        self.consequences: Mapping[str, Sequence[Consequence]] = consequences
        self.by_kind: Mapping[str, Handler] = handlers
        self.handlers: Sequence[Handler] = list({id(one): one for one in handlers.values()}.values())
        self.jobs: Sequence[Job] = jobs


def _add(handlers: dict[str, Handler], handler: Handler) -> None:
    for kind in handler.kinds:
        if kind in handlers:
            raise ValueError(f"{kind} has two handlers")
        handlers[kind] = handler
