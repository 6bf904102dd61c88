"""A CalDAV server of our own: Radicale, started for the tests, with a user and calendars."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

USER, PASSWORD = "sarah@example.com", "app-password-of-the-tests"

_MAKE = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:set><D:prop><D:displayname>{name}</D:displayname>
  <C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
  </D:prop></D:set>
</C:mkcalendar>"""


@dataclass(frozen=True)
class Radicale:
    """A server that runs, and what a person does on it with another program."""

    url: str
    """Its root, such as http://127.0.0.1:41231/."""
    http: httpx.Client = field(repr=False)

    def make_calendar(self, name: str) -> str:
        url = f"{self.url}{USER}/{name}/"
        answer = self.http.request("MKCALENDAR", url, content=_MAKE.format(name=name))
        assert answer.status_code == 201, answer.text
        return url

    def put(self, calendar: str, name: str, *lines: str) -> None:
        """An event by its lines, without the first and the last."""
        answer = self.http.put(f"{calendar}{name}.ics", content=event_text(name, *lines))
        assert answer.status_code in (200, 201, 204), answer.text

    def delete(self, calendar: str, name: str) -> None:
        assert self.http.delete(f"{calendar}{name}.ics").status_code in (200, 204)

    def texts(self, calendar: str) -> list[str]:
        """All resources of the calendar."""
        answer = self.http.request("PROPFIND", calendar, headers={"Depth": "1"})
        assert answer.status_code == 207, answer.text
        names = {part.partition("<")[0] for part in answer.text.split("<href>")[1:]}
        found = [
            self.http.get(self.url.rstrip("/") + name) for name in sorted(names) if name.endswith(".ics")
        ]
        return [each.text for each in found]


def event_text(uid: str, *lines: str) -> str:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", "BEGIN:VEVENT")
    whole = (*head, f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join(whole)


@contextmanager
def running_radicale(folder: Path) -> Iterator[Radicale]:
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "--server-hosts": f"127.0.0.1:{port}",
        "--auth-type": "htpasswd",
        "--auth-htpasswd-filename": str(users),
        "--auth-htpasswd-encryption": "plain",
        "--auth-delay": "0",
        "--storage-filesystem-folder": str(folder / "collections"),
        "--logging-level": "warning",
    }
    command = [sys.executable, "-m", "radicale", "-C", ""]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, *(part for pair in options.items() for part in pair)], stdout=log, stderr=log
        )
    try:
        with httpx.Client(auth=(USER, PASSWORD), trust_env=False, timeout=10) as http:
            _wait(process, port, folder / "log")
            yield Radicale(f"http://127.0.0.1:{port}/", http)
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Radicale did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
