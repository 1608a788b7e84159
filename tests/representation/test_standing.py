"""The state of a council: each alarm at its very day, and one sentence that hides none of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, MandateRole
from participation.councils.models import Council
from participation.meetings.models import MeetingRule, MeetingRuleKey, MeetingState, Minutes
from participation.representation import standing_words
from participation.representation.services import standing
from participation.representation.services.standing import Standing
from tests.conftest import NOW
from tests.meetings.makers import make_meeting, make_minutes
from tests.representation.desk_cases import days_ago, make_desk_case
from tests.representation.year_cases import (
    YearCase,
    delegate,
    evening,
    give_seat,
    make_steering_body,
    make_year_case,
    meet,
)
from tests.support.factories import make_council, make_mandate

TODAY = date(2026, 11, 24)


def of(session: Session, case: YearCase, now: datetime = NOW) -> Standing:
    session.flush()
    return standing.standing(session, case.council.id, now)


def set_quorum(session: Session, case: YearCase, share: str, key: MeetingRuleKey = MeetingRuleKey.QUORUM) -> None:
    days = {"source_on": date(2025, 1, 1), "starts_on": date(2025, 1, 1)}
    session.add(MeetingRule(body_id=case.council.body_id, key=key, value=share, source="Règlement fictif", **days))
    session.flush()


def test_a_council_sleeps_once_four_months_have_passed_since_its_last_meeting(session: Session) -> None:
    case = make_year_case(session)
    meet(session, case, datetime(2026, 7, 24, 17, 0, tzinfo=UTC))
    assert not of(session, case, datetime(2026, 11, 23, 22, 59, tzinfo=UTC)).is_dormant
    found = of(session, case, datetime(2026, 11, 23, 23, 1, tzinfo=UTC))
    assert (found.is_dormant, found.last_met_on) == (True, date(2026, 7, 24))
    meet(session, case, days_ago(1))
    assert not of(session, case).is_dormant


def test_a_council_that_never_met_sleeps_four_months_after_it_began(session: Session) -> None:
    case = make_year_case(session)  # mandates begin on 12 January
    assert not of(session, case, datetime(2026, 5, 11, 9, 0, tzinfo=UTC)).is_dormant
    found = of(session, case, datetime(2026, 5, 12, 9, 0, tzinfo=UTC))
    assert (found.is_dormant, found.last_met_on, found.seated) == (True, None, 3)


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.CANCELLED])
def test_a_meeting_that_was_not_held_wakes_nobody(session: Session, state: MeetingState) -> None:
    case = make_year_case(session)
    gone = {"cancelled_at": NOW, "cancel_reason": "Salle fermée"} if state is MeetingState.CANCELLED else {}
    make_meeting(session, case.council, case.account, starts_at=days_ago(3), state=state, **gone)
    found = of(session, case)
    assert (found.is_dormant, found.last_met_on, found.next_on) == (True, None, None)


def test_a_council_without_anybody_does_not_sleep_it_is_empty(session: Session) -> None:
    council = make_council(session)
    found = standing.standing(session, council.id, NOW)
    assert (found.seated, found.is_dormant) == (0, False)


def test_terms_that_end_within_six_months_are_counted_with_the_first_day(session: Session) -> None:
    case = make_year_case(session)
    first, second, third = case.mandates
    first.ends_on, second.ends_on = TODAY + timedelta(days=183), TODAY + timedelta(days=184)
    assert (of(session, case).ending, of(session, case).ends_on) == (1, first.ends_on)
    third.left_on, third.end_reason, third.ends_on = TODAY, EndReason.MOVED, TODAY + timedelta(days=1)
    assert of(session, case).ending == 1


class TestQuorum:
    """Two meetings in a row without it, by the rule of their day."""

    def test_two_in_a_row_are_an_alarm_and_one_is_none(self, session: Session) -> None:
        case = make_year_case(session)
        set_quorum(session, case, "0.5")
        meet(session, case, evening(9), present=case.mandates[:2])
        meet(session, case, evening(10), present=case.mandates[:1])
        assert not of(session, case).lacks_quorum
        meet(session, case, days_ago(2), present=case.mandates[:1])
        assert of(session, case).lacks_quorum
        meet(session, case, days_ago(1), present=case.mandates[:2])
        assert not of(session, case).lacks_quorum

    def test_without_a_rule_there_is_no_quorum_to_lack(self, session: Session) -> None:
        case = make_year_case(session)
        for month in (9, 10):
            meet(session, case, evening(month))
        assert not of(session, case).lacks_quorum

    def test_the_rule_of_a_college_counts_that_college_alone(self, session: Session) -> None:
        case = make_year_case(session)
        set_quorum(session, case, "0.5", MeetingRuleKey.QUORUM_RESIDENTS)
        for month in (9, 10):
            meet(session, case, evening(month), present=case.mandates[2:])
        assert of(session, case).lacks_quorum

    def test_a_seat_whose_substitute_stands_in_is_held(self, session: Session) -> None:
        """As the meeting's own page counts: the seat of whoever left is asked for, and the substitute takes it."""
        case = make_year_case(session)
        set_quorum(session, case, "1")
        gone = case.mandates[2]
        gone.left_on, gone.end_reason = date(2026, 8, 1), EndReason.MOVED
        stands_in = make_mandate(session, gone.seat, role=MandateRole.SUBSTITUTE)
        for month in (9, 10):
            meet(session, case, evening(month), present=case.mandates[:2])
        assert of(session, case).lacks_quorum
        meet(session, case, evening(11), present=[*case.mandates[:2], stands_in])
        assert not of(session, case).lacks_quorum

    def test_who_sat_on_that_day_counts_not_who_sits_now(self, session: Session) -> None:
        case = make_year_case(session)
        set_quorum(session, case, "1")
        for mandate in case.mandates[1:]:
            mandate.starts_on = date(2026, 11, 1)
        for month in (9, 10):
            meet(session, case, evening(month), present=case.mandates[:1])
        assert not of(session, case).lacks_quorum


