"""Councils and their rules."""

import sqlalchemy as sa
from alembic import op

revision = "b358f7c2e041"
down_revision = "7e09a4d1b6c2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.Column("presentation_html", sa.Text(), nullable=False),
        sa.Column("sign_up_open", sa.Boolean(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_council_body_id_body")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_council_neighbourhood_id_neighbourhood")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
        sa.UniqueConstraint("body_id", name=op.f("uq_council_body_id")),
        sa.UniqueConstraint("neighbourhood_id", name=op.f("uq_council_neighbourhood_id")),
    )
    op.create_table(
        "council_assignment",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_council_assignment_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_council_assignment_council_id_council")
        ),
        sa.PrimaryKeyConstraint("account_id", "council_id", name=op.f("pk_council_assignment")),
    )
    op.create_table(
        "council_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.Enum(
                "size",
                "residents_share",
                "parity",
                "term",
                "excluded",
                "designation",
                "least_age",
                "members_published",
                name="key",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_council_rule_council_id_council")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_rule")),
        sa.UniqueConstraint(
            "council_id", "key", "starts_on", name=op.f("uq_council_rule_council_id_key_starts_on")
        ),
    )
    op.create_index(op.f("ix_council_rule_council_id"), "council_rule", ["council_id"], unique=False)
    op.create_table(
        "recognition_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_recognition_order_council_id_council")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_order")),
    )
    op.create_index(
        op.f("ix_recognition_order_council_id"), "recognition_order", ["council_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_recognition_order_council_id"), table_name="recognition_order")
    op.drop_table("recognition_order")
    op.drop_index(op.f("ix_council_rule_council_id"), table_name="council_rule")
    op.drop_table("council_rule")
    op.drop_table("council_assignment")
    op.drop_table("council")
