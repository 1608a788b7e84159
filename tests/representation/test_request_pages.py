"""The ledger, answers from a phone and the team's requests, as people go through them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.representation.models import CouncilRequest, RequestState
from participation.representation.services import answering, requests
from participation.representation.services.answering import Answer
from tests.meetings.makers import make_item, make_meeting
from tests.representation.request_cases import (
    RequestCase,
    mailed_secret,
    make_draft,
    make_institution,
    make_official,
    make_request_case,
    make_sent,
    make_steering_body,
    secrets_of,
)
from tests.support.factories import sign_in
from tests.support.pages import PageClient

YES = {"state": "accepted", "text": "Les bancs seront posés en mars.", "function": "adjointe au cadre de vie"}


def text_of(response: Any) -> str:
    return " ".join(str(response.get_data(as_text=True)).replace("\u00a0", " ").split())


@pytest.fixture
def case(session: Session, now: datetime) -> RequestCase:
    return make_request_case(session, now)


@pytest.fixture
def sent_id(session: Session, now: datetime, case: RequestCase) -> int:
    made = make_sent(session, case, now)
    session.commit()
    return made.id


@pytest.fixture
def secret(app: Flask, session: Session, now: datetime, case: RequestCase, sent_id: int) -> str:
    with app.app_context():
        found = mailed_secret(session, case, now, session.get_one(CouncilRequest, sent_id))
    session.commit()
    return found


def seen_on(response: Any) -> str:
    """Return the version of the request that a page shows."""
    found = re.search(r'name="seen" value="(\d+)"', response.get_data(as_text=True))
    assert found is not None
    return found[1]


def enter(client: PageClient, account: Account) -> None:
    """Log in and open a page, whose forms bear the session's token."""
    sign_in(client, account)
    client.get("/travail")


def state_of(session: Session, request_id: int) -> RequestState:
    """Return the state, and let go of the database."""
    session.rollback()
    state = session.get_one(CouncilRequest, request_id, populate_existing=True).state
    session.rollback()
    return state


def test_ledger_says_what_will_stand_there(client: PageClient) -> None:
    response = client.get("/demandes")
    assert "Set-Cookie" not in response.headers
    assert "Aucune demande n’a encore été envoyée." in text_of(response)


