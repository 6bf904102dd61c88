"""What the members of a list share: "Monday or Tuesday at 3", "3 or 4 pm", "5 or 6 May"."""

from __future__ import annotations

from dataclasses import replace

from bot.temporal.components import Clock, Day, Item, Moment
from bot.temporal.context import Context
from bot.temporal.lexer import Token
from bot.temporal.resolve import combine


def choices(ctx: Context, a: Item, b: Item) -> bool:
    gap = ctx.gap(a, b)
    return 1 <= len(gap) <= 2 and all(
        token.norm == "," or token.get("and") or (token.get("or") and token.norm != "/") for token in gap
    )


def shared_half(ctx: Context, items: list[Item]) -> list[Item]:
    """ "3 or 4 pm", "2 or 2:30": a bare number before a time is a time of the same half of the day."""
    made = list(items)
    for k in range(len(made) - 2, -1, -1):
        item, after = made[k], made[k + 1]
        clock = after.moment.clock
        if not item.weak or item.number is None or not 1 <= item.number <= 12 or clock is None or after.weak:
            continue
        if choices(ctx, item, after):
            later = item.number % 12 > clock.hour % 12
            half = {"am": "pm", "pm": "am"}[clock.half] if later and clock.half else clock.half
            own = Clock(item.number, half=half, certain=half is not None)  # type: ignore[arg-type]
            made[k] = replace(item, moment=Moment(after.moment.day, own), weak=False)
    return made


def _slashed(ctx: Context, a: Item, b: Item) -> bool:
    """ "Mon/Wed/Fri next week"."""
    gap = ctx.gap(a, b)
    return len(gap) == 1 and gap[0].norm == "/"


def shared_day(ctx: Context, items: list[Item]) -> list[Item]:
    """ "At nine or ten tomorrow": the day behind the last time counts for those before."""
    made = list(items)
    for k in range(len(made) - 2, -1, -1):
        item, after = made[k], made[k + 1]
        day, moment = after.moment.day, item.moment
        time_first = not any(
            ctx.tag(after.first, tag) for tag in ("month", "weekday", "dayword", "which", "the")
        )
        if day is None or moment.clock is None or moment.day or item.weak or after.moment.clock is None:
            continue
        if time_first and not after.until and not item.until and choices(ctx, item, after):
            made[k] = replace(item, moment=replace(moment, day=day))
    return made


def shared_time(ctx: Context, items: list[Item]) -> list[Item]:
    """ "Monday or Tuesday at 3", "Saturday or Sunday morning": the time may be meant for both days."""
    made = list(items)
    for k in range(len(made) - 2, -1, -1):
        item, after = made[k], made[k + 1]
        moment, timed = item.moment, after.moment
        if (
            moment.day is None
            or not moment.day.single
            or moment.clock
            or moment.part
            or item.until
            or item.open
        ):
            continue
        day_first = not any(
            ctx.tag(after.first, tag) is not None for tag in ("digit", "clockword", "half", "part")
        )
        if timed.day is None or not (timed.clock or timed.part) or _days(after) or item.weak or not day_first:
            continue
        gap = ctx.gap(item, after)
        both_named = made[k + 1] is not items[k + 1]  # the next of "Monday, Wednesday or Friday at 3"
        both_named = both_named or any(token.get("or") or token.get("and") for token in gap)
        if (choices(ctx, item, after) and both_named) or _slashed(ctx, item, after):
            both = replace(moment, clock=timed.clock, part=timed.part)
            made[k] = replace(
                item,
                moment=both,
                until=after.until,
                open=after.open,
                inclusive=after.inclusive,
                alternatives=(*item.alternatives, item),
            )
    return made


def _days(item: Item) -> bool:
    """A range of days, not of hours on one day."""
    return item.until is not None and (item.moment.clock is None or item.until.day is not None)


