"""How a mail leaves: to an SMTP server, or into a folder."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

import aiosmtplib
from aiosmtplib import errors as smtp

from bookings.integrations.email.server import Server
from bookings.services.messages import GiveUp, RetryLater

SECONDS = 20.0
"""How long the server may take for each step."""


class Transport(Protocol):
    async def send(self, mail: EmailMessage) -> None:
        """Raises RetryLater, GiveUp."""
        ...


class SmtpTransport:
    """One connection for each mail."""

    def __init__(self, server: Server, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._tls = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)

    async def send(self, mail: EmailMessage) -> None:
        server = self._server
        try:
            await aiosmtplib.send(
                mail,
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.implicit_tls,
                start_tls=server.start_tls,
                tls_context=self._tls,
                timeout=self._seconds,
            )
        except (smtp.SMTPException, OSError, ValueError) as error:
            raise _judged(error) from error


def _judged(error: Exception) -> Exception:
    """5xx about the recipient or the mail is final (RFC 5321, 4.2.1); all else may be put right, a refused
    sender or password by the operator."""
    if isinstance(error, smtp.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, smtp.SMTPRecipientRefused | smtp.SMTPDataError):
        reason = f"The server answered {error.code} {error.message}"
        return GiveUp(reason) if error.code >= 500 else RetryLater(reason)
    if isinstance(error, smtp.SMTPResponseException):
        return RetryLater(f"The server answered {error.code} {error.message}")
    if isinstance(error, smtp.SMTPNotSupported):
        return RetryLater(f"The server cannot do what is needed: {error}")
    if isinstance(error, ValueError) and not isinstance(error, OSError):  # a bad certificate is both
        return GiveUp(f"The mail cannot be sent: {error}")
    return RetryLater(f"{type(error).__name__}: {error}")


class FolderTransport:
    """Each mail is a file `<time>-<Message-ID>.eml`; sent again, it is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as error:
            raise RetryLater(f"{self._folder}: {error.strerror}") from error

    def _write(self, mail: EmailMessage) -> None:
        self._folder.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # what people have booked is their own affair
        name = file_name(mail)
        own = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as sink:
                sink.write(mail.as_bytes())
            own.replace(self._folder / name)
        finally:
            own.unlink(missing_ok=True)


def file_name(mail: EmailMessage) -> str:
    written_at: datetime = parsedate_to_datetime(str(mail["Date"])).astimezone(UTC)
    identity = str(mail["Message-ID"]).strip("<>").rpartition("@")[0]
    return f"{written_at:%Y%m%dT%H%M%SZ}-{re.sub('[^A-Za-z0-9._-]', '_', identity)[:120]}.eml"
