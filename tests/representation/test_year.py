"""The year of a council: every figure by hand, on page, paper and table; a year without anything; constant queries."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import EndReason, Mandate, MandateRole, Seat
from participation.councils.models import Council
from participation.kernel.errors import MissingError
from participation.meetings.models import ActionState, Attendance, Meeting, MeetingState, MinutesState, Presence
from participation.representation.models import DelegateReport, ReportSource, RequestState
from participation.representation.services import year as years
from participation.representation.services.year import CouncilYear
from participation.representation.services.year_attendance import Places
from tests.meetings.makers import make_meeting, make_minutes
from tests.representation.year_cases import (
    YearCase,
    act,
    ask,
    decide,
    delegate,
    evening,
    give_seat,
    make_steering_body,
    make_year_case,
    meet,
    refer,
)
from tests.support import papers
from tests.support.factories import make_council
from tests.support.pages import PageClient

TODAY = date(2026, 11, 24)
ADDRESS = "/q/chemin-vert/annee"


def told(session: Session, case: YearCase, year: int = 2026) -> CouncilYear:
    return years.gather(session, case.council.id, case.council.body_id, year, TODAY)


def full_year(session: Session) -> YearCase:
    """Two meetings, two decisions that everybody can read, four requests, one body with a delegate since May."""
    case = make_year_case(session)
    first, second, third = case.mandates
    spring = meet(session, case, evening(3), present=[first, third], excused=[second])
    summer = meet(session, case, evening(6), present=[first], absent=[second])
    decision = decide(session, spring, 1, "Ouvrir le square le dimanche.", addressee="La ville (fictive)")
    decide(session, summer, 2, "=2+2", withdrawn_at=evening(7), withdrawn_reason="Notée par erreur")
    decide(session, summer, 3, "Secret : madame X.", secret=True)
    act(session, decision, 1, ActionState.DONE, date(2026, 5, 1))
    act(session, decision, 2, ActionState.OPEN, date(2026, 6, 1))
    act(session, decision, 3, ActionState.OPEN)
    body = make_steering_body(session)
    ask(session, case, spring, body.body_id, 1, days=10)
    ask(session, case, spring, body.body_id, 2, days=31)
    ask(session, case, summer, body.body_id, 3)
    seat = give_seat(session, case, body)
    holder = delegate(session, case, seat, date(2026, 5, 1))
    meet(session, case, evening(4), body_id=body.body_id)
    heard = meet(session, case, evening(5), body_id=body.body_id, present=[holder])
    meet(session, case, evening(9), body_id=body.body_id, absent=[holder])
    report = DelegateReport(
        meeting_id=heard.id, council_id=case.council.id, mandate_id=holder.id, text="Vu.", source=ReportSource.TYPED,
        sent_at=evening(5), account_id=case.account.id,
    )  # fmt: skip
    session.add(report)
    session.commit()
    return case


def test_every_figure_of_a_year(session: Session) -> None:
    year = told(session, full_year(session))
    assert (year.held, len(year.decisions), len(year.standing), year.confidential) == (2, 2, 1, 1)
    assert (len(year.actions), year.done, [each.label for each in year.late]) == (3, 1, ["2026-02"])
    assert (len(year.requests), len(year.answered), year.waiting, year.overdue) == (3, 2, 1, 1)
    assert ([each.days_late for each in year.requests], year.answered_late) == ([0, 1, 0], 1)
    assert year.median_days == 20.5
    residents, actors = (each.places for each in year.attendance.colleges)
    assert residents == Places(4, present=2, replaced=0, excused=1, absent=1, unsaid=0)
    assert actors == Places(2, present=1, replaced=0, excused=0, absent=0, unsaid=1)
    body = year.attendance.delegates[0]
    assert (body.meetings, body.reports) == (3, 1)
    assert body.places == Places(3, present=1, replaced=0, excused=0, absent=1, unsaid=0, vacant=1)
    assert not year.is_empty


def test_a_delegate_answers_for_meetings_of_the_mandate_alone_and_the_substitute_counts(session: Session) -> None:
    case = make_year_case(session)
    body = make_steering_body(session)
    seat = give_seat(session, case, body)
    before = delegate(session, case, seat, date(2026, 1, 1))
    before.left_on, before.end_reason = date(2026, 5, 20), EndReason.RESIGNED
    after = delegate(session, case, seat, date(2026, 5, 20))
    stands_in = delegate(session, case, seat, date(2026, 5, 20), role=MandateRole.SUBSTITUTE)
    meet(session, case, evening(3), body_id=body.body_id, absent=[before])
    meeting = meet(session, case, evening(5), body_id=body.body_id)
    replaced = {"presence": Presence.REPLACED, "substitute_id": stands_in.id, "noted_at": evening(5)}
    session.add(Attendance(meeting_id=meeting.id, seat_id=seat.id, mandate_id=after.id, **replaced))
    session.flush()
    assert told(session, case).attendance.delegates[0].places == Places(2, 0, 1, 0, 1, 0)


def test_a_substitute_who_stands_in_for_whoever_left_holds_the_seat(session: Session) -> None:
    case = make_year_case(session)
    body = make_steering_body(session)
    seat = give_seat(session, case, body)
    gone = delegate(session, case, seat, date(2026, 1, 1))
    gone.left_on, gone.end_reason = date(2026, 4, 20), EndReason.RESIGNED
    stands_in = delegate(session, case, seat, date(2026, 1, 1), role=MandateRole.SUBSTITUTE)
    meet(session, case, evening(3), body_id=body.body_id, present=[gone])
    meet(session, case, evening(5), body_id=body.body_id, present=[stands_in])
    session.flush()
    assert told(session, case).attendance.delegates[0].places == Places(2, 2, 0, 0, 0, 0)


def test_another_council_s_delegates_and_turns_are_not_counted(session: Session) -> None:
    case = make_year_case(session)
    other = YearCase(make_council(session, code="gueriniere", name="Guérinière"), case.account, [])
    body = make_steering_body(session)
    shared = give_seat(session, case, body, is_shared=True)
    theirs = delegate(session, other, shared, date(2026, 1, 1))
    theirs.left_on, theirs.end_reason = date(2026, 6, 2), EndReason.RESIGNED
    ours = delegate(session, case, shared, date(2026, 6, 2))
    meet(session, case, evening(3), body_id=body.body_id, present=[theirs])
    meet(session, case, evening(9), body_id=body.body_id, present=[ours])
    # A shared seat is nobody's empty seat while another council holds it.
    assert told(session, case).attendance.delegates[0].places == Places(1, 1, 0, 0, 0, 0)
    assert told(session, other).attendance.delegates[0].places == Places(1, 1, 0, 0, 0, 0)


def test_a_body_before_its_creation_and_after_its_end_is_not_of_the_year(session: Session) -> None:
    case = make_year_case(session)
    for name, values in (
        ("Avant", {"created_on": date(2024, 1, 1), "dissolved_on": date(2025, 12, 31)}),
        ("Pendant", {"created_on": date(2026, 12, 31)}),
        ("Après", {"created_on": date(2027, 1, 1)}),
    ):
        give_seat(session, case, make_steering_body(session, name, **values))
    assert [each.body for each in told(session, case).attendance.delegates] == ["Pendant"]


def test_the_year_is_that_of_caen_and_only_public_meetings_are_in_it(session: Session) -> None:
    case = make_year_case(session)
    # 00:30 on the 1st of January in Caen is still the year before in UTC.
    at_midnight = datetime.fromisoformat("2026-01-01T00:30:00+01:00")
    meet(session, case, at_midnight)
    make_meeting(session, case.council, case.account, starts_at=evening(4), state=MeetingState.DRAFT, convened_at=None)
    cancelled = {"state": MeetingState.CANCELLED, "cancelled_at": evening(5), "cancel_reason": "Salle fermée"}
    make_meeting(session, case.council, case.account, starts_at=evening(5), **cancelled)
    year = told(session, case)
    assert ([each.meeting.state for each in year.meetings], year.held) == (
        [MeetingState.CLOSED, MeetingState.CANCELLED],
        1,
    )
    assert told(session, case, 2025).is_empty


def test_what_minutes_do_not_tell_yet_is_not_told(session: Session) -> None:
    case = make_year_case(session)
    closed = {"state": MeetingState.CLOSED, "starts_at": evening(3)}
    meeting = make_meeting(session, case.council, case.account, **closed)
    make_minutes(session, meeting, MinutesState.CIRCULATED)
    act(session, decide(session, meeting, 1, "Pas encore publique."), 1, ActionState.OPEN)
    year = told(session, case)
    assert (year.held, year.decisions, year.actions) == (1, [], [])


def test_a_withdrawn_or_answered_request_is_never_late(session: Session) -> None:
    case = make_year_case(session)
    meeting = meet(session, case, evening(1))
    body_id = make_steering_body(session).body_id
    ask(session, case, meeting, body_id, 1, state=RequestState.WITHDRAWN)
    ask(session, case, meeting, body_id, 2, days=200, state=RequestState.REFUSED)
    year = told(session, case)
    assert (year.waiting, year.overdue, year.median_days) == (0, 0, 200)


@pytest.mark.parametrize("year", [1, 2013, 2027, 9999, 10**12])
def test_a_year_before_the_law_or_to_come_is_missing(session: Session, client: PageClient, year: int) -> None:
    case = make_year_case(session)
    with pytest.raises(MissingError):
        told(session, case, year)
    session.commit()
    for ending in ("", ".pdf", ".csv"):
        assert client.get(f"{ADDRESS}/{year}{ending}").status_code == 404


def test_queries_follow_neither_meetings_nor_bodies(session: Session, count_queries: list[str]) -> None:
    case = full_year(session)
    keys, account_id = (case.council.id, case.council.body_id), case.account.id
    seen = []
    for extra in (4, 0):
        session.commit()
        session.expunge_all()
        before = len(count_queries)
        years.gather(session, *keys, 2026, TODAY)
        seen.append(len(count_queries) - before)
        case = YearCase(session.get_one(Council, keys[0]), session.get_one(Account, account_id), [])
        case.mandates = list(session.query(Mandate).join(Seat).filter(Seat.body_id == keys[1]))
        for number in range(extra):
            body = make_steering_body(session, f"Instance {number}")
            holder = delegate(session, case, give_seat(session, case, body), date(2026, 1, 1))
            meeting = meet(session, case, evening(number + 7), body_id=body.body_id, present=[holder])
            own = meet(session, case, evening(number + 7), present=case.mandates)
            act(session, decide(session, own, 10 + number, "Encore."), 10 + number, ActionState.DONE)
            ask(session, case, meeting, body.body_id, 10 + number, days=3)
    assert seen[0] == seen[1]
    assert seen[0] <= 16


def test_year_page_says_everything_and_leads_on(client: PageClient, session: Session) -> None:
    full_year(session)
    html = client.get(f"{ADDRESS}/2026").get_data(as_text=True).replace("\u00a0", " ")
    soup = BeautifulSoup(html, "html.parser")
    text = " ".join(soup.get_text(" ").split())
    for words in (
        "L’année 2026 du conseil citoyen : Chemin Vert",
        "L’année n’est pas finie. Ces chiffres sont ceux du 24 novembre 2026.",
        "2 réunions tenues",
        "Ouvrir le square le dimanche.",
        "1 autre est confidentielle",
        "Réponses reçues : 2 pour 3 demandes.",
        "La moitié des réponses est venue en 20,5 jours au plus.",
        "1 est arrivée en retard.",
        "31, dont 1 de retard",
        "1 est en retard.",
        "Actions faites : 1 sur 3.",
        "La loi donne un siège aux conseils dans chaque instance.",
    ):
        assert words in text, words
    assert "madame X" not in text
    row = soup.find("th", attrs={"scope": "row"}, string=lambda words: words == "Collège habitants")
    assert row is not None
    assert [cell.get_text() for cell in row.find_next_siblings("td")] == ["2 sur 4", "0", "1", "1", "0"]
    assert {f"{ADDRESS}/2026.pdf", f"{ADDRESS}/2026.csv"} <= {link["href"] for link in soup.find_all("a")}


def test_year_page_in_english_marks_what_people_typed(client: PageClient, session: Session) -> None:
    full_year(session)
    soup = BeautifulSoup(client.get(f"/en{ADDRESS}/2026").get_data(as_text=True), "html.parser")
    assert soup.find("span", attrs={"lang": "fr"}, string="Ouvrir le square le dimanche.") is not None


def test_year_pages_link_to_each_other_from_the_first_to_this_one(client: PageClient, session: Session) -> None:
    case = make_year_case(session)
    meet(session, case, evening(3, 2024))
    session.commit()

    def years_at(year: int) -> list[str]:
        soup = BeautifulSoup(client.get(f"{ADDRESS}/{year}").get_data(as_text=True), "html.parser")
        links = [str(link["href"]) for link in soup.select("main li.door a")]
        return [link for link in links if "." not in link]

    assert years_at(2024) == [f"{ADDRESS}/2025"]
    assert years_at(2025) == [f"{ADDRESS}/2024", f"{ADDRESS}/2026"]
    assert years_at(2026) == [f"{ADDRESS}/2025"]


def test_latest_year_is_the_last_one_with_something(client: PageClient, session: Session) -> None:
    case = make_year_case(session)
    session.commit()
    assert client.get(ADDRESS).headers["Location"].endswith(f"{ADDRESS}/2026")
    meet(session, case, evening(3, 2024))
    session.commit()
    assert client.get(ADDRESS).headers["Location"].endswith(f"{ADDRESS}/2024")
    assert client.get("/q/nulle-part/annee").status_code == 404


def test_a_year_without_anything_says_so_everywhere(client: PageClient, session: Session) -> None:
    make_year_case(session)
    session.commit()
    said = "En 2025, rien n’a été publié du conseil de Chemin Vert"
    html = client.get(f"{ADDRESS}/2025").get_data(as_text=True)
    assert said in html
    assert "<table" not in html
    assert papers.dense(said) in papers.dense(papers.text_of(client.get(f"{ADDRESS}/2025.pdf").get_data()))
    assert len(client.get(f"{ADDRESS}/2025.csv").get_data(as_text=True).splitlines()) == 1


def test_year_file_is_accessible_and_says_what_the_page_says(client: PageClient, session: Session) -> None:
    full_year(session)
    response = client.get(f"{ADDRESS}/2026.pdf")
    made = response.get_data()
    assert papers.faults_of(made, "L’année 2026 du conseil citoyen\u00a0: Chemin Vert") == []
    tags = papers.tags_of(made)
    assert tags["H1"] == 1
    assert tags["Table"] == 6
    assert tags["TH"] > 20
    printed = papers.dense(papers.text_of(made))
    soup = BeautifulSoup(client.get(f"{ADDRESS}/2026").get_data(as_text=True), "html.parser")
    cells = [papers.dense(cell.get_text()) for cell in soup.find_all(["td", "th"])]
    assert len(cells) > 60
    assert [cell for cell in cells if cell not in printed] == []
    again = client.get(f"{ADDRESS}/2026.pdf", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_decision_longer_than_a_page_is_printed_whole(client: PageClient, session: Session) -> None:
    case = make_year_case(session)
    decide(session, meet(session, case, evening(3)), 1, "Refaire le square. " * 400 + "Fin du texte.")
    session.commit()
    printed = papers.dense(papers.text_of(client.get(f"{ADDRESS}/2026.pdf").get_data()))
    assert printed.count("Refairelesquare.") == 400
    assert "Findutexte." in printed


def test_year_table_holds_a_line_each_and_runs_no_formula(client: PageClient, session: Session) -> None:
    full_year(session)
    response = client.get(f"{ADDRESS}/2026.csv")
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert {len(row) for row in rows} == {17}
    kinds = [row[0] for row in rows[1:]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Réunion": 2, "Collège": 2, "Décision": 2, "Demande": 3, "Délégués": 1, "Action": 3,
    }  # fmt: skip
    found = {(row[0], row[1] or row[2]): row for row in rows}
    assert found["Décision", "2026-02"][2] == "'=2+2"
    assert [found["Demande", f"2026-0{number}"][14:] for number in (1, 2, 3)] == [
        ["10", "", "0"], ["31", "", "1"], ["", "", ""],
    ]  # fmt: skip
    assert "127" in found["Demande", "2026-03"][6]
    assert found["Délégués", "Comité fictif"][7:14] == ["1", "0", "3", "0", "1", "0", "1"]
    assert found["Délégués", "Comité fictif"][15] == "1"
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_referral_is_of_the_year_in_which_it_was_sent(client: PageClient, session: Session) -> None:
    case = make_year_case(session)
    meeting = meet(session, case, evening(3, 2025))
    for number, sent_on in enumerate((date(2025, 12, 30), date(2026, 1, 4), None), start=1):
        refer(session, case, meeting, f"Eau coupée {number}", sent_on)
    session.commit()
    assert [each.title for each in told(session, case).referrals] == ["Eau coupée 2"]
    html = client.get(f"{ADDRESS}/2026").get_data(as_text=True).replace("\u00a0", " ")
    assert "Le conseil a soumis 1 difficulté au préfet." in html
    assert ("Eau coupée 2" in html, "Eau coupée 1" in html, "Eau coupée 3" in html) == (True, False, False)
    assert "Saisine;;Eau coupée 2;;2026-01-04" in client.get(f"{ADDRESS}/2026.csv").get_data(as_text=True)


def test_nobody_is_named(client: PageClient, session: Session) -> None:
    full_year(session)
    for ending in ("", ".csv"):
        assert "Camille" not in client.get(f"{ADDRESS}/2026{ending}").get_data(as_text=True)
    assert "Camille" not in papers.text_of(client.get(f"{ADDRESS}/2026.pdf").get_data())


def test_reading_a_year_sets_no_cookie(client: PageClient, session: Session) -> None:
    full_year(session)
    for ending in ("", ".pdf", ".csv"):
        assert "Set-Cookie" not in client.get(f"{ADDRESS}/2026{ending}").headers


def test_a_meeting_still_open_has_no_figure(session: Session) -> None:
    case = make_year_case(session)
    meeting: Meeting = make_meeting(session, case.council, case.account, starts_at=evening(3))
    meeting.ends_at = evening(3) + timedelta(hours=1)
    session.flush()
    year = told(session, case)
    assert (year.held, year.attendance.by_meeting, list(year.attendance.colleges)) == (0, {}, [])
