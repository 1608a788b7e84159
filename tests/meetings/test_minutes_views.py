"""Pages of the minutes: written on a phone, corrected, approved, signed, read by everybody."""

import io
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from participation.accounts.models import AccountSession
from participation.kernel.mail import Mail
from participation.meetings.models import Correction, CorrectionState, Minutes, MinutesSection, MinutesState
from participation.meetings.services import documents
from participation.meetings.services.minutes import approving, content, corrections, publishing
from participation.meetings.services.minutes.writing import Typed, mark_of
from tests.conftest import NOW
from tests.meetings.makers import make_item
from tests.meetings.minutes_cases import LATER, NOTHING, SQUARE, MinutesCase, address, make_minutes_case
from tests.support.factories import PASSWORD, make_account, make_council, sign_in
from tests.support.pages import PageClient

HOSTILE = "<img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1))"


@pytest.fixture
def case(session: Session) -> MinutesCase:
    return make_minutes_case(session)


def work(case: MinutesCase, step: str = "compte-rendu") -> str:
    return f"/travail/reunions/{case.meeting_id}/{step}"


def page(case: MinutesCase, rest: str = "") -> str:
    return f"/reunions/{case.meeting_id}/compte-rendu{rest}"


def fields(case: MinutesCase, name: str, text: str, mark: str = NOTHING) -> dict[str, str]:
    key = name if name in content.PARTS else content.item_key(case.item_ids[0])
    return {f"text_{key.replace('-', '_')}": text, f"mark_{key.replace('-', '_')}": mark}


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").find("main").get_text(" ").split())  # type: ignore[union-attr]


def reread(session: Session, case: MinutesCase) -> Minutes:
    session.expire_all()
    found = session.get_one(Minutes, case.meeting_id)
    session.expunge_all()
    session.rollback()
    return found


def test_minutes_edit_has_one_box_an_item_and_saves_without_a_script(
    session: Session, client: PageClient, case: MinutesCase
) -> None:
    sign_in(client, case.facilitator)
    html = client.get(work(case)).get_data(as_text=True)
    names = {box["name"] for box in BeautifulSoup(html, "html.parser").find_all("textarea")}
    items = {f"text_item_{item}" for item in case.item_ids}
    assert names == {"text_introduction", "text_disagreements", "text_summary", *items}
    answer = client.post(work(case), fields(case, "first", SQUARE) | fields(case, "summary", "Bref."))
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(MinutesSection, case.item_ids[0]).text == SQUARE
    session.rollback()
    assert "Enregistré" in words(client.get(work(case)).get_data(as_text=True))


def test_minutes_edit_shows_both_texts_of_a_conflict_and_loses_neither(
    session: Session, client: PageClient, case: MinutesCase
) -> None:
    sign_in(client, case.facilitator)
    client.get(work(case))
    session.rollback()
    client.post(work(case), fields(case, "first", "Le premier texte."))
    answer = client.post(work(case), fields(case, "first", HOSTILE) | fields(case, "summary", "Bref."))
    assert answer.status_code == 409
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    boxes = [box.get_text().lstrip("\n") for box in soup.find_all("textarea")]
    assert boxes == ["Le premier texte.", HOSTILE, f"Le premier texte.\n\n{HOSTILE}"]
    assert soup.find("main").find("script") is None  # type: ignore[union-attr]
    assert not soup.find_all("img", src="x")
    assert reread(session, case).summary == "Bref."
    chosen = soup.find_all("textarea")[2]
    mark = soup.find("input", attrs={"name": chosen["name"].replace("text_", "mark_")})["value"]  # type: ignore[index]
    answer = client.post(work(case), {chosen["name"]: boxes[2], str(chosen["name"]).replace("text_", "mark_"): mark})
    assert answer.status_code == 303


def test_minutes_autosave_answers_marks_or_their_text(session: Session, client: PageClient, case: MinutesCase) -> None:
    sign_in(client, case.facilitator)
    client.get(work(case))
    session.rollback()
    first = client.post(work(case, "compte-rendu/enregistrer"), fields(case, "first", "Un."))
    name = f"item_{case.item_ids[0]}"
    session.rollback()
    assert first.get_json() == {"marks": {f"mark_{name}": mark_of("Un.")}, "conflicts": {}}
    second = client.post(work(case, "compte-rendu/enregistrer"), fields(case, "first", "Deux."))
    assert (second.status_code, second.get_json()["conflicts"]) == (409, {f"text_{name}": "Un."})
    long = client.post(work(case, "compte-rendu/enregistrer"), fields(case, "summary", "a" * 20_001))
    assert (long.status_code, list(long.get_json())) == (422, ["refused"])


