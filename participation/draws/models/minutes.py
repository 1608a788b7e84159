"""What people write into the minutes of a draw: who was there, what went wrong, what another computer found."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base, Label, LongText, values_of


class LineKind(StrEnum):
    """What a line tells."""

    PRESENT = "present"
    INCIDENT = "incident"
    CHECK = "check"


class Quality(StrEnum):
    """In what capacity somebody was present."""

    ORGANISER = "organiser"
    READER = "reader"
    WITNESS = "witness"
    OFFICER = "officer"
    ELECTED = "elected"
    AGENT = "agent"
    RESIDENT = "resident"


class Withdrawal(StrEnum):
    """Why the text of a line is withdrawn: said by a code, so that the reason can name nobody again."""

    NAMES = "names"
    """It named somebody, or let them be recognised."""
    PRIVATE = "private"
    """It told of somebody's private life."""
    MISTAKE = "mistake"
    """It belongs to another draw, or to none."""


class MinutesLine(Base):
    """One line, written once. A mistake is put right by a new line that names the one it replaces.

    Only its name and its text can go, never be replaced.
    """

    __tablename__ = "minutes_line"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "corrects"], ["minutes_line.draw_id", "minutes_line.sequence"]),
        sa.CheckConstraint("corrects IS NULL OR corrects < sequence", name="earlier"),
        sa.CheckConstraint("(kind = 'present') = (quality IS NOT NULL)", name="quality_of_present"),
        sa.CheckConstraint("kind = 'present' OR name IS NULL", name="name"),
        sa.CheckConstraint("kind <> 'incident' OR text IS NOT NULL", name="text"),
        sa.CheckConstraint("(kind = 'check') = (holds IS NOT NULL)", name="holds"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    """Number of the line in this draw, from 1."""
    kind: Mapped[LineKind] = mapped_column(values_of(LineKind, "kind"))
    quality: Mapped[Quality | None] = mapped_column(values_of(Quality, "quality"))
    name: Mapped[Label | None]
    """Only of somebody who agreed that it be published; it can be taken off."""
    text: Mapped[LongText | None]
    """In public; empty once withdrawn."""
    holds: Mapped[bool | None]
    """What the program that checks found on another computer."""
    corrects: Mapped[int | None]
    """The line that this one replaces."""
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_for: Mapped[str | None] = mapped_column(sa.String(32))
    """Code of the reason, a `Withdrawal`."""