def time_before(ctx: Context, items: list[Item]) -> list[Item]:
    """ "At 10 on Thursday or Friday": a time that stands before the days is one for all of them."""
    made = list(items)
    model: Item | None = None
    for k, item in enumerate(made):
        listed = model is not None and _bare_day(item) and choices(ctx, made[k - 1], item)
        if model is None or not listed:
            model = item if _clock_first(ctx, item) else None
            continue
        made[k] = replace(
            item,
            moment=replace(item.moment, clock=model.moment.clock),
            until=model.until and replace(model.until, day=item.moment.day if model.until.day else None),
            open=model.open,
            inclusive=model.inclusive,
            alternatives=(*item.alternatives, item),
        )
    return made


def _bare_day(item: Item) -> bool:
    moment = item.moment
    stated = moment.clock or moment.part or item.until or item.open or item.weak
    return moment.day is not None and moment.day.single and not stated


def _clock_first(ctx: Context, item: Item) -> bool:
    """The words begin with the time and end with the day."""
    day, clock = item.moment.day, item.moment.clock
    if day is None or clock is None or not day.single or item.weak:
        return False
    kinds = ("digit", "number", "clockword", "half", "quarter", "open", "at", "from")
    starts = any(ctx.tag(item.first, tag) is not None for tag in kinds)
    ends = any(ctx.tag(item.last - 1, tag) is not None for tag in ("weekday", "dayword", "month", "suffix"))
    return starts and ends and item.last - item.first > 1


def shared_month(ctx: Context, items: list[Item]) -> list[Item]:
    """ "5 or 6 December", "the 5th and 6th of May", "May 5 or 6": days beside a date take its month."""
    made = list(items)
    order = [(k, k + 1) for k in range(len(made) - 2, -1, -1)] + [(k + 1, k) for k in range(len(made) - 1)]
    for k, other in order:
        item, dated = made[k], made[other].moment.day
        number = item.number if item.weak and item.moment.empty else None
        mday = item.moment.day.mday if item.moment.day and not item.moment.day.month else number
        if (
            mday is None
            or item.moment.clock
            or not 1 <= mday <= 31
            or not _dated(made[other])
            or dated is None
        ):
            continue
        first, last = (item, made[other]) if k < other else (made[other], item)
        gap = ctx.gap(first, last)
        if gap and len(gap) <= 2 and all(_lists(token) or token.get("the") for token in gap):
            made[k] = replace(item, moment=Moment(replace(dated, mday=mday, weekday=None)), weak=False)
    return made


def shared_week(ctx: Context, items: list[Item]) -> list[Item]:
    """ "Monday or Tuesday next week", "next week Monday or Tuesday", "next Monday or Tuesday"."""
    made = list(items)
    order = [(k, k + 1) for k in range(len(made) - 2, -1, -1)] + [(k + 1, k) for k in range(len(made) - 1)]
    for k, other in order:
        day, model = made[k].moment.day, made[other].moment.day
        first, last = (made[k], made[other]) if k < other else (made[other], made[k])
        if day is None or model is None or day.weekday is None or day.mday or day.which or day.settled:
            continue
        if (
            made[k].until
            or made[other].until
            or not (choices(ctx, first, last) or _slashed(ctx, first, last))
        ):
            continue
        shared = (
            combine(ctx, day, Day(start=model.week[0], end=model.week[1], grain="week"))
            if model.week
            else None
        )
        if shared is None and k > other and model.which in ("next", "last"):
            shared = replace(day, which=model.which)
        if shared:
            moment = replace(made[k].moment, day=shared)
            made[k] = replace(made[k], moment=moment, alternatives=(*made[k].alternatives, made[k]))
    return made


def _dated(item: Item) -> bool:
    day = item.moment.day
    return not item.weak and not item.until and day is not None and bool(day.month and day.mday)


def _lists(token: Token) -> bool:
    return token.norm == "," or bool(token.get("or") or token.get("and"))
