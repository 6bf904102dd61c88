"""A code that is sent to an address, and given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookings.api.examples import CODE
from bookings.api.housekeeping import tidy
from bookings.engine.contact_proof import MOST_TRIES
from bookings.services.prove_contact import KEPT_FOR, PER_KEY
from bookings.storage.tables import contact_proofs, outbox
from tests.bookings.proving import DANA, PROOFS, asked, with_one_code
from tests.bookings.support import Api, error_of


def rows(api: Api, table: Any) -> list[dict[str, Any]]:
    with api.storage.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def give(api: Api, proof_id: str, code: str, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return api.call("POST", f"{PROOFS}/{proof_id}/confirm", {"code": code}, headers=headers)


def test_the_answer_is_the_same_whether_there_are_bookings_or_not(api: Api) -> None:
    api.book("2026-06-02T08:00:00Z", contact_email=DANA)
    answers = [api.call("POST", PROOFS, {"contact_email": email}) for email in (DANA, "nobody@example.com")]
    for answer, email in zip(answers, (DANA, "nobody@example.com"), strict=True):
        told = answer.json()["data"]
        assert answer.status_code == 201
        assert told.pop("id").startswith("proof_")
        assert told == {
            "contact_email": email,
            "status": "open",
            "created_at": "2026-06-01T08:00:00Z",
            "expires_at": "2026-06-01T08:10:00Z",
            "confirmed_at": None,
        }
    assert len([row for row in rows(api, outbox) if row["kind"] == "email.contact_proof"]) == 2


def test_the_right_code_confirms_once(api: Api) -> None:
    with_one_code(api)
    proof_id = asked(api)
    answer = give(api, proof_id, f" {CODE[:3]} {CODE[3:]} ")
    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == "confirmed"
    assert answer.json()["data"]["confirmed_at"] == "2026-06-01T08:00:00Z"
    assert error_of(give(api, proof_id, CODE), 409)["details"] == {"id": proof_id, "status": "confirmed"}


def test_wrong_codes_are_counted_and_the_fifth_ends_it(api: Api) -> None:
    with_one_code(api)
    proof_id = asked(api)
    for left in range(MOST_TRIES - 1, -1, -1):
        error = error_of(give(api, proof_id, "000000"), 409)
        assert (error["code"], error["details"]) == ("wrong_code", {"id": proof_id, "tries_left": left})
    over = error_of(give(api, proof_id, CODE), 409)
    assert (over["code"], over["details"]["status"]) == ("status_conflict", "locked")
    assert give(api, asked(api), CODE).status_code == 200  # another one is not touched


def test_a_wrong_code_that_is_repeated_with_its_key_counts_once(api: Api) -> None:
    with_one_code(api)
    proof_id = asked(api)
    first, again = give(api, proof_id, "000000", "one"), give(api, proof_id, "000000", "one")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert error_of(give(api, proof_id, "000000", "two"), 409)["details"]["tries_left"] == MOST_TRIES - 2


def test_codes_given_at_the_same_time_are_all_counted(api: Api) -> None:
    with_one_code(api)
    proof_id = asked(api)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: give(api, proof_id, f"00000{n}"), range(8)))
    codes = sorted(error_of(answer, 409)["code"] for answer in answers)
    assert codes == ["status_conflict"] * 3 + ["wrong_code"] * MOST_TRIES


def test_after_ten_minutes_it_is_over(api: Api) -> None:
    with_one_code(api)
    proof_id = asked(api)
    api.clock.step(minutes=10)
    assert error_of(give(api, proof_id, CODE), 409)["details"]["status"] == "expired"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", 123456, "٤٨٢٩١٣"])
def test_what_can_be_no_code_is_no_try(api: Api, code: object) -> None:
    with_one_code(api)
    proof_id = asked(api)
    error = error_of(api.call("POST", f"{PROOFS}/{proof_id}/confirm", {"code": code}), 400)
    assert error["details"]["problems"][0]["field"] == "code"
    assert error_of(give(api, proof_id, "000000"), 409)["details"]["tries_left"] == MOST_TRIES - 1


def test_the_address_is_needed_and_checked(api: Api) -> None:
    assert error_of(api.call("POST", PROOFS, {}), 400)["code"] == "missing_field"
    problem = error_of(api.call("POST", PROOFS, {"contact_email": "dana"}), 400)["details"]["problems"][0]
    assert problem["field"] == "contact_email"


def test_an_address_is_sent_five_codes_in_an_hour_and_ten_in_a_day(api: Api) -> None:
    for _ in range(5):
        asked(api, DANA)
    refused = api.call("POST", PROOFS, {"contact_email": DANA.upper()})
    assert error_of(refused, 429)["code"] == "rate_limited"
    assert refused.headers["Retry-After"] == "3600"
    asked(api, "else@example.com")
    api.clock.step(hours=1)
    for _ in range(5):
        asked(api, DANA)
    api.clock.step(hours=1)
    refused = api.call("POST", PROOFS, {"contact_email": DANA})
    assert error_of(refused, 429)["details"]["retry_after_seconds"] == 22 * 60 * 60


def test_a_key_has_a_limit_over_all_addresses(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookings.services.prove_contact.PER_KEY", (type(PER_KEY[0])(2, 3600),))
    asked(api, "one@example.com")
    asked(api, "two@example.com")
    assert error_of(api.call("POST", PROOFS, {"contact_email": "three@example.com"}), 429)


def test_requests_at_the_same_time_do_not_get_past_the_limit(api: Api) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.call("POST", PROOFS, {"contact_email": DANA}), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [429] * 3


def test_of_another_business_or_none_there_is_no_proof(api: Api, dentist: dict[str, Any]) -> None:
    with_one_code(api)
    proof_id = asked(api)
    dentist["business"]["id"] = "other"
    dentist["api_keys"][0]["name"] = "theirs"
    api.apply(dentist, key="key-of-another-business-0123")
    answer = api.call(
        "POST", f"{PROOFS}/{proof_id}/confirm", {"code": CODE}, key="key-of-another-business-0123"
    )
    assert error_of(answer, 404)["code"] == "not_found"
    assert error_of(give(api, "proof_1", CODE), 404)["code"] == "not_found"


def test_before_there_is_a_business_nobody_is_written_to(empty_api: Api) -> None:
    from tests.bookings.support import WAITING_KEY

    answer = empty_api.call("POST", PROOFS, {"contact_email": DANA}, key=WAITING_KEY)
    assert error_of(answer, 404)["code"] == "not_found"


def test_proofs_are_forgotten_after_two_days(api: Api) -> None:
    asked(api)
    core = api.client.app.state.core
    api.clock.now += KEPT_FOR
    tidy(core)
    assert len(rows(api, contact_proofs)) == 1
    api.clock.now += timedelta(seconds=1)
    tidy(core)
    assert rows(api, contact_proofs) == []
