"""The page of a letter's code, and the team's pages to invite, to try, to check."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.draws.models import (
    Answer,
    Attempt,
    Contest,
    Departure,
    Eligibility,
    Invitation,
    Route,
    Substitution,
)
from participation.draws.services import answers, called, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.invitations import attempts, codes, contests, inviting
from participation.kernel.mail import Mail
from participation.kernel.rate_limit import RateHit
from participation.volunteers.models import Channel, SignUp
from tests.draws.test_services_invitations import KEYS, LIMIT, code_at, index_at, record_both, try_on
from tests.support.draw_pages import both as browsers_of
from tests.support.draw_pages import kept
from tests.support.draw_pages import page_of as raw_page_of
from tests.support.draws import CHANCE, Case, carry, make_case, make_list
from tests.support.pages import PageClient
from tests.support.papers import dense, faults_of, text_of

NewClient = Callable[[], PageClient]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def after_the_chance(clock: Any) -> None:
    """Stand at the hour of the session."""
    clock.move_to(CHANCE)


@pytest.fixture
def case(session: Session) -> Case:
    """A real council's drawn list, its people invited."""
    made = make_case(session, until="drawn", is_fictitious=False)
    inviting.invite(session, made.facilitator, CHANCE, made.draw.id, LIMIT, KEYS)
    return kept(session, made)


def read(session: Session, act: Callable[[], Any]) -> Any:
    """Do something with the session and let go of the database."""
    found = act()
    session.commit()
    return found


def path_of(session: Session, case: Case, position: int = 0) -> str:
    """Return the address of a letter."""
    return str(read(session, lambda: f"/r/{code_at(session, case, index_at(session, case, position))}"))


def words(response: TestResponse) -> str:
    """Return a page's words."""
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def page_of(browser: PageClient, path: str) -> str:
    """Return a page's text, any space as a plain one."""
    return raw_page_of(browser, path).replace("\u00a0", " ")


def rows(session: Session, model: Any) -> int:
    """Count the rows of a table."""
    return int(read(session, lambda: session.scalar(sa.select(sa.func.count()).select_from(model))))


def test_invitation_code_sets_no_cookie_and_asks_for_ten_symbols(client: PageClient) -> None:
    page = client.get("/r")
    assert "Set-Cookie" not in page.headers
    assert "Votre code" in words(page)


def test_open_invitation_leads_to_the_code_however_it_is_typed(client: PageClient) -> None:
    led = client.post("/r", {"code": " k7m4-p2xr 9t "})
    assert (led.status_code, led.headers["Location"]) == (303, "/r/K7M4P2XR9T#contenu")
    for text in ("", "K7M4", "K7M4-P2XR-9TT", "ÉÉÉÉÉÉÉÉÉÉ"):
        refused = client.post("/r", {"code": text})
        assert refused.status_code == 422
        assert "Écrivez les 10 lettres et chiffres" in words(refused)


def test_invitation_says_who_why_and_until_when(session: Session, case: Case, client: PageClient) -> None:
    path, index = path_of(session, case), index_at(session, case)
    person = called.find(session, case.draw, index)
    session.commit()
    page = client.get(path)
    said = words(page)
    assert "mardi 22 décembre 2026" in said
    assert f"Numéro {index} de la liste scellée" in said
    assert person is not None
    assert person.name not in said
    buttons = BeautifulSoup(page.data, "html.parser").select("main .pair button")
    assert [button.get_text() for button in buttons] == ["J’accepte", "Je ne peux pas"]
    assert len({" ".join(button["class"]) for button in buttons}) == 1
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert 'dir="rtl"' in page.get_data(as_text=True)


def test_attack_21_reading_changes_nothing(session: Session, case: Case, client: PageClient) -> None:
    path = path_of(session, case)
    for address in (path, f"{path}?answer=declined&confirmed=y"):
        assert client.get(address).status_code == 200
        client.head(address)
    for address in (f"{path}/besoins", f"{path}/contester"):
        assert client.get(address).status_code == 405
    assert (rows(session, Departure), rows(session, Answer), rows(session, RateHit)) == (0, 0, 0)


