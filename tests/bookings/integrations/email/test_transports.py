"""Sending, against a real SMTP server: what it accepts, refuses, puts off, and what when it breaks off."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from bookings.engine.errors import ConfigurationError
from bookings.integrations.email.server import Server, server_from
from bookings.integrations.email.transports import FolderTransport, SmtpTransport, file_name
from bookings.services.messages import GiveUp, RetryLater
from tests.bookings.integrations.email.smtp_server import Postbox, certificate, serving
from tests.bookings.support import NOW


def mail(to: str = "dana@example.com") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "bookings@dentist.example"
    made["To"] = to
    made["Subject"] = "Hello"
    made["Date"] = NOW
    made["Message-ID"] = "<bk_1.1.confirmation@dentist.example>"
    made.set_content("Hello.\n.\nÜ\n")
    return made


def transport(port: int, query: str = "", login: str = "", scheme: str = "smtp") -> SmtpTransport:
    return SmtpTransport(server_from(f"{scheme}://{login}127.0.0.1:{port}{query}"), seconds=2)


async def test_a_mail_arrives_as_it_was_written() -> None:
    box = Postbox()
    async with serving(box) as port:
        await transport(port).send(mail())
    (arrived,) = box.mails
    assert box.recipients == ["dana@example.com"]
    assert arrived["Message-ID"] == "<bk_1.1.confirmation@dentist.example>"
    assert arrived.get_content() == "Hello.\r\n.\r\nÜ\r\n"


@pytest.mark.parametrize(("scheme", "query"), [("smtp", "?starttls&ca="), ("smtps", "?ca=")])
@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # aiosmtpd does not see that TLS is there
async def test_it_goes_encrypted_and_with_a_login(tmp_path: Path, scheme: str, query: str) -> None:
    box = Postbox()
    context, file = certificate(tmp_path, datetime.now(UTC))
    async with serving(box, context, scheme == "smtps", "us@er:p/w d") as port:
        await transport(port, f"{query}{file}", "us%40er:p%2Fw%20d@", scheme).send(mail())
    assert box.over_tls == [True]


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    box = Postbox()
    context, _ = certificate(tmp_path, datetime.now(UTC))
    async with serving(box, context) as port:
        with pytest.raises(RetryLater, match="certificate"):
            await transport(port, "?starttls").send(mail())
    assert box.mails == []


async def test_where_encryption_is_required_nothing_goes_in_the_clear() -> None:
    box = Postbox()
    async with serving(box) as port:
        with pytest.raises(RetryLater, match="STARTTLS"):
            await transport(port, "?starttls").send(mail())
    assert box.mails == []


async def test_a_wrong_password_is_for_the_operator_to_put_right(tmp_path: Path) -> None:
    context, file = certificate(tmp_path, datetime.now(UTC))
    async with serving(Postbox(), context, login="user:right") as port:
        with pytest.raises(RetryLater, match="535") as told:
            await transport(port, f"?starttls&ca={file}", "user:wrong@").send(mail())
    assert "wrong" not in told.value.reason


@pytest.mark.parametrize(
    ("where", "answer", "expected"),
    [
        ("rcpt", "550 5.1.1 No such user", GiveUp),
        ("rcpt", "450 4.2.0 Greylisted", RetryLater),
        ("rcpt", "452 4.2.2 Mailbox full", RetryLater),
        ("data", "554 5.7.1 Looks like spam", GiveUp),
        ("data", "451 4.3.0 Local error", RetryLater),
        ("data", "421 4.3.2 Going down", RetryLater),
    ],
)
async def test_what_the_server_answers_decides(where: str, answer: str, expected: type[Exception]) -> None:
    box = Postbox(**{where: lambda _: answer})
    async with serving(box) as port:
        with pytest.raises(expected, match=answer[:20]):
            await transport(port).send(mail())
    assert box.mails == []


async def test_a_server_that_hangs_up_in_the_middle_is_tried_again() -> None:
    def hang_up(server: SMTP) -> Any:
        assert server.transport is not None
        server.transport.abort()
        return asyncio.sleep(0.01)

    async with serving(Postbox(data=hang_up)) as port:
        with pytest.raises(RetryLater):
            await transport(port).send(mail())


async def test_a_server_that_says_nothing_is_tried_again() -> None:
    async def wait(_: SMTP) -> None:
        await asyncio.sleep(30)

    async with serving(Postbox(data=wait)) as port:
        with pytest.raises(RetryLater, match="(?i)time"):
            await SmtpTransport(Server("127.0.0.1", port), seconds=0.2).send(mail())


async def test_a_port_on_which_nobody_listens_is_tried_again() -> None:
    async with serving(Postbox()) as port:
        pass
    with pytest.raises(RetryLater, match="Connect"):
        await transport(port).send(mail())


async def test_an_address_in_another_script_arrives() -> None:
    box = Postbox()
    async with serving(box) as port:
        await transport(port).send(mail("dána@example.com"))
    assert box.recipients == ["dána@example.com"]


async def test_the_same_mail_is_the_same_file_and_its_owners_alone(tmp_path: Path) -> None:
    folder = FolderTransport(tmp_path / "mail")
    await folder.send(mail())
    await folder.send(mail())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == file_name(mail()) == "20260601T080000Z-bk_1.1.confirmation.eml"
    assert b"Subject: Hello" in file.read_bytes()
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RetryLater, match="Not a directory|File exists"):
        await FolderTransport(tmp_path / "file").send(mail())


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", Server("mail.example.com", 25)),
        ("smtp://127.0.0.1:1025/", Server("127.0.0.1", 1025)),
        ("smtp://u:p@localhost", Server("localhost", 25, username="u", password="p")),
        ("smtp://u:p@mail.example.com:587", Server("mail.example.com", 587, False, True, "u", "p")),
        ("smtp://mail.example.com?starttls", Server("mail.example.com", 25, False, True)),
        ("smtp://u:p@mail.example.com?starttls=no", Server("mail.example.com", 25, False, False, "u", "p")),
        ("smtps://u:p%40w@mail.example.com", Server("mail.example.com", 465, True, False, "u", "p@w")),
    ],
)
def test_one_address_says_where_mail_goes(url: str, server: Server) -> None:
    assert server_from(url) == server
    assert "p@w" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://mail.example.com:port",
        "smtp://[::1",
        "smtp://u:secret@mail.example.com/box",
        "smtp://mail.example.com?tls=1",
        "smtp://mail.example.com?starttls=perhaps",
        "smtp://mail.example.com?ca=/no/such/file",
    ],
)
def test_a_wrong_address_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"BOOKINGS_SMTP_URL must look like") as told:
        server_from(url)
    assert "secret" not in told.value.message
