"""Dates and times in words: `parse(text, reference, timezone)` -> list of `TimeExpression`.

Pure: no clock, no network, no dependency beyond the standard library.
"""

from bot.temporal.expression import TimeExpression
from bot.temporal.parse import parse

__all__ = ["TimeExpression", "parse"]
