"""What the chance decided, who leaves, who answers, who takes a seat."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base, Label, LongText, values_of

TWO_PEOPLE = (
    "by_code OR (recorded_by_id IS NOT NULL "
    "AND (confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id))"
)


class Contribution(Base):
    """One item of public chance as it was recorded."""

    __tablename__ = "contribution"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(20))
    by: Mapped[Label]
    """A role, or a name with consent."""
    value: Mapped[LongText]


class Selection(Base):
    """An entry chosen by the draw."""

    __tablename__ = "selection"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "index"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Order in which it was chosen, from 0."""
    index: Mapped[int]


class DepartureReason(StrEnum):
    """Why somebody called leaves; finer reasons stay private."""

    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    INELIGIBLE = "ineligible"
    LEFT = "left"


class Substitution(Base):
    """One departure and who, by rule, takes the seat."""

    __tablename__ = "substitution"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "left_index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "left_index"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    left_index: Mapped[int]
    reason: Mapped[DepartureReason] = mapped_column(values_of(DepartureReason, "reason"))
    at: Mapped[datetime]
    replaced_by: Mapped[int | None]
    """Index of the entry called; empty when nobody is left."""


class Departure(Base):
    """Somebody called leaves: by their own code, or recorded by two people."""

    __tablename__ = "departure"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[DepartureReason] = mapped_column(values_of(DepartureReason, "reason"))
    by_code: Mapped[bool]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The second person; the departure counts from then."""
    at: Mapped[datetime]
    contest_until: Mapped[datetime | None]
    """Until when the person who was told can contest it; the seat is given on afterwards."""


class Answer(Base):
    """Somebody called accepts: by their own code, or from signed paper by two people. A refusal is a
    departure."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    by_code: Mapped[bool]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The second person; a paper answer counts from then."""
    at: Mapped[datetime]
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"), unique=True)
    """The mandate that the person took, once seated."""


class ArchivedTranscript(Base):
    """The public transcript as text, kept when the salts it was built from are erased."""

    __tablename__ = "archived_transcript"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    content: Mapped[LongText]


class TranscriptCheck(Base):
    """The last time the platform recomputed a draw from its own transcript, and what came out."""

    __tablename__ = "transcript_check"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    at: Mapped[datetime]
    substitutions: Mapped[int]
    """How many the transcript had then: a new one asks for a new check."""
    failed: Mapped[str | None] = mapped_column(sa.String(80))
    """Step and code of the first thing that does not hold; empty when all holds."""


class DirectSeating(Base):
    """A volunteer who takes a volunteers' seat without a draw, as all who signed up fit: by two people."""

    __tablename__ = "direct_seating"
    __table_args__ = (
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_people"),
        sa.CheckConstraint("(confirmed_by_id IS NULL) = (mandate_id IS NULL)", name="seated"),
    )

    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"), unique=True)
