"""Lists of decisions and actions of one council or one year are read by key, however long the others are."""

from alembic import op

revision = "e61a90d7b34c"
down_revision = "c7e2405b9ad8"
branch_labels = None
depends_on = None

TABLES = ("decision", "action")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_body_id_id", table, ["body_id", "id"])
        op.create_index(f"ix_{table}_year_id", table, ["year", "id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_year_id", table_name=table)
        op.drop_index(f"ix_{table}_body_id_id", table_name=table)
