"""Which SMTP server: one setting, an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from bookings.engine.errors import ConfigurationError

_EXPECTED = (
    "BOOKINGS_SMTP_URL must look like smtp://user:password@mail.example.com:587?starttls or "
    "smtps://user:password@mail.example.com:465"
)
_PORTS = {"smtp": 25, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed over."""

    host: str
    """Name or address."""
    port: int
    """TCP port."""
    implicit_tls: bool = False
    """TLS from the first byte (smtps)."""
    start_tls: bool | None = None
    """STARTTLS: required, never, or (None) if the server offers it."""
    username: str | None = None
    """To log in with, if it wants that."""
    password: str | None = field(default=None, repr=False)
    """To log in with."""
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""


def server_from(url: str) -> Server:
    """Raises ConfigurationError, without the password in it."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise ConfigurationError(f"{_EXPECTED}; its host or port cannot be read.") from None
    if parts.scheme not in _PORTS or not host or parts.path not in ("", "/"):
        raise ConfigurationError(f"{_EXPECTED}.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := options.keys() - {"starttls", "ca"}:
        raise ConfigurationError(f"{_EXPECTED}; it has the option {sorted(unknown)[0]!r}.")
    return Server(
        host=host,
        port=port or _PORTS[parts.scheme],
        implicit_tls=parts.scheme == "smtps",
        start_tls=_start_tls(parts.scheme, options.get("starttls"), bool(parts.username), host),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        ca_file=_file(options.get("ca")),
    )


def _start_tls(scheme: str, option: str | None, has_login: bool, host: str) -> bool | None:
    """A password goes over the network encrypted, unless one says otherwise."""
    if option not in (None, "", "yes", "no"):
        raise ConfigurationError(f"{_EXPECTED}; starttls is {option!r} and must be yes or no.")
    if scheme == "smtps":
        return False
    if option is not None:
        return option != "no"
    return True if has_login and host not in _LOCAL else None


def _file(text: str | None) -> Path | None:
    if text is None:
        return None
    if not Path(text).is_file():
        raise ConfigurationError(f"{_EXPECTED}; its ca={text} is no file.")
    return Path(text)
