"""Members who sit no more: what the platform knew of them goes, whichever way they came to their seat.

Somebody who was drawn is kept until the last mandate of their draw has ended, as the letter says; anybody else until
their own has. A name that its bearer agreed to show stays in the history, alone.
"""

from collections import Counter
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.bodies.models import Mandate, Person, Seat
from participation.councils.models import Council
from participation.draws.models import Answer
from participation.draws.services import access
from participation.kernel import erasing, jobs
from participation.kernel.clock import day_of


@jobs.due("members_erased")
def erase_members(session: Session, now: datetime) -> int:
    """Erase what is known of people whose time as members is over; return of how many.

    The journal tells how many, council by council, and never whose.
    """
    found = session.scalars(_due(day_of(now)).with_for_update(skip_locked=True, of=Person)).all()
    if not found:
        return 0
    councils = _councils_of(session, [person.id for person in found])
    for person in found:
        strip(person, now)
    erasing.ask(session, "person")
    for council_id, count in sorted(councils.items()):
        council = session.get_one(Council, council_id)
        access.tell_council(session, now, council, "members.erased", {"count": count})
    return len(found)


def strip(person: Person, at: datetime) -> None:
    """Empty everything but a name that may be shown."""
    person.birth_year = person.gender = person.email = person.phone = person.postal_address = None
    if not person.publishes_name:
        person.name, person.consented_at, person.erased_at = None, None, at


def _due(today: date) -> sa.Select[Person]:
    known = (Person.birth_year, Person.gender, Person.email, Person.phone, Person.postal_address)
    hidden_name = sa.and_(Person.name.is_not(None), Person.publishes_name.is_(False))
    has_data = sa.or_(hidden_name, *(column.is_not(None) for column in known))
    return sa.select(Person).where(has_data, *_over(today)).order_by(Person.id)


def _over(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds once the last day has passed of the person's mandates and of those that came with them."""
    runs = sa.or_(Mandate.left_on.is_(None), Mandate.left_on >= today)
    own = sa.select(Mandate.id).where(Mandate.person_id == Person.id)
    mine, other, seated = aliased(Answer), aliased(Answer), aliased(Mandate)
    of_draw = (
        sa.select(Mandate.id)
        .join(other, other.mandate_id == Mandate.id)
        .join(mine, mine.draw_id == other.draw_id)
        .join(seated, seated.id == mine.mandate_id)
        .where(seated.person_id == Person.id, runs)
    )
    return tuple(
        each.correlate(Person).exists() if wanted else ~each.correlate(Person).exists()
        for each, wanted in ((own, True), (own.where(runs), False), (of_draw, False))
    )


def _councils_of(session: Session, person_ids: list[int]) -> Counter[int]:
    counts: Counter[int] = Counter()
    query = (
        sa.select(Council.id, sa.func.count(Mandate.person_id.distinct()))
        .join(Seat, Seat.body_id == Council.body_id)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .where(Mandate.person_id.in_(person_ids))
        .group_by(Council.id)
    )
    for council_id, count in session.execute(query):
        counts[council_id] += count
    return counts
