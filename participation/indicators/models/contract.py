"""What the contract promises: partners and their commitments, flagship actions of the teams, their assessment."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.representation.models import SteeringBody
from participation.territory.models import Institution, Neighbourhood, Orientation


class Partner(Base):
    """An institution that committed itself in the contract."""

    __tablename__ = "partner"

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    signed_on: Mapped[date | None]
    """Day of the signature; empty where no source gives it."""
    source: Mapped[Label]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    institution: Mapped[Institution] = relationship()


class Commitment(Base):
    """What one partner promises to do; two or three each."""

    __tablename__ = "commitment"
    __table_args__ = (
        sa.CheckConstraint("last_year IS NULL OR last_year >= first_year", name="order"),
        sa.UniqueConstraint("institution_id", "title"),
    )

    id: Mapped[Key]
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.institution_id"))
    orientation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orientation.id"), index=True)
    title: Mapped[Label]
    """The promise, in one sentence."""
    unit: Mapped[Label | None]
    """What is counted, in words: « actions », « personnes »; empty for a promise that is not counted."""
    first_year: Mapped[int]
    last_year: Mapped[int | None]
    source: Mapped[Label]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    partner: Mapped[Partner] = relationship()
    orientation: Mapped[Orientation | None] = relationship()
    neighbourhoods: Mapped[list[Neighbourhood]] = relationship(secondary="commitment_neighbourhood")
    """Empty: all of them."""
    years: Mapped[list["CommitmentYear"]] = relationship(order_by="CommitmentYear.year")


commitment_neighbourhood = sa.Table(
    "commitment_neighbourhood",
    Base.metadata,
    sa.Column("commitment_id", sa.ForeignKey("commitment.id"), primary_key=True),
    sa.Column("neighbourhood_id", sa.ForeignKey("neighbourhood.id"), primary_key=True, index=True),
)


class CommitmentState(StrEnum):
    """What a partner says of its promise for a year."""

    UNDERWAY = "underway"
    KEPT = "kept"
    LATE = "late"
    DROPPED = "dropped"
    """Given up, with a reason."""


class CommitmentYear(Base):
    """Target and done of one commitment in one year, told by the partner."""

    __tablename__ = "commitment_year"
    __table_args__ = (
        sa.UniqueConstraint("commitment_id", "year"),
        sa.CheckConstraint("target IS NULL OR target >= 0", name="target"),
        sa.CheckConstraint("done IS NULL OR done >= 0", name="done"),
    )

    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"))
    year: Mapped[int]
    target: Mapped[float | None]
    done: Mapped[float | None]
    """In the unit of the commitment; empty while it is not told: never 0 for unknown."""
    state: Mapped[CommitmentState | None] = mapped_column(values_of(CommitmentState, "state"))
    """Empty while the partner has said nothing."""
    comment: Mapped[LongText]
    """What was done, or why it was not; public, may be empty."""
    proof: Mapped[Label | None]
    """Where one can see it: a title or an address of the partner's own site."""
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    told_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class CommitmentRemark(Base):
    """What a council says of a commitment, beside what the partner says; the partner may answer once."""

    __tablename__ = "commitment_remark"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "council_id", "year"),)

    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"))
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    year: Mapped[int]
    text: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    answer: Mapped[LongText]
    """The partner's; empty until it answers."""
    answered_at: Mapped[datetime | None]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    council: Mapped[Council] = relationship()


class ActionState(StrEnum):
    """How far a flagship action is."""

    PLANNED = "planned"
    UNDERWAY = "underway"
    DONE = "done"
    STOPPED = "stopped"
    """With a reason."""


class FlagshipAction(Base):
    """One of the three actions that a project team carries out in a year."""

    __tablename__ = "flagship_action"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "year", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name="number"),
        sa.CheckConstraint("state <> 'stopped' OR reason <> ''", name="reason"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("steering_body.body_id"))
    """The project team; its orientation and its two leads are its own."""
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[Label]
    text: Mapped[LongText]
    state: Mapped[ActionState] = mapped_column(values_of(ActionState, "state"))
    reason: Mapped[LongText]
    """Why it stopped; empty otherwise."""
    contact: Mapped[Label | None]
    """How a resident joins: a service's phone or address, never a person's."""
    source: Mapped[Label]
    version: Mapped[int] = mapped_column(default=1)
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    body: Mapped[SteeringBody] = relationship()
    neighbourhoods: Mapped[list[Neighbourhood]] = relationship(
        secondary="flagship_action_neighbourhood", order_by="Neighbourhood.name_key"
    )
    """Empty: all of them."""
    partners: Mapped[list[Institution]] = relationship(
        secondary="flagship_action_partner", order_by="Institution.name"
    )
    steps: Mapped[list["ActionStep"]] = relationship(
        order_by="ActionStep.position", cascade="all, delete-orphan"
    )


flagship_action_neighbourhood = sa.Table(
    "flagship_action_neighbourhood",
    Base.metadata,
    sa.Column("action_id", sa.ForeignKey("flagship_action.id"), primary_key=True),
    sa.Column("neighbourhood_id", sa.ForeignKey("neighbourhood.id"), primary_key=True, index=True),
)
flagship_action_partner = sa.Table(
    "flagship_action_partner",
    Base.metadata,
    sa.Column("action_id", sa.ForeignKey("flagship_action.id"), primary_key=True),
    sa.Column("institution_id", sa.ForeignKey("institution.id"), primary_key=True, index=True),
)


class ActionStep(Base):
    """One step of a flagship action."""

    __tablename__ = "action_step"
    __table_args__ = (sa.UniqueConstraint("action_id", "position"),)

    id: Mapped[Key]
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("flagship_action.id"))
    position: Mapped[int]
    text: Mapped[Label]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]


class ScaleLevel(Base):
    """One level of the scale on which actions are assessed, agreed by the steering committee."""

    __tablename__ = "scale_level"
    __table_args__ = (sa.CheckConstraint("level BETWEEN 0 AND 5", name="level"),)

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Label]
    meaning: Mapped[Label]
    source: Mapped[Label]
    """The document that agreed on it."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class Assessment(Base):
    """How a project team judges its own action, or how a council judges it; side by side, never added up."""

    __tablename__ = "assessment"
    __table_args__ = (
        sa.Index("uq_assessment_team", "action_id", unique=True, sqlite_where=sa.text("council_id IS NULL"),
                 postgresql_where=sa.text("council_id IS NULL")),
        sa.UniqueConstraint("action_id", "council_id"),
    )

    id: Mapped[Key]
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("flagship_action.id"))
    council_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council.id"), index=True)
    """Empty: the project team itself."""
    level: Mapped[int] = mapped_column(sa.ForeignKey("scale_level.level"))
    text: Mapped[LongText]
    evidence: Mapped[LongText]
    """What shows it; a team must give some, a council may."""
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    action: Mapped[FlagshipAction] = relationship()
    council: Mapped[Council | None] = relationship()
