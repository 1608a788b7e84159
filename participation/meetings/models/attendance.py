"""Who came, who came and went during the meeting."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Mandate, Seat
from participation.kernel.db import Base, Key, Label, values_of
from participation.meetings.models.agenda import AgendaItem
from participation.meetings.models.meeting import Meeting


class Presence(StrEnum):
    """What is known of somebody at a meeting."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"
    REPLACED = "replaced"
    """The holder is away and their substitute sits: the seat counts as present."""
    GUEST = "guest"
    """Somebody without a seat: never in the quorum."""


class Attendance(Base):
    """One seat, or one guest, at one meeting. No row: nobody has said anything yet."""

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "seat_id"),
        sa.CheckConstraint("(presence = 'guest') = (seat_id IS NULL)", name="seat"),
        sa.CheckConstraint("(presence = 'guest') = (guest_name IS NOT NULL)", name="guest"),
        sa.CheckConstraint("(seat_id IS NULL) = (mandate_id IS NULL)", name="mandate"),
        sa.CheckConstraint("(presence = 'replaced') = (substitute_id IS NOT NULL)", name="substitute"),
        sa.Index("ix_attendance_mandate_id", "mandate_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"))
    """The full holder on the day of the meeting."""
    presence: Mapped[Presence] = mapped_column(values_of(Presence, "presence"))
    substitute_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"))
    """The substitute's mandate of the same seat."""
    guest_name: Mapped[Label | None]
    guest_quality: Mapped[Label | None]
    """In what capacity: « bailleur », « agent de la ville »."""
    by_phone: Mapped[bool] = mapped_column(default=False)
    """The person said so themselves with the room's code."""
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who ticked it last; empty when only the person did."""
    noted_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    seat: Mapped[Seat | None] = relationship()
    mandate: Mapped[Mandate | None] = relationship(foreign_keys=mandate_id)
    substitute: Mapped[Mandate | None] = relationship(foreign_keys=substitute_id)


class MovementKind(StrEnum):
    """Coming or going during a meeting."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"


class Movement(Base):
    """Somebody arrived at an item, or left at one. Present from the beginning unless the first one is an arrival."""

    __tablename__ = "movement"
    __table_args__ = (sa.UniqueConstraint("attendance_id", "item_id"),)

    id: Mapped[Key]
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendance.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"), index=True)
    kind: Mapped[MovementKind] = mapped_column(values_of(MovementKind, "kind"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    noted_at: Mapped[datetime]

    attendance: Mapped[Attendance] = relationship()
    item: Mapped[AgendaItem] = relationship()
