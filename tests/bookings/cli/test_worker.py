"""API and worker as they run in earnest: a booking is made, its mail read, its link clicked."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bookings.testing import ROOT, RunningApi, running_api
from tests.bookings.integrations.email.test_letter import calendar_of
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running_worker(api: RunningApi, log: Path) -> Iterator[None]:
    with log.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "bookings", "worker"],
            env=dict(api.environment),
            cwd=ROOT,
            stdout=sink,
            stderr=sink,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


def mails(folder: Path, count: int, seconds: float = 30) -> list[EmailMessage]:
    """As soon as there are so many."""
    until = time.monotonic() + seconds
    while len(found := sorted(folder.glob("*.eml"))) < count and time.monotonic() < until:
        time.sleep(0.05)
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [parser.parsebytes(file.read_bytes()) for file in found]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_booking_is_made_its_mail_is_read_and_its_link_cancels_it(
    tmp_path: Path, dentist: dict[str, Any]
) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    for person in dentist["staff"]:
        del person["email"]
    settings = {"BOOKINGS_MAIL_FOLDER": str(tmp_path / "mail"), "BOOKINGS_SECRET_KEY": "secret" * 8}
    with (
        running_api(tmp_path, yaml.safe_dump(dentist), NOW.isoformat(), environment=settings) as api,
        running_worker(api, tmp_path / "worker.log"),
    ):
        body = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com"}
        _, answer = api.request("POST", "/api/v1/bookings", body | {"start_time": "2026-06-02T08:00:00Z"})
        (confirmation,) = mails(tmp_path / "mail", 1)
        assert answer["data"]["reference"] in text(confirmation)
        assert calendar_of(confirmation)["method"] == "REQUEST"
        with OPENER.open(f"{api.url}/mail") as page:
            assert "Your appointment: Dental check-up" in page.read().decode()
        link = re.search(r"http\S+(/b/cancel/\S+)", text(confirmation))
        assert link is not None
        with OPENER.open(api.url + link[1]) as page:
            assert "Cancel this appointment?" in page.read().decode()
        form = urllib.parse.urlencode({"version": 1, "reason": "Ill"}).encode()
        with OPENER.open(api.url + link[1], form) as page:
            assert "Your appointment has been cancelled" in page.read().decode()
        _, cancellation = mails(tmp_path / "mail", 2)
        assert calendar_of(cancellation)["method"] == "CANCEL"
    printed = (tmp_path / "worker.log").read_text().splitlines()
    assert len(printed) == 2, printed  # ready, and the clock: no warnings
