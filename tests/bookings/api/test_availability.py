"""GET /api/v1/availability."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bookings.engine.timerange import TimeRange
from bookings.storage import occupancy_queries
from bookings.storage.tables import busy_ranges
from tests.bookings.support import Api, error_of

MakeApi = Callable[..., Api]
ALL_WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ["09:00-12:00"])


def test_a_day_is_answered_with_exactly_the_specified_keys(api: Api) -> None:
    answer = api.get("/api/v1/availability", booking_link_id="link_checkup", date="2026-06-02")
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert list(data) == ["booking_link_id", "slug", "date", "slots"]
    assert (data["booking_link_id"], data["slug"], data["date"]) == ("link_checkup", "check-up", "2026-06-02")
    assert data["slots"][0] == {"start": "2026-06-02T08:00:00Z", "end": "2026-06-02T08:30:00Z"}
    assert [slot["start"][11:16] for slot in data["slots"]] == [
        "08:00",
        "08:30",
        "09:00",
        "09:30",
        "10:00",
        "10:30",
    ]


def test_a_slug_names_the_link_as_well(api: Api) -> None:
    by_id = api.get("/api/v1/availability", booking_link_id="link_checkup", date="2026-06-02").json()
    assert api.get("/api/v1/availability", slug="check-up", date="2026-06-02").json() == by_id


def test_several_days_come_in_one_flat_list_with_their_zone(api: Api) -> None:
    data = api.get(
        "/api/v1/availability", slug="check-up", include="staff", **{"from": "2026-06-02", "to": "2026-06-08"}
    ).json()["data"]
    assert list(data) == ["booking_link_id", "slug", "from", "to", "timezone", "slots"]
    assert (data["from"], data["to"], data["timezone"]) == ("2026-06-02", "2026-06-08", "Europe/London")
    starts = [slot["start"] for slot in data["slots"]]
    assert starts == sorted(starts)
    assert {start[:10] for start in starts} == {"2026-06-02", "2026-06-03", "2026-06-08"}
    assert all(slot["staff_ids"] == ["sarah", "tom"] for slot in data["slots"])


def test_staff_are_told_for_one_day_too_if_asked_for(api: Api) -> None:
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    data = api.get("/api/v1/availability", slug="check-up", date="2026-06-02", include="staff").json()["data"]
    assert list(data) == ["booking_link_id", "slug", "date", "slots"]
    assert [slot["staff_ids"] for slot in data["slots"]][:2] == [["tom"], ["sarah", "tom"]]


def test_one_persons_slots_are_only_theirs(api: Api) -> None:
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    assert "2026-06-02T08:00:00Z" not in api.starts("2026-06-02", staff_id="sarah")
    assert "2026-06-02T08:00:00Z" in api.starts("2026-06-02", staff_id="tom")


def test_a_longer_service_needs_more_room(api: Api) -> None:
    assert api.starts("2026-06-02", service_id="filling")[-1] == "2026-06-02T10:00:00Z"
    assert api.starts("2026-06-02", service_id="checkup")[-1] == "2026-06-02T10:30:00Z"


def test_only_who_gives_a_service_is_offered_for_it(empty_api: Api, dentist: dict[str, Any]) -> None:
    dentist["staff"][1]["services"] = ["checkup"]
    empty_api.apply(dentist)
    query = {"slug": "check-up", "date": "2026-06-02", "include": "staff"}
    for service, staff in (("filling", ["sarah"]), ("checkup", ["sarah", "tom"])):
        slots = empty_api.get("/api/v1/availability", service_id=service, **query).json()["data"]["slots"]
        assert slots
        assert all(slot["staff_ids"] == staff for slot in slots)
    assert empty_api.starts("2026-06-02", service_id="filling", staff_id="tom") == []
    answer = empty_api.book("2026-06-02T08:00:00Z", service_id="filling", staff_id="tom")
    (problem,) = error_of(answer, 400)["details"]["problems"]
    assert (problem["field"], "Tom Okafor" in problem["message"]) == ("staff_id", True)


def test_the_day_is_the_named_zones(api_with: MakeApi) -> None:
    api = api_with(windows={"tue": ["00:00-24:00"]}, staff=["tom"], slot_interval_minutes=60)
    assert api.starts("2026-06-02")[0] == "2026-06-01T23:00:00Z"
    assert api.starts("2026-06-02", timezone="UTC")[0] == "2026-06-02T00:00:00Z"
    assert api.starts("2026-06-02", timezone="Asia/Tokyo")[-1] == "2026-06-02T14:00:00Z"
    assert api.starts("2026-06-01", timezone="UTC") == ["2026-06-01T23:00:00Z"]


def test_a_day_of_a_zone_far_behind_still_holds_slots_after_the_businesss_day_is_over(
    api_with: MakeApi,
) -> None:
    api = api_with(windows=dict.fromkeys(ALL_WEEK, ["00:00-24:00"]), slot_interval_minutes=60)
    api.clock.now = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)  # 18:00 on the 1st in Honolulu
    starts = api.starts("2026-06-01", timezone="Pacific/Honolulu")
    assert (starts[0], starts[-1]) == ("2026-06-02T05:00:00Z", "2026-06-02T09:00:00Z")


@pytest.mark.parametrize(("day", "count"), [("2026-05-31", 0), ("2026-07-01", 6), ("2026-07-06", 0)])
def test_the_past_and_what_is_beyond_the_horizon_have_none(api: Api, day: str, count: int) -> None:
    assert len(api.starts(day)) == count


def test_the_minimum_notice_is_kept_to_the_minute(api: Api) -> None:
    assert api.starts("2026-06-01")[0] == "2026-06-01T09:00:00Z"
    api.clock.step(seconds=1)
    assert api.starts("2026-06-01")[0] == "2026-06-01T09:30:00Z"


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_the_ends_of_the_calendar_have_no_slots_and_no_error(api: Api, day: str) -> None:
    assert api.starts(day) == []
    assert api.starts(day, timezone="Pacific/Kiritimati") == []


def test_buffers_keep_their_distance_and_may_touch(api_with: MakeApi) -> None:
    api = api_with(buffer_before_minutes=10, buffer_after_minutes=20, slot_interval_minutes=10, staff=["tom"])
    api.book("2026-06-02T09:00:00Z")
    times = [start[11:16] for start in api.starts("2026-06-02")]
    assert times == ["08:00", "10:00", "10:10", "10:20", "10:30"]
    assert api.book("2026-06-02T10:00:00Z").status_code == 201
    assert [start[11:16] for start in api.starts("2026-06-02")] == ["08:00"]


def test_busy_ranges_are_kept_free(api_with: MakeApi) -> None:
    api = api_with(staff=["tom"], buffer_after_minutes=15)
    with api.storage.database.writing() as connection:
        busy = {
            "id": "busy_1",
            "business_id": "dentist",
            "staff_id": "tom",
            "starts_at": datetime(2026, 6, 2, 9, 0, tzinfo=UTC),
            "ends_at": datetime(2026, 6, 2, 9, 30, tzinfo=UTC),
            "source": "calendar",
        }
        connection.execute(insert(busy_ranges).values(busy))
    assert [start[11:16] for start in api.starts("2026-06-02")] == ["08:00", "09:30", "10:00", "10:30"]
    assert error_of(api.book("2026-06-02T09:00:00Z"), 409)["code"] == "slot_taken"


def test_exceptions_close_a_day_or_change_it(api_with: MakeApi) -> None:
    api = api_with(
        exceptions=[
            {"date": "2026-06-02", "closed": True},
            {"date": "2026-06-03", "windows": ["10:00-11:00"]},
            {"date": "2026-06-08", "closed": True, "staff": "tom"},
            {"date": "2026-06-05", "windows": ["14:00-15:00"], "staff": "sarah"},
        ]
    )
    assert api.starts("2026-06-02") == []
    assert [start[11:16] for start in api.starts("2026-06-03")] == ["09:00", "09:30"]
    assert api.starts("2026-06-08", staff_id="tom") == []
    assert len(api.starts("2026-06-08", staff_id="sarah")) == 6
    assert [start[11:16] for start in api.starts("2026-06-05")] == ["13:00", "13:30"]
    assert api.starts("2026-06-05", staff_id="tom") == []


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        ({"slug": "check-up"}, ["date"]),
        ({"date": "2026-06-02"}, ["booking_link_id"]),
        ({"slug": "check-up", "from": "2026-06-02"}, ["to"]),
        ({"slug": "check-up", "to": "2026-06-02"}, ["from"]),
    ],
)
def test_what_is_missing_is_named(api: Api, params: dict[str, str], fields: list[str]) -> None:
    error = error_of(api.get("/api/v1/availability", **params), 400)
    assert error["code"] == "missing_field"
    assert error["details"]["fields"] == fields


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"date": "02/06/2026"}, "date"),
        ({"date": ""}, "date"),
        ({"from": "x", "to": "2026-06-02"}, "from"),
        ({"from": "2026-06-02", "to": "2026-06-01"}, "to"),
        ({"from": "2026-06-01", "to": "2026-08-02"}, "to"),
        ({"date": "2026-06-02", "from": "2026-06-02"}, "date"),
        ({"date": "2026-06-02", "timezone": "London"}, "timezone"),
        ({"date": "2026-06-02", "include": "everything"}, "include"),
        ({"date": "2026-06-02", "next": "3"}, "date"),
        ({"next": "0"}, "next"),
        ({"next": "101"}, "next"),
        ({"next": "some"}, "next"),
        ({"next": "3", "from": "2026-02-30"}, "from"),
        ({"next": "3", "from": "2026-06-02T10:00:00"}, "from"),
        ({"next": "3", "from": "2026-06-02", "to": "2026-06-01"}, "to"),
        ({"next": "3", "from": "2026-06-01T23:00:00Z", "to": "2026-06-01"}, "to"),
        ({"from": "2026-06-02T10:00:00Z", "to": "2026-06-03"}, "from"),
        ({"date": "2026-06-02", "staff_id": "nobody"}, "staff_id"),
        ({"date": "2026-06-02", "service_id": "nothing"}, "service_id"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(api: Api, params: dict[str, str], field: str) -> None:
    error = error_of(api.get("/api/v1/availability", slug="check-up", **params), 400)
    assert error["code"] == "validation_failed"
    assert [problem["field"] for problem in error["details"]["problems"]] == [field]


def test_all_that_contradicts_is_told_at_once(api: Api) -> None:
    params = {"date": "2026-06-02", "from": "soon", "next": "3", "timezone": "London"}
    error = error_of(api.get("/api/v1/availability", slug="check-up", **params), 400)
    assert [problem["field"] for problem in error["details"]["problems"]] == ["date", "timezone", "from"]
    assert "an instant with an offset" in error["message"]


def next_starts(api: Api, count: int, **params: Any) -> list[str]:
    params = {"slug": "check-up", "next": count, **params}
    answer = api.get("/api/v1/availability", **params)
    assert answer.status_code == 200, answer.text
    return [slot["start"] for slot in answer.json()["data"]["slots"]]


def test_the_next_few_slots_are_answered_with_how_many_were_asked_for(api: Api) -> None:
    data = api.get("/api/v1/availability", slug="check-up", next=2, include="staff").json()["data"]
    assert data == {
        "booking_link_id": "link_checkup",
        "slug": "check-up",
        "next": 2,
        "timezone": "Europe/London",
        "slots": [
            {"start": f"2026-06-01T{start}Z", "end": f"2026-06-01T{end}Z", "staff_ids": ["sarah", "tom"]}
            for start, end in (("09:00:00", "09:30:00"), ("09:30:00", "10:00:00"))
        ],
    }


def test_the_next_slots_are_the_first_of_all(api: Api) -> None:
    days = {"slug": "check-up", "from": "2026-06-01", "to": "2026-07-31"}
    everything = [slot["start"] for slot in api.get("/api/v1/availability", **days).json()["data"]["slots"]]
    assert len(everything) == 88
    for count in (1, 4, 5, 30, 88, 100):
        assert next_starts(api, count) == everything[:count]
    later = [start for start in everything if start >= "2026-06-09T09:30:00Z"]
    assert next_starts(api, 20, **{"from": "2026-06-09T10:30:00+01:00"}) == later[:20]
    assert next_starts(api, 20, **{"from": "2026-06-10"}) == [s for s in later if s >= "2026-06-10"][:20]
    assert next_starts(api, 20, **{"from": "2026-06-10", "to": "2026-06-10"}) == [
        start for start in later if start[:10] == "2026-06-10"
    ]


def test_the_next_slots_keep_to_the_person_the_service_and_what_is_booked(api: Api) -> None:
    api.book("2026-06-01T09:00:00Z", staff_id="sarah", service_id="filling")
    assert next_starts(api, 1, staff_id="sarah") == ["2026-06-01T10:00:00Z"]
    assert next_starts(api, 1, staff_id="tom") == ["2026-06-01T09:00:00Z"]
    assert next_starts(api, 4, service_id="filling")[-1] == "2026-06-02T08:00:00Z"


def test_the_days_of_the_next_slots_are_the_named_zones(api_with: MakeApi) -> None:
    api = api_with(windows={"tue": ["00:00-24:00"]}, staff=["tom"], slot_interval_minutes=60)
    assert next_starts(api, 1, **{"from": "2026-06-03"}) == ["2026-06-08T23:00:00Z"]
    assert next_starts(api, 1, timezone="America/New_York", **{"from": "2026-06-02"}) == [
        "2026-06-02T04:00:00Z"
    ]


def test_nothing_free_up_to_the_horizon_is_an_empty_answer(api: Api) -> None:
    assert next_starts(api, 3, **{"from": "2026-07-02"}) == []
    assert next_starts(api, 3, **{"from": "9999-12-31"}) == []
    assert next_starts(api, 3, **{"to": "0001-01-01"}) == []


def test_the_next_slots_are_looked_for_in_growing_steps(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than is needed: each step is as long as all before it and a day more."""
    days: list[int] = []
    read = occupancy_queries.occupied

    def counted(connection: Connection, business_id: str, staff_ids: Any, span: TimeRange, *more: Any) -> Any:
        days.append(span.duration.days)
        return read(connection, business_id, staff_ids, span, *more)

    monkeypatch.setattr(occupancy_queries, "occupied", counted)
    next_starts(api, 1, **{"from": "2026-06-06"})  # a Saturday: nothing, then Sunday and Monday
    assert days == [1, 2]
    days.clear()
    next_starts(api, 100)  # more than there are: up to the horizon
    assert days[:-1] == [1, 2, 4, 8]
    assert sum(days) == 30


def test_sixty_two_days_are_not_too_many(api: Api) -> None:
    params = {"slug": "check-up", "from": "2026-06-01", "to": "2026-08-01"}
    assert api.get("/api/v1/availability", **params).status_code == 200


@pytest.mark.parametrize("named", [{"booking_link_id": "nope"}, {"slug": "nope"}])
def test_an_unknown_link_is_not_found(api: Api, named: dict[str, str]) -> None:
    error = error_of(api.get("/api/v1/availability", date="2026-06-02", **named), 404)
    assert error["code"] == "booking_link_not_found"