def test_minutes_are_late_once_their_day_has_passed_and_nobody_got_them(session: Session) -> None:
    case = make_year_case(session)
    meeting = make_meeting(session, case.council, case.account, starts_at=days_ago(30), state=MeetingState.CLOSED)
    minutes = make_minutes(session, meeting, due_on=TODAY)
    assert of(session, case).late_minutes == 0
    minutes.due_on = TODAY - timedelta(days=1)
    assert of(session, case).late_minutes == 1
    session.get_one(Minutes, meeting.id).circulated_at = NOW
    assert of(session, case).late_minutes == 0


def test_answers_are_overdue_after_their_day(session: Session) -> None:
    case = make_desk_case(session)
    case.ask(session, days_ago(30), TODAY, 1)
    late = case.ask(session, days_ago(30), TODAY - timedelta(days=1), 2)
    case.ask(session, days_ago(30), TODAY - timedelta(days=5), 3, days=3)
    assert of(session, case.year).overdue == 1
    late.due_on = TODAY
    assert of(session, case.year).overdue == 0


def test_seats_in_bodies_are_empty_without_a_full_delegate(session: Session) -> None:
    case = make_year_case(session)
    body, gone = make_steering_body(session), make_steering_body(session, dissolved_on=date(2026, 6, 1))
    seat, _of_a_dissolved_body = give_seat(session, case, body), give_seat(session, case, gone)
    # A seat in turn that nobody holds could be this council's.
    give_seat(session, case, body, 2, is_shared=True)
    assert of(session, case).vacant == 2
    mandate = delegate(session, case, seat, date(2026, 3, 1))
    assert of(session, case).vacant == 1
    mandate.left_on, mandate.end_reason = TODAY, EndReason.RESIGNED
    assert of(session, case).vacant == 2


def test_many_councils_take_as_many_queries_as_one(session: Session, count_queries: list[str]) -> None:
    cases = [make_year_case(session, code=f"fictif-{number}", name=f"Fictif {number}") for number in range(5)]
    for case in cases:
        set_quorum(session, case, "0.5")
        for month in (9, 10):
            meet(session, case, evening(month), present=case.mandates[:1])
    ids = list(session.scalars(sa.select(Council.id)))
    session.expire_all()
    count_queries.clear()
    standing.standings(session, ids[:1], NOW)
    alone = len(count_queries)
    count_queries.clear()
    assert all(each.lacks_quorum for each in standing.standings(session, ids, NOW).values())
    assert len(count_queries) == alone == 5
    assert standing.standings(session, [], NOW) == {}


class TestSentence:
    """One sentence, in French, that ends with a full stop."""

    def said(self, app: Flask, **values: object) -> str:
        usual: dict[str, object] = {
            "council_id": 1, "seated": 3, "since": date(2026, 1, 12), "last_met_on": date(2026, 11, 3), "next_on": None,
            "is_dormant": False, "ending": 0, "ends_on": None, "lacks_quorum": False, "late_minutes": 0, "overdue": 0,
            "vacant": 0,
        }  # fmt: skip
        with app.test_request_context():
            return standing_words.sentence(Standing(**(usual | values))).replace("\u00a0", " ")  # type: ignore[arg-type]

    def test_a_council_that_is_well_says_so(self, app: Flask) -> None:
        assert self.said(app) == "Ce conseil s’est réuni le 3 novembre 2026 ; rien n’est en retard."
        assert "et se réunit le 1er décembre 2026 ; rien" in self.said(app, next_on=date(2026, 12, 1))

    def test_each_trouble_is_said_and_then_nothing_is_said_to_be_well(self, app: Flask) -> None:
        troubles: dict[str, tuple[dict[str, object], str]] = {
            "quorum": ({"lacks_quorum": True}, "ses deux dernières réunions n’avaient pas le quorum"),
            "minutes": ({"late_minutes": 2}, "2 comptes rendus sont en retard"),
            "answers": ({"overdue": 1}, "1 réponse attendue est en retard"),
            "seats": ({"vacant": 1}, "1 de ses sièges dans les instances est vide"),
            "terms": ({"ending": 3, "ends_on": date(2027, 3, 1)}, "3 mandats finissent dans les six mois, le premier"),
        }
        for values, words in troubles.values():
            sentence = self.said(app, **values)
            assert words in sentence
            assert "rien n’est en retard" not in sentence
        both = {name: value for values, _words in troubles.values() for name, value in values.items()}
        everything = self.said(app, **both)
        assert all(words in everything for _values, words in troubles.values())
        assert everything.count(".") == 1

    def test_sleep_emptiness_and_beginnings_have_their_words(self, app: Flask) -> None:
        assert "ne s’est pas réuni depuis plus de quatre mois" in self.said(app, is_dormant=True)
        assert self.said(app, last_met_on=None) == "Ce conseil ne s’est pas encore réuni."
        assert "jamais réuni" in self.said(app, last_met_on=None, is_dormant=True)
        assert self.said(app, seated=0, last_met_on=None) == "Personne ne siège aujourd’hui dans ce conseil."
