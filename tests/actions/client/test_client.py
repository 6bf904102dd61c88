from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import httpx
import pytest

from actions.client import (
    AlreadyCancelled,
    Answer,
    ApiUnavailable,
    BookingRequest,
    BookingsApiError,
    BookingsClient,
    Catalogue,
    HoldGone,
    NotFound,
    Problem,
    RoutingRejected,
    Slot,
    SlotNotAvailable,
    SlotTaken,
    StatusConflict,
    Unauthorized,
    UnexpectedRefusal,
    ValidationFailed,
)
from tests.actions.client.fakes import BOOKING, CANCELLED, CATALOGUE, HOLD, PAGE, PROBLEMS, SLOTS

REQUEST = BookingRequest(
    booking_link_id="link_checkup",
    starts_at=datetime(2026, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=2))),
    contact_name="Dana Cole",
    contact_email="dana@example.org",
    staff_id="staff_sarah",
    answers=(Answer("q_new", True), Answer("q_pain", 0)),
)

Handler = Callable[[httpx.Request], httpx.Response]


class Fake:
    """An API that answers by `handle` and remembers what it was asked."""

    def __init__(self, handle: Handler) -> None:
        self.requests: list[httpx.Request] = []
        self._handle = handle

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._handle(request)

    def client(self, api_key: str | None = "bk_live_secret", retry_seconds: float = 0.25) -> BookingsClient:
        return BookingsClient(
            "http://api.test", api_key, transport=httpx.MockTransport(self), retry_seconds=retry_seconds
        )


def always(status: int = 200, **content: object) -> Fake:
    return Fake(lambda _request: httpx.Response(status, **content))  # type: ignore[arg-type]


def refusing(status: int, code: str, message: str = "No.", details: object = None) -> Fake:
    return always(status, json={"error": {"code": code, "message": message, "details": details or {}}})


def failing(error: Exception, times: int = 99, then: httpx.Response | None = None) -> Fake:
    fake = Fake(lambda _request: _raise_or(error, len(fake.requests) <= times, then))
    return fake


def _raise_or(error: Exception, fails: bool, then: httpx.Response | None) -> httpx.Response:
    if fails or then is None:
        raise error
    return then


async def test_the_catalogue_is_read_whole():
    catalogue = await always(json={"data": CATALOGUE}).client().catalogue()
    assert catalogue.business is not None
    assert catalogue.business.facts["parking"] == "Behind the house."
    assert catalogue.staff[0].aliases == ("Dr Jones",)
    assert catalogue.services[0].price == "£45"
    link = catalogue.booking_links[0]
    assert link.windows == {"mon": ("09:00-12:30", "13:30-17:00")}
    assert link.questions[1].max == 10.0
    assert link.questions[1].ask_if == {"q_new": False}
    assert link.questions[0].ask_if == {}


async def test_a_catalogue_without_a_business_is_empty():
    empty = {"business": None, "staff": [], "services": [], "booking_links": []}
    assert await always(json={"data": empty}).client().catalogue() == Catalogue()