def test_attack_21_codes_that_open_nothing_answer_alike(
    session: Session, case: Case, client: PageClient, clock: Any, count_queries: list[str]
) -> None:
    replaced = path_of(session, case, 0)
    index = index_at(session, case, 0)
    inviting.renew_code(session, case.facilitator, CHANCE, case.draw.id, index, KEYS)
    session.commit()
    over, unknown = path_of(session, case, 1), "/r/" + codes.make_code("guess", case.draw, 1, 1)
    clock.move_to(CHANCE + 30 * DAY)
    pages, queries = [], []
    for path in (unknown, replaced, over):
        count_queries.clear()
        page = client.get(path)
        queries.append(len([query for query in count_queries if "rate_hit" not in query]))
        assert page.status_code == 404
        pages.append(page.get_data(as_text=True).replace(path.removeprefix("/r/"), ""))
    assert pages[0] == pages[1] == pages[2]
    assert max(queries) - min(queries) <= 1, queries
    answers_given = [client.post(path, {"answer": "declined", "confirmed": "y"}) for path in (unknown, replaced, over)]
    assert [answer.status_code for answer in answers_given] == [404] * 3
    assert rows(session, Departure) == 0


def test_attack_21_guesses_are_counted_and_answers_are_not(session: Session, case: Case, client: PageClient) -> None:
    path = path_of(session, case)
    for _reader in range(40):
        assert client.get(path).status_code == 200
    seen = [client.get(f"/r/{codes.make_code('guess', case.draw, number, 1)}").status_code for number in range(35)]
    assert seen == [404] * 30 + [429] * 5
    assert client.get(path_of(session, case, 0)).status_code == 200
    assert client.get("/r/" + codes.make_code("guess", case.draw, 99, 1)).status_code == 429


def test_answer_invitation_takes_a_yes_at_once_and_a_no_pressed_twice(
    session: Session, case: Case, client: PageClient
) -> None:
    first, second = path_of(session, case, 0), path_of(session, case, 1)
    yes = client.post(first, {"answer": "accepted"})
    assert (yes.status_code, yes.headers["Location"]) == (303, f"{first}#contenu")
    assert "Set-Cookie" not in yes.headers
    assert "Qu’est-ce qui vous aiderait à venir" in words(client.get(first))
    asked = client.post(second, {"answer": "declined"})
    assert "Je confirme" in words(asked)
    assert rows(session, Departure) == 0
    for _twice in range(2):
        assert client.post(second, {"answer": "declined", "confirmed": "y"}).status_code == 303
    assert "Votre nom n’apparaît nulle part" in words(client.get(second))
    assert (rows(session, Substitution), rows(session, Answer)) == (1, 1)
    assert client.post(second, {"answer": "accepted"}).status_code == 422
    assert client.post(first, {"answer": "left"}).status_code == 200


