"""When an answer on paper was noted, and the days left for a report as they stood when the meeting was held."""

import sqlalchemy as sa
from alembic import op

revision = "d4c81e7f05a2"
down_revision = "b7d2c40e95f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request_step", sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("report_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("meeting", "report_days")
    op.drop_column("request_step", "noted_at")
