"""A worker in a process of its own, which can be killed, and what it has done."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from bookings.testing import ROOT
from tests.bookings.integrations.email.smtp_server import Postbox


@asynccontextmanager
async def worker_process(
    url: str, smtp_port: int, now: datetime
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`bookings worker`, told to stop at the end if it still runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOOKINGS_")}
    settings = {
        "BOOKINGS_DATABASE_URL": url,
        "BOOKINGS_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}?starttls=no",
        "BOOKINGS_MAIL_FROM": "bookings@dentist.example",
        "BOOKINGS_SECRET_KEY": "secret" * 8,
        "BOOKINGS_NOW": now.isoformat(),
        "BOOKINGS_NOW_AT": str(time.time()),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bookings", "worker", env={**kept, **settings}, cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.02)


def by_message_id(box: Postbox) -> dict[str, list[object]]:
    """All copies of each mail that arrived: headers and parts, not the boundaries, which are chance."""
    found: dict[str, list[object]] = {}
    for mail in box.mails:
        headers = tuple((name, str(value)) for name, value in mail.items() if name != "Content-Type")
        parts = tuple(
            (part.get_content_type(), part.get_payload(decode=True))
            for part in mail.walk()
            if not part.is_multipart()
        )
        found.setdefault(str(mail["Message-ID"]), []).append((headers, parts))
    return found


def is_done(row: dict[str, Any]) -> bool:
    return row["delivered_at"] is not None