def test_answer_invitation_takes_a_press_that_names_no_origin(session: Session, case: Case, client: PageClient) -> None:
    # A page that sends no referrer makes browsers call its origin null; those of before 2023 say nothing more.
    path, others = path_of(session, case), {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    assert client.post(path, {"answer": "accepted"}, headers=others).status_code == 400
    assert client.post(path, {"answer": "accepted"}, headers={"Origin": "null"}).status_code == 303


def test_invitation_needs_are_kept_and_shown_again(session: Session, client: PageClient) -> None:
    case = make_case(session, volunteers=1)
    make_list(session, case, 12)
    carry(session, case, "drawn")
    made = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    row = next(row for row in made if row.route is Route.LETTER)
    path = f"/r/{codes.code_of(KEYS, case.draw, row)}"
    kept(session, case)
    client.post(path, {"answer": "accepted"})
    typed = {"childcare": "y", "interpreter": "y", "language": "Türkçe", "phone": "06 39 98 00 01", "consent": "y"}
    for wrong, said in (
        ({"language": ""}, "Écrivez la langue que vous parlez."),
        ({"phone": "zéro six"}, "Écrivez votre numéro de téléphone"),
        ({"email": "moi"}, "Écrivez votre adresse de courriel entière"),
    ):
        refused = client.post(f"{path}/besoins", typed | wrong)
        assert refused.status_code == 422
        assert said in words(refused)
    assert client.post(f"{path}/besoins", typed).status_code == 303
    session.refresh(row)
    assert (row.needs_childcare, row.needs_access, row.interpreter_language) == (True, False, "Türkçe")
    assert (row.phone, row.publishes_name, row.consented_at) == ("06 39 98 00 01", True, CHANCE)
    assert row.consent_text is not None
    assert row.consent_text.startswith("Mon nom peut être montré")
    session.commit()
    assert 'value="Türkçe"' in client.get(path).get_data(as_text=True)


def test_invitation_needs_leave_contact_to_the_receipt_of_who_signed_up(
    session: Session, case: Case, client: PageClient
) -> None:
    path = path_of(session, case)
    client.post(path, {"answer": "accepted"})
    page = client.get(path).get_data(as_text=True)
    assert 'name="phone"' not in page
    client.post(f"{path}/besoins", {"access": "y", "consent": "y", "phone": "06 39 98 00 01"})
    row = attempts.invitation_of(session, case.draw.id, index_at(session, case))
    assert row is not None
    assert (row.needs_access, row.publishes_name, row.phone) == (True, False, None)


def test_contest_invitation_brings_the_question_back(
    session: Session, case: Case, client: PageClient, clock: Any
) -> None:
    path, index = path_of(session, case), index_at(session, case)
    late = CHANCE + 15 * DAY
    try_on(session, case, index, 1, 2, 3)
    record_both(session, case, index, AnswerKind.NO_ANSWER, late)
    session.commit()
    clock.move_to(late)
    assert "L’équipe a noté que vous ne répondez pas." in words(client.get(path))
    assert client.post(f"{path}/contester").status_code == 303
    assert "J’accepte" in words(client.get(path))
    assert rows(session, Contest) == 1
    assert client.post(path, {"answer": "accepted"}).status_code == 303
    assert client.post(f"{path}/contester").status_code == 422


def test_a_code_of_somebody_recorded_as_leaving_says_so_and_is_never_locked_out(
    session: Session, case: Case, client: PageClient, clock: Any
) -> None:
    path, index = path_of(session, case), index_at(session, case)
    late = CHANCE + 15 * DAY
    try_on(session, case, index, 1, 2, 3)
    record_both(session, case, index, AnswerKind.NO_ANSWER, late)
    session.commit()
    after = late + 8 * DAY
    assert contests.give_on(session, after) == 1
    session.commit()
    clock.move_to(after)
    code = path.removeprefix("/r/")
    for number in range(35):
        client.get(f"/r/{codes.make_code('guess', case.draw, number, 1)}")
    page = client.get(path)
    assert page.status_code == 200
    assert "On a noté que vous ne participez pas" in words(page)
    assert "appelez-nous" in words(page)
    typed = client.post("/r", {"code": code})
    assert typed.status_code == 303
    assert client.get(typed.headers["Location"]).status_code == 200
    session.rollback()
    assert client.post(path, {"answer": "accepted"}).status_code == 422


def staff(session: Session, new_client: NewClient, **values: Any) -> tuple[Case, PageClient, PageClient, str]:
    """Return a drawn case nobody is invited of, two people's browsers, and the path of its pages."""
    case = make_case(session, until="drawn", **values)
    for held, channel in zip(
        seating.holdings(session, case.draw), (Channel.LETTER, Channel.EMAIL, Channel.PHONE, Channel.PHONE), strict=True
    ):
        sign_up = session.get_one(SignUp, held.sign_up_id)
        sign_up.channel, sign_up.phone, sign_up.email = channel, "06 39 98 00 00", None
        if channel is Channel.EMAIL:
            sign_up.email = "volontaire@example.org"
        if channel is Channel.LETTER:
            sign_up.postal_address, sign_up.name = "1 rue des Essais\n14000 Caen", "=Fictif Volontaire"
    kept(session, case)
    facilitator, witness = browsers_of(case, new_client)
    return case, facilitator, witness, f"/travail/tirages/{case.draw.id}"


def test_invite_sends_each_by_their_way(session: Session, new_client: NewClient) -> None:
    case, facilitator, _witness, path = staff(session, new_client)
    assert "4 personnes sont appelées et pas encore invitées" in page_of(facilitator, f"{path}/reponses")
    page_of(facilitator, f"{path}/invitations")
    assert facilitator.post(f"{path}/invitations", {"answer_by": ""}).status_code == 422
    assert facilitator.post(f"{path}/invitations", {"answer_by": "8/12/2026"}).status_code == 422
    page_of(facilitator, f"{path}/invitations")
    assert facilitator.post(f"{path}/invitations", {"answer_by": "29/12/2026"}).status_code == 303
    mail = read(session, lambda: session.scalars(sa.select(Mail)).one())
    code = read(session, lambda: code_at(session, case, index_at(session, case, 1)))
    assert mail.recipient == "volontaire@example.org"
    assert f"http://127.0.0.1:8000/r/{code}" in mail.body
    assert "mardi 29 décembre 2026" in mail.body
    page = page_of(facilitator, f"{path}/invitations")
    assert "1 lettre à poster" in page
    assert "1 courriel, envoyé tout seul." in page
    assert "2 personnes à appeler." in page


def invited(session: Session, new_client: NewClient, **values: Any) -> tuple[Case, PageClient, PageClient, str]:
    """Return the same, all invited."""
    found = staff(session, new_client, **values)
    case = found[0]
    inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    session.commit()
    return found


def test_letters_file_is_an_accessible_letter_on_two_pages(
    session: Session, new_client: NewClient, clock: Any
) -> None:
    case, facilitator, witness, path = invited(session, new_client)
    clock.move_to(CHANCE + timedelta(microseconds=7))
    made = facilitator.flask.get(f"{path}/invitations/lettres.pdf")
    assert made.headers["Content-Disposition"].startswith("attachment")
    code = read(session, lambda: code_at(session, case, index_at(session, case)))
    said = dense(text_of(made.data))
    for piece in (f"{code[:4]}-{code[4:8]}-{code[8:]}", "1 rue des Essais", "Coupon-réponse", "Vous pouvez demander un interprète"):
        assert dense(piece) in said
    assert dense("Vous avez fait votre inscription le") in said
    # Each letter opens with its own first heading; one letter, one.
    assert faults_of(made.data, f"Lettres du tirage\u00a0: {case.draw.title}") == []
    assert len(re.findall(rb"/Type ?/Page\b", made.data)) in (0, 2)
    assert facilitator.flask.get(f"{path}/invitations/lettres.pdf?quoi=autre").status_code == 404
    assert facilitator.flask.get(f"{path}/invitations/lettres.pdf?quoi=prevenir").status_code == 404
    assert witness.flask.get(f"{path}/invitations/lettres.pdf").status_code == 403


def test_letters_posted_are_an_attempt_and_leave_the_pile(session: Session, new_client: NewClient) -> None:
    _case, facilitator, _witness, path = invited(session, new_client)
    page_of(facilitator, f"{path}/invitations")
    assert facilitator.post(f"{path}/invitations/postees", {"on": "9/12/2027"}).status_code == 422
    page_of(facilitator, f"{path}/invitations")
    assert facilitator.post(f"{path}/invitations/postees", {"on": "8/12/2026"}).status_code == 303
    assert "lettre à poster" not in page_of(facilitator, f"{path}/invitations")
    routes = read(session, lambda: session.scalars(sa.select(Attempt.route).order_by(Attempt.id)).all())
    assert routes == [Route.EMAIL, Route.LETTER]


def test_letters_file_tells_who_was_recorded(session: Session, new_client: NewClient) -> None:
    case, facilitator, _witness, path = invited(session, new_client, is_fictitious=False)
    index = index_at(session, case)
    record_both(session, case, index, AnswerKind.DECLINED, CHANCE)
    session.commit()
    assert "1 personne est à prévenir par lettre" in page_of(facilitator, f"{path}/invitations")
    said = dense(text_of(facilitator.flask.get(f"{path}/invitations/lettres.pdf?quoi=prevenir").data))
    assert dense("a noté que vous refusez votre siège.") in said
    assert dense("Coupon-réponse") not in said
    page = page_of(facilitator, f"{path}/reponses")
    assert "Deux personnes l’ont noté." in page
    assert facilitator.post(f"{path}/reponses/{index}/annuler").status_code == 303
    assert rows(session, Contest) == 1


def test_new_code_replaces_the_earlier_one(session: Session, new_client: NewClient) -> None:
    case, facilitator, _witness, path = invited(session, new_client)
    old = path_of(session, case, 1)
    page_of(facilitator, f"{path}/invitations")
    index = read(session, lambda: index_at(session, case, 1))
    assert facilitator.post(f"{path}/invitations/{index}/code").status_code == 303
    assert facilitator.get(old).status_code == 404
    assert rows(session, Mail) == 1
    assert facilitator.post(f"{path}/invitations/999/code").status_code == 404


def test_call_sheet_shows_numbers_and_each_attempt(session: Session, new_client: NewClient) -> None:
    case, facilitator, witness, path = invited(session, new_client)
    page = page_of(witness, f"{path}/appels")
    assert page.count("06 39 98 00 00") >= 3
    index = read(session, lambda: index_at(session, case, 2))
    answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, index, AnswerKind.ACCEPTED)
    answers.answer_on_paper(session, case.witness, CHANCE, case.draw.id, index, AnswerKind.ACCEPTED)
    session.commit()
    assert f'id="numero-{index}"' not in page_of(facilitator, f"{path}/appels")


