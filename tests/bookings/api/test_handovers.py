"""A conversation is handed over to the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookings.api.housekeeping import tidy
from bookings.engine.handover import LONGEST_LINE, MOST_LINES
from bookings.services.hand_over import KEPT_FOR
from bookings.storage.tables import handovers, outbox
from tests.bookings.handing_over import told_at
from tests.bookings.support import Api, error_of

PATH = "/api/v1/handovers"
DANA = {"contact_name": "Dana Cole", "contact_email": "dana@example.com"}
TALK = [
    {"author": "person", "text": "Do you take my insurance?"},
    {"author": "assistant", "text": "I'm sorry, I don't know that.\nShall I book something?"},
]


def rows(api: Api, table: Any) -> list[dict[str, Any]]:
    with api.storage.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def test_it_is_kept_and_written_to_the_outbox_once(api: Api) -> None:
    told_at(api, "team@dentist.example")
    body = {**DANA, "about": "My insurance", "transcript": TALK}
    answers = [api.call("POST", PATH, body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    made = answers[0].json()["data"]
    assert made == answers[1].json()["data"]
    assert (made["told_by"], made["created_at"]) == (["email"], "2026-06-01T08:00:00Z")
    (kept,) = rows(api, handovers)
    assert (kept["id"], kept["contact_email"], kept["about"]) == (
        made["id"],
        "dana@example.com",
        "My insurance",
    )
    assert kept["transcript"] == TALK
    (event,) = rows(api, outbox)
    assert (event["kind"], event["payload"]) == ("handover.requested", {"handover_id": made["id"]})


@pytest.mark.parametrize(
    ("contact", "same", "other"),
    [
        ({"contact_email": "dana@example.com"}, {"contact_email": "Dana@Example.com"}, "sam@example.com"),
        ({"contact_phone": "0117 496 0000"}, {"contact_phone": "0117-4960000"}, "sam@example.com"),
    ],
)
def test_one_contact_is_handed_over_five_times_an_hour(
    api: Api, contact: dict[str, str], same: dict[str, str], other: str
) -> None:
    told_at(api, "team@dentist.example")
    for number in range(5):
        headers = {"Idempotency-Key": f"key-{number}"}
        for _ in range(2):  # a repetition counts for nothing
            assert api.call("POST", PATH, contact, headers=headers).status_code == 201
        api.clock.step(minutes=1)
    refused = api.call("POST", PATH, same)
    assert error_of(refused, 429)["code"] == "rate_limited"
    assert refused.headers["Retry-After"] == "3300"
    assert len(rows(api, handovers)) == 5
    assert api.call("POST", PATH, {"contact_email": other}).status_code == 201
    api.clock.step(seconds=3300)
    assert api.call("POST", PATH, same).status_code == 201


def test_a_telephone_number_is_enough(api: Api) -> None:
    told_at(api, "team@dentist.example")
    assert api.call("POST", PATH, {"contact_phone": "0117 496 0000"}).status_code == 201


@pytest.mark.parametrize("webhook", [False, True])
def test_where_nobody_would_be_told_it_is_refused(api: Api, webhook: bool) -> None:
    told_at(api, webhook=webhook)  # no webhook listens
    assert error_of(api.call("POST", PATH, DANA), 409)["code"] == "no_handover"
    assert (rows(api, handovers), rows(api, outbox)) == ([], [])


def test_the_catalogue_tells_whether_the_business_wants_them(api: Api) -> None:
    before = api.get("/api/v1/catalogue")
    assert before.json()["data"]["business"]["takes_handovers"] is False
    told_at(api, "team@dentist.example")
    after = api.call("GET", "/api/v1/catalogue", headers={"If-None-Match": before.headers["ETag"]})
    assert after.json()["data"]["business"]["takes_handovers"] is True


def test_a_file_says_where_and_takes_it_back(api: Api, dentist: dict[str, Any]) -> None:
    dentist["business"]["handover"] = {"email": "team@dentist.example"}
    api.apply(dentist)
    assert api.call("POST", PATH, DANA).status_code == 201
    del dentist["business"]["handover"]
    api.apply(dentist)
    assert error_of(api.call("POST", PATH, DANA), 409)["code"] == "no_handover"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "contact_email"),
        ({"contact_email": "dana"}, "contact_email"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({**DANA, "contact_name": "Dana\nBcc: x"}, "contact_name"),
        ({**DANA, "about": "x" * (LONGEST_LINE + 1)}, "about"),
        ({**DANA, "transcript": TALK * MOST_LINES}, "transcript"),
        ({**DANA, "transcript": [{"author": "nobody", "text": "x"}]}, "transcript"),
        ({**DANA, "transcript": [{"author": "person", "text": ""}]}, "transcript"),
        ({**DANA, "transcript": [{"author": "person", "text": "\x07"}]}, "transcript"),
        ({**DANA, "transcript": [{"author": "person", "text": "x" * (LONGEST_LINE + 1)}]}, "transcript"),
        ({**DANA, "transcript": "hello"}, "transcript"),
    ],
)
def test_what_is_wrong_is_told(api: Api, body: dict[str, Any], field: str) -> None:
    told_at(api, "team@dentist.example")
    problem = error_of(api.call("POST", PATH, body), 400)["details"]["problems"][0]
    assert problem["field"] == field
    assert rows(api, handovers) == []


def test_what_was_said_is_forgotten_after_a_month(api: Api) -> None:
    told_at(api, "team@dentist.example")
    api.call("POST", PATH, DANA)
    api.clock.now += KEPT_FOR
    tidy(api.client.app.state.core)
    assert len(rows(api, handovers)) == 1
    api.clock.now += timedelta(seconds=1)
    tidy(api.client.app.state.core)
    assert rows(api, handovers) == []
