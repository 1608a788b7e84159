"""A council is founded, presents itself, opens and closes its sign-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import Body, BodyKind, College, Origin
from participation.councils.models import Council
from participation.councils.services.ahead import is_sign_up_bound
from participation.journal import services as journal
from participation.kernel import sanitize
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.territory.models import Municipality, Neighbourhood

LARGEST = 200
"""More seats than any council has: a typing slip is stopped there."""


@dataclass(frozen=True)
class SeatPlan:
    """How many seats of each kind a new council has; numbered in this order."""

    residents_drawn: int
    residents_volunteer: int
    local_actors: int

    @property
    def total(self) -> int:
        """Seats in all."""
        return self.residents_drawn + self.residents_volunteer + self.local_actors


def create_council(
    session: Session,
    actor: Actor,
    now: datetime,
    neighbourhood: Neighbourhood,
    plan: SeatPlan,
    opened_on: date,
    is_fictitious: bool = False,
) -> Council:
    """Found the council of a neighbourhood, with its seats vacant.

    Raises:
        RefusedError: `council_exists`; `no_seat`; `too_many_seats` (`largest`).
    """
    # Two people who found the same council at once come one after the other.
    session.execute(sa.select(Neighbourhood.id).where(Neighbourhood.id == neighbourhood.id).with_for_update())
    if session.scalar(sa.select(Council.id).where(Council.neighbourhood_id == neighbourhood.id)):
        raise RefusedError("council_exists")
    if plan.total < 1:
        raise RefusedError("no_seat")
    if plan.total > LARGEST:
        raise RefusedError("too_many_seats", largest=LARGEST)
    body = Body(kind=BodyKind.COUNCIL, name=f"Conseil citoyen {neighbourhood.name}")
    session.add(body)
    session.flush()
    council = Council(
        body_id=body.id,
        neighbourhood_id=neighbourhood.id,
        presentation="",
        presentation_html="",
        is_fictitious=is_fictitious,
    )
    session.add(council)
    session.flush()
    journal.append(session, now, "council.founded", f"council:{neighbourhood.code}", {"seats": plan.total})
    for college, origin, count in (
        (College.RESIDENTS, Origin.DRAWN, plan.residents_drawn),
        (College.RESIDENTS, Origin.VOLUNTEER, plan.residents_volunteer),
        (College.LOCAL_ACTORS, Origin.DESIGNATED, plan.local_actors),
    ):
        for _ in range(count):
            bodies.open_seat(session, actor, now, body, college, origin, opened_on)
    return council


def free_neighbourhoods(session: Session) -> Sequence[Any]:
    """Return the neighbourhoods without a council: rows of id, name, municipality."""
    query = (
        sa.select(Neighbourhood.id, Neighbourhood.name, Municipality.name.label("municipality"))
        .join(Municipality, Neighbourhood.municipality_id == Municipality.id)
        .outerjoin(Council, Council.neighbourhood_id == Neighbourhood.id)
        .where(Council.id.is_(None))
        .order_by(Neighbourhood.name)
    )
    return session.execute(query).all()


def set_presentation(session: Session, actor: Actor, now: datetime, council: Council, text: str) -> None:
    """Keep what a council says of itself, in Markdown, with the safe HTML made of it."""
    council.presentation = text
    council.presentation_html = str(sanitize.render(text)) if text else ""
    session.flush()


def set_sign_up_open(session: Session, actor: Actor, now: datetime, council: Council, is_open: bool) -> None:
    """Open or close the sign-up of volunteers; asking for what already is changes nothing.

    Raises:
        RefusedError: `sign_up_bound`: a draw was announced, and its list opens and closes by two people.
    """
    session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
    if is_sign_up_bound(session, council.id):
        raise RefusedError("sign_up_bound")
    if council.sign_up_open == is_open:
        return
    council.sign_up_open = is_open
    session.flush()
    kind = "sign_ups.opened" if is_open else "sign_ups.closed"
    journal.append(session, now, kind, f"council:{council.neighbourhood.code}", {})
