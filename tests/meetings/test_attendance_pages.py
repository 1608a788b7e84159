"""Agendas, topics and attendance in a browser: each page does what it says, to the right people only."""

import io
from datetime import date

import pikepdf
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.bodies.models import College, MandateRole, Origin, Person, Seat
from participation.kernel.permissions import Role
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    Attendance,
    Meeting,
    MeetingState,
    Movement,
    Outcome,
    Presence,
    Proposer,
)
from participation.meetings.services import backlog
from participation.meetings.views import signing_in
from tests.meetings.makers import make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of, sign_in

CODE = "K7M4P2XR"


class Case:
    """A council with a meeting under way, and numbers that stay known when its rows are read again."""

    def __init__(self, session: Session, now, **values) -> None:
        self.council = make_council(session, residents_drawn=3, residents_volunteer=0, local_actors=2)
        self.code = self.council.neighbourhood.code
        self.account = make_account(session, councils=[self.council])
        self.seats = [seat.id for seat in seats_of(session, self.council)]
        for seat in seats_of(session, self.council):
            make_mandate(session, seat, make_person(session, f"Camille Numéro{seat.number}"))
        values = {"starts_at": now, "room_code": CODE} | values
        meeting = make_meeting(session, self.council, self.account, **values)
        self.item = make_item(session, meeting, "Le square", position=1).id
        self.other = make_item(session, meeting, "Les bancs", position=2).id
        self.meeting, self.body = meeting.id, meeting.body_id
        session.commit()
        self.base = f"/travail/reunions/{self.meeting}"
        self.phone = f"/reunions/{self.meeting}/presence"


@pytest.fixture
def case(session, now):
    return Case(session, now)


def fresh(session, query):
    """Read something new and let go of it: pages would wait for an open transaction."""
    session.expire_all()
    found = session.scalars(query).all()
    session.expunge_all()
    session.rollback()
    return found


def titles(session, case):
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == case.meeting).order_by(AgendaItem.position)
    return [item.title for item in fresh(session, query)]


ITEM = {"title": "Les jeux", "kind": "decision", "minutes": "20", "speaker": "Sacha Fictive", "text": "", "confidential_reason": ""}


def test_agenda_adds_orders_and_takes_off_items(client, session, now):
    case = Case(session, now, state=MeetingState.CONVENED, room_code=None)
    sign_in(client, case.account)
    page = client.get(f"{case.base}/ordre-du-jour").get_data(as_text=True)
    assert "Le square" in page
    assert "40 minutes" in page.replace("\u00a0", " ")
    assert client.post(f"{case.base}/ordre-du-jour", ITEM).status_code == 303
    assert titles(session, case) == ["Le square", "Les bancs", "Les jeux"]
    client.post(f"{case.base}/ordre-du-jour/{case.other}/monter")
    assert titles(session, case) == ["Les bancs", "Le square", "Les jeux"]
    client.post(f"{case.base}/ordre-du-jour/{case.other}/descendre")
    client.post(f"{case.base}/ordre-du-jour/{case.item}/retirer")
    assert titles(session, case) == ["Les bancs", "Les jeux"]


def test_agenda_says_by_how_much_it_is_too_long(client, case):
    sign_in(client, case.account)
    client.get(f"{case.base}/ordre-du-jour")
    client.post(f"{case.base}/ordre-du-jour", {**ITEM, "minutes": "95"})
    page = client.get(f"{case.base}/ordre-du-jour").get_data(as_text=True).replace("\u00a0", " ")
    assert "15 minutes" in page


@pytest.mark.parametrize(
    ("field", "value", "said"), [("title", "", "Écrivez"), ("minutes", "0", "1"), ("kind", "approval", "Choisissez")]
)
def test_agenda_says_how_to_mend_an_item(client, session, case, field, value, said):
    sign_in(client, case.account)
    client.get(f"{case.base}/ordre-du-jour")
    response = client.post(f"{case.base}/ordre-du-jour", {**ITEM, field: value})
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert len(titles(session, case)) == 2


