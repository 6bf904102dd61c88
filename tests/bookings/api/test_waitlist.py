"""The waitlist over HTTP: joining, being offered what becomes free, answering, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bookings.support import Api, error_of
from tests.bookings.waiting import (
    PATH,
    TUESDAY,
    TUESDAY_9,
    TUESDAY_930,
    book_out,
    cancel,
    entry,
    join,
    make_offers,
    offered,
    try_to_join,
    upkeep,
)


def answer_offer(api: Api, how: str, entry_id: str, body: object = None) -> Any:
    return api.call("POST", f"{PATH}/{entry_id}/{how}", body)


def test_an_entry_says_what_was_wished(api: Api) -> None:
    wished = {
        "service_id": "checkup",
        "staff_id": "tom",
        "first_date": "2026-06-02",
        "last_date": "2026-06-05",
        "from_time": "09:00",
        "until_time": "12:00",
        "timezone": "Asia/Kathmandu",
        "contact_phone": "+44 20 7946 0000",
        "notes": "Ring twice",
        "client_timezone": "Europe/Paris",
    }
    made = try_to_join(api, "Ann", **wished)
    assert made.status_code == 201
    told = made.json()["data"]
    assert told == entry(api, told["id"])
    assert {name: told[name] for name in wished} == wished
    assert (told["status"], told["offer"], told["booking_id"]) == ("waiting", None, None)
    assert told["created_at"] == "2026-06-01T08:00:00Z"


def test_a_freed_time_is_offered_in_order_of_joining_and_accepting_books_it(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    assert make_offers(api) == 0
    cancel(api, booked[TUESDAY_9][0])
    assert make_offers(api) == 1
    assert (offered(api, first), offered(api, second)) == (TUESDAY_9, None)
    assert api.starts(TUESDAY) == []  # it is kept
    offer = entry(api, first)["offer"]
    assert offer["expires_at"] == "2026-06-01T10:00:00Z"
    made = answer_offer(api, "accept", first, {"offer_id": offer["id"]})
    assert made.status_code == 201, made.text
    booking = made.json()["data"]
    assert (booking["start_time"], booking["contact_name"]) == (TUESDAY_9, "Ann")
    assert booking["staff_id"] == offer["staff_id"]
    assert made.headers["ETag"] == '"1"'
    assert [entry(api, first)[name] for name in ("status", "booking_id")] == ["booked", booking["id"]]
    assert entry(api, second)["status"] == "waiting"
    history = api.get(f"/api/v1/bookings/{booking['id']}/history").json()["data"]
    assert (history[0]["what"], history[0]["key_name"]) == ("created", "bot")


def test_declining_passes_on_and_is_not_offered_the_same_again(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    cancel(api, booked[TUESDAY_9][0])
    make_offers(api)
    declined = answer_offer(api, "decline", first)
    assert declined.status_code == 200
    assert declined.json()["data"]["status"] == "waiting"
    make_offers(api)
    assert (offered(api, first), offered(api, second)) == (None, TUESDAY_9)
    answer_offer(api, "decline", second)
    assert make_offers(api) == 0
    assert api.starts(TUESDAY) == [TUESDAY_9]  # nobody fits: simply free
    cancel(api, booked[TUESDAY_930][0])
    make_offers(api)
    assert offered(api, first) == TUESDAY_930


async def test_an_offer_that_is_not_answered_lapses_and_passes_on(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    cancel(api, booked[TUESDAY_9][0])
    make_offers(api)
    offer_id = entry(api, first)["offer"]["id"]
    api.clock.step(minutes=119, seconds=59)
    assert offered(api, first) == TUESDAY_9
    api.clock.step(seconds=1)
    assert offered(api, first) is None  # nothing has to run for that
    error = error_of(answer_offer(api, "accept", first, {"offer_id": offer_id}), 409)
    assert error["code"] == "no_offer"
    assert "could be answered until 2026-06-01T10:00:00Z" in error["message"]
    assert error["details"] == {"id": first, "status": "waiting", "offer_id": None}
    await upkeep(api).lapse()
    make_offers(api)
    assert (offered(api, first), offered(api, second)) == (None, TUESDAY_9)


def test_an_offer_passes_on_even_if_nobody_has_noted_that_it_has_lapsed(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    cancel(api, booked[TUESDAY_9][0])
    make_offers(api)
    api.clock.step(hours=2)
    cancel(api, booked[TUESDAY_930][0])
    make_offers(api)
    assert (offered(api, first), offered(api, second)) == (TUESDAY_930, TUESDAY_9)


def test_who_leaves_passes_on_what_was_offered(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    cancel(api, booked[TUESDAY_9][0])
    make_offers(api)
    for _ in range(2):
        assert api.call("DELETE", f"{PATH}/{first}").status_code == 204
    assert entry(api, first)["status"] == "left"
    error = error_of(answer_offer(api, "accept", first), 409)
    assert "has left" in error["message"]
    make_offers(api)
    assert offered(api, second) == TUESDAY_9


def test_an_entry_that_is_booked_cannot_be_left(api: Api) -> None:
    entry_id = join(api, "Ann")  # Tuesday is all free: offered at once
    make_offers(api)
    booking = answer_offer(api, "accept", entry_id).json()["data"]
    error = error_of(api.call("DELETE", f"{PATH}/{entry_id}"), 409)
    assert (error["code"], error["details"]["booking_id"]) == ("status_conflict", booking["id"])


def test_another_offer_than_the_one_that_is_meant_is_not_answered(api: Api) -> None:
    entry_id = join(api, "Ann")
    make_offers(api)
    old = entry(api, entry_id)["offer"]["id"]
    answer_offer(api, "decline", entry_id, {"offer_id": old})
    make_offers(api)
    new = entry(api, entry_id)["offer"]["id"]
    for how in ("accept", "decline"):
        error = error_of(answer_offer(api, how, entry_id, {"offer_id": old}), 409)
        assert (error["code"], error["details"]["offer_id"]) == ("no_offer", new)
    assert offered(api, entry_id) == TUESDAY_930


def test_only_what_fits_is_offered(api: Api) -> None:
    booked = book_out(api)
    entries = {
        "service": join(api, "Ann", service_id="filling"),  # an hour
        "later": join(api, "Ben", from_time="09:30", until_time="12:00"),
        "tom": join(api, "Cat", staff_id="tom"),
        "other day": join(api, "Dan", first_date="2026-06-03", staff_id="sarah", until_time="09:00"),
        "anything": join(api, "Eve"),
    }
    with_whom = {
        api.get(f"/api/v1/bookings/{booking_id}").json()["data"]["staff_id"]: booking_id
        for booking_id in booked[TUESDAY_9]
    }
    cancel(api, with_whom["sarah"])
    assert make_offers(api) == 1
    assert [name for name, id in entries.items() if offered(api, id)] == ["anything"]


def test_the_answers_are_taken_along_and_checked_when_joining(api_with: Callable[..., Api]) -> None:
    api = api_with(
        questions=[
            {"id": "q_new", "text": "New?", "type": "boolean", "required": True},
            {"id": "q_pain", "text": "Pain?", "type": "number", "min": 0, "max": 10},
        ],
        routing=[
            {"if": {"q_pain": {"gte": 9}}, "then": {"reject": "Please call us."}},
            {"if": {"q_pain": {"gte": 5}}, "then": {"staff": ["sarah"]}},
        ],
    )
    missing = error_of(try_to_join(api, "Ann"), 400)
    assert missing["details"]["problems"][0]["question_id"] == "q_new"
    pain = {"question_id": "q_pain", "answer": 9}
    new = {"question_id": "q_new", "answer": "yes"}
    assert error_of(try_to_join(api, "Ann", answers=[new, pain]), 403)["code"] == "routing_rejected"
    entry_id = join(api, "Ann", answers=[new, pain | {"answer": 6}])
    make_offers(api)
    assert entry(api, entry_id)["offer"]["staff_id"] == "sarah"
    booking = answer_offer(api, "accept", entry_id).json()["data"]
    assert booking["answers"] == [
        {"question_id": "q_new", "answer": True},
        {"question_id": "q_pain", "answer": 6},
    ]


def test_the_deadline_is_the_links_and_never_later_than_the_time_could_be_booked(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(waitlist={"offer_minutes": 30})
    entry_id = join(api, "Ann")
    make_offers(api)
    assert entry(api, entry_id)["offer"]["expires_at"] == "2026-06-01T08:30:00Z"


def test_what_is_too_close_to_be_answered_is_not_offered(api: Api) -> None:
    entry_id = join(api, "Ann", first_date="2026-06-01", until_time="11:00")
    api.clock.step(minutes=56)  # 9:56 in London; an hour's notice: 11:00 is the next that could be booked
    api.clock.step(minutes=60)
    make_offers(api)
    assert offered(api, entry_id) is None


def test_the_same_contact_with_the_same_wish_is_there_once(api: Api) -> None:
    first = try_to_join(api, "Ann", contact_email="ann@example.com")
    again = try_to_join(api, "Ann B", contact_email="ANN@Example.com", from_time="00:00", until_time="24:00")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert try_to_join(api, "Ann", first_date="2026-06-03").status_code == 201
    api.call("DELETE", f"{PATH}/{first.json()['data']['id']}")
    assert try_to_join(api, "Ann").status_code == 201


def test_a_contact_has_so_many_wishes_and_no_more(api: Api) -> None:
    for day in range(2, 12):
        join(api, "Ann", first_date=f"2026-06-{day:02}")
    problem = error_of(try_to_join(api, "Ann", first_date="2026-06-15"), 400)["details"]["problems"][0]
    assert problem["field"] == "contact_email"
    assert "10 wishes" in problem["message"]
    assert try_to_join(api, "Ann").status_code == 200
    join(api, "Ben")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"first_date": "2026-05-31"}, "first_date", "is over"),
        ({"first_date": "2026-06-01", "until_time": "09:30"}, "first_date", "at the earliest"),
        ({"first_date": "1971-01-01", "last_date": "1971-01-02"}, "last_date", "is over"),
        (
            {"first_date": "2026-07-02"},
            "first_date",
            "can be booked up to 2026-07-01",
        ),
        ({"first_date": "9999-12-31"}, "first_date", "Too far ahead"),
        ({"first_date": "2026-06-05", "last_date": "2026-06-04"}, "last_date", "must not be before"),
        ({"first_date": "2026-06-02", "last_date": "2026-08-03"}, "last_date", "62 days"),
        ({"first_date": "2026-06-31"}, "first_date", "a date that exists"),
        ({"first_date": "tomorrow"}, "first_date", "a date that exists"),
        ({"from_time": "9"}, "from_time", "a time of day, like 09:30"),
        ({"from_time": "24:00"}, "from_time", "a time of day"),
        ({"until_time": "24:30"}, "until_time", "a time of day"),
        ({"from_time": "09:00", "until_time": "09:00"}, "until_time", "the same"),
        ({"timezone": "London"}, "timezone", "an IANA time zone"),
        ({"client_timezone": "London"}, "client_timezone", "an IANA time zone"),
        ({"contact_email": "ann"}, "contact_email", "an e-mail address"),
        ({"contact_name": "Ann\nBcc: x"}, "contact_name", "line breaks"),
        ({"staff_id": "nobody"}, "staff_id", "does not take"),
        ({"service_id": "nothing"}, "service_id", "is not a service"),
    ],
)
def test_a_wish_that_cannot_come_true_is_refused(
    api: Api, changes: dict[str, Any], field: str, words: str
) -> None:
    problems = error_of(try_to_join(api, "Ann", **changes), 400)["details"]["problems"]
    assert [problem["field"] for problem in problems] == [field]
    assert words in problems[0]["message"]
    assert api.get(PATH).json()["data"] == []


def test_a_time_of_day_that_the_clocks_skip_is_refused(api_with: Callable[..., Api]) -> None:
    api = api_with(horizon_days=400)
    skipped = {"first_date": "2027-03-28", "from_time": "01:50", "until_time": "02:10"}
    problems = error_of(try_to_join(api, "Ann", **skipped), 400)["details"]["problems"]
    assert "does not exist" in problems[0]["message"]


def test_everything_that_is_missing_is_told(api: Api) -> None:
    error = error_of(api.call("POST", PATH, {}), 400)
    expected = ["booking_link_id", "contact_name", "contact_email", "first_date"]
    assert (error["code"], error["details"]["fields"]) == ("missing_field", expected)
    unknown = error_of(try_to_join(api, "Ann", booking_link_id="link_none"), 404)
    assert unknown["code"] == "booking_link_not_found"


def test_the_list_is_in_the_order_of_joining_and_can_be_narrowed(api: Api) -> None:
    book_out(api)
    names = ["Zoe", "Ann", "Ben"]
    entries = [join(api, name) for name in names]
    listed = api.get(PATH, limit=2).json()
    assert [row["contact_name"] for row in listed["data"]] == ["Zoe", "Ann"]
    assert listed["pagination"] == {"page": 1, "limit": 2, "total": 3, "hasMore": True}
    assert [row["id"] for row in api.get(PATH, page=2, limit=2).json()["data"]] == entries[2:]
    api.call("DELETE", f"{PATH}/{entries[1]}")
    assert [row["id"] for row in api.get(PATH, status="left").json()["data"]] == [entries[1]]
    assert [row["id"] for row in api.get(PATH, contact_email="ZOE@example.com").json()["data"]] == entries[:1]
    assert api.get(PATH, booking_link_id="other").json()["data"] == []
    wrong = error_of(api.get(PATH, status="confirmed"), 400)["details"]["problems"][0]
    assert wrong["message"] == "status must be one of waiting, offered, booked, left, expired."


def test_the_list_by_status_says_what_each_entry_says(api: Api) -> None:
    booked = book_out(api)
    offered_one, waiting, left = (join(api, name) for name in ("Ann", "Ben", "Cat"))
    cancel(api, booked[TUESDAY_9][0])
    make_offers(api)
    api.call("DELETE", f"{PATH}/{left}")

    def listed() -> dict[str, list[str]]:
        found = {}
        for status in ("waiting", "offered", "booked", "left", "expired"):
            rows = api.get(PATH, status=status).json()["data"]
            assert all(row["status"] == status for row in rows)
            if rows:
                found[status] = [row["id"] for row in rows]
        return found

    assert listed() == {"offered": [offered_one], "waiting": [waiting], "left": [left]}
    api.clock.step(hours=2)
    assert listed() == {"waiting": [offered_one, waiting], "left": [left]}
    api.clock.step(days=2)
    assert listed() == {"expired": [offered_one, waiting], "left": [left]}


async def test_what_is_over_is_closed_for_good_by_the_upkeep(api: Api) -> None:
    entry_id = join(api, "Ann")
    make_offers(api)
    api.clock.step(days=2)
    assert entry(api, entry_id)["status"] == "expired"
    await upkeep(api).lapse()
    api.clock.step(days=-2)
    assert entry(api, entry_id)["status"] == "expired"
    assert error_of(answer_offer(api, "accept", entry_id), 409)["code"] == "no_offer"
    assert try_to_join(api, "Ann").status_code == 201


@pytest.mark.parametrize("how", ["accept", "decline"])
def test_nothing_that_was_not_offered_is_answered(api: Api, how: str) -> None:
    book_out(api)
    entry_id = join(api, "Ann")
    error = error_of(answer_offer(api, how, entry_id), 409)
    assert error["message"] == "Nothing has been offered that could be answered."
    assert error_of(answer_offer(api, how, "wl_none"), 404)["code"] == "not_found"
    assert error_of(answer_offer(api, how, entry_id, b"[]"), 400)["code"] == "malformed_json"


def test_another_business_sees_nothing_of_it(api: Api, dentist: dict[str, Any]) -> None:
    entry_id = join(api, "Ann")
    make_offers(api)
    dentist["business"] = {"id": "bakery", "name": "Bakery", "timezone": "Europe/London"}
    api.apply(dentist, key="key-of-the-bakery-0123456789")
    other = "key-of-the-bakery-0123456789"
    assert api.call("GET", PATH, key=other).json()["data"] == []
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/accept"), ("POST", "/decline")):
        error_of(api.call(method, f"{PATH}/{entry_id}{path}", key=other), 404)
    assert offered(api, entry_id) == TUESDAY_9


def test_an_offer_whose_booking_is_not_possible_any_more_is_refused_and_says_why(
    api: Api, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    entry_id = join(api, "Ann")
    make_offers(api)
    link["windows"] = {"wed": ["09:00-12:00"]}
    api.apply(dentist)
    error = error_of(answer_offer(api, "accept", entry_id), 400)
    assert (error["code"], error["details"]["rule"]) == ("slot_not_available", "outside_windows")
    assert entry(api, entry_id)["status"] == "offered"


def test_opening_hours_that_were_extended_are_offered_too(
    api: Api, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    book_out(api)
    entry_id = join(api, "Ann")
    link["windows"]["tue"] = ["09:00-12:30"]
    api.apply(dentist)
    assert make_offers(api) == 1
    assert offered(api, entry_id) == "2026-06-02T11:00:00Z"
