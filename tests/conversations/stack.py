"""The Bookings API, the action server and the bot, running as they do in earnest, with a clock of ours."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from bookings.testing import RunningApi, running_api
from tests.conversations.faults import Faults, in_front_of

ROOT = Path(__file__).resolve().parents[2]
API_PYTHON = ROOT / ".venv" / "api" / "bin" / "python"
NOW = "2026-11-23T08:00:00+00:00"
"""A Monday morning, before the practice opens."""
READY_SECONDS = 240

MAKE_OFFERS = """
import os
from bookings.bootstrap import open_storage
from bookings.config import settings_from
from bookings.identifiers import RandomIdentifiers
from bookings.services.offer_slots import offer_slots
settings = settings_from(os.environ)
storage = open_storage(settings)
with storage.reading() as view:
    waited_at = view.waitlist.businesses(settings.clock())
for business_id in waited_at:
    offer_slots(storage, business_id, None, settings.clock, RandomIdentifiers())
"""


DELIVER_MAILS = """
import asyncio, os
from bookings.bootstrap import mail_plug, open_storage
from bookings.config import settings_from
from bookings.outbox.routes import Routes
from bookings.outbox.worker import Worker
from bookings.services.messages import Plug
from bookings.services.hand_over import REQUESTED
from bookings.services.prove_contact import MAIL
from bookings.storage.outbox import SqlOutbox
from bookings.storage.outbox_upkeep import Wanted, listed

async def deliver(settings):
    storage, stop = open_storage(settings), asyncio.Event()
    plug = mail_plug(settings, storage)
    routes = Routes([Plug({REQUESTED: plug.consequences[REQUESTED]}, plug.handlers)])
    worker = Worker(storage, SqlOutbox(storage.database), routes, settings.clock, "tests")
    running = asyncio.create_task(worker.run(stop))
    while still_open(storage):
        await asyncio.sleep(0.02)
    stop.set()
    await running

def still_open(storage):
    with storage.database.reading() as connection:
        kinds = (MAIL, REQUESTED, "email.handover")
        return any(listed(connection, Wanted("open", kind=kind), 1) for kind in kinds)

asyncio.run(deliver(settings_from(os.environ)))
"""


@dataclass
class Stack:
    """All three programs; `say` talks to the bot over its REST channel."""

    api: RunningApi
    faults: Faults
    """What stands between the bot and the API."""
    bot_url: str
    actions_url: str
    folder: Path
    """Logs and database."""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    def say(self, sender: str, text: str, timezone: str | None = "Europe/London") -> list[dict[str, Any]]:
        """What the bot answers."""
        metadata = {"timezone": timezone} if timezone else {}
        body = {"sender": sender, "message": text, "metadata": metadata}
        answer = httpx.post(f"{self.bot_url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False)
        messages: list[dict[str, Any]] = answer.raise_for_status().json()
        return messages

    def bookings(self, email: str) -> list[dict[str, Any]]:
        """All bookings of this contact, oldest first."""
        status, page = self.api.request("GET", f"/api/v1/bookings?limit=100&contact_email={quote(email)}")
        assert status == 200, page
        return sorted(page["data"], key=lambda row: row["created_at"])

    def cancel_everything(self) -> None:
        """Leave a clean calendar to the next conversation."""
        self.end_holds()
        _, page = self.api.request("GET", "/api/v1/bookings?limit=100&status=confirmed")
        for row in page["data"]:
            self.api.request("PATCH", f"/api/v1/bookings/{row['id']}/cancel", {})

    def make_offers(self) -> None:
        """Offer what is free to who waits, as the worker would."""
        subprocess.run(
            [str(API_PYTHON), "-c", MAKE_OFFERS], env=dict(self.api.environment), cwd=ROOT, check=True
        )

    def mails(self, address: str) -> list[str]:
        """The texts of the mails to this address, the newest last, once all codes and handovers are sent."""
        subprocess.run(
            [str(API_PYTHON), "-c", DELIVER_MAILS], env=dict(self.api.environment), cwd=ROOT, check=True
        )
        files = sorted((self.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        theirs = [mail for mail in mails if mail["To"].addresses[0].addr_spec == address]
        return [part.get_content() for mail in theirs if (part := mail.get_body(("plain",)))]

    def codes(self, email: str) -> list[str]:
        """The codes in the mails to this address, the newest last."""
        found = [re.findall(r"^ +(\d{6})\s*$", text, re.MULTILINE) for text in self.mails(email)]
        return [code for codes in found for code in codes]

    def end_holds(self) -> None:
        """Let go of every hold, as if its time had run out; those that were used stay used."""
        while self.faults.holds:
            self.api.request("DELETE", f"/api/v1/holds/{self.faults.holds.pop()}")

    def start(self, name: str, *command: str) -> None:
        """Start one of the bot's programs."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot.runtime", *command],
                env={**os.environ, **self.settings},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def stop(self, name: str) -> None:
        """Stop one of them."""
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(
    folder: Path,
    business: str | None,
    model: Path,
    others: Mapping[str, str] | None = None,
    everywhere: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Iterator[Stack]:
    """Start everything, and stop it at the end. Raises TimeoutError with the logs' ends if it fails.

    `others`: further settings of the bot's programs, those of messaging providers say; `everywhere`: of all.
    `options`: of Rasa's command line.
    """
    started = str(time.time())
    clock = {"BOOKINGS_NOW": NOW, "BOOKINGS_NOW_AT": started}
    with ExitStack() as stack:
        api = stack.enter_context(
            running_api(
                folder,
                business,
                NOW,
                str(API_PYTHON),
                {
                    "BOOKINGS_NOW_AT": started,
                    "BOOKINGS_MAIL_FOLDER": str(folder / "mail"),
                    **(everywhere or {}),
                },
            )
        )
        faults = stack.enter_context(in_front_of(api.url))
        bot_port, actions_port = free_ports(2)
        settings = clock | {
            "BOOKINGS_API_URL": faults.url,
            "BOOKINGS_API_KEY": api.api_key,
            "BOT_PORT": str(bot_port),
            "ACTIONS_PORT": str(actions_port),
            "BOT_LOG_FILE": str(folder / "rasa.log"),
            **(others or {}),
            **(everywhere or {}),
        }
        bot_url, actions_url = (f"http://127.0.0.1:{port}" for port in (bot_port, actions_port))
        all_of_it = Stack(api, faults, bot_url, actions_url, folder, settings=settings)
        all_of_it.start("actions", "actions")
        stack.callback(lambda: [all_of_it.stop(name) for name in list(all_of_it.processes)])
        all_of_it.start("bot", "run", "--model", str(model), *options)
        wait_for(f"{actions_url}/health", folder / "actions.log")
        wait_for(f"{all_of_it.bot_url}/webhooks/rest/", folder / "bot.log")
        yield all_of_it


def free_ports(count: int) -> Sequence[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(url: str, log: Path) -> None:
    """Wait until `url` answers."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    tail = log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else "(no log)"
    raise TimeoutError(f"{url} did not answer within {READY_SECONDS} s:\n{tail}")
