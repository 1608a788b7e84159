"""Meetings: planned, convened, changed, cancelled; which is next; series; notice."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import Body, BodyKind
from participation.journal.models import JournalEntry
from participation.kernel.clock import PARIS
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings import words
from participation.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingRuleKey,
    MeetingState,
)
from participation.meetings.services import (
    access,
    convoking,
    meetings,
    rule_book,
    rules,
    series,
)
from participation.meetings.services.reading import coming, past
from participation.meetings.services.series import Rhythm, days
from participation.meetings.services.standing import Standing, standing
from tests.meetings.cases import (
    STARTS,
    add_item,
    convene,
    make_draft,
    make_meeting_case,
    plan_of,
    send,
    set_notice,
)
from tests.support.factories import make_account


def refusal(refused: pytest.ExceptionInfo[RefusedError]) -> str:
    return refused.value.code


def test_a_draft_is_not_public_until_it_is_convened(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = make_draft(session, case, now)
    with pytest.raises(MissingError):
        access.published(session, meeting.id)
    assert meetings.next_of(session, case.body_id, now) is None
    convoking.convene(session, case.facilitator, now, meeting.id)
    assert access.published(session, meeting.id) is meeting
    assert meetings.next_of(session, case.body_id, now) is meeting
    kinds = session.scalars(sa.select(JournalEntry.kind).where(JournalEntry.subject == access.subject(meeting))).all()
    assert kinds == ["meeting.convened"]


def test_a_meeting_without_agenda_or_in_the_past_or_without_members_is_not_convened(
    session: Session, now: datetime
) -> None:
    case = make_meeting_case(session)
    empty = meetings.create(session, case.facilitator, now, case.body_id, plan_of())
    with pytest.raises(RefusedError) as refused:
        convoking.convene(session, case.facilitator, now, empty.id)
    assert refusal(refused) == "no_agenda"
    add_item(session, empty)
    with pytest.raises(RefusedError) as refused:
        convoking.convene(session, case.facilitator, STARTS, empty.id)
    assert refusal(refused) == "past"
    steering = Body(kind=BodyKind.STEERING, name="Comité fictif")
    session.add(steering)
    session.flush()
    administrator = make_account(session, "administrator")
    meeting = meetings.create(session, administrator, now, steering.id, plan_of())
    add_item(session, meeting)
    with pytest.raises(RefusedError) as refused:
        convoking.convene(session, administrator, now, meeting.id)
    assert refusal(refused) == "nobody"


@pytest.mark.parametrize(("notice", "late"), [(10, 0), (16, 0), (17, 1), (30, 14)])
def test_lateness_is_counted_in_days_against_the_rule_of_the_day(
    session: Session, now: datetime, notice: int, late: int
) -> None:
    case = make_meeting_case(session)
    set_notice(session, case, now, notice)
    meeting = convene(session, case, now)
    assert (meeting.notice_days, meeting.late_days) == (notice, late)


def test_without_a_rule_nothing_is_late(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = convene(session, case, now)
    assert (meeting.notice_days, meeting.late_days) == (None, None)


def test_a_new_day_is_a_new_notice_and_a_new_hour_is_not(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    set_notice(session, case, now, 10)
    meeting = convene(session, case, now)
    actor, later = case.facilitator, STARTS - timedelta(days=5)
    assert meetings.change(session, actor, later, meeting.id, plan_of(STARTS + timedelta(hours=1)))
    assert (meeting.sequence, meeting.late_days, meeting.convened_at) == (1, 0, now)
    assert meetings.change(session, actor, later, meeting.id, plan_of(STARTS + timedelta(days=1)))
    assert (meeting.sequence, meeting.late_days, meeting.convened_at) == (2, 4, later)


def test_a_meeting_moved_earlier_is_late_from_the_day_it_is_told(app: Flask, session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    set_notice(session, case, now, 10)
    meeting = convene(session, case, now)
    later = now + timedelta(days=4)
    # Sixteen days ahead at first; told on the 28th for the 5th of December: seven days, three too few.
    assert meetings.change(session, case.facilitator, later, meeting.id, plan_of(STARTS - timedelta(days=5)))
    with app.test_request_context():
        said, is_late = words.notice(meeting)
    assert "28 novembre 2026" in said
    assert "3\u00a0jours" in said
    assert is_late


def test_only_what_people_must_know_is_told_anew(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = convene(session, case, now)
    later, actor = now + timedelta(hours=3), case.facilitator
    assert not meetings.change(session, actor, later, meeting.id, plan_of())
    assert (meeting.sequence, meeting.changed_at) == (0, now)
    assert not meetings.change(session, actor, later, meeting.id, plan_of(access="Par la cour."))
    assert (meeting.sequence, meeting.changed_at) == (0, later)
    assert meetings.change(session, actor, later, meeting.id, plan_of(place="Salle bleue"))
    assert meeting.sequence == 1


def test_a_draft_changes_and_goes_without_a_word(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = make_draft(session, case, now)
    assert not meetings.change(session, case.facilitator, now, meeting.id, plan_of(place="Ailleurs"))
    assert not meetings.cancel(session, case.facilitator, now, meeting.id, "Doublon")
    assert (meeting.sequence, meeting.state) == (0, MeetingState.CANCELLED)
    with pytest.raises(MissingError):
        access.published(session, meeting.id)


def test_what_has_begun_or_ended_can_no_longer_be_changed(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = convene(session, case, now)
    with pytest.raises(RefusedError) as refused:
        meetings.change(session, case.facilitator, STARTS, meeting.id, plan_of(STARTS + timedelta(days=1)))
    assert refusal(refused) == "begun"
    meeting.state = MeetingState.HELD
    for act in (
        lambda: meetings.change(session, case.facilitator, now, meeting.id, plan_of()),
        lambda: meetings.cancel(session, case.facilitator, now, meeting.id, "Trop tard"),
        lambda: convoking.convene(session, case.facilitator, now, meeting.id),
    ):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refusal(refused) == "state"


def test_the_items_of_a_cancelled_meeting_go_on_to_the_next_one(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    after = make_draft(session, case, now, starts_at=STARTS + timedelta(days=30))
    meeting = convene(session, case, now)
    assert meetings.cancel(session, case.facilitator, now, meeting.id, "Intempéries")
    assert (meeting.sequence, meeting.cancel_reason) == (1, "Intempéries")
    carried = session.scalars(
        sa.select(AgendaItem.carried_from_id).where(AgendaItem.meeting_id == after.id, AgendaItem.carried_from_id > 0)
    ).all()
    assert carried == list(session.scalars(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)))


@pytest.mark.parametrize("values", [{"ends_at": STARTS}, {"ends_at": STARTS - timedelta(hours=1)}])
def test_a_meeting_ends_after_it_begins(session: Session, now: datetime, values: dict[str, datetime]) -> None:
    case = make_meeting_case(session)
    with pytest.raises(RefusedError) as refused:
        meetings.create(session, case.facilitator, now, case.body_id, plan_of(**values))
    assert refusal(refused) == "hours"
    with pytest.raises(RefusedError) as refused:
        meetings.create(session, case.facilitator, STARTS, case.body_id, plan_of())
    assert refusal(refused) == "past"


def test_the_meetings_of_others_are_not_there(session: Session, now: datetime) -> None:
    case, others = make_meeting_case(session), make_meeting_case(session, "gueriniere")
    meeting = convene(session, others, now)
    for act in (
        lambda: meetings.create(session, case.facilitator, now, others.body_id, plan_of()),
        lambda: meetings.change(session, case.facilitator, now, meeting.id, plan_of()),
        lambda: meetings.cancel(session, case.facilitator, now, meeting.id, "x"),
        lambda: convoking.convene(session, case.facilitator, now, meeting.id),
        lambda: access.find(session, case.facilitator, 2**40),
    ):
        with pytest.raises(MissingError):
            act()


# decidim#16679: a closed, minuted meeting was still listed as upcoming.
STATES_IN_TIME = [
    (MeetingState.CONVENED, timedelta(hours=-1), Standing.NEXT),
    (MeetingState.CONVENED, timedelta(0), Standing.NOW),
    (MeetingState.CONVENED, timedelta(hours=1), Standing.NOW),
    (MeetingState.CONVENED, timedelta(hours=2), Standing.PAST),
    (MeetingState.CONVENED, timedelta(days=400), Standing.PAST),
    (MeetingState.HELD, timedelta(minutes=-10), Standing.NOW),
    (MeetingState.HELD, timedelta(hours=1), Standing.NOW),
    (MeetingState.HELD, timedelta(hours=3), Standing.PAST),
    (MeetingState.CLOSED, timedelta(hours=-1), Standing.PAST),
    (MeetingState.CLOSED, timedelta(hours=1), Standing.PAST),
    (MeetingState.CLOSED, timedelta(days=1), Standing.PAST),
    (MeetingState.CANCELLED, timedelta(hours=-1), Standing.CANCELLED),
    (MeetingState.CANCELLED, timedelta(hours=3), Standing.CANCELLED),
]


@pytest.mark.parametrize(("state", "after", "expected"), STATES_IN_TIME)
def test_a_past_or_closed_meeting_is_never_upcoming(
    session: Session, now: datetime, state: MeetingState, after: timedelta, expected: Standing
) -> None:
    case = make_meeting_case(session)
    meeting = convene(session, case, now)
    if state is MeetingState.CANCELLED:
        meetings.cancel(session, case.facilitator, now, meeting.id, "Intempéries")
    meeting.state = state
    session.flush()
    at = STARTS + after
    assert standing(meeting, at) is expected
    assert (meetings.next_of(session, case.body_id, at) is meeting) == (expected is Standing.NEXT)
    ahead, (over, _more) = coming(session, at), past(session, at)
    # It stands in the lists exactly once, and under « next » only when it is.
    assert [row.standing for row in [*ahead, *over]] == [expected]
    assert (meeting in meetings.past_of(session, case.body_id, at)) == (expected is Standing.PAST)


def test_a_list_goes_on_from_a_meeting_without_losing_one(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = convene(session, case, now)
    columns = {column.key: getattr(meeting, column.key) for column in sa.inspect(Meeting).columns if column.key != "id"}
    same_hour = [columns | {"uid": f"double-{number}"} for number in range(120)]
    session.execute(sa.insert(Meeting), same_hour)
    at, seen, before = STARTS + timedelta(days=9), [], None
    while True:
        rows, more = past(session, at, case.body_id, before)
        seen += [row.meeting.id for row in rows]
        if not more:
            break
        before = seen[-1]
    assert len(seen) == len(set(seen)) == 121
    assert past(session, at, case.body_id + 1) == ([], False)


def test_a_series_keeps_the_hour_of_the_wall_through_summer_time(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    made = series.create(session, case.facilitator, now, case.body_id, plan_of(), Rhythm.MONTH, 6)
    local = [meeting.starts_at.astimezone(PARIS) for meeting in made]
    assert [each.strftime("%H:%M") for each in local] == ["18:30"] * 6
    assert {each.weekday() for each in local} == {3}
    assert [each.date().isoformat() for each in local] == [
        "2026-12-10", "2027-01-14", "2027-02-11", "2027-03-11", "2027-04-08", "2027-05-13",
    ]  # fmt: skip
    assert local[3].utcoffset() != local[4].utcoffset()
    assert {meeting.ends_at - meeting.starts_at for meeting in made} == {timedelta(hours=2)}
    assert len({meeting.series_id for meeting in made}) == 1
    assert len({meeting.uid for meeting in made}) == 6


def test_days_of_a_series() -> None:
    assert days(date(2026, 12, 10), Rhythm.TWO_WEEKS, 3) == [date(2026, 12, 10), date(2026, 12, 24), date(2027, 1, 7)]
    # A fifth Thursday becomes the last one of months that have four.
    assert days(date(2026, 10, 29), Rhythm.MONTH, 4) == [
        date(2026, 10, 29), date(2026, 11, 26), date(2026, 12, 31), date(2027, 1, 28),
    ]  # fmt: skip
    assert days(date(2026, 11, 2), Rhythm.THREE_MONTHS, 3) == [date(2026, 11, 2), date(2027, 2, 1), date(2027, 5, 3)]


@pytest.mark.parametrize("count", [0, 1, 25])
def test_a_series_has_two_meetings_at_least(session: Session, now: datetime, count: int) -> None:
    case = make_meeting_case(session)
    with pytest.raises(RefusedError) as refused:
        series.create(session, case.facilitator, now, case.body_id, plan_of(), Rhythm.WEEK, count)
    assert refusal(refused) == "count"


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        (MeetingRuleKey.NOTICE, "10", "10"),
        (MeetingRuleKey.MINUTES, " 15 ", "15"),
        (MeetingRuleKey.QUORUM, "50 %", "0.5"),
        (MeetingRuleKey.QUORUM_RESIDENTS, "33,3", "0.333"),
    ],
)
def test_a_rule_is_stored_in_one_form(
    session: Session, now: datetime, key: MeetingRuleKey, typed: str, stored: str
) -> None:
    case = make_meeting_case(session)
    rule = rule_book.Rule(key, typed, "Règlement (fictif)", date(2026, 1, 5), date(2026, 1, 5))
    made = rule_book.set_rule(session, case.facilitator, now, case.body_id, rule)
    assert made.value == stored
    assert rules.in_force(session, case.body_id, date(2026, 11, 24)) == {key: made}
    assert rules.in_force(session, case.body_id, date(2026, 1, 4)) == {}
    assert rule_book.stored(key, rule_book.shown(key, stored)) == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (MeetingRuleKey.NOTICE, "-1"), (MeetingRuleKey.NOTICE, "dix"), (MeetingRuleKey.NOTICE, "1.5"),
        (MeetingRuleKey.NOTICE, "400"), (MeetingRuleKey.NOTICE, "inf"), (MeetingRuleKey.QUORUM, "nan"),
        (MeetingRuleKey.QUORUM, "0"), (MeetingRuleKey.QUORUM, "101"), (MeetingRuleKey.QUORUM, "١٢"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(key: MeetingRuleKey, typed: str) -> None:
    with pytest.raises(RefusedError) as refused:
        rule_book.stored(key, typed)
    assert refusal(refused) == "rule_value"


def test_a_rule_of_the_same_day_is_corrected_and_a_document_to_come_is_refused(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    set_notice(session, case, now, 10)
    set_notice(session, case, now, 8)
    assert [rule.value for rule in rule_book.history(session, case.body_id)] == ["8"]
    rule = rule_book.Rule(MeetingRuleKey.NOTICE, "5", "Demain", date(2026, 11, 25), date(2026, 12, 1))
    with pytest.raises(RefusedError) as refused:
        rule_book.set_rule(session, case.facilitator, now, case.body_id, rule)
    assert refusal(refused) == "source_to_come"


def test_members_are_those_who_sit_on_the_day_of_the_meeting(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = make_draft(session, case, now)
    leaver, ending, coming_in, substitute = case.mandates
    ending.ends_on = date(2026, 12, 9)
    coming_in.starts_on = date(2026, 12, 10)
    session.flush()
    assert list(convoking.members(session, meeting)) == [leaver, substitute, coming_in]
    made = send(session, case, now, meeting)
    assert made.number == 1


def test_hours_are_kept_in_utc(session: Session, now: datetime) -> None:
    case = make_meeting_case(session)
    meeting = make_draft(session, case, now)
    session.flush()
    session.expire(meeting)
    assert meeting.starts_at == datetime(2026, 12, 10, 17, 30, tzinfo=UTC)
