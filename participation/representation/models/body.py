"""Steering bodies, who sits in them, and the seats that councils have there.

A council's seat in a steering body is a `Seat` of that body, and its delegates are `Mandate`s in it, full or
substitute: who was present at a meeting is then told by the attendance of meetings, with nothing added.
"""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.bodies.models import Body, Mandate, Seat
from participation.councils.models import Council
from participation.draws.models import Draw
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models import Decision, Meeting
from participation.territory.models import Institution, Neighbourhood, Orientation


class SteeringKind(StrEnum):
    """What a body steers."""

    POLITICAL = "political"
    """The political steering committee of all signatories."""
    TECHNICAL = "technical"
    """The technical or operational committee."""
    PROJECT_TEAM = "project_team"
    """One per orientation of the contract."""
    RENEWAL = "renewal"
    """Of an urban renewal project."""
    OTHER = "other"


class SeatSharing(StrEnum):
    """How councils share the seats that a body gives them."""

    EACH = "each"
    """So many seats for each council."""
    TURN = "turn"
    """So many seats in all, held by councils in turn."""
    ONE = "one"
    """Seats for the council of the body's neighbourhood alone."""


class Voice(StrEnum):
    """Whether who sits takes part in the vote."""

    DELIBERATIVE = "deliberative"
    CONSULTATIVE = "consultative"


class SteeringBody(Base):
    """A body of the contract in which councils are represented by law (law of 21 February 2014, article 7)."""

    __tablename__ = "steering_body"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="seats"),
        sa.CheckConstraint("report_days > 0", name="report_days"),
        sa.CheckConstraint("dissolved_on IS NULL OR dissolved_on >= created_on", name="dissolved"),
        sa.CheckConstraint("(sharing = 'one') = (neighbourhood_id IS NOT NULL)", name="neighbourhood"),
    )

    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), primary_key=True)
    kind: Mapped[SteeringKind] = mapped_column(values_of(SteeringKind, "kind"))
    purpose: Mapped[LongText]
    """What it decides, in a sentence; may be empty."""
    orientation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orientation.id"))
    """The orientation of the contract that a project team carries."""
    sharing: Mapped[SeatSharing] = mapped_column(values_of(SeatSharing, "sharing"))
    seats: Mapped[int]
    """Seats of each council (`each`, `one`) or of all together (`turn`)."""
    voice: Mapped[Voice] = mapped_column(values_of(Voice, "voice"))
    """Of the councils' delegates."""
    asks_pair: Mapped[bool] = mapped_column(default=False)
    """Whether the full delegate and the substitute of a seat are a woman and a man."""
    report_days: Mapped[int] = mapped_column(default=15)
    """Days after a meeting within which a delegate owes their council a report."""
    neighbourhood_id: Mapped[int | None] = mapped_column(sa.ForeignKey("neighbourhood.id"))
    """Of a renewal project; its council alone has seats."""
    created_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    source: Mapped[Label]
    """The document that sets it up; empty where none is known."""
    rules_source: Mapped[Label | None]
    """The document that sets seats, voice, pair and days; empty where they are but settings of this platform."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    body: Mapped[Body] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    orientation: Mapped[Orientation | None] = relationship()


class ProtocolStep(Base):
    """A condition or a step of a renewal project's protocol, in its order."""

    __tablename__ = "protocol_step"
    __table_args__ = (sa.UniqueConstraint("body_id", "position"),)

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("steering_body.body_id"))
    position: Mapped[int]
    text: Mapped[LongText]
    is_condition: Mapped[bool] = mapped_column(default=False)
    """A condition that the protocol sets, else a step of the project."""
    done_on: Mapped[date | None]
    source: Mapped[Label]


class InstitutionContact(Base):
    """Where requests to an institution are sent; for the team alone."""

    __tablename__ = "institution_contact"

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254))


class InstitutionAccount(Base):
    """For whom an official or a partner signs in."""

    __tablename__ = "institution_account"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)

    account: Mapped[Account] = relationship()
    institution: Mapped[Institution] = relationship()


class MemberRole(StrEnum):
    """What an institution does in a body."""

    CHAIR = "chair"
    LEAD = "lead"
    """Leads a project team; there are two."""
    MEMBER = "member"
    POOL = "pool"
    """Of the pool of partners that a team calls on."""


class BodyMember(Base):
    """An institution in a steering body."""

    __tablename__ = "body_member"
    __table_args__ = (sa.UniqueConstraint("body_id", "institution_id"),)

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("steering_body.body_id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(values_of(MemberRole, "role"))
    voice: Mapped[Voice | None] = mapped_column(values_of(Voice, "voice"))
    """Empty where no document says it."""

    institution: Mapped[Institution] = relationship()


class DelegateSeat(Base):
    """Which council a seat of a steering body is for."""

    __tablename__ = "delegate_seat"

    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"), primary_key=True)
    council_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council.id"), index=True)
    """Empty for a seat that councils hold in turn."""

    seat: Mapped[Seat] = relationship()
    council: Mapped[Council | None] = relationship()


class DesignationMode(StrEnum):
    """How a council chose its delegate."""

    VOTE = "vote"
    CONSENSUS = "consensus"
    DRAW = "draw"


class Designation(Base):
    """How a delegate came to a seat: what stands behind a mandate in a steering body."""

    __tablename__ = "designation"
    __table_args__ = (sa.CheckConstraint("mode = 'draw' OR draw_id IS NULL", name="draw"),)

    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    """Whose delegate it is: the seat's council, or whose turn it was."""
    mode: Mapped[DesignationMode] = mapped_column(values_of(DesignationMode, "mode"))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    """The meeting that designated."""
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    """The decision of its minutes, once it is numbered."""
    draw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("draw.id"))
    """The public draw that designated."""

    mandate: Mapped[Mandate] = relationship()
    council: Mapped[Council] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    decision: Mapped[Decision | None] = relationship()
    draw: Mapped[Draw | None] = relationship()
