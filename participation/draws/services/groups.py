"""The groups that a draw's quotas name: their seats, and how many people where that points at nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Draw, DrawState, EntrySecret
from participation.draws.services.candidates import NO_ANSWER
from participation.draws.services.drafting import CATEGORY, read
from participation.kernel.kept import Kept
from participation.sortition.quotas import OPEN_HOLDERS
from participation.volunteers.models import SignUp, SignUpKind, SignUpState

ERASED = (DrawState.ARCHIVED, DrawState.ABANDONED)
"""States in which the profiles are erased, or will be."""
_of_seals: Kept[Mapping[str, int]] = Kept(500)


@dataclass(frozen=True)
class Group:
    """One value of the quota category."""

    code: str
    minimum: int
    maximum: int
    holders: int | None
    """People; None for every group when one of them holds fewer than five, so that no difference tells it."""


def of(session: Session, draw: Draw) -> tuple[Group, ...]:
    """Return the groups of a draw, in the order of their codes; none without quotas."""
    bounds = read(draw.quotas).get(CATEGORY, {})
    if not bounds:
        return ()
    holders = _holders(session, draw)
    is_public = all(holders.get(code, 0) >= OPEN_HOLDERS for code in bounds)
    return tuple(
        Group(code, minimum, maximum, holders[code] if is_public else None)
        for code, (minimum, maximum) in sorted(bounds.items())
    )


def _sealed_holders(session: Session, draw: Draw) -> Mapping[str, int]:
    query = sa.select(EntrySecret.profile, sa.func.count()).where(EntrySecret.draw_id == draw.id)
    rows = session.execute(query.group_by(EntrySecret.profile)).all()
    return {read(profile)[CATEGORY]: count for profile, count in rows}


def _holders(session: Session, draw: Draw) -> Mapping[str, int]:
    if draw.state in ERASED:
        return {}
    if draw.seal is not None:
        return _of_seals.get(draw.seal, lambda: _sealed_holders(session, draw))
    query = (
        sa.select(SignUp.gender, sa.func.count())
        .where(SignUp.state == SignUpState.REGISTERED)
        .group_by(SignUp.gender)
    )
    if draw.state == DrawState.ANNOUNCED:
        query = query.where(SignUp.council_id == draw.council_id, SignUp.kind == SignUpKind.RESIDENT)
    else:
        query = query.join(Candidate, Candidate.sign_up_id == SignUp.id).where(Candidate.draw_id == draw.id)
    found: dict[str, int] = {}
    for gender, count in session.execute(query):
        code = gender.value if gender else NO_ANSWER
        found[code] = found.get(code, 0) + count
    return found
