"""The dashboard of a year: opened with its last day, read by the steering committee, published with what it changed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.indicators.models import AnalysisChange, DashboardYear
from participation.indicators.services import assessments, highlights
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, is_allowed
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import SteeringBody, SteeringKind
from participation.territory.models import Orientation

NEAR = timedelta(days=60)
"""Before the last day: from then on it is a task."""
LONGEST = 6000
LONGEST_CHANGE = 1000
MOST_MEETINGS = 30
HAPPENED = (MeetingState.HELD, MeetingState.CLOSED)


@dataclass(frozen=True)
class Change:
    """What the analysis changes: for one orientation's team, or for the contract as a whole."""

    orientation_id: int | None
    text: str


@dataclass(frozen=True)
class Written:
    """What the team writes down for the steering committee."""

    analysis: str
    meeting_id: int | None
    changes: Sequence[Change]


def keeps(session: Session, actor: Actor) -> bool:
    """Tell whether an account keeps the dashboard: it speaks for the whole contract, not for one council."""
    return is_allowed(actor.role, "dashboard.fill") and assessments.may_set_scale(session, actor)


def require_keeper(session: Session, actor: Actor) -> None:
    """Go on only for an account that keeps the dashboard.

    Raises:
        MissingError: It works for some councils alone.
    """
    if not keeps(session, actor):
        raise MissingError


def _query() -> sa.Select[DashboardYear]:
    changes = selectinload(DashboardYear.changes).joinedload(AnalysisChange.orientation)
    return sa.select(DashboardYear).options(joinedload(DashboardYear.meeting).joinedload(Meeting.body), changes)


def every(session: Session) -> Sequence[DashboardYear]:
    """Return the years of the dashboard, the last one first."""
    return session.scalars(sa.select(DashboardYear).order_by(DashboardYear.year.desc())).all()


def being_filled(session: Session, now: datetime) -> Sequence[DashboardYear]:
    """Return the years whose last day is near or has passed and whose analysis is not public, the oldest first."""
    near = DashboardYear.due_on <= clock.day_of(now) + NEAR
    query = sa.select(DashboardYear).where(near, DashboardYear.published_at.is_(None))
    return session.scalars(query.order_by(DashboardYear.year)).all()


def latest(session: Session) -> int | None:
    """Return the year to show first: the last one whose analysis is public, else the last one opened, if any is."""
    query = sa.select(DashboardYear.year).order_by(DashboardYear.published_at.is_(None), DashboardYear.year.desc())
    return session.scalar(query.limit(1))


def find(session: Session, year: int) -> DashboardYear:
    """Return the dashboard of a year.

    Raises:
        MissingError: It is not opened.
    """
    query = _query().where(DashboardYear.year == year)
    found = session.scalars(query).one_or_none() if 0 < year < highlights.BEYOND else None
    if found is None:
        raise MissingError
    return found


def open_year(session: Session, now: datetime, year: int, due_on: date, is_fictitious: bool = False) -> DashboardYear:
    """Open the dashboard of a year, to be filled until a day; twice is once.

    Raises:
        MissingError: The year is not one of the contract, or has not begun.
        RefusedError: `due_on`: a day before that year.
    """
    contract = highlights.contract_of(session, year, now, lock=True)
    query = sa.select(DashboardYear).where(DashboardYear.year == year, DashboardYear.contract_id == contract.id)
    known = session.scalars(query).one_or_none()
    if known is not None:
        return known
    if due_on.year < year:
        raise RefusedError("due_on")
    made = DashboardYear(contract_id=contract.id, year=year, due_on=due_on, analysis="", is_fictitious=is_fictitious)
    session.add(made)
    session.flush()
    return made


def move_due_day(session: Session, year: int, seen: int, due_on: date) -> DashboardYear:
    """Give a year another last day.

    Raises:
        MissingError: It is not opened.
        RefusedError: `changed`, `due_on`.
    """
    found = _locked(session, year, seen)
    if due_on.year < year:
        raise RefusedError("due_on")
    if found.due_on != due_on:
        found.due_on, found.version = due_on, found.version + 1
        session.flush()
    return found


def write(session: Session, now: datetime, year: int, seen: int, new: Written) -> DashboardYear:
    """Write the analysis and what it changes; of a published one the journal tells it.

    Raises:
        MissingError: The year is not opened.
        RefusedError: `changed` (somebody saved after the page was shown), `meeting`, `orientation`, `empty`: a public
            analysis does not become blank.
    """
    found = _locked(session, year, seen)
    if new.meeting_id is not None and new.meeting_id not in {each.id for each in meetings(session, now)}:
        raise RefusedError("meeting")
    known = {None, *(number for number, _name in orientations(session))}
    kept = [change for change in new.changes if change.text]
    if not {change.orientation_id for change in kept} <= known:
        raise RefusedError("orientation")
    if found.published_at is not None and not new.analysis:
        raise RefusedError("empty")
    before = digest(found)
    found.analysis, found.meeting_id = new.analysis, new.meeting_id
    # The former changes leave before the new ones come: their places are unique.
    found.changes = []
    session.flush()
    found.changes = [
        AnalysisChange(position=place, text=change.text, orientation_id=change.orientation_id)
        for place, change in enumerate(kept, start=1)
    ]
    found.version += 1
    session.flush()
    if found.published_at is not None and digest(found) != before:
        _tell(session, now, "dashboard.corrected", found)
    return found


def publish(session: Session, now: datetime, year: int, seen: int) -> DashboardYear:
    """Make the analysis public as the page showed it; twice is once.

    Raises:
        MissingError: The year is not opened.
        RefusedError: `empty` (there is no analysis), `changed`.
    """
    found = _locked(session, year, seen)
    if not found.analysis:
        raise RefusedError("empty")
    if found.published_at is None:
        found.published_at = now
        session.flush()
        _tell(session, now, "dashboard.published", found)
    return found


def digest(found: DashboardYear) -> str:
    """Return the fingerprint of an analysis with its changes."""
    said = [found.analysis, *([change.orientation_id, change.text] for change in found.changes)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _tell(session: Session, now: datetime, kind: str, found: DashboardYear) -> None:
    payload = {"year": str(found.year), "sha256": digest(found)}
    journal.append(session, now, kind, f"dashboard:{found.year}", payload)


def _locked(session: Session, year: int, seen: int) -> DashboardYear:
    find(session, year)
    query = sa.select(DashboardYear).where(DashboardYear.year == year).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one()
    if found.version != seen:
        raise RefusedError("changed")
    return found


def orientations(session: Session) -> Sequence[tuple[int, str]]:
    """Return the orientations of the contract, by number: key and name."""
    query = sa.select(Orientation.id, Orientation.name).order_by(Orientation.number, Orientation.id)
    return [(number, name) for number, name in session.execute(query)]


def meetings(session: Session, now: datetime) -> Sequence[Meeting]:
    """Return the last meetings of the political committee that took place."""
    query = (
        sa.select(Meeting)
        .join(SteeringBody, SteeringBody.body_id == Meeting.body_id)
        .where(
            SteeringBody.kind == SteeringKind.POLITICAL,
            Meeting.state.in_(HAPPENED),
            Meeting.convened_at.is_not(None),
            Meeting.starts_at <= now,
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )
    return session.scalars(query.limit(MOST_MEETINGS)).all()


def is_over(found: DashboardYear, now: datetime) -> bool:
    """Tell whether the last day to fill it has passed."""
    return clock.day_of(now) > found.due_on
