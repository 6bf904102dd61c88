"""A receiver that is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bookings.integrations.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found
