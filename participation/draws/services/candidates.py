"""The closed list: who was on it at closing, who came in by a claim, who left it, and what it adds up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.bodies.models import Mandate
from participation.draws.models import (
    Answer,
    Candidate,
    Departure,
    DirectSeating,
    Draw,
    DrawState,
    Entry,
    EntrySecret,
    LikelyDouble,
    ListedPerson,
    ListedState,
    ListState,
    PairReview,
    PairVerdict,
    PoolList,
    Selection,
    Substitution,
)
from participation.sortition.canonical import parse
from participation.sortition.parameters import ListJson
from participation.volunteers.models import SignUp, SignUpState

LIST_NAME = "Candidatures"
"""Name of the register of sign-ups in the sealed parameters."""
DOUBLE = "double"
TWO = 2


@dataclass(frozen=True)
class Counts:
    """How the list at closing became the pool, people."""

    at_close: int
    claims: int
    withdrawn: int
    doubles: int

    @property
    def size(self) -> int:
        """People in the pool."""
        return self.at_close + self.claims - self.withdrawn - self.doubles

    def as_changes(self) -> dict[str, int]:
        """Return the object of the sealed parameters."""
        return {
            "at_close": self.at_close,
            "claims": self.claims,
            "withdrawn": self.withdrawn,
            "doubles": self.doubles,
        }


def busy_sign_ups(session: Session, council_id: int) -> set[int]:
    """Return the sign-ups that already sit, or were called by a draw and have not left: no draw takes them
    again."""
    called = sa.union(
        sa.select(Selection.draw_id, Selection.index),
        sa.select(Substitution.draw_id, Substitution.replaced_by).where(
            Substitution.replaced_by.is_not(None)
        ),
    ).subquery()
    ended = (
        sa.select(Answer.draw_id, Answer.index)
        .join(Mandate, Mandate.id == Answer.mandate_id)
        .where(Mandate.left_on.is_not(None))
    )
    query = (
        sa.select(EntrySecret.sign_up_id)
        .join(called, (called.c.draw_id == EntrySecret.draw_id) & (called.c.index == EntrySecret.index))
        .join(Draw, Draw.id == EntrySecret.draw_id)
        .where(Draw.council_id == council_id, Draw.is_rehearsal.is_(False), EntrySecret.sign_up_id.is_not(None))
        .where(
            sa.tuple_(called.c.draw_id, called.c.index).not_in(sa.select(Departure.draw_id, Departure.index))
        )
        .where(sa.tuple_(called.c.draw_id, called.c.index).not_in(ended))
    )
    direct = (
        sa.select(DirectSeating.sign_up_id)
        .join(SignUp, SignUp.id == DirectSeating.sign_up_id)
        .outerjoin(Mandate, Mandate.id == DirectSeating.mandate_id)
        .where(SignUp.council_id == council_id, Mandate.left_on.is_(None))
    )
    return {*session.scalars(query), *session.scalars(direct)}


def listed_before(council_id: int, draw_id: int | None = None) -> sa.Select[int]:
    """Return the query of the sign-ups that another draw of the council held in its list, abandoned draws apart."""
    query = (
        sa.select(Candidate.sign_up_id)
        .join(Draw, Draw.id == Candidate.draw_id)
        .where(Draw.council_id == council_id, Draw.state != DrawState.ABANDONED, Draw.is_rehearsal.is_(False))
    )
    return query if draw_id is None else query.where(Draw.id != draw_id)


def counts(session: Session, draw: Draw) -> Counts:
    """Return what the closed list adds up to now; once it is sealed, as it was sealed, though lists be erased."""
    if draw.parameters is not None:
        sealed = cast("dict[str, dict[str, dict[str, int]]]", parse(draw.parameters.encode("utf-8")))
        return Counts(**sealed["pool"]["changes"])
    left = SignUp.state != SignUpState.REGISTERED
    is_double = sa.and_(SignUp.state == SignUpState.REFUSED, SignUp.refusal == DOUBLE)
    query = (
        sa.select(
            sa.func.count().filter(Candidate.is_claim.is_(False)),
            sa.func.count().filter(Candidate.is_claim.is_(True)),
            sa.func.count().filter(left, sa.not_(sa.func.coalesce(is_double, sa.false()))),
            sa.func.count().filter(is_double),
        )
        .select_from(Candidate)
        .join(SignUp, SignUp.id == Candidate.sign_up_id)
        .where(Candidate.draw_id == draw.id)
    )
    signed = Counts(*session.execute(query).one())
    return _with_imported(session, draw, signed)


def _with_imported(session: Session, draw: Draw, signed: Counts) -> Counts:
    lists, gone = imported(session, draw), erased_since_closing(session, draw)
    if not lists and not gone:
        return signed
    state, left = ListedPerson.state, sum(each.rows_kept for each in gone)
    query = sa.select(
        sa.func.count().filter(state == ListedState.REMOVED), sa.func.count().filter(state == ListedState.DOUBLE)
    ).where(ListedPerson.list_id.in_([each.id for each in lists]))
    removed, doubles = session.execute(query).one()
    return Counts(
        signed.at_close + sum(each.rows_kept for each in lists) + left,
        signed.claims,
        signed.withdrawn + removed + left,
        signed.doubles + doubles,
    )


def imported(session: Session, draw: Draw) -> Sequence[PoolList]:
    """Return the imported lists of a draw, in the order in which they came."""
    query = sa.select(PoolList).where(PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED)
    return session.scalars(query.order_by(PoolList.id)).all()


def erased_since_closing(session: Session, draw: Draw) -> Sequence[PoolList]:
    """Return the lists that were erased at their day between the closing and the seal: their people left the draw."""
    if draw.closed_at is None:
        return ()
    query = sa.select(PoolList).where(
        PoolList.draw_id == draw.id, PoolList.state == ListState.PURGED, PoolList.ended_at >= draw.closed_at
    )
    return session.scalars(query.order_by(PoolList.id)).all()


def lists_of(session: Session, draw: Draw) -> list[ListJson]:
    """Return the lists of the sealed parameters, with their entries at closing."""
    lists: list[ListJson] = []
    if draw.takes_sign_ups:
        signed = session.scalar(
            sa.select(sa.func.count()).where(Candidate.draw_id == draw.id, Candidate.is_claim.is_(False))
        )
        lists.append({"name": LIST_NAME, "entries": signed or 0})
    held = sorted([*imported(session, draw), *erased_since_closing(session, draw)], key=lambda each: each.id)
    return lists + [{"name": each.name, "entries": each.rows_kept} for each in held]


def agreed_pairs(*verdicts: PairVerdict) -> sa.Select[int]:
    """Return the query of the likely doubles of which two people say the same, one of these verdicts."""
    return (
        sa.select(PairReview.pair_id)
        .where(PairReview.verdict.in_(verdicts))
        .group_by(PairReview.pair_id, PairReview.verdict)
        .having(sa.func.count() >= TWO)
    )


def agreed_on(session: Session, pair_id: int) -> PairVerdict | None:
    """Return what two people say of a likely double; None while they do not agree, or do not know."""
    settled = (PairVerdict.SAME, PairVerdict.TWO_PEOPLE)
    said = sa.select(PairReview.verdict).where(PairReview.pair_id == pair_id).group_by(PairReview.verdict)
    return session.scalar(said.where(PairReview.verdict.in_(settled)).having(sa.func.count() >= TWO))


def open_likely(draw: Draw) -> sa.Select[int]:
    """Return the query of the likely doubles that wait for two people: both records still count, or the earlier one
    was taken off, and then the later one may have to follow."""
    other = aliased(ListedPerson)
    counts_still = sa.or_(
        sa.and_(LikelyDouble.other_listed_id.is_not(None), other.state != ListedState.DOUBLE),
        sa.and_(LikelyDouble.sign_up_id.is_not(None), SignUp.state == SignUpState.REGISTERED),
    )
    return (
        sa.select(LikelyDouble.id)
        .join(ListedPerson, ListedPerson.id == LikelyDouble.listed_id)
        .outerjoin(other, other.id == LikelyDouble.other_listed_id)
        .outerjoin(SignUp, SignUp.id == LikelyDouble.sign_up_id)
        .where(LikelyDouble.draw_id == draw.id, LikelyDouble.is_certain.is_(False))
        .where(ListedPerson.state == ListedState.KEPT, counts_still)
        .where(LikelyDouble.id.not_in(agreed_pairs(PairVerdict.SAME, PairVerdict.TWO_PEOPLE)))
    )


def open_pairs(session: Session, draw: Draw) -> int:
    """Return how many likely doubles of imported lists have not been looked at by two people."""
    query = open_likely(draw).where(LikelyDouble.id.not_in(_seen_by_two()))
    return session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def undecided_pairs(session: Session, draw: Draw) -> int:
    """Return how many likely doubles two people or more have looked at without settling them: they count as two
    people, unless somebody else's answer makes two that agree."""
    query = open_likely(draw).where(LikelyDouble.id.in_(_seen_by_two()))
    return session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _seen_by_two() -> sa.Select[int]:
    return sa.select(PairReview.pair_id).group_by(PairReview.pair_id).having(sa.func.count() >= TWO)


def entry_of(session: Session, draw_id: int, sign_up_id: int) -> Entry | None:
    """Return the sealed entry of a sign-up."""
    query = (
        sa.select(Entry)
        .join(EntrySecret, (EntrySecret.draw_id == Entry.draw_id) & (EntrySecret.index == Entry.index))
        .where(EntrySecret.draw_id == draw_id, EntrySecret.sign_up_id == sign_up_id)
    )
    return session.scalars(query).one_or_none()
