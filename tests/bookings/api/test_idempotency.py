"""The Idempotency-Key of everything that changes something."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from bookings.api.housekeeping import tidy
from bookings.services.idempotency import Answer, Attempt, once
from bookings.storage.tables import api_keys, idempotency_keys
from tests.bookings.support import KEY, Api, error_of

TUESDAY_9 = "2026-06-02T08:00:00Z"
BODY = {
    "booking_link_id": "link_checkup",
    "contact_name": "Dana Cole",
    "contact_email": "dana@example.com",
    "start_time": TUESDAY_9,
}


def post(api: Api, body: object = BODY, key: str = "one", api_key: str = KEY) -> httpx.Response:
    return api.call("POST", "/api/v1/bookings", body, api_key, headers={"Idempotency-Key": key})


def total(api: Api) -> int:
    count: int = api.get("/api/v1/bookings").json()["pagination"]["total"]
    return count


def test_a_repetition_gets_the_first_answer_and_changes_nothing(api: Api) -> None:
    first = post(api)
    api.clock.step(hours=23)
    second = post(api)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert total(api) == 1


def test_only_the_repetition_says_that_it_is_one(api: Api) -> None:
    assert "Idempotent-Replayed" not in post(api).headers
    assert post(api).headers["Idempotent-Replayed"] == "true"


def test_without_a_key_each_request_is_one_of_its_own(api: Api) -> None:
    assert [api.book(TUESDAY_9).status_code for _ in range(3)] == [201, 201, 409]


@pytest.mark.parametrize("key", ["x", "a b", "x" * 255, '"8e03978e-40d5-43e8-bc93-6894a57f9324"'])
def test_a_key_is_any_printable_text(api: Api, key: str) -> None:
    assert post(api, key=key).content == post(api, key=key).content


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "caf\u00e9", "a\tb"])
def test_any_other_key_is_refused_before_anything_is_done(api: Api, key: str) -> None:
    answer = api.call(
        "POST", "/api/v1/bookings", BODY, headers={"Idempotency-Key": key.encode("latin-1")}  # type: ignore[dict-item]
    )  # fmt: skip
    error = error_of(answer, 400)
    assert error["code"] == "validation_failed"
    assert error["details"]["problems"][0]["field"] == "Idempotency-Key"
    assert total(api) == 0


def test_the_order_and_spacing_of_the_body_make_no_difference(api: Api) -> None:
    first = post(api)
    shuffled = json.dumps(dict(reversed(BODY.items())), indent=4).encode()
    assert post(api, shuffled).content == first.content


@pytest.mark.parametrize(
    "change", [{"contact_name": "Dan"}, {"start_time": "2026-06-02T08:30:00Z"}, {"notes": ""}]
)
def test_another_body_with_the_same_key_is_refused(api: Api, change: dict[str, str]) -> None:
    post(api)
    error = error_of(post(api, BODY | change), 422)
    assert error["code"] == "idempotency_key_reused"
    assert error["details"] == {"key": "one"}
    assert total(api) == 1


def test_another_address_with_the_same_key_is_refused(api: Api) -> None:
    one, other = (api.book(TUESDAY_9).json()["data"]["id"] for _ in range(2))
    headers = {"Idempotency-Key": "x"}
    first = api.call("PATCH", f"/api/v1/bookings/{one}/cancel", headers=headers)
    again = api.call("PATCH", f"/api/v1/bookings/{one}/cancel", headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    answer = api.call("PATCH", f"/api/v1/bookings/{other}/cancel", headers=headers)
    assert error_of(answer, 422)["code"] == "idempotency_key_reused"
    assert api.get(f"/api/v1/bookings/{other}").json()["data"]["status"] == "confirmed"


def test_a_cancelled_booking_is_still_what_was_answered_when_it_was_made(api: Api) -> None:
    first = post(api)
    api.call("PATCH", f"/api/v1/bookings/{first.json()['data']['id']}/cancel")
    assert post(api).json()["data"]["status"] == "confirmed"


def test_what_failed_is_tried_anew_with_the_same_key(api: Api) -> None:
    wanted = BODY | {"staff_id": "tom"}
    in_the_way = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    assert error_of(post(api, wanted), 409)["code"] == "slot_taken"
    api.call("PATCH", f"/api/v1/bookings/{in_the_way['id']}/cancel")
    assert post(api, wanted).status_code == 201


def test_each_api_key_has_keys_of_its_own(api: Api) -> None:
    post(api)
    with api.storage.writing() as unit:
        stored = unit.connection.execute(select(idempotency_keys.c.key_id)).scalar_one()
        assert stored == unit.connection.execute(select(api_keys.c.id)).scalar_one()
        attempts = [Attempt(key_id, "one", "fingerprint") for key_id in ("a", "b")]
        answers = [once(unit, one, api.clock(), lambda: Answer(200, "")) for one in attempts]
    assert [is_replayed for _, is_replayed in answers] == [False, False]


def test_answers_are_forgotten_after_two_days_and_not_before(api: Api) -> None:
    core = api.client.app.state.core
    post(api)
    api.clock.step(hours=48)
    tidy(core)
    api.clock.step(hours=-20)  # only so that the slot is still in the future
    assert post(api).headers["Idempotent-Replayed"] == "true"
    api.clock.step(hours=20, seconds=1)
    tidy(core)
    api.clock.step(hours=-40)
    assert "Idempotent-Replayed" not in post(api).headers


def test_tidying_that_fails_is_told_in_the_log_only(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    core = api.client.app.state.core
    api.storage.database.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bookings.storage.unit.SqlUnit.forget_answers", lambda *_: 1 / 0)
        tidy(core)
    assert "could not be deleted" in caplog.text


def test_two_at_once_with_one_key_do_the_work_once(api: Api) -> None:
    """The second one waits for the first one's transaction, and then says the same."""
    done: list[int] = []
    started = threading.Event()
    attempt = Attempt("key", "one", "fingerprint")

    def work() -> Answer:
        done.append(1)
        started.set()
        return Answer(201, f"answer {len(done)}")

    def one(_: int) -> tuple[Answer, bool]:
        with api.storage.writing() as unit:
            return once(unit, attempt, api.clock(), work)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(4)))
    assert len(done) == 1
    assert {answer.body for answer, _ in outcomes} == {"answer 1"}
    assert sorted(replayed for _, replayed in outcomes) == [False, True, True, True]


def test_work_that_fails_leaves_the_key_free(api: Api) -> None:
    attempt = Attempt("key", "one", "fingerprint")

    def attempt_with(work: Callable[[], Answer]) -> tuple[Answer, bool]:
        with api.storage.writing() as unit:
            return once(unit, attempt, api.clock(), work)

    with pytest.raises(ZeroDivisionError):
        attempt_with(lambda: Answer(1 // 0, ""))
    assert attempt_with(lambda: Answer(204, "")) == (Answer(204, ""), False)
    assert attempt_with(lambda: Answer(500, "never")) == (Answer(204, ""), True)
