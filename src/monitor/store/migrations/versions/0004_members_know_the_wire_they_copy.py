"""Members know the wire they copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the schema that the next revision starts from."""
    family = sa.Column("family", sa.Text(), nullable=False, server_default="")
    op.add_column("membership", family)


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("membership", "family")
