"""A mail's shape: headers that nobody can forge, three alternatives, an event that calendars accept."""

from __future__ import annotations

from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from icalendar import Calendar

from bookings.engine.booking import Booking, Contact, Status
from bookings.engine.errors import ConfigurationError
from bookings.engine.timerange import TimeRange
from bookings.integrations.email.addresses import Sender, address, one_line, sender_from
from bookings.integrations.email.invitation import Invitation, Method
from bookings.integrations.email.letter import Letter, compose
from bookings.integrations.email.rendering import Rendered
from tests.bookings.support import NOW

HOSTILE = [
    "Dana\r\nBcc: everybody@example.com",
    "Dana\nSubject: Win!",
    "Dana\r\n\r\n<html>",
    'Dana" <other@example.com>, "x',
    "Dana\u2028Bcc: x\u0085y\x00z\x0b",
    "=?utf-8?q?Dana=0D=0ABcc:_x@example.com?=",
    "Dana <dana@example.com>; é, (comment) \\",
    "名前" * 200,
    '"; X-EVIL=1;":BEGIN:VALARM',
]


def letter(name: str = "Dana Cole", email: str = "dana@example.com", **changes: Any) -> Letter:
    values: dict[str, Any] = {
        "to": (name, email),
        "sender": Sender("bookings@dentist.example"),
        "business_name": "The Dentist",
        "reply_to": None,
        "texts": Rendered(f"Appointment of {name}", "Text", "<p>Page</p>"),
        "identity": "bk_1.1.confirmation",
        "thread": "bk_1",
        "written_at": NOW,
        "calendar": event(name=name, email=email),
    }
    return Letter(**(values | changes))


def event(method: Method = "REQUEST", name: str = "Dana Cole", **changes: Any) -> Invitation:
    email = changes.pop("email", "dana@example.com")
    booking = Booking(
        id="bk_1",
        reference="ABCD2345",
        business_id="dentist",
        link_id="link",
        slug="check-up",
        link_title="Check-up",
        service_id=None,
        staff_id="sarah",
        staff_name="Sarah Jones",
        status=Status.CONFIRMED,
        time=TimeRange(NOW, NOW + timedelta(minutes=30)),
        contact=Contact(name, email),
        created_at=NOW,
        version=changes.pop("version", 1),
    )
    return Invitation(
        booking, method, name, name, name, ("The Dentist", "bookings@dentist.example"), NOW, **changes
    )


def sent(made: Letter) -> EmailMessage:
    """As it arrives."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(compose(made).as_bytes())


def calendar_of(mail: EmailMessage) -> Any:
    (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_payload(decode=True).decode())  # type: ignore[union-attr]


def test_a_mail_has_text_a_page_and_the_event_and_the_event_as_a_file() -> None:
    mail = sent(letter())
    shape = [part.get_content_type() for part in mail.walk()]
    assert shape == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    event_part, file = list(mail.walk())[4:]
    assert event_part.get_param("method") == "REQUEST"
    assert event_part.get_param("charset") == "utf-8"
    assert event_part.get_payload(decode=True) == file.get_payload(decode=True)
    assert file.get_filename() == "invite.ics"
    assert mail["Message-ID"] == "<bk_1.1.confirmation@dentist.example>"
    assert mail["References"] == "<bk_1@dentist.example>"
    assert mail["From"] == "The Dentist <bookings@dentist.example>"


def test_a_mail_is_the_same_each_time_but_for_its_boundaries() -> None:
    def content(mail: EmailMessage) -> list[Any]:
        return [(str(part["Content-Type"])[:20], part.get_payload(decode=True)) for part in mail.walk()]

    assert content(sent(letter())) == content(sent(letter()))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_can_add_a_header_a_recipient_or_a_line_to_the_event(name: str) -> None:
    calm, hostile = sent(letter()), sent(letter(name, texts=Rendered(f"For {name}", name, name)))
    assert hostile.keys() == calm.keys()
    assert [each.addr_spec for each in hostile["To"].addresses] == ["dana@example.com"]
    shown = hostile["To"].addresses[0].display_name  # Python's parser joins long words with a space too many
    assert shown.replace(" ", "") == one_line(name).replace(" ", "")
    assert "\n" not in hostile["Subject"]
    (found,) = calendar_of(hostile).walk("VEVENT")
    assert set(found) == set(next(iter(calendar_of(calm).walk("VEVENT"))))
    assert found["attendee"] == "mailto:dana@example.com"
    assert set(found["attendee"].params) == {"CN", "PARTSTAT", "ROLE", "RSVP"}
    assert len(calendar_of(hostile).walk()) == 2


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_event_keeps_its_uid_and_counts_its_changes(method: Method) -> None:
    mail = sent(letter(calendar=event(method, version=3)))
    calendar = calendar_of(mail)
    (found,) = calendar.walk("VEVENT")
    assert calendar["method"] == method
    assert (found["uid"], found["sequence"]) == ("bk_1@bookings", 3)
    assert found["status"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
    assert found.to_ical().count(b"\r\nDTSTART:20260601T080000Z\r\n") == 1
    assert b"\r\nDTEND:20260601T083000Z\r\n" in found.to_ical()
    assert b"\r\nDTSTAMP:20260601T080000Z\r\n" in found.to_ical()
    assert found["organizer"] == "mailto:bookings@dentist.example"


def test_no_line_of_the_event_is_longer_than_the_standard_allows() -> None:
    """RFC 5545, 3.1: 75 octets."""
    part = next(p for p in sent(letter("é" * 150)).walk() if p.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_domain_of_another_script_is_written_as_mail_servers_want_it() -> None:
    assert sent(letter(email="dana@müller.example"))["To"].addresses[0].domain == "xn--mller-kva.example"


@pytest.mark.parametrize("email", ["dana", "@example.com", "dana@", "a b@example.com", "a@b.c\r\nBcc: x@y.z"])
def test_what_is_no_mailbox_is_no_recipient(email: str) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        address("Dana", email)


def test_the_sender_is_one_setting() -> None:
    assert sender_from("The Practice <b@x.example>") == Sender("b@x.example", "The Practice")
    assert sender_from("b@x.example") == Sender("b@x.example")
    assert sender_from("bookings@localhost").domain == "localhost"
    for wrong in ("", "The Practice", "a@b.example\nBcc: c@d.example", "x@"):
        with pytest.raises(ConfigurationError, match="BOOKINGS_MAIL_FROM"):
            sender_from(wrong)
