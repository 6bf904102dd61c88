"""Who takes a booking, over HTTP: by weight, by priority, by name, and after changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.bookings.support import Api

TUESDAY, WEDNESDAY = "2026-06-02", "2026-06-03"
MakeApi = Callable[..., Api]


def starts_of(api: Api) -> list[str]:
    return api.starts(TUESDAY) + api.starts(WEDNESDAY)


def taker(api: Api, start: str, **changes: Any) -> str:
    answer = api.book(start, **changes)
    assert answer.status_code == 201, answer.text
    who: str = answer.json()["data"]["staff_id"]
    return who


def by_weight(sarah: int, tom: int) -> dict[str, Any]:
    staff = [{"id": "sarah", "weight": sarah}, {"id": "tom", "weight": tom}]
    return {"assignment": "weighted", "staff": staff}


def test_bookings_are_shared_out_by_weight(api_with: MakeApi) -> None:
    api = api_with(**by_weight(3, 1))
    assert [taker(api, start) for start in starts_of(api)[:8]] == ["sarah", "sarah", "sarah", "tom"] * 2


def test_by_priority_the_first_who_is_free_takes_it(api_with: MakeApi) -> None:
    staff = ["sarah", {"id": "tom", "priority": 1}]
    api = api_with(assignment="priority", staff=staff)
    first, second = starts_of(api)[:2]
    assert [taker(api, start) for start in (first, first, second)] == ["tom", "sarah", "tom"]


def test_asking_by_name_takes_no_turn(api: Api) -> None:
    starts = starts_of(api)
    assert [taker(api, start, staff_id="sarah") for start in starts[:3]] == ["sarah"] * 3
    assert [taker(api, start) for start in starts[3:7]] == ["sarah", "tom"] * 2


def test_a_booking_that_only_one_is_free_for_takes_no_turn(api: Api) -> None:
    starts = starts_of(api)
    assert [taker(api, start) for start in (starts[0], starts[0])] == ["sarah", "tom"]
    assert [taker(api, start) for start in starts[1:4]] == ["tom", "sarah", "tom"]


def test_a_cancelled_booking_keeps_its_turn(api: Api) -> None:
    starts = starts_of(api)
    made = api.book(starts[0]).json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel", {})
    assert [taker(api, start) for start in starts[:2]] == ["tom", "sarah"]


def test_the_turn_is_taken_by_the_booking_and_not_by_the_hold(api: Api) -> None:
    starts = starts_of(api)
    for start in starts[:2]:
        answer = api.call("POST", "/api/v1/holds", {"slug": "check-up", "start_time": start})
        assert answer.json()["data"]["staff_id"] == "sarah"
        held = answer.json()["data"]["id"]
    assert taker(api, starts[1], hold_id=held) == "sarah"
    assert [taker(api, start) for start in starts[2:5]] == ["tom", "sarah", "tom"]


def test_who_has_left_is_replaced_in_turn(api_with: MakeApi, dentist: dict[str, Any]) -> None:
    dentist["staff"].append({"id": "ann", "name": "Ann Lee"})
    api = api_with(staff=["sarah", "tom", "ann"])
    starts = starts_of(api)
    made = api.book(starts[0], staff_id="ann").json()["data"]
    api = api_with(staff=["sarah", "tom"])
    moved = api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", {"start_time": starts[1]})
    assert moved.json()["data"]["staff_id"] == "sarah"
    assert taker(api, starts[2]) == "tom"


def test_other_weights_hold_from_the_next_booking_on(api_with: MakeApi) -> None:
    """What was hardly anything of a booking by the old weights is no booking by the new ones."""
    api = api_with(**by_weight(100, 1))
    starts = starts_of(api)
    assert {taker(api, start) for start in starts[:4]} == {"sarah"}
    api_with(**by_weight(1, 1))
    assert Counter(taker(api, start) for start in starts[4:]) == {"tom": 4, "sarah": 4}


def test_applying_the_same_file_again_leaves_the_turns_alone(api_with: MakeApi) -> None:
    api = api_with(**by_weight(2, 1))
    starts = starts_of(api)
    found = [taker(api, start) for start in starts[:2]]
    api_with()
    assert found + [taker(api, start) for start in starts[2:6]] == ["sarah", "sarah", "tom"] * 2


def test_the_link_tells_how_it_assigns(api_with: MakeApi) -> None:
    api = api_with(**by_weight(2, 1))
    link = api.get("/api/v1/booking-links/check-up").json()["data"]
    assert (link["assignment"], link["staff_ids"]) == ("weighted", ["sarah", "tom"])
