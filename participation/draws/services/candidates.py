"""The closed list: who was on it at closing, who came in by a claim, who left it, and what it adds up to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

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
    Selection,
    Substitution,
)
from participation.draws.services.drafting import CATEGORY, read
from participation.volunteers.models import SignUp, SignUpState

LIST_NAME = "Candidatures"
"""Name of the one list of House, in the sealed parameters."""
DOUBLE = "double"
NO_ANSWER = "X"


@dataclass(frozen=True)
class Person:
    """Somebody on the closed list, as they will be sealed."""

    sign_up_id: int
    code_sha256: str
    name: str
    birth_year: int
    gender: str


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
        .where(Draw.council_id == council_id, EntrySecret.sign_up_id.is_not(None))
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


def listed_before(session: Session, council_id: int, draw_id: int | None = None) -> set[int]:
    """Return the sign-ups that another draw of the council held in its list, abandoned draws apart."""
    query = (
        sa.select(Candidate.sign_up_id)
        .join(Draw, Draw.id == Candidate.draw_id)
        .where(Draw.council_id == council_id, Draw.state != DrawState.ABANDONED)
    )
    return set(session.scalars(query if draw_id is None else query.where(Draw.id != draw_id)))


def counts(session: Session, draw: Draw) -> Counts:
    """Return what the closed list adds up to now."""
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
    return Counts(*session.execute(query).one())


def people(session: Session, draw: Draw) -> list[Person]:
    """Return who is on the closed list now, by number of sign-up."""
    query = (
        sa.select(SignUp.id, SignUp.code_sha256, SignUp.name, SignUp.birth_year, SignUp.gender)
        .join(Candidate, Candidate.sign_up_id == SignUp.id)
        .where(Candidate.draw_id == draw.id, SignUp.state == SignUpState.REGISTERED)
        .order_by(SignUp.id)
    )
    return [
        Person(number, code, name, year, gender.value if gender else NO_ANSWER)
        for number, code, name, year, gender in session.execute(query)
    ]


def list_sha256(listed: Sequence[Person]) -> str:
    """Return the digest of a list, as two people sign it: who is on it, and with which profile."""
    lines = (f"{person.code_sha256} {person.name} {person.birth_year} {person.gender}\n" for person in listed)
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def profile_of(draw: Draw, person: Person) -> dict[str, str]:
    """Return the profile of somebody under the draw's quotas: empty when it has none."""
    return {CATEGORY: person.gender} if read(draw.quotas) else {}


def gender_counts(session: Session, draw: Draw) -> dict[str, int]:
    """Return how many on the closed list hold each gender code, no answer as X."""
    found = {"F": 0, "M": 0, "X": 0}
    for person in people(session, draw):
        found[person.gender] += 1
    return found


def entry_of(session: Session, draw_id: int, sign_up_id: int) -> Entry | None:
    """Return the sealed entry of a sign-up."""
    query = (
        sa.select(Entry)
        .join(EntrySecret, (EntrySecret.draw_id == Entry.draw_id) & (EntrySecret.index == Entry.index))
        .where(EntrySecret.draw_id == draw_id, EntrySecret.sign_up_id == sign_up_id)
    )
    return session.scalars(query).one_or_none()
