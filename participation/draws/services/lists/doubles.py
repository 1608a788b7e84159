"""The same person on two lists, twice on one, or on a list and among the sign-ups: found by name and year of birth.

Within one list the year must be known, and two full dates of birth must be the same. Where name, full date of birth and
address are all the same, on two lists or twice on one, the rule settles it and the page tells how many; everything
less goes to two people. The later record becomes the double, next to a sign-up the listed one: they count once, with
what all of their records say (`merging`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.draws.imports.people import name_key_of
from participation.draws.models import (
    Candidate,
    Draw,
    LikelyDouble,
    ListedPerson,
    ListedState,
    ListState,
    PairReview,
    PairVerdict,
    PoolList,
)
from participation.draws.services import access, candidates
from participation.draws.services.lists.finding import UNSEALED
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers.models import SignUp, SignUpState

MOST_PAIRS = 5_000
"""Pairs that two people can be asked to go through; a list that makes more needs dates of birth and addresses."""
AT_ONCE = 400
New, Old = aliased(ListedPerson), aliased(ListedPerson)
KEPT = ListedState.KEPT
UNPAIRED = ~sa.exists().where(LikelyDouble.listed_id == New.id, LikelyDouble.other_listed_id == Old.id)
"""So that lists can be compared again."""


def compare_lists(session: Session, draw: Draw, found: PoolList) -> int:
    """Compare the people of an imported list with each other and with those of the earlier lists; return how many the
    rule settled.

    Raises:
        RefusedError: `too_many_pairs` (most): two people could never go through them.
    """
    others = sa.select(PoolList.id).where(
        PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED, PoolList.id != found.id
    )
    numbers = session.scalars(others).all()
    certain = _settle_certain(session, draw, found.id, [*numbers, found.id])
    same_year = sa.or_(Old.birth_year == New.birth_year, Old.birth_year.is_(None), New.birth_year.is_(None))
    same_date = sa.or_(Old.birth_date == New.birth_date, Old.birth_date.is_(None), New.birth_date.is_(None))
    between = sa.and_(Old.list_id.in_(numbers), same_year)
    within = sa.and_(Old.list_id == found.id, Old.birth_year == New.birth_year, same_date)
    alike = (
        sa.select(sa.literal(draw.id), New.id, Old.id, sa.literal(False))
        .join_from(New, Old, (Old.name_key == New.name_key) & (Old.id < New.id))
        .where(New.list_id == found.id, New.name_key != "", New.state == KEPT)
        .where(sa.or_(between, within), Old.state == KEPT, UNPAIRED)
        .limit(MOST_PAIRS + 1)
    )
    names = ["draw_id", "listed_id", "other_listed_id", "is_certain"]
    session.execute(sa.insert(LikelyDouble).from_select(names, alike))
    if candidates.open_pairs(session, draw) > MOST_PAIRS:
        raise RefusedError("too_many_pairs", most=MOST_PAIRS)
    return certain


def _settle_certain(session: Session, draw: Draw, list_id: int, others: Sequence[int]) -> int:
    same = (
        sa.select(sa.literal(draw.id), New.id, sa.func.min(Old.id), sa.literal(True))
        .join_from(New, Old, (Old.name_key == New.name_key) & (Old.birth_year == New.birth_year) & (Old.id < New.id))
        .where(New.list_id == list_id, New.name_key != "", Old.list_id.in_(others), Old.state == KEPT)
        .where(Old.birth_date == New.birth_date, Old.address_key == New.address_key, UNPAIRED)
        .group_by(New.id)
    )
    names = ["draw_id", "listed_id", "other_listed_id", "is_certain"]
    session.execute(sa.insert(LikelyDouble).from_select(names, same))
    pairs = sa.select(LikelyDouble.listed_id).where(LikelyDouble.draw_id == draw.id, LikelyDouble.is_certain)
    changed = session.execute(
        sa.update(ListedPerson)
        .where(ListedPerson.list_id == list_id, ListedPerson.state == KEPT, ListedPerson.id.in_(pairs))
        .values(state=ListedState.DOUBLE)
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def compare_sign_ups(session: Session, draw: Draw) -> int:
    """Pair the people of the closed list who signed up with those of imported lists; return how many pairs are new.

    Raises:
        RefusedError: `too_many_pairs` (most).
    """
    session.flush()
    paired = sa.select(LikelyDouble.sign_up_id).where(
        LikelyDouble.draw_id == draw.id, LikelyDouble.sign_up_id.is_not(None)
    )
    query = (
        sa.select(SignUp.id, SignUp.name, SignUp.birth_year)
        .join(Candidate, Candidate.sign_up_id == SignUp.id)
        .where(Candidate.draw_id == draw.id, SignUp.state == SignUpState.REGISTERED, SignUp.id.not_in(paired))
    )
    signed = [(name_key_of(name, ""), year, number) for number, name, year in session.execute(query)]
    rows: list[dict[str, Any]] = []
    for start in range(0, len(signed), AT_ONCE):
        rows += _alike(session, draw, signed[start : start + AT_ONCE])
        if len(rows) > MOST_PAIRS:
            raise RefusedError("too_many_pairs", most=MOST_PAIRS)
    if rows:
        session.execute(sa.insert(LikelyDouble), rows)
    return len(rows)


def _alike(session: Session, draw: Draw, signed: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
    """Return the pairs of some sign-ups, by (key, year, number), with the listed people named alike."""
    keys = {key for key, _year, _number in signed if key}
    query = (
        sa.select(ListedPerson.id, ListedPerson.name_key, ListedPerson.birth_year)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED, ListedPerson.state == KEPT)
        .where(ListedPerson.name_key.in_(keys))
        .limit(MOST_PAIRS + 1)
    )
    listed: dict[str, list[tuple[int, int | None]]] = {}
    for number, key, year in session.execute(query):
        listed.setdefault(key, []).append((number, year))
    return [
        {"draw_id": draw.id, "listed_id": person, "sign_up_id": number}
        for key, year, number in signed
        for person, born in listed.get(key, ())
        if born is None or born == year
    ]


def find_pair(session: Session, draw: Draw, pair_id: int) -> LikelyDouble:
    """Return a likely double of a draw.

    Raises:
        MissingError: It has none of that number.
    """
    pair = session.get(LikelyDouble, pair_id) if pair_id < access.BEYOND else None
    if pair is None or pair.draw_id != draw.id:
        raise MissingError
    return pair


def review(
    session: Session, actor: Actor, now: datetime, draw_id: int, pair_id: int, verdict: PairVerdict
) -> bool:
    """Keep what one person says of a pair; tell whether two people now say the same person.

    Raises:
        MissingError: The draw has no such pair.
        RefusedError: `state`; `pair_settled` already.
    """
    draw = access.lock(session, actor, draw_id, *UNSEALED)
    pair = find_pair(session, draw, pair_id)
    if session.scalar(candidates.open_likely(draw).where(LikelyDouble.id == pair.id)) is None:
        raise RefusedError("pair_settled")
    own = session.get(PairReview, (pair.id, actor.id))
    if own is None:
        session.add(PairReview(pair_id=pair.id, account_id=actor.id, verdict=verdict, at=now))
    else:
        own.verdict, own.at = verdict, now
    session.flush()
    if candidates.agreed_on(session, pair.id) != PairVerdict.SAME:
        return False
    later = session.get_one(ListedPerson, pair.listed_id)
    later.state = ListedState.DOUBLE
    access.tell(session, now, draw, "list.double_settled", {"count": 1})
    return True


def release(session: Session, draw: Draw, list_id: int) -> None:
    """Take people of other lists back in whose earlier record is about to go with its list.

    Whoever is still the double of somebody on a third list stays so; `compare_again` finds those never paired.
    """
    settled = _settled_pairs(draw)
    earlier = sa.select(ListedPerson.id).where(ListedPerson.list_id == list_id)
    freed = session.scalars(
        sa.select(LikelyDouble.listed_id).where(
            LikelyDouble.id.in_(settled), LikelyDouble.other_listed_id.in_(earlier)
        )
    ).all()
    elsewhere = sa.select(LikelyDouble.listed_id).where(
        LikelyDouble.id.in_(settled),
        sa.or_(LikelyDouble.other_listed_id.is_(None), LikelyDouble.other_listed_id.not_in(earlier)),
    )
    for start in range(0, len(freed), AT_ONCE):
        session.execute(
            sa.update(ListedPerson)
            .where(ListedPerson.id.in_(freed[start : start + AT_ONCE]), ListedPerson.id.not_in(elsewhere))
            .where(ListedPerson.state == ListedState.DOUBLE, ListedPerson.list_id != list_id)
            .values(state=KEPT)
            .execution_options(synchronize_session=False)
        )


def compare_again(session: Session, draw: Draw) -> None:
    """Compare the lists that are left, once one has gone; with the sign-ups too where the list is closed.

    Raises:
        RefusedError: `too_many_pairs` (most).
    """
    session.flush()
    for found in candidates.imported(session, draw)[1:]:
        compare_lists(session, draw, found)
    if draw.closed_at is not None:
        compare_sign_ups(session, draw)


def _settled_pairs(draw: Draw) -> sa.Select[int]:
    said_same = candidates.agreed_pairs(PairVerdict.SAME)
    return sa.select(LikelyDouble.id).where(
        LikelyDouble.draw_id == draw.id, sa.or_(LikelyDouble.is_certain, LikelyDouble.id.in_(said_same))
    )
