"""The development server's page of mails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from bookings.api.mail_folder import MailFolder
from bookings.bootstrap import mail_folder
from bookings.config import settings_from
from bookings.integrations.email.letter import compose
from bookings.integrations.email.transports import FolderTransport
from tests.bookings.integrations.email.test_letter import letter
from tests.bookings.support import Api

LOCAL = {"host": "127.0.0.1:8000"}


@pytest.fixture
async def folder(api: Api, tmp_path: Path) -> AsyncIterator[Path]:
    core = api.client.app.state.core
    api.client.app.state.core = replace(core, mail_folder=MailFolder(tmp_path / "mail"))
    await FolderTransport(tmp_path / "mail").send(compose(letter("Dana <script>x</script>")))
    yield tmp_path / "mail"
    api.client.app.state.core = core


def test_mails_are_listed_and_shown_with_their_attachments(api: Api, folder: Path) -> None:
    (name,) = [path.name for path in folder.iterdir()]
    listed = api.call("GET", "/mail", key=None, headers=LOCAL).text
    assert f'href="/mail/{name}"' in listed
    assert "<script" not in listed
    shown = api.call("GET", f"/mail/{name}", key=None, headers=LOCAL).text
    assert "Appointment of Dana &lt;script&gt;" in shown
    assert "text/calendar; method=REQUEST" in shown
    page = api.call("GET", f"/mail/{name}/html", key=None, headers=LOCAL)
    assert page.text.strip() == "<p>Page</p>"
    assert page.headers["content-security-policy"].startswith("sandbox")
    for number in (0, 1):
        file = api.call("GET", f"/mail/{name}/{number}", key=None, headers=LOCAL)
        assert len(Calendar.from_ical(file.content).walk("VEVENT")) == 1
        assert file.headers["content-disposition"] == 'attachment; filename="invite.ics"'


@pytest.mark.parametrize(
    "path", ["/mail/no.eml", "/mail/..%2f..%2fetc%2fpasswd", "/mail/%2e%2e", "/mail/.eml", "/mail/x.eml/9"]
)
def test_what_is_no_mail_of_the_folder_is_not_found(api: Api, folder: Path, path: str) -> None:
    assert api.call("GET", path, key=None, headers=LOCAL).status_code == 404


def test_who_calls_this_machine_by_another_name_sees_nothing(api: Api, folder: Path) -> None:
    for host in ("book.example.com", "evil.example:8000", "127.0.0.1.evil.example", ""):
        assert api.call("GET", "/mail", key=None, headers={"host": host}).status_code == 404
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert api.call("GET", "/mail", key=None, headers={"host": host}).status_code == 200


def test_without_a_folder_there_is_no_page(api: Api) -> None:
    assert api.call("GET", "/mail", key=None, headers=LOCAL).status_code == 404


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, True),
        ({"BOOKINGS_SMTP_URL": "smtp://localhost"}, False),
        ({"BOOKINGS_HOST": "0.0.0.0"}, False),
        ({"BOOKINGS_HOST": "0.0.0.0", "BOOKINGS_MAIL_PAGE": "1"}, True),
        ({"BOOKINGS_MAIL_PAGE": "0"}, False),
    ],
)
def test_the_page_is_there_where_mails_would_be_seen_by_nobody_else(
    environment: dict[str, str], shown: bool
) -> None:
    assert (mail_folder(settings_from(environment)) is not None) is shown


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert MailFolder(tmp_path / "none").listed() == []
