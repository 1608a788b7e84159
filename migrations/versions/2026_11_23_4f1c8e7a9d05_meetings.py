"""Meetings of a body: convocation, agenda, attendance, minutes, decisions, actions, files.

Tables of a slice of their own: nothing that stands is changed. Their guards come with the next revision.
"""

import sqlalchemy as sa
from alembic import op

revision = "4f1c8e7a9d05"
down_revision = "6b0f4d92ce71"
branch_labels = None
depends_on = None


def values_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "meeting_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            values_of("key", "notice", "quorum", "quorum_residents", "quorum_local_actors", "minutes", "corrections"),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_meeting_rule_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_rule")),
        sa.UniqueConstraint("body_id", "key", "starts_on", name=op.f("uq_meeting_rule_body_id_key_starts_on")),
    )
    op.create_index(op.f("ix_meeting_rule_body_id"), "meeting_rule", ["body_id"], unique=False)
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_meeting_series_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )
    op.create_index(op.f("ix_meeting_series_body_id"), "meeting_series", ["body_id"], unique=False)
    op.create_table(
        "member_account",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_member_account_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_account_person_id_person")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_member_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_member_account_person_id")),
    )
    op.create_table(
        "search_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_search_text_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("kind", "reference", name=op.f("uq_search_text_kind_reference")),
    )
    op.create_index("ix_search_text_body_id_id", "search_text", ["body_id", "id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", values_of("state", "draft", "convened", "held", "closed", "cancelled"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("childcare", sa.Text(), nullable=False),
        sa.Column("language_help", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("late_days", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("room_code", sa.String(length=12), nullable=True),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_meeting_cancelled")),
        sa.CheckConstraint("cancelled_at IS NULL OR cancel_reason IS NOT NULL", name=op.f("ck_meeting_cancel_reason")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_hours")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_meeting_sequence")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_meeting_body_id_body")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_meeting_created_by_id_account")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_series_id_meeting_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("room_code", name=op.f("uq_meeting_room_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    op.create_index("ix_meeting_body_id_starts_at", "meeting", ["body_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_meeting_series_id"), "meeting", ["series_id"], unique=False)
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("kind", values_of("kind", "information", "debate", "decision", "approval"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=True),
        sa.Column("state", values_of("state", "proposed", "kept", "refused", "planned"), nullable=False),
        sa.Column("outcome", values_of("outcome", "done", "open"), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("approves_meeting_id", sa.Integer(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("confidential_reason", sa.String(length=200), nullable=True),
        sa.Column("proposed_by", values_of("proposed_by", "team", "member", "resident"), nullable=False),
        sa.Column("proposer_name", sa.String(length=200), nullable=True),
        sa.Column("proposer_contact", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(state = 'planned') = (meeting_id IS NOT NULL)", name=op.f("ck_agenda_item_planned")),
        sa.CheckConstraint("kind = 'approval' OR approves_meeting_id IS NULL", name=op.f("ck_agenda_item_approves")),
        sa.CheckConstraint("state <> 'refused' OR refusal IS NOT NULL", name=op.f("ck_agenda_item_refusal")),
        sa.CheckConstraint("(meeting_id IS NULL) = (position IS NULL)", name=op.f("ck_agenda_item_position")),
        sa.CheckConstraint(
            "is_confidential = (confidential_reason IS NOT NULL)", name=op.f("ck_agenda_item_confidential")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_agenda_item_minutes")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_agenda_item_account_id_account")),
        sa.ForeignKeyConstraint(
            ["approves_meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_approves_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_agenda_item_body_id_body")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_carried_from_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("carried_from_id", name=op.f("uq_agenda_item_carried_from_id")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")),
    )
    op.create_index(op.f("ix_agenda_item_approves_meeting_id"), "agenda_item", ["approves_meeting_id"], unique=False)
    op.create_index("ix_agenda_item_body_id_state", "agenda_item", ["body_id", "state"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column(
            "presence", values_of("presence", "present", "excused", "absent", "replaced", "guest"), nullable=False
        ),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=200), nullable=True),
        sa.Column("guest_quality", sa.String(length=200), nullable=True),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(presence = 'guest') = (guest_name IS NOT NULL)", name=op.f("ck_attendance_guest")),
        sa.CheckConstraint("(presence = 'guest') = (seat_id IS NULL)", name=op.f("ck_attendance_seat")),
        sa.CheckConstraint(
            "(presence = 'replaced') = (substitute_id IS NOT NULL)", name=op.f("ck_attendance_substitute")
        ),
        sa.CheckConstraint("(seat_id IS NULL) = (mandate_id IS NULL)", name=op.f("ck_attendance_mandate")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_attendance_account_id_account")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_attendance_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_attendance_seat_id_seat")),
        sa.ForeignKeyConstraint(["substitute_id"], ["mandate.id"], name=op.f("fk_attendance_substitute_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "seat_id", name=op.f("uq_attendance_meeting_id_seat_id")),
    )
    op.create_index("ix_attendance_mandate_id", "attendance", ["mandate_id"], unique=False)
    op.create_table(
        "convocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_convocation_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_convocation_sent_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_convocation_meeting_id_number")),
    )
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", values_of("state", "draft", "circulated", "approved", "published"), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("disagreements", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_in_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=True),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_minutes_published")),
        sa.CheckConstraint("(state = 'published') = (sealed_sha256 IS NOT NULL)", name=op.f("ck_minutes_sealed")),
        sa.ForeignKeyConstraint(["approved_in_id"], ["meeting.id"], name=op.f("fk_minutes_approved_in_id_meeting")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    op.create_index("ix_minutes_published_at", "minutes", ["published_at"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", values_of("state", "proposed", "accepted", "refused"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_correction_decided")),
        sa.CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name=op.f("ck_correction_answer")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_correction_account_id_account")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_correction_decided_by_id_account")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_correction_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_correction_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_correction_meeting_id_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_meeting_id", "correction", ["meeting_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=True),
        sa.Column("is_consensus", sa.Boolean(), nullable=False),
        sa.Column("minority", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_decision_number")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_decision_body_id_body")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("body_id", "year", "number", name=op.f("uq_decision_body_id_year_number")),
    )
    op.create_index(op.f("ix_decision_item_id"), "decision", ["item_id"], unique=False)
    op.create_index(op.f("ix_decision_meeting_id"), "decision", ["meeting_id"], unique=False)
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convocation_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("channel", values_of("channel", "email", "letter", "phone"), nullable=False),
        sa.Column("mail_key", sa.String(length=200), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["convocation_id"], ["convocation.id"], name=op.f("fk_dispatch_convocation_id_convocation")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_dispatch_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_dispatch_noted_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("convocation_id", "mandate_id", name=op.f("uq_dispatch_convocation_id_mandate_id")),
    )
    op.create_index("ix_dispatch_mandate_id", "dispatch", ["mandate_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kind", values_of("kind", "paper", "picture"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("alternative", sa.String(length=200), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("kind <> 'picture' OR alternative IS NOT NULL", name=op.f("ck_document_alternative")),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_reason IS NULL)", name=op.f("ck_document_removed")),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size")),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_document_added_by_id_account")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_document_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_document_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_meeting_id"), "document", ["meeting_id"], unique=False)
    op.create_table(
        "minutes_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            values_of("reason", "draft", "circulated", "corrected", "approved", "published", "rectified"),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_minutes_revision_made_by_id_account")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_minutes_revision_meeting_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revision")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_minutes_revision_meeting_id_number")),
    )
    op.create_table(
        "minutes_section",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_section_item_id_agenda_item")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_minutes_section_meeting_id_minutes")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_minutes_section_saved_by_id_account")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_minutes_section")),
    )
    op.create_index(op.f("ix_minutes_section_meeting_id"), "minutes_section", ["meeting_id"], unique=False)
    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", values_of("kind", "arrival", "departure"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_movement_account_id_account")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_movement_attendance_id_attendance")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_movement_item_id_agenda_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint("attendance_id", "item_id", name=op.f("uq_movement_attendance_id_item_id")),
    )
    op.create_index(op.f("ix_movement_item_id"), "movement", ["item_id"], unique=False)
    op.create_table(
        "reading_mark",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reading_mark_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_reading_mark_meeting_id_minutes")
        ),
        sa.PrimaryKeyConstraint("account_id", "meeting_id", name=op.f("pk_reading_mark")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", values_of("state", "open", "started", "done", "dropped"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_action_number")),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR account_id IS NOT NULL OR who IS NOT NULL", name=op.f("ck_action_who")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_action_account_id_account")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_body_id_body")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_action_decision_id_decision")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_action_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("body_id", "year", "number", name=op.f("uq_action_body_id_year_number")),
    )
    op.create_index(op.f("ix_action_account_id"), "action", ["account_id"], unique=False)
    op.create_index(op.f("ix_action_decision_id"), "action", ["decision_id"], unique=False)
    op.create_index(op.f("ix_action_item_id"), "action", ["item_id"], unique=False)
    op.create_index(op.f("ix_action_meeting_id"), "action", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_action_person_id"), "action", ["person_id"], unique=False)
    op.create_index("ix_action_state_due_on", "action", ["state", "due_on"], unique=False)
    op.create_table(
        "minutes_signature",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("quality", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_minutes_signature_account_id_account")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_minutes_signature_meeting_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["minutes_revision.id"], name=op.f("fk_minutes_signature_revision_id_minutes_revision")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", name=op.f("pk_minutes_signature")),
    )
    op.create_table(
        "vote_count",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("college", values_of("college", "residents", "local_actors", "all"), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstentions", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name=op.f("ck_vote_count_counts")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_vote_count_decision_id_decision")),
        sa.PrimaryKeyConstraint("decision_id", "college", name=op.f("pk_vote_count")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("state", values_of("state", "open", "started", "done", "dropped"), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_up_account_id_account")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_follow_up_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_action_id"), "follow_up", ["action_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_follow_up_action_id"), table_name="follow_up")
    op.drop_table("follow_up")
    op.drop_table("vote_count")
    op.drop_table("minutes_signature")
    op.drop_index("ix_action_state_due_on", table_name="action")
    op.drop_index(op.f("ix_action_person_id"), table_name="action")
    op.drop_index(op.f("ix_action_meeting_id"), table_name="action")
    op.drop_index(op.f("ix_action_item_id"), table_name="action")
    op.drop_index(op.f("ix_action_decision_id"), table_name="action")
    op.drop_index(op.f("ix_action_account_id"), table_name="action")
    op.drop_table("action")
    op.drop_table("reading_mark")
    op.drop_index(op.f("ix_movement_item_id"), table_name="movement")
    op.drop_table("movement")
    op.drop_index(op.f("ix_minutes_section_meeting_id"), table_name="minutes_section")
    op.drop_table("minutes_section")
    op.drop_table("minutes_revision")
    op.drop_index(op.f("ix_document_meeting_id"), table_name="document")
    op.drop_table("document")
    op.drop_index("ix_dispatch_mandate_id", table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index(op.f("ix_decision_meeting_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_item_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index("ix_correction_meeting_id", table_name="correction")
    op.drop_table("correction")
    op.drop_index("ix_minutes_published_at", table_name="minutes")
    op.drop_table("minutes")
    op.drop_table("convocation")
    op.drop_index("ix_attendance_mandate_id", table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("ix_agenda_item_body_id_state", table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_approves_meeting_id"), table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index("ix_meeting_starts_at", table_name="meeting")
    op.drop_index(op.f("ix_meeting_series_id"), table_name="meeting")
    op.drop_index("ix_meeting_body_id_starts_at", table_name="meeting")
    op.drop_table("meeting")
    op.drop_index("ix_search_text_body_id_id", table_name="search_text")
    op.drop_table("search_text")
    op.drop_table("member_account")
    op.drop_index(op.f("ix_meeting_series_body_id"), table_name="meeting_series")
    op.drop_table("meeting_series")
    op.drop_index(op.f("ix_meeting_rule_body_id"), table_name="meeting_rule")
    op.drop_table("meeting_rule")
