"""Keys that end at an instant, and keys that replace others."""

import sqlalchemy as sa
from alembic import op

from bookings.storage.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("expires_at", Instant(), nullable=True))
    op.add_column("api_keys", sa.Column("replaced_by", sa.Text(), nullable=True))
    op.add_column("api_keys", sa.Column("line_id", sa.Text(), nullable=True))


def downgrade() -> None:
    """Without its end a key would work again; so whatever was to end is revoked at that instant."""
    op.execute(
        "UPDATE api_keys SET revoked_at = expires_at WHERE expires_at IS NOT NULL AND revoked_at IS NULL"
    )
    op.drop_column("api_keys", "line_id")
    op.drop_column("api_keys", "replaced_by")
    op.drop_column("api_keys", "expires_at")