def test_edit_item_changes_it_and_makes_it_confidential(client, session, case):
    sign_in(client, case.account)
    path = f"{case.base}/ordre-du-jour/{case.item}"
    assert "Le square" in client.get(path).get_data(as_text=True)
    client.post(path, {**ITEM, "title": "Le parc", "confidential_reason": "Une famille est concernée."})
    found = fresh(session, sa.select(AgendaItem).where(AgendaItem.id == case.item))[0]
    assert (found.title, found.is_confidential) == ("Le parc", True)
    assert client.get(f"{case.base}/ordre-du-jour/999999").status_code == 404


def test_move_item_of_a_closed_meeting_says_why_not(client, session, now):
    case = Case(session, now, state=MeetingState.CLOSED, room_code=None)
    sign_in(client, case.account)
    client.get("/mon-compte")
    response = client.post(f"{case.base}/ordre-du-jour/{case.item}/descendre")
    assert response.status_code == 422
    assert titles(session, case) == ["Le square", "Les bancs"]


def test_attendance_shows_counts_first_then_two_colleges_with_radios(client, case):
    sign_in(client, case.account)
    soup = BeautifulSoup(client.get(f"{case.base}/presences").get_data(as_text=True), "html.parser")
    headings = [h2.get_text(strip=True) for h2 in soup.select("form.ticks h2")]
    assert len(headings) == 2
    assert headings[0] == "Collège habitants"
    assert len(soup.select("form.ticks fieldset")) == 5
    text = soup.get_text()
    assert text.index("Au total") < text.index("Camille Numéro1")


def ticked(case, **said):
    fields = {}
    for name, (before, after) in said.items():
        number = case.seats[int(name[1:]) - 1]
        fields |= {f"was_{number}": before, f"seat_{number}": after}
    return fields


def noted(session, case):
    rows = fresh(session, sa.select(Attendance).where(Attendance.meeting_id == case.meeting))
    return {case.seats.index(row.seat_id) + 1: row.presence.value for row in rows if row.seat_id}


def test_tick_from_two_browsers_loses_nobody(new_client, session, case):
    first, second = new_client(), new_client()
    other = make_account(session, councils=[session.merge(case.council)], name="Sacha Fictive")
    session.commit()
    for browser, account in ((first, case.account), (second, other)):
        sign_in(browser, session.merge(account))
        session.rollback()
        browser.get(f"{case.base}/presences")
    first.post(f"{case.base}/presences", ticked(case, s1=("", "present"), s2=("", "excused")))
    # The second page was opened before: it shows nothing of seats 1 and 2, and says something of 3 and of 2.
    second.post(f"{case.base}/presences", ticked(case, s3=("", "present"), s2=("", "present")))
    assert noted(session, case) == {1: "present", 2: "present", 3: "present"}
    page = first.get(f"{case.base}/presences").get_data(as_text=True)
    assert page.count("Noté par Sacha Fictive") == 2
    assert page.count("Noté par Alix Fictive") == 1


def test_tick_takes_no_answer_but_those_offered(client, session, case):
    sign_in(client, case.account)
    client.get(f"{case.base}/presences")
    number = case.seats[0]
    client.post(f"{case.base}/presences", {f"seat_{number}": "guest", "seat_x": "present", "seat_²": "present"})
    assert noted(session, case) == {}
    response = client.post(f"{case.base}/presences", {f"seat_{number}": "replaced"})
    assert response.status_code == 422
    assert client.post(f"{case.base}/presences", {"seat_999999": "present"}).status_code == 404


