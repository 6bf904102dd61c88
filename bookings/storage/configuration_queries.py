"""Read what a business has set up, everything that is not archived, one query per table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, select

from bookings.engine.handover import HandoverRule
from bookings.engine.model import BookingLink, Business, Configuration, DateException, Service, Staff
from bookings.engine.questions import question_from_json
from bookings.engine.routing import rule_from_json
from bookings.engine.windows import TimeWindow, parse_weekly
from bookings.storage import tables
from bookings.storage.prepared import Prepared
from bookings.storage.raw import Raw

_VERSION = Prepared(
    select(tables.businesses.c.version).where(tables.businesses.c.id == bindparam("business"))
)


def version(connection: Connection | Raw, business_id: str) -> int:
    found = _VERSION.rows(connection, {"business": business_id})
    return int(found[0][0]) if found else 0


def business_ids(connection: Connection, slug: str | None = None) -> list[str]:
    """All, or those with a booking link of that slug which is not archived."""
    links = tables.booking_links.c
    query = select(tables.businesses.c.id).order_by(tables.businesses.c.id)
    if slug is not None:
        query = (
            select(links.business_id)
            .where(links.slug == slug, links.archived_at.is_(None))
            .order_by(links.business_id)
        )
    return list(connection.execute(query).scalars())


def configuration(connection: Connection, business_id: str) -> Configuration | None:
    row = connection.execute(
        select(tables.businesses).where(tables.businesses.c.id == business_id)
    ).one_or_none()
    if row is None:
        return None
    handover = HandoverRule.from_data(row.handover)
    longest_block = timedelta(minutes=row.longest_appointment_minutes + row.longest_buffers_minutes)
    business = Business(row.id, row.name, row.timezone, row.facts, row.version, handover, longest_block)
    gives = pairs(connection, tables.staff_services, business_id)
    takes = pairs(connection, tables.link_staff, business_id)
    offers = pairs(connection, tables.link_services, business_id)
    return Configuration(
        business=business,
        staff={r["id"]: _staff(r, gives.get(r["id"])) for r in _live(connection, tables.staff, business_id)},
        services={r["id"]: _service(r) for r in _live(connection, tables.services, business_id)},
        links={
            r["id"]: _link(r, takes.get(r["id"], ()), offers.get(r["id"], ()))
            for r in _live(connection, tables.booking_links, business_id)
        },
    )


def _live(connection: Connection, table: Table, business_id: str) -> Sequence[RowMapping]:
    query = select(table).where(table.c.business_id == business_id, table.c.archived_at.is_(None))
    return connection.execute(query.order_by(table.c.position, table.c.id)).mappings().all()


def pairs(connection: Connection, table: Table, business_id: str) -> Mapping[str, Sequence[str]]:
    """The second id of the table by its first, in order."""
    _, owner, member = table.primary_key.columns
    query = select(owner, member).where(table.c.business_id == business_id)
    order = table.c.position if "position" in table.c else member
    found: dict[str, list[str]] = defaultdict(list)
    for owner_id, member_id in connection.execute(query.order_by(owner, order)):
        found[owner_id].append(member_id)
    return found


def _staff(row: RowMapping, service_ids: Sequence[str] | None) -> Staff:
    return Staff(
        id=row["id"],
        name=row["name"],
        timezone=row["timezone"],
        email=row["email"],
        aliases=tuple(row["aliases"]),
        about=row["about"],
        windows=None if row["windows"] is None else parse_weekly(row["windows"]),
        service_ids=None if service_ids is None else frozenset(service_ids),
        listed=row["listed"],
    )


def _service(row: RowMapping) -> Service:
    return Service(
        id=row["id"],
        name=row["name"],
        duration=timedelta(minutes=row["duration_minutes"]),
        aliases=tuple(row["aliases"]),
        description=row["description"],
        price=row["price"],
        seats=row["seats"],
    )


def _link(row: RowMapping, staff_ids: Sequence[str], service_ids: Sequence[str]) -> BookingLink:
    return BookingLink(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        description=row["description"],
        duration=timedelta(minutes=row["duration_minutes"]),
        slot_interval=timedelta(minutes=row["slot_interval_minutes"]),
        buffer_before=timedelta(minutes=row["buffer_before_minutes"]),
        buffer_after=timedelta(minutes=row["buffer_after_minutes"]),
        min_notice=timedelta(minutes=row["min_notice_minutes"]),
        horizon_days=row["horizon_days"],
        assignment=row["assignment"],
        windows=parse_weekly(row["windows"]),
        exceptions=tuple(map(_exception, row["exceptions"])),
        staff_ids=tuple(staff_ids),
        service_ids=tuple(service_ids),
        questions=tuple(map(question_from_json, row["questions"])),
        routing=tuple(map(rule_from_json, row["routing"])),
        reminders=tuple(timedelta(minutes=ahead) for ahead in row["reminders_minutes_before"]),
        offer_length=timedelta(minutes=row["waitlist_offer_minutes"]),
        seats=row["seats"],
        listed=row["listed"],
        weights=row["weights"],
        priorities=row["priorities"],
    )


def _exception(stored: Mapping[str, Any]) -> DateException:
    """`{"date": "2026-12-25", "closed": true}` or `{"date": …, "windows": […], "staff": …}`."""
    windows = tuple(map(TimeWindow.parse, stored.get("windows") or ()))
    return DateException(date.fromisoformat(stored["date"]), windows, stored.get("staff"))
