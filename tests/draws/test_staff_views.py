"""The staff's pages of a draw: two people carry it from the draft to seated people, in a browser."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.models import Approval, Draw, DrawSecret, DrawState, Substitution
from participation.draws.services import access, chance, drafting, seating
from participation.journal import services as journal
from participation.kernel.permissions import Role
from tests.support.draw_pages import NewClient, both, kept, page_of, state_of
from tests.support.draws import CHANCE, DICE, Case, draft_of, make_case, make_volunteers
from tests.support.factories import make_account, make_council, seats_of, sign_in
from tests.support.pages import PageClient


@pytest.fixture
def case(session: Session) -> Case:
    """A draft of a fictitious council."""
    return kept(session, make_case(session))


def agree(browser: PageClient, draw_id: int) -> int:
    """Press the button of agreement on a draw's page; return the answer's status."""
    page = BeautifulSoup(browser.get(f"/travail/tirages/{draw_id}").get_data(as_text=True), "html.parser")
    form = next(found for found in page.find_all("form") if "/accord/" in str(found["action"]))
    shown = form.find("input", attrs={"name": "shown"})["value"]
    return browser.post(str(form["action"]).partition("#")[0], {"shown": shown}).status_code


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
    for index in indexes:
        checked = {"in_perimeter": "yes", "excluded": "no"}
        assert facilitator.post(f"{answers}/{index}/verification", checked).status_code == 303
    facilitator.get(answers)
    term = {"starts_on": "8/12/2026", "ends_on": "7/12/2029"}
    assert facilitator.post(f"/travail/tirages/{number}/sieges", term).status_code == 303


@pytest.fixture
def drawn(session: Session) -> Case:
    """A draw with its result."""
    return kept(session, make_case(session, until="drawn"))


FIELDS = {
    "title": "Sièges d’habitants",
    "place": "Maison de quartier",
    "day": "8/12/2026",
    "hour": "18 h 30",
    "words": "y",
    "sides": "6",
    "dice": "20",
    "claims_days": "0",
}


def test_create_writes_a_draft_and_keeps_what_was_typed(
    session: Session, case: Case, new_client: NewClient
) -> None:
    facilitator, _witness = both(case, new_client)
    seats = [seat.id for seat in seats_of(session, case.council)][:2]
    session.commit()
    path = f"/travail/tirages/nouveau/{case.council.id}"
    facilitator.get(path)
    refused = facilitator.post(path, {**FIELDS, "seats": seats, "hour": "25 h", "title": ""})
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "25 h" in text
    assert "Maison de quartier" in text
    made = facilitator.post(path, {**FIELDS, "seats": seats, "F_least": "1"})
    assert made.status_code == 303
    draw = session.scalars(sa.select(Draw).order_by(Draw.id.desc())).first()
    assert draw is not None
    assert (draw.entropy_for, draw.seats) == (CHANCE, 2)
    assert json.loads(draw.quotas) == {"gender": {"F": [1, 2], "M": [0, 2], "X": [0, 2]}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "24/11/2020"}, "hour"),
        ({"dice": "19"}, "20"),
        ({"F_least": "3"}, "3"),
        ({"seats": [999]}, ""),
    ],
)
def test_create_says_what_to_mend(
    session: Session, case: Case, new_client: NewClient, change: dict[str, object], words: str
) -> None:
    facilitator, _witness = both(case, new_client)
    seats = [seat.id for seat in seats_of(session, case.council)][:2]
    session.commit()
    path = f"/en/travail/tirages/nouveau/{case.council.id}"
    facilitator.get(path)
    refused = facilitator.post(path, {**FIELDS, "seats": seats, **change})
    assert refused.status_code == 422
    assert words in refused.get_data(as_text=True)
    assert session.scalar(sa.select(sa.func.count()).select_from(Draw)) == 1


def test_edit_changes_a_draft_only(session: Session, case: Case, new_client: NewClient) -> None:
    facilitator, witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}/modifier"
    assert "Quatre sièges" in page_of(facilitator, path)
    seats = [seat.id for seat in seats_of(session, case.council)][:1]
    session.commit()
    assert facilitator.post(path, {**FIELDS, "seats": seats}).status_code == 303
    assert session.scalars(sa.select(Draw.seats)).one() == 1
    session.commit()
    for browser in (facilitator, witness):
        agree(browser, case.draw.id)
    assert facilitator.get(path).status_code == 404


def test_manage_says_what_stands_in_the_way(
    session: Session, new_client: NewClient, clock: time_machine.Traveller
) -> None:
    case = kept(session, make_case(session, volunteers=3, until="closed"))
    clock.shift(3600)
    facilitator, _witness = both(case, new_client)
    text = page_of(facilitator, f"/en/travail/tirages/{case.draw.id}")
    assert "Not possible: 3 people in the list, and seats to fill: 4" in text
    assert "/accord/" not in text


def test_approve_refuses_what_was_not_shown(case: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}"
    facilitator.get(path)
    assert facilitator.post(f"{path}/accord/announce", {"shown": "0" * 64}).status_code == 422
    assert facilitator.post(f"{path}/accord/record", {"shown": "0" * 64}).status_code == 404


def test_change_rule_and_claim_and_abandon_pages(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="closed"))
    facilitator, witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}"
    seats = [seat.id for seat in seats_of(session, case.council)][:2]
    session.commit()
    facilitator.get(f"{path}/regle")
    assert facilitator.post(f"{path}/regle", {"seats": seats, "why": ""}).status_code == 422
    assert facilitator.post(f"{path}/regle", {"seats": seats, "why": "Moins de sièges."}).status_code == 303
    facilitator.get(f"{path}/reclamation")
    assert facilitator.post(f"{path}/reclamation", {"code": "ZZZZ"}).status_code == 422
    facilitator.get(f"{path}/abandon")
    assert facilitator.post(f"{path}/abandon", {"reason": " "}).status_code == 422
    assert facilitator.post(f"{path}/abandon", {"reason": "La salle est fermée."}).status_code == 303
    assert "La salle est fermée." in page_of(witness, path)
    assert agree(witness, case.draw.id) == 303
    assert state_of(session, case) == DrawState.ABANDONED


def test_envelope_is_shown_once_and_never_by_reading(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="announced"))
    secret = session.scalars(sa.select(DrawSecret.secret)).one().hex()
    session.commit()
    facilitator, _witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}/enveloppe"
    assert secret[:4] not in page_of(facilitator, path)
    assert "Aucune feuille n’est encore imprimée" in page_of(facilitator, f"/travail/tirages/{case.draw.id}")
    shown = facilitator.post(path)
    groups = [secret[start : start + 4] for start in range(0, 64, 4)]
    assert all(group in shown.get_data(as_text=True) for group in groups)
    assert "no-store" in shown.headers["Cache-Control"]
    assert facilitator.post(path).status_code == 422
    assert "Aucune feuille" not in page_of(facilitator, f"/travail/tirages/{case.draw.id}")


def test_a_draw_that_no_envelope_keeps_says_so_before_it_is_sealed(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="closed"))
    session.commit()
    facilitator, _witness = both(case, new_client)
    assert "Aucune feuille n’a été imprimée" in page_of(facilitator, f"/travail/tirages/{case.draw.id}")


def test_answers_page_says_in_both_languages_that_an_answer_is_awaited(
    drawn: Case, new_client: NewClient
) -> None:
    facilitator, _witness = both(drawn, new_client)
    path = f"/travail/tirages/{drawn.draw.id}/reponses"
    assert page_of(facilitator, path).count("Réponse attendue") == drawn.draw.seats
    assert page_of(facilitator, f"/en{path}").count("Answer awaited") == drawn.draw.seats


def test_answers_page_asks_for_a_known_answer(drawn: Case, new_client: NewClient) -> None:
    facilitator, witness = both(drawn, new_client)
    path = f"/travail/tirages/{drawn.draw.id}/reponses"
    page = BeautifulSoup(page_of(facilitator, path), "html.parser")
    index = str(page.find("input", attrs={"name": "index"})["value"])
    assert facilitator.post(path, {"index": index, "answer": "maybe"}).status_code == 422
    assert facilitator.post(path, {"index": index, "answer": "declined"}).status_code == 303
    assert facilitator.post(path, {"index": index, "answer": "declined"}).status_code == 422
    page_of(witness, path)
    assert witness.post(f"{path}/{index}/annuler").status_code == 303
    assert facilitator.post(path, {"index": "999", "answer": "declined"}).status_code == 404
    facilitator.get(path)
    term = {"starts_on": "8/12/2026", "ends_on": "7/12/2020"}
    assert facilitator.post(f"/travail/tirages/{drawn.draw.id}/sieges", term).status_code == 422


def test_witness_file_is_for_those_who_follow_the_draw(drawn: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(drawn, new_client)
    path = f"/travail/tirages/{drawn.draw.id}/temoins.json"
    assert facilitator.get(path).json == {"profiles": [], "portfolio": None}
    assert new_client().get(path).status_code == 302


def test_volunteers_are_seated_by_two_people(session: Session, new_client: NewClient) -> None:
    council = make_council(session, residents_drawn=0, residents_volunteer=3)
    make_volunteers(session, council, 2)
    people = [make_account(session, role, [council]) for role in (Role.FACILITATOR, Role.WITNESS)]
    session.expire_on_commit = False
    browsers = [new_client(), new_client()]
    for browser, account in zip(browsers, people, strict=True):
        sign_in(browser, account)
    path = f"/travail/tirages/volontaires/{council.id}"
    page_of(browsers[0], path)
    assert browsers[0].post(f"{path}/proposer").status_code == 303
    page_of(browsers[0], path)
    term = {"starts_on": "24/11/2026", "ends_on": "23/11/2029"}
    assert browsers[0].post(f"{path}/confirmer", term).status_code == 422
    page_of(browsers[1], path)
    assert browsers[1].post(f"{path}/confirmer", {**term, "ends_on": ""}).status_code == 422
    assert browsers[1].post(f"{path}/confirmer", term).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Mandate)) == 2


def test_the_pages_of_another_council_are_missing(
    session: Session, drawn: Case, new_client: NewClient
) -> None:
    elsewhere = make_council(session, "ailleurs", name="Ailleurs")
    stranger = make_account(session, Role.FACILITATOR, [elsewhere])
    session.commit()
    browser = new_client()
    sign_in(browser, stranger)
    names = (
        "",
        "/seance",
        "/lecture",
        "/reponses",
        "/proces-verbal",
        "/temoins.json",
        "/abandon",
        "/enveloppe",
    )
    missing = browser.get("/travail/tirages/999").get_data(as_text=True)
    for name in names:
        path = f"/travail/tirages/{drawn.draw.id}{name}"
        response = browser.get(path)
        assert response.status_code == 404, name
        assert response.get_data(as_text=True).replace(path, "/travail/tirages/999") == missing, name
    assert "Quatre sièges" not in page_of(browser, "/travail/tirages")


def test_staff_index_has_a_constant_number_of_queries(
    session: Session, drawn: Case, new_client: NewClient, count_queries: list[str]
) -> None:
    facilitator, _witness = both(drawn, new_client)
    path = "/travail/tirages"
    facilitator.get(path)
    count_queries.clear()
    facilitator.get(path)
    one = len(count_queries)
    volunteer = [seat.id for seat in seats_of(session, drawn.council)][4:6]
    for _ in range(5):
        drafting.create_draft(
            session,
            drawn.facilitator,
            CHANCE - timedelta(days=1),
            drawn.council.id,
            draft_of(session, drawn, seat_ids=volunteer, claims_days=0),
        )
    session.commit()
    count_queries.clear()
    facilitator.get(path)
    assert len(count_queries) == one


def test_give_reply_takes_the_persons_own_answer(
    session: Session, drawn: Case, new_client: NewClient
) -> None:
    held = seating.holdings(session, drawn.draw)
    positions = {sign_up.id: position for position, sign_up in enumerate(drawn.sign_ups)}
    first, second = (positions[each.sign_up_id or 0] for each in held[:2])
    waiting = next(p for number, p in positions.items() if number not in {each.sign_up_id for each in held})
    years = [sign_up.birth_year for sign_up in drawn.sign_ups]
    session.commit()
    path, browser = f"/tirage/{drawn.draw.id}/reponse", new_client()
    assert "Set-Cookie" not in browser.get(path).headers

    def say(position: int, **more: str) -> str:
        fields = {"code": drawn.code(position), "birth_year": str(years[position]), **more}
        response = browser.post(path, fields)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        return response.get_data(as_text=True)

    assert "Aucun siège ne vous est proposé" in say(waiting)
    assert "J’accepte" in say(first)
    say(second, answer="declined")
    assert session.scalars(sa.select(Substitution)).all() == []
    session.commit()
    say(first, answer="accepted")
    say(second, answer="declined", confirmed="y")
    assert session.scalars(sa.select(Substitution.left_index)).all() == [held[1].index]
    assert seating.holdings(session, drawn.draw)[0].is_accepted
    session.commit()
    assert browser.post(path, {"code": drawn.code(first), "birth_year": "1900"}).status_code == 422


@pytest.mark.parametrize("act", ["announce", "abandon"])
def test_take_back_is_for_who_agreed_alone(session: Session, new_client: NewClient, act: str) -> None:
    case = kept(session, make_case(session))
    facilitator, witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}"
    page_of(facilitator, path)
    if act == "abandon":
        assert facilitator.post(f"{path}/abandon", {"reason": "La salle est fermée."}).status_code == 303
    else:
        assert agree(facilitator, case.draw.id) == 303
    take_back = f"{path}/accord/{act}/reprendre"
    assert take_back in page_of(facilitator, path)
    assert take_back not in page_of(witness, path)
    assert witness.post(take_back).status_code == 422
    assert facilitator.post(take_back).status_code == 303
    assert take_back not in page_of(facilitator, path)
    assert "La salle est fermée." not in page_of(witness, path)
    assert facilitator.post(take_back).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 0


def test_take_back_comes_too_late_once_two_agree(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="announced"))
    facilitator, _witness = both(case, new_client)
    page_of(facilitator, f"/travail/tirages/{case.draw.id}")
    late = facilitator.post(f"/travail/tirages/{case.draw.id}/accord/announce/reprendre")
    assert late.status_code == 422
    assert state_of(session, case) == DrawState.ANNOUNCED


def test_minutes_tell_that_the_dice_were_read_again(
    session: Session, new_client: NewClient, clock: time_machine.Traveller
) -> None:
    case = make_case(session, until="sealed")
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, [])
    for attempt, second in ((1, DICE[::-1]), (2, DICE)):
        chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, attempt, DICE)
        chance.type_dice(session, case.witness, CHANCE, case.draw.id, 1, attempt, second)
    assert chance.finish(session, CHANCE, case.draw.id)
    told = [json.loads(act.payload) for act in journal.entries_for(session, access.subject(case.draw))]
    assert [facts["attempts"] for facts in told if "attempts" in facts] == [[1, 2]]
    kept(session, case)
    clock.move_to(CHANCE)
    facilitator, _witness = both(case, new_client)
    minutes = page_of(facilitator, f"/en/tirage/{case.draw.id}/proces-verbal")
    assert "Two readings differed 1 time" in minutes
    assert "Two readings differed 1 time" in page_of(new_client(), f"/en/tirage/{case.draw.id}")


def test_answers_page_asks_the_second_person_to_be_sure(
    session: Session, drawn: Case, new_client: NewClient
) -> None:
    facilitator, witness = both(drawn, new_client)
    path = f"/en/travail/tirages/{drawn.draw.id}/reponses"
    page = BeautifulSoup(page_of(facilitator, path), "html.parser")
    index = str(page.find("input", attrs={"name": "index"})["value"])
    declines = {"index": index, "answer": "declined"}
    assert page.find("button", attrs={"value": "declined"}).get_text() == "Declines (Seat 1)"
    assert 'name="sure"' not in str(page)
    assert facilitator.post(path, declines).status_code == 303
    assert 'name="sure"' not in page_of(facilitator, path)
    assert 'name="sure"' in page_of(witness, path)
    refused = witness.post(path, declines)
    assert refused.status_code == 422
    assert "Tick the box of this seat" in refused.get_data(as_text=True)
    assert session.scalars(sa.select(Substitution)).all() == []
    session.commit()
    assert witness.post(path, {**declines, "sure": "y"}).status_code == 303
    assert [str(gone.left_index) for gone in session.scalars(sa.select(Substitution))] == [index]


def test_create_says_that_a_seat_is_no_longer_free(case: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(case, new_client)
    path = f"/en/travail/tirages/nouveau/{case.council.id}"
    page_of(facilitator, path)
    for seats in ([999], ["a"], ["9" * 30]):
        refused = facilitator.post(path, {**FIELDS, "seats": seats})
        assert refused.status_code == 422
        assert "A seat is no longer free. Choose again." in refused.get_data(as_text=True)
        assert "valid choice" not in refused.get_data(as_text=True)
