"""Google and Microsoft when something goes wrong: what is tried again, what needs somebody, what is fine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookings.engine.timerange import TimeRange
from bookings.integrations.calendars import session
from bookings.integrations.calendars.oauth import Tokens, tokens_from
from bookings.services.calendars.errors import Broken, Refused, Unreachable
from tests.bookings.integrations.calendars.google_fake import google_error
from tests.bookings.integrations.calendars.graph_fake import graph_error
from tests.bookings.integrations.calendars.loopback import Asked, Told
from tests.bookings.integrations.calendars.places import (
    LONDON,
    SPAN,
    VAULT,
    Place,
    at,
    busy_times,
    entry,
    google_place,
    graph_place,
)


@pytest.fixture(params=["google", "microsoft"])
def place(request: pytest.FixtureRequest) -> Place:
    if request.param == "google":
        return google_place(request.getfixturevalue("google"))
    return graph_place(request.getfixturevalue("graph"))


def kept(place: Place) -> dict[str, str]:
    found: dict[str, str] = VAULT.open(place.kept[place.calendar.id])
    return found


def not_for_tokens(asked: Asked) -> bool:
    return asked.path != "/token"


async def test_an_expired_token_is_renewed_once_and_the_request_goes_on(place: Place) -> None:
    place.fake.expire_access()
    await place.put(entry())
    assert len(place.seen()) == 1
    assert place.fake.count("POST", "/token") == 1
    assert kept(place)["access_token"] in place.fake.access
    assert kept(place)["refresh_token"] in place.fake.grants


async def test_a_token_that_is_about_to_end_is_renewed_before_it_is_used(place: Place) -> None:
    place.clock.step(minutes=59, seconds=30)
    await place.busy()
    assert [each.path for each in place.fake.asked][0] == "/token"
    expected = place.clock() + timedelta(seconds=3599)
    assert tokens_from(kept(place)).expires_at == expected


async def test_a_new_refresh_token_takes_the_place_of_the_old_one(place: Place) -> None:
    place.fake.expire_access()
    await place.busy()
    place.calendar = replace(place.calendar, credentials=place.kept[place.calendar.id])
    place.fake.expire_access()
    await place.busy()
    assert place.fake.count("POST", "/token") == 2


async def test_a_token_that_another_process_has_renewed_is_taken_over(place: Place) -> None:
    """The same refresh token may be good for one of them only."""
    place.fake.expire_access()
    await place.busy()
    await place.busy()  # with what the calendar had at first
    assert place.fake.count("POST", "/token") == 1


async def test_many_who_need_a_new_token_at_once_ask_for_one(place: Place) -> None:
    place.fake.expire_access()

    async def twice(client: Any) -> None:
        await asyncio.gather(*(client.busy(SPAN, LONDON, None) for _ in range(5)))

    await place.do(twice)
    assert place.fake.count("POST", "/token") == 1


async def test_who_comes_second_to_renew_takes_what_the_first_was_given(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has not stored it yet when the second is told that its refresh token is used up."""
    monkeypatch.setattr(session, "RACE_SECONDS", 0)
    place.fake.expire_access()
    refresh, access = place.fake.grant()
    others = VAULT.seal(Tokens(access, refresh, place.clock() + timedelta(hours=1)).as_data())

    def quicker(asked: Asked) -> bool:
        if asked.path == "/token":
            place.kept[place.calendar.id] = others
        return asked.path == "/token"

    answer = Told(400, {"error": "invalid_grant", "error_description": "used"})
    place.fake.fail(answer, when=quicker)
    await place.busy()
    assert place.kept[place.calendar.id] == others


async def test_a_revoked_grant_is_told_with_what_to_do(place: Place) -> None:
    place.fake.revoke_all()
    with pytest.raises(Broken, match=r"revoked or has expired \(invalid_grant.*Connect the calendar again"):
        await place.busy()


async def test_a_fresh_token_that_is_refused_is_no_reason_to_ask_for_ever(place: Place) -> None:
    place.fake.fail(google_error(401, "authError"), times=9, when=not_for_tokens)
    with pytest.raises(Broken, match="does not accept the access"):
        await place.busy()
    assert place.fake.count("POST", "/token") == 1


async def test_access_to_the_calendar_that_was_taken_away_is_told(place: Place) -> None:
    place.fake.fail(google_error(403, "forbidden", "Forbidden"))
    with pytest.raises(Broken, match=r"does not allow this any more \(Forbidden\)"):
        await place.put(entry())


