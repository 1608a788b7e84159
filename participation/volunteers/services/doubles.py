"""Likely doubles: found by name and birth year, settled by two different people, never by the machine."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers.likeness import likely_pairs, likeness_key
from participation.volunteers.models import DoubleReview, SignUp, SignUpKind, SignUpState, Verdict
from participation.volunteers.services.hooks import lock_of
from participation.volunteers.services.registration import Answers

PEOPLE_NEEDED = 2


@dataclass(frozen=True)
class Pair:
    """Two sign-ups that may be one person's, and what was said of them."""

    first: SignUp
    second: SignUp
    verdicts: Sequence[tuple[int, Verdict]]
    """(account, what it said)."""

    def said_by(self, account_id: int) -> Verdict | None:
        """Return what somebody said of this pair."""
        return dict(self.verdicts).get(account_id)

    @property
    def is_undecided(self) -> bool:
        """Tell whether two people have looked, and it is not settled all the same."""
        return len(self.verdicts) >= PEOPLE_NEEDED


def open_pairs(session: Session, council_id: int, kind: SignUpKind | None = None) -> list[Pair]:
    """Return the likely doubles that two people have not yet agreed on, first come first."""
    query = sa.select(
        SignUp.id, SignUp.kind, SignUp.birth_year, SignUp.name_key, SignUp.association_name
    ).where(SignUp.council_id == council_id, SignUp.state == SignUpState.REGISTERED)
    if kind is not None:
        query = query.where(SignUp.kind == kind)
    pairs = likely_pairs(
        (number, *_group(kind, year, key, association))
        for number, kind, year, key, association in session.execute(query)
    )
    said = _verdicts(session, council_id)
    waiting = sorted(pair for pair in pairs if _agreed(said.get(pair, [])) is None)
    found = _by_id(session, {number for pair in waiting for number in pair})
    return [Pair(found[one], found[two], said.get((one, two), [])) for one, two in waiting]


def open_doubles(session: Session, council_id: int) -> int:
    """Return how many pairs of residents wait for two people to look: none may be left when a list is signed."""
    return sum(not pair.is_undecided for pair in open_pairs(session, council_id, SignUpKind.RESIDENT))


def undecided_doubles(session: Session, council_id: int) -> int:
    """Return how many pairs of residents two people or more have looked at without settling them: they count as two
    people, unless somebody else's answer makes two that agree."""
    return sum(pair.is_undecided for pair in open_pairs(session, council_id, SignUpKind.RESIDENT))


def doubles_of(session: Session, council_id: int, answers: Answers) -> list[SignUp]:
    """Return the sign-ups that look like the one about to be entered."""
    query = sa.select(SignUp).where(
        SignUp.council_id == council_id, SignUp.state == SignUpState.REGISTERED, SignUp.kind == answers.kind
    )
    if answers.kind == SignUpKind.RESIDENT:
        query = query.where(SignUp.birth_year == answers.birth_year)
    candidates = session.scalars(query.order_by(SignUp.id)).all()
    new = (0, *_group(answers.kind, answers.birth_year, likeness_key(answers.name), answers.association_name))
    rows = [(s.id, *_group(s.kind, s.birth_year, s.name_key, s.association_name)) for s in candidates]
    alike = {two for one, two in likely_pairs([new, *rows]) if one == 0}
    return [sign_up for sign_up in candidates if sign_up.id in alike]


def review_pair(
    session: Session,
    actor: Actor,
    now: datetime,
    council_id: int,
    first_id: int,
    second_id: int,
    verdict: Verdict,
) -> bool:
    """Keep what one person says of a pair; when two say « same », refuse the later sign-up. Tell whether it
    was.

    Raises:
        MissingError: One of them is not of this council.
        RefusedError: `settled`, or `sealed` when the later one is in a sealed list.
    """
    one, two = sorted((first_id, second_id))
    # Both rows are locked, in order, so that two people at once see each other's verdict.
    query = sa.select(SignUp).where(SignUp.id.in_([one, two]), SignUp.council_id == council_id)
    both = session.scalars(query.order_by(SignUp.id).with_for_update()).all()
    if len(both) != PEOPLE_NEEDED:
        raise MissingError
    if any(sign_up.state != SignUpState.REGISTERED for sign_up in both):
        raise RefusedError("settled")
    own = session.scalars(
        sa.select(DoubleReview).where(
            DoubleReview.first_id == one, DoubleReview.second_id == two, DoubleReview.account_id == actor.id
        )
    ).one_or_none()
    if own is None:
        session.add(DoubleReview(first_id=one, second_id=two, account_id=actor.id, verdict=verdict, at=now))
    else:
        own.verdict, own.at = verdict, now
    session.flush()
    said = session.execute(
        sa.select(DoubleReview.account_id, DoubleReview.verdict).where(
            DoubleReview.first_id == one, DoubleReview.second_id == two
        )
    ).all()
    if _agreed([(account, verdict) for account, verdict in said]) != Verdict.SAME:
        return False
    _refuse_later(session, now, both)
    return True


def _refuse_later(session: Session, now: datetime, both: Sequence[SignUp]) -> None:
    later = max(both, key=lambda sign_up: (sign_up.registered_at, sign_up.id))
    lock = lock_of(session, later)
    if lock is not None and lock.is_sealed:
        raise RefusedError("sealed")
    later.state, later.refusal, later.refused_at = SignUpState.REFUSED, "double", now
    session.flush()
    subject = f"council:{later.council.neighbourhood.code}"
    journal.append(session, now, "sign_up.double_refused", subject, {"count": 1})


def _group(
    kind: SignUpKind, birth_year: int, name_key: str, association_name: str | None
) -> tuple[Hashable, str]:
    """Residents are compared within a birth year, associations by their own name."""
    if kind == SignUpKind.ASSOCIATION:
        return kind, likeness_key(association_name or "")
    return (kind, birth_year), name_key


def _agreed(verdicts: Sequence[tuple[int, Verdict]]) -> Verdict | None:
    """Return the verdict on which two people agree, « same » or « two people »; none while they do not."""
    said = [verdict for _account, verdict in verdicts]
    for verdict in (Verdict.SAME, Verdict.TWO_PEOPLE):
        if said.count(verdict) >= PEOPLE_NEEDED:
            return verdict
    return None


def _verdicts(session: Session, council_id: int) -> dict[tuple[int, int], list[tuple[int, Verdict]]]:
    query = (
        sa.select(
            DoubleReview.first_id, DoubleReview.second_id, DoubleReview.account_id, DoubleReview.verdict
        )
        .join(SignUp, SignUp.id == DoubleReview.first_id)
        .where(SignUp.council_id == council_id)
        .order_by(DoubleReview.id)
    )
    said: dict[tuple[int, int], list[tuple[int, Verdict]]] = {}
    for one, two, account, verdict in session.execute(query):
        said.setdefault((one, two), []).append((account, verdict))
    return said


def _by_id(session: Session, numbers: set[int]) -> dict[int, SignUp]:
    found = session.scalars(sa.select(SignUp).where(SignUp.id.in_(numbers))).all()
    return {sign_up.id: sign_up for sign_up in found}