def test_attempt_is_written_down_once(session: Session, new_client: NewClient) -> None:
    case, _facilitator, witness, path = invited(session, new_client)
    index = read(session, lambda: index_at(session, case, 2))
    page_of(witness, f"{path}/appels/{index}")
    typed = {"route": "phone", "outcome": "no_reply", "on": "8/12/2026"}
    for wrong in ({"outcome": ""}, {"route": "pigeon"}, {"on": "31/2/2026"}, {"on": "7/12/2026"}):
        assert witness.post(f"{path}/appels/{index}", typed | wrong).status_code == 422, wrong
        page_of(witness, f"{path}/appels/{index}")
    assert witness.post(f"{path}/appels/{index}", typed).status_code == 303
    assert "8 décembre 2026, Appel : Personne n’a répondu" in page_of(witness, f"{path}/appels")
    assert witness.get(f"{path}/appels/999").status_code == 404


def test_call_sheet_file_runs_no_formula(session: Session, new_client: NewClient) -> None:
    _case, facilitator, _witness, path = invited(session, new_client)
    file = facilitator.flask.get(f"{path}/appels.csv")
    assert file.headers["Content-Disposition"].startswith("attachment")
    text = file.get_data(as_text=True)
    lines = text.splitlines()
    assert len(lines) == 5
    assert text.startswith("\ufeff")
    assert lines[0].count(";") >= 5
    assert any("'=Fictif Volontaire" in line for line in lines)


