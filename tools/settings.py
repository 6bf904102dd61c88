"""The settings that `make run` and its companions read from the environment, checked before anything starts.

The programs themselves check theirs again; what is told here comes before minutes of set-up, not after.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tools import keys
from tools.console import Problem
from tools.paths import ROOT, VAR

NO_BUSINESS = "none"


@dataclass(frozen=True)
class Settings:
    """What the environment says, with the defaults filled in."""

    host: str
    """BOOKINGS_HOST: the address that the Bookings API listens on."""
    api_port: int
    """BOOKINGS_PORT."""
    bot_host: str
    """BOT_HOST: the address that Rasa and the action server listen on."""
    bot_port: int
    """BOT_PORT."""
    actions_port: int
    """ACTIONS_PORT."""
    database_url: str
    """BOOKINGS_DATABASE_URL: an SQLAlchemy address."""
    business: Path | None
    """BOOKINGS_BUSINESS: the file applied to an empty database; None for `none`."""
    now: str | None
    """BOOKINGS_NOW: ISO 8601 instant with an offset at which every clock starts; None: the real time."""
    now_at: str | None
    """BOOKINGS_NOW_AT: real epoch seconds at which BOOKINGS_NOW holds; None without BOOKINGS_NOW."""
    base: Mapping[str, str] = field(repr=False)
    """The whole environment that these were read from."""

    def environment(self) -> dict[str, str]:
        """The environment for the programs: all of the person's, and every setting of ours spelled out."""
        ours = {
            "BOOKINGS_HOST": self.host,
            "BOOKINGS_PORT": str(self.api_port),
            "BOT_HOST": self.bot_host,
            "BOT_PORT": str(self.bot_port),
            "ACTIONS_PORT": str(self.actions_port),
            "BOOKINGS_DATABASE_URL": self.database_url,
            "BOOKINGS_BUSINESS": str(self.business or NO_BUSINESS),
            "BOOKINGS_API_KEY": keys.bot_key(self.base),
            "BOT_SESSION_KEY": keys.session_key(self.base),
        }
        if self.now is not None and self.now_at is not None:
            ours |= {"BOOKINGS_NOW": self.now, "BOOKINGS_NOW_AT": self.now_at}
        return {**self.base, **ours}


def read(base: Mapping[str, str]) -> Settings:
    """Read and check the settings. Raises Problem that names the setting, what it is and what it should be.

    An empty value counts as not set.
    """
    given = {key: value for key, value in base.items() if value.strip()}
    settings = Settings(
        host=given.get("BOOKINGS_HOST", "127.0.0.1"),
        api_port=_port(given, "BOOKINGS_PORT", 8000),
        bot_host=given.get("BOT_HOST", "127.0.0.1"),
        bot_port=_port(given, "BOT_PORT", 5005),
        actions_port=_port(given, "ACTIONS_PORT", 5055),
        database_url=given.get("BOOKINGS_DATABASE_URL", f"sqlite:///{VAR / 'bookings.db'}"),
        business=_business(given),
        now=_now(given),
        now_at=_now_at(given),
        base=given,
    )
    _refuse_equal_ports(settings)
    return settings


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Problem(f"{name}={text} is not a port: it must be a whole number from 1 to 65535.")
    return int(text)


def _refuse_equal_ports(settings: Settings) -> None:
    ports = {
        "BOOKINGS_PORT": settings.api_port,
        "BOT_PORT": settings.bot_port,
        "ACTIONS_PORT": settings.actions_port,
    }
    for name, port in ports.items():
        for other, others_port in ports.items():
            if name < other and port == others_port:
                raise Problem(f"{name} and {other} are both {port}: each program needs a port of its own.")


def _business(given: Mapping[str, str]) -> Path | None:
    named = given.get("BOOKINGS_BUSINESS", "examples/bright-smiles.yaml")
    if named == NO_BUSINESS:
        return None
    path = (ROOT / Path(named).expanduser()).resolve()
    if not path.is_file():
        raise Problem(
            f"BOOKINGS_BUSINESS={named}: there is no such file. "
            "Name a business file, or `none` for no business."
        )
    return path


def _now(given: Mapping[str, str]) -> str | None:
    text = given.get("BOOKINGS_NOW")
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Problem(
            f"BOOKINGS_NOW={text} is not an instant: it must be an ISO 8601 date and time with an offset, "
            "like 2026-11-23T09:00:00+00:00."
        )
    return text


def _now_at(given: Mapping[str, str]) -> str | None:
    """All programs count from the same moment, so that they agree what time it is."""
    if "BOOKINGS_NOW" not in given:
        return None
    return given.get("BOOKINGS_NOW_AT", f"{time.time():.3f}")


def from_environment() -> Settings:
    """The settings of this process."""
    return read(os.environ)
