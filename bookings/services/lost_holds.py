"""Holds whose maker knows nothing but the Idempotency-Key that they were asked for with."""

from __future__ import annotations

import json

from bookings.services.ports import Reading


def hold_made(view: Reading, business_id: str, key_id: str, key: str) -> str | None:
    """The id of the hold that a request with this Idempotency-Key has made; None if there is none.

    For who does not know the id, because the answer never came.
    """
    answer = view.answered(key_id, key)
    data = json.loads(answer.body or "{}").get("data") if answer else None
    made = data.get("id") if isinstance(data, dict) else None
    return made if isinstance(made, str) and view.hold(business_id, made) else None
