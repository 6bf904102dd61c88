"""A mail, put together for sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from bookings.integrations.email.addresses import Sender, address, one_line
from bookings.integrations.email.invitation import Invitation, invitation
from bookings.integrations.email.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to one person."""

    to: tuple[str | None, str]
    """Name and mailbox."""
    sender: Sender
    """Who it is from."""
    business_name: str
    """The name it is from, if the sender has none of their own."""
    reply_to: str | None
    """The mailbox that answers go to: the business's, if it has told one."""
    texts: Rendered
    """What it says."""
    identity: str
    """The same each time that this very mail is sent, and of no other: it becomes the Message-ID."""
    thread: str
    """The same for all mails about one booking."""
    written_at: datetime
    """Aware."""
    reply_name: str | None = None
    """Whose mailbox that is; None: the business's."""
    calendar: Invitation | None = None
    """The event, for those who keep a calendar."""


def compose(letter: Letter) -> EmailMessage:
    """Raises ValueError if it is to nobody that a mail can be sent to."""
    mail = EmailMessage(policy=SMTP)
    sender = letter.sender
    mail["From"] = address(sender.name or letter.business_name, sender.email)
    mail["To"] = address(*letter.to)
    if letter.reply_to:
        name = letter.business_name if letter.reply_name is None else letter.reply_name
        mail["Reply-To"] = address(name, letter.reply_to)
    mail["Subject"] = one_line(letter.texts.subject)
    mail["Date"] = letter.written_at
    mail["Message-ID"] = f"<{letter.identity}@{sender.domain}>"
    mail["References"] = f"<{letter.thread}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer, please
    mail.set_content(letter.texts.text)
    mail.add_alternative(letter.texts.html, subtype="html")
    if letter.calendar is not None:
        _add_calendar(mail, letter.calendar)
    return mail


def _add_calendar(mail: EmailMessage, calendar: Invitation) -> None:
    """Twice: Outlook and Gmail take the event from the alternative, others want an attachment to open."""
    file = invitation(calendar)
    mail.add_alternative(file.decode(), subtype="calendar", params={"method": calendar.method}, cte="base64")
    mail.add_attachment(file, maintype="application", subtype="ics", filename="invite.ics")
