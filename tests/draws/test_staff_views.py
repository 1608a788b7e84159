"""The staff's pages of a draw: two people carry it from the draft to seated people, in a browser."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.models import Draw, DrawState
from tests.support.draws import CHANCE, DICE, Case, make_case
from tests.support.factories import sign_in
from tests.support.pages import PageClient

NewClient = Callable[[], PageClient]


@pytest.fixture
def case(session: Session) -> Case:
    """A draft of a fictitious council."""
    return kept(session, make_case(session))


def kept(session: Session, case: Case) -> Case:
    """Commit a case and keep its columns: reading them again would hold SQLite's lock against the pages."""
    session.expire_on_commit = False
    session.commit()
    return case


def both(case: Case, new_client: NewClient) -> tuple[PageClient, PageClient]:
    """Return the facilitator's and the witness's browsers, signed in."""
    browsers = new_client(), new_client()
    for browser, account in zip(browsers, (case.facilitator, case.witness), strict=True):
        sign_in(browser, account)
    return browsers


def agree(browser: PageClient, draw_id: int) -> int:
    """Press the button of agreement on a draw's page; return the answer's status."""
    page = BeautifulSoup(browser.get(f"/travail/tirages/{draw_id}").get_data(as_text=True), "html.parser")
    form = next(found for found in page.find_all("form") if "/accord/" in str(found["action"]))
    shown = form.find("input", attrs={"name": "shown"})["value"]
    return browser.post(str(form["action"]).partition("#")[0], {"shown": shown}).status_code


def state_of(session: Session, case: Case) -> DrawState:
    """Return the state as the database has it."""
    state = session.scalars(sa.select(Draw.state).where(Draw.id == case.draw.id)).one()
    session.commit()
    return state


def test_two_people_carry_a_draft_to_seated_people(
    session: Session, case: Case, new_client: NewClient, clock: time_machine.Traveller
) -> None:
    facilitator, witness = both(case, new_client)
    number = case.draw.id
    for expected in (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.CLOSED, DrawState.SEALED):
        clock.shift(60)
        assert agree(facilitator, number) == 303
        assert agree(witness, number) == 303
        assert state_of(session, case) == expected
    clock.move_to(CHANCE)
    facilitator, witness = both(case, new_client)
    wall = f"/travail/tirages/{number}/seance"
    for step in ("", "?etape=2", "?etape=3"):
        assert facilitator.get(wall + step).status_code == 200
    facilitator.post(wall, {"item": 0, "attempt": 1, "words": "pluie  Élan"}, follow=True)
    facilitator.post(wall, {"item": 1, "attempt": 1, "dice": DICE}, follow=True)
    assert state_of(session, case) == DrawState.SEALED
    witness.get(f"/travail/tirages/{number}/lecture")
    done = witness.post(
        f"/travail/tirages/{number}/lecture",
        {"item": 1, "attempt": 1, "dice": "12345 61234 56123 45612"},
        follow=True,
    )
    assert "Both readings agree" in done.get_data(as_text=True) or done.status_code == 200
    assert state_of(session, case) == DrawState.DRAWN
    page = facilitator.get(wall).get_data(as_text=True)
    assert "Fictive" not in page.replace("Maison de quartier fictive", "")
    seat_all(facilitator, witness, number)
    assert state_of(session, case) == DrawState.COMPLETED
    assert session.scalar(sa.select(sa.func.count()).select_from(Mandate)) == case.draw.seats


def seat_all(facilitator: PageClient, witness: PageClient, number: int) -> None:
    """Record every acceptance by two people, then give the seats."""
    answers = f"/travail/tirages/{number}/reponses"
    page = BeautifulSoup(facilitator.get(answers).get_data(as_text=True), "html.parser")
    indexes = [str(found["value"]) for found in page.find_all("input", attrs={"name": "index"})]
    for index in indexes:
        for browser in (facilitator, witness):
            browser.get(answers)
            assert browser.post(answers, {"index": index, "answer": "accepted"}).status_code == 303
    facilitator.get(answers)
    term = {"starts_on": "8/12/2026", "ends_on": "7/12/2029"}
    assert facilitator.post(f"/travail/tirages/{number}/sieges", term).status_code == 303