def test_minutes_edit_refuses_a_text_too_long_beside_its_box(session: Session, client: PageClient, case: MinutesCase) -> None:
    sign_in(client, case.facilitator)
    client.get(work(case))
    session.rollback()
    answer = client.post(work(case), fields(case, "first", "a" * 20_001))
    assert answer.status_code == 422
    assert "20 000" in words(answer.get_data(as_text=True)).replace("\u00a0", " ")


def test_the_script_of_the_editor_stands_on_its_page_alone(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.publish(session)
    session.commit()
    assert "<script" not in client.get(page(case)).get_data(as_text=True)
    sign_in(client, case.facilitator)
    html = client.get(work(case)).get_data(as_text=True)
    scripts = BeautifulSoup(html, "html.parser").find_all("script")
    assert [str(each["src"]).partition("?")[0] for each in scripts] == ["/static/js/editor.js"]


def test_minutes_preview_says_what_is_left_out(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.write(session, first=SQUARE, second="Secret.")
    sign_in(client, case.facilitator)
    told = words(client.get(work(case, "compte-rendu/apercu")).get_data(as_text=True))
    assert "Trois bancs" in told
    assert "La vie privée d’une famille." in told


def test_minutes_circulate_sends_the_public_text_to_those_present(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.write(session, first=SQUARE, second="Secret : madame X.", summary="Bref.")
    sign_in(client, case.facilitator)
    told = words(client.get(work(case, "circuler")).get_data(as_text=True))
    assert "Roland Fictif" in told
    session.rollback()
    assert client.post(work(case, "circuler"), {}).status_code == 303
    mails = session.query(Mail).filter(Mail.key.startswith("minutes_circulated:")).all()
    assert [mail.recipient for mail in mails] == ["amina@example.org"]
    body = mails[0].body or ""
    assert body.startswith("Bonjour Amina Fictive,")
    for part in ("Trois bancs", "Refaire le square.", "Écrire au maire.", work(case, "corrections")):
        assert part in body
    assert "madame X" not in body
    assert "famille X" not in body
    assert "<" not in body


def test_minutes_corrections_are_proposed_by_a_member_and_answered(
    session: Session, client: PageClient, new_client: Callable[[], PageClient], case: MinutesCase
) -> None:
    case.circulate(session)
    sign_in(client, case.member)
    assert "Trois bancs" in words(client.get(work(case, "corrections")).get_data(as_text=True))
    data = {"mandate": str(case.mandate_ids[0]), "item": f"item-{case.item_ids[0]}", "text": HOSTILE}
    session.rollback()
    assert client.post(work(case, "corrections"), data).status_code == 303
    made = session.query(Correction).one()
    assert made.text == HOSTILE
    path = work(case, f"corrections/{made.id}")
    session.rollback()
    assert client.get(path).status_code == 403
    secretary = new_client()
    sign_in(secretary, case.secretary)
    assert "Amina Fictive" in words(secretary.get(path).get_data(as_text=True))
    answer = secretary.post(path, {"act": "refuse", "answer": ""})
    assert "pourquoi" in words(answer.get_data(as_text=True))
    answer = secretary.post(path, {"act": "accept", "answer": ""})
    assert answer.headers["Location"].endswith(f"compte-rendu#item-{case.item_ids[0]}")
    session.rollback()
    assert HOSTILE in words(secretary.get(work(case)).get_data(as_text=True))
    assert secretary.get(path).status_code == 404


def test_minutes_correction_of_another_meeting_is_missing(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.circulate(session)
    other = make_minutes_case(session, "ailleurs")
    other.circulate(session)
    made = corrections.propose(session, other.member, NOW, other.meeting.id, other.mandates[0].id, None, "Bonsoir.")
    made_id = made.id
    sign_in(client, case.facilitator)
    assert client.get(work(case, f"corrections/{made_id}")).status_code == 404
    assert client.get(f"/travail/reunions/{other.meeting_id}/corrections").status_code == 404
    session.rollback()


def test_minutes_approve_sign_publish_in_the_order_of_the_steps(
    session: Session, client: PageClient, new_client: Callable[[], PageClient], case: MinutesCase
) -> None:
    case.circulate(session)
    sign_in(client, case.facilitator)
    assert client.get(work(case, "signer")).status_code == 404
    assert "Aucune réunion" in words(client.get(work(case, "approuver")).get_data(as_text=True))
    session.rollback()
    later = case.later_meeting(session).id
    session.commit()
    client.get(work(case, "approuver"))
    assert client.post(work(case, "approuver"), {"meeting": str(later)}).status_code == 303
    assert client.post(work(case, "publier")).headers["Location"].split("#")[0].endswith("/signer")
    second = new_client()
    for account, browser in ((case.facilitator, client), (case.member, second)):
        if browser is second:
            sign_in(browser, account)
        html = browser.get(work(case, "signer")).get_data(as_text=True)
        digest = BeautifulSoup(html, "html.parser").find("input", attrs={"name": "digest"})["value"]  # type: ignore[index]
        assert browser.post(work(case, "signer"), {"digest": digest, "quality": "secrétaire de séance"}).status_code == 303
        session.rollback()
    assert second.post(work(case, "publier")).status_code == 403
    client.get(work(case, "signer"))
    assert client.post(work(case, "publier")).headers["Location"].split("#")[0] == page(case)
    assert reread(session, case).state is MinutesState.PUBLISHED


def test_minutes_before_publication_say_where_they_stand_and_no_word_of_the_text(
    session: Session, client: PageClient, case: MinutesCase
) -> None:
    case.circulate(session)
    session.commit()
    told = words(client.get(page(case)).get_data(as_text=True))
    assert "bancs" not in told
    assert "Envoyé à ceux qui étaient présents" in told
    assert client.get(page(case, ".pdf")).status_code == 404
    assert client.get(page(case, "/versions")).status_code == 404


def test_minutes_that_are_late_say_so_in_public(session: Session, client: PageClient) -> None:
    case = make_minutes_case(session, days=0)
    session.commit()
    assert "4 jours de retard" in words(client.get(page(case)).get_data(as_text=True))


def test_minutes_read_decisions_first_then_the_text(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.publish(session)
    session.commit()
    html = client.get(page(case)).get_data(as_text=True)
    told = words(html)
    order = ["Refaire le square.", "Écrire au maire.", "Amina Fictive, siège 1", "Le square sera refait.", "Trois bancs"]
    places = [told.index(each) for each in order]
    assert places == sorted(places)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find(id="point-1") is not None
    assert soup.find("abbr", title="quartier prioritaire de la politique de la ville") is not None
    assert "La vie privée d’une famille." in told
    for secret in ("madame X", "famille X"):
        assert secret not in html
    assert "2 sièges occupés sur 3" in told
    assert "Set-Cookie" not in client.get(page(case)).headers


def test_minutes_versions_and_minutes_version_show_what_changed(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.circulate(session)
    case.write(session, first=SQUARE.replace("Trois", "Quatre") + "\n\n" + HOSTILE)
    session.commit()
    sign_in(client, case.facilitator)
    later = case.later_meeting(session).id
    session.commit()
    client.get(work(case, "approuver"))
    client.post(work(case, "approuver"), {"meeting": str(later)})
    case.sign(session, case.facilitator, case.secretary)
    session.commit()
    client.get(work(case, "signer"))
    client.post(work(case, "publier"))
    public = client.get(page(case, "/versions"))
    assert "Version 2" in words(public.get_data(as_text=True))
    soup = BeautifulSoup(client.get(page(case, "/versions/2")).get_data(as_text=True), "html.parser")
    assert "Trois" in soup.find("del").get_text()  # type: ignore[union-attr]
    assert any("Quatre" in each.get_text() for each in soup.find_all("ins"))
    assert not soup.find("main").find_all("script")  # type: ignore[union-attr]
    assert client.get(page(case, "/versions/99")).status_code == 404


def test_minutes_rectify_shows_the_reason_in_public(session: Session, client: PageClient, case: MinutesCase) -> None:
    case.publish(session)
    sign_in(client, case.facilitator)
    path = work(case, f"rectifier?texte=item-{case.item_ids[0]}")
    session.rollback()
    assert client.get(work(case, "rectifier")).status_code == 200
    client.get(path)
    answer = client.post(path, {"text": "Quatre bancs.", "mark": mark_of(SQUARE), "why": ""})
    assert "phrase" in words(answer.get_data(as_text=True))
    assert client.post(path, {"text": "Quatre bancs.", "mark": mark_of(SQUARE), "why": "Une erreur de compte."}).status_code == 303
    told = words(client.get(page(case)).get_data(as_text=True))
    assert "Une erreur de compte." in told
    assert "Quatre bancs." in told


@pytest.mark.parametrize("step", ["compte-rendu", "compte-rendu/apercu", "circuler", "corrections", "approuver", "signer", "rectifier"])
def test_pages_of_the_team_are_missing_for_another_team(
    session: Session, client: PageClient, case: MinutesCase, step: str
) -> None:
    case.circulate(session)
    sign_in(client, make_account(session, councils=[make_council(session, "loin")]))
    assert client.get(work(case, step)).status_code == 404
    session.rollback()


def finish(session: Session, case: MinutesCase) -> None:
    """Answer what was proposed, then publish."""
    for each in corrections.of_meeting(session, case.meeting_id):
        corrections.decide(session, case.secretary, LATER, case.meeting_id, each.id, CorrectionState.ACCEPTED, "")
    later = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting_id, address)


def test_reading_takes_the_same_queries_whatever_the_length(
    app: Flask, session: Session, client: PageClient, count_queries: list[str]
) -> None:
    case = make_minutes_case(session)
    case.publish(session)
    session.commit()
    client.get(page(case))
    count_queries.clear()
    client.get(page(case))
    few = len(count_queries)
    longer = make_minutes_case(session, "ailleurs")
    for number in range(12):
        make_item(session, longer.meeting, f"Point {number}")
    longer.circulate(session)
    for number in range(12):
        corrections.propose(
            session, longer.member, NOW, longer.meeting_id, longer.mandate_ids[0], None, f"Correction {number}"
        )
    finish(session, longer)
    session.commit()
    count_queries.clear()
    client.get(page(longer))
    assert len(count_queries) == few


def test_a_text_sent_after_the_session_ended_does_not_pass_over_another(
    app: Flask, session: Session, client: PageClient, case: MinutesCase
) -> None:
    sign_in(client, case.facilitator)
    email = case.facilitator.email
    client.get(work(case))
    session.rollback()
    case.write(session, first="Le premier texte.")
    session.query(AccountSession).delete()
    session.commit()
    sent = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost", "Referer": f"http://localhost{work(case)}"}
    answer = client.post(work(case), fields(case, "first", "Le sien."), headers=sent)
    assert answer.status_code == 303
    client.get(answer.headers["Location"])
    answer = client.post(answer.headers["Location"].split("#")[0], {"email": email, "password": PASSWORD})
    html = client.get(work(case)).get_data(as_text=True)
    soup = BeautifulSoup(html, "html.parser")
    name = f"item_{case.item_ids[0]}"
    assert soup.find("textarea", attrs={"name": f"text_{name}"}).get_text().strip() == "Le sien."  # type: ignore[union-attr]
    mark = str(soup.find("input", attrs={"name": f"mark_{name}"})["value"])  # type: ignore[index]
    answer = client.post(work(case), {f"text_{name}": "Le sien.", f"mark_{name}": mark})
    assert answer.status_code == 409
    assert "Le premier texte." in answer.get_data(as_text=True)



def test_corrections_of_a_confidential_item_are_decided_in_public_and_read_by_nobody(
    session: Session, client: PageClient, case: MinutesCase
) -> None:
    case.circulate(session)
    told = ("Correction secrète", "Réponse secrète", "Correction ouverte", "Réponse ouverte")
    pairs = zip((case.items[1].id, case.items[0].id), (told[:2], told[2:]), strict=True)
    for item, (text, answer) in pairs:
        proposed = corrections.propose(session, case.member, NOW, case.meeting_id, case.mandate_ids[0], item, text)
        corrections.decide(
            session, case.facilitator, NOW, case.meeting_id, proposed.id, CorrectionState.REFUSED, answer
        )
    later = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting_id, address)
    session.commit()
    for path in (page(case), page(case, "/versions"), "/en" + page(case)):
        html = client.get(path).get_data(as_text=True)
        assert not [text for text in told[:2] if text in html], path
    shown = words(client.get(page(case)).get_data(as_text=True))
    assert "cette correction porte sur une partie confidentielle" in shown
    assert all(text in shown for text in told[2:])
    session.expire_all()
    session.get_one(type(case.items[1]), case.item_ids[1]).is_confidential = False
    session.get_one(type(case.items[1]), case.item_ids[1]).confidential_reason = None
    session.commit()
    assert "secrète" not in client.get(page(case)).get_data(as_text=True)


def test_members_read_of_other_members_what_everybody_may_know(
    session: Session, client: PageClient, new_client: Callable[[], PageClient], case: MinutesCase
) -> None:
    case.circulate(session)
    for mandate in case.mandate_ids[:2]:
        corrections.propose(session, case.facilitator, NOW, case.meeting_id, mandate, case.items[0].id, "Un mot.")
    session.commit()
    sign_in(client, case.member)
    shown = words(client.get(work(case, "corrections")).get_data(as_text=True))
    assert "Roland Fictif" not in shown
    assert "siège 2" in shown
    assert "Amina Fictive" in shown
    session.rollback()
    team = new_client()
    sign_in(team, case.secretary)
    assert "Roland Fictif" in words(team.get(work(case, "corrections")).get_data(as_text=True))


def test_minutes_that_go_round_lead_to_proposing_a_correction(session: Session, client: PageClient, case: MinutesCase) -> None:
    link = f'href="{work(case, "corrections")}"'
    case.write(session, first=SQUARE)
    session.commit()
    assert link not in client.get(page(case)).get_data(as_text=True)
    session.rollback()
    case.circulate(session)
    session.commit()
    assert link in client.get(page(case)).get_data(as_text=True)


def test_pictures_are_seen_by_those_who_correct_answer_and_sign(
    app: Flask, session: Session, client: PageClient, new_client: Callable[[], PageClient], case: MinutesCase
) -> None:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "#0B5560").save(target, "PNG")
    new = documents.NewDocument(target.getvalue(), "plan.png", "Plan", alternative="Le plan du square")
    document = documents.add(session, case.facilitator, NOW, case.meeting_id, new)
    case.circulate(session)
    case.write(session, first=f"Voici.\n\n![Le plan du square](piece:{document.id})")
    item_id = case.items[0].id
    proposed = corrections.propose(session, case.member, NOW, case.meeting_id, case.mandate_ids[0], item_id, "Lundi.")
    picture = f'src="/reunions/{case.meeting_id}/pieces/{document.id}/plan.png"'
    answered = f"corrections/{proposed.id}"
    session.commit()
    team = new_client()
    sign_in(client, case.member)
    sign_in(team, case.facilitator)
    assert picture in client.get(work(case, "corrections")).get_data(as_text=True)
    assert picture in team.get(work(case, answered)).get_data(as_text=True)
    session.rollback()
    corrections.decide(session, case.facilitator, NOW, case.meeting_id, proposed.id, CorrectionState.REFUSED, "Non.")
    approving.approve(session, case.facilitator, LATER, case.meeting_id, case.later_meeting(session).id)
    session.commit()
    assert picture in client.get(work(case, "signer")).get_data(as_text=True)


def test_minutes_version_says_that_a_confidential_text_was_rectified(
    session: Session, client: PageClient, case: MinutesCase
) -> None:
    case.publish(session)
    key, typed = content.item_key(case.items[1].id), Typed("Autre secret.", mark_of("Secret : madame X."))
    revision = publishing.rectify(session, case.secretary, LATER, case.meeting_id, key, typed, "Une date.", address)
    whole = content.whole_digest(content.parsed(revision.content)) or ""
    number = revision.number
    session.commit()
    shown = words(client.get(page(case, f"/versions/{number}")).get_data(as_text=True))
    assert "Un texte confidentiel a changé" in shown
    assert "Les textes sont les mêmes" not in shown
    assert whole in shown.replace(" ", "")
    assert "Un texte confidentiel a changé" in words(client.get(page(case, "/versions")).get_data(as_text=True))
    assert "Un texte confidentiel a été rectifié" in words(client.get(page(case)).get_data(as_text=True))
    assert "Les textes sont les mêmes" in words(client.get(page(case, f"/versions/{number - 1}")).get_data(as_text=True))
