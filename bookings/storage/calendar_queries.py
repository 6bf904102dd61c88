"""Connected calendars and the events in them, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bookings.engine.booking import Booking, Status
from bookings.services.calendars.model import (
    ConnectedCalendar,
    EventLink,
    NewCalendar,
    Provider,
    RemoteEvent,
)
from bookings.storage.tables import (
    booking_links,
    bookings,
    busy_ranges,
    calendar_events,
    calendars,
    link_staff,
    staff,
)

_HORIZON = (
    select(func.coalesce(func.max(booking_links.c.horizon_days), 0))
    .join(
        link_staff,
        and_(
            link_staff.c.business_id == booking_links.c.business_id,
            link_staff.c.link_id == booking_links.c.id,
        ),
    )
    .where(
        booking_links.c.archived_at.is_(None),
        link_staff.c.business_id == calendars.c.business_id,
        link_staff.c.staff_id == calendars.c.staff_id,
    )
    .scalar_subquery()
)
_CALENDARS = (
    select(calendars, staff.c.timezone, staff.c.email, _HORIZON.label("horizon_days"))
    .join(staff, and_(staff.c.business_id == calendars.c.business_id, staff.c.id == calendars.c.staff_id))
    .order_by(calendars.c.business_id, calendars.c.staff_id, calendars.c.created_at, calendars.c.id)
)


def has_staff(connection: Connection, business_id: str, staff_id: str) -> bool:
    live = staff.c.business_id == business_id, staff.c.id == staff_id, staff.c.archived_at.is_(None)
    return connection.execute(select(staff.c.id).where(*live)).first() is not None


def add_or_renew(connection: Connection, new: NewCalendar, calendar_id: str, now: datetime) -> str:
    """The id that it has: its own if it was connected before. It starts with a full import."""
    renewed = {
        "account": new.account,
        "name": new.name,
        "writes": new.writes,
        "reads": new.reads,
        "credentials": new.credentials,
        "sync_state": None,
        "retry_at": None,
        "last_error": None,
        "broken_at": None,
    }
    named = {
        "business_id": new.business_id,
        "staff_id": new.staff_id,
        "provider": new.provider.value,
        "address": new.address,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    added = dialect.insert(calendars).values(id=calendar_id, created_at=now, **named, **renewed)
    again = renewed | {"sync_version": calendars.c.sync_version + 1}  # what is being imported is out of date
    statement = added.on_conflict_do_update(index_elements=list(named), set_=again)
    given: str = connection.execute(statement.returning(calendars.c.id)).scalar_one()
    if not new.reads:
        forget_busy(connection, given)
    return given


def remove(connection: Connection, calendar_id: str) -> None:
    forget_busy(connection, calendar_id)
    connection.execute(delete(calendar_events).where(calendar_events.c.calendar_id == calendar_id))
    connection.execute(delete(calendars).where(calendars.c.id == calendar_id))


def forget_busy(connection: Connection, calendar_id: str) -> None:
    connection.execute(delete(busy_ranges).where(busy_ranges.c.source == calendar_id))


def calendar(connection: Connection, calendar_id: str) -> ConnectedCalendar | None:
    row = connection.execute(_CALENDARS.where(calendars.c.id == calendar_id)).one_or_none()
    return _calendar(row) if row else None


def listed(
    connection: Connection, business_id: str | None, staff_ids: Sequence[str] | None
) -> list[ConnectedCalendar]:
    query = _CALENDARS.where(staff.c.archived_at.is_(None))
    if business_id is not None:
        query = query.where(calendars.c.business_id == business_id)
    if staff_ids is not None:
        query = query.where(calendars.c.staff_id.in_(staff_ids))
    return [_calendar(row) for row in connection.execute(query)]


def _calendar(row: Row[Any]) -> ConnectedCalendar:
    values = row._mapping
    kept = {name: value for name, value in values.items() if name not in ("provider", "created_at")}
    return ConnectedCalendar(provider=Provider(row.provider), **kept)


def reseal(connection: Connection, calendar_id: str, seen: str, sealed: str) -> None:
    """Unless somebody has replaced the credentials since they were seen."""
    same = calendars.c.id == calendar_id, calendars.c.credentials == seen
    connection.execute(update(calendars).where(*same).values(credentials=sealed))


def change(connection: Connection, calendar_id: str, **values: Any) -> None:
    connection.execute(update(calendars).where(calendars.c.id == calendar_id).values(values))


def lock_version(connection: Connection, calendar_id: str) -> int | None:
    """The import that the calendar stands at, which nobody else changes until the transaction's end."""
    query = select(calendars.c.sync_version).where(calendars.c.id == calendar_id).with_for_update()
    return connection.execute(query).scalar()


