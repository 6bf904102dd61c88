"""The mails that were written to a folder instead of being sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.eml")
SHOWN = 200
"""How many mails the list has at most."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that is a file."""

    name: str
    """Its file name."""
    media_type: str
    """Such as "application/ics"."""
    content: bytes
    """Decoded."""


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail."""

    name: str
    """The file's name."""
    headers: list[tuple[str, str]]
    """Decoded, in their order."""
    subject: str
    """Decoded."""
    to: str
    """Decoded."""
    date: str
    """As the mail has it."""
    text: str
    """Plain text."""
    html: str
    """A page."""
    attachments: list[Attachment]
    """The event as well as what is attached."""


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Reads `*.eml`."""

    folder: Path
    """Where they are."""
    only_local: bool = True
    """Whether they are shown only to who calls this machine by a name of its own."""

    def listed(self) -> list[StoredMail]:
        """The newest first. A file that goes meanwhile is left out."""
        names = sorted((path.name for path in self.folder.glob("*.eml")), reverse=True)
        return [mail for name in names[:SHOWN] if (mail := self.mail(name))]

    def mail(self, name: str) -> StoredMail | None:
        """None: there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        return _read(name, BytesParser(EmailMessage, policy=policy.default).parsebytes(content))


def _read(name: str, mail: EmailMessage) -> StoredMail:
    return StoredMail(
        name=name,
        headers=[(key, str(value)) for key, value in mail.items()],
        subject=str(mail["Subject"] or ""),
        to=str(mail["To"] or ""),
        date=str(mail["Date"] or ""),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        attachments=list(_attachments(mail)),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _attachments(mail: EmailMessage) -> Iterator[Attachment]:
    for part in mail.walk():
        if part.is_multipart() or part.get_content_type() in ("text/plain", "text/html"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            method = part.get_param("method")
            kind = part.get_content_type() + (f"; method={method}" if method else "")
            yield Attachment(part.get_filename() or "event.ics", kind, content)