async def test_an_unchanged_catalogue_is_not_sent_again():
    def handle(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == '"7"':
            return httpx.Response(304)
        return httpx.Response(200, json={"data": CATALOGUE}, headers={"ETag": '"7"'})

    fake = Fake(handle)
    client = fake.client()
    first, second = await client.catalogue(), await client.catalogue()
    assert first is second
    assert [request.headers.get("If-None-Match") for request in fake.requests] == [None, '"7"']


async def test_a_changed_catalogue_is_read_anew():
    names = iter(["Sarah Jones", "Tom Okafor"])

    def handle(_request: httpx.Request) -> httpx.Response:
        name = next(names)
        staff = [{"id": "s", "name": name, "timezone": "Europe/London"}]
        return httpx.Response(200, json={"data": {"staff": staff}}, headers={"ETag": f'"{name}"'})

    client = Fake(handle).client()
    assert [(await client.catalogue()).staff[0].name for _ in range(2)] == ["Sarah Jones", "Tom Okafor"]


async def test_the_key_is_sent_and_never_shown():
    fake = always(json={"data": CATALOGUE})
    client = fake.client("bk_live_secret")
    await client.catalogue()
    assert fake.requests[0].headers["Authorization"] == "Bearer bk_live_secret"
    assert "secret" not in repr(client) + repr(vars(client))


async def test_without_a_key_no_empty_one_is_sent():
    fake = always(json={"data": CATALOGUE})
    await fake.client(None).catalogue()
    assert "Authorization" not in fake.requests[0].headers


async def test_availability_asks_for_days_of_the_persons_zone_and_lists_who_is_free():
    fake = always(json={"data": SLOTS})
    found = await fake.client().availability(
        "l", date(2026, 5, 1), date(2026, 5, 7), "Asia/Kolkata", service_id="svc"
    )
    assert found == (
        Slot(
            datetime(2026, 5, 1, 10, tzinfo=timezone.utc),
            datetime(2026, 5, 1, 10, 30, tzinfo=timezone.utc),
            ("staff_sarah", "staff_tom"),
        ),
    )
    assert dict(fake.requests[0].url.params) == {
        "booking_link_id": "l",
        "from": "2026-05-01",
        "to": "2026-05-07",
        "timezone": "Asia/Kolkata",
        "service_id": "svc",
        "include": "staff",
    }


@pytest.mark.parametrize("body", [BOOKING, {"data": BOOKING}], ids=["bare", "under data"])
async def test_a_booking_is_made_with_its_start_in_utc_and_an_idempotency_key(body: object):
    fake = always(201, json=body)
    booking = await fake.client().create_booking(REQUEST, "key-1")
    assert booking.reference == "7K2M-QX4D"
    assert booking.starts_at == REQUEST.starts_at
    assert booking.answers == (Answer("q_new", True),)
    assert booking.cancelled_at is None
    (sent,) = fake.requests
    assert sent.headers["Idempotency-Key"] == "key-1"
    assert json.loads(sent.content) == {
        "booking_link_id": "link_checkup",
        "start_time": "2026-05-01T10:00:00Z",
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.org",
        "staff_id": "staff_sarah",
        "answers": [
            {"question_id": "q_new", "answer": True},
            {"question_id": "q_pain", "answer": 0},
        ],
    }


def test_a_start_without_a_time_zone_is_refused_before_anything_is_sent():
    with pytest.raises(ValueError, match="no time zone"):
        BookingRequest("l", datetime(2026, 5, 1, 10), "Dana", "dana@example.org")  # noqa: DTZ001


async def test_a_booking_is_fetched_by_its_id():
    fake = always(json={"data": BOOKING})
    assert (await fake.client().get_booking("bk_1")).staff_name == "Sarah Jones"
    assert fake.requests[0].url.path == "/api/v1/bookings/bk_1"


@pytest.mark.parametrize("typed", ["../catalogue", "a/b", "..", "x?y=1", "é #"])
async def test_an_id_that_somebody_typed_stays_one_segment_of_the_path(typed: str):
    fake = always(json={"data": BOOKING})
    await fake.client().get_booking(typed)
    raw = fake.requests[0].url.raw_path.decode()
    assert raw.startswith("/api/v1/bookings/")
    assert raw.count("/") == 4
    assert "?" not in raw


@pytest.mark.parametrize(("reason", "body"), [(None, {}), ("Ill", {"reason": "Ill"})])
async def test_a_booking_is_cancelled_with_or_without_a_reason(reason: str | None, body: object):
    fake = always(json={"data": {**CANCELLED, "reason": reason}})
    done = await fake.client().cancel_booking("bk_1", reason)
    assert (done.id, done.status, done.reason) == ("bk_1", "cancelled", reason)
    assert fake.requests[0].method == "PATCH"
    assert json.loads(fake.requests[0].content) == body


async def test_it_is_noted_that_somebody_comes():
    fake = always(json={"data": {**BOOKING, "attendance_confirmed_at": "2026-04-01T08:00:00Z"}})
    noted = await fake.client().confirm_attendance("bk/1")
    assert noted.attendance_confirmed_at == datetime(2026, 4, 1, 8, tzinfo=timezone.utc)
    (sent,) = fake.requests
    assert (sent.method, sent.url.raw_path) == ("POST", b"/api/v1/bookings/bk%2F1/confirm-attendance")


async def test_a_time_is_held_with_a_key_and_let_go_again():
    fake = always(201, json={"data": HOLD})
    hold = await fake.client().create_hold("link_checkup", REQUEST.starts_at, "key-1", "staff_sarah")
    assert (hold.id, hold.staff_id, hold.starts_at) == ("hold_1", "staff_sarah", REQUEST.starts_at)
    assert hold.expires_at == datetime(2026, 4, 1, 8, 10, tzinfo=timezone.utc)
    (sent,) = fake.requests
    assert (sent.method, sent.url.path, sent.headers["Idempotency-Key"]) == (
        *("POST", "/api/v1/holds"),
        "key-1",
    )
    assert json.loads(sent.content) == {
        "booking_link_id": "link_checkup",
        "start_time": "2026-05-01T10:00:00Z",
        "staff_id": "staff_sarah",
    }
    fake = always(204)
    await fake.client().release_hold("hold/1")
    assert (fake.requests[0].method, fake.requests[0].url.raw_path) == ("DELETE", b"/api/v1/holds/hold%2F1")
    assert fake.requests[0].content == b""


async def test_a_booking_is_moved_with_a_key_and_with_somebody_else_only_if_asked_for():
    for staff_id, more in ((None, {}), ("staff_tom", {"staff_id": "staff_tom"})):
        fake = always(json={"data": BOOKING})
        moved = await fake.client().reschedule_booking("bk_1", REQUEST.starts_at, "key-1", staff_id)
        assert moved.reference == "7K2M-QX4D"
        (sent,) = fake.requests
        assert (sent.method, sent.url.path) == ("PATCH", "/api/v1/bookings/bk_1/reschedule")
        assert sent.headers["Idempotency-Key"] == "key-1"
        assert json.loads(sent.content) == {"start_time": "2026-05-01T10:00:00Z", **more}


async def test_bookings_are_found_by_reference_and_address():
    fake = always(json=PAGE)
    await fake.client().list_bookings(reference="7K2M-QX4D", contact_email="dana@example.org")
    assert dict(fake.requests[0].url.params) == {
        "reference": "7K2M-QX4D",
        "contact_email": "dana@example.org",
        "page": "1",
        "limit": "50",
    }


async def test_bookings_are_listed_page_by_page():
    fake = always(json=PAGE)
    found = await fake.client().list_bookings(
        status="confirmed", starts_from=datetime(2026, 5, 1, tzinfo=timezone.utc), page=2, limit=1
    )
    assert [booking.id for booking in found.bookings] == ["bk_1"]
    assert found.pagination.has_more
    assert dict(fake.requests[0].url.params) == {
        "status": "confirmed",
        "from": "2026-05-01T00:00:00Z",
        "page": "2",
        "limit": "1",
    }


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (409, "slot_taken", SlotTaken),
        (400, "slot_not_available", SlotNotAvailable),
        (404, "not_found", NotFound),
        (404, "booking_link_not_found", NotFound),
        (404, "hold_not_found", HoldGone),
        (409, "hold_used", HoldGone),
        (409, "already_cancelled", AlreadyCancelled),
        (409, "status_conflict", StatusConflict),
        (401, "unauthorized", Unauthorized),
        (403, "forbidden", Unauthorized),
        (403, "something_new", Unauthorized),
        (422, "something_new", UnexpectedRefusal),
    ],
)
async def test_each_refusal_has_its_error(status: int, code: str, kind: type[Exception]):
    with pytest.raises(kind) as refused:
        await refusing(status, code, "Words of the API").client().create_booking(REQUEST, "k")
    assert type(refused.value) is kind
    assert refused.value.code == code
    assert refused.value.message == "Words of the API"