def own_bookings(connection: Connection, business_id: str, booking_ids: Sequence[str]) -> set[str]:
    query = select(bookings.c.id).where(bookings.c.business_id == business_id, bookings.c.id.in_(booking_ids))
    return set(connection.execute(query).scalars())


def replace_busy(
    connection: Connection, calendar_id: str, events: Sequence[str] | None, rows: Sequence[Mapping[str, Any]]
) -> None:
    """`events`: the digests of those that are replaced; None: all."""
    if events is None:
        forget_busy(connection, calendar_id)
    for first in range(0, len(events or ()), 500):
        some = (events or ())[first : first + 500]
        gone = busy_ranges.c.source == calendar_id, busy_ranges.c.event.in_(some)
        connection.execute(delete(busy_ranges).where(*gone))
    if rows:
        connection.execute(insert(busy_ranges), [dict(row) for row in rows])


def link(connection: Connection, booking_id: str, calendar_id: str) -> EventLink | None:
    query = select(calendar_events).where(
        calendar_events.c.booking_id == booking_id, calendar_events.c.calendar_id == calendar_id
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    event = RemoteEvent(row.remote_id, row.etag) if row.remote_id else None
    return EventLink(row.calendar_id, row.version, event)


def concerned(connection: Connection, booking: Booking) -> list[str]:
    """The calendars that a booking belongs into, and those that it may be in already."""
    written = select(calendars.c.id).where(
        calendars.c.business_id == booking.business_id,
        calendars.c.staff_id == booking.staff_id,
        calendars.c.writes,
    )
    linked = select(calendar_events.c.calendar_id).where(calendar_events.c.booking_id == booking.id)
    return sorted(connection.execute(union(written, linked)).scalars())


def behind(connection: Connection, of: ConnectedCalendar, now: datetime) -> list[str]:
    """Bookings to come that are not in the calendar as they are, and those in it that do not belong there."""
    events = calendar_events.alias()
    joined = bookings.outerjoin(
        events, and_(events.c.booking_id == bookings.c.id, events.c.calendar_id == of.id)
    )
    belongs = and_(
        bookings.c.staff_id == of.staff_id,
        bookings.c.status != Status.CANCELLED.value,
        literal(of.writes),
    )
    missing = and_(
        belongs,
        bookings.c.ends_at > now,
        or_(events.c.version.is_(None), events.c.version != bookings.c.version),
    )
    astray = and_(events.c.booking_id.is_not(None), not_(belongs))
    query = (
        select(bookings.c.id)
        .select_from(joined)
        .where(bookings.c.business_id == of.business_id, or_(missing, astray))
        .order_by(bookings.c.starts_at, bookings.c.id)
    )
    return list(connection.execute(query).scalars())


def write_link(connection: Connection, booking_id: str, calendar_id: str, **values: Any) -> None:
    """Nothing, if the calendar has been disconnected meanwhile."""
    present = select(calendars.c.id).where(calendars.c.id == calendar_id).with_for_update(read=True)
    if connection.execute(present).first() is None:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(calendar_events).values(booking_id=booking_id, calendar_id=calendar_id, **values)
    keys = ["booking_id", "calendar_id"]
    statement = (
        new.on_conflict_do_update(index_elements=keys, set_=values)
        if values
        else new.on_conflict_do_nothing(index_elements=keys)
    )
    connection.execute(statement)


def remove_link(connection: Connection, booking_id: str, calendar_id: str) -> None:
    connection.execute(
        delete(calendar_events).where(
            calendar_events.c.booking_id == booking_id, calendar_events.c.calendar_id == calendar_id
        )
    )
