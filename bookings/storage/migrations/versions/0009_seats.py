"""Seats: several bookings and holds may share one session, which is one staff member's same start through
the same link for the same service. The guards refuse all other overlaps, and more than there are seats."""

import sqlalchemy as sa
from alembic import op

from bookings.engine.errors import ConfigurationError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LIVE = {"bookings": "status IN ('pending', 'confirmed')", "holds": "ended_at IS NULL"}
REFUSAL = {"bookings": "overlapping_booking", "holds": "overlapping_hold"}
OTHERS = "other.business_id = NEW.business_id AND other.staff_id = NEW.staff_id AND other.id <> NEW.id"
SAME_SESSION = """(other.starts_at = NEW.starts_at AND other.link_id = NEW.link_id
    AND coalesce(other.service_id, '') = coalesce(NEW.service_id, ''))"""
SESSION = """(link_id || ' ' || coalesce(service_id, '') || ' '
    || extract(epoch FROM starts_at AT TIME ZONE 'UTC')::text)"""
"""For PostgreSQL: the same as a text, of nothing but what never depends on a setting."""


def upgrade() -> None:
    op.add_column("services", sa.Column("seats", sa.Integer(), nullable=True))
    op.add_column("booking_links", sa.Column("seats", sa.Integer(), server_default="1", nullable=False))
    drop_guards()
    for table in LIVE:
        op.add_column(table, sa.Column("seat", sa.Integer(), server_default="0", nullable=False))
        op.execute(f"""
            ALTER TABLE {table} ADD COLUMN seats INTEGER DEFAULT 1 NOT NULL
            CONSTRAINT ck_{table}_seat CHECK (0 <= seat AND seat < seats)
        """)
        op.create_index(
            f"uq_{table}_seat",
            table,
            ["business_id", "staff_id", "starts_at", "seat"],
            unique=True,
            sqlite_where=sa.text(LIVE[table]),
            postgresql_where=sa.text(LIVE[table]),
        )
    make_guards(with_seats=True)


def downgrade() -> None:
    refuse_shared_sessions()
    drop_guards()
    if op.get_bind().dialect.name == "sqlite":
        for table in LIVE:
            for event in ("insert", "update"):
                op.execute(f"DROP TRIGGER {table}_not_full_{event}")
    for table in LIVE:
        op.drop_index(f"uq_{table}_seat", table_name=table)
        op.drop_column(table, "seats")
        op.drop_column(table, "seat")
    make_guards(with_seats=False)
    op.drop_column("booking_links", "seats")
    op.drop_column("services", "seats")


def refuse_shared_sessions() -> None:
    """The guards that come back allow one booking at a time."""
    live = " UNION ALL ".join(
        f"SELECT business_id, staff_id, starts_at FROM {table} WHERE {live}" for table, live in LIVE.items()
    )
    shared = f"""
        SELECT count(*) FROM (SELECT 1 FROM ({live}) AS live
        GROUP BY business_id, staff_id, starts_at HAVING count(*) > 1) AS shared
    """
    if count := op.get_bind().execute(sa.text(shared)).scalar_one():
        raise ConfigurationError(
            f"Sessions with more than one live booking or hold: {count}. The older version refuses them; "
            "complete or cancel all but one in each first."
        )


def drop_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("bookings_no_overlap", "bookings_not_held", "holds_no_overlap", "holds_not_booked"):
            for event in ("insert", "update"):
                op.execute(f"DROP TRIGGER {name}_{event}")
        return
    for table, refusal in REFUSAL.items():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {refusal}")
    for table, name in (("bookings", "bookings_not_held"), ("holds", "holds_not_booked")):
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")


def make_guards(with_seats: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            guard_sqlite("bookings", f"bookings_no_overlap_{event}", clash("bookings", with_seats))
            guard_sqlite("bookings", f"bookings_not_held_{event}", clash("holds", with_seats))
            guard_sqlite("holds", f"holds_not_booked_{event}", clash("bookings", with_seats))
            guard_sqlite("holds", f"holds_no_overlap_{event}", clash("holds", with_seats))
            for table in LIVE if with_seats else ():
                guard_sqlite(table, f"{table}_not_full_{event}", is_full())
        return
    for table, live in LIVE.items():
        session = f", {SESSION} WITH <>" if with_seats else ""
        op.execute(f"""
            ALTER TABLE {table} ADD CONSTRAINT {REFUSAL[table]} EXCLUDE USING gist
            (business_id WITH =, staff_id WITH =, tstzrange(blocks_from, blocks_until) WITH &&{session})
            WHERE ({live})
        """)
    guard_postgresql("bookings", "bookings_not_held", "holds", with_seats)
    guard_postgresql("holds", "holds_not_booked", "bookings", with_seats)


def clash(table: str, with_seats: bool) -> str:
    """It overlaps one of the table, if there are seats one of another session."""
    return f"""EXISTS (
        SELECT 1 FROM {table} AS other WHERE {OTHERS} AND other.{LIVE[table]}
        AND other.blocks_from < NEW.blocks_until AND NEW.blocks_from < other.blocks_until
        {f"AND NOT {SAME_SESSION}" if with_seats else ""}
    )"""


def is_full() -> str:
    """The bookings and holds of its session have taken all seats."""
    taken = " UNION ALL ".join(
        f"SELECT 1 FROM {table} AS other WHERE {OTHERS} AND other.{live} AND {SAME_SESSION}"
        for table, live in LIVE.items()
    )
    return f"(SELECT count(*) FROM ({taken}) AS taken) >= NEW.seats"


def guard_sqlite(table: str, name: str, refused: str) -> None:
    event = name.rpartition("_")[2].upper()
    op.execute(f"""
        CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NEW.{LIVE[table]} AND {refused}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL[table]}'); END
    """)


def guard_postgresql(table: str, name: str, other: str, with_seats: bool) -> None:
    """No constraint reaches over two tables, or counts. The lock makes writers of both wait for each other,
    and the look that follows it sees what was committed meanwhile (READ COMMITTED)."""
    op.execute(f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(
                hashtextextended('time of ' || NEW.business_id || ' ' || NEW.staff_id, 0));
            IF {clash(other, with_seats)}{f" OR {is_full()}" if with_seats else ""} THEN
                RAISE EXCEPTION '{REFUSAL[table]}' USING ERRCODE = 'exclusion_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table}
        FOR EACH ROW WHEN (NEW.{LIVE[table]}) EXECUTE FUNCTION {name}()
    """)
