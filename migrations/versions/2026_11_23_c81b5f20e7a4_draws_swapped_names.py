"""A doubtful full name can be accepted the other way round: family name and given name swapped."""

import sqlalchemy as sa
from alembic import op

revision = "c81b5f20e7a4"
down_revision = "5ae08c13d9f6"
branch_labels = None
depends_on = None

TABLES = ("row_fault", "fault_kind")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("is_swapped", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "is_swapped")
