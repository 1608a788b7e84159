"""What was sent to convene a meeting: to whom, when and how."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Mandate
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models.meeting import Meeting


class Channel(StrEnum):
    """How somebody is reached."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"


class Convocation(Base):
    """One sending: the convocation itself, a change of hour or place, or a cancellation."""

    __tablename__ = "convocation"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "number"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    number: Mapped[int]
    """Sendings of this meeting, from 1."""
    sequence: Mapped[int]
    """The meeting's SEQUENCE that it tells."""
    subject: Mapped[Label]
    body: Mapped[LongText]
    """What everybody received, as plain text without a name."""
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    sent_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()


class Dispatch(Base):
    """One member in one sending."""

    __tablename__ = "dispatch"
    __table_args__ = (
        sa.UniqueConstraint("convocation_id", "mandate_id"),
        sa.Index("ix_dispatch_mandate_id", "mandate_id"),
    )

    id: Mapped[Key]
    convocation_id: Mapped[int] = mapped_column(sa.ForeignKey("convocation.id"))
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"))
    channel: Mapped[Channel] = mapped_column(values_of(Channel, "channel"))
    mail_key: Mapped[str | None] = mapped_column(sa.String(200))
    """Key of the queued mail, whose fate the queue tells."""
    done_on: Mapped[date | None]
    """Day the letter was posted or the person was reached by telephone; empty until somebody notes it."""
    note: Mapped[Label | None]
    """What the call gave, such as « message laissé »."""
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    convocation: Mapped[Convocation] = relationship()
    mandate: Mapped[Mandate] = relationship()
