"""Minutes: what is being written, and the revisions that never change."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Mandate
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of
from participation.meetings.models.agenda import AgendaItem
from participation.meetings.models.meeting import Meeting


class MinutesState(StrEnum):
    """How far minutes are."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    """Those present may propose corrections."""
    APPROVED = "approved"
    PUBLISHED = "published"


class Minutes(Base):
    """The minutes of one meeting, and how far they are."""

    __tablename__ = "minutes"
    __table_args__ = (
        sa.CheckConstraint("(state = 'published') = (sealed_sha256 IS NOT NULL)", name="sealed"),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        sa.Index("ix_minutes_published_at", "published_at"),
    )

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), primary_key=True)
    state: Mapped[MinutesState] = mapped_column(values_of(MinutesState, "state"), default=MinutesState.DRAFT)
    introduction: Mapped[LongText]
    """Before the first item, in Markdown; may be empty."""
    summary: Mapped[LongText]
    """In plain language, in Markdown; needed before publication."""
    disagreements: Mapped[LongText]
    """What was not agreed on, in Markdown; may be empty."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with each save of the three texts above: a save that saw an older one is a conflict."""
    due_on: Mapped[date | None]
    """By when they are circulated, by the rule of the day; empty without a rule."""
    circulated_at: Mapped[datetime | None]
    corrections_until: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    """The meeting that approved them."""
    published_at: Mapped[datetime | None]
    sealed_sha256: Mapped[Sha256 | None]
    """Digest of the published revision, in the journal."""
    rectified_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(foreign_keys=meeting_id)
    approved_in: Mapped[Meeting | None] = relationship(foreign_keys=approved_in_id)


class MinutesSection(Base):
    """What is being written of one agenda item."""

    __tablename__ = "minutes_section"

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.meeting_id"), index=True)
    text: Mapped[LongText]
    """Markdown."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with each save: a save that saw an older one is a conflict."""
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

    item: Mapped[AgendaItem] = relationship()


class RevisionReason(StrEnum):
    """Why a revision was kept."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    CORRECTED = "corrected"
    APPROVED = "approved"
    PUBLISHED = "published"
    RECTIFIED = "rectified"


class MinutesRevision(Base):
    """The minutes as they stood at one moment. It never changes: the database refuses it."""

    __tablename__ = "minutes_revision"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "number"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.meeting_id"))
    number: Mapped[int]
    """From 1, within the meeting."""
    reason: Mapped[RevisionReason] = mapped_column(values_of(RevisionReason, "reason"))
    why: Mapped[Label | None]
    """Of a rectification, in public."""
    content: Mapped[LongText]
    """Canonical JSON of everything: header, attendance, sections in Markdown, decisions, actions, summary."""
    sha256: Mapped[Sha256]
    """Of the public part of the content."""
    html: Mapped[LongText]
    """JSON: section key → rendered and sanitised HTML, of the public part."""
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[datetime]


class CorrectionState(StrEnum):
    """What became of a proposed correction."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Correction(Base):
    """What somebody who was present proposes to change in circulated minutes."""

    __tablename__ = "correction"
    __table_args__ = (
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name="answer"),
        sa.Index("ix_correction_meeting_id", "meeting_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.meeting_id"))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"))
    """Empty for the introduction."""
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"))
    """Who proposes it: somebody present."""
    text: Mapped[LongText]
    """Plain text: what should be said instead."""
    state: Mapped[CorrectionState] = mapped_column(
        values_of(CorrectionState, "state"), default=CorrectionState.PROPOSED
    )
    answer: Mapped[LongText | None]
    """Why, needed for a refusal."""
    proposed_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who typed it: the member, or the team for somebody who said it on paper or by telephone."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    mandate: Mapped[Mandate] = relationship()
    item: Mapped[AgendaItem | None] = relationship()


class MinutesSignature(Base):
    """One of the two people who sign approved minutes."""

    __tablename__ = "minutes_signature"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.meeting_id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes_revision.id"))
    """What they saw: the same revision for both."""
    quality: Mapped[Label]
    """« secrétaire de séance », « présidente de séance »…, in public."""
    signed_at: Mapped[datetime]
