"""From a sign-up to a person who can sit, and who follows what the sign-up says as long as it is kept."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person, Seat
from participation.draws.models import Answer, DirectSeating, Draw, EntrySecret, Invitation
from participation.draws.services import called, forgetting
from participation.draws.services.called import Called
from participation.kernel.errors import RefusedError
from participation.volunteers import services as volunteers
from participation.volunteers.models import ConsentKind, SignUp, SignUpState


def person_of(session: Session, draw: Draw, index: int) -> Person:
    """Return the person who takes a seat as this entry.

    Raises:
        RefusedError: `erased`: nobody can sit whose data is gone.
    """
    found = called.find(session, draw, index)
    if found is None:
        raise RefusedError("erased")
    if found.sign_up is not None:
        return person_for(session, found.sign_up.id)
    person = _from_list(session, draw, found)
    session.add(person)
    session.flush()
    return person


def _from_list(session: Session, draw: Draw, found: Called) -> Person:
    """Return somebody of an imported list, with what they gave when they accepted."""
    said = session.scalars(
        sa.select(Invitation).where(Invitation.draw_id == draw.id, Invitation.index == found.index)
    ).one_or_none()
    return Person(
        name=found.name,
        birth_year=found.birth_year,
        gender=found.gender,
        email=(said.email if said else None) or found.email,
        phone=(said.phone if said else None) or found.phone,
        postal_address="\n".join(found.address) or None,
        publishes_name=said.publishes_name if said else False,
        consented_at=said.consented_at if said else None,
        is_fictitious=draw.council.is_fictitious,
    )


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
        # Whoever sat before was stripped of all but a public name meanwhile.
        _copy(sign_up, known)
        return known
    person = Person(is_fictitious=sign_up.is_fictitious)
    _copy(sign_up, person)
    session.add(person)
    session.flush()
    return person


def _copy(sign_up: SignUp, person: Person) -> None:
    _copy_name(sign_up, person)
    person.birth_year, person.gender = sign_up.birth_year, sign_up.gender
    person.email, person.phone, person.postal_address = sign_up.email, sign_up.phone, sign_up.postal_address


def _copy_name(sign_up: SignUp, person: Person) -> None:
    standing = {consent.kind: consent for consent in volunteers.consents_of(sign_up)}
    naming = standing.get(ConsentKind.NAME_PUBLISHED)
    if sign_up.state == SignUpState.WITHDRAWN:
        naming = None
    person.name, person.publishes_name = sign_up.name, naming is not None
    person.consented_at = naming.given_at if naming else None


def lock_sign_ups(session: Session, sign_up_ids: Iterable[int | None]) -> None:
    """Lock and read again the sign-ups about to be copied, before the journal: what changes waits, then
    follows."""
    numbers = [number for number in sign_up_ids if number is not None]
    query = sa.select(SignUp).where(SignUp.id.in_(numbers)).order_by(SignUp.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).all()


def follow(session: Session, sign_up: SignUp) -> None:
    """Carry what a sign-up says now to the people made from it. Erasing it erases those who sit no more."""
    for person in session.scalars(_people_of(sign_up)).all():
        if sign_up.erased_at is None and person.birth_year is None:
            # They sit no more: a public name follows, nothing else comes back; `forgetting` erases a name taken back.
            _copy_name(sign_up, person)
        elif sign_up.erased_at is None:
            _copy(sign_up, person)
        elif session.scalar(_running(person).limit(1)) is None:
            person.publishes_name = False
            forgetting.strip(person, sign_up.erased_at)
    session.flush()


def _running(person: Person) -> sa.Select[int]:
    return sa.select(Mandate.id).where(Mandate.person_id == person.id, Mandate.left_on.is_(None))


def running_seat(session: Session, sign_up: SignUp) -> int | None:
    """Return the number of the seat that the person of a sign-up holds, if they hold one."""
    query = (
        sa.select(Seat.number)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .where(Mandate.id.in_(_mandates_of(sign_up)), Mandate.left_on.is_(None))
    )
    return session.scalars(query.order_by(Mandate.id).limit(1)).one_or_none()


def _known_person(session: Session, sign_up: SignUp) -> Person | None:
    found: Sequence[Person] = session.scalars(_people_of(sign_up).limit(1)).all()
    return found[0] if found else None


def _people_of(sign_up: SignUp) -> sa.Select[Person]:
    latest = (
        sa.select(Mandate.person_id, sa.func.max(Mandate.id).label("at"))
        .where(Mandate.id.in_(_mandates_of(sign_up)))
        .group_by(Mandate.person_id)
        .subquery()
    )
    return (
        sa.select(Person)
        .join(latest, latest.c.person_id == Person.id)
        .where(Person.erased_at.is_(None))
        .order_by(latest.c.at.desc())
    )


def _mandates_of(sign_up: SignUp) -> sa.CompoundSelect[int | None]:
    drawn = (
        sa.select(Answer.mandate_id)
        .join(EntrySecret, (EntrySecret.draw_id == Answer.draw_id) & (EntrySecret.index == Answer.index))
        .where(EntrySecret.sign_up_id == sign_up.id, Answer.mandate_id.is_not(None))
    )
    direct = sa.select(DirectSeating.mandate_id).where(
        DirectSeating.sign_up_id == sign_up.id, DirectSeating.mandate_id.is_not(None)
    )
    return sa.union_all(drawn, direct)
