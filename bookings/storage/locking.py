"""Locks on PostgreSQL. On SQLite a writer is alone, so there is nothing to lock.

The rules, which keep writers from waiting for each other in a circle:

1. First comes the row of an Idempotency-Key, if there is one: whoever repeats a request waits there.
2. Then the booking or the waitlist entry that will be changed (`SELECT ... FOR UPDATE`); for who joins the
   waitlist, the end of the business's waitlist; for who asks for a code, those that the business has sent.
3. Then the staff whose time is decided upon, all in one go and in the order of their numbers. The lock is
   taken before what they have on is read, so that what is read stays true until the end.
4. No booking is inserted or changed before all of these are held.

The exclusion constraint alone would be right as well, but two that insert into each other's way wait for
each other until the server finds the deadlock, after a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import BigInteger, Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw

_LOCK_ALL = Prepared(
    text("SELECT pg_advisory_xact_lock(number) FROM unnest(:numbers) AS number").bindparams(
        bindparam("numbers", type_=ARRAY(BigInteger), required=True)
    )
)


def lock_staff(connection: Connection | Raw, business_id: str, staff_ids: Iterable[str]) -> None:
    """Wait until no other writer decides upon these people's time; held until the transaction's end."""
    if connection.dialect.name == "sqlite":
        return
    numbers = sorted({lock_number(business_id, staff_id) for staff_id in staff_ids})
    if not numbers:
        return
    if isinstance(connection, Raw):
        each = ", ".join(map(str, numbers))
        connection.lock(
            f"SELECT pg_advisory_xact_lock(number) FROM unnest(ARRAY[{each}]::bigint[]) AS number"
        )
    else:
        _LOCK_ALL.run(connection, {"numbers": numbers})


def lock_waitlist(connection: Connection, business_id: str) -> None:
    """Wait until nobody else joins the business's waitlist; held until the transaction's end."""
    if connection.dialect.name != "sqlite":
        _LOCK_ALL.run(connection, {"numbers": [_number(f"waitlist {business_id}")]})


def lock_proofs(connection: Connection, business_id: str) -> None:
    """Wait until nobody else asks the business for a code; held until the transaction's end."""
    if connection.dialect.name != "sqlite":
        _LOCK_ALL.run(connection, {"numbers": [_number(f"proofs {business_id}")]})


def lock_handovers(connection: Connection, business_id: str) -> None:
    """Wait until nobody else hands a conversation over to the business; held until the transaction's end."""
    if connection.dialect.name != "sqlite":
        _LOCK_ALL.run(connection, {"numbers": [_number(f"handovers {business_id}")]})


@lru_cache(maxsize=10_000)
def lock_number(business_id: str, staff_id: str) -> int:
    """A person's number: 64 bits, signed, as PostgreSQL's advisory locks want it."""
    return _number(f"staff {len(business_id)} {business_id} {staff_id}")


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
