"""The groups that a draw's quotas name: their seats, and how many people where that points at nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.draws.models import (
    Candidate,
    Draw,
    DrawState,
    EntrySecret,
    ListedPerson,
    ListedState,
    PoolList,
)
from participation.draws.services.categories import NO_ANSWER, Category, category_of
from participation.draws.services.drafting import read
from participation.draws.services.lists import merging
from participation.kernel.clock import day_of
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
    label: str
    """Words of a value that was typed; empty for the usual genders."""
    minimum: int
    maximum: int
    holders: int | None
    """People; None for every group when one of them holds fewer than five, so that no difference tells it."""


def of(session: Session, draw: Draw) -> tuple[Group, ...]:
    """Return the groups of a draw, in the order of their codes; none without quotas."""
    category = category_of(draw)
    bounds = read(draw.quotas).get(category.code, {})
    if not bounds:
        return ()
    labels = {value.code: value.label for value in category.values}
    holders = _holders(session, draw, category)
    is_public = all(holders.get(code, 0) >= OPEN_HOLDERS for code in bounds)
    return tuple(
        Group(code, labels[code], minimum, maximum, holders[code] if is_public else None)
        for code, (minimum, maximum) in sorted(bounds.items())
    )


def _sealed_holders(session: Session, draw: Draw, category: Category) -> Mapping[str, int]:
    query = sa.select(EntrySecret.profile, sa.func.count()).where(EntrySecret.draw_id == draw.id)
    rows = session.execute(query.group_by(EntrySecret.profile)).all()
    return {read(profile)[category.code]: count for profile, count in rows}


def _holders(session: Session, draw: Draw, category: Category) -> Mapping[str, int]:
    if draw.state in ERASED:
        return {}
    if draw.seal is not None:
        return _of_seals.get(draw.seal, lambda: _sealed_holders(session, draw, category))
    return {code: count for code, count in counts_now(session, draw).items() if code is not None}


def counts_now(session: Session, draw: Draw) -> Counter[str | None]:
    """Return how many people of a list that is not sealed have each value of the category; None where none fits."""
    category, year = category_of(draw), day_of(draw.entropy_for).year
    several = merging.everybody(session, draw)
    found: Counter[str | None] = Counter()

    def add(gender: Gender | None, birth_year: int | None, count: int) -> None:
        age = None if birth_year is None else year - birth_year
        found[category.value_of(gender.value if gender else NO_ANSWER, age)] += count

    for query in (_sign_ups(draw), _listed(draw)):
        for gender, birth_year, count in session.execute(query).all():
            add(gender, birth_year, count)
    # People with several records count as all of these say together, not as the record that counts says alone.
    for number, person in several.listed.items():
        add(*several.alone[number], -1)
        add(person.gender, person.birth_year, 1)
    return +found


def _sign_ups(draw: Draw) -> sa.Select[*tuple[Any, ...]]:
    query = (
        sa.select(SignUp.gender, SignUp.birth_year, sa.func.count())
        .where(SignUp.state == SignUpState.REGISTERED, sa.literal(draw.takes_sign_ups))
        .group_by(SignUp.gender, SignUp.birth_year)
    )
    if draw.closed_at is None:
        return query.where(SignUp.council_id == draw.council_id, SignUp.kind == SignUpKind.RESIDENT)
    return query.join(Candidate, Candidate.sign_up_id == SignUp.id).where(Candidate.draw_id == draw.id)


def _listed(draw: Draw) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(ListedPerson.gender, ListedPerson.birth_year, sa.func.count())
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(PoolList.draw_id == draw.id, ListedPerson.state == ListedState.KEPT)
        .group_by(ListedPerson.gender, ListedPerson.birth_year)
    )
