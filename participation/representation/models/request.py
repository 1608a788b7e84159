"""The ledger: what councils ask or say to bodies and institutions, and each answer with its author, day and text."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of
from participation.meetings.models import Action, AgendaItem, Decision, Document, Meeting
from participation.territory.models import Institution


class RequestKind(StrEnum):
    """What a council sends."""

    OPINION = "opinion"
    QUESTION = "question"
    """To a body, it also waits for its next agenda."""
    CONTRIBUTION = "contribution"
    REQUEST = "request"


class Adoption(StrEnum):
    """How a council made it its own."""

    VOTE = "vote"
    CONSENSUS = "consensus"


class RequestState(StrEnum):
    """How far the answer is."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    DONE = "done"
    """What was accepted has been carried out."""
    WITHDRAWN = "withdrawn"
    """By the council, which says why."""


class AnswerRule(Base):
    """How many days a council's charter leaves for an answer, with the document that sets them."""

    __tablename__ = "answer_rule"
    __table_args__ = (
        sa.UniqueConstraint("council_id", "starts_on"),
        sa.CheckConstraint("days BETWEEN 1 AND 366", name="days"),
    )

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    days: Mapped[int]
    source: Mapped[Label]
    source_on: Mapped[date]
    starts_on: Mapped[date]
    """From when it holds; the latest one that has started counts."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class CouncilRequest(Base):
    """An opinion, a question, a contribution or a request of a council to one addressee."""

    __tablename__ = "council_request"
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.CheckConstraint("(body_id IS NULL) <> (institution_id IS NULL)", name="addressee"),
        sa.CheckConstraint("(sequence IS NULL) = (sent_at IS NULL)", name="numbered"),
        sa.CheckConstraint("(due_on IS NULL) = (sent_at IS NULL)", name="due"),
        sa.Index("ix_council_request_state", "state", "due_on"),
    )

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(values_of(RequestKind, "kind"))
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    """With the year, its public number, given when it is sent; never used twice."""
    title: Mapped[Label]
    text: Mapped[LongText]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    """The meeting that adopted it."""
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    """The decision of the minutes, with its votes."""
    adoption: Mapped[Adoption] = mapped_column(values_of(Adoption, "adoption"))
    minority: Mapped[LongText]
    """What those thought who did not agree; may be empty."""
    about: Mapped[Label]
    """The document it is about, with its version; may be empty."""
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"))
    """The same, where the platform keeps it."""
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    answer_days: Mapped[int]
    """Days that the local charter leaves for an answer, as the rule stood when it was sent."""
    rule_source: Mapped[Label]
    """The document that sets them; empty where none does."""
    sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    state: Mapped[RequestState] = mapped_column(values_of(RequestState, "state"), default=RequestState.DRAFT)
    answered_at: Mapped[datetime | None]
    """When it was first accepted, accepted in part or refused."""
    review_on: Mapped[date | None]
    """When the council looks at it again."""
    action_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action.id"))
    """The action that follows from the answer."""
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"))
    """The topic by which a question waits for the body's agenda."""
    version: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    council: Mapped[Council] = relationship()
    meeting: Mapped[Meeting] = relationship()
    decision: Mapped[Decision | None] = relationship()
    document: Mapped[Document | None] = relationship()
    body: Mapped[Body | None] = relationship()
    institution: Mapped[Institution | None] = relationship()
    action: Mapped[Action | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    steps: Mapped[list["RequestStep"]] = relationship(order_by="RequestStep.id", back_populates="request")


class RequestStep(Base):
    """One change of state: who, when, and in which words. Added, never changed."""

    __tablename__ = "request_step"

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("council_request.id"), index=True)
    state: Mapped[RequestState] = mapped_column(values_of(RequestState, "state"))
    author: Mapped[Label]
    """For whom it was written: an institution, a body, a council. Never empty."""
    text: Mapped[LongText]
    """Empty only for what was sent or received."""
    at: Mapped[datetime]
    noted_at: Mapped[datetime | None]
    """When it was written down, where that was later than its own day; empty where both are one."""
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answer_link.id"), unique=True)
    """The link by which it came without an account."""

    request: Mapped[CouncilRequest] = relationship(back_populates="steps")


class AnswerLink(Base):
    """A link that answers one request once. Its secret is in the mail alone; reading it changes nothing."""

    __tablename__ = "answer_link"

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("council_request.id"), index=True)
    secret_sha256: Mapped[Sha256] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    """When a newer one took its place, or the request was closed."""

    request: Mapped[CouncilRequest] = relationship()