def test_guests_are_for_the_team_alone(client, new_client, session, case):
    sign_in(client, case.account)
    client.get(f"{case.base}/presences/invites")
    client.post(f"{case.base}/presences/invites", {"name": "Dominique Fictive", "quality": "bailleur"})
    assert "Dominique Fictive" in client.get(f"{case.base}/presences/invites").get_data(as_text=True)
    assert "Dominique" not in new_client().get(f"/reunions/{case.meeting}").get_data(as_text=True)
    number = fresh(session, sa.select(Attendance))[0].id
    assert client.post(f"{case.base}/presences/invites", {"name": ""}).status_code == 422
    client.post(f"{case.base}/presences/invites/{number}/retirer")
    assert fresh(session, sa.select(Attendance)) == []


def test_movements_are_noted_and_taken_off(client, session, case):
    sign_in(client, case.account)
    client.get(f"{case.base}/presences")
    client.post(f"{case.base}/presences", ticked(case, s1=("", "present")))
    number = fresh(session, sa.select(Attendance))[0].id
    fields = {"who": str(number), "item": str(case.other), "kind": "departure"}
    assert client.post(f"{case.base}/presences/mouvements", fields).status_code == 303
    page = client.get(f"{case.base}/presences/mouvements").get_data(as_text=True)
    assert "Camille Numéro1" in page
    move = fresh(session, sa.select(Movement))[0].id
    assert client.post(f"{case.base}/presences/mouvements", {**fields, "who": "999999"}).status_code == 422
    client.post(f"{case.base}/presences/mouvements/{move}/retirer")
    assert fresh(session, sa.select(Movement)) == []


def test_open_meeting_shows_the_rooms_code_and_close_ends_it(client, session, now):
    case = Case(session, now, state=MeetingState.CONVENED, room_code=None)
    sign_in(client, case.account)
    assert client.get(f"{case.base}/salle").status_code == 404
    assert client.get(f"{case.base}/cloturer").status_code == 404
    client.get(f"{case.base}/presences")
    client.post(f"{case.base}/ouvrir")
    client.post(f"{case.base}/ouvrir")
    found = fresh(session, sa.select(Meeting).where(Meeting.id == case.meeting))[0]
    assert found.state is MeetingState.HELD
    page = client.get(f"{case.base}/salle").get_data(as_text=True)
    assert f"{found.room_code[:4]}-{found.room_code[4:]}" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page or "<svg" in page
    client.get(f"{case.base}/cloturer")
    missing = client.post(f"{case.base}/cloturer", {f"outcome_{case.item}": "done"})
    assert missing.status_code == 422
    fields = {f"outcome_{case.item}": "done", f"outcome_{case.other}": "open"}
    assert client.post(f"{case.base}/cloturer", fields).status_code == 303
    assert client.post(f"{case.base}/cloturer", fields).status_code == 303
    outcomes = fresh(session, sa.select(AgendaItem).order_by(AgendaItem.position))
    assert [item.outcome for item in outcomes] == [Outcome.DONE, Outcome.OPEN]


def test_open_meeting_before_its_day_is_refused(client, session, now):
    tomorrow = now.replace(day=now.day + 1)
    case = Case(session, now, state=MeetingState.CONVENED, room_code=None, starts_at=tomorrow)
    sign_in(client, case.account)
    client.get("/mon-compte")
    assert client.post(f"{case.base}/ouvrir").status_code == 422
    assert fresh(session, sa.select(Meeting))[0].state is MeetingState.CONVENED


def test_sign_in_by_phone_names_nobody_without_consent_and_sets_no_cookie(client, session, case):
    session.merge(case.council)
    person = session.scalars(sa.select(Person)).first()
    person.publishes_name = True
    session.commit()
    assert "Camille" not in client.get(case.phone).get_data(as_text=True)
    response = client.get(f"{case.phone}?code=k7m4-p2xr")
    page = response.get_data(as_text=True)
    assert "Camille Numéro1" in page
    assert "Camille Numéro2" not in page
    assert "Set-Cookie" not in response.headers
    done = client.post(case.phone, {"code": CODE, "seat": str(case.seats[1])}, follow=True)
    assert "Votre présence est notée" in done.get_data(as_text=True)
    assert "Set-Cookie" not in done.headers
    row = fresh(session, sa.select(Attendance))[0]
    assert (row.presence, row.by_phone, row.account_id) == (Presence.PRESENT, True, None)


