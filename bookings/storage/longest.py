"""How much time one appointment of a business can block, so that no more is looked through for what is taken.

What a business has had for its longest appointment stays, whatever it sets up later: bookings of that
length may still be there, and moved ones get the buffers of today.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from bookings.storage.tables import booking_links, businesses, services


def note_longest(connection: Connection, business_id: str) -> None:
    """To be done after services and links have been written, in the same transaction."""
    of = businesses.c
    known = connection.execute(
        select(of.longest_appointment_minutes, of.longest_buffers_minutes).where(of.id == business_id)
    ).one()
    links = connection.execute(
        select(
            func.max(booking_links.c.duration_minutes),
            func.max(booking_links.c.buffer_before_minutes + booking_links.c.buffer_after_minutes),
        ).where(booking_links.c.business_id == business_id)
    ).one()
    longest_service = connection.execute(
        select(func.max(services.c.duration_minutes)).where(services.c.business_id == business_id)
    ).scalar()
    appointment = max(known[0], links[0] or 0, longest_service or 0)
    buffers = max(known[1], links[1] or 0)
    if (appointment, buffers) != tuple(known):
        connection.execute(
            update(businesses)
            .where(of.id == business_id)
            .values(longest_appointment_minutes=appointment, longest_buffers_minutes=buffers)
        )
