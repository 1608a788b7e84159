"""Makers of fictitious things for the tests.

Each adds to the session and flushes; the test commits what a page must see.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import (
    Association,
    Body,
    BodyKind,
    College,
    Gender,
    Mandate,
    MandateRole,
    Origin,
    Person,
    Seat,
)
from participation.councils.models import Council, CouncilAssignment
from participation.kernel import clock, jobs
from participation.kernel.permissions import Role
from participation.territory.models import Commune, Contract, Municipality, Neighbourhood
from participation.volunteers.models import AreaCheck, Channel, SignUp, SignUpKind, SignUpState
from tests.support.pages import PageClient

LONG_AGO = date(2025, 3, 3)
CREATED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "a long test password"
_numbers = count(1)


def make_contract(session: Session) -> Contract:
    """Return the one contract of the test, made at first need."""
    contract = session.scalars(sa.select(Contract)).first()
    if contract is None:
        contract = Contract(
            code="CV051", name="Caen la mer", first_year=2015, last_year=2020, source="Fictitious"
        )
        session.add(contract)
        session.flush()
    return contract


def make_municipality(session: Session, insee_code: str = "14118", name: str = "Caen") -> Municipality:
    """Return a municipality, made at first need."""
    found = session.scalars(sa.select(Municipality).where(Municipality.insee_code == insee_code)).first()
    if found is None:
        found = Municipality(insee_code=insee_code, name=name, status=Commune.PRIORITY, source="Fictitious")
        session.add(found)
        session.flush()
    return found


def make_contract_and_neighbourhood(
    session: Session, code: str = "chemin-vert", name: str = "Chemin Vert"
) -> Neighbourhood:
    """Return a neighbourhood of the contract."""
    neighbourhood = Neighbourhood(
        contract_id=make_contract(session).id,
        municipality_id=make_municipality(session).id,
        code=code,
        name=name,
    )
    session.add(neighbourhood)
    session.flush()
    return neighbourhood


def make_council(
    session: Session,
    code: str = "chemin-vert",
    residents_drawn: int = 6,
    residents_volunteer: int = 4,
    local_actors: int = 6,
    name: str = "Chemin Vert",
    opened_on: date = LONG_AGO,
    **values: Any,
) -> Council:
    """Return a council of a neighbourhood of its own, with empty seats numbered in this order."""
    neighbourhood = make_contract_and_neighbourhood(session, code, name)
    body = Body(kind=BodyKind.COUNCIL, name=f"Conseil citoyen {name}")
    session.add(body)
    session.flush()
    plan = (
        [(College.RESIDENTS, Origin.DRAWN)] * residents_drawn
        + [(College.RESIDENTS, Origin.VOLUNTEER)] * residents_volunteer
        + [(College.LOCAL_ACTORS, Origin.DESIGNATED)] * local_actors
    )
    session.add_all(
        Seat(body_id=body.id, number=number, college=college, origin=origin, opened_on=opened_on)
        for number, (college, origin) in enumerate(plan, start=1)
    )
    council = Council(
        body_id=body.id, neighbourhood_id=neighbourhood.id, presentation="", presentation_html="", **values
    )
    session.add(council)
    session.flush()
    return council


def seats_of(session: Session, council: Council) -> list[Seat]:
    """Return the council's seats in order of their numbers."""
    return list(session.scalars(sa.select(Seat).where(Seat.body_id == council.body_id).order_by(Seat.number)))


def make_account(
    session: Session,
    role: Role | str = Role.FACILITATOR,
    councils: tuple[Council, ...] | list[Council] = (),
    password: str = PASSWORD,
    **values: Any,
) -> Account:
    """Return an account that needs no second factor unless `is_demonstration=False` is given."""
    values.setdefault("email", f"account{next(_numbers)}@example.org")
    values.setdefault("name", "Alix Fictive")
    values.setdefault("is_demonstration", True)
    account = Account(role=Role(role), password_hash=CHEAP.hash(password), created_at=CREATED, **values)
    session.add(account)
    session.flush()
    session.add_all(CouncilAssignment(account_id=account.id, council_id=council.id) for council in councils)
    session.flush()
    return account


def make_person(session: Session, name: str = "Camille Fictive", **values: Any) -> Person:
    """Return a fictitious person."""
    values.setdefault("birth_year", 1980)
    values.setdefault("gender", Gender.FEMALE)
    person = Person(name=name, is_fictitious=True, **values)
    session.add(person)
    session.flush()
    return person


def make_association(session: Session, name: str = "Association fictive") -> Association:
    """Return a fictitious association."""
    association = Association(name=name, is_fictitious=True)
    session.add(association)
    session.flush()
    return association


def make_mandate(
    session: Session,
    seat: Seat,
    person: Person | None = None,
    starts_on: date = date(2026, 1, 12),
    ends_on: date | None = None,
    **values: Any,
) -> Mandate:
    """Return a mandate of three years, held by a new person unless one is given."""
    values.setdefault("role", MandateRole.FULL)
    mandate = Mandate(
        seat_id=seat.id,
        person_id=(person or make_person(session)).id,
        starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(days=3 * 365),
        **values,
    )
    session.add(mandate)
    session.flush()
    return mandate


def make_sign_up(session: Session, council: Council, name: str = "Camille Fictive", **values: Any) -> SignUp:
    """Return a resident's registered sign-up; its code's digest is unique but opens nothing."""
    defaults: dict[str, Any] = {
        "kind": SignUpKind.RESIDENT,
        "state": SignUpState.REGISTERED,
        "code_sha256": f"{next(_numbers):064x}",
        "name_key": name.casefold().replace(" ", ""),
        "birth_year": 1980,
        "gender": Gender.FEMALE,
        "area_check": AreaCheck.INSIDE,
        "area_checked_on": CREATED.date(),
        "channel": Channel.PHONE,
        "phone": "06 39 98 00 00",
        "registered_at": CREATED,
        "is_fictitious": True,
    }
    sign_up = SignUp(council_id=council.id, name=name, **(defaults | values))
    session.add(sign_up)
    session.flush()
    return sign_up


def sign_in(client: PageClient, account: Account, password: str = PASSWORD) -> None:
    """Commit the account's session, which on SQLite would keep the page waiting, and log in."""
    email = account.email
    if (held := sa.orm.object_session(account)) is not None:
        held.commit()
    client.get("/connexion")
    response = client.post("/connexion", {"email": email, "password": password})
    assert response.status_code == 303, response.get_data(as_text=True)


def finish_jobs(app: Flask) -> None:
    """Do the long work that waits, as the worker would."""
    with app.app_context():
        while jobs.work_one(app.extensions["db"]["write"], clock.now):
            pass
