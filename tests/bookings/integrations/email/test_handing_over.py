"""The mail to the team, from the request to an SMTP server."""

from __future__ import annotations

from typing import Any

from tests.bookings.handing_over import told_at
from tests.bookings.integrations.email.test_mails import delivered, text, to
from tests.bookings.outbox.support import rows
from tests.bookings.support import Api

TEAM = "team@dentist.example"
BODY: dict[str, Any] = {
    "contact_name": '<script>alert("x")</script>',
    "contact_email": "dana@example.com",
    "contact_phone": "0117 496 0000",
    "about": "My insurance",
    "transcript": [
        {"author": "person", "text": "Do you take <b>my</b> insurance?\nIt is X."},
        {"author": "assistant", "text": "I'm sorry, I don't know that."},
    ],
}


async def test_the_team_reads_what_was_said_and_answers_the_person(api: Api) -> None:
    told_at(api, TEAM)
    answer = api.call("POST", "/api/v1/handovers", BODY, headers={"Idempotency-Key": "one"})
    api.call("POST", "/api/v1/handovers", BODY, headers={"Idempotency-Key": "one"})
    box = await delivered(api)
    (mail,) = to(box, TEAM)
    assert mail["Reply-To"].addresses[0].addr_spec == "dana@example.com"
    assert mail["Message-ID"] == f"<{answer.json()['data']['id']}@dentist.example>"
    words = text(mail)
    assert "E-mail:     dana@example.com" in words
    assert "Telephone:  0117 496 0000" in words
    assert "About:      My insurance" in words
    asked, answered = (
        "Person:    Do you take <b>my</b> insurance?",
        "Program:   I'm sorry, I don't know that.",
    )
    said = f"{asked}\n           It is X.\n{answered}"
    assert said in words
    part = mail.get_body(("html",))
    assert part is not None
    page = str(part.get_content())
    assert "<script" not in page
    assert "<b>my</b>" not in page


async def test_who_left_a_number_only_can_be_called(api: Api) -> None:
    told_at(api, TEAM)
    api.call("POST", "/api/v1/handovers", {"contact_phone": "0117 496 0000"})
    (mail,) = to(await delivered(api), TEAM)
    assert mail["Reply-To"] is None
    assert mail["Subject"] == "Please get in touch: 0117 496 0000"
    assert "What was said" not in text(mail)


async def test_messages_hold_ids_and_not_what_was_said(api: Api) -> None:
    told_at(api, TEAM)
    api.call("POST", "/api/v1/handovers", BODY)
    await delivered(api)
    assert not any("insurance" in repr(row) for row in rows(api))


async def test_when_the_business_wants_no_mails_any_more_none_is_sent(api: Api) -> None:
    told_at(api, TEAM)
    api.call("POST", "/api/v1/handovers", BODY)
    told_at(api, webhook=True)
    assert (await delivered(api)).mails == []