async def test_wrong_settings_of_this_program_do_not_break_the_calendar(place: Place) -> None:
    place.fake.expire_access()
    place.fake.fail(Told(401, {"error": "invalid_client"}), when=lambda asked: asked.path == "/token")
    with pytest.raises(Unreachable, match="check its client id and secret"):
        await place.busy()


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (graph_error(429, "TooManyRequests", **{"Retry-After": "17"}), 17),
        (google_error(429, "rateLimitExceeded"), None),
        (google_error(403, "rateLimitExceeded"), None),
        (google_error(403, "userRateLimitExceeded"), None),
        (graph_error(503, "ServiceUnavailable", **{"Retry-After": "120"}), 120),
        (graph_error(500, "InternalServerError"), None),
        (google_error(412, "conditionNotMet"), None),
        (Told(502), None),
        (
            graph_error(
                503,
                "Later",
                **{"Date": "Mon, 01 Jun 2026 08:00:00 GMT", "Retry-After": "Mon, 01 Jun 2026 08:05:00 GMT"},
            ),
            300,
        ),
        (graph_error(503, "Later", **{"Retry-After": "99999999999999"}), 24 * 3600),
        (graph_error(503, "Later", **{"Retry-After": "soon"}), None),
    ],
)
async def test_what_may_go_well_later_is_told_with_when(
    place: Place, answer: Told, seconds: int | None
) -> None:
    place.fake.fail(answer)
    with pytest.raises(Unreachable) as told:
        await place.put(entry())
    assert told.value.retry_after == (timedelta(seconds=seconds) if seconds is not None else None)
    await place.put(entry())
    assert len(place.seen()) == 1


async def test_a_server_that_does_not_answer_is_not_waited_for(place: Place) -> None:
    place.fake.fail(hangs=True)
    with pytest.raises(Unreachable, match="did not answer in time"):
        await place.busy()


@pytest.mark.parametrize(
    "how", [{"half": True}, {}, {"answer": Told(200)}, {"answer": Told(200, ["no object"])}]
)
async def test_half_an_answer_is_none(place: Place, how: dict[str, object]) -> None:
    place.fake.fail(**how)
    with pytest.raises(Unreachable):
        await place.busy()


async def test_a_token_server_that_is_down_is_no_revoked_grant(place: Place) -> None:
    place.fake.expire_access()
    place.fake.fail(Told(503), when=lambda asked: asked.path == "/token")
    with pytest.raises(Unreachable, match="token server answers 503"):
        await place.busy()


async def test_an_answer_that_was_lost_makes_no_second_event(place: Place) -> None:
    place.fake.fail(late=True, when=lambda asked: asked.method == "POST" and asked.path != "/token")
    with pytest.raises(Unreachable):
        await place.put(entry())
    await place.put(entry(version=2, time=TimeRange(at(2, 11), at(2, 12))))
    assert [times for _, *times in place.seen()] == [[at(2, 11), at(2, 12)]]


async def test_a_request_that_is_wrong_is_not_repeated(place: Place) -> None:
    place.fake.fail(google_error(400, "invalid", "Bad Request"))
    with pytest.raises(Refused, match=r"refuses the request with 400 \(Bad Request\)"):
        await place.put(entry())


async def test_a_forgotten_token_leads_to_a_full_import(place: Place) -> None:
    await place.put(entry("bk_aaaaaaaaaaaaaaaa"))
    first = await place.busy()
    await place.put(entry("bk_bbbbbbbbbbbbbbbb", time=TimeRange(at(3, 9), at(3, 10))))
    if place.calendar.provider == "google":
        place.fake.forgotten_tokens.add(first.state["sync_token"])
    else:
        place.fake.oldest_delta = 99
        place.fake.fail(graph_error(410, "SyncStateNotFound"))
    again = await place.busy(first.state)
    assert again.is_full
    assert busy_times(again) == [(at(2, 9), at(2, 9, 30)), (at(3, 9), at(3, 10))]


async def test_all_pages_are_read(place: Place) -> None:
    place.fake.page_size = 2
    for day in range(1, 8):
        await place.put(entry(f"bk_{day:016}", time=TimeRange(at(day, 9), at(day, 10))))
    report = await place.busy()
    assert busy_times(report) == [(at(day, 9), at(day, 10)) for day in range(1, 8)]
    assert list((await place.busy(report.state)).events) == []


async def test_a_list_without_an_end_is_no_list(place: Place) -> None:
    place.fake.fail(Told(200, {"items": [], "value": []}))
    with pytest.raises(Unreachable, match="has no end"):
        await place.busy()


async def test_tokens_go_nowhere_else(graph: object, google: object) -> None:
    place = graph_place(graph)  # type: ignore[arg-type]
    place.fake.fail(Told(200, {"value": [], "@odata.nextLink": f"{google.base}/v1.0/me/x"}))  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="which is not asked"):
        await place.busy()
    assert google.asked == []  # type: ignore[attr-defined]


async def test_two_who_make_the_same_event_at_microsoft_make_one(graph: object) -> None:
    """The one that comes second is told so, and finds the event the next time."""
    place = graph_place(graph)  # type: ignore[arg-type]
    await place.put(entry())
    place.fake.fail(Told(200, {"value": []}), when=lambda asked: "$filter" in asked.query)
    with pytest.raises(Unreachable, match="409"):
        await place.put(entry())
    await place.put(entry())
    assert len(place.seen()) == 1
