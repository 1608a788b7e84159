"""Who owes a report and until when; sending it; how it reaches the council's next agenda."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import AgendaItem, AgendaState, MeetingState, MemberAccount, Presence
from participation.meetings.services import agenda, backlog, meetings
from participation.representation.models import DelegateReport, ReportSource
from participation.representation.services import bodies, reports
from tests.meetings.cases import plan_of
from tests.meetings.makers import make_meeting
from tests.representation.body_cases import plan_of as body_plan
from tests.representation.report_cases import (
    CREATED_ON,
    DUE,
    ReportCase,
    add_delegate,
    hold,
    make_body,
    make_report_case,
    note,
)
from tests.support.factories import make_account, make_council, make_mandate

TEXT = "Le comité a dit oui aux trois bancs.\n\nIl répond au printemps."


def find(session: Session, case: ReportCase, member: bool = True) -> reports.Duty:
    actor = case.member if member else case.account
    return reports.find(session, actor, case.meeting.id, case.council.id)


def send(session: Session, case: ReportCase, now: datetime, text: str = TEXT, **values: Any) -> DelegateReport:
    return reports.send(session, case.member, now, find(session, case), text, **values)


def test_the_delegate_who_sat_owes_a_report_within_the_days_of_the_body(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    (duty,) = reports.owed(session, case.member, now)
    assert (duty.meeting_id, duty.council_id, duty.due_on) == (case.meeting.id, case.council.id, DUE)
    assert [each.mandate_id for each in duty.delegates] == [case.full.id]
    assert not duty.is_late(DUE)
    assert duty.is_late(DUE + timedelta(days=1))


def test_meetings_that_were_held_keep_the_days_that_their_rule_left(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    bodies.change(session, case.account, now, case.body_id, body_plan(report_days=5, created_on=CREATED_ON))
    session.expire_all()
    (duty,) = reports.owed(session, case.member, now)
    assert duty.due_on == DUE
    later = hold(session, case.body_id, case.account, now + timedelta(days=2))
    note(session, later, case.full, Presence.PRESENT)
    bodies.change(session, case.account, now + timedelta(days=3), case.body_id, body_plan(report_days=60, created_on=CREATED_ON))
    session.expire_all()
    found = {duty.meeting_id: (duty.due_on - duty.held_on).days for duty in reports.of_body(session, case.body_id, 12)}
    assert found == {case.meeting.id: 15, later.id: 5}


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.EXCUSED])
def test_nobody_owes_a_report_of_a_meeting_at_which_nobody_sat(
    session: Session, now: datetime, presence: Presence
) -> None:
    case = make_report_case(session, presence)
    assert reports.owed(session, case.member, now) == []
    assert reports.of_meeting(session, case.meeting.id) == []
    with pytest.raises(MissingError):
        find(session, case)


def test_the_substitute_who_sat_owes_it_and_the_holder_does_not(session: Session, now: datetime) -> None:
    case = make_report_case(session, Presence.REPLACED)
    assert reports.owed(session, case.member, now) == []
    second = make_account(session, "member")
    session.add(MemberAccount(account_id=second.id, person_id=case.substitute.person_id))
    session.flush()
    (duty,) = reports.owed(session, second, now)
    assert [each.mandate_id for each in duty.delegates] == [case.substitute.id]
    with pytest.raises(MissingError):
        find(session, case)


@pytest.mark.parametrize("state", [MeetingState.CONVENED, MeetingState.CANCELLED, MeetingState.DRAFT])
def test_a_meeting_that_was_not_held_asks_for_no_report(session: Session, now: datetime, state: MeetingState) -> None:
    case = make_report_case(session)
    case.meeting.state = state
    if state is MeetingState.CANCELLED:
        case.meeting.cancelled_at, case.meeting.cancel_reason = now, "Neige"
    session.flush()
    assert reports.owed(session, case.member, now) == []


def test_a_report_is_awaited_the_day_after_its_last_one(session: Session) -> None:
    case = make_report_case(session)
    last = datetime.combine(DUE, datetime.min.time(), tzinfo=case.meeting.starts_at.tzinfo) + timedelta(hours=12)
    assert reports.awaited(session, case.council.id, last) == []
    (duty,) = reports.awaited(session, case.council.id, last + timedelta(days=1))
    assert duty.meeting_id == case.meeting.id
    assert reports.awaited(session, case.council.id + 1, last + timedelta(days=9)) == []


def test_one_report_is_enough_for_two_seats_of_a_council_and_each_council_owes_its_own(
    session: Session, now: datetime
) -> None:
    case = make_report_case(session)
    _, second = add_delegate(session, case.body_id, case.council, number=2)
    other = make_council(session, "gueriniere", name="Guérinière")
    _, theirs = add_delegate(session, case.body_id, other, number=3)
    for mandate in (second, theirs):
        note(session, case.meeting, mandate, Presence.PRESENT)
    found = reports.of_meeting(session, case.meeting.id)
    assert [(duty.code, len(duty.delegates)) for duty in found] == [("chemin-vert", 2), ("gueriniere", 1)]
    send(session, case, now)
    assert [duty.sent_at for duty in reports.of_meeting(session, case.meeting.id)] == [now, None]
    assert [duty.sent_at for duty in reports.of_body(session, case.body_id, 12)] == [now, None]


def test_the_reports_on_the_last_meetings_of_a_body_are_shown_alone(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    empty = hold(session, case.body_id, case.account, now - timedelta(days=1))
    note(session, empty, case.full, Presence.ABSENT)
    last = hold(session, case.body_id, case.account, now - timedelta(days=2))
    note(session, last, case.full, Presence.PRESENT)
    assert [duty.meeting_id for duty in reports.of_body(session, case.body_id, 1)] == [last.id]
    assert [duty.meeting_id for duty in reports.of_body(session, case.body_id, 2)] == [last.id, case.meeting.id]


def test_what_a_member_owes_is_of_the_seats_they_hold_alone(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    other = make_council(session, "gueriniere", name="Guérinière")
    _, theirs = add_delegate(session, case.body_id, other, number=3)
    note(session, case.meeting, theirs, Presence.PRESENT)
    assert [duty.code for duty in reports.owed(session, case.member, now)] == ["chemin-vert"]
    with pytest.raises(MissingError):
        reports.find(session, case.member, case.meeting.id, other.id)


def test_a_member_without_a_person_owes_nothing(session: Session, now: datetime) -> None:
    make_report_case(session)
    assert reports.owed(session, make_account(session, "member"), now) == []


def test_the_team_of_another_council_finds_no_report_to_write(session: Session) -> None:
    case = make_report_case(session)
    other = make_account(session, councils=[make_council(session, "gueriniere", name="Guérinière")])
    for number in (case.council.id, 2**40):
        with pytest.raises(MissingError):
            reports.find(session, other, case.meeting.id, number)
    assert reports.of_councils(session, []) == []
    assert len(reports.of_councils(session, [case.council.id])) == 1


def test_a_report_of_a_member_is_typed_and_one_of_the_team_is_dictated(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    report = send(session, case, now)
    assert (report.source, report.mandate_id, report.sent_at) == (ReportSource.TYPED, case.full.id, now)
    assert reports.owed(session, case.member, now) == []
    assert [duty.meeting_id for duty in reports.sent_by(session, case.member)] == [case.meeting.id]
    later = hold(session, case.body_id, case.account, case.meeting.starts_at + timedelta(days=1))
    note(session, later, case.full, Presence.PRESENT)
    duty = reports.find(session, case.account, later.id, case.council.id)
    assert reports.send(session, case.account, now, duty, TEXT).source is ReportSource.DICTATED


def test_the_team_says_who_tells_it_where_two_sat(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    _, second = add_delegate(session, case.body_id, case.council, number=2)
    note(session, case.meeting, second, Presence.PRESENT)
    duty = find(session, case, member=False)
    for wrong in (None, case.substitute.id):
        with pytest.raises(RefusedError, match="no_delegate"):
            reports.send(session, case.account, now, duty, TEXT, wrong)
    session.expire_all()
    assert reports.send(session, case.account, now, duty, TEXT, second.id).mandate_id == second.id


def test_a_report_is_sent_once(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    duty = find(session, case)
    reports.send(session, case.member, now, duty, TEXT)
    with pytest.raises(RefusedError, match="report_sent"):
        reports.send(session, case.member, now, duty, "Autre texte")
    assert session.scalar(sa.select(sa.func.count()).select_from(DelegateReport)) == 1


def test_the_journal_tells_that_a_report_was_sent_and_neither_its_text_nor_a_name(
    session: Session, now: datetime
) -> None:
    case = make_report_case(session)
    send(session, case, now)
    entry = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc()).limit(1)).one()
    assert (entry.kind, entry.subject) == ("report.sent", f"meeting:{case.meeting.uid}")
    assert "bancs" not in entry.payload
    assert "Camille" not in entry.payload


def test_a_report_comes_to_the_next_agenda_in_preparation(app: Flask, session: Session, now: datetime) -> None:
    case = make_report_case(session)
    starts = (now + timedelta(days=day) for day in (-3, 30, 10))
    drafts = [
        make_meeting(session, case.council, case.account, state=MeetingState.DRAFT, starts_at=at, convened_at=None)
        for at in starts
    ]
    report = send(session, case, now)
    assert report.item is not None
    assert (report.item.meeting_id, report.item.state) == (drafts[2].id, AgendaState.PLANNED)
    assert report.item.title == "Retour : Comité de pilotage (fictif), réunion du 12 novembre 2026"
    assert report.item.text == TEXT


def test_without_a_meeting_in_preparation_it_waits_and_comes_to_the_one_that_is_created(
    app: Flask, session: Session, now: datetime
) -> None:
    case = make_report_case(session)
    report = send(session, case, now)
    assert report.item is not None
    assert (report.item.state, report.item.meeting_id) == (AgendaState.KEPT, None)
    assert [item.id for item in backlog.of_team(session, case.account, case.council.body_id)] == [report.item_id]
    made = meetings.create(session, case.account, now, case.council.body_id, plan_of())
    assert [item.id for item in agenda.items_of(session, made.id)] == [report.item_id]
    second = meetings.create(session, case.account, now, case.council.body_id, plan_of(now + timedelta(days=60)))
    assert agenda.items_of(session, second.id) == []


def test_an_agenda_that_is_full_leaves_the_report_for_the_one_after(
    app: Flask, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_report_case(session)
    draft = meetings.create(session, case.account, now, case.council.body_id, plan_of())
    monkeypatch.setattr(agenda, "LONGEST_AGENDA", 0)
    report = send(session, case, now)
    assert report.item is not None
    assert report.item.state is AgendaState.KEPT
    assert agenda.items_of(session, draft.id) == []


def test_a_long_report_and_a_long_name_fit_an_item(app: Flask, session: Session, now: datetime) -> None:
    case = make_report_case(session)
    body_id = make_body(session, "Instance " + "x" * 190)
    meeting = hold(session, body_id, case.account)
    _, mandate = add_delegate(session, body_id, case.council, person=case.person)
    note(session, meeting, mandate, Presence.PRESENT)
    duty = reports.find(session, case.member, meeting.id, case.council.id)
    report = reports.send(session, case.member, now, duty, "Un mot de plus. " * 300)
    item = session.get_one(AgendaItem, report.item_id)
    assert len(item.title) == 200
    assert len(item.text) < 1900
    assert item.text.endswith("La suite est sur la page de cette réunion.")
    assert len(report.text) > 4000


def test_what_is_owed_takes_one_query_whatever_the_number(
    session: Session, now: datetime, count_queries: list[str]
) -> None:
    case = make_report_case(session)
    for day in range(1, 9):
        later = hold(session, case.body_id, case.account, case.meeting.starts_at - timedelta(days=day))
        note(session, later, case.full, Presence.PRESENT)
    make_mandate(session, add_delegate(session, make_body(session), case.council)[0], role="substitute")
    session.flush()
    count_queries.clear()
    assert len(reports.owed(session, case.member, now)) == 9
    assert len(count_queries) == 1
