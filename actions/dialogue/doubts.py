"""Days that can be meant in two ways, and days that have passed: asked about, never guessed in silence.

"Next Friday", said on a Monday, is this week's Friday for some and next week's for others. "10 November",
said on the 23rd, may be a slip or next year's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from actions.dialogue import cues
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message

A_WEEK = timedelta(7)
NOT_SO_NEAR = timedelta(2)
"""Nearer days are not doubted: who means today or tomorrow says so."""
FAR, RECENT = timedelta(180), timedelta(180)
"""A day further ahead than `FAR` is doubted when the words also fit a day not longer ago than `RECENT`."""


_LATER = re.compile(r"\b(later|latter|after|last|second|following)\b", re.I)
_SOONER = re.compile(r"\b(sooner|former|earlier|first|this|coming)\b", re.I)


def doubtful(readings: Sequence[dict[str, Any]], today: date) -> tuple[date, ...]:
    """The days that the words may mean, earliest first: two, or one that is far off; none without doubt.

    `readings` are the values of `when` entities (see bot/nlu), `today` is the person's day.
    """
    for reading in readings:
        stated = _date(reading)
        others = [other for other in map(_date, reading.get("alternatives") or []) if other]
        if stated is None or reading.get("kind") not in ("date", "datetime", "datetime_range"):
            continue
        for other in others:
            if abs(stated - other) == A_WEEK and min(stated, other) - today >= NOT_SO_NEAR:
                return (min(stated, other), max(stated, other))
            if stated - today > FAR and timedelta(0) < today - other < RECENT:
                return (stated,)
    return ()


def settled(memory: Memory, message: Message) -> date | None:
    """Which of the doubtful days the answer means; None when it does not say."""
    days = [date.fromisoformat(text) for text in memory.doubtful_days]
    option = str(message.first("option") or "").removeprefix("day:")
    if option in memory.doubtful_days:
        return date.fromisoformat(option)
    for entity in message.of_kind("when"):
        stated = _date(entity.value)
        if stated in days:
            return stated
    if message.of_kind("when"):
        return None
    for entity in message.of_kind("ordinal"):
        place = int(entity.value)
        if place and abs(place) <= len(days):
            return days[place - 1 if place > 0 else place]
    if len(days) == 1:
        return days[0] if message.intent == "affirm" or cues.yes(message.text) else None
    if _LATER.search(message.text):
        return days[-1]
    return days[0] if _SOONER.search(message.text) else None


def _date(reading: dict[str, Any]) -> date | None:
    return date.fromisoformat(reading["date"]) if reading.get("date") else None
