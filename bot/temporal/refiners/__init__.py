"""Refiners merge and filter what the parsers proposed, in this order; each takes and gives a list of items.

0. `following`: "tomorrow or the day after". Before `join`, or a time behind it would become "after 2".
1. `join`: what stands side by side and describes one moment (a day and a time, a weekday and a
   week, a time and a part of the day) becomes one item. First, because ranges have moments as ends.
2. `ranges`: two ends and a connector become one item. Before half-open ranges, because "from" and
   "until" begin both.
3. `join` again: a range of hours and the day beside it.
4. `half_open`: after, before, from, until, by.
5. `lengths`: "for 30 minutes" after a time gives the range its end.
6. `corrections`: "Tuesday, no, Wednesday": the last stands, the first becomes its alternative.
7. `lists`: "Tuesday at 2 or 3": later members take over what only the first states.
8. `distant`: one day and one time in the same sentence, other words between.
9. `filters`: proposals that nothing confirmed, and words that are no date here.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.temporal.components import Item
from bot.temporal.context import Context
from bot.temporal.refiners.corrections import corrections
from bot.temporal.refiners.distant import distant
from bot.temporal.refiners.filters import filters
from bot.temporal.refiners.following import following
from bot.temporal.refiners.half_open import half_open
from bot.temporal.refiners.join import join
from bot.temporal.refiners.lengths import lengths
from bot.temporal.refiners.lists import lists
from bot.temporal.refiners.ranges import ranges

Refiner = Callable[[Context, list[Item]], list[Item]]

REFINERS: tuple[Refiner, ...] = (
    following,
    join,
    ranges,
    join,
    half_open,
    lengths,
    corrections,
    lists,
    distant,
    filters,
)
