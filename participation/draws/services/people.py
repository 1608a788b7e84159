"""Who is on the closed list of a draw, as they will be sealed: sign-ups, and people of imported lists."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Draw, ListedPerson, ListedState, ListState, PoolList
from participation.draws.services.categories import NO_ANSWER, Category, category_of
from participation.draws.services.drafting import read
from participation.draws.services.lists import merging
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.volunteers.models import SignUp, SignUpState

HOUSEHOLD_BYTES = 8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the closed list: a sign-up or a listed person."""

    sign_up_id: int | None
    listed_id: int | None
    identity: dict[str, str]
    """The texts that say who it is, as they will be sealed."""
    birth_year: int | None
    gender: str
    """Code, `X` without an answer."""
    dwelling: str | None = None
    """Key of the address; a sign-up keeps none, but a list on which the same person is may give it."""

    @property
    def key(self) -> str:
        """Return what names this person in digests and sentences."""
        return f"sign-up {self.sign_up_id}" if self.listed_id is None else f"listed {self.listed_id}"


def people(session: Session, draw: Draw) -> list[Person]:
    """Return who is on the closed list now: sign-ups by number, then listed people by number."""
    several = merging.everybody(session, draw)
    return [*_sign_ups(session, draw, several), *_listed(session, draw, several)]


def list_sha256(listed: Sequence[Person], draw: Draw) -> str:
    """Return the digest of a list, as two people sign it: who is on it, and with which profile."""
    digest = hashlib.sha256()
    category, year = category_of(draw), day_of(draw.entropy_for).year
    for person in listed:
        value = category.value_of(person.gender, _age(person, year))
        texts = " ".join(f"{key}={text}" for key, text in sorted(person.identity.items()))
        digest.update(f"{person.key} {texts} {value}\n".encode())
    return digest.hexdigest()


def values_held(listed: Sequence[Person], draw: Draw) -> Counter[str | None]:
    """Return how many people hold each value of the draw's category; None for those whom no value fits."""
    category, year = category_of(draw), day_of(draw.entropy_for).year
    return Counter(category.value_of(person.gender, _age(person, year)) for person in listed)


def profiles(listed: Sequence[Person], draw: Draw) -> list[dict[str, str]]:
    """Return the profile of each person under the draw's quotas: empty when it has none.

    Raises:
        RefusedError: `no_value` (count, person): no value of the category fits some of them.
    """
    if not read(draw.quotas):
        return [{} for _ in listed]
    category, year = category_of(draw), day_of(draw.entropy_for).year
    values = [category.value_of(person.gender, _age(person, year)) for person in listed]
    missing = [person for person, value in zip(listed, values, strict=True) if value is None]
    if missing:
        raise RefusedError("no_value", count=len(missing), person=missing[0].key)
    return [{category.code: value} for value in values if value is not None]


def households(listed: Sequence[Person], draw: Draw) -> list[str | None]:
    """Return the code of each person's dwelling, where one person at most of it may sit and several are on the list.

    The codes are public and drawn anew for each draw, so that they say nothing of the address.
    """
    shared = Counter(person.dwelling for person in listed if person.dwelling is not None)
    if not draw.one_per_household:
        return [None] * len(listed)
    codes = {key: f"h{secrets.token_hex(HOUSEHOLD_BYTES)}" for key, count in shared.items() if count > 1}
    return [codes.get(person.dwelling) if person.dwelling else None for person in listed]


def holders(category: Category, counts: Counter[str | None]) -> dict[str, int]:
    """Return how many hold each value, those that nobody holds too."""
    return {value.code: counts.get(value.code, 0) for value in category.values}


def _age(person: Person, year: int) -> int | None:
    return None if person.birth_year is None else year - person.birth_year


def _sign_ups(session: Session, draw: Draw, several: merging.People) -> Iterator[Person]:
    query = (
        sa.select(SignUp.id, SignUp.code_sha256, SignUp.name, SignUp.birth_year, SignUp.gender)
        .join(Candidate, Candidate.sign_up_id == SignUp.id)
        .where(Candidate.draw_id == draw.id, SignUp.state == SignUpState.REGISTERED)
        .order_by(SignUp.id)
    )
    for number, code, name, year, gender in session.execute(query):
        identity = {"name": name, "birth_year": str(year), "sign_up": code}
        lives = several.signed_up.get(number)
        dwelling = lives.address_key if lives else None
        yield Person(number, None, identity, year, gender.value if gender else NO_ANSWER, dwelling)


def _listed(session: Session, draw: Draw, several: merging.People) -> Iterator[Person]:
    row = ListedPerson
    query = (
        sa.select(
            row.id,
            row.family_name,
            row.given_name,
            row.birth_year,
            row.birth_date,
            row.gender,
            row.address,
            row.address_key,
            row.postal_code,
            row.town,
        )
        .join(PoolList, PoolList.id == row.list_id)
        .where(PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED)
        .where(row.state == ListedState.KEPT)
        .order_by(row.id)
    )
    for one in session.execute(query.execution_options(yield_per=5000)):
        found = several.listed.get(one.id, one)
        texts = {
            "family_name": found.family_name,
            "given_name": found.given_name,
            "birth_year": str(found.birth_year) if found.birth_year else None,
            "birth_date": found.birth_date.isoformat() if found.birth_date else None,
            "address": found.address,
            "postal_code": found.postal_code,
            "town": found.town,
        }
        identity = {key: text for key, text in texts.items() if text}
        gender = found.gender.value if found.gender else NO_ANSWER
        yield Person(None, one.id, identity, found.birth_year, gender, found.address_key)
