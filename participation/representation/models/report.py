"""What delegates tell their council of a meeting at which they sat."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Mandate
from participation.councils.models import Council
from participation.kernel.db import Base, Key, LongText, values_of
from participation.meetings.models import AgendaItem, Meeting


class ReportSource(StrEnum):
    """How a report came."""

    TYPED = "typed"
    DICTATED = "dictated"
    """Told to the team, which wrote it down and says so."""


class DelegateReport(Base):
    """A report on one meeting of a steering body to one council. Public as soon as it is sent."""

    __tablename__ = "delegate_report"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "council_id"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"))
    """Of the delegate who sat and reports."""
    text: Mapped[LongText]
    source: Mapped[ReportSource] = mapped_column(values_of(ReportSource, "source"))
    sent_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"))
    """The topic that brings it to the council's next agenda."""

    meeting: Mapped[Meeting] = relationship()
    council: Mapped[Council] = relationship()
    mandate: Mapped[Mandate] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