def test_the_team_sees_what_came_by_phone(client, new_client, case):
    new_client().post(case.phone, {"code": CODE, "seat": str(case.seats[0])})
    sign_in(client, case.account)
    assert "par téléphone" in client.get(f"{case.base}/presences").get_data(as_text=True)


def test_say_present_as_the_substitute(client, session, case):
    seat = seats_of(session, session.merge(case.council))[0]
    make_mandate(session, seat, make_person(session), role=MandateRole.SUBSTITUTE)
    session.commit()
    client.post(case.phone, {"code": CODE, "seat": f"{case.seats[0]}-s"})
    assert noted(session, case) == {1: "replaced"}


def test_a_wrong_code_opens_nothing_and_too_many_close_the_page(client, session, case, monkeypatch):
    assert client.get(f"{case.phone}?code=AAAAAAAA").status_code == 422
    assert client.post(case.phone, {"code": "AAAAAAAA", "seat": str(case.seats[0])}).status_code == 422
    assert client.post(case.phone, {"code": CODE, "seat": "999999"}).status_code == 422
    tries = int(signing_in.TRIES.split()[0])
    for _ in range(tries - 2):
        client.get(f"{case.phone}?code=AAAAAAAA")
    assert client.get(f"{case.phone}?code=AAAAAAAA").status_code == 429
    assert noted(session, case) == {}


def test_guesses_of_somebody_with_a_session_count_too(client, session, case):
    sign_in(client, case.account)
    fields = {"code": "AAAAAAAA", "seat": str(case.seats[0])}
    for _ in range(int(signing_in.TRIES.split()[0])):
        assert client.flask.post(case.phone, data=fields).status_code == 303
    assert client.flask.post(case.phone, data=fields).status_code == 429
    assert noted(session, case) == {}


def test_a_seat_that_was_not_chosen_is_asked_for_again_on_the_same_page(client, case):
    sign_in(client, case.account)
    client.get(f"{case.phone}?code={CODE}")
    page = client.post(f"{case.phone}?code={CODE}", {"code": CODE}).get_data(as_text=True)
    assert "Choisissez votre siège." in page
    assert "Collège habitants" in page


def test_send_topic_without_words_by_somebody_with_a_session_leads_back_to_its_form(client, session, case):
    sign_in(client, case.account)
    page = client.post(f"/q/{case.code}/sujets/proposer", {"title": "", "text": "Il en manque."})
    assert page.status_code == 422
    assert "Il en manque." in page.get_data(as_text=True)


def test_forty_right_codes_of_one_address_are_all_taken(client, session, case):
    for number in range(70):
        assert client.post(case.phone, {"code": CODE, "seat": str(case.seats[number % 5])}).status_code == 303
    assert len(noted(session, case)) == 5


def test_nobody_signs_in_when_the_meeting_is_not_held(client, session, now):
    case = Case(session, now, state=MeetingState.CLOSED, room_code=None)
    page = client.get(f"{case.phone}?code={CODE}").get_data(as_text=True)
    assert "Personne ne peut" in page
    assert client.post(case.phone, {"code": CODE, "seat": str(case.seats[0])}).status_code == 422
    assert noted(session, case) == {}


