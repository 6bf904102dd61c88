"""Who a mail is from and to. Nothing that people type can end a header or begin another."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from bookings.engine.answers import is_email
from bookings.engine.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the mails are from."""

    email: str
    """A mailbox whose domain lets our server send for it."""
    name: str | None = None
    """What people see; None: the business's name."""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]


def sender_from(text: str) -> Sender:
    """ "Name <name@domain.tld>" or the mailbox alone. Raises ConfigurationError."""
    name, email = parseaddr(text)
    if not (is_email(email) or email.endswith("@localhost")) or any(c in text for c in "\r\n"):
        raise ConfigurationError(
            f'BOOKINGS_MAIL_FROM must look like "The Practice <bookings@example.com>"; it is "{text}".'
        )
    return Sender(email, one_line(name) or None)


def address(name: str | None, email: str) -> Address:
    """Domains of other scripts as mail servers want them. Raises ValueError for what is no mailbox."""
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or one_line(email) != email or " " in email:
        raise ValueError(f"{email!r} is no mailbox")
    return Address(one_line(name or ""), local, _ascii(domain))


def one_line(text: str) -> str:
    """Without line ends and control characters, and no longer than a header should be.

    An encoded word (RFC 2047) is taken apart too: Python's `email` decodes what is put into a header, and a
    line end may be hidden in one.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line.replace("=?", "= ?")[:200]


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode()
