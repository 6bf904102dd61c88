"""The Bookings API's webhooks, as docs/webhooks.md describes them and Standard Webhooks signs them.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two characters").decode()
IDS = itertools.count(1)

ZONE = "America/New_York"
"""Of the person who books or waits; what the bot says then, and the booking as the API tells it."""
BOOKED = {"text": "Booked.", "custom": {"kind": "booked", "reference": "K7QX-3TRB", "zone": ZONE}}
WAITING = {"text": "You wait.", "custom": {"kind": "waiting", "entry": "wl_1", "zone": ZONE}}
BOOKING = {
    "reference": "K7QX-3TRB",
    "link_title": "Dental check-up",
    "staff_name": "Sarah Jones",
    "status": "confirmed",
    "start_time": "2999-06-02T13:00:00Z",
}


def signed(
    content: Any, secret: str = SECRET, at: float | None = None, name: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a delivery."""
    body, stamp = json.dumps(content).encode(), str(int(time.time() if at is None else at))
    name = name or f"msg_{next(IDS)}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return body, {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signature}


def reminder(booking: dict[str, Any]) -> dict[str, Any]:
    """The event about a booking as `GET /api/v1/bookings/{id}` shows it."""
    return {
        "type": "booking.reminder",
        "timestamp": "2026-11-23T08:00:00Z",
        "version": 1,
        "minutes_before": 1440,
        "data": booking,
    }


def offered(entry_id: str) -> dict[str, Any]:
    """The event about a time that is offered to who waits."""
    data = {"entry_id": entry_id, "booking_link_id": "link_checkup", "offer_id": "offer_1", "staff_id": "tom"}
    data |= {"start_time": "2026-11-24T14:00:00Z", "end_time": "2026-11-24T14:30:00Z"}
    return {"type": "waitlist.offered", "timestamp": "2026-11-23T08:00:00Z", "data": data}
