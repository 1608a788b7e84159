"""A meeting, the series it may belong to, and the rules of the body that meets."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.bodies.models import Body
from participation.kernel.db import Base, Key, Label, LongText, values_of


class MeetingState(StrEnum):
    """How far a meeting is; it only goes forward."""

    DRAFT = "draft"
    CONVENED = "convened"
    HELD = "held"
    """It has begun, or is over and still being written up: attendance can be ticked."""
    CLOSED = "closed"
    """Attendance and the outcome of each item stand."""
    CANCELLED = "cancelled"


class MeetingSeries(Base):
    """Meetings announced together, such as one each second month."""

    __tablename__ = "meeting_series"

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), index=True)
    title: Mapped[Label]
    created_at: Mapped[datetime]


class Meeting(Base):
    """One meeting of a body."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="hours"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        sa.CheckConstraint("cancelled_at IS NULL OR cancel_reason IS NOT NULL", name="cancel_reason"),
        sa.Index("ix_meeting_body_id_starts_at", "body_id", "starts_at"),
        sa.Index("ix_meeting_starts_at", "starts_at"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_series.id"), index=True)
    title: Mapped[Label]
    state: Mapped[MeetingState] = mapped_column(values_of(MeetingState, "state"), default=MeetingState.DRAFT)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[Label]
    address: Mapped[Label]
    access: Mapped[LongText]
    """How one comes in: step-free way, lift, bus; in public. Never empty: say « pas encore connu »."""
    childcare: Mapped[LongText]
    """What is offered for children during the meeting; empty where nothing is."""
    language_help: Mapped[LongText]
    """Interpreters and languages; empty where there is none."""
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether residents who are not members may sit in the room."""
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)
    """Identifier in calendars, drawn once: each rendering carries the same."""
    sequence: Mapped[int] = mapped_column(default=0)
    """SEQUENCE in calendars: grows with each change of hour, place or state that was already public."""
    changed_at: Mapped[datetime]
    """When what calendars show last changed."""
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    convened_at: Mapped[datetime | None]
    """When its members were told of the day on which it is held: again after a change of day."""
    notice_days: Mapped[int | None]
    """Days of notice that the rule asked for when the meeting was convened."""
    late_days: Mapped[int | None]
    """By how many days the convocation came too late; 0 when it was in time, empty without a rule."""
    opened_at: Mapped[datetime | None]
    """When it really began."""
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[Label | None]
    """In public."""
    room_code: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    """Shown in the room while the meeting is held, so that people sign in from their phones."""
    report_days: Mapped[int | None]
    """Days within which delegates owe their council a report, kept here once the body's rule changed after it."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    body: Mapped[Body] = relationship()
    series: Mapped[MeetingSeries | None] = relationship()
    created_by: Mapped[Account] = relationship()


class MeetingRuleKey(StrEnum):
    """What a rule of a body's meetings is about; its value's form is in brackets."""

    NOTICE = "notice"
    """Between the convocation and the meeting [days]."""
    QUORUM = "quorum"
    """Least part of all seated who must be present [0 to 1]."""
    QUORUM_RESIDENTS = "quorum_residents"
    """The same within the residents' college [0 to 1]."""
    QUORUM_LOCAL_ACTORS = "quorum_local_actors"
    """The same within the college of associations and local actors [0 to 1]."""
    MINUTES = "minutes"
    """Between the meeting and the circulation of its minutes [days]."""
    CORRECTIONS = "corrections"
    """During which those present may propose corrections [days]."""


class MeetingRule(Base):
    """A setting of one body's meetings, with the document that sets it."""

    __tablename__ = "meeting_rule"
    __table_args__ = (sa.UniqueConstraint("body_id", "key", "starts_on"),)

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), index=True)
    key: Mapped[MeetingRuleKey] = mapped_column(values_of(MeetingRuleKey, "key"))
    value: Mapped[Label]
    source: Mapped[Label]
    """The document that sets it."""
    source_on: Mapped[date]
    """Date of that document."""
    starts_on: Mapped[date]
    """From when it holds; the latest one that has started counts."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)
