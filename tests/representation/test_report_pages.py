"""Pages of reports: a member writes on a phone, the team for a delegate, everybody reads what came or is awaited."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.meetings.models import Presence
from participation.representation.models import DelegateReport, ReportSource
from tests.representation.report_cases import ReportCase, add_delegate, make_report_case, note
from tests.support.factories import make_account, make_council, make_person, sign_in
from tests.support.pages import PageClient

TEXT = "Le comité a dit oui aux trois bancs."


@pytest.fixture
def case(session: Session) -> ReportCase:
    made = make_report_case(session)
    session.commit()
    return made


def page(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True).replace("\u00a0", " ")


def address(case: ReportCase) -> str:
    return f"/mes-retours/{case.meeting.id}/{case.council.id}"


def test_write_report_of_a_member_is_public_at_once(client: PageClient, session: Session, case: ReportCase) -> None:
    path, meeting_id = address(case), case.meeting.id
    sign_in(client, case.member)
    assert path in page(client, "/mes-retours")
    assert "Qui raconte" not in page(client, path)
    response = client.post(path, {"text": TEXT})
    assert response.status_code == 303
    assert "Le retour est envoyé" in page(client, response.location.partition("#")[0])
    assert TEXT in page(client, f"/reunions/{meeting_id}/retours")
    assert "Retour envoyé le 24 novembre 2026" in page(client, f"/reunions/{meeting_id}")
    assert session.scalars(sa.select(DelegateReport.source)).one() is ReportSource.TYPED


def test_write_report_asks_for_a_sentence_and_keeps_what_is_too_long(
    client: PageClient, session: Session, case: ReportCase
) -> None:
    path = address(case)
    sign_in(client, case.member)
    for text, said in (("  ", "Écrivez au moins une phrase"), ("a" * 6001, "Raccourcissez ce texte")):
        page(client, path)
        response = client.post(path, {"text": text})
        assert said in response.get_data(as_text=True)
        assert text.strip() in response.get_data(as_text=True)
    assert session.scalars(sa.select(DelegateReport)).all() == []


def test_write_report_sent_twice_is_one_report(
    client: PageClient, session: Session, case: ReportCase
) -> None:
    path = address(case)
    sign_in(client, case.member)
    page(client, path)
    assert client.post(path, {"text": TEXT}).status_code == 303
    second = client.post(path, {"text": "Autre texte"})
    assert "/retours#conseil-chemin-vert" in second.location
    assert TEXT in page(client, second.location.partition("#")[0])
    assert session.scalars(sa.select(DelegateReport.text)).all() == [TEXT]


def test_write_report_for_a_delegate_says_that_it_was_told(
    client: PageClient, session: Session, case: ReportCase
) -> None:
    path, meeting_id = address(case), case.meeting.id
    _, second = add_delegate(session, case.body_id, case.council, 2, make_person(session, "Zoé Fictive"))
    note(session, case.meeting, second, Presence.PRESENT)
    number = second.id
    sign_in(client, case.account)
    assert path in page(client, "/mes-retours")
    assert "Zoé Fictive" in page(client, path)
    refused = client.post(path, {"text": TEXT, "delegate": "999"})
    assert "Choisissez la personne déléguée" in refused.get_data(as_text=True)
    assert client.post(path, {"text": TEXT, "delegate": str(number)}).status_code == 303
    assert "Dit par la personne déléguée, noté par l’équipe." in page(client, f"/reunions/{meeting_id}/retours")


def test_write_report_of_others_is_missing(client: PageClient, session: Session, case: ReportCase) -> None:
    path = address(case)
    stranger = make_account(session, "member")
    sign_in(client, stranger)
    assert client.get(path).status_code == 404
    assert "Aucun retour n’est attendu." in page(client, "/mes-retours")
    assert client.post(path, {"text": TEXT}).status_code == 404


def test_write_report_of_another_team_is_missing(client: PageClient, session: Session, case: ReportCase) -> None:
    path = address(case)
    sign_in(client, make_account(session, councils=[make_council(session, "gueriniere", name="Guérinière")]))
    assert client.get(path).status_code == 404
    assert client.get("/mes-retours/99999999999/1").status_code == 404


def test_my_reports_are_for_members_and_teams_alone(client: PageClient, session: Session, case: ReportCase) -> None:
    assert client.get("/mes-retours").status_code == 302
    sign_in(client, make_account(session, "official"))
    assert client.get("/mes-retours").status_code == 403


def test_meeting_reports_say_since_when_one_is_awaited(
    new_client: Callable[[], PageClient], session: Session, case: ReportCase
) -> None:
    case.meeting.starts_at -= timedelta(days=10)
    case.meeting.ends_at -= timedelta(days=10)
    session.commit()
    client, meeting_id = new_client(), case.meeting.id
    session.rollback()
    for path in (f"/reunions/{meeting_id}", f"/reunions/{meeting_id}/retours"):
        assert "Retour attendu depuis le 17 novembre 2026" in page(client, path)
    shown = page(client, f"/reunions/{meeting_id}/retours")
    assert "Camille Fictive, siège 1" in shown
    assert client.get(f"/reunions/{meeting_id}/retours").headers.get("Set-Cookie") is None


def test_meeting_reports_name_nobody_without_consent(client: PageClient, session: Session, case: ReportCase) -> None:
    case.person.publishes_name = False
    session.commit()
    meeting_id = case.meeting.id
    session.rollback()
    shown = page(client, f"/reunions/{meeting_id}/retours")
    assert "Camille" not in shown
    assert "siège 1" in shown


def test_meeting_reports_of_a_meeting_without_delegates_say_so(
    client: PageClient, session: Session, case: ReportCase, now: datetime
) -> None:
    council = make_council(session, "gueriniere", name="Guérinière")
    later = make_report_case(session, Presence.ABSENT, "colombelles", "Colombelles")
    meeting_id = later.meeting.id
    assert council.id
    session.commit()
    assert "Aucune personne déléguée" in page(client, f"/reunions/{meeting_id}/retours")
    assert "Ce que les délégués disent" not in page(client, f"/reunions/{meeting_id}")
    assert client.get("/reunions/999999/retours").status_code == 404