@pytest.mark.parametrize(
    ("details", "link_id"),
    [
        ({"booking_link_id": "link_b", "routed_from": "link_a"}, "link_b"),
        ({"booking_link_id": "link_b"}, None),
        ({"booking_link_id": 1, "routed_from": "link_a"}, None),
        ({}, None),
    ],
)
async def test_a_refusal_tells_to_which_other_link_rules_have_led(
    details: dict[str, object], link_id: str | None
):
    with pytest.raises(SlotTaken) as refused:
        await refusing(409, "slot_taken", "x", details).client().create_booking(REQUEST, "k")
    assert refused.value.link_id == link_id


async def test_a_routing_rule_tells_its_reason():
    fake = refusing(403, "routing_rejected", "Please call us.", {"reason": "Please call us."})
    with pytest.raises(RoutingRejected) as refused:
        await fake.client().create_booking(REQUEST, "k")
    assert refused.value.reason == "Please call us."


async def test_a_routing_rule_without_details_still_tells_its_reason():
    with pytest.raises(RoutingRejected) as refused:
        await refusing(403, "routing_rejected", "Please call us.").client().create_booking(REQUEST, "k")
    assert refused.value.reason == "Please call us."


async def test_validation_tells_all_problems_at_once():
    with pytest.raises(ValidationFailed) as refused:
        await (
            refusing(400, "validation_failed", "x", {"problems": PROBLEMS})
            .client()
            .create_booking(REQUEST, "k")
        )
    assert refused.value.problems == (
        Problem("q_new", "Answer with yes or no.", "missing", True),
        Problem("contact_email", "Not an address.", "invalid", False),
    )