def test_check_eligibility_asks_both_questions(session: Session, new_client: NewClient) -> None:
    case, facilitator, witness, path = invited(session, new_client)
    first, second = (read(session, lambda at=at: index_at(session, case, at)) for at in (0, 1))  # type: ignore[misc]
    for index in (first, second):
        record_both_yes(session, case, index)
    page_of(facilitator, f"{path}/reponses")
    half = facilitator.post(f"{path}/reponses/{first}/verification", {"in_perimeter": "yes"})
    assert half.status_code == 422
    seat = seating.holdings(session, case.draw)[0].seat.number
    assert f"Siège {seat} : répondez aux deux questions" in half.get_data(as_text=True).replace("\u00a0", " ")
    session.rollback()
    page_of(facilitator, f"{path}/reponses")
    yes = {"in_perimeter": "yes", "excluded": "no"}
    assert facilitator.post(f"{path}/reponses/{first}/verification", yes).status_code == 303
    assert facilitator.post(f"{path}/reponses/{second}/verification", yes | {"excluded": "yes"}).status_code == 303
    assert rows(session, Eligibility) == 2
    page = page_of(facilitator, f"{path}/reponses")
    assert "Vérifié le 8 décembre 2026 : peut siéger." in page
    assert "Vérifié le 8 décembre 2026 : ne peut pas siéger : une règle du conseil écarte cette personne." in page
    assert page.count("Vérifier de nouveau (siège") == 2
    assert "Installer 1 personne qui a accepté" in page
    page_of(witness, f"{path}/reponses")
    assert witness.post(f"{path}/reponses/{second}/verification", yes).status_code == 403
    gone = {"index": str(second), "answer": "ineligible", "sure": "y"}
    assert witness.post(f"{path}/reponses", gone).status_code == 303
    assert rows(session, Substitution) == 1


def test_who_may_not_sit_and_accepts_again_is_still_shown_so(
    session: Session, new_client: NewClient, client: PageClient
) -> None:
    case, facilitator, _witness, path = invited(session, new_client)
    index, letter = read(session, lambda: index_at(session, case)), path_of(session, case)
    client.post(letter, {"answer": "accepted"})
    page_of(facilitator, f"{path}/reponses")
    check_it = f"{path}/reponses/{index}/verification"
    assert facilitator.post(check_it, {"in_perimeter": "no", "excluded": "no"}).status_code == 303
    assert client.post(letter, {"answer": "accepted"}).status_code == 303
    page = page_of(facilitator, f"{path}/reponses")
    assert "ne peut pas siéger : n’habite pas dans le périmètre." in page
    assert "Installer" not in page
    assert facilitator.post(check_it, {"in_perimeter": "yes", "excluded": "no"}).status_code == 303
    page = page_of(facilitator, f"{path}/reponses")
    assert "Vérifié le 8 décembre 2026 : peut siéger." in page
    assert "Installer 1 personne qui a accepté" in page


