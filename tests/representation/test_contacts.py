"""Where requests are sent to institutions."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from participation.kernel.permissions import Role
from participation.representation import request_mails
from participation.representation.services import institutions
from tests.representation.request_cases import RequestCase, make_draft, make_request_case
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

ADDRESSES = "/travail/demandes/adresses"


@pytest.fixture
def case(session: Session, now: datetime) -> RequestCase:
    return make_request_case(session, now)


def test_contacts_lead_to_an_address_that_requests_then_take(
    session: Session, client: PageClient, case: RequestCase, now: datetime
) -> None:
    draft = make_draft(session, case, now)
    assert draft.institution_id is not None
    session.commit()
    sign_in(client, case.facilitator)
    page = f"{ADDRESSES}/{draft.institution_id}"
    assert page in client.get(ADDRESSES).get_data(as_text=True)
    for typed, kept in ((" mairie@example.org ", ["mairie@example.org"]), ("", [])):
        session.rollback()
        assert client.post(page, data={"email": typed}).status_code == 303
        session.expire_all()
        assert list(request_mails.contacts(session, draft)) == kept
    session.rollback()


def test_contact_says_how_to_mend_an_address(
    session: Session, client: PageClient, case: RequestCase, now: datetime
) -> None:
    number = make_draft(session, case, now).institution_id
    assert number is not None
    institutions.write_to(session, number, "ancienne@example.org")
    session.commit()
    sign_in(client, case.facilitator)
    client.get(f"{ADDRESSES}/{number}")
    session.rollback()
    for typed in ("mairie", "a@b@c.fr", "a" * 250 + "@example.org"):
        response = client.post(f"{ADDRESSES}/{number}", data={"email": typed})
        assert response.status_code == 422, typed
        assert typed[:200] in response.get_data(as_text=True)
    session.rollback()
    assert institutions.contact_of(session, number) == "ancienne@example.org"


def test_contacts_are_for_the_team(session: Session, client: PageClient, case: RequestCase) -> None:
    official = make_account(session, Role.OFFICIAL)
    session.commit()
    sign_in(client, official)
    assert client.get(ADDRESSES).status_code == 403