async def test_a_missing_field_is_a_problem_with_a_name():
    with pytest.raises(ValidationFailed) as refused:
        await (
            refusing(400, "missing_field", "Needed.", {"field": "contact_name"})
            .client()
            .create_booking(REQUEST, "k")
        )
    assert refused.value.problems == (Problem("contact_name", "Needed.", "missing", False),)


@pytest.mark.parametrize("details", [None, [], "x", {"problems": 3}, {"problems": [3, {}]}])
async def test_details_of_a_wrong_shape_do_not_hide_the_refusal(details: object):
    error = {"code": "validation_failed", "message": "x", "details": details}
    with pytest.raises(ValidationFailed):
        await always(400, json={"error": error}).client().create_booking(REQUEST, "k")


NONSENSE = {
    "html": {"text": "<html>It works!</html>"},
    "empty": {"content": b""},
    "half": {"content": b'{"data": {"id": "bk_'},
    "list": {"json": []},
    "null": {"json": None},
    "text": {"json": "ok"},
    "null data": {"json": {"data": None}},
    "no utf-8": {"content": b'{"data": "\xff\xfe"}'},
    "deep": {"content": b"[" * 200_000},
    "wrong types": {"json": {"data": {**BOOKING, "id": 7}}},
    "no start": {"json": {"data": {key: BOOKING[key] for key in BOOKING if key != "start_time"}}},
    "start without zone": {"json": {"data": {**BOOKING, "start_time": "2026-05-01T10:00:00"}}},
    "start of no day": {"json": {"data": {**BOOKING, "start_time": "2026-02-30T10:00:00Z"}}},
    "start before all time": {"json": {"data": {**BOOKING, "start_time": "0001-01-01T00:00:00+14:00"}}},
    "answers no list": {"json": {"data": {**BOOKING, "answers": {"q": 1}}}},
    "truth for a number": {"json": {"data": {**BOOKING, "duration_minutes": True}}},
}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
async def test_an_answer_that_is_not_the_contracts_counts_as_unavailable(content: dict[str, object]):
    with pytest.raises(ApiUnavailable) as failed:
        await always(200, **content).client().get_booking("bk_1")
    assert "GET /api/v1/bookings/…" in str(failed.value)  # an id may be what a person has typed
    assert not failed.value.may_have_happened


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_after_booking_warns_that_it_may_have_been_booked(content: dict[str, object]):
    with pytest.raises(ApiUnavailable) as failed:
        await always(201, **content).client().create_booking(REQUEST, "k")
    assert failed.value.may_have_happened


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
@pytest.mark.parametrize("status", [400, 404, 409, 500, 502, 503])
async def test_an_error_status_with_nonsense_counts_as_unavailable(status: int, content: dict[str, object]):
    with pytest.raises(ApiUnavailable):
        await always(status, **content).client().get_booking("bk_1")


@pytest.mark.parametrize(
    ("status", "may_have"), [(404, False), (503, False), (500, True), (502, True), (301, True)]
)
async def test_after_a_server_error_a_booking_may_have_happened(status: int, may_have: bool):
    with pytest.raises(ApiUnavailable) as failed:
        await always(status, text="oops").client().create_booking(REQUEST, "k")
    assert failed.value.may_have_happened is may_have


async def test_an_unasked_for_304_counts_as_unavailable():
    with pytest.raises(ApiUnavailable):
        await always(304).client().catalogue()


UNREACHED = httpx.ConnectError("refused")
LOST = [httpx.RemoteProtocolError("cut off"), httpx.ReadError("reset")]
AWAY: list[Exception | httpx.Response] = [UNREACHED, *LOST, httpx.Response(502), httpx.Response(503)]


def away(first: Exception | httpx.Response, then: httpx.Response, times: int = 2) -> Fake:
    """An API that is restarted: so often it fails, and then it answers."""
    if isinstance(first, Exception):
        return failing(first, times=times, then=then)
    fake = Fake(lambda _: httpx.Response(first.status_code) if len(fake.requests) <= times else then)
    return fake


@pytest.mark.parametrize("first", AWAY, ids=repr)
async def test_a_read_is_tried_again_while_the_api_is_restarted(first: Exception | httpx.Response):
    fake = away(first, httpx.Response(200, json={"data": BOOKING}))
    assert (await fake.client(retry_seconds=2).get_booking("bk_1")).id == "bk_1"
    assert len(fake.requests) == 3


