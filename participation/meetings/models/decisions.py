"""What a meeting decided, and what somebody is to do."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Body, College, Person
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models.agenda import AgendaItem
from participation.meetings.models.meeting import Meeting


class Decision(Base):
    """A decision of a meeting, numbered within its body and year."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "year", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.Index("ix_decision_body_id_id", "body_id", "id"),
        sa.Index("ix_decision_year_id", "year", "id"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"), index=True)
    year: Mapped[int]
    """Year of the meeting, in local time."""
    number: Mapped[int]
    text: Mapped[LongText]
    """Plain text: one sentence that can be read alone."""
    addressee: Mapped[Label | None]
    """Whom it asks, such as the commune or a landlord."""
    is_consensus: Mapped[bool]
    """Nobody was against; else there are counts."""
    minority: Mapped[LongText | None]
    """What those who disagreed want to be read with it."""
    decided_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """A number is never used again: a decision noted by mistake stays, struck, with its reason."""
    withdrawn_reason: Mapped[Label | None]

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem] = relationship()
    votes: Mapped[list["VoteCount"]] = relationship(order_by="VoteCount.college", back_populates="decision")


class VoteCount(Base):
    """Votes of one college on one decision; `college` says `all` in bodies without colleges."""

    __tablename__ = "vote_count"
    __table_args__ = (sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name="counts"),)

    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), primary_key=True)
    college: Mapped[str] = mapped_column(
        sa.Enum(
            *(each.value for each in College),
            "all",
            name="college",
            native_enum=False,
            create_constraint=True,
            length=32,
        ),
        primary_key=True,
    )
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    abstentions: Mapped[int]

    decision: Mapped[Decision] = relationship(back_populates="votes")


class ActionState(StrEnum):
    """How far an action is."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


class Action(Base):
    """Who does what by when, numbered within its body and year."""

    __tablename__ = "action"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "year", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("person_id IS NOT NULL OR account_id IS NOT NULL OR who IS NOT NULL", name="who"),
        sa.Index("ix_action_state_due_on", "state", "due_on"),
        sa.Index("ix_action_body_id_id", "body_id", "id"),
        sa.Index("ix_action_year_id", "year", "id"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    text: Mapped[LongText]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """A member who does it; named in public only with their consent."""
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    """Somebody with an account who does it."""
    who: Mapped[Label | None]
    """An institution or somebody outside, in public."""
    due_on: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(values_of(ActionState, "state"), default=ActionState.OPEN)
    created_at: Mapped[datetime]

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem] = relationship()
    decision: Mapped[Decision | None] = relationship()
    person: Mapped[Person | None] = relationship()
    follow_ups: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.id", back_populates="action")


class FollowUp(Base):
    """A dated step of an action."""

    __tablename__ = "follow_up"

    id: Mapped[Key]
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"), index=True)
    state: Mapped[ActionState] = mapped_column(values_of(ActionState, "state"))
    note: Mapped[Label | None]
    """In public."""
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    noted_at: Mapped[datetime]

    action: Mapped[Action] = relationship(back_populates="follow_ups")