def test_who_was_never_invited_is_to_be_told(session: Session, new_client: NewClient, client: PageClient) -> None:
    case, facilitator, _witness, path = staff(session, new_client, is_fictitious=False)
    held = read(session, lambda: seating.holdings(session, case.draw)[0])
    position, sign_up = next(each for each in enumerate(case.sign_ups) if each[1].id == held.sign_up_id)
    record_both(session, case, held.index, AnswerKind.DECLINED, CHANCE)
    fields = {"code": case.code(position), "birth_year": str(sign_up.birth_year)}
    session.commit()
    assert "Prévenez cette personne" in page_of(facilitator, f"{path}/reponses")
    reply = f"/tirage/{case.draw.id}/reponse"
    assert "L’équipe a noté que vous refusez votre siège." in words(client.post(reply, fields))
    assert client.post(reply, fields | {"answer": "accepted"}).status_code == 200
    assert (rows(session, Contest), rows(session, Departure), rows(session, Substitution)) == (1, 0, 0)


def record_both_yes(session: Session, case: Case, index: int) -> None:
    """Record an acceptance by two people."""
    record_both(session, case, index, AnswerKind.ACCEPTED, CHANCE)
    session.commit()


def test_no_answer_is_offered_after_three_days_of_trying(
    session: Session, new_client: NewClient, clock: Any
) -> None:
    case, facilitator, _witness, path = invited(session, new_client, is_fictitious=False)
    index = read(session, lambda: index_at(session, case, 2))
    clock.move_to(CHANCE + 15 * DAY)
    facilitator, _other = browsers_of(case, new_client)
    assert "Ne répond pas" not in page_of(facilitator, f"{path}/reponses")
    try_on(session, case, index, 1, 2, 3)
    session.commit()
    assert page_of(facilitator, f"{path}/reponses").count("Ne répond pas") == 1


def test_needs_lists_what_was_asked_for(session: Session, new_client: NewClient, client: PageClient) -> None:
    case, facilitator, _witness, path = invited(session, new_client)
    assert "Personne n’a encore accepté." in page_of(facilitator, f"{path}/besoins")
    letter = path_of(session, case)
    client.post(letter, {"answer": "accepted"})
    client.post(f"{letter}/besoins", {"childcare": "y", "interpreter": "y", "language": "Українська"})
    page = page_of(facilitator, f"{path}/besoins")
    assert "Garde d’enfants" in page
    assert "Interprète : Українська" in page


def test_answers_page_proposes_a_new_draw_when_nobody_is_left(session: Session, new_client: NewClient) -> None:
    case = make_case(session, volunteers=4, until="drawn")
    record_both(session, case, index_at(session, case), AnswerKind.DECLINED, CHANCE)
    kept(session, case)
    facilitator, _witness = browsers_of(case, new_client)
    page = page_of(facilitator, f"/travail/tirages/{case.draw.id}/reponses")
    assert f'href="/travail/tirages/nouveau/{case.council.id}"' in page
    assert f'href="/travail/tirages/nouveau/{case.council.id}"' in page_of(facilitator, f"/travail/tirages/{case.draw.id}")


def test_the_worker_invites_heirs_and_tells_who_was_recorded(
    app: Flask, session: Session, new_client: NewClient
) -> None:
    case, _facilitator, _witness, _path = invited(session, new_client, is_fictitious=False)
    told, index = read(session, lambda: index_at(session, case, 1)), read(session, lambda: index_at(session, case))
    record_both(session, case, told, AnswerKind.DECLINED, CHANCE)
    session.commit()
    for _round in range(2):
        result = app.test_cli_runner().invoke(args=["jobs", "run"])
        assert result.exit_code == 0, result.output
    subject = read(session, lambda: session.scalars(sa.select(Mail.subject)).all())
    assert subject == ["Votre siège au conseil citoyen Chemin Vert\u00a0: à vérifier"]
    before = rows(session, Invitation)
    letter = f"/r/{read(session, lambda: code_at(session, case, index))}"
    new_client().post(letter, {"answer": "declined", "confirmed": "y"})
    app.test_cli_runner().invoke(args=["jobs", "run"])
    assert rows(session, Invitation) == before + 1
