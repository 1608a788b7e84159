"""One person on several lists is one entry, with what every one of their records says.

What one record leaves out comes from another. Where two contradict each other, the list that was given last counts, of
the same day the electoral roll first, then by name: never the order of imports. Who signed up is what they said
themselves, also where they did not say: the lists add how to reach them and where they live. Nothing is written: a
record that leaves with its list leaves its entry as well.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.draws.models import Draw, LikelyDouble, ListedPerson, ListedState, ListKind, PairVerdict, PoolList
from participation.draws.services.candidates import agreed_pairs

RANKS = {ListKind.ELECTORAL_ROLL: 0, ListKind.ADDRESS_DIRECTORY: 1, ListKind.LANDLORD: 2}
AT_ONCE = 400
Key = tuple[str, int]
"""`listed` or `sign-up`, and its number."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What the records of one person say together."""

    family_name: str
    given_name: str
    birth_year: int | None
    birth_date: date | None
    gender: Gender | None
    address: str | None
    address_key: str | None
    postal_code: str | None
    town: str | None
    email: str | None
    phone: str | None
    differs: bool
    """Whether two records say another gender, or another birth."""


@dataclass(frozen=True)
class People:
    """The people of a draw with several records."""

    listed: Mapping[int, Merged]
    """By the number of the record that counts."""
    signed_up: Mapping[int, Merged]
    """What lists add to a sign-up, by its number."""
    alone: Mapping[int, tuple[Gender | None, int | None]]
    """Gender and year of birth that the record that counts gives by itself."""

    @property
    def differing(self) -> int:
        """How many people two lists describe differently."""
        return sum(each.differs for each in self.listed.values())


NOBODY = People({}, {}, {})


def everybody(session: Session, draw: Draw) -> People:
    """Return everybody of a draw who has several records."""
    pairs = session.execute(_pairs(draw)).all()
    return _people(session, draw, _components(pairs), sa.true()) if pairs else NOBODY


def some(session: Session, draw: Draw, listed: Collection[int], sign_ups: Collection[int] = ()) -> People:
    """Return the same of some records only."""
    found: set[tuple[int, int | None, int | None]] = set()
    rows, signed = set(listed), set(sign_ups)
    while rows or signed:
        near = sa.or_(
            LikelyDouble.listed_id.in_(rows),
            LikelyDouble.other_listed_id.in_(rows),
            LikelyDouble.sign_up_id.in_(signed),
        )
        pairs = {(one, other, sign_up) for one, other, sign_up in session.execute(_pairs(draw).where(near))}
        if pairs <= found:
            break
        found |= pairs
        rows |= {number for one, other, _sign_up in pairs for number in (one, other) if number is not None}
        signed |= {number for _one, _other, number in pairs if number is not None}
    if not found:
        return NOBODY
    return _people(session, draw, _components(found), ListedPerson.id.in_(rows))


def order(found: PoolList) -> tuple[int, int, str]:
    """Return what sorts lists: what the first of them says counts."""
    return -found.provided_on.toordinal(), RANKS.get(found.kind, len(RANKS)), found.name


def _pairs(draw: Draw) -> sa.Select[int, int | None, int | None]:
    same = sa.or_(LikelyDouble.is_certain, LikelyDouble.id.in_(agreed_pairs(PairVerdict.SAME)))
    return sa.select(LikelyDouble.listed_id, LikelyDouble.other_listed_id, LikelyDouble.sign_up_id).where(
        LikelyDouble.draw_id == draw.id, same
    )


def _components(pairs: Iterable[Sequence[Any]]) -> list[list[Key]]:
    """Return who is one person, following pairs of pairs."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent[above]
            key = above
        return key

    for listed, other, sign_up in pairs:
        end = ("sign-up", sign_up) if other is None else ("listed", other)
        parent[root(("listed", listed))] = root(end)
    groups: dict[Key, list[Key]] = {}
    for key in list(parent):
        groups.setdefault(root(key), []).append(key)
    return list(groups.values())


def _people(session: Session, draw: Draw, groups: list[list[Key]], which: sa.ColumnElement[bool]) -> People:
    records = _records(session, draw, which)
    listed: dict[int, Merged] = {}
    signed: dict[int, Merged] = {}
    alone: dict[int, tuple[Gender | None, int | None]] = {}
    for group in groups:
        rows = sorted(
            (records[number] for kind, number in group if kind == "listed" and number in records),
            key=lambda each: each[:2],
        )
        found = [row for _order, _number, row in rows]
        if not found:
            continue
        merged = merge(found)
        signed.update({number: merged for kind, number in group if kind == "sign-up"})
        kept = [row for row in found if row.state == ListedState.KEPT]
        listed.update({row.id: merged for row in kept})
        alone.update({row.id: (row.gender, row.birth_year) for row in kept})
    return People(listed, signed, alone)


def _records(session: Session, draw: Draw, which: sa.ColumnElement[bool]) -> dict[int, tuple[Any, int, Any]]:
    """Return the records of the people with several, with their place in the order; other lists' rows are not read."""
    lists = session.scalars(sa.select(PoolList).where(PoolList.draw_id == draw.id)).all()
    places = {found.id: order(found) for found in lists}
    pairs = _pairs(draw).subquery()
    ends = sa.union(sa.select(pairs.c.listed_id), sa.select(pairs.c.other_listed_id))
    row = ListedPerson
    query = sa.select(
        row.id, row.list_id, row.state, row.family_name, row.given_name, row.birth_year, row.birth_date, row.gender,
        row.address, row.address_key, row.postal_code, row.town, row.email, row.phone,
    ).where(row.list_id.in_(places), row.id.in_(ends), which)  # fmt: skip
    return {found.id: (places[found.list_id], found.id, found) for found in session.execute(query)}


def merge(records: Sequence[Any]) -> Merged:
    """Return what records say together, the first that says something being right."""

    def first(field: str, among: Sequence[Any] = records) -> Any:
        return next((said for each in among if (said := getattr(each, field)) is not None), None)

    genders = {each.gender for each in records} - {None}
    dates = {each.birth_date for each in records} - {None}
    years = {each.birth_year for each in records} - {None}
    born = next((each for each in records if each.birth_date), None)
    lives = next((each for each in records if each.address_key), records[0])
    return Merged(
        family_name=records[0].family_name,
        given_name=first("given_name", [each for each in records if each.given_name]) or "",
        birth_year=born.birth_year if born is not None else first("birth_year"),
        birth_date=born.birth_date if born is not None else None,
        gender=first("gender"),
        address=lives.address,
        address_key=lives.address_key,
        postal_code=lives.postal_code,
        town=lives.town,
        email=first("email"),
        phone=first("phone"),
        differs=max(len(genders), len(dates), len(years)) > 1,
    )
