"""Highlights: the three initiatives, events or building sites honoured each year, with a picture shown by consent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.indicators import pictures
from participation.indicators.models import Highlight, HighlightKind, HighlightPicture
from participation.indicators.pictures import SmallPicture
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.territory.models import Contract, Neighbourhood

BEYOND = 2**31
"""No row has this number."""
A_YEAR = 3
"""Highlights of a year, by the contract's presentation."""
LONGEST_STORY = 3000
IS_PUBLIC = Highlight.published_at.is_not(None)


@dataclass(frozen=True)
class NewHighlight:
    """What the team writes down."""

    kind: HighlightKind
    title: str
    story: str
    place: str
    neighbourhood_id: int | None = None
    """None: several neighbourhoods."""


@dataclass(frozen=True)
class NewPicture:
    """A picture made small, what it shows and who agreed to show it."""

    picture: SmallPicture
    alternative: str
    credit: str
    consent_on: date
    consent: str


def _query(*conditions: sa.ColumnElement[bool]) -> sa.Select[Highlight]:
    """Return the query of some highlights, their pictures without their bytes, the last year first."""
    picture = joinedload(Highlight.picture).defer(HighlightPicture.content)
    return (
        sa.select(Highlight)
        .options(picture, joinedload(Highlight.neighbourhood))
        .where(*conditions)
        .order_by(Highlight.year.desc(), Highlight.position)
    )


def of_year(session: Session, year: int, public_only: bool = True) -> Sequence[Highlight]:
    """Return the highlights of a year, three at most, in their order."""
    return session.scalars(_query(Highlight.year == year, *([IS_PUBLIC] if public_only else []))).all()


def published(session: Session, limit: int | None = None) -> Sequence[Highlight]:
    """Return the published highlights, the last year first."""
    return session.scalars(_query(IS_PUBLIC).limit(limit)).all()


def of_neighbourhood(session: Session, neighbourhood_id: int, limit: int) -> Sequence[Highlight]:
    """Return the last highlights published of a neighbourhood, in one query."""
    return session.scalars(_query(IS_PUBLIC, Highlight.neighbourhood_id == neighbourhood_id).limit(limit)).all()


def every(session: Session) -> Sequence[Highlight]:
    """Return all highlights, drafts too, for the team."""
    return session.scalars(_query()).all()


def find_public(session: Session, highlight_id: int) -> Highlight:
    """Return a published highlight.

    Raises:
        MissingError: There is none, or it is a draft.
    """
    return _one(session, _query(Highlight.id == highlight_id, IS_PUBLIC), highlight_id)


def find(session: Session, highlight_id: int) -> Highlight:
    """Return a highlight, published or not.

    Raises:
        MissingError: There is none.
    """
    return _one(session, _query(Highlight.id == highlight_id), highlight_id)


def _one(session: Session, query: sa.Select[Highlight], highlight_id: int) -> Highlight:
    found = session.scalars(query).one_or_none() if 0 < highlight_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def content_of(session: Session, found: Highlight) -> tuple[bytes, str]:
    """Return the bytes of a highlight's picture and their type.

    Raises:
        MissingError: It has none.
    """
    query = sa.select(HighlightPicture.content, HighlightPicture.media_type)
    row = session.execute(query.where(HighlightPicture.highlight_id == found.id)).one_or_none()
    if row is None:
        raise MissingError
    return row[0], row[1]


def contract_of(session: Session, year: int, now: datetime, lock: bool = False) -> Contract:
    """Return the contract in which a year can be told.

    Raises:
        MissingError: There is none yet, or the year is before it, or has not begun.
    """
    query = sa.select(Contract).order_by(Contract.first_year, Contract.id).limit(1)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None or not found.first_year <= year <= clock.day_of(now).year:
        raise MissingError
    return found


def create(session: Session, now: datetime, year: int, new: NewHighlight, is_fictitious: bool = False) -> Highlight:
    """Write a draft at the first free place of a year; the same words twice are one.

    Raises:
        MissingError: There is no contract yet, or the year has not begun, or is before the contract.
        RefusedError: `full` (three already), `neighbourhood`.
    """
    # Whoever gives out a place holds the contract: two at once get two places, and the fourth none.
    contract = contract_of(session, year, now, lock=True)
    _check(session, new)
    present = of_year(session, year, public_only=False)
    for each in present:
        if (each.title, each.story) == (new.title, new.story):
            return each
    free = sorted(set(range(1, A_YEAR + 1)) - {each.position for each in present})
    if not free:
        raise RefusedError("full")
    made = Highlight(contract_id=contract.id, year=year, position=free[0], is_fictitious=is_fictitious)
    _write(made, new)
    session.add(made)
    session.flush()
    return made


