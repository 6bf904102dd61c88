"""The tables, as the migrations leave them (a test compares the two).

Configuration (staff, services, links) is keyed by business and its own id, so that businesses
never meet. What other rows refer to has rows of its own and is archived, not deleted; what is
always read whole with its owner (windows, exceptions, questions, routing rules) is JSON there,
written as in the business file.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from bookings.storage.types import Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _business() -> Column[str]:
    return Column("business_id", Text, ForeignKey("businesses.id"), primary_key=True)


def _of(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["business_id", column], [f"{table}.business_id", f"{table}.id"])


def _seat() -> tuple[Column[int], Column[int], CheckConstraint]:
    return (
        Column("seat", Integer, nullable=False, server_default="0"),  # which one of its session, from 0
        Column("seats", Integer, nullable=False, server_default="1"),  # of the session when it was made
        CheckConstraint("0 <= seat AND seat < seats", name="seat"),
    )


businesses = Table(
    "businesses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("facts", Json, nullable=False, server_default="{}"),  # {key: text}
    Column("version", Integer, nullable=False, server_default="1"),  # counted up by every change
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("handover", Json),  # {email, webhook}: where it is told that somebody asks for a person
    # Of all that has ever been set up; see `longest`. The defaults are the most that a business file allows.
    Column("longest_appointment_minutes", Integer, nullable=False, server_default="1440"),
    Column("longest_buffers_minutes", Integer, nullable=False, server_default="2880"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),  # SHA-256 of the key, hexadecimal
    Column("scopes", Json, nullable=False),  # ["bookings:read", "bookings:write"]
    Column("source", Text, nullable=False),  # "file" (kept in step by apply) or "cli"
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    Column("expires_at", Instant),  # works before this instant only; NULL: it has no end
    Column("replaced_by", Text),  # the key that a rotation made of it
    Column("line_id", Text),  # the key that a line of rotations began with; NULL: this one
    Index(None, "business_id", "name"),
)

staff = Table(
    "staff",
    metadata,
    _business(),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),  # order in the business file
    Column("name", Text, nullable=False),
    Column("aliases", Json, nullable=False, server_default="[]"),
    Column("email", Text),
    Column("about", Text),
    Column("timezone", Text, nullable=False),
    Column("windows", Json),  # {"mon": ["09:00-17:00"]}; NULL: the links' apply
    Column("archived_at", Instant),
    Column("listed", Boolean, nullable=False, server_default=true()),  # whether the booking page names them
)

services = Table(
    "services",
    metadata,
    _business(),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", Json, nullable=False, server_default="[]"),
    Column("duration_minutes", Integer, nullable=False),
    Column("description", Text),
    Column("price", Text),
    Column("archived_at", Instant),
    Column("seats", Integer),  # how many share a session; NULL: as many as the link says
    CheckConstraint("duration_minutes > 0", name="duration"),
)

booking_links = Table(
    "booking_links",
    metadata,
    _business(),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("duration_minutes", Integer, nullable=False),
    Column("slot_interval_minutes", Integer, nullable=False),
    Column("buffer_before_minutes", Integer, nullable=False, server_default="0"),
    Column("buffer_after_minutes", Integer, nullable=False, server_default="0"),
    Column("min_notice_minutes", Integer, nullable=False, server_default="0"),
    Column("horizon_days", Integer, nullable=False, server_default="60"),
    Column("assignment", Text, nullable=False, server_default="round_robin"),
    Column("windows", Json, nullable=False, server_default="{}"),
    Column("exceptions", Json, nullable=False, server_default="[]"),
    Column("questions", Json, nullable=False, server_default="[]"),
    Column("routing", Json, nullable=False, server_default="[]"),
    Column("reminders_minutes_before", Json, nullable=False, server_default="[]"),
    Column("archived_at", Instant),
    Column("waitlist_offer_minutes", Integer, nullable=False, server_default="120"),
    Column("seats", Integer, nullable=False, server_default="1"),  # how many share a session
    Column("weights", Json, nullable=False, server_default="{}"),  # {staff id: weight}
    Column("priorities", Json, nullable=False, server_default="{}"),  # {staff id: priority}
    Column("listed", Boolean, nullable=False, server_default=true()),  # whether the booking page lists it
    CheckConstraint("duration_minutes > 0 AND slot_interval_minutes > 0", name="lengths"),
    CheckConstraint("buffer_before_minutes >= 0 AND buffer_after_minutes >= 0", name="buffers"),
    CheckConstraint("min_notice_minutes >= 0 AND horizon_days >= 0", name="notice"),
)
Index(
    "uq_booking_links_live_slug",
    booking_links.c.business_id,
    booking_links.c.slug,
    unique=True,
    sqlite_where=text("archived_at IS NULL"),
    postgresql_where=text("archived_at IS NULL"),
)

link_staff = Table(
    "link_staff",
    metadata,
    _business(),
    Column("link_id", Text, primary_key=True),
    Column("staff_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    _of("booking_links", "link_id"),
    _of("staff", "staff_id"),
)

link_services = Table(
    "link_services",
    metadata,
    _business(),
    Column("link_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    _of("booking_links", "link_id"),
    _of("services", "service_id"),
)

staff_services = Table(  # a person without rows gives every service of their links
    "staff_services",
    metadata,
    _business(),
    Column("staff_id", Text, primary_key=True),
    Column("service_id", Text, primary_key=True),
    _of("staff", "staff_id"),
    _of("services", "service_id"),
)

assignment_turns = Table(  # whose turn it is; apart from link_staff, so that apply leaves it alone
    "assignment_turns",
    metadata,
    _business(),
    Column("link_id", Text, primary_key=True),
    Column("staff_id", Text, primary_key=True),
    Column("credit", Integer, nullable=False, server_default="0"),  # see engine.assignment
    Column("total", Integer, nullable=False, server_default="1"),  # what the link's staff weighed together
    _of("booking_links", "link_id"),
    _of("staff", "staff_id"),
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("reference", Text, nullable=False, unique=True),  # eight characters, for people to say
    Column("link_id", Text, nullable=False),
    Column("service_id", Text),
    Column("staff_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("blocks_from", Instant, nullable=False),  # with the buffers that held when it was made
    Column("blocks_until", Instant, nullable=False),
    Column("contact_name", Text, nullable=False),
    Column("contact_email", Text, nullable=False),
    Column("contact_phone", Text),
    Column("notes", Text),
    Column("client_timezone", Text),
    Column("created_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    Column("reason", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("routed_from", Text),  # the link that was asked for, where a routing rule sent it on
    Column("contact_email_key", Text, nullable=False, server_default=""),  # in small letters, to find it by
    *_seat(),
    Column("attendance_confirmed_at", Instant),  # when the contact said that they will come
    _of("booking_links", "link_id"),
    _of("services", "service_id"),
    _of("staff", "staff_id"),
    CheckConstraint("starts_at < ends_at", name="range"),
    CheckConstraint("blocks_from <= starts_at AND ends_at <= blocks_until", name="padding"),
    CheckConstraint("status IN ('pending', 'confirmed', 'cancelled', 'no_show', 'completed')", name="status"),
    Index("ix_bookings_list", "business_id", "starts_at", "id"),
    Index("ix_bookings_list_email", "business_id", "contact_email_key", "starts_at", "id"),
    Index("ix_bookings_list_staff", "business_id", "staff_id", "starts_at", "id"),
    Index("ix_bookings_list_link", "business_id", "link_id", "starts_at", "id"),
)
LIVE = "status IN ('pending', 'confirmed')"
"""Which bookings occupy their time; the guards (see the migrations) use the same words."""

Index(
    "ix_bookings_live",
    bookings.c.business_id,
    bookings.c.staff_id,
    bookings.c.blocks_until,
    bookings.c.blocks_from,
    sqlite_where=text(LIVE),
    postgresql_where=text(LIVE),
)

# Two live bookings of one person with one start are of one session: the overlap guard refuses others.
Index(
    "uq_bookings_seat",
    bookings.c.business_id,
    bookings.c.staff_id,
    bookings.c.starts_at,
    bookings.c.seat,
    unique=True,
    sqlite_where=text(LIVE),
    postgresql_where=text(LIVE),
)

booking_answers = Table(
    "booking_answers",
    metadata,
    Column("booking_id", Text, ForeignKey("bookings.id"), primary_key=True),
    Column("question_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("question", Text, nullable=False),  # its text when it was answered
    Column("answer", Json, nullable=False),
)

busy_ranges = Table(
    "busy_ranges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("source", Text, nullable=False),  # who says so: the calendar's id
    Column("event", Text),  # a digest of the name that the source has for the event
    _of("staff", "staff_id"),
    CheckConstraint("starts_at < ends_at", name="range"),
    Index(None, "business_id", "staff_id", "ends_at", "starts_at"),
    Index(None, "source", "event"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("booking_id", Text, ForeignKey("bookings.id"), primary_key=True),
    Column("minutes_before", Integer, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("sent_at", Instant),  # when it was put into the outbox, or found not to be worth it
    Index(
        "ix_reminders_pending",
        "due_at",
        sqlite_where=text("sent_at IS NULL"),
        postgresql_where=text("sent_at IS NULL"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("booking_id", Text, ForeignKey("bookings.id")),
    Column("kind", Text, nullable=False),  # an event: "booking.created"; or a message: "email.confirmation"
    Column("payload", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("available_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),  # counted when it is claimed
    Column("delivered_at", Instant),
    Column("last_error", Text),  # of one that was delivered: why there was nothing to do, if so
    Column("lane", Text),  # those of one lane leave one at a time, in the order of their ids
    Column("dedupe_key", Text),
    Column("claimed_by", Text),
    Column("claimed_until", Instant),
    Column("dead_at", Instant),  # put aside
    UniqueConstraint("dedupe_key"),
    sqlite_autoincrement=True,  # no id comes twice, also when the newest was deleted
)
PENDING = "delivered_at IS NULL AND dead_at IS NULL"
"""Which messages are still to be delivered."""

Index(
    "ix_outbox_due",
    outbox.c.kind,
    outbox.c.available_at,
    outbox.c.id,
    sqlite_where=text(PENDING),
    postgresql_where=text(PENDING),
)
Index(
    "ix_outbox_lane",
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=text(PENDING),
    postgresql_where=text(PENDING),
)
Index(
    None,
    outbox.c.dead_at,
    sqlite_where=text("dead_at IS NOT NULL"),
    postgresql_where=text("dead_at IS NOT NULL"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key_id", Text, primary_key=True),  # the API key's; "" for the one that waits for its business
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),  # SHA-256 of method, address and body
    Column("status", Integer),  # null while the request is being carried out
    Column("body", Text),
    Column("headers", Json),
    Column("created_at", Instant, nullable=False),
    Index(None, "created_at"),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("link_id", Text, nullable=False),
    Column("service_id", Text),
    Column("staff_id", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("blocks_from", Instant, nullable=False),  # with the buffers that held when it was made
    Column("blocks_until", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),  # released, used, or found expired; until then the guard counts it
    Column("booking_id", Text, ForeignKey("bookings.id")),  # what used it
    *_seat(),
    _of("booking_links", "link_id"),
    _of("services", "service_id"),
    _of("staff", "staff_id"),
    CheckConstraint("starts_at < ends_at", name="range"),
    CheckConstraint("blocks_from <= starts_at AND ends_at <= blocks_until", name="padding"),
    Index(None, "expires_at"),
)
Index(
    "ix_holds_live",
    holds.c.business_id,
    holds.c.staff_id,
    holds.c.blocks_until,
    holds.c.blocks_from,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
Index(
    "uq_holds_seat",
    holds.c.business_id,
    holds.c.staff_id,
    holds.c.starts_at,
    holds.c.seat,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

booking_history = Table(
    "booking_history",
    metadata,
    Column("booking_id", Text, ForeignKey("bookings.id"), primary_key=True),
    Column("version", Integer, primary_key=True),  # of the booking, once this had happened
    Column("at", Instant, nullable=False),
    Column("what", Text, nullable=False),  # "created", "rescheduled", … as its event is called
    Column("key_id", Text, nullable=False),  # whose key did it; "" if that is not known
    Column("details", Json, nullable=False),  # what was before and what is now
)

calendars = Table(  # of the staff, at Google, Microsoft or a CalDAV server
    "calendars",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("provider", Text, nullable=False),  # "google", "microsoft" or "caldav"
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),  # the server's id of the calendar, or its URL
    Column("name", Text, nullable=False),
    Column("writes", Boolean, nullable=False),  # whether bookings are written into it
    Column("reads", Boolean, nullable=False),  # whether what is in it makes the person busy
    Column("credentials", Text, nullable=False),  # sealed: useless without the secret key
    Column("sync_state", Json),  # what the last import left for the next
    Column("sync_version", Integer, nullable=False, server_default="0"),  # counted up by every import
    Column("synced_at", Instant),
    Column("retry_at", Instant),  # not to be asked before
    Column("last_error", Text),
    Column("broken_at", Instant),  # since when it waits to be connected again
    Column("created_at", Instant, nullable=False),
    _of("staff", "staff_id"),
    UniqueConstraint("business_id", "staff_id", "provider", "address"),
    CheckConstraint("provider IN ('google', 'microsoft', 'caldav')", name="provider"),
)

calendar_events = Table(  # where the event of a booking is, or may be
    "calendar_events",
    metadata,
    Column("booking_id", Text, ForeignKey("bookings.id"), primary_key=True),
    Column("calendar_id", Text, ForeignKey("calendars.id"), primary_key=True),
    Column("version", Integer, nullable=False, server_default="0"),  # of the booking, as it was written
    Column("remote_id", Text),  # null until it has been written
    Column("etag", Text),
    Index(None, "calendar_id"),
)

waitlist_entries = Table(
    "waitlist_entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("place", Integer, nullable=False),  # counts up within the business, in the order of joining
    Column("link_id", Text, nullable=False),
    Column("service_id", Text),
    Column("staff_id", Text),
    Column("first_day", Text, nullable=False),  # wall-clock dates in `timezone`, like "2026-06-02"
    Column("last_day", Text, nullable=False),  # included
    Column("part_of_day", Text),  # wall clock, like "09:00-12:00"; null: whole days
    Column("timezone", Text, nullable=False),
    Column("ends_at", Instant, nullable=False),  # when the last of it is over
    Column("contact_name", Text, nullable=False),
    Column("contact_email", Text, nullable=False),
    Column("contact_email_key", Text, nullable=False),  # in small letters, to find it by
    Column("contact_phone", Text),
    Column("notes", Text),
    Column("client_timezone", Text),
    Column("answers", Json, nullable=False),  # [[question id, answer as given], …]
    Column("wish_key", Text, nullable=False),  # the same for the same contact and wish only
    Column("state", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("booking_id", Text, ForeignKey("bookings.id")),  # what fulfilled it
    _of("booking_links", "link_id"),
    _of("services", "service_id"),
    _of("staff", "staff_id"),
    CheckConstraint("state IN ('waiting', 'booked', 'left', 'expired')", name="state"),
    UniqueConstraint("business_id", "place"),
    Index(None, "business_id", "contact_email_key"),
)
WAITING = "state = 'waiting'"
"""Which entries are waited for, if their days are not over."""

Index(
    "uq_waitlist_entries_wish",
    waitlist_entries.c.business_id,
    waitlist_entries.c.wish_key,
    unique=True,
    sqlite_where=text(WAITING),
    postgresql_where=text(WAITING),
)
Index(
    "ix_waitlist_entries_waiting",
    waitlist_entries.c.business_id,
    waitlist_entries.c.ends_at,
    sqlite_where=text(WAITING),
    postgresql_where=text(WAITING),
)

waitlist_offers = Table(
    "waitlist_offers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("entry_id", Text, ForeignKey("waitlist_entries.id"), nullable=False),
    Column("hold_id", Text, nullable=False, unique=True),  # a hold is forgotten some days after its end
    Column("staff_id", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", Text),  # "accepted", "declined", "lapsed", "withdrawn"
    _of("staff", "staff_id"),
    CheckConstraint("starts_at < ends_at", name="range"),
    Index(None, "entry_id"),
)
UNANSWERED = "ended_at IS NULL"
"""Which offers have not been ended, though their time may be over."""

Index(  # nobody has two at a time
    "uq_waitlist_offers_unanswered",
    waitlist_offers.c.entry_id,
    unique=True,
    sqlite_where=text(UNANSWERED),
    postgresql_where=text(UNANSWERED),
)
Index(
    "ix_waitlist_offers_unanswered",
    waitlist_offers.c.expires_at,
    sqlite_where=text(UNANSWERED),
    postgresql_where=text(UNANSWERED),
)

webhooks = Table(  # addresses that are told of what happens
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Json, nullable=False),  # which: "booking.created", …
    Column("secret", Text, nullable=False),  # sealed: useless without the secret key
    Column("old_secret", Text),  # sealed too; used as well until `old_secret_until`
    Column("old_secret_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("delivered_at", Instant),  # the last time, known to the minute
    Column("failing_since", Instant),
    Column("last_error", Text),
    UniqueConstraint("business_id", "url"),
)

contact_proofs = Table(  # who reads an address's mail, shown by a code that is kept nowhere
    "contact_proofs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("line_id", Text, nullable=False),  # the API key's that asked for it; exports may leave keys out
    Column("contact_email", Text, nullable=False),
    Column("contact_email_key", Text, nullable=False),  # in small letters, to find it by
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("wrong_tries", Integer, nullable=False, server_default="0"),
    Column("confirmed_at", Instant),
    Index(None, "business_id", "contact_email_key", "created_at"),
    Index(None, "line_id", "created_at"),
    Index(None, "created_at"),
)

handovers = Table(  # conversations that were handed over to the team
    "handovers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("business_id", Text, ForeignKey("businesses.id"), nullable=False),
    Column("contact_name", Text),
    Column("contact_email", Text),
    Column("contact_phone", Text),
    Column("about", Text),
    Column("transcript", Json, nullable=False),  # [{author, text}, …]
    Column("created_at", Instant, nullable=False),
    Index(None, "created_at"),
)