def test_topics_are_proposed_without_account_or_cookie_and_answered_in_public(client, new_client, session, case, clock):
    resident = new_client()
    form = resident.get(f"/q/{case.code}/sujets/proposer")
    assert "Set-Cookie" not in form.headers
    started = BeautifulSoup(form.get_data(as_text=True), "html.parser").find("input", attrs={"name": "started"})["value"]
    clock.shift(10)
    said = {"title": "Des bancs", "text": "Il en manque.", "name": "Camille Fictive", "contact": "06 39 98 00 00"}
    sent = resident.post(f"/q/{case.code}/sujets/proposer", {**said, "started": started, "website": ""}, follow=True)
    page = sent.get_data(as_text=True)
    assert "Votre sujet est arrivé" in page
    assert "Set-Cookie" not in sent.headers
    assert "Des bancs" not in page
    number = fresh(session, sa.select(AgendaItem).where(AgendaItem.state == AgendaState.PROPOSED))[0].id
    sign_in(client, session.merge(case.account))
    session.rollback()
    listed = client.get(f"/travail/sujets/{case.body}").get_data(as_text=True)
    assert "Camille Fictive" in listed
    path = f"/travail/sujets/{case.body}/{number}"
    client.get(path)
    answer = {"title": "Des bancs", "text": "Il en manque.", "answer": "refuse", "why": ""}
    assert client.post(path, answer).status_code == 422
    client.post(path, {**answer, "why": "Ils sont déjà commandés."})
    page = resident.get(f"/q/{case.code}/sujets").get_data(as_text=True)
    assert "Des bancs" in page
    assert "Ils sont déjà commandés." in page
    assert "Camille" not in page
    assert "06 39" not in page
    assert client.get(path).status_code == 404


def test_answer_topic_puts_it_on_an_agenda(client, session, case):
    sign_in(client, case.account)
    topic = AgendaItem(
        body_id=case.body, kind="debate", title="Des bancs", text="", minutes=15, state=AgendaState.PROPOSED,
        proposed_by=Proposer.RESIDENT, proposed_at=session.get_one(Meeting, case.meeting).created_at,
    )
    session.add(topic)
    session.commit()
    path = f"/travail/sujets/{case.body}/{topic.id}"
    session.rollback()
    client.get(path)
    client.post(path, {"title": "Des bancs", "text": "", "answer": f"plan-{case.meeting}", "why": ""})
    assert titles(session, case) == ["Le square", "Les bancs", "Des bancs"]


def test_note_topic_by_the_team_for_somebody_who_called_and_by_a_member(client, new_client, session, case):
    member = make_account(session, Role.MEMBER, councils=[session.merge(case.council)])
    session.commit()
    sign_in(client, session.merge(case.account))
    session.rollback()
    path = f"/travail/sujets/{case.body}/noter"
    client.get(path)
    said = {"title": "Des bancs", "text": "", "by": "resident", "name": "Camille Fictive", "contact": ""}
    assert client.post(path, {**said, "by": ""}).status_code == 422
    assert client.post(path, said).status_code == 303
    browser = new_client()
    sign_in(browser, session.merge(member))
    session.rollback()
    assert "Camille" not in browser.get(path).get_data(as_text=True)
    browser.post(path, {"title": "Le bruit", "text": "", "name": "Quelqu’un"})
    query = sa.select(AgendaItem).where(AgendaItem.state == AgendaState.PROPOSED).order_by(AgendaItem.id)
    found = [(topic.title, topic.proposed_by, topic.proposer_name) for topic in fresh(session, query)]
    assert found == [("Des bancs", Proposer.RESIDENT, "Camille Fictive"), ("Le bruit", Proposer.MEMBER, None)]


def test_send_topic_by_a_robot_is_not_taken(client, session, case):
    fields = {"title": "Achetez", "text": "", "name": "", "contact": ""}
    too_fast = BeautifulSoup(client.get(f"/q/{case.code}/sujets/proposer").get_data(as_text=True), "html.parser")
    started = too_fast.find("input", attrs={"name": "started"})["value"]
    for extra in ({"started": started}, {"started": "x"}, {"started": started, "website": "http://x"}):
        assert client.post(f"/q/{case.code}/sujets/proposer", {**fields, **extra}).status_code == 422
    assert fresh(session, sa.select(AgendaItem).where(AgendaItem.state == AgendaState.PROPOSED)) == []


