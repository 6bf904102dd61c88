"""Weekly windows and exceptions of links and staff, put together."""

from datetime import date

from bookings.engine.model import BookingLink, Staff
from tests.bookings.engine.builders import (
    closed,
    daily,
    day_request,
    local_starts,
    make_link,
    make_staff,
    opened,
)

TUESDAY, WEDNESDAY, SATURDAY = date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 6)


def starts(
    link: BookingLink, day: date, staff: Staff | None = None, zone: str = "Europe/London"
) -> list[str]:
    return local_starts(day_request(link, day, (staff or make_staff(),), zone))


def test_staff_without_windows_have_the_links() -> None:
    assert starts(make_link(), TUESDAY) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_staff_with_windows_have_their_own_within_the_links() -> None:
    staff = make_staff(windows={"tue": ["08:00-10:00", "11:00-13:00"]})
    assert starts(make_link(), TUESDAY, staff) == ["09:00", "09:30", "11:00", "11:30"]
    assert starts(make_link(), WEDNESDAY, staff) == []


def test_the_starts_are_counted_from_where_the_window_opens_for_the_person() -> None:
    staff = make_staff(windows={"tue": ["10:10-12:00"]})
    assert starts(make_link(), TUESDAY, staff) == ["10:10", "10:40", "11:10"]


def test_a_link_without_windows_leaves_it_to_the_staff() -> None:
    link = make_link(windows={})
    assert starts(link, TUESDAY, make_staff(windows={"tue": ["14:00-15:00"]})) == ["14:00", "14:30"]
    assert starts(link, TUESDAY, make_staff()) == []


def test_a_link_without_windows_can_still_close_or_bound_a_day() -> None:
    link = make_link(windows={}, exceptions=(closed(TUESDAY), opened(WEDNESDAY, "14:30-20:00")))
    staff = make_staff(windows=daily("14:00-15:30"))
    assert starts(link, TUESDAY, staff) == []
    assert starts(link, WEDNESDAY, staff) == ["14:30", "15:00"]


def test_a_closed_day_is_closed_and_its_neighbours_are_not() -> None:
    link = make_link(exceptions=(closed(TUESDAY),))
    assert starts(link, TUESDAY) == []
    assert len(starts(link, WEDNESDAY)) == 6


def test_other_windows_of_the_link_replace_the_usual_ones() -> None:
    link = make_link(windows={"tue": ["09:00-17:00"]}, exceptions=(opened(TUESDAY, "10:00-11:00"),))
    assert starts(link, TUESDAY) == ["10:00", "10:30"]


def test_other_windows_of_the_link_do_not_change_who_works_when() -> None:
    link = make_link(exceptions=(opened(TUESDAY, "08:00-20:00"), opened(SATURDAY, "10:00-11:00")))
    staff = make_staff(windows={"tue": ["11:00-12:00"]})
    assert starts(link, TUESDAY, staff) == ["11:00", "11:30"]
    assert starts(link, SATURDAY, staff) == []


def test_an_exception_for_one_person_is_theirs_alone() -> None:
    link = make_link(exceptions=(closed(TUESDAY, "sarah"),))
    assert starts(link, TUESDAY, make_staff("sarah")) == []
    assert len(starts(link, TUESDAY, make_staff("tom"))) == 6


def test_an_exception_for_one_person_opens_what_is_otherwise_closed() -> None:
    link = make_link(windows={"tue": ["09:00-12:00"]}, exceptions=(
        closed(TUESDAY),
        opened(TUESDAY, "18:00-19:00", staff_id="sarah"),
        opened(SATURDAY, "10:00-11:00", staff_id="sarah"),
    ))  # fmt: skip
    assert starts(link, TUESDAY, make_staff("sarah")) == ["18:00", "18:30"]
    assert starts(link, SATURDAY, make_staff("sarah", windows={"mon": ["09:00-10:00"]})) == ["10:00", "10:30"]
    assert starts(link, TUESDAY, make_staff("tom")) == []


def test_several_exceptions_of_one_day_add_up_and_closed_wins() -> None:
    both = (opened(TUESDAY, "08:00-09:00"), opened(TUESDAY, "17:00-18:00"))
    assert starts(make_link(exceptions=both), TUESDAY) == ["08:00", "08:30", "17:00", "17:30"]
    assert starts(make_link(exceptions=(*both, closed(TUESDAY))), TUESDAY) == []


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    link = make_link(windows={"tue": ["23:00-01:00"]})
    assert starts(link, TUESDAY) == ["23:00", "23:30"]
    assert starts(link, WEDNESDAY) == ["00:00", "00:30"]
    assert starts(make_link(windows={"tue": ["23:00-01:00"]}, exceptions=(closed(TUESDAY),)), WEDNESDAY) == []
    assert (
        len(starts(make_link(windows={"tue": ["23:00-01:00"]}, exceptions=(closed(WEDNESDAY),)), WEDNESDAY))
        == 2
    )


def test_staff_over_midnight_keep_their_own_starts_in_a_link_that_is_always_open() -> None:
    link = make_link(windows=daily("00:00-24:00"), slot_interval=45)
    staff = make_staff(windows={"tue": ["22:00-02:00"]})
    assert starts(link, TUESDAY, staff) == ["22:00", "22:45", "23:30"]
    assert starts(link, WEDNESDAY, staff) == ["00:15", "01:00"]


def test_staff_in_another_zone_work_by_their_own_clock() -> None:
    staff = make_staff(windows={"tue": ["09:00-11:00"]}, timezone="America/New_York")
    link = make_link(windows=daily("08:00-15:00"))
    assert starts(link, TUESDAY, staff) == ["14:00", "14:30"]


def test_an_exception_for_staff_is_by_their_own_calendar() -> None:
    link = make_link(windows={}, exceptions=(closed(TUESDAY, "sarah"),))
    staff = make_staff(windows=daily("07:00-08:00"), timezone="Asia/Tokyo")  # 23:00 to 0:00 in London
    assert starts(link, date(2026, 6, 1), staff) == []
    assert starts(link, TUESDAY, staff) == ["23:00", "23:30"]


def test_a_closed_day_of_the_link_is_by_the_businesss_calendar() -> None:
    link = make_link(windows={}, exceptions=(closed(TUESDAY),))
    staff = make_staff(windows=daily("07:00-08:00"), timezone="Asia/Tokyo")
    assert starts(link, TUESDAY, staff) == []
    assert starts(link, date(2026, 6, 1), staff) == ["23:00", "23:30"]
