"""The one function of the library."""

from __future__ import annotations

import datetime as dt

from bot.temporal.context import Context, Hours
from bot.temporal.express import express
from bot.temporal.expression import TimeExpression
from bot.temporal.halves import opening_hours
from bot.temporal.lexer import tokenise
from bot.temporal.locales import load
from bot.temporal.refiners import REFINERS
from bot.temporal.scan import scan
from bot.temporal.zones import writes_day_first, zone


def parse(
    text: str,
    reference: dt.datetime,
    timezone: str,
    *,
    hours: Hours | None = None,
    day_first: bool | None = None,
    locale: str = "en",
) -> list[TimeExpression]:
    """The dates, times and spans that a text mentions, in its order, none overlapping.

    `reference` is the instant the words are relative to (aware), `timezone` the IANA name of the
    zone they are meant in. `hours`, the opening and closing time, decide a bare "at 7"; without
    them 7 to 11 is morning and 12 to 6 afternoon. `day_first` says whether 5/3 is the fifth of
    March; the default follows the zone.

    Raises ValueError for a naive reference, an unknown zone or locale, or `hours` that are no pair
    of times. No text makes it raise.
    """
    if reference.tzinfo is None or reference.utcoffset() is None:
        raise ValueError("reference must be aware: give it a time zone")
    where = zone(timezone)
    lexicon = load(locale)
    order = writes_day_first(timezone) if day_first is None else day_first
    tokens = tokenise(text, lexicon)
    if not any(token.tags for token in tokens):
        return []
    try:
        now = reference.astimezone(where)
    except (OverflowError, ValueError):
        return []
    ctx = Context(text, tokens, lexicon, now, where, order, opening_hours(hours))
    items = scan(ctx)
    for refine in REFINERS:
        try:
            items = refine(ctx, items)
        except OverflowError:  # at the very edge of the calendar: left as they are
            continue
        if not items:
            return []
    return [expression for expression in (express(ctx, item) for item in items) if expression is not None]
