"""What pages show of lists: to the team, row by row; to the public, without a person."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.draws.imports import Checker, Person
from participation.draws.models import (
    Draw,
    FaultKind,
    LikelyDouble,
    ListedPerson,
    ListState,
    PairReview,
    PairVerdict,
    PoolList,
    PurgeCertificate,
    RowFault,
)
from participation.draws.services import candidates
from participation.draws.services.lists import columns, merging, staged
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.samples import Look
from participation.kernel.clock import day_of
from participation.kernel.jobs import Job
from participation.kernel.pagination import Page, paginate
from participation.volunteers.models import SignUp

EXAMPLES = 3
"""Faults of each kind on the page of the check."""
SHOWN = (ListState.IMPORTED, ListState.PURGED)


@dataclass(frozen=True)
class Kind:
    """One kind of fault: how many, and the first ones."""

    kind: FaultKind
    examples: Sequence[RowFault]


def lists_of(session: Session, draw: Draw) -> Sequence[PoolList]:
    """Return the lists of a draw, in the order in which they came, without those taken away."""
    query = sa.select(PoolList).where(PoolList.draw_id == draw.id, PoolList.state != ListState.UNDONE)
    return session.scalars(query.order_by(PoolList.id)).all()


def public_lists(session: Session, draw: Draw) -> Sequence[PoolList]:
    """Return the lists that everybody may know of: those from which the draw is made, erased ones too."""
    query = sa.select(PoolList).where(PoolList.draw_id == draw.id, PoolList.state.in_(SHOWN))
    return session.scalars(query.order_by(PoolList.id)).all()


def certificates(session: Session, draw: Draw) -> Sequence[PurgeCertificate]:
    """Return what was erased of a draw, in order."""
    query = sa.select(PurgeCertificate).where(PurgeCertificate.draw_id == draw.id)
    return session.scalars(query.order_by(PurgeCertificate.id)).all()


def job_of(session: Session, found: PoolList) -> Job | None:
    """Return the long work under way for a list."""
    under_way = found.state in (ListState.CHECKING, ListState.IMPORTING)
    return session.get(Job, found.job_id) if under_way and found.job_id is not None else None


def preview(found: PoolList, look: Look, now: datetime) -> list[Person]:
    """Return the first rows as they would come in."""
    of_addresses = columns.is_of_addresses(found)
    checker = Checker(columns.chosen(found), look.table, day_of(now), of_addresses=of_addresses)
    people = (checker.check(row).person for row in look.table.rows())
    return [person for person in people if person is not None]


def kinds(session: Session, found: PoolList) -> list[Kind]:
    """Return what the check found, the doubts first, the most frequent kinds first."""
    query = sa.select(FaultKind).where(FaultKind.list_id == found.id)
    rows = session.scalars(query.order_by(FaultKind.is_doubt.desc(), FaultKind.faults.desc(), FaultKind.code)).all()
    number = sa.func.row_number().over(partition_by=RowFault.code, order_by=(RowFault.line, RowFault.id))
    ranked = sa.select(RowFault.id, number.label("position")).where(RowFault.list_id == found.id).subquery()
    first = sa.select(RowFault).join(ranked, ranked.c.id == RowFault.id).where(ranked.c.position <= EXAMPLES)
    examples: dict[str, list[RowFault]] = {}
    for fault in session.scalars(first.order_by(RowFault.line, RowFault.id)):
        examples.setdefault(fault.code, []).append(fault)
    return [Kind(row, examples.get(row.code, [])) for row in rows]


def doubtful_rows(session: Session, found: PoolList, code: str, number: int) -> Page[Any]:
    """Return one page of the rows with one kind of doubt."""
    query = sa.select(RowFault).where(RowFault.list_id == found.id, RowFault.code == code, RowFault.is_doubt)
    return paginate(session, query.order_by(RowFault.line, RowFault.id), number)


def all_faults(session: Session, found: PoolList) -> Iterator[Sequence[Sequence[Any]]]:
    """Return everything found, some hundreds at a time: line, column, code, whether it is a doubt, parameters.

    Once the list is imported and its files are gone, what is left are the first faults of each kind. Nothing is asked
    of the database once this has returned.
    """
    path = folder_of(session).faults(found.id)
    if path.exists():
        return staged.batches(path)
    query = sa.select(RowFault).where(RowFault.list_id == found.id).order_by(RowFault.line, RowFault.id)
    rows = session.scalars(query).all()
    return iter([[(row.line, row.column or "", row.code, row.is_doubt, json.loads(row.params)) for row in rows]])


@dataclass(frozen=True)
class Record:
    """One side of a likely double."""

    source: str
    """Name of the list; empty for a sign-up."""
    name: str
    birth: date | int | None
    address: str
    contact: str
    is_removed: bool
    gender: Gender | None
    order: tuple[int, int, str] | None
    """Of its list, where two contradict each other; empty for a sign-up."""


@dataclass(frozen=True)
class Pair:
    """A likely double with both records, and what was said of it."""

    id: int
    earlier: Record
    later: Record
    mine: PairVerdict | None
    others: int

    @property
    def differs(self) -> bool:
        """Whether the two records say another gender, or another birth."""
        births = {each.birth for each in (self.earlier, self.later)} - {None}
        return len({self.earlier.gender, self.later.gender} - {None}) > 1 or (
            len(births) > 1 and len({type(each) for each in births}) == 1
        )

    @property
    def prevailing(self) -> Record:
        """The record that counts where the two contradict each other."""
        one, two = self.earlier, self.later
        return two if one.order is not None and two.order is not None and two.order < one.order else one


def pairs_page(session: Session, draw: Draw, account_id: int, number: int) -> Page[Pair]:
    """Return one page of the likely doubles that wait for two people."""
    waiting = sa.select(LikelyDouble).where(LikelyDouble.id.in_(candidates.open_likely(draw)))
    page = paginate(session, waiting.order_by(LikelyDouble.id), number)
    found: list[LikelyDouble] = [row[0] for row in page.rows]
    listed = _listed(session, {each.listed_id for each in found} | {each.other_listed_id for each in found} - {None})
    signed = {
        each.id: each
        for each in session.scalars(sa.select(SignUp).where(SignUp.id.in_({p.sign_up_id for p in found} - {None})))
    }
    said: dict[int, dict[int, PairVerdict]] = {}
    reviews = sa.select(PairReview).where(PairReview.pair_id.in_([each.id for each in found]))
    for review in session.scalars(reviews):
        said.setdefault(review.pair_id, {})[review.account_id] = review.verdict
    pairs = []
    for each in found:
        verdicts = said.get(each.id, {})
        other = _record_of(signed[each.sign_up_id]) if each.sign_up_id else listed[each.other_listed_id or 0]
        mine = verdicts.get(account_id)
        pairs.append(Pair(each.id, other, listed[each.listed_id], mine, len(verdicts) - (mine is not None)))
    return Page(pairs, page.number, page.total)


def _listed(session: Session, numbers: set[Any]) -> dict[int, Record]:
    query = (
        sa.select(ListedPerson, PoolList)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(ListedPerson.id.in_(numbers))
    )
    return {person.id: _record(person, source) for person, source in session.execute(query)}


def _record(person: ListedPerson, source: PoolList) -> Record:
    return Record(
        source=source.name,
        name=" ".join(filter(None, (person.given_name, person.family_name))),
        birth=person.birth_date or person.birth_year,
        address=", ".join(filter(None, (person.address, person.postal_code, person.town))),
        contact=" ".join(filter(None, (person.phone, person.email))),
        is_removed=person.state == "removed",
        gender=person.gender,
        order=merging.order(source),
    )


def _record_of(sign_up: SignUp) -> Record:
    return Record(
        source="",
        name=sign_up.name,
        birth=sign_up.birth_year,
        address=sign_up.postal_address or "",
        contact=" ".join(filter(None, (sign_up.phone, sign_up.email))),
        is_removed=False,
        gender=sign_up.gender,
        order=None,
    )
