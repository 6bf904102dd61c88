"""How long an appointment of each business has ever been, and how much time buffers have taken beside it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = ("longest_appointment_minutes", "longest_buffers_minutes")
_DAY = 24 * 60
_TAKES = "ends_at - starts_at"
_IS_BESIDE = "blocks_until - blocks_from - (ends_at - starts_at)"


def upgrade() -> None:
    for name, most in zip(_COLUMNS, (_DAY, 2 * _DAY), strict=True):  # the most that a business file allows
        op.add_column("businesses", sa.Column(name, sa.Integer(), nullable=False, server_default=str(most)))
    appointments = [
        ("services", "duration_minutes"),
        ("booking_links", "duration_minutes"),
        ("bookings", _minutes(_TAKES)),
        ("holds", _minutes(_TAKES)),
    ]
    buffers = [
        ("booking_links", "buffer_before_minutes + buffer_after_minutes"),
        ("bookings", _minutes(_IS_BESIDE)),
        ("holds", _minutes(_IS_BESIDE)),
    ]
    for business in list(op.get_bind().execute(sa.text("SELECT id FROM businesses")).scalars()):
        values = dict(zip(_COLUMNS, (_most(appointments, business), _most(buffers, business)), strict=True))
        change = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
        op.get_bind().execute(
            sa.text(f"UPDATE businesses SET {change} WHERE id = :business"), values | {"business": business}
        )


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("businesses", name)


def _minutes(length: str) -> str:
    if op.get_bind().dialect.name == "sqlite":
        return f"({length} + 59) / 60"
    return f"CAST(CEIL(EXTRACT(EPOCH FROM {length}) / 60) AS INTEGER)"


def _most(where: list[tuple[str, str]], business: str) -> Any:
    queries = " UNION ALL ".join(
        f"SELECT max({what}) AS most FROM {table} WHERE business_id = :business" for table, what in where
    )
    found = op.get_bind().execute(
        sa.text(f"SELECT max(most) FROM ({queries}) AS each"), {"business": business}
    )
    return found.scalar() or 0
