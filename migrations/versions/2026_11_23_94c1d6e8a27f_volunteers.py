"""Sign-ups, consents and reviews of doubles."""

import sqlalchemy as sa
from alembic import op

revision = "94c1d6e8a27f"
down_revision = "b358f7c2e041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "resident", "association", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "registered",
                "withdrawn",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("F", "M", "X", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("association_name", sa.String(length=200), nullable=True),
        sa.Column("association_activity", sa.String(length=200), nullable=True),
        sa.Column(
            "area_check",
            sa.Enum(
                "inside", "unknown", name="area_check", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("area_checked_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("postal_address", sa.String(length=300), nullable=True),
        sa.Column("helper_name", sa.String(length=200), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=40), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repaired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'association') = (association_name IS NOT NULL)", name=op.f("ck_sign_up_association")
        ),
        sa.CheckConstraint("(state = 'refused') = (refused_at IS NOT NULL)", name=op.f("ck_sign_up_refused")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_sign_up_withdrawn")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_sign_up_council_id_council")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_sign_up_entered_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_sign_up_code_sha256")),
    )
    op.create_index(op.f("ix_sign_up_council_id"), "sign_up", ["council_id"], unique=False)
    op.create_index("ix_sign_up_likeness", "sign_up", ["council_id", "birth_year", "name_key"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "processing",
                "name_published",
                "next_draws",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name=op.f("fk_consent_sign_up_id_sign_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "sign_up_id", "kind", "given_at", name=op.f("uq_consent_sign_up_id_kind_given_at")
        ),
    )
    op.create_index(op.f("ix_consent_sign_up_id"), "consent", ["sign_up_id"], unique=False)
    op.create_table(
        "double_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "same",
                "two_people",
                "unknown",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_double_review_pair")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_double_review_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["sign_up.id"], name=op.f("fk_double_review_first_id_sign_up"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["sign_up.id"], name=op.f("fk_double_review_second_id_sign_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_review")),
        sa.UniqueConstraint(
            "first_id", "second_id", "account_id", name=op.f("uq_double_review_first_id_second_id_account_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("double_review")
    op.drop_index(op.f("ix_consent_sign_up_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index("ix_sign_up_likeness", table_name="sign_up")
    op.drop_index(op.f("ix_sign_up_council_id"), table_name="sign_up")
    op.drop_table("sign_up")