@pytest.mark.parametrize("first", AWAY, ids=repr)
async def test_a_booking_is_asked_for_again_with_the_same_key_and_body(first: Exception | httpx.Response):
    fake = away(first, httpx.Response(201, json={"data": BOOKING}))
    assert (await fake.client(retry_seconds=2).create_booking(REQUEST, "k")).id == "bk_1"
    assert [request.headers["Idempotency-Key"] for request in fake.requests] == ["k"] * 3
    assert len({request.content for request in fake.requests}) == 1


@pytest.mark.parametrize("first", AWAY, ids=repr)
async def test_a_write_without_a_key_is_never_sent_twice(first: Exception | httpx.Response):
    fake = away(first, httpx.Response(200, json={"data": CANCELLED}))
    with pytest.raises(ApiUnavailable):
        await fake.client(retry_seconds=2).cancel_booking("bk_1")
    assert len(fake.requests) == 1


async def test_trying_again_ends_in_time():
    fake, clock = failing(UNREACHED), asyncio.get_running_loop().time
    begun = clock()
    with pytest.raises(ApiUnavailable, match="no connection") as failed:
        await fake.client(retry_seconds=0.5).create_booking(REQUEST, "k")
    assert 0.2 < clock() - begun < 2
    assert len(fake.requests) == 3  # at once, after 0.1 and after 0.2 seconds more
    assert not failed.value.may_have_happened


@pytest.mark.parametrize("last", [UNREACHED, httpx.Response(503)], ids=repr)
@pytest.mark.parametrize("first", [*LOST, httpx.Response(502)], ids=repr)
async def test_a_try_whose_answer_was_lost_is_not_forgotten(
    first: Exception | httpx.Response, last: Exception | httpx.Response
):
    """The next one may end in what says that nothing has happened, which is about that one alone."""

    def answer(_request: httpx.Request) -> httpx.Response:
        now = first if len(fake.requests) == 1 else last
        if isinstance(now, Exception):
            raise now
        return httpx.Response(now.status_code)

    fake = Fake(answer)
    with pytest.raises(ApiUnavailable) as failed:
        await fake.client().create_booking(REQUEST, "k")
    assert failed.value.may_have_happened
    assert len(fake.requests) == 2


@pytest.mark.parametrize("status", [400, 404, 429, 500, 504])
async def test_what_does_not_pass_by_itself_is_not_tried_again(status: int):
    fake = always(status)
    with pytest.raises(BookingsApiError):
        await fake.client(retry_seconds=2).get_booking("bk_1")
    assert len(fake.requests) == 1


async def test_a_calendar_that_does_not_answer_is_told_at_once():
    fake = refusing(503, "calendar_unreachable")
    with pytest.raises(ApiUnavailable):
        await fake.client(retry_seconds=2).create_booking(REQUEST, "k")
    assert len(fake.requests) == 1


async def test_an_api_that_takes_too_long_is_not_waited_for_twice():
    fake = failing(httpx.ReadTimeout("slow"))
    with pytest.raises(ApiUnavailable) as failed:
        await fake.client(retry_seconds=2).create_booking(REQUEST, "k")
    assert failed.value.may_have_happened
    assert len(fake.requests) == 1


@pytest.mark.parametrize("error", LOST, ids=repr)
async def test_a_lost_answer_leaves_it_open_whether_the_booking_was_made(error: Exception):
    with pytest.raises(ApiUnavailable) as failed:
        await failing(error).client().create_booking(REQUEST, "k")
    assert failed.value.may_have_happened


async def test_an_answer_that_drips_in_is_given_up_in_time():
    async def forever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(forever, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with BookingsClient(f"http://127.0.0.1:{port}", "k", total_seconds=0.2) as client:
        with pytest.raises(ApiUnavailable, match="TimeoutError"):
            await client.get_booking("bk_1")
    server.close()


async def test_an_api_that_is_down_is_said_so():
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    async with BookingsClient(f"http://127.0.0.1:{port}", "k", retry_seconds=0.3) as client:
        with pytest.raises(ApiUnavailable, match="no connection"):
            await client.catalogue()


async def test_logged_errors_do_not_hold_what_was_sent():
    with pytest.raises(BookingsApiError) as failed:
        await always(500, text="dana@example.org").client().create_booking(REQUEST, "k")
    assert "dana" not in str(failed.value).lower()
