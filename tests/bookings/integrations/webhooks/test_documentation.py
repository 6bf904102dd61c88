"""docs/webhooks.md says what is sent: every event, with the keys that it has."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bookings.services.webhooks import EVENTS
from bookings.testing import ROOT
from tests.bookings.integrations.webhooks.receiver import Receiver, telling, wants
from tests.bookings.outbox.support import run_until
from tests.bookings.support import Api

PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [
    json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
]


def test_every_event_is_in_the_table_and_has_its_example() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|", PAGE.split("## Receiving")[0], re.MULTILINE)
    assert rows == [*EVENTS, "test"]
    assert [example["type"] for example in EXAMPLES] == rows


async def test_what_is_sent_has_the_keys_of_the_examples(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    made = api.book("2026-06-02T08:00:00Z").json()["data"]
    at = f"/api/v1/bookings/{made['id']}"
    api.call("PATCH", f"{at}/reschedule", {"start_time": "2026-06-02T09:00:00Z"})
    await run_until(lambda: len(receiver.taken) == 2, telling(api))
    created, moved = receiver.taken
    assert list(created) == list(EXAMPLES[0])
    assert list(created["data"]) == list(EXAMPLES[0]["data"])
    assert list(moved) == list(EXAMPLES[1])
    assert moved["previous"].keys() == EXAMPLES[1]["previous"].keys()


@pytest.mark.parametrize("example", EXAMPLES[:6], ids=lambda example: example["type"])
def test_every_key_of_an_example_is_one_of_a_booking(example: dict[str, Any]) -> None:
    assert example["data"].keys() <= EXAMPLES[0]["data"].keys()
