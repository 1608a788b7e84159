"""Who sits today, what the measures say of it, and which rules are not met. Nothing here is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import (
    Association,
    College,
    EndReason,
    Gender,
    Mandate,
    MandateRole,
    Origin,
    Person,
    Seat,
)
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from participation.councils.services.reading import is_open
from participation.kernel.kept import Latest
from participation.measures.composition import (
    FEMALE,
    MALE,
    UNSTATED,
    filling,
    parity,
    shares,
)
from participation.measures.terms import ends_within, last_days

SOON_DAYS = 183
"""Six months: how early a renewal shows."""
COLLEGES = tuple(College)
GENDERS: dict[Gender | None, int] = {Gender.FEMALE: FEMALE, Gender.MALE: MALE}


@dataclass(frozen=True)
class HolderView:
    """Who holds a seat, as the public may know them."""

    mandate_id: int
    seat: int
    college: College | None
    name: str | None
    gender: Gender | None
    association: str | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class SeatView:
    """One seat today."""

    id: int
    number: int
    college: College
    origin: Origin
    holder: HolderView | None
    substitute: HolderView | None
    vacant_since: date | None
    """Empty while the seat is held."""
    awaited_on: date | None
    """When somebody already named takes the vacant seat."""


@dataclass(frozen=True)
class CollegeView:
    """One college today, and its measures."""

    college: College
    seats: tuple[SeatView, ...]
    filled: int
    women: int
    men: int
    unstated: int
    gap: int
    """Difference between women and men, persons."""

    @property
    def total(self) -> int:
        """Seats, held or not."""
        return len(self.seats)

    @property
    def vacant(self) -> tuple[SeatView, ...]:
        """The vacant seats."""
        return tuple(seat for seat in self.seats if seat.holder is None)


@dataclass(frozen=True)
class BrokenRule:
    """A rule that the council does not meet, and what was found instead."""

    rule: Rule
    found: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Composition:
    """A council today."""

    colleges: tuple[CollegeView, ...]
    total: int
    filled: int
    residents: int
    """Members of the residents' college."""
    residents_share: float | None
    """Residents among the members, 0 to 1; empty while nobody sits."""
    residents_seats_share: float | None
    """Residents' seats among the seats, 0 to 1; empty without seats."""
    ending_soon: tuple[SeatView, ...]
    """Seats whose holder's term ends within six months, the first to end first."""
    vacant: tuple[SeatView, ...]
    broken: tuple[BrokenRule, ...]


_compositions: Latest[Composition] = Latest(200)


def composition(session: Session, body_id: int, rules: Mapping[RuleKey, Rule], today: date) -> Composition:
    """Return who sits in a council today, measured and held against its rules, in one query.

    The same seats, mandates and rules on the same day are measured once in a process.
    """
    rows = session.connection().execute(SEATS, {"body_id": body_id, "today": today}).all()
    return _compositions.get(body_id, (rows, dict(rules), today), lambda: _composition(rows, rules, today))


def _composition(rows: Sequence[Any], rules: Mapping[RuleKey, Rule], today: date) -> Composition:
    seats = tuple(_seats(rows, today))
    college_of = np.array([COLLEGES.index(seat.college) for seat in seats], dtype=np.int64)
    is_filled = np.array([seat.holder is not None for seat in seats], dtype=np.bool_)
    gender_of = np.array([_gender(seat.holder) for seat in seats if seat.holder], dtype=np.int64)
    filled = filling(college_of, is_filled, len(COLLEGES))
    genders = parity(college_of[is_filled], gender_of, len(COLLEGES))
    colleges = tuple(
        CollegeView(
            college,
            tuple(seat for seat in seats if seat.college is college),
            filled=int(filled.filled[index]),
            women=int(genders.women[index]),
            men=int(genders.men[index]),
            unstated=int(genders.unstated[index]),
            gap=int(genders.gap[index]),
        )
        for index, college in enumerate(COLLEGES)
    )
    residents = COLLEGES.index(College.RESIDENTS)
    members = int(filled.filled.sum())
    view = Composition(
        colleges=colleges,
        total=len(seats),
        filled=members,
        residents=int(filled.filled[residents]),
        residents_share=float(shares(filled.filled)[residents]) if members else None,
        residents_seats_share=float(shares(filled.seats)[residents]) if seats else None,
        ending_soon=_ending_soon(seats, today),
        vacant=tuple(seat for seat in seats if seat.holder is None),
        broken=(),
    )
    return Composition(**(view.__dict__ | {"broken": _broken(view, rules)}))


