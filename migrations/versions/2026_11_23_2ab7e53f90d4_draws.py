"""Draws, their entries and results."""

import sqlalchemy as sa
from alembic import op

revision = "2ab7e53f90d4"
down_revision = "94c1d6e8a27f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous_draw_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "closed",
                "sealed",
                "drawn",
                "completed",
                "archived",
                "abandoned",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("entropy_for", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claims_days", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rule_sha256", sa.String(length=64), nullable=True),
        sa.Column("secret_commitment", sa.String(length=64), nullable=True),
        sa.Column("announcement", sa.String(length=64), nullable=True),
        sa.Column("rule_change", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claims_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries_at_close", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'abandoned') = (abandoned_at IS NOT NULL)", name=op.f("ck_draw_abandoned")
        ),
        sa.CheckConstraint("claims_days >= 0", name=op.f("ck_draw_claims_days")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_draw_seats")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_draw_council_id_council")),
        sa.ForeignKeyConstraint(
            ["previous_draw_id"], ["draw.id"], name=op.f("fk_draw_previous_draw_id_draw")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("council_id", "sequence", name=op.f("uq_draw_council_id_sequence")),
        sa.UniqueConstraint("uuid", name=op.f("uq_draw_uuid")),
    )
    op.create_index(op.f("ix_draw_state"), "draw", ["state"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "announce",
                "close",
                "sign_list",
                "seal",
                "record",
                "abandon",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_approval_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_approval_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("draw_id", "act", "account_id", name=op.f("uq_approval_draw_id_act_account_id")),
    )
    op.create_table(
        "archived_transcript",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_archived_transcript_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_archived_transcript")),
    )
    op.create_table(
        "candidate",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("is_claim", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_candidate_draw_id_draw")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_up.id"], name=op.f("fk_candidate_sign_up_id_sign_up")),
        sa.PrimaryKeyConstraint("draw_id", "sign_up_id", name=op.f("pk_candidate")),
    )
    op.create_table(
        "contribution",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_contribution_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "item", name=op.f("pk_contribution")),
    )
    op.create_table(
        "direct_seating",
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (mandate_id IS NULL)", name=op.f("ck_direct_seating_seated")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id",
            name=op.f("ck_direct_seating_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_direct_seating_confirmed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_direct_seating_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_direct_seating_proposed_by_id_account")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_direct_seating_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name=op.f("fk_direct_seating_sign_up_id_sign_up")
        ),
        sa.PrimaryKeyConstraint("sign_up_id", name=op.f("pk_direct_seating")),
        sa.UniqueConstraint("mandate_id", name=op.f("uq_direct_seating_mandate_id")),
    )
    op.create_table(
        "draw_seat",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_seat_draw_id_draw")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_draw_seat_seat_id_seat")),
        sa.PrimaryKeyConstraint("draw_id", "seat_id", name=op.f("pk_draw_seat")),
    )
    op.create_table(
        "draw_secret",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_secret_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_draw_secret")),
    )
    op.create_table(
        "entry",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("household", sa.String(length=40), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_entry_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "index", name=op.f("pk_entry")),
        sa.UniqueConstraint("draw_id", "leaf", name=op.f("uq_entry_draw_id_leaf")),
        sa.UniqueConstraint("draw_id", "rank", name=op.f("uq_entry_draw_id_rank")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reading_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_reading_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "draw_id",
            "item",
            "account_id",
            "attempt",
            name=op.f("uq_reading_draw_id_item_account_id_attempt"),
        ),
    )
    op.create_index(op.f("ix_reading_draw_id"), "reading", ["draw_id"], unique=False)
    op.create_table(
        "secret_showing",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_secret_showing_account_id_account")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_secret_showing_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "account_id", name=op.f("pk_secret_showing")),
    )
    op.create_table(
        "transcript_check",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("substitutions", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_transcript_check_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_transcript_check")),
    )
    op.create_table(
        "answer",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "by_code OR (recorded_by_id IS NOT NULL AND (confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id))",
            name=op.f("ck_answer_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_answer_confirmed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_answer_draw_id_entry")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_answer_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_answer_recorded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("draw_id", "index", name=op.f("pk_answer")),
        sa.UniqueConstraint("mandate_id", name=op.f("uq_answer_mandate_id")),
    )
    op.create_table(
        "departure",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "declined",
                "no_answer",
                "ineligible",
                "left",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "by_code OR (recorded_by_id IS NOT NULL AND (confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id))",
            name=op.f("ck_departure_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_departure_confirmed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_departure_draw_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_departure_recorded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("draw_id", "index", name=op.f("pk_departure")),
    )
    op.create_table(
        "entry_secret",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("identity_salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("profile_salt", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_entry_secret_draw_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name=op.f("fk_entry_secret_sign_up_id_sign_up")
        ),
        sa.PrimaryKeyConstraint("draw_id", "index", name=op.f("pk_entry_secret")),
        sa.UniqueConstraint("draw_id", "sign_up_id", name=op.f("uq_entry_secret_draw_id_sign_up_id")),
    )
    op.create_table(
        "selection",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_selection_draw_id_entry")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_selection_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "position", name=op.f("pk_selection")),
        sa.UniqueConstraint("draw_id", "index", name=op.f("uq_selection_draw_id_index")),
    )
    op.create_table(
        "substitution",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("left_index", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "declined",
                "no_answer",
                "ineligible",
                "left",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draw_id", "left_index"],
            ["entry.draw_id", "entry.index"],
            name=op.f("fk_substitution_draw_id_entry"),
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_substitution_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "sequence", name=op.f("pk_substitution")),
        sa.UniqueConstraint("draw_id", "left_index", name=op.f("uq_substitution_draw_id_left_index")),
    )


def downgrade() -> None:
    op.drop_table("substitution")
    op.drop_table("selection")
    op.drop_table("entry_secret")
    op.drop_table("departure")
    op.drop_table("answer")
    op.drop_table("transcript_check")
    op.drop_table("secret_showing")
    op.drop_index(op.f("ix_reading_draw_id"), table_name="reading")
    op.drop_table("reading")
    op.drop_table("entry")
    op.drop_table("draw_secret")
    op.drop_table("draw_seat")
    op.drop_table("direct_seating")
    op.drop_table("contribution")
    op.drop_table("candidate")
    op.drop_table("archived_transcript")
    op.drop_table("approval")
    op.drop_index(op.f("ix_draw_state"), table_name="draw")
    op.drop_table("draw")
