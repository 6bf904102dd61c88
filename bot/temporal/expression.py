"""What the library answers: one `TimeExpression` for each mention of a date or time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["date", "time", "datetime", "date_range", "time_range", "datetime_range"]
Grain = Literal["minute", "hour", "day", "week", "month"]
Open = Literal["after", "before"]


@dataclass(frozen=True)
class TimeExpression:
    """One mention of a date, a time or a span of either, with its best reading.

    Raises ValueError when an instant has no zone or a range ends before it starts.
    """

    start_char: int
    """Offset of the first character in the text."""
    end_char: int
    """Offset after the last character."""
    text: str
    """The words: `text[start_char:end_char]` of what was parsed."""
    kind: Kind
    """A point (`date`, `time`, `datetime`) or a span (`…_range`)."""
    date: dt.date | None
    """The one day that the words state; None for a bare time and for a span of several days."""
    time: dt.time | None
    """The one wall-clock time that the words state; for a half-open range its boundary."""
    starts_at: dt.datetime | None
    """Aware, in the zone asked for. None only when the range is open before `ends_at`."""
    ends_at: dt.datetime | None
    """Aware, exclusive. None for a point and for a range open after `starts_at`."""
    grain: Grain
    """How fine the words are: `minute`, `hour`, `day`, `week` or `month`."""
    open: Open | None = None
    """`after`: from `starts_at` on; `before`: until `ends_at`; None: closed."""
    alternatives: tuple[TimeExpression, ...] = field(default=())
    """Other readings a sensible person might mean, best first; they have none of their own."""

    def __post_init__(self) -> None:
        for instant in (self.starts_at, self.ends_at):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("starts_at and ends_at need a time zone")
        if self.starts_at is None and self.ends_at is None:
            raise ValueError("an expression needs a start or an end")
        if self.starts_at and self.ends_at and self.ends_at.timestamp() <= self.starts_at.timestamp():
            raise ValueError("a range ends after it starts")
