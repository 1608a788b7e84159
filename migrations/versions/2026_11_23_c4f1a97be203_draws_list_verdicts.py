"""What people decide on imported lists: kinds of doubt settled at once, somebody taken off by two people.

A list also remembers which sheet and which header line somebody chose. Pairs of likely doubles get an index on their
earlier record: without it, erasing a list would look through every pair once for each person.
"""

import sqlalchemy as sa
from alembic import op

revision = "c4f1a97be203"
down_revision = "a80d4e6c19b3"
branch_labels = None
depends_on = None


def values_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("pool_list", sa.Column("sheet", sa.String(length=200), nullable=True))
    op.add_column("pool_list", sa.Column("header_line", sa.Integer(), nullable=True))
    op.create_index("ix_likely_double_other_listed_id", "likely_double", ["other_listed_id"], unique=False)
    op.create_table(
        "fault_kind",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("is_doubt", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("verdict", values_of("verdict", "accepted", "rejected"), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_fault_kind_decided_by_id_account")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["pool_list.id"], name=op.f("fk_fault_kind_list_id_pool_list"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "code", name=op.f("pk_fault_kind")),
    )
    op.create_table(
        "removal",
        sa.Column("listed_id", sa.Integer(), nullable=False),
        sa.Column("reason", values_of("reason", "asked", "excluded", "moved", "deceased"), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_removal_confirmed_by_id_account")),
        sa.ForeignKeyConstraint(
            ["listed_id"], ["listed_person.id"], name=op.f("fk_removal_listed_id_listed_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_removal_proposed_by_id_account")),
        sa.PrimaryKeyConstraint("listed_id", name=op.f("pk_removal")),
    )


def downgrade() -> None:
    op.drop_table("removal")
    op.drop_table("fault_kind")
    op.drop_index("ix_likely_double_other_listed_id", table_name="likely_double")
    op.drop_column("pool_list", "header_line")
    op.drop_column("pool_list", "sheet")
