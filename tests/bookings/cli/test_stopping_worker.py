"""A worker that is told to stop while a mail is under way, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bookings.testing import ROOT, RunningApi, running_api
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow

MAIL_SECONDS = 1.0
"""How long the server takes for each mail."""


async def start(api: RunningApi, smtp_url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bookings", "worker"),
        env=dict(api.environment) | {"BOOKINGS_SMTP_URL": smtp_url},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def stop(worker: asyncio.subprocess.Process) -> float:
    """Seconds that it took."""
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(worker.wait(), 15) == 0
    return time.monotonic() - began


async def test_the_mail_is_handed_over_before_it_ends_and_not_again_by_the_next(
    tmp_path: Path, dentist: dict[str, Any]
) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    begun = asyncio.Event()

    async def slowly() -> None:
        begun.set()
        await asyncio.sleep(MAIL_SECONDS)

    postbox = Postbox(data=lambda _: slowly())
    async with serving(postbox) as port:
        smtp_url = f"smtp://127.0.0.1:{port}"
        settings = {"BOOKINGS_SMTP_URL": smtp_url}
        with running_api(tmp_path, yaml.safe_dump(dentist), NOW.isoformat(), environment=settings) as api:
            body = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com"}
            body["start_time"] = "2026-06-02T08:00:00Z"
            status, answer = await asyncio.to_thread(api.request, "POST", "/api/v1/bookings", body)
            assert status == 201, answer
            worker = await start(api, smtp_url)
            try:
                await asyncio.wait_for(begun.wait(), 20)
                assert await stop(worker) < 6
                assert "d@example.com" in postbox.recipients
                worker = await start(api, smtp_url)
                await asyncio.sleep(3 * MAIL_SECONDS)
                await stop(worker)
            finally:
                if worker.returncode is None:
                    os.kill(worker.pid, signal.SIGKILL)
    ids = [str(mail["Message-ID"]) for mail in postbox.mails]
    assert len(ids) == len(set(ids))
    assert postbox.recipients.count("d@example.com") == 1
