"""The outbox carries messages of all kinds, claimed by workers, in lanes."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PENDING = sa.text("delivered_at IS NULL AND dead_at IS NULL")
DEAD = sa.text("dead_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_outbox_due", table_name="outbox")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("booking_id", existing_type=sa.Text(), nullable=True)
        table.add_column(sa.Column("lane", sa.Text(), nullable=True))
        table.add_column(sa.Column("dedupe_key", sa.Text(), nullable=True))
        table.add_column(sa.Column("claimed_by", sa.Text(), nullable=True))
        table.add_column(sa.Column("claimed_until", Instant(), nullable=True))
        table.add_column(sa.Column("dead_at", Instant(), nullable=True))
        table.create_unique_constraint("uq_outbox_dedupe_key", ["dedupe_key"])
    op.execute("UPDATE outbox SET lane = 'booking:' || booking_id")
    for name, columns, rows in (
        ("ix_outbox_due", ["kind", "available_at", "id"], PENDING),
        ("ix_outbox_lane", ["lane", "id"], PENDING),
        ("ix_outbox_dead_at", ["dead_at"], DEAD),
    ):
        op.create_index(name, "outbox", columns, sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    """Messages of kinds that the older program does not know go."""
    for name in ("ix_outbox_due", "ix_outbox_lane", "ix_outbox_dead_at"):
        op.drop_index(name, table_name="outbox")
    op.execute("DELETE FROM outbox WHERE booking_id IS NULL OR kind NOT LIKE 'booking.%'")
    with op.batch_alter_table("outbox") as table:
        table.drop_constraint("uq_outbox_dedupe_key", type_="unique")
        for name in ("lane", "dedupe_key", "claimed_by", "claimed_until", "dead_at"):
            table.drop_column(name)
        table.alter_column("booking_id", existing_type=sa.Text(), nullable=False)
    waiting = sa.text("delivered_at IS NULL")
    op.create_index(
        "ix_outbox_due", "outbox", ["available_at"], sqlite_where=waiting, postgresql_where=waiting
    )