def test_ledger_shows_what_is_overdue_first_in_words(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    make_sent(session, case, now - timedelta(days=70))
    make_sent(session, case, now, title="Un arrêt de bus")
    other = make_request_case(session, now, "pierre-heuze")
    make_sent(session, other, now, title="Ailleurs")
    session.commit()
    page = text_of(client.get("/demandes"))
    assert "3 demandes ont été envoyées." in page
    assert "1 réponse est en retard." in page
    assert "Réponse en retard de 10 jours" in page
    late = text_of(client.get("/demandes?etat=late"))
    assert "Des bancs au square" in late
    assert "Un arrêt de bus" not in late
    theirs = text_of(client.get("/demandes?quartier=pierre-heuze&etat=rien&avant=9999-99"))
    assert "Ailleurs" in theirs
    assert "Un arrêt de bus" not in theirs
    client.get("/en/demandes")


def test_ledger_goes_on_by_key(
    client: PageClient, session: Session, now: datetime, case: RequestCase, count_queries: list[str]
) -> None:
    for number in range(21):
        make_sent(session, case, now, title=f"Demande {number}")
    session.commit()
    count_queries.clear()
    page = text_of(client.get("/demandes"))
    assert len(count_queries) <= 8
    assert "avant=2026-02" in page
    assert "Demande 0<" in text_of(client.get("/demandes?avant=2026-02"))


def test_request_page_tells_author_day_and_words(
    client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int
) -> None:
    waiting = text_of(client.get("/demandes/2026-01"))
    assert "La réponse est attendue pour le" in waiting
    assert "60 jours pour répondre, comptés par ce site" in waiting
    assert f"/reunions/{case.meeting.id}/compte-rendu#decision-2026-01" in waiting
    session.rollback()
    answer = Answer(RequestState.REFUSED, "Le square appartient au bailleur.")
    answering.by_account(session, case.official, now, sent_id, answer)
    session.commit()
    answered = text_of(client.get("/demandes/2026-01"))
    assert "Ville fictive : refusée, avec les raisons" in answered
    assert "Le square appartient au bailleur." in answered
    client.get("/en/demandes/2026-1")


def test_request_page_of_no_request_or_a_draft_is_missing(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    make_draft(session, case, now)
    session.commit()
    for number in ("2026-01", "1-1", f"{10**12}-{10**12}"):
        assert client.get(f"/demandes/{number}").status_code == 404


def test_request_page_says_when_the_answer_is_late(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    make_sent(session, case, now - timedelta(days=61))
    session.commit()
    assert "Elle n’est pas arrivée." in text_of(client.get("/demandes/2026-01"))


def test_request_page_and_ledger_keep_that_an_answer_came_late(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    sent = make_sent(session, case, now - timedelta(days=75))
    answering.by_account(session, case.official, now, sent.id, Answer(RequestState.ACCEPTED, "D’accord."))
    session.commit()
    assert "Réponse après 75 jours, 15 jours en retard." in text_of(client.get("/demandes/2026-01"))
    page = text_of(client.get("/demandes"))
    assert "Réponse après 75 jours, 15 jours en retard" in page
    assert "1 est arrivée en retard." in page
    assert "Aucune réponse n’est en retard." in page
    client.get("/en/demandes")


def test_body_lists_what_councils_ask_of_it(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    body = make_steering_body(session)
    page = f"/instances/{body.body_id}"
    session.commit()
    assert "Aucun conseil n’a encore rien demandé à cette instance." in text_of(client.get(page))
    session.rollback()
    make_sent(session, case, now - timedelta(days=61), body_id=body.body_id)
    make_sent(session, case, now, title="À une institution")
    session.commit()
    text = text_of(client.get(page))
    assert "/demandes/2026-1" in text
    assert "Réponse en retard de 1 jour" in text
    assert "De : conseil chemin-vert." in text
    assert "À une institution" not in text
    client.get(f"/en{page}")


def test_answer_link_read_by_scanners_changes_nothing(
    client: PageClient, session: Session, sent_id: int, secret: str
) -> None:
    for _ in range(3):
        page = client.get(f"/repondre/{secret}")
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert client.head(f"/repondre/{secret}").status_code == 200
    assert "Nous acceptons en partie" in text_of(client.get(f"/repondre/{secret}"))
    assert state_of(session, sent_id) is RequestState.SENT


def test_send_answer_shows_what_becomes_public_then_takes_it_once(
    client: PageClient, session: Session, sent_id: int, secret: str
) -> None:
    preview = client.post(f"/repondre/{secret}", YES | {"act": "preview"})
    assert "Ville fictive (adjointe au cadre de vie) : acceptée" in text_of(preview)
    assert state_of(session, sent_id) is RequestState.SENT
    done = client.post(f"/repondre/{secret}", YES | {"act": "send"})
    assert done.status_code == 303
    assert "Set-Cookie" not in done.headers
    assert state_of(session, sent_id) is RequestState.ACCEPTED
    after = client.get(f"/repondre/{secret}")
    assert after.status_code == 200
    assert "Ce lien a servi le" in text_of(after)
    again = client.post(f"/repondre/{secret}", YES | {"act": "send"})
    assert again.status_code == 200
    assert "Ce lien a servi le" in text_of(again)
    other = client.post(f"/repondre/{secret}", YES | {"act": "send", "text": "Autre <chose>.\n\nEncore."})
    assert other.status_code == 409
    for words in ("Votre réponse n’est pas publiée", "<p>Autre &lt;chose&gt;.</p> <p>Encore.</p>", "Ce lien a servi le"):
        assert words in text_of(other), words
    assert "La réponse est publiée" not in text_of(other)
    assert "Les bancs seront posés en mars." in text_of(client.get("/demandes/2026-01"))


def test_send_answer_asks_for_a_choice_words_and_reasons(
    client: PageClient, session: Session, sent_id: int, secret: str
) -> None:
    for fields, sentence in (
        ({"text": "Voilà."}, "Choisissez une des réponses proposées."),
        ({"state": "accepted", "text": " "}, "Écrivez votre réponse."),
        ({"state": "refused", "text": ""}, "Un refus sans raisons ne peut pas être publié."),
        ({"state": "withdrawn", "text": "Voilà."}, "Choisissez une des réponses proposées."),
        ({"state": "received", "text": ""}, "Choisissez une des réponses proposées."),
        ({"state": "accepted", "text": "x" * 4001}, "Raccourcissez ce texte"),
    ):
        refused = client.post(f"/repondre/{secret}", fields | {"act": "send"})
        assert refused.status_code == 422
        assert sentence in text_of(refused)
    assert state_of(session, sent_id) is RequestState.SENT


def test_answer_link_that_ended_says_why_and_where_to_go(
    app: Flask, client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int, secret: str, clock: Any
) -> None:
    clock.move_to(now + timedelta(days=91))
    expired = client.get(f"/repondre/{secret}")
    assert expired.status_code == 410
    assert "Ce lien est terminé" in text_of(expired)
    typed_late = client.post(f"/repondre/{secret}", YES | {"act": "send"})
    assert typed_late.status_code == 410
    assert "Votre réponse n’est pas publiée" in text_of(typed_late)
    assert "Les bancs seront posés en mars." in text_of(typed_late)
    assert "Votre réponse n’est pas publiée" not in text_of(expired)
    clock.move_to(now)
    with app.app_context():
        newer = mailed_secret(session, case, now + timedelta(hours=1), session.get_one(CouncilRequest, sent_id))
    session.commit()
    assert "Un lien plus récent" in text_of(client.get(f"/repondre/{secret}"))
    assert client.post(f"/repondre/{secret}", YES | {"act": "send"}).status_code == 410
    answering.by_account(session, case.official, now, sent_id, Answer(RequestState.ACCEPTED, "Oui."))
    session.commit()
    answered = client.get(f"/repondre/{newer}")
    assert answered.status_code == 410
    assert "Il n’y a plus rien à répondre" in text_of(answered)


def test_answer_link_of_nothing_is_one_page_and_is_counted(client: PageClient) -> None:
    for number in range(30):
        assert client.get(f"/repondre/{number:032d}").status_code == 404
    assert client.get(f"/repondre/{'x' * 32}").status_code == 429
    assert client.get(f"/repondre/{'x' * 65}").status_code == 404


def test_send_answer_from_another_site_is_refused(
    client: PageClient, session: Session, sent_id: int, secret: str
) -> None:
    answer = client.post(
        f"/repondre/{secret}", YES | {"act": "send"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert state_of(session, sent_id) is RequestState.SENT


def test_official_answer_in_three_presses(
    client: PageClient, session: Session, case: RequestCase, sent_id: int
) -> None:
    enter(client, case.official)
    at = f"/elu/demandes/{sent_id}"
    assert "Ce que dit le conseil" in text_of(client.get(at))
    seen = {"seen": seen_on(client.get(at))}
    preview = client.post(at, YES | seen | {"act": "preview"})
    assert "Ville fictive (adjointe au cadre de vie) : acceptée" in text_of(preview)
    assert seen_on(preview) == seen["seen"]
    assert state_of(session, sent_id) is RequestState.SENT
    assert client.post(at, YES | seen | {"act": "send"}).status_code == 303
    assert state_of(session, sent_id) is RequestState.ACCEPTED
    assert "Ce qui était accepté est fait" in text_of(client.get(at))


def refuse_meanwhile(session: Session, case: RequestCase, now: datetime, request_id: int) -> None:
    """Let a colleague publish a refusal while a page stays open."""
    session.rollback()
    no = Answer(RequestState.REFUSED, "Le square appartient au bailleur.")
    answering.by_account(session, make_official(session, case.institution), now, request_id, no)
    session.commit()


def test_official_answer_on_a_stale_page_overturns_no_refusal(
    client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int
) -> None:
    enter(client, case.official)
    at = f"/elu/demandes/{sent_id}"
    seen = {"seen": seen_on(client.get(at))}
    refuse_meanwhile(session, case, now, sent_id)
    for stale in (seen, {"seen": ""}, {"seen": "x"}):
        refused = client.post(at, YES | stale | {"act": "send"})
        assert refused.status_code == 422
        assert state_of(session, sent_id) is RequestState.REFUSED
    for words in ("Cette demande a avancé", "Le square appartient au bailleur.", "Les bancs seront posés en mars."):
        assert words in text_of(refused), words
    # Whoever has read the refusal may still go back on it.
    assert client.post(at, YES | {"act": "send", "seen": seen_on(refused)}).status_code == 303


def test_note_answer_on_a_stale_page_overturns_no_refusal(
    client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int
) -> None:
    enter(client, case.facilitator)
    at = f"/travail/demandes/{sent_id}/reponse"
    seen = {"seen": seen_on(client.get(at)), "on": "24/11/2026"}
    refuse_meanwhile(session, case, now, sent_id)
    refused = client.post(at, YES | seen)
    assert refused.status_code == 422
    assert "Refusée, avec les raisons" in text_of(refused)
    assert state_of(session, sent_id) is RequestState.REFUSED
    assert client.post(at, YES | seen | {"seen": seen_on(refused)}).status_code == 303


def test_official_answer_is_for_the_institution_asked_alone(
    client: PageClient, session: Session, sent_id: int
) -> None:
    enter(client, make_official(session, make_institution(session, "Bailleur fictif")))
    at = f"/elu/demandes/{sent_id}"
    assert client.get(at).status_code == 404
    assert client.post(at, YES | {"act": "send"}).status_code == 404
    assert client.get("/elu/demandes/99999999999").status_code == 404
    assert state_of(session, sent_id) is RequestState.SENT


def test_official_answer_refuses_an_answer_without_reasons(
    client: PageClient, case: RequestCase, sent_id: int
) -> None:
    enter(client, case.official)
    refused = client.post(f"/elu/demandes/{sent_id}", {"state": "refused", "text": "", "act": "send"})
    assert "Un refus sans raisons ne peut pas être publié." in text_of(refused)


def typed(case: RequestCase, **values: str) -> dict[str, str]:
    return {
        "kind": "request", "title": "Un arrêt de bus", "text": "Le conseil demande un arrêt.",
        "addressee": f"institution-{case.institution.id}", "meeting": str(case.meeting.id),
        "decision": str(case.decision.id), "adoption": "consensus", "minority": "", "about": "", "document": "",
    } | values  # fmt: skip


def test_create_request_then_send_it_and_the_mail_leaves(
    client: PageClient, session: Session, case: RequestCase
) -> None:
    fields = typed(case)
    council_id = case.council.id
    enter(client, case.facilitator)
    assert "Aucune demande pour le moment." in text_of(client.get("/travail/demandes"))
    made = client.post(f"/travail/demandes/nouvelle/{council_id}", fields)
    assert made.status_code == 303
    at = made.headers["Location"].partition("#")[0]
    assert "1 courriel part avec elle." in text_of(client.get(at))
    assert client.post(f"{at}/envoyer").status_code == 303
    assert "L’envoyer" not in text_of(client.get(at))
    assert len(secrets_of(session)) == 1
    session.rollback()
    assert "Un arrêt de bus" in text_of(client.get("/demandes/2026-01"))
    assert client.post(f"{at}/lien").status_code == 303
    assert len(secrets_of(session)) == 2
    session.rollback()
    assert client.post(f"{at}/envoyer").status_code == 422


def test_create_request_says_what_to_mend(client: PageClient, session: Session, case: RequestCase, now: datetime) -> None:
    meeting = make_meeting(session, case.council, case.facilitator, starts_at=now - timedelta(days=3))
    fields = typed(case, title="", meeting=str(meeting.id))
    council_id = case.council.id
    enter(client, case.facilitator)
    at = f"/travail/demandes/nouvelle/{council_id}"
    assert "Écrivez un titre de 120 caractères au plus." in text_of(client.post(at, fields))
    refused = client.post(at, fields | {"title": "Un titre"})
    assert "Choisissez une décision de cette même réunion, ou aucune." in text_of(refused)


def test_create_request_names_meetings_by_the_day_of_the_residents(
    client: PageClient, session: Session, case: RequestCase
) -> None:
    case.meeting.starts_at = datetime(2026, 10, 2, 22, 30, tzinfo=UTC)
    council_id = case.council.id
    enter(client, case.facilitator)
    page = text_of(client.get(f"/travail/demandes/nouvelle/{council_id}"))
    assert "3 octobre 2026 · " in page


def test_edit_request_and_discard_request(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    draft = make_draft(session, case, now).id
    fields = typed(case, title="Six bancs")
    enter(client, case.facilitator)
    at = f"/travail/demandes/{draft}"
    assert client.post(f"{at}/modifier", fields | {"seen": "0"}).status_code == 303
    assert "Six bancs" in text_of(client.get(f"{at}/modifier"))
    old = client.post(f"{at}/modifier", fields | {"seen": "0", "title": "Sept bancs"})
    assert "Quelqu’un a enregistré ce brouillon entre-temps." in text_of(old)
    assert client.post(f"{at}/supprimer").headers["Location"].startswith("/travail/demandes#")
    assert client.get(at).status_code == 404


def test_manage_request_of_another_council_is_missing(
    client: PageClient, session: Session, now: datetime, sent_id: int
) -> None:
    other = make_request_case(session, now, "pierre-heuze")
    enter(client, other.facilitator)
    at = f"/travail/demandes/{sent_id}"
    assert client.get(at).status_code == 404
    for path in ("envoyer", "lien", "supprimer", "reponse", "suite", "retirer", "modifier"):
        assert client.post(f"{at}/{path}", {}).status_code == 404


def test_note_answer_that_came_on_paper(
    client: PageClient, session: Session, case: RequestCase, sent_id: int
) -> None:
    enter(client, case.facilitator)
    at = f"/travail/demandes/{sent_id}/reponse"
    seen = {"seen": seen_on(client.get(at))}
    refused = client.post(at, YES | seen | {"on": "25/11/2026"})
    assert "Ce jour n’est pas encore venu." in text_of(refused)
    assert client.post(at, YES | seen | {"on": "24/11/2026"}).status_code == 303
    assert state_of(session, sent_id) is RequestState.ACCEPTED


def test_follow_request_links_an_action_and_a_day(
    client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int
) -> None:
    from_meeting = make_meeting(session, case.council, case.facilitator)
    make_item(session, from_meeting)
    enter(client, case.facilitator)
    at = f"/travail/demandes/{sent_id}/suite"
    refused = client.post(at, {"action": "999", "review_on": ""})
    assert "Choisissez une action de ce conseil." in text_of(refused)
    assert client.post(at, {"action": "", "review_on": "3/3/2027"}).status_code == 303
    assert "Le conseil y revient le" in text_of(client.get("/demandes/2026-01"))


def test_withdraw_request_with_a_public_reason(
    client: PageClient, session: Session, case: RequestCase, sent_id: int, secret: str
) -> None:
    enter(client, case.facilitator)
    at = f"/travail/demandes/{sent_id}/retirer"
    assert "Écrivez pourquoi." in text_of(client.post(at, {"text": ""}))
    assert client.post(at, {"text": "Les bancs sont là."}).status_code == 303
    assert state_of(session, sent_id) is RequestState.WITHDRAWN
    assert "Les bancs sont là." in text_of(client.get("/demandes/2026-01"))
    assert client.get(f"/repondre/{secret}").status_code == 410
    assert "Des bancs au square" in text_of(client.get("/demandes?etat=withdrawn"))


def test_answer_rules_page_sets_the_delay(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    at = f"/travail/delais-de-reponse/{case.council.id}"
    enter(client, case.facilitator)
    assert "ce site compte 60 jours" in text_of(client.get(at))
    rule = {"days": "30", "source": "Charte locale (fictive)", "source_on": "5/1/2026", "starts_on": "5/1/2026"}
    wrong = client.post(at, rule | {"days": "abc"})
    assert "Écrivez un nombre de jours de 1 à 366, en chiffres." in text_of(wrong)
    assert client.post(at, rule).status_code == 303
    assert "30 jours pour répondre." in text_of(client.get(at))
    made = make_sent(session, case, now)
    session.commit()
    assert made.due_on == date(2026, 12, 24)
    session.rollback()
    assert "Source : Charte locale (fictive)" in text_of(client.get("/demandes/2026-01"))


def test_journal_tells_requests_in_words(
    client: PageClient, session: Session, now: datetime, case: RequestCase, sent_id: int
) -> None:
    session.rollback()
    requests.withdraw(session, case.facilitator, now, sent_id, "Les bancs sont là.")
    session.commit()
    page = text_of(client.get("/journal"))
    assert "Le conseil s’adresse à : Ville fictive." in page
    assert "Demande 2026-01" in page
    assert "request." not in page


def test_question_to_a_body_says_that_it_waits_for_its_agenda(
    client: PageClient, session: Session, now: datetime, case: RequestCase
) -> None:
    make_sent(session, case, now, body_id=make_steering_body(session).body_id, **{"kind": "question"})
    session.commit()
    assert "Attend le prochain ordre du jour de l’instance" in text_of(client.get("/demandes/2026-01"))
    asked = session.scalars(sa.select(CouncilRequest)).one()
    requests.withdraw(session, case.facilitator, now, asked.id, "Le conseil a eu sa réponse.")
    session.commit()
    page = text_of(client.get("/demandes/2026-01"))
    assert "Le conseil a eu sa réponse." in page
    assert "ordre du jour de l’instance" not in page


def test_send_answer_from_five_phones_by_one_link_is_one_answer(
    new_client: Callable[[], PageClient], session: Session, sent_id: int, secret: str
) -> None:
    said = [new_client().post(f"/repondre/{secret}", YES | {"act": "send"}).status_code for _ in range(5)]
    assert said == [303, 200, 200, 200, 200]
    session.rollback()
    assert len(session.get_one(CouncilRequest, sent_id).steps) == 2