def edit(session: Session, now: datetime, highlight_id: int, seen: int, new: NewHighlight) -> Highlight:
    """Write a highlight anew; of a published one the journal tells it.

    Raises:
        MissingError: There is none.
        RefusedError: `changed` (somebody saved after the page was shown), `neighbourhood`.
    """
    found = _locked(session, highlight_id, seen)
    _check(session, new)
    _write(found, new)
    found.version += 1
    session.flush()
    if found.published_at is not None:
        _tell(session, now, "highlight.corrected", found)
    return found


def show_picture(session: Session, now: datetime, highlight_id: int, seen: int, new: NewPicture) -> HighlightPicture:
    """Give a highlight its picture, in the place of the former one; of a published one the journal tells it.

    Raises:
        MissingError: There is no such highlight.
        RefusedError: `consent_on` (a day to come); `changed` (somebody saved after the page was shown).
    """
    if new.consent_on > clock.day_of(now):
        raise RefusedError("consent_on")
    found = _locked(session, highlight_id, seen)
    values = _values(new)
    if found.picture is None:
        found.picture = HighlightPicture(**values)
    else:
        for name, value in values.items():
            setattr(found.picture, name, value)
    found.version += 1
    session.flush()
    if found.published_at is not None:
        _tell(session, now, "highlight.picture_shown", found)
    return found.picture


def _values(new: NewPicture) -> dict[str, Any]:
    return {
        "content": new.picture.content,
        "media_type": pictures.MEDIA_TYPE,
        "width": new.picture.width,
        "height": new.picture.height,
        "alternative": new.alternative,
        "credit": new.credit,
        "consent_on": new.consent_on,
        "consent": new.consent,
    }


def take_picture_off(session: Session, now: datetime, highlight_id: int) -> Highlight:
    """Erase the picture of a highlight: whoever agreed may change their mind; twice is once.

    Of a published one the journal tells it.
    """
    found = _locked(session, highlight_id, None)
    if found.picture is not None:
        found.picture = None
        found.version += 1
        session.flush()
        if found.published_at is not None:
            _tell(session, now, "highlight.picture_erased", found)
    return found


def publish(session: Session, now: datetime, highlight_id: int, seen: int) -> Highlight:
    """Make a highlight public; twice is once.

    Raises:
        MissingError: There is none.
        RefusedError: `changed`.
    """
    found = _locked(session, highlight_id, seen)
    if found.published_at is None:
        found.published_at = now
        session.flush()
        _tell(session, now, "highlight.published", found)
    return found


def withdraw(session: Session, now: datetime, highlight_id: int) -> Highlight:
    """Make a highlight a draft again; twice is once."""
    found = _locked(session, highlight_id, None)
    if found.published_at is not None:
        _tell(session, now, "highlight.withdrawn", found)
        found.published_at = None
        session.flush()
    return found


def discard(session: Session, highlight_id: int) -> None:
    """Throw a draft away.

    Raises:
        MissingError: There is none.
        RefusedError: `published`.
    """
    found = _locked(session, highlight_id, None)
    if found.published_at is not None:
        raise RefusedError("published")
    session.delete(found)
    session.flush()


def _locked(session: Session, highlight_id: int, seen: int | None) -> Highlight:
    find(session, highlight_id)
    query = sa.select(Highlight).where(Highlight.id == highlight_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise MissingError
    if seen is not None and found.version != seen:
        raise RefusedError("changed")
    return found


def _check(session: Session, new: NewHighlight) -> None:
    if new.neighbourhood_id is not None and session.get(Neighbourhood, new.neighbourhood_id) is None:
        raise RefusedError("neighbourhood")


def _write(found: Highlight, new: NewHighlight) -> None:
    found.kind, found.title, found.story, found.place = new.kind, new.title, new.story, new.place
    found.neighbourhood_id = new.neighbourhood_id


def _tell(session: Session, now: datetime, kind: str, found: Highlight) -> JournalEntry:
    """Write to the journal which text is public, without any of its words: a story may name somebody who agreed."""
    digest = hashlib.sha256(f"{found.title}\n{found.story}".encode()).hexdigest()
    payload = {"year": str(found.year), "number": str(found.position), "sha256": digest}
    return journal.append(session, now, kind, f"highlight:{found.id}", payload)


def neighbourhoods(session: Session) -> Sequence[tuple[int, str]]:
    """Return the neighbourhoods to choose from, by name."""
    query = sa.select(Neighbourhood.id, Neighbourhood.name).order_by(Neighbourhood.name_key, Neighbourhood.id)
    return [(number, name) for number, name in session.execute(query)]
