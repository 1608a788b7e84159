"""How those called are reached: invitations, dated attempts, what they need, what was checked, what they contest."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.draws.models.result import DepartureReason
from participation.kernel.db import Base, Key, LongText, Sha256, values_of


class Route(StrEnum):
    """By which way somebody called is reached."""

    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"


class Invitation(Base):
    """The question put to one entry called: yes or no, until a date. One for each entry."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "index"),
    )

    id: Mapped[Key]
    draw_id: Mapped[int]
    index: Mapped[int]
    issue: Mapped[int] = mapped_column(default=1)
    """Grows when a code is replaced; the earlier one no longer opens anything."""
    code_sha256: Mapped[Sha256] = mapped_column(unique=True)
    """Hash of the short code; the code itself is derived again to print it, and kept nowhere."""
    route: Mapped[Route] = mapped_column(values_of(Route, "route"))
    answer_by: Mapped[date]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    """Who began the invitations of the draw: those called later by rule are asked in their name."""
    needs_childcare: Mapped[bool] = mapped_column(default=False)
    needs_access: Mapped[bool] = mapped_column(default=False)
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    interpreter_language: Mapped[str | None] = mapped_column(sa.String(40))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    """Given with the answer, to be reached as a member."""
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    publishes_name: Mapped[bool] = mapped_column(default=False)
    consent_text: Mapped[LongText | None]
    """The sentence on publishing the name, as it was shown when they agreed."""
    consented_at: Mapped[datetime | None]


class AttemptOutcome(StrEnum):
    """What came of one attempt to reach somebody."""

    SENT = "sent"
    NO_REPLY = "no_reply"
    RETURNED = "returned"
    """The letter or the e-mail came back."""
    REACHED = "reached"


class Attempt(Base):
    """One dated attempt to reach somebody called. Written once."""

    __tablename__ = "attempt"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.Index("ix_attempt_entry", "draw_id", "index"),
    )

    id: Mapped[Key]
    draw_id: Mapped[int]
    index: Mapped[int]
    route: Mapped[Route] = mapped_column(values_of(Route, "route"))
    outcome: Mapped[AttemptOutcome] = mapped_column(values_of(AttemptOutcome, "outcome"))
    on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Eligibility(Base):
    """What was checked when somebody accepted: yes or no, and the date. No paper is kept."""

    __tablename__ = "eligibility"
    __table_args__ = (sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),)

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    is_in_perimeter: Mapped[bool]
    is_excluded: Mapped[bool]
    """By the council's rule: an elected official, an employee of an institution…"""
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class Contest(Base):
    """Somebody says that they did not leave: the departure recorded for them is taken back."""

    __tablename__ = "contest"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.Index("ix_contest_entry", "draw_id", "index"),
    )

    id: Mapped[Key]
    draw_id: Mapped[int]
    index: Mapped[int]
    reason: Mapped[DepartureReason] = mapped_column(values_of(DepartureReason, "reason"))
    """What had been recorded."""
    recorded_at: Mapped[datetime]
    at: Mapped[datetime]
