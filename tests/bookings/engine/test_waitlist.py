"""Who is offered what: in the order of joining, nothing twice, never longer than it could be booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bookings.engine.booking import Booking, Contact, Status
from bookings.engine.model import BookingLink
from bookings.engine.slots import SlotRequest
from bookings.engine.timerange import TimeRange, blocked
from bookings.engine.waitlist import SHORTEST_OFFER, Candidate, Choice, choose, deadline, fulfils
from bookings.engine.waitlist_entry import Entry, EntryStatus, Offer, OfferOutcome, Wish
from bookings.engine.windows import TimeWindow
from tests.bookings.engine.builders import daily, make_link, make_staff

DAY = date(2026, 6, 2)
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
NINE = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)  # in London
HALF_AN_HOUR = timedelta(minutes=30)
ALWAYS = TimeRange(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def wish(
    first: date = DAY, last: date | None = None, part: str | None = None, zone: str = "Europe/London"
) -> Wish:
    return Wish(first, last or first, zone, TimeWindow.parse(part) if part else None)


def make_entry(name: str = "dana", wished: Wish | None = None, **changes: Any) -> Entry:
    contact = Contact(name, f"{name}@example.com")
    return replace(
        Entry(f"wl_{name}", "dentist", "link", None, None, wished or wish(), contact, (), NOW), **changes
    )


def make_offer(start: datetime, ended: OfferOutcome | None = None, expires_at: datetime = NINE) -> Offer:
    time = TimeRange(start, start + HALF_AN_HOUR)
    return Offer("offer_1", "hold_1", "sarah", time, NOW, expires_at, NOW if ended else None, ended)


LONDON = ZoneInfo("Europe/London")


def candidate(entry: Entry, link: BookingLink | None = None, seats: int = 1) -> Candidate:
    link = link or make_link(daily("09:00-10:00"))
    request = SlotRequest(
        link, [make_staff()], ZoneInfo("Europe/London"), ALWAYS, NOW, link.duration, seats=seats
    )
    return Candidate(entry, request, tuple(entry.wish.spans(ALWAYS)))


def chosen(candidates: Sequence[Candidate], *taken: TimeRange) -> list[tuple[str, str]]:
    occupied = {each.request.joinable: {"sarah": list(map(blocked, taken))} for each in candidates}
    return [said(choice) for choice in choose(candidates, occupied, {})]


def said(choice: Choice) -> tuple[str, str]:
    return (
        choice.entry.contact.name,
        f"{choice.time.starts_at.astimezone(ZoneInfo('Europe/London')):%a %H:%M}",
    )


def test_each_gets_the_earliest_that_fits_and_is_left_in_the_order_given() -> None:
    five = [candidate(make_entry(name)) for name in ("ann", "ben", "cat", "dan", "eve")]
    assert chosen(five) == [("ann", "Tue 09:00"), ("ben", "Tue 09:30")]
    assert chosen(five[::-1]) == [("eve", "Tue 09:00"), ("dan", "Tue 09:30")]


def test_who_waits_for_another_day_or_time_holds_up_nobody() -> None:
    late = make_entry("ann", wish(part="09:30-12:00"))
    other_day = make_entry("ben", wish(date(2026, 6, 3)))
    anything = make_entry("cat")
    assert chosen([candidate(each) for each in (late, other_day, anything)]) == [
        ("ann", "Tue 09:30"),
        ("ben", "Wed 09:00"),
        ("cat", "Tue 09:00"),
    ]


def test_what_is_taken_is_not_offered_with_the_buffers_that_an_offer_itself_needs() -> None:
    link = make_link(daily("09:00-11:00"), buffer_after=15)
    two = [candidate(make_entry(name), link) for name in ("ann", "ben")]
    assert chosen(two, TimeRange(NINE, NINE + HALF_AN_HOUR)) == [("ann", "Tue 09:30"), ("ben", "Tue 10:30")]


def test_nobody_is_offered_the_same_start_twice_or_two_at_a_time() -> None:
    declined = make_entry("ann", offers=(make_offer(NINE, OfferOutcome.DECLINED),))
    lapsed = make_entry("ben", offers=(make_offer(NINE, expires_at=NOW),))  # not noted by anybody yet
    has_one = make_entry("cat", offers=(make_offer(NINE + HALF_AN_HOUR),))
    found = chosen([candidate(each) for each in (declined, lapsed, has_one)])
    assert found == [("ann", "Tue 09:30")]
    assert chosen([candidate(lapsed)]) == [("ben", "Tue 09:30")]
    assert chosen([candidate(has_one)]) == []


@pytest.mark.parametrize("state", [EntryStatus.LEFT, EntryStatus.BOOKED, EntryStatus.EXPIRED])
def test_who_does_not_wait_any_more_is_offered_nothing(state: EntryStatus) -> None:
    assert chosen([candidate(make_entry(state=state))]) == []


def test_a_session_with_seats_is_offered_to_as_many_as_it_has_left() -> None:
    link = make_link(daily("09:00-09:30"), seats=2)
    three = [candidate(make_entry(name), link, seats=2) for name in ("ann", "ben", "cat")]
    assert chosen(three) == [("ann", "Tue 09:00"), ("ben", "Tue 09:00")]


@pytest.mark.parametrize(
    ("offer_minutes", "notice_minutes", "ahead_minutes", "answer_minutes"),
    [
        (120, 0, 1440, 120),
        (120, 60, 150, 90),  # later than that it could not be booked any more
        (120, 60, 65, 5),
        (120, 60, 64, None),  # too short to answer: simply free
        (5, 0, 1440, 5),
    ],
)
def test_the_deadline(
    offer_minutes: int, notice_minutes: int, ahead_minutes: int, answer_minutes: int | None
) -> None:
    link = make_link(min_notice=notice_minutes, offer_length=timedelta(minutes=offer_minutes))
    now = NOW.replace(microsecond=999_999)
    found = deadline(link, NOW + timedelta(minutes=ahead_minutes), now)
    assert found == (NOW + timedelta(minutes=answer_minutes) if answer_minutes else None)
    assert found is None or found - NOW >= SHORTEST_OFFER


# Days and parts of days, by the clocks of the wish's zone.

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 01:00 becomes 02:00, 02:00 becomes 01:00, in London


@pytest.mark.parametrize(
    ("wished", "first", "last"),
    [
        (wish(), "2026-06-01T23:00", "2026-06-02T23:00"),
        (wish(part="09:00-12:00"), "2026-06-02T08:00", "2026-06-02T11:00"),
        (wish(part="22:00-02:00"), "2026-06-02T21:00", "2026-06-03T01:00"),  # over midnight
        (wish(zone="Asia/Kathmandu"), "2026-06-01T18:15", "2026-06-02T18:15"),
        (wish(SPRING), "2026-03-29T00:00", "2026-03-29T23:00"),
        (wish(SPRING, part="00:30-03:00"), "2026-03-29T00:30", "2026-03-29T02:00"),
        (wish(AUTUMN), "2026-10-24T23:00", "2026-10-26T00:00"),
        (wish(AUTUMN, part="00:30-03:00"), "2026-10-24T23:30", "2026-10-25T03:00"),
    ],
)
def test_what_a_wish_reaches_over(wished: Wish, first: str, last: str) -> None:
    (span,) = wished.spans(ALWAYS)
    assert (f"{span.starts_at:%Y-%m-%dT%H:%M}", f"{span.ends_at:%Y-%m-%dT%H:%M}") == (first, last)
    assert wished.ends_at == span.ends_at
    assert wished.admits(span.starts_at)
    assert not wished.admits(span.ends_at)
    assert wished.is_possible


def test_a_part_of_several_days_leaves_out_what_lies_between() -> None:
    wished = wish(last=date(2026, 6, 4), part="09:00-12:00")
    assert len(list(wished.spans(ALWAYS))) == 3
    assert not wished.admits(NINE + timedelta(hours=3))
    assert wished.admits(NINE + timedelta(days=2))
    (only,) = wished.spans(TimeRange(NINE + timedelta(hours=1), NINE + timedelta(hours=9)))
    assert only == TimeRange(NINE + timedelta(hours=1), NINE + timedelta(hours=3))


def test_a_part_of_the_day_that_the_clocks_skip_is_none() -> None:
    assert not wish(SPRING, part="01:50-02:10").is_possible


def test_statuses_come_about_by_themselves() -> None:
    offer = make_offer(NINE, expires_at=NOW + timedelta(hours=2))
    waits = make_entry(offers=(offer,))
    for hours, status in ((0, "offered"), (2, "waiting"), (38, "waiting"), (39, "expired")):
        assert waits.status(NOW + timedelta(hours=hours)) == status
    assert waits.live_offer(NOW + timedelta(hours=2)) is None
    assert waits.open_offer == offer


@pytest.mark.parametrize(
    ("changes", "is_it"),
    [
        ({}, True),
        ({"contact": Contact("D", "DANA@example.com")}, True),
        ({"contact": Contact("D", "ben@example.com")}, False),
        ({"link_id": "other"}, False),
        ({"link_id": "other", "routed_from": "link"}, True),
        ({"time": TimeRange(NINE + timedelta(days=1), NINE + timedelta(days=2))}, False),
        ({"staff_id": "tom"}, False),
        ({"service_id": "filling"}, False),
    ],
)
def test_which_booking_fulfils_a_wish(changes: dict[str, Any], is_it: bool) -> None:
    waits = make_entry(staff_id="sarah", service_id="checkup")
    booking = Booking(
        id="bk_1",
        reference="K7QX3TRB",
        business_id="dentist",
        link_id="link",
        slug="link",
        link_title="Link",
        service_id="checkup",
        staff_id="sarah",
        staff_name="Sarah",
        status=Status.CONFIRMED,
        time=TimeRange(NINE, NINE + HALF_AN_HOUR),
        contact=Contact("D", "dana@example.com"),
        created_at=NOW,
    )
    assert fulfils(replace(booking, **changes), waits) is is_it
