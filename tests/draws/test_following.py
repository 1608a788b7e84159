"""A seated person's sign-up still rules what is public of them; leaving the register lets go of a seat."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Gender, Mandate, Person
from participation.draws.models import Substitution
from participation.draws.services import direct, leaving, seating
from participation.kernel.errors import RefusedError
from participation.volunteers import services as volunteers
from participation.volunteers.models import Channel, ConsentKind, SignUp, SignUpState
from participation.volunteers.services.records import ERASED_AFTER
from tests.support.draw_pages import kept, page_of
from tests.support.draws import CHANCE, TERM, Case, make_case, seat_everybody
from tests.support.factories import make_sign_up
from tests.support.pages import PageClient

DAY = CHANCE.date()
NAMED = {ConsentKind.NAME_PUBLISHED: "Mon nom peut être montré."}


def called(session: Session, case: Case, position: int = 0) -> SignUp:
    """Return the sign-up of whoever is called for a seat."""
    return session.get_one(SignUp, seating.holdings(session, case.draw)[position].sign_up_id)


def seated_and_named(session: Session) -> tuple[Case, SignUp]:
    """Return a completed draw, one of whose people agreed to be named before taking the seat."""
    case = make_case(session, until="drawn")
    sign_up = called(session, case)
    volunteers.correct_consents(session, CHANCE, sign_up, NAMED, DAY)
    seat_everybody(session, case)
    return case, sign_up


def open_own(client: PageClient, case: Case, sign_up: SignUp) -> None:
    """Open one's sign-up with its code."""
    code = case.code(case.sign_ups.index(sign_up))
    form = {"code": code, "birth_year": str(sign_up.birth_year)}
    assert client.post("/mon-inscription", form).status_code == 303


def test_the_public_page_drops_a_name_as_soon_as_the_consent_is_taken_back(
    client: PageClient, session: Session, clock: time_machine.Traveller
) -> None:
    case, sign_up = seated_and_named(session)
    kept(session, case)
    clock.move_to(CHANCE + timedelta(days=1), tick=False)
    council = "/q/chemin-vert/conseil"
    assert sign_up.name in page_of(client, council)
    open_own(client, case, sign_up)
    consents = "/mon-inscription/modifier/accords"
    page_of(client, consents)
    assert client.post(consents, {}).status_code == 303
    assert sign_up.name not in page_of(client, council)
    page_of(client, consents)
    assert client.post(consents, {"name_published": "y"}).status_code == 303
    assert sign_up.name in page_of(client, council)


def test_a_seated_person_is_corrected_with_their_sign_up(session: Session) -> None:
    _case, sign_up = seated_and_named(session)
    person = session.scalars(sa.select(Person).where(Person.name == sign_up.name)).one()
    volunteers.correct_name(session, CHANCE, sign_up, "Nom Corrigé Fictif")
    volunteers.correct_gender(session, CHANCE, sign_up, Gender.OTHER)
    volunteers.correct_contact(session, CHANCE, sign_up, Channel.LETTER, "1 rue Fictive")
    session.refresh(person)
    assert (person.name, person.gender) == ("Nom Corrigé Fictif", Gender.OTHER)
    assert (person.postal_address, person.phone, person.email) == ("1 rue Fictive", None, None)
    assert (person.publishes_name, person.consented_at) == (True, CHANCE)
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 4


def test_somebody_seated_does_not_withdraw_but_is_told_how_to_leave(
    client: PageClient, session: Session
) -> None:
    case, sign_up = seated_and_named(session)
    number = leaving.calling_of(session, sign_up)
    with pytest.raises(RefusedError, match="seated"):
        volunteers.withdraw(session, CHANCE, sign_up)
    kept(session, case)
    open_own(client, case, sign_up)
    page = page_of(client, "/mon-inscription/fiche")
    assert number is not None
    assert f"Vous avez le siège\u00a0{number.seat_number}" in page
    assert "/mon-inscription/retirer" not in page
    form = {"code": case.code(case.sign_ups.index(sign_up)), "birth_year": str(sign_up.birth_year)}
    reply = client.post(f"/tirage/{case.draw.id}/reponse", form).get_data(as_text=True)
    assert f"Vous avez le siège\u00a0{number.seat_number}</h1>" in reply
    assert client.post("/mon-inscription/retirer").status_code == 303
    session.refresh(sign_up)
    assert sign_up.state is SignUpState.REGISTERED


def test_withdrawing_declines_the_seat_one_is_called_for(client: PageClient, session: Session) -> None:
    case = kept(session, make_case(session, until="drawn"))
    held = seating.holdings(session, case.draw)[0]
    sign_up = called(session, case)
    session.commit()
    open_own(client, case, sign_up)
    assert f"siège\u00a0{held.seat.number}" in page_of(client, "/mon-inscription/retirer")
    session.rollback()
    assert client.post("/mon-inscription/retirer").status_code == 303
    session.refresh(sign_up)
    assert sign_up.state is SignUpState.WITHDRAWN
    row = session.scalars(sa.select(Substitution)).one()
    assert (row.left_index, row.reason) == (held.index, "declined")
    assert seating.holdings(session, case.draw)[0].index == row.replaced_by


def test_a_volunteer_seated_without_a_draw_is_followed_too(session: Session) -> None:
    case = make_case(session, volunteers=2)
    direct.propose(session, case.facilitator, CHANCE, case.council.id)
    direct.confirm(session, case.witness, CHANCE, case.council.id, TERM)
    sign_up = case.sign_ups[0]
    with pytest.raises(RefusedError, match="seated"):
        volunteers.withdraw(session, CHANCE, sign_up)
    volunteers.correct_consents(session, CHANCE, sign_up, NAMED, DAY)
    named = session.scalars(sa.select(Person).where(Person.publishes_name)).one()
    assert named.name == sign_up.name


def test_whoever_sat_and_withdraws_is_no_longer_named_then_forgotten(session: Session) -> None:
    _case, sign_up = seated_and_named(session)
    person = session.scalars(sa.select(Person).where(Person.name == sign_up.name)).one()
    mandate = session.scalars(sa.select(Mandate).where(Mandate.person_id == person.id)).one()
    mandate.left_on, mandate.end_reason = mandate.ends_on, EndReason.TERM
    session.flush()
    volunteers.withdraw(session, CHANCE, sign_up)
    session.refresh(person)
    assert person.publishes_name is False
    with pytest.raises(RefusedError, match="too_late"):
        volunteers.come_back(session, CHANCE, sign_up)
    assert volunteers.erase_old(session, CHANCE + ERASED_AFTER + timedelta(days=1)) == 1
    session.refresh(person)
    assert (person.name, person.phone, person.birth_year) == (None, None, None)
    assert person.erased_at is not None


def test_a_stranger_to_every_draw_is_called_for_nothing(session: Session) -> None:
    case = make_case(session, until="drawn")
    assert leaving.calling_of(session, make_sign_up(session, case.council, "Autre Fictif")) is None
