"""Parsers propose: each reads one noun at one token and answers an `Item` or None.

`STARTS` says which tag of a token wakes which parsers. The longest proposal wins; on a tie the
first in the list, so the more specific stands first: a date in figures before a time in figures,
a date with a month before a bare day of the month, a bare number last.
"""

from __future__ import annotations

from bot.temporal.parsers import (
    clock_figures,
    clock_words,
    dayword,
    figures,
    month_name,
    nth,
    period,
    relative,
    runs,
    week,
    weekday,
)
from bot.temporal.scan import Parser

_counted: tuple[Parser, ...] = (relative.counted_first, runs.amount_first)

STARTS: dict[str, tuple[Parser, ...]] = {
    "month": (month_name.month_first,),
    "weekday": (weekday.weekday,),
    "digit": (
        figures.date_in_figures,
        month_name.year_first,
        month_name.day_first,
        nth.nth_in,
        dayword.day_of_month,
        clock_figures.figures,
        *_counted,
    ),
    "number": (month_name.day_first, nth.nth_in, dayword.day_of_month, clock_words.spoken, *_counted),
    "ordinal": (month_name.day_first, nth.nth_in, dayword.day_of_month),
    "which": (period.which_unit, weekday.which_weekday, dayword.this_part),
    "unit": (week.unit_alone,),
    "edge": (nth.edge,),
    "dayword": (dayword.dayword,),
    "tonight": (dayword.tonight,),
    "this_time": (dayword.this_time,),
    "holiday": (dayword.holiday,),
    "part": (dayword.part_of_day,),
    "meridiem": (dayword.half_of_day,),
    "clockword": (clock_words.clock_word,),
    "now": (clock_words.now,),
    "half": (clock_words.half_and_quarter, *_counted),
    "quarter": (clock_words.half_and_quarter, *_counted),
    "in": (relative.counted_from_now,),
    "within": (relative.within,),
    "week_of": (week.week_of,),
}