TODAY = sa.bindparam("today", type_=sa.Date)
PAST = aliased(Mandate)
SAT = sa.or_(PAST.left_on > PAST.starts_on, PAST.end_reason == EndReason.TERM)
"""Whoever leaves before the first day leaves on it, and never sat: the seat stayed vacant all along."""
LAST_LEFT_ON = (
    sa.select(sa.func.max(PAST.left_on))
    .where(PAST.seat_id == Seat.id, PAST.role == MandateRole.FULL, PAST.left_on <= TODAY, SAT)
    .scalar_subquery()
    .label("last_left_on")
)
SEATS = (
    sa.select(
        Seat.id.label("seat_id"),
        Seat.number,
        Seat.college,
        Seat.origin,
        Seat.opened_on,
        LAST_LEFT_ON,
        Mandate.id.label("mandate_id"),
        Mandate.role,
        PUBLISHED_NAME.label("name"),
        Person.gender,
        Association.name.label("association"),
        Mandate.starts_on,
        Mandate.ends_on,
    )
    .outerjoin(Mandate, sa.and_(Mandate.seat_id == Seat.id, Mandate.left_on.is_(None)))
    .outerjoin(Person, Mandate.person_id == Person.id)
    .outerjoin(Association, Mandate.association_id == Association.id)
    .where(
        Seat.body_id == sa.bindparam("body_id"),
        Seat.college.is_not(None),
        is_open(TODAY),
    )
    .order_by(Seat.number, Mandate.role)
)


def _seats(rows: Sequence[Any], today: date) -> list[SeatView]:
    by_seat: dict[int, list[Any]] = {}
    for row in rows:
        by_seat.setdefault(row.seat_id, []).append(row)
    return [_seat(rows, today) for rows in by_seat.values()]


def _seat(rows: list[Any], today: date) -> SeatView:
    first = rows[0]
    holders = {row.role: row for row in rows if row.mandate_id is not None}
    full = holders.get(MandateRole.FULL)
    holder = _holder(full, today)
    since = first.last_left_on or first.opened_on
    if full is not None and full.ends_on < today:
        since = full.ends_on  # the term is over; the worker has not yet written it down
    return SeatView(
        id=first.seat_id,
        number=first.number,
        college=first.college,
        origin=first.origin,
        holder=holder,
        substitute=_holder(holders.get(MandateRole.SUBSTITUTE), today),
        vacant_since=None if holder else since,
        awaited_on=full.starts_on if full is not None and full.starts_on > today else None,
    )


def _holder(row: Any, today: date) -> HolderView | None:
    if row is None or not row.starts_on <= today <= row.ends_on:
        return None
    return HolderView(
        row.mandate_id,
        row.number,
        row.college,
        row.name,
        row.gender,
        row.association,
        row.starts_on,
        row.ends_on,
    )


def _gender(holder: HolderView) -> int:
    return GENDERS.get(holder.gender, UNSTATED)


def _ending_soon(seats: tuple[SeatView, ...], today: date) -> tuple[SeatView, ...]:
    held = [(seat, seat.holder.ends_on) for seat in seats if seat.holder is not None]
    ends = np.array([end for _seat, end in held], dtype="datetime64[D]")
    soon = ends_within(ends, np.datetime64(today, "D"), SOON_DAYS)
    chosen = [pair for pair, is_soon in zip(held, soon, strict=True) if is_soon]
    return tuple(seat for seat, _end in sorted(chosen, key=lambda pair: (pair[1], pair[0].number)))


def _broken(view: Composition, rules: Mapping[RuleKey, Rule]) -> tuple[BrokenRule, ...]:
    broken = []
    for key, check in CHECKS.items():
        rule = rules.get(key)
        found = check(view, rule.value) if rule is not None else None
        if rule is not None and found is not None:
            broken.append(BrokenRule(rule, found))
    return tuple(broken)


def _size(view: Composition, value: str) -> dict[str, int] | None:
    return {"seats": view.total} if view.total and view.total != int(value) else None


def _residents_share(view: Composition, value: str) -> dict[str, int] | None:
    """Hold the rule against the members once a resident sits; before the first draw, against the seats."""
    least = float(value)
    if view.residents and view.residents_share is not None and view.residents_share < least:
        return {"residents": view.residents, "members": view.filled}
    if view.residents_seats_share is not None and view.residents_seats_share < least:
        college = view.colleges[COLLEGES.index(College.RESIDENTS)]
        return {"residents_seats": college.total, "seats": view.total}
    return None


def _parity(view: Composition, value: str) -> dict[str, int] | None:
    college = view.colleges[COLLEGES.index(College.RESIDENTS)]
    return {"women": college.women, "men": college.men} if college.gap > int(value) else None


def _term(view: Composition, value: str) -> dict[str, int] | None:
    holders = [seat.holder for college in view.colleges for seat in college.seats if seat.holder]
    starts = np.array([holder.starts_on for holder in holders], dtype="datetime64[D]")
    ends = np.array([holder.ends_on for holder in holders], dtype="datetime64[D]")
    count = int((ends > last_days(starts, int(value))).sum())
    return {"mandates": count} if count else None


def _designation(view: Composition, value: str) -> dict[str, int] | None:
    if value != "draw":
        return None
    college = view.colleges[COLLEGES.index(College.RESIDENTS)]
    others = sum(seat.origin is not Origin.DRAWN for seat in college.seats)
    return {"seats": others} if others else None


CHECKS: dict[RuleKey, Callable[[Composition, str], dict[str, int] | None]] = {
    RuleKey.SIZE: _size,
    RuleKey.RESIDENTS_SHARE: _residents_share,
    RuleKey.PARITY: _parity,
    RuleKey.TERM: _term,
    RuleKey.DESIGNATION: _designation,
}
"""What can be counted, in the order in which a page says it; the others are read by people."""
