"""Dates and times as entities."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from bot.nlu.entities import Entity, entity
from bot.temporal import TimeExpression, parse

Hours = tuple[time, time]


def find_times(text: str, reference: datetime, zone: str, hours: Hours | None = None) -> list[Entity]:
    """What a text says of dates and times, read in `zone` (IANA) relative to `reference` (aware).

    `hours` are the business's opening and closing time, which settle a bare "at 7".
    """
    found = parse(text, reference, zone, hours=hours)
    return [entity("when", text, each.start_char, each.end_char, _value(each, zone)) for each in found]


def _value(expression: TimeExpression, zone: str) -> dict[str, Any]:
    alternatives = [_reading(each, zone) for each in expression.alternatives]
    return {**_reading(expression, zone), "alternatives": alternatives}


def _reading(expression: TimeExpression, zone: str) -> dict[str, Any]:
    return {
        "kind": expression.kind,
        "text": expression.text,
        "date": expression.date.isoformat() if expression.date else None,
        "time": expression.time.strftime("%H:%M") if expression.time else None,
        "starts_at": expression.starts_at.isoformat() if expression.starts_at else None,
        "ends_at": expression.ends_at.isoformat() if expression.ends_at else None,
        "grain": expression.grain,
        "open": expression.open,
        "timezone": zone,
    }
