"""Workers killed with SIGKILL between a delivery and its mark: `KILLS=100 pytest ...` kills so many."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from bookings.integrations.email.handler import EmailHandler
from bookings.outbox.worker import AHEAD
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tests.bookings.outbox.processes import by_message_id, is_done, wait_until, worker_process
from tests.bookings.outbox.support import rows
from tests.bookings.support import Api

KILLS = int(os.environ.get("KILLS", "3"))
CLAIMED = EmailHandler.at_once * AHEAD
"""How many mails one worker has in its hands at most."""
DAYS = [f"2026-06-{day:02}" for day in (3, 4, 5, 8, 9, 10, 11, 12, 15, 16)]


class Killer:
    """Kills whoever delivers the so-manieth mail, when the mail server has it and before it says so."""

    def __init__(self) -> None:
        self.victim: asyncio.subprocess.Process | None = None
        self.after = 1

    def __call__(self, _: object) -> None:
        self.after -= 1
        if self.victim is not None and self.after == 0:
            self.victim.kill()


def something_happens(api: Api, kept: set[str], cancelled: set[str], number: int) -> None:
    """A booking is made; each third time one that was told of, or not yet, is cancelled."""
    day = next(day for day in DAYS if api.starts(day))
    made = api.book(api.starts(day)[0])
    assert made.status_code == 201, made.text
    kept.add(made.json()["data"]["id"])
    if number % 3 == 2:
        booking_id = min(kept)
        assert api.call("PATCH", f"/api/v1/bookings/{booking_id}/cancel", {}).status_code == 200
        kept.remove(booking_id)
        cancelled.add(booking_id)


@pytest.mark.slow
async def test_workers_killed_between_delivery_and_mark_lose_nothing_and_repeat_only_the_same_mail(
    api: Api, url: str, tmp_path: Path
) -> None:
    kept: set[str] = set()
    cancelled: set[str] = set()
    killer, chance = Killer(), random.Random(1)
    box = Postbox(data=killer)
    async with serving(box) as port:
        for number in range(KILLS):
            something_happens(api, kept, cancelled, number)
            killer.after = chance.choice((1, 2))
            async with worker_process(url, port, api.clock()) as killer.victim:
                assert await asyncio.wait_for(killer.victim.wait(), 60) == -9
            api.clock.step(minutes=3)  # the claims of the dead are over
        killer.victim = None
        async with worker_process(url, port, api.clock()):
            await wait_until(lambda: all(map(is_done, rows(api))))
    copies = by_message_id(box)
    told = {tuple(name.strip("<").partition("@")[0].split(".", 2)) for name in copies}  # id, version, kind
    assert {booking for booking, _, kind in told if kind == "confirmation"} >= kept
    assert {booking for booking, _, kind in told if kind == "cancelled"} == cancelled
    assert {booking for booking, *_ in told} <= kept | cancelled
    assert all(len(set(each)) == 1 for each in copies.values())  # Message-ID, date, texts, invitation
    repeated = len(box.mails) - len(copies)
    assert 0 < repeated <= KILLS * CLAIMED
    (tmp_path / "counts").write_text(f"{KILLS} kills: {len(copies)} mails, {repeated} came again\n")
