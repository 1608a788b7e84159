"""The referral of a council to the prefect (law of 27 January 2017, article 155): each step with its actor and day."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models import Meeting


class Referral(Base):
    """Particular difficulties that residents meet, put by a council to the prefect."""

    __tablename__ = "referral"

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    title: Mapped[Label]
    text: Mapped[LongText]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    """The meeting that decided it."""
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    council: Mapped[Council] = relationship()
    meeting: Mapped[Meeting] = relationship()
    steps: Mapped[list["ReferralStep"]] = relationship(order_by="ReferralStep.id", back_populates="referral")


class ReferralStepKind(StrEnum):
    """Steps of the path, in its order, each with whoever must do it."""

    SENT = "sent"
    """The council writes to the prefect."""
    RECEIVED = "received"
    """The prefect acknowledges it."""
    TRANSMITTED = "transmitted"
    """The prefect sends it to the mayor, the president of the intermunicipality and the signatories."""
    JUDGED = "judged"
    """The prefect says whether nature and importance call for the steering committee."""
    SUBMITTED = "submitted"
    """The prefect submits a diagnosis and the actions he recommends to the steering committee."""
    TOWN_DEBATE = "town_debate"
    """The mayor puts it on the agenda of the municipal council."""
    ASSEMBLY_DEBATE = "assembly_debate"
    """The president puts it on the agenda of the intermunicipal assembly, where relevant."""
    CLOSED = "closed"
    """The council says what came of it."""


class ReferralStep(Base):
    """A step that was done."""

    __tablename__ = "referral_step"
    __table_args__ = (sa.UniqueConstraint("referral_id", "kind"),)

    id: Mapped[Key]
    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referral.id"))
    kind: Mapped[ReferralStepKind] = mapped_column(values_of(ReferralStepKind, "kind"))
    done_on: Mapped[date]
    text: Mapped[LongText]
    """What was answered or decided; may be empty where the step is a sending."""
    concerns: Mapped[bool] = mapped_column(default=True)
    """Whether the step applies: the prefect may judge that the committee is not called for, with a reason."""
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    noted_at: Mapped[datetime]

    referral: Mapped[Referral] = relationship(back_populates="steps")
