"""Weights and priorities of a link's staff; whose turn it is begins anew."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Json

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("weights", "priorities"):
        op.add_column("booking_links", sa.Column(name, Json, server_default="{}", nullable=False))
    op.add_column("assignment_turns", sa.Column("credit", sa.Integer(), server_default="0", nullable=False))
    op.add_column("assignment_turns", sa.Column("total", sa.Integer(), server_default="1", nullable=False))
    op.drop_column("assignment_turns", "last_turn")


def downgrade() -> None:
    """Links that go by weights or priorities take equal turns."""
    with op.batch_alter_table("assignment_turns") as table:
        table.add_column(sa.Column("last_turn", sa.Integer(), server_default="0", nullable=False))
        table.drop_column("total")
        table.drop_column("credit")
    with op.batch_alter_table("assignment_turns") as table:
        table.alter_column("last_turn", existing_type=sa.Integer(), server_default=None)
    op.execute("UPDATE booking_links SET assignment = 'round_robin'")
    for name in ("weights", "priorities"):
        op.drop_column("booking_links", name)
