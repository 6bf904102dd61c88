"""What can go wrong with a calendar, by what is to be done about it.

CalendarError
├── Unreachable   it may go well another time
├── Broken        somebody has to connect the calendar again
└── Refused       this request will never be accepted
"""

from __future__ import annotations

from datetime import timedelta


class CalendarError(Exception):
    """`reason`: for the operator, one sentence without secrets."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(CalendarError):
    """No answer, half an answer, or one that says "later"."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """How long the server wants to be left alone, if it says so."""


class Broken(CalendarError):
    """The grant was revoked, the password changed, the calendar deleted."""


class Refused(CalendarError):
    """The server understood, and does not do it."""