def test_sheet_and_certificate_are_tagged_papers_in_french(client, session, case):
    sign_in(client, case.account)
    client.get(f"{case.base}/presences")
    client.post(f"{case.base}/presences", ticked(case, s1=("", "present"), s2=("", "absent")))
    rows = {row.seat_id: row.id for row in fresh(session, sa.select(Attendance))}
    sheet = client.get(f"{case.base}/feuille.pdf")
    paper = client.get(f"{case.base}/presences/{rows[case.seats[0]]}/attestation.pdf")
    for response, title in ((sheet, "Feuille"), (paper, "Attestation")):
        assert response.mimetype == "application/pdf"
        assert response.headers["Cache-Control"] == "no-store"
        file = pikepdf.open(io.BytesIO(response.get_data()))
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang).startswith("fr")
        assert "/StructTreeRoot" in file.Root
        assert str(file.docinfo["/Title"]).startswith(title)
    assert client.get(f"{case.base}/presences/{rows[case.seats[1]]}/attestation.pdf").status_code == 404
    assert client.get(f"{case.base}/presences/999999/attestation.pdf").status_code == 404


@pytest.mark.parametrize("path", ["ordre-du-jour", "presences", "presences/invites", "presences/mouvements", "salle", "cloturer", "feuille.pdf"])
def test_another_councils_team_finds_nothing(client, session, case, path):
    stranger = make_account(session, councils=[make_council(session, "guerini", name="Guérinière")])
    sign_in(client, stranger)
    assert client.get(f"{case.base}/{path}").status_code == 404


def grow(session, case, now, seats):
    """Add seats that are held, each noted, with as many guests, items and topics."""
    for number in range(100, 100 + seats):
        seat = Seat(
            body_id=case.body, number=number, college=College.RESIDENTS, origin=Origin.DRAWN, opened_on=date(2025, 3, 3)
        )
        session.add(seat)
        session.flush()
        mandate = make_mandate(session, seat)
        said = {"meeting_id": case.meeting, "noted_at": now, "account_id": case.account.id}
        session.add(Attendance(seat_id=seat.id, mandate_id=mandate.id, presence=Presence.PRESENT, **said))
        session.add(Attendance(presence=Presence.GUEST, guest_name=f"Fictive {number}", **said))
        make_item(session, session.get_one(Meeting, case.meeting), position=number)
        topic = backlog.propose(session, now, case.body, backlog.Proposal(f"Sujet {number}", ""))
        if number % 2:
            backlog.keep(session, case.account, now, topic.id, topic.title, "")
    session.commit()


def test_pages_ask_as_many_questions_of_the_database_with_many_people(client, session, now, case, count_queries):
    account = session.merge(case.account)
    sign_in(client, account)
    session.rollback()
    paths = [
        *(f"{case.base}/{page}" for page in ("ordre-du-jour", "presences", "presences/invites", "presences/mouvements")),
        *(f"{case.base}/{page}" for page in ("cloturer", "salle", "feuille.pdf")),
        f"{case.phone}?code={CODE}", f"/q/{case.code}/sujets", f"/travail/sujets/{case.body}",
        f"/travail/reunions/assiduite/{case.body}",
    ]

    def questions():
        found = {}
        for path in paths:
            count_queries.clear()
            assert client.get(path).status_code == 200
            found[path] = len(count_queries)
        return found

    grow(session, case, now, 1)
    few = questions()
    session.execute(sa.delete(AgendaItem).where(AgendaItem.position >= 100))
    session.execute(sa.delete(Attendance))
    session.execute(sa.update(Seat).where(Seat.number >= 100).values(number=Seat.number + 1000))
    session.commit()
    grow(session, case, now, 40)
    assert questions() == few
