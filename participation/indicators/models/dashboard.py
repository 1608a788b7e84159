"""The dashboard of a year: until when it is filled, what the steering committee reads in it, whom it honours."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.meetings.models import Meeting
from participation.territory.models import Neighbourhood, Orientation


class DashboardYear(Base):
    """One year of the dashboard."""

    __tablename__ = "dashboard_year"
    __table_args__ = (sa.UniqueConstraint("contract_id", "year"),)

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    year: Mapped[int]
    due_on: Mapped[date]
    """Last day to fill it."""
    analysis: Mapped[LongText]
    """What the steering committee reads in it; empty until it has."""
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting.id"))
    """The meeting that analysed it."""
    published_at: Mapped[datetime | None]
    """When the analysis became public."""
    version: Mapped[int] = mapped_column(default=1)
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting | None] = relationship()
    changes: Mapped[list["AnalysisChange"]] = relationship(
        order_by="AnalysisChange.position", cascade="all, delete-orphan"
    )


class AnalysisChange(Base):
    """What an analysis changed: a priority, or the roadmap of a project team."""

    __tablename__ = "analysis_change"
    __table_args__ = (sa.UniqueConstraint("dashboard_year_id", "position"),)

    id: Mapped[Key]
    dashboard_year_id: Mapped[int] = mapped_column(sa.ForeignKey("dashboard_year.id"))
    position: Mapped[int]
    text: Mapped[LongText]
    orientation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orientation.id"))
    """The orientation, with its project team; empty: the contract as a whole."""

    orientation: Mapped[Orientation | None] = relationship()


class HighlightKind(StrEnum):
    """What is honoured."""

    INITIATIVE = "initiative"
    EVENT = "event"
    SITE = "site"
    """A building site."""


class Highlight(Base):
    """One of the three initiatives, events or building sites honoured in a year."""

    __tablename__ = "highlight"
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "year", "position"),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="position"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    year: Mapped[int]
    position: Mapped[int]
    kind: Mapped[HighlightKind] = mapped_column(values_of(HighlightKind, "kind"))
    neighbourhood_id: Mapped[int | None] = mapped_column(sa.ForeignKey("neighbourhood.id"), index=True)
    """Empty: several of them."""
    title: Mapped[Label]
    story: Mapped[LongText]
    place: Mapped[Label]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    picture: Mapped["HighlightPicture | None"] = relationship(cascade="all, delete-orphan")


class HighlightPicture(Base):
    """The picture of a highlight, made small for phones, with its words and the consent to show it."""

    __tablename__ = "highlight_picture"

    highlight_id: Mapped[int] = mapped_column(sa.ForeignKey("highlight.id"), primary_key=True)
    content: Mapped[bytes]
    media_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    alternative: Mapped[Label]
    """What it shows, for whoever does not see it."""
    credit: Mapped[Label]
    consent_on: Mapped[date]
    """Day on which whoever can be recognised agreed, or on which it was checked that nobody can."""
    consent: Mapped[Label]
    """How the consent was given; for the team alone."""
