"""What a partner tells of its commitments, a year at a time; each sees and tells its own alone."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Commitment, CommitmentState, CommitmentYear
from participation.indicators.services import commitments
from participation.indicators.services.commitments import Line
from participation.indicators.services.partners import is_invented
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.representation.services import institutions

LONGEST = 2000
LONGEST_PROOF = 200
MOST = 1e9
"""No promise counts more."""


@dataclass(frozen=True)
class Told:
    """What the partner says of one year; a blank stays blank."""

    state: CommitmentState
    target: float | None
    done: float | None
    comment: str
    proof: str | None
    seen: int
    """The version that the page showed; 0 where nothing was told."""


def mine(session: Session, actor: Actor, now: datetime, commitment_id: int, year: int) -> Line:
    """Return one commitment of the institution for which the account signs in, in a year that may be told.

    Raises:
        MissingError: There is none, it is of another institution, or it does not hold in that year, or not yet.
    """
    if not 0 < commitment_id < BEYOND or year > clock.day_of(now).year:
        raise MissingError
    line = commitments.line_of(session, commitment_id, year)
    if line.institution_id not in institutions.ids_of(session, actor):
        raise MissingError
    return line


def tell(session: Session, actor: Actor, now: datetime, commitment_id: int, year: int, told: Told) -> CommitmentYear:
    """Keep what the partner says of one commitment in one year.

    Raises:
        MissingError: As `mine`.
        RefusedError: `changed`: somebody told it since the page was shown; `number` (`field`);
            `uncounted`: a promise that counts nothing has no number; `reason`: given up without saying why;
            `long` (`most`).
    """
    line = mine(session, actor, now, commitment_id, year)
    _check(line, told)
    session.execute(sa.select(Commitment.id).where(Commitment.id == commitment_id).with_for_update())
    query = sa.select(CommitmentYear).where(CommitmentYear.commitment_id == commitment_id, CommitmentYear.year == year)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if told.seen != (found.version if found else 0):
        raise RefusedError("changed")
    if found is None:
        found = CommitmentYear(commitment_id=commitment_id, year=year, version=0)
        found.is_fictitious = line.is_fictitious or is_invented(session, actor)
        session.add(found)
    found.target, found.done, found.state = told.target, told.done, told.state
    found.comment, found.proof = told.comment, told.proof
    found.told_by_id, found.told_at, found.version = actor.id, now, found.version + 1
    session.flush()
    payload = {"commitment": commitment_id, "year": year, "state": told.state.value}
    numbers = {"target": _written(told.target), "done": _written(told.done)}
    journal.append(session, now, "commitment.told", f"partner:{line.code}", payload | numbers)
    return found


def _check(line: Line, told: Told) -> None:
    for field, number in (("target", told.target), ("done", told.done)):
        if number is None:
            continue
        if line.unit is None:
            raise RefusedError("uncounted", field=field)
        if not 0 <= number <= MOST:
            raise RefusedError("number", field=field)
    if told.state is CommitmentState.DROPPED and not told.comment:
        raise RefusedError("reason")
    for text, most in ((told.comment, LONGEST), (told.proof or "", LONGEST_PROOF)):
        if len(text) > most:
            raise RefusedError("long", most=most)


def _written(number: float | None) -> str | None:
    """Return a number as the journal keeps it; None where it was left blank."""
    return None if number is None else f"{number:.12g}"
