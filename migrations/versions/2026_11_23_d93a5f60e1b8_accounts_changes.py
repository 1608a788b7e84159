"""What administrators changed of accounts, forms kept over a log-in, and the age of a phone's candidate secret."""

import sqlalchemy as sa
from alembic import op

revision = "d93a5f60e1b8"
down_revision = "f2a6c7d80e95"
branch_labels = None
depends_on = None

KINDS = ("role", "name", "closed", "reopened", "phone", "council_given", "council_taken")


def upgrade() -> None:
    op.add_column("account", sa.Column("totp_candidate_at", sa.DateTime(timezone=True), nullable=True))
    # Without its age a secret cannot be told fresh: whoever was adding a phone begins again.
    op.execute("UPDATE account SET totp_candidate = NULL")
    op.create_table(
        "account_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("before", sa.String(length=200), nullable=True),
        sa.Column("after", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_change_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_account_change_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    op.create_index(op.f("ix_account_change_account_id"), "account_change", ["account_id"])
    op.create_table(
        "kept_form",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kept_form_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_kept_form")),
    )


def downgrade() -> None:
    op.drop_table("kept_form")
    op.drop_index(op.f("ix_account_change_account_id"), table_name="account_change")
    op.drop_table("account_change")
    op.drop_column("account", "totp_candidate_at")
