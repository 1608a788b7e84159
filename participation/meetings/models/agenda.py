"""What a meeting talks about, and what waits for one."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Body
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models.meeting import Meeting


class ItemKind(StrEnum):
    """What an item asks of the meeting."""

    INFORMATION = "information"
    DEBATE = "debate"
    DECISION = "decision"
    APPROVAL = "approval"
    """Of the minutes of an earlier meeting."""


class AgendaState(StrEnum):
    """Where an item stands."""

    PROPOSED = "proposed"
    """In the backlog, nobody has answered yet."""
    KEPT = "kept"
    """In the backlog, for a later meeting."""
    REFUSED = "refused"
    """With a reason, in public."""
    PLANNED = "planned"
    """On the agenda of a meeting."""


class Outcome(StrEnum):
    """What the meeting made of an item."""

    DONE = "done"
    OPEN = "open"
    """Not finished or not reached: it comes back to the next agenda."""


class Proposer(StrEnum):
    """Who brought an item."""

    TEAM = "team"
    MEMBER = "member"
    RESIDENT = "resident"


class AgendaItem(Base):
    """One item of an agenda, or of a body's backlog while it has no meeting."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "position"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        sa.CheckConstraint("(state = 'planned') = (meeting_id IS NOT NULL)", name="planned"),
        sa.CheckConstraint("(meeting_id IS NULL) = (position IS NULL)", name="position"),
        sa.CheckConstraint("state <> 'refused' OR refusal IS NOT NULL", name="refusal"),
        sa.CheckConstraint("is_confidential = (confidential_reason IS NOT NULL)", name="confidential"),
        sa.CheckConstraint("kind = 'approval' OR approves_meeting_id IS NULL", name="approves"),
        sa.Index("ix_agenda_item_body_id_state", "body_id", "state"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    position: Mapped[int | None]
    """Place on the agenda, from 1."""
    kind: Mapped[ItemKind] = mapped_column(values_of(ItemKind, "kind"))
    title: Mapped[Label]
    text: Mapped[LongText]
    """What it is about, as plain text; may be empty."""
    minutes: Mapped[int]
    """Planned length [minutes]."""
    speaker: Mapped[Label | None]
    state: Mapped[AgendaState] = mapped_column(values_of(AgendaState, "state"))
    outcome: Mapped[Outcome | None] = mapped_column(values_of(Outcome, "outcome"))
    """Empty until the meeting closes."""
    carried_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"), unique=True)
    """The item of an earlier meeting that stayed open."""
    approves_meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    """Whose minutes it approves."""
    is_confidential: Mapped[bool] = mapped_column(default=False)
    """Its text stays out of the published minutes, which say so in its place."""
    confidential_reason: Mapped[Label | None]
    """In public."""
    proposed_by: Mapped[Proposer] = mapped_column(values_of(Proposer, "proposed_by"))
    proposer_name: Mapped[Label | None]
    """As a resident gave it, for the team alone; emptied when the item was answered for a year."""
    proposer_contact: Mapped[Label | None]
    """To tell them the answer; never in public, emptied with the name."""
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    refusal: Mapped[Label | None]
    """Why it was refused, in public."""

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=meeting_id)
    carried_from: Mapped["AgendaItem | None"] = relationship(remote_side="AgendaItem.id")
