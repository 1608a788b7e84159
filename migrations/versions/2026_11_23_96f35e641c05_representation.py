"""Steering bodies, seats and delegates, reports, requests and answers, referral, digests."""

import sqlalchemy as sa
from alembic import op

revision = "96f35e641c05"
down_revision = "c81b5f20e7a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum(
                "never",
                "daily",
                "weekly",
                "monthly",
                name="rhythm",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest")),
    )
    op.create_table(
        "institution_account",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_institution_account_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_account_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_institution_account")),
    )
    with op.batch_alter_table("institution_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_institution_account_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "institution_contact",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_contact_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_institution_contact")),
    )
    op.create_table(
        "steering_body",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "political",
                "technical",
                "project_team",
                "renewal",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("orientation_id", sa.Integer(), nullable=True),
        sa.Column(
            "sharing",
            sa.Enum(
                "each", "turn", "one", name="sharing", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column(
            "voice",
            sa.Enum(
                "deliberative",
                "consultative",
                name="voice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asks_pair", sa.Boolean(), nullable=False),
        sa.Column("report_days", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(sharing = 'one') = (neighbourhood_id IS NOT NULL)", name=op.f("ck_steering_body_neighbourhood")
        ),
        sa.CheckConstraint(
            "dissolved_on IS NULL OR dissolved_on >= created_on", name=op.f("ck_steering_body_dissolved")
        ),
        sa.CheckConstraint("report_days > 0", name=op.f("ck_steering_body_report_days")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_steering_body_seats")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_steering_body_body_id_body")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_steering_body_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["orientation_id"], ["orientation.id"], name=op.f("fk_steering_body_orientation_id_orientation")
        ),
        sa.PrimaryKeyConstraint("body_id", name=op.f("pk_steering_body")),
    )
    op.create_table(
        "answer_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 366", name=op.f("ck_answer_rule_days")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_answer_rule_council_id_council")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rule")),
        sa.UniqueConstraint("council_id", "starts_on", name=op.f("uq_answer_rule_council_id_starts_on")),
    )
    op.create_table(
        "body_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "lead",
                "member",
                "pool",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "voice",
            sa.Enum(
                "deliberative",
                "consultative",
                name="voice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["steering_body.body_id"], name=op.f("fk_body_member_body_id_steering_body")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_body_member_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_member")),
        sa.UniqueConstraint("body_id", "institution_id", name=op.f("uq_body_member_body_id_institution_id")),
    )
    with op.batch_alter_table("body_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_body_member_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "delegate_seat",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_delegate_seat_council_id_council")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_delegate_seat_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_delegate_seat")),
    )
    with op.batch_alter_table("delegate_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegate_seat_council_id"), ["council_id"], unique=False)

    op.create_table(
        "protocol_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_condition", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["steering_body.body_id"], name=op.f("fk_protocol_step_body_id_steering_body")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_step")),
        sa.UniqueConstraint("body_id", "position", name=op.f("uq_protocol_step_body_id_position")),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_referral_council_id_council")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_referral_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_referral_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_council_id"), ["council_id"], unique=False)

    op.create_table(
        "delegate_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("typed", "dictated", name="source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_delegate_report_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_delegate_report_council_id_council")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_delegate_report_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_delegate_report_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_delegate_report_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate_report")),
        sa.UniqueConstraint(
            "meeting_id", "council_id", name=op.f("uq_delegate_report_meeting_id_council_id")
        ),
    )
    with op.batch_alter_table("delegate_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegate_report_council_id"), ["council_id"], unique=False)

    op.create_table(
        "referral_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sent",
                "received",
                "transmitted",
                "judged",
                "submitted",
                "town_debate",
                "assembly_debate",
                "closed",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("concerns", sa.Boolean(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_referral_step_noted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_step_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_step")),
        sa.UniqueConstraint("referral_id", "kind", name=op.f("uq_referral_step_referral_id_kind")),
    )
    op.create_table(
        "designation",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "vote", "consensus", "draw", name="mode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("mode = 'draw' OR draw_id IS NULL", name=op.f("ck_designation_draw")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_designation_council_id_council")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_designation_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_designation_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_designation_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_designation_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("mandate_id", name=op.f("pk_designation")),
    )
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_designation_council_id"), ["council_id"], unique=False)

    op.create_table(
        "council_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opinion",
                "question",
                "contribution",
                "request",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column(
            "adoption",
            sa.Enum(
                "vote", "consensus", name="adoption", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("minority", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("rule_source", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "received",
                "accepted",
                "partly",
                "refused",
                "done",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(body_id IS NULL) <> (institution_id IS NULL)", name=op.f("ck_council_request_addressee")
        ),
        sa.CheckConstraint("(due_on IS NULL) = (sent_at IS NULL)", name=op.f("ck_council_request_due")),
        sa.CheckConstraint(
            "(sequence IS NULL) = (sent_at IS NULL)", name=op.f("ck_council_request_numbered")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_council_request_action_id_action")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_council_request_body_id_body")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_council_request_council_id_council")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_council_request_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_council_request_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_council_request_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_council_request_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_council_request_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_council_request_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_request")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_council_request_year_sequence")),
    )
    with op.batch_alter_table("council_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_council_request_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_council_request_council_id"), ["council_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_council_request_institution_id"), ["institution_id"], unique=False
        )
        batch_op.create_index("ix_council_request_state", ["state", "due_on"], unique=False)

    op.create_table(
        "answer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["council_request.id"], name=op.f("fk_answer_link_request_id_council_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_answer_link_secret_sha256")),
    )
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_link_request_id"), ["request_id"], unique=False)

    op.create_table(
        "request_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "received",
                "accepted",
                "partly",
                "refused",
                "done",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_request_step_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["answer_link.id"], name=op.f("fk_request_step_link_id_answer_link")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["council_request.id"], name=op.f("fk_request_step_request_id_council_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_step")),
        sa.UniqueConstraint("link_id", name=op.f("uq_request_step_link_id")),
    )
    with op.batch_alter_table("request_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_step_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("request_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_step_request_id"))

    op.drop_table("request_step")
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_link_request_id"))

    op.drop_table("answer_link")
    with op.batch_alter_table("council_request", schema=None) as batch_op:
        batch_op.drop_index("ix_council_request_state")
        batch_op.drop_index(batch_op.f("ix_council_request_institution_id"))
        batch_op.drop_index(batch_op.f("ix_council_request_council_id"))
        batch_op.drop_index(batch_op.f("ix_council_request_body_id"))

    op.drop_table("council_request")
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_designation_council_id"))

    op.drop_table("designation")
    op.drop_table("referral_step")
    with op.batch_alter_table("delegate_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegate_report_council_id"))

    op.drop_table("delegate_report")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_council_id"))

    op.drop_table("referral")
    op.drop_table("protocol_step")
    with op.batch_alter_table("delegate_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegate_seat_council_id"))

    op.drop_table("delegate_seat")
    with op.batch_alter_table("body_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_body_member_institution_id"))

    op.drop_table("body_member")
    op.drop_table("answer_rule")
    op.drop_table("steering_body")
    op.drop_table("institution_contact")
    with op.batch_alter_table("institution_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_account_institution_id"))

    op.drop_table("institution_account")
    op.drop_table("digest")
