"""The wording that the bot itself uses for an instant gives that instant back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.temporal import parse

ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "UTC")


def twelve_hours(instant):
    return f"{instant.hour % 12 or 12}:{instant:%M} {'am' if instant.hour < 12 else 'pm'}"


WORDINGS = {
    "long": lambda i: f"{i:%A} {i.day} {i:%B} at {twelve_hours(i)}",
    "long with year": lambda i: f"{i:%A} {i.day} {i:%B} {i.year} at {twelve_hours(i)}",
    "short": lambda i: f"{i:%a} {i.day} {i:%b}, {i:%H:%M}",
    "month first": lambda i: f"{i:%A}, {i:%B} {i.day} at {twelve_hours(i)}",
    "iso": lambda i: f"{i:%Y-%m-%d} {i:%H:%M}",
}


@st.composite
def references_and_instants(draw):
    zone = draw(st.sampled_from(ZONES))
    reference = draw(
        st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.timezone.utc))  # noqa: DTZ001
    ).astimezone(ZoneInfo(zone))
    minutes = draw(st.integers(0, 300 * 24 * 12)) * 5
    instant = (reference.astimezone(dt.timezone.utc) + dt.timedelta(minutes=minutes)).astimezone(
        ZoneInfo(zone)
    )
    return zone, reference, instant.replace(second=0, microsecond=0, fold=0)


@pytest.mark.slow
@pytest.mark.parametrize("wording", WORDINGS)
@settings(max_examples=150, deadline=None)
@given(references_and_instants())
def test_one_instant_comes_back(wording, case):
    zone, reference, instant = case
    (expression,) = parse(WORDINGS[wording](instant), reference, zone)
    assert expression.starts_at == instant


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(references_and_instants(), st.sampled_from(["long", "short", "long with year"]))
def test_a_list_of_instants_comes_back_in_order(case, wording):
    zone, reference, instant = case
    days = [instant + dt.timedelta(days=n) for n in (0, 2, 3)]
    first, second, third = (WORDINGS[wording](day) for day in days)
    found = [each.starts_at for each in parse(f"{first}, {second} or {third}", reference, zone)]
    assert found == [at_same_wall_clock(day) for day in days]


def at_same_wall_clock(instant):
    return instant.astimezone(dt.timezone.utc).astimezone(instant.tzinfo)


def test_times_on_one_day_come_back():
    reference = dt.datetime(2026, 11, 17, 10, tzinfo=ZoneInfo("Europe/London"))
    text = "Tuesday 24 November at 9:00 am, 10:15 am or 2:30 pm"
    found = [each.starts_at.strftime("%d %H:%M") for each in parse(text, reference, "Europe/London")]
    assert found == ["24 09:00", "24 10:15", "24 14:30"]
