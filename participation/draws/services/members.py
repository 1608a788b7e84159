"""From a sign-up to a person who can sit."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person
from participation.draws.models import Answer, DirectSeating, EntrySecret
from participation.kernel.errors import RefusedError
from participation.volunteers import services as volunteers
from participation.volunteers.models import ConsentKind, SignUp


def person_for(session: Session, sign_up_id: int | None) -> Person:
    """Return the person of a sign-up: the one who sat before with the same sign-up, else a new one.

    Raises:
        RefusedError: `erased`: nobody can sit whose data is gone.
    """
    sign_up = session.get(SignUp, sign_up_id) if sign_up_id is not None else None
    if sign_up is None or sign_up.erased_at is not None:
        raise RefusedError("erased")
    known = _known_person(session, sign_up)
    if known is not None:
        return known
    standing = {consent.kind: consent for consent in volunteers.consents_of(sign_up)}
    naming = standing.get(ConsentKind.NAME_PUBLISHED)
    person = Person(
        name=sign_up.name,
        birth_year=sign_up.birth_year,
        gender=sign_up.gender,
        email=sign_up.email,
        phone=sign_up.phone,
        postal_address=sign_up.postal_address,
        publishes_name=naming is not None,
        consented_at=naming.given_at if naming else None,
        is_fictitious=sign_up.is_fictitious,
    )
    session.add(person)
    session.flush()
    return person


def _known_person(session: Session, sign_up: SignUp) -> Person | None:
    drawn = (
        sa.select(Answer.mandate_id)
        .join(EntrySecret, (EntrySecret.draw_id == Answer.draw_id) & (EntrySecret.index == Answer.index))
        .where(EntrySecret.sign_up_id == sign_up.id, Answer.mandate_id.is_not(None))
    )
    direct = sa.select(DirectSeating.mandate_id).where(DirectSeating.sign_up_id == sign_up.id)
    query = (
        sa.select(Person)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(sa.or_(Mandate.id.in_(drawn), Mandate.id.in_(direct)), Person.erased_at.is_(None))
        .order_by(Mandate.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()
