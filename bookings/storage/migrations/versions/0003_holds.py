"""Holds, and a guard that keeps holds and bookings of one person apart."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE_BOOKING = "status IN ('pending', 'confirmed')"
LIVE_HOLD = "ended_at IS NULL"


def clash(table: str, live: str) -> str:
    return f"""
        SELECT 1 FROM {table} AS other
        WHERE other.business_id = NEW.business_id AND other.staff_id = NEW.staff_id
          AND other.id <> NEW.id AND other.{live}
          AND other.blocks_from < NEW.blocks_until AND NEW.blocks_from < other.blocks_until
    """


def upgrade() -> None:
    make_table()
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            guard_sqlite("bookings", "bookings_not_held", event, LIVE_BOOKING, "overlapping_booking", "holds")
            guard_sqlite("holds", "holds_not_booked", event, LIVE_HOLD, "overlapping_hold", "bookings")
            guard_sqlite("holds", "holds_no_overlap", event, LIVE_HOLD, "overlapping_hold", "holds")
    else:
        op.execute(f"""
            ALTER TABLE holds ADD CONSTRAINT overlapping_hold EXCLUDE USING gist
            (business_id WITH =, staff_id WITH =, tstzrange(blocks_from, blocks_until) WITH &&)
            WHERE ({LIVE_HOLD})
        """)
        guard_postgresql("bookings", "bookings_not_held", LIVE_BOOKING, "overlapping_booking", "holds")
        guard_postgresql("holds", "holds_not_booked", LIVE_HOLD, "overlapping_hold", "bookings")


def guard_sqlite(table: str, name: str, event: str, live: str, refusal: str, other: str) -> None:
    other_live = LIVE_HOLD if other == "holds" else LIVE_BOOKING
    op.execute(f"""
        CREATE TRIGGER {name}_{event} BEFORE {event.upper()} ON {table}
        WHEN NEW.{live} AND EXISTS ({clash(other, other_live)})
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END
    """)


def guard_postgresql(table: str, name: str, live: str, refusal: str, other: str) -> None:
    """No constraint reaches over two tables. The lock makes writers of both wait for each other, and the
    look that follows it sees what was committed meanwhile (READ COMMITTED)."""
    other_live = LIVE_HOLD if other == "holds" else LIVE_BOOKING
    op.execute(f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(
                hashtextextended('time of ' || NEW.business_id || ' ' || NEW.staff_id, 0));
            IF EXISTS ({clash(other, other_live)}) THEN
                RAISE EXCEPTION '{refusal}' USING ERRCODE = 'exclusion_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table}
        FOR EACH ROW WHEN (NEW.{live}) EXECUTE FUNCTION {name}()
    """)


def make_table() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("blocks_from", Instant(), nullable=False),
        sa.Column("blocks_until", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_holds_range")),
        sa.CheckConstraint(
            "blocks_from <= starts_at AND ends_at <= blocks_until", name=op.f("ck_holds_padding")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_holds_booking_id")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_holds_business_id")),
        sa.ForeignKeyConstraint(
            ["business_id", "link_id"],
            ["booking_links.business_id", "booking_links.id"],
            name=op.f("fk_holds_business_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "service_id"],
            ["services.business_id", "services.id"],
            name=op.f("fk_holds_business_id_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_id"],
            ["staff.business_id", "staff.id"],
            name=op.f("fk_holds_business_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(
        "ix_holds_live",
        "holds",
        ["business_id", "staff_id", "blocks_until", "blocks_from"],
        sqlite_where=sa.text(LIVE_HOLD),
        postgresql_where=sa.text(LIVE_HOLD),
    )
    op.create_index(op.f("ix_holds_expires_at"), "holds", ["expires_at"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER bookings_not_held_{event}")
    else:
        op.execute("DROP TRIGGER bookings_not_held ON bookings")
        op.execute("DROP FUNCTION bookings_not_held()")
    op.drop_table("holds")  # with its own triggers
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION holds_not_booked()")
