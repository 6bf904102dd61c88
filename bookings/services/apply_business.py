"""Make the stored configuration of one business agree with its business file.

Nothing is deleted: what the file no longer names is archived, and comes back when it is named
again. Other businesses are never touched. Applied a second time, nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bookings.business_file import BusinessFile
from bookings.engine.model import BookingLink, Business, Service, Staff
from bookings.services.apply_keys import KeyWriting, put_keys
from bookings.services.counts import Counts


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of applying a file."""

    business_id: str
    """Which business it describes."""
    is_new: bool
    """Whether the business was not there before."""
    version: int
    """The configuration's version now; unchanged if nothing changed but keys."""
    counts: Mapping[str, Counts]
    """By section of the file, `business` for its own texts."""

    @property
    def changed_anything(self) -> bool:
        return any(self.counts.values())


class BusinessWriting(KeyWriting, Protocol):
    """The part of a transaction that changes configuration. Each `put` archives what is not given."""

    def put_business(self, business: Business, now: datetime) -> Counts: ...

    def put_services(self, business_id: str, services: Sequence[Service], now: datetime) -> Counts: ...

    def put_staff(self, business_id: str, staff: Sequence[Staff], now: datetime) -> Counts: ...

    def put_links(self, business_id: str, links: Sequence[BookingLink], now: datetime) -> Counts: ...

    def count_up(self, business_id: str, now: datetime) -> None:
        """Tell running processes that the configuration has changed."""
        ...

    def version(self, business_id: str) -> int: ...


def apply_business(
    unit: BusinessWriting,
    file: BusinessFile,
    environment: Mapping[str, str],
    now: datetime,
    new_key_id: Callable[[], str],
    take_keys: bool = False,
) -> Applied:
    """Raises BusinessFileError if a key's variable cannot be used, or its key is another's.

    `take_keys`: a key that lets into another business lets into this one from now on instead.
    The caller leaves the transaction with the error, so that nothing is written.
    """
    business_id = file.business.id
    counts = {
        "business": unit.put_business(file.business, now),
        "staff": Counts(),  # in the order of the file, though services have to be there first
        "services": unit.put_services(business_id, file.services, now),
    }
    counts["staff"] = unit.put_staff(business_id, file.staff, now)
    counts["booking_links"] = unit.put_links(business_id, file.booking_links, now)
    if any(counts.values()) and not counts["business"].added:
        unit.count_up(business_id, now)
    counts["api_keys"] = put_keys(unit, file, environment, now, new_key_id, take_keys)
    return Applied(business_id, bool(counts["business"].added), unit.version(business_id), counts)
