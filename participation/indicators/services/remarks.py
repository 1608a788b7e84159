"""What councils say of partners' commitments, and what the partner answers, once; both stand side by side in public."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.models import Council
from participation.indicators.models import Commitment, CommitmentRemark
from participation.indicators.services import commitments
from participation.indicators.services.partners import is_invented
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.representation.services import institutions
from participation.territory.models import Institution, Neighbourhood

LONGEST = 2000


@dataclass(frozen=True)
class Remark:
    """One council's remark of one year, with the partner's answer."""

    id: int
    commitment_id: int
    year: int
    council_id: int
    council: str
    """The neighbourhood of the council."""
    code: str
    """The neighbourhood's, in addresses."""
    text: str
    at: datetime
    answer: str
    """Empty until the partner answers."""
    answered_at: datetime | None
    is_fictitious: bool


def of_commitments(session: Session, keys: Collection[int], year: int | None = None) -> Sequence[Remark]:
    """Return the remarks on some commitments, the last year first, then by council, in one query."""
    conditions: list[sa.ColumnElement[bool]] = [CommitmentRemark.commitment_id.in_(keys)]
    if year is not None:
        conditions.append(CommitmentRemark.year == year)
    return _read(session, *conditions) if keys else []


def of_institution(session: Session, actor: Actor) -> Sequence[Remark]:
    """Return the remarks on the commitments of the institution for which the account signs in."""
    keys = institutions.ids_of(session, actor)
    mine = sa.select(Commitment.id).where(Commitment.institution_id.in_(keys))
    return _read(session, CommitmentRemark.commitment_id.in_(mine)) if keys else []


def of_council(session: Session, council_id: int, commitment_id: int, year: int) -> Remark | None:
    """Return what a council says of a commitment in a year, if it said anything."""
    found = _read(
        session,
        CommitmentRemark.council_id == council_id,
        CommitmentRemark.commitment_id == commitment_id,
        CommitmentRemark.year == year,
    )
    return found[0] if found else None


def _read(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Remark]:
    query = (
        sa.select(CommitmentRemark, Neighbourhood.name, Neighbourhood.code)
        .join(Council, Council.id == CommitmentRemark.council_id)
        .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
        .where(*conditions)
        .order_by(CommitmentRemark.year.desc(), Neighbourhood.name_key, CommitmentRemark.id)
    )
    return [
        Remark(
            id=row.id,
            commitment_id=row.commitment_id,
            year=row.year,
            council_id=row.council_id,
            council=name,
            code=code,
            text=row.text,
            at=row.at,
            answer=row.answer,
            answered_at=row.answered_at,
            is_fictitious=row.is_fictitious,
        )
        for row, name, code in session.execute(query)
    ]


def write(
    session: Session,
    actor: Actor,
    now: datetime,
    commitment_id: int,
    council_id: int,
    year: int,
    text: str,
    seen: datetime | None,
) -> CommitmentRemark:
    """Write what a council says of a commitment in a year, or change it until the partner answers.

    `seen` is the instant of the remark that the page showed; None where there was none.

    Raises:
        MissingError: There is no such commitment in that year, or the account does not work for that council.
        RefusedError: `year_to_come`; `changed`: somebody wrote one since; `answered`; `text`; `long` (`most`).
    """
    council = councils.assigned_council(session, actor, council_id)
    line = commitments.line_of(session, commitment_id, year)
    if year > clock.day_of(now).year:
        raise RefusedError("year_to_come")
    _check(text)
    session.execute(sa.select(Commitment.id).where(Commitment.id == commitment_id).with_for_update())
    query = sa.select(CommitmentRemark).filter_by(commitment_id=commitment_id, council_id=council_id, year=year)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if seen != (found.at if found else None):
        raise RefusedError("changed")
    if found is not None and found.answered_at is not None:
        raise RefusedError("answered")
    if found is None:
        found = CommitmentRemark(commitment_id=commitment_id, council_id=council_id, year=year, answer="")
        found.is_fictitious = council.is_fictitious or is_invented(session, actor)
        session.add(found)
    found.text, found.at, found.by_id = text, now, actor.id
    session.flush()
    _record(session, now, "commitment.remarked", line.code, found, council.neighbourhood.name, text)
    return found


def mine(session: Session, actor: Actor, remark_id: int) -> Remark:
    """Return a remark on a commitment of the institution for which the account signs in.

    Raises:
        MissingError: There is none, or it is about another institution's commitment.
    """
    found = [each for each in of_institution(session, actor) if each.id == remark_id]
    if not found:
        raise MissingError
    return found[0]


def answer(
    session: Session, actor: Actor, now: datetime, remark_id: int, text: str, seen: datetime | None
) -> CommitmentRemark:
    """Answer a council's remark, once; `seen` is the instant of the remark that the page showed.

    Raises:
        MissingError: As `mine`.
        RefusedError: `answered`; `changed`: the council wrote another remark since; `text`; `long` (`most`).
    """
    if not 0 < remark_id < BEYOND:
        raise MissingError
    _check(text)
    query = sa.select(CommitmentRemark).where(CommitmentRemark.id == remark_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    shown = mine(session, actor, remark_id)
    assert found is not None
    if found.answered_at is not None:
        raise RefusedError("answered")
    if seen != found.at:
        raise RefusedError("changed")
    found.answer, found.answered_at = text, now
    session.flush()
    holder = sa.select(Institution.code).join(Commitment, Commitment.institution_id == Institution.id)
    code = session.scalars(holder.where(Commitment.id == found.commitment_id)).one()
    _record(session, now, "commitment.remark_answered", code, found, shown.council, text)
    return found


def _check(text: str) -> None:
    if not text:
        raise RefusedError("text")
    if len(text) > LONGEST:
        raise RefusedError("long", most=LONGEST)


def _record(
    session: Session, now: datetime, kind: str, code: str, remark: CommitmentRemark, council: str, text: str
) -> None:
    payload = {
        "commitment": remark.commitment_id,
        "council": council,
        "year": remark.year,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    journal.append(session, now, kind, f"partner:{code}", payload)
