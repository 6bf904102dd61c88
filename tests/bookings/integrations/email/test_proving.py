"""The mail with a code, from the request to an SMTP server, and the code taken back."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.bookings.integrations.email.smtp_server import Postbox
from tests.bookings.integrations.email.test_mails import CODES, TUESDAY_9, delivered, text, to
from tests.bookings.outbox.support import rows
from tests.bookings.proving import DANA, PROOFS, asked
from tests.bookings.support import Api


@pytest.fixture(autouse=True)
def same_secret(api: Api) -> None:
    """The API knows the secret with which the mails' codes are made."""
    state = api.client.app.state
    state.core = dataclasses.replace(state.core, codes=CODES)


async def test_the_code_in_the_mail_is_the_right_one(api: Api) -> None:
    api.book(TUESDAY_9)
    box = await delivered(api)
    proof_id = asked(api, DANA.upper())
    await delivered(api, box)
    mail = to(box, DANA)[-1]
    assert mail["Subject"] == "Your code for The Dentist"
    (code,) = re.findall(r"\b\d{6}\b", text(mail))
    page = mail.get_body(("html",))
    assert page is not None
    assert code in page.get_content()
    assert mail["Message-ID"] == f"<{proof_id}@dentist.example>"
    answer = api.call("POST", f"{PROOFS}/{proof_id}/confirm", {"code": code})
    assert answer.json()["data"]["status"] == "confirmed"


async def test_nothing_that_is_kept_holds_the_code(api: Api) -> None:
    api.book(TUESDAY_9)
    code = CODES.code(asked(api))
    await delivered(api)
    assert not any(code in repr(row) for row in rows(api))


async def test_nobody_is_written_to_who_has_nothing_to_come(api: Api) -> None:
    made = api.book(TUESDAY_9, contact_email="gone@example.com").json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    box = await delivered(api)
    seen = len(box.mails)
    asked(api, "gone@example.com")
    asked(api, "nobody@example.com")
    await delivered(api, box)
    assert len(box.mails) == seen
    proofs = [row for row in rows(api) if row["kind"] == "email.contact_proof"]
    assert all(row["delivered_at"] and "No booking to come" in row["last_error"] for row in proofs)


async def test_a_code_that_has_expired_is_not_sent(api: Api) -> None:
    api.book(TUESDAY_9)
    box = await delivered(api)
    asked(api)
    api.clock.step(minutes=10)
    seen = len(to(box, DANA))
    await delivered(api, box)
    assert len(to(box, DANA)) == seen


async def test_names_are_never_markup(api: Api) -> None:
    api.book(TUESDAY_9, contact_name='<script>alert("x")</script>')
    box: Postbox = await delivered(api)
    asked(api)
    await delivered(api, box)
    page = to(box, DANA)[-1].get_body(("html",))
    assert page is not None
    assert "<script" not in page.get_content()
