"""The pages of meetings: the team's way from a plan to a convocation, what everybody reads."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel.mail import Mail
from participation.meetings.models import Convocation, Meeting, MeetingRule, MeetingState
from participation.meetings.services import meetings
from tests.meetings.cases import (
    STARTS,
    MeetingCase,
    add_item,
    convene,
    make_draft,
    make_meeting_case,
    set_notice,
)
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

TYPED = {
    "title": "Réunion de rentrée",
    "day": "14/1/2027",
    "hour": "18 h 30",
    "end_hour": "20:30",
    "place": "Salle bleue",
    "address": "2 rue Fictive",
    "access": "Rampe côté cour.",
    "childcare": "",
    "language_help": "",
    "is_open": "y",
    "rhythm": "once",
    "count": "",
}
RULE = {"value": "10", "source": "Règlement (fictif)", "source_on": "5/1/2026", "starts_on": "5/1/2026"}


@pytest.fixture
def case(session: Session, client: PageClient) -> MeetingCase:
    made = make_meeting_case(session)
    sign_in(client, made.facilitator)
    return made


def text_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    words = BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ", strip=True)
    return " ".join(words.replace("\u00a0", " ").split())


def plan(client: PageClient, case: MeetingCase, **values: str) -> Any:
    path = f"/travail/reunions/nouvelle/{case.body_id}"
    client.get(path)
    return client.post(path, TYPED | values)


def test_create_plans_one_meeting_that_waits_for_its_agenda(
    client: PageClient, session: Session, case: MeetingCase
) -> None:
    response = plan(client, case)
    meeting = session.scalars(sa.select(Meeting)).one()
    assert response.headers["Location"].startswith(f"/travail/reunions/{meeting.id}")
    assert (meeting.title, meeting.place, meeting.is_open) == ("Réunion de rentrée", "Salle bleue", True)
    assert meeting.starts_at == datetime.fromisoformat("2027-01-14T18:30:00+01:00")
    path = f"/travail/reunions/{meeting.id}"
    session.rollback()
    assert "L’ordre du jour est vide." in text_of(client, path)
    answer = client.post(f"{path}/convoquer")
    assert "Ajoutez au moins un point" in answer.get_data(as_text=True)


def test_create_plans_a_series_and_begins_from_the_last_one(
    client: PageClient, session: Session, case: MeetingCase
) -> None:
    assert plan(client, case, rhythm="two_months", count="3").status_code == 303
    days = [found.starts_at.strftime("%Y-%m-%d") for found in session.scalars(sa.select(Meeting).order_by(Meeting.id))]
    assert days == ["2027-01-14", "2027-03-11", "2027-05-13"]
    session.rollback()
    form = client.get(f"/travail/reunions/nouvelle/{case.body_id}").get_data(as_text=True)
    assert "Salle bleue</textarea>" in form
    assert 'value="18:30"' in form


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "Écrivez comment s’appelle la réunion."),
        ({"day": "14/1/2020"}, "Cette heure est passée."),
        ({"day": "le 14"}, "Écrivez le jour ainsi"),
        ({"hour": "25:00"}, "Écrivez l’heure ainsi"),
        ({"end_hour": "17:00"}, "La réunion finirait avant de commencer."),
        ({"access": ""}, "Écrivez comment on entre"),
        ({"childcare": "a" * 1001}, "Raccourcissez ce texte à 1 000 caractères."),
        ({"rhythm": "month", "count": ""}, "Écrivez un nombre de 2 à 24, en chiffres."),
        ({"rhythm": "month", "count": "99"}, "Écrivez un nombre de 2 à 24, en chiffres."),
        ({"rhythm": "daily"}, "Choisissez combien de fois."),
    ],
)
def test_create_says_how_to_mend_each_answer(
    client: PageClient, session: Session, case: MeetingCase, values: dict[str, str], sentence: str
) -> None:
    response = plan(client, case, **values)
    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True).replace("\u00a0", " ")
    assert session.scalars(sa.select(Meeting)).all() == []


def test_convene_sends_at_once_and_leads_to_what_was_sent(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    set_notice(session, case, now, 20)
    meeting = make_draft(session, case, now)
    path, shown = f"/travail/reunions/{meeting.id}", f"/reunions/{meeting.id}"
    session.commit()
    page = text_of(client, path)
    assert "La règle demande 20 jours de délai." in page
    assert "la convocation a 4 jours de retard. La page publique le dira." in page
    response = client.post(f"{path}/convoquer")
    assert response.headers["Location"].startswith(f"{path}/envois")
    session.expire_all()
    assert meeting.state is MeetingState.CONVENED
    assert len(session.scalars(sa.select(Mail)).all()) == 1
    session.rollback()
    sent = text_of(client, f"{path}/envois")
    for words in ("Amina Fictive", "En attente de départ", "Roland Fictif", "À faire", "Les 2 lettres à imprimer"):
        assert words in sent, words
    public = text_of(client, shown)
    assert "La convocation est en retard" in public
    assert "avec 4 jours de retard : la règle la demande 20 jours avant." in public
    assert "Règlement intérieur (fictif), article 4" in public
    # Pressed again, nothing leaves twice.
    client.get(path)
    again = client.post(f"{path}/convoquer")
    assert again.status_code == 422
    assert len(session.scalars(sa.select(Convocation)).all()) == 1


def test_edit_of_a_convened_meeting_tells_its_members(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    path = f"/travail/reunions/{meeting.id}/modifier"
    session.commit()
    assert "leur est envoyé automatiquement" in text_of(client, path)
    assert client.post(path, TYPED).status_code == 303
    session.expire_all()
    changed = session.scalars(sa.select(Convocation).where(Convocation.number == 2)).one()
    assert (meeting.sequence, changed.sequence) == (1, 1)
    assert "jeudi 14 janvier 2027" in changed.body
    session.rollback()
    client.get(path)
    client.post(path, TYPED)
    assert len(session.scalars(sa.select(Convocation)).all()) == 2


def test_cancel_keeps_the_meeting_in_the_list_with_its_reason(
    client: PageClient, new_client: Any, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    path, shown = f"/travail/reunions/{meeting.id}/annuler", f"/reunions/{meeting.id}"
    session.commit()
    client.get(path)
    assert "la raison est publique" in client.post(path, {"reason": ""}).get_data(as_text=True)
    assert client.post(path, {"reason": "Salle inondée"}).status_code == 303
    reader = new_client()
    for page in ("/reunions", shown):
        words = text_of(reader, page)
        assert "Annulée" in words
        assert "Pourquoi : Salle inondée" in words
    assert "Aucune réunion fixée." in text_of(reader, "/reunions")
    assert client.get(path.replace("annuler", "modifier")).status_code == 200
    assert "déjà plus avancée" in client.post(path.replace("annuler", "modifier"), TYPED).get_data(as_text=True)


def test_letters_posted_and_note_sending_keep_what_was_done(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    path = f"/travail/reunions/{meeting.id}/envois"
    session.commit()
    client.get(path)
    assert client.post(f"{path}/1/postees", {"on": "24/11/2026"}).status_code == 303
    page = client.get(path).get_data(as_text=True)
    assert page.count("Postée le 24 novembre 2026") == 2
    line = re.search(rf"{path}/ligne/(\d+)\"[^>]*>Noter<span class=\"hidden-text\"> Zeynep", page)
    assert line is not None
    note = f"{path}/ligne/{line[1]}"
    client.get(note)
    refused = client.post(note, {"on": "30/11/2026", "note": "viendra"})
    assert "pas encore venu" in refused.get_data(as_text=True)
    assert client.post(note, {"on": "24/11/2026", "note": "viendra"}).status_code == 303
    assert "viendra" in text_of(client, path)
    sheet = text_of(client, f"{path}/1/appels")
    assert "Zeynep Fictive" in sheet
    assert "06 39 98 00 01" in sheet
    assert "Roland" not in sheet


def test_sendings_file_and_call_sheet_file_open_in_a_spreadsheet(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    case.mandates[2].person.name = "=1+1"
    meeting = convene(session, case, now)
    path = f"/travail/reunions/{meeting.id}/envois"
    session.commit()
    for file, count in ((f"{path}.csv", 4), (f"{path}/1/appels.csv", 1)):
        response = client.get(file)
        assert response.headers["Content-Disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == count + 1
        assert [row[4] for row in rows if row[4].startswith("'=")] == ["'=1+1"]
    assert client.get(f"{path}/1/lettres.pdf").mimetype == "application/pdf"
    assert client.get(f"{path}/2/lettres.pdf").status_code == 404


def test_rules_and_set_rule_show_each_value_with_its_source(
    client: PageClient, session: Session, case: MeetingCase
) -> None:
    path = f"/travail/reunions/regles/{case.body_id}"
    assert text_of(client, path).count("Pas de règle") == 6
    client.get(f"{path}/quorum")
    refused = client.post(f"{path}/quorum", RULE | {"value": "120"})
    assert "Vérifiez ce nombre" in refused.get_data(as_text=True)
    assert client.post(f"{path}/quorum", RULE | {"value": "50 %"}).status_code == 303
    client.get(f"{path}/notice")
    assert client.post(f"{path}/notice", RULE).status_code == 303
    assert client.post(f"{path}/notice", RULE | {"value": "15", "starts_on": "1/1/2027"}).status_code == 303
    page = text_of(client, path)
    for words in ("50 sur 100", "10 jours", "Source : Règlement (fictif), du 5 janvier 2026", "15 jours, à partir du 1er janvier 2027"):
        assert words in page, words
    assert len(session.scalars(sa.select(MeetingRule)).all()) == 3
    assert client.get(f"{path}/couleur").status_code == 404


def test_staff_index_shows_what_is_to_do_in_ones_own_councils(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    theirs = make_meeting_case(session, "gueriniere")
    make_draft(session, case, now, title="La mienne")
    make_draft(session, theirs, now, title="La leur")
    session.commit()
    page = text_of(client, "/travail/reunions")
    assert "La mienne" in page
    assert "La leur" not in page
    sign_in(client, make_account(session, "administrator"))
    assert "La leur" in text_of(client, "/travail/reunions")


def test_index_shows_the_next_first_then_the_past_by_year(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    theirs = make_meeting_case(session, "gueriniere")
    for title, days in (("Plus tard", 60), ("Bientôt", 0), ("Passée", -9)):
        convene(session, case, now, title=title, starts_at=STARTS + timedelta(days=days))
    convene(session, theirs, now, title="Ailleurs")
    make_draft(session, case, now, title="Brouillon")
    session.commit()
    clock.move_to(STARTS - timedelta(days=3))
    page = text_of(client, "/reunions")
    assert "Brouillon" not in page
    order = [page.index(words) for words in ("Prochaines réunions", "Ailleurs", "Plus tard", "Réunions de 2026", "Passée")]
    assert order == sorted(order)
    own = text_of(client, "/reunions?quartier=chemin-vert")
    assert "Ailleurs" not in own
    assert "Bientôt" in own
    for path in ("/reunions?quartier=nulle-part", "/reunions?avant=999", "/reunions?avant=x", "/reunions?quartier=personne%00"):
        assert client.get(path).status_code == 404


def test_index_goes_on_page_after_page(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    meeting = convene(session, case, now)
    columns = {column.key: getattr(meeting, column.key) for column in sa.inspect(Meeting).columns if column.key != "id"}
    session.execute(sa.insert(Meeting), [columns | {"uid": f"double-{number}"} for number in range(70)])
    session.commit()
    clock.move_to(STARTS + timedelta(days=3))
    path, seen = "/reunions?quartier=chemin-vert", set()
    for _page in range(2):
        html = BeautifulSoup(client.get(path).get_data(as_text=True), "html.parser")
        found = {link["href"] for link in html.select("main .card h3 a")}
        assert not seen & found
        seen |= found
        following = html.select_one('main a[rel="next"]')
        path = str(following["href"]) if following else ""
    assert (len(seen), path) == (71, "")


def test_show_tells_how_to_come_and_hides_who_sits(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    add_item(session, meeting, "Le voisinage", is_confidential=True, confidential_reason="Vie privée")
    session.commit()
    page = text_of(client, f"/reunions/{meeting.id}")
    for words in (
        "jeudi 10 décembre 2026, de 18 h 30 à 20 h 30", "De plain-pied. Ascenseur.", "Garde d’enfants sur place.",
        "Tout le monde peut venir écouter.", "Le square (discussion, 20 minutes)", "Quels bancs, quels jeux ?",
        "Confidentiel : Vie privée", "La mettre dans mon agenda", "Convocation envoyée le mardi 24 novembre 2026.",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("Quels bancs, quels jeux ?") == 1
    assert not [person for person in ("Amina", "Roland", "Zeynep", "Lucien") if person in page]


@pytest.mark.usefixtures("case")
def test_the_public_pages_set_no_cookie(new_client: Any, session: Session) -> None:
    case = make_meeting_case(session, "gueriniere")
    meeting = convene(session, case, datetime.fromisoformat("2026-11-24T09:00:00+00:00"))
    paths = ("/reunions", f"/reunions/{meeting.id}", "/en/reunions", f"/en/reunions/{meeting.id}")
    session.commit()
    reader = new_client()
    for path in paths:
        response = reader.get(path)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers


def test_show_says_nothing_of_coming_once_it_is_over(
    app: Flask, client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    meeting = convene(session, case, now)
    number = meeting.id
    session.commit()
    for at, tag in ((STARTS + timedelta(hours=1), "En cours"), (STARTS + timedelta(hours=3), "Compte rendu à venir")):
        clock.move_to(at)
        page = text_of(client, f"/reunions/{number}")
        assert tag in page
        assert "La mettre dans mon agenda" not in page
        assert "Qui est invité ?" not in page
    assert meetings.next_of(session, case.body_id, STARTS + timedelta(hours=3)) is None
