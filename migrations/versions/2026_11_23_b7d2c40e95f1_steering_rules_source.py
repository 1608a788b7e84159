"""Which document sets the seats, the voice and the days of a steering body."""

import sqlalchemy as sa
from alembic import op

revision = "b7d2c40e95f1"
down_revision = "96f35e641c05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("steering_body", sa.Column("rules_source", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("steering_body", "rules_source")
