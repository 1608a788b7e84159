"""Delegates: who may be designated, by which act, for how long, beside whom; who leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Mandate, MandateRole
from participation.bodies.services import leave_seat
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import MeetingState
from participation.representation.models import DesignationMode, SeatSharing
from participation.representation.services import delegates, seats
from tests.meetings.makers import make_meeting
from tests.representation.body_cases import (
    ENDS,
    STARTS,
    BodyCase,
    designate,
    make_body_case,
    make_team,
    new_of,
)
from tests.support.factories import make_account, make_person

SUBSTITUTE = MandateRole.SUBSTITUTE


def refusal(act: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(RefusedError) as refused:
        act()
    return refused.value.code, refused.value.params


def test_a_delegate_and_a_substitute_are_those_of_the_council_on_a_day(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    designate(session, case, now)
    designate(session, case, now, who=1, role=SUBSTITUTE)
    full, second = delegates.of_body(session, case.body_id, now.date())
    assert (full.role, full.name, full.meeting_id) == (MandateRole.FULL, "Amina Fictive", case.meeting.id)
    assert (second.role, second.name, second.seat) == (SUBSTITUTE, None, 1)
    # A meeting that nobody was convened to has no public page.
    case.meeting.convened_at = None
    session.flush()
    assert delegates.of_body(session, case.body_id, now.date())[0].meeting_id is None
    assert delegates.of_body(session, case.body_id, STARTS - timedelta(days=1)) == []
    assert [row.name for row in delegates.of_seat(session, case.account, case.body_id, 1)] == ["Roland Fictif", "Amina Fictive"]


def test_a_substitute_needs_a_delegate(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    assert refusal(lambda: designate(session, case, now, role=SUBSTITUTE))[0] == "no_full_holder"


def test_terms_neither_overlap_nor_run_backwards(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    assert refusal(lambda: designate(session, case, now, ends_on=STARTS - timedelta(days=1)))[0] == "term_inverted"
    mandate = designate(session, case, now)
    assert refusal(lambda: designate(session, case, now, who=1))[0] == "seat_held"
    left_on = date(2026, 11, 20)
    delegates.leave(session, case.account, now, case.body_id, mandate.id, EndReason.RESIGNED, left_on)
    assert refusal(lambda: designate(session, case, now, who=1)) == ("seat_held_until", {"free_on": left_on})
    designate(session, case, now, who=1, starts_on=left_on)
    assert [row.person_id for row in delegates.of_body(session, case.body_id, now.date())] == [case.people[1].id]
    assert [row.person_id for row in delegates.former(session, case.body_id, now.date())] == [case.people[0].id]


def test_only_somebody_who_sits_in_the_council_is_designated(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    stranger = make_person(session, "Personne Fictive")
    for number in (stranger.id, 2**40):
        new = replace(new_of(case), person_id=number)
        assert refusal(lambda new=new: delegates.designate(session, case.account, now, case.body_id, 1, new))[0] == "not_a_member"


def test_one_person_holds_one_seat_of_a_body(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, seats=2)
    designate(session, case, now)
    assert refusal(lambda: designate(session, case, now, number=2)) == ("person_seated", {"number": 1})


def test_a_designation_rests_on_a_meeting_a_paper_or_a_draw(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    ahead = make_meeting(session, case.council, case.account, state=MeetingState.CONVENED)
    later = make_meeting(session, case.council, case.account, state=MeetingState.CLOSED, closed_at=now)
    for values, code in (
        ({"meeting_id": None}, "meeting_needed"),
        ({"meeting_id": None, "act": "Compte rendu"}, "meeting_needed"),
        ({"meeting_id": None, "act": "Compte rendu", "act_on": date(2027, 1, 1)}, "act_to_come"),
        ({"meeting_id": ahead.id}, "not_its_meeting"),
        ({"meeting_id": later.id}, "act_after_start"),
        ({"decision_id": 2**40}, "not_its_decision"),
        ({"mode": DesignationMode.DRAW}, "draw_needed"),
        ({"mode": DesignationMode.DRAW, "draw_id": 1}, "not_its_draw"),
    ):
        assert refusal(lambda values=values: designate(session, case, now, **values))[0] == code
    designate(session, case, now, meeting_id=None, act="Compte rendu sur papier", act_on=STARTS)
    (found,) = delegates.of_body(session, case.body_id, now.date())
    assert (found.act, found.designated_on) == ("Compte rendu sur papier", STARTS)


def test_a_pair_is_a_woman_and_a_man_and_whoever_says_neither_breaks_no_rule(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, asks_pair=True)
    case.people[2].gender = case.people[0].gender
    designate(session, case, now)
    assert refusal(lambda: designate(session, case, now, who=2, role=SUBSTITUTE))[0] == "pair"
    case.people[2].gender = None
    designate(session, case, now, who=2, role=SUBSTITUTE)
    assert len(delegates.of_body(session, case.body_id, now.date())) == 2


def test_without_the_rule_two_women_hold_a_seat(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    case.people[2].gender = case.people[0].gender
    designate(session, case, now)
    designate(session, case, now, who=2, role=SUBSTITUTE)
    assert len(delegates.of_body(session, case.body_id, now.date())) == 2


def in_turn(session: Session, now: datetime) -> tuple[BodyCase, BodyCase]:
    """Return a body with one seat in turn, as two councils see it."""
    first = make_body_case(session, now, sharing=SeatSharing.TURN)
    council, account, people, meeting = make_team(session, "gueriniere")
    return first, BodyCase(council, account, people, meeting, first.body)


def test_a_seat_in_turn_goes_to_another_council(session: Session, now: datetime) -> None:
    first, second = in_turn(session, now)
    mandate = designate(session, first, now)
    assert refusal(lambda: designate(session, second, now, role=SUBSTITUTE))[0] == "substitute_elsewhere"
    left_on = date(2026, 11, 20)
    delegates.leave(session, first.account, now, first.body_id, mandate.id, EndReason.RESIGNED, left_on)
    assert refusal(lambda: designate(session, first, now, who=1, starts_on=left_on))[0] == "turn_again"
    designate(session, second, now, starts_on=left_on)
    assert [row.council for row in delegates.of_body(session, first.body_id, now.date())] == ["gueriniere"]


def test_a_seat_in_turn_has_one_council_at_a_time(session: Session, now: datetime) -> None:
    first, second = in_turn(session, now)
    full = designate(session, first, now)
    beside = designate(session, first, now, who=1, role=SUBSTITUTE)
    left_on = date(2026, 11, 20)
    delegates.leave(session, first.account, now, first.body_id, full.id, EndReason.RESIGNED, left_on)
    assert refusal(lambda: designate(session, second, now, starts_on=left_on))[0] == "substitute_stays"
    delegates.leave(session, first.account, now, first.body_id, beside.id, EndReason.RESIGNED, left_on)
    assert designate(session, second, now, starts_on=left_on).id


def test_a_term_that_is_over_gives_the_turn_away_before_anybody_ends_it(session: Session, now: datetime) -> None:
    first, second = in_turn(session, now)
    over = date(2026, 11, 20)
    for mandate in (designate(session, first, now), designate(session, first, now, who=1, role=SUBSTITUTE)):
        mandate.ends_on = over
    session.flush()
    day_after = over + timedelta(days=1)
    assert refusal(lambda: designate(session, first, now, who=2, starts_on=day_after))[0] == "turn_again"
    assert designate(session, second, now, starts_on=day_after).id
    assert designate(session, second, now, who=1, role=SUBSTITUTE, starts_on=day_after).id


def test_whose_term_is_over_is_in_no_pair(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, asks_pair=True)
    over = date(2026, 11, 20)
    full = designate(session, case, now, who=1)
    designate(session, case, now, role=SUBSTITUTE, ends_on=over)
    delegates.leave(session, case.account, now, case.body_id, full.id, EndReason.RESIGNED, over)
    case.people[2].gender = case.people[0].gender
    assert designate(session, case, now, who=2, starts_on=over + timedelta(days=1)).id


def test_a_delegate_speaks_no_longer_than_they_sit_in_the_council(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    own = session.query(Mandate).filter_by(person_id=case.people[0].id).one()
    late = own.ends_on + timedelta(days=1)
    assert refusal(lambda: designate(session, case, now, ends_on=late)) == ("beyond_mandate", {"ends_on": own.ends_on})
    assert designate(session, case, now, ends_on=own.ends_on).id


def test_whoever_leaves_the_council_leaves_its_seats_elsewhere(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, seats=2)
    gone, stays = designate(session, case, now), designate(session, case, now, who=1, number=2)
    assert delegates.end_unseated(session, now) == 0
    own = session.query(Mandate).filter_by(person_id=case.people[0].id, role=MandateRole.FULL)
    own = own.filter(Mandate.id != gone.id).one()
    leave_seat(session, case.account, now, own, EndReason.MOVED, date(2026, 11, 20))
    assert delegates.end_unseated(session, now) == 1
    assert (gone.left_on, gone.end_reason, stays.left_on) == (date(2026, 11, 20), EndReason.MOVED, None)
    assert [row.seat for row in delegates.of_body(session, case.body_id, now.date())] == [2]
    assert delegates.end_unseated(session, now) == 0


def test_whoever_leaves_the_council_before_a_term_elsewhere_never_begins_it(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    ahead = date(2026, 12, 15)
    gone = designate(session, case, now, starts_on=ahead)
    own = session.query(Mandate).filter(Mandate.person_id == case.people[0].id, Mandate.id != gone.id).one()
    leave_seat(session, case.account, now, own, EndReason.MOVED, now.date())
    assert delegates.end_unseated(session, now) == 1
    assert gone.left_on == ahead
    assert delegates.of_body(session, case.body_id, ahead) == []


def test_the_seat_of_another_council_is_a_missing_seat(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    council, account, people, meeting = make_team(session, "gueriniere")
    seats.open_missing(session, now)
    theirs = BodyCase(council, account, people, meeting, case.body)
    mandate = designate(session, case, now)
    with pytest.raises(MissingError):
        designate(session, theirs, now, number=1)
    with pytest.raises(MissingError):
        delegates.leave(session, account, now, case.body_id, mandate.id, EndReason.RESIGNED, now.date())
    with pytest.raises(MissingError):
        delegates.leave(session, make_account(session, "administrator"), now, case.body_id, 2**40, EndReason.MOVED, now.date())
    assert now.date() < ENDS


def test_whoever_leaves_does_so_within_their_term(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    mandate = designate(session, case, now)
    for left_on, code in (
        (STARTS - timedelta(days=1), "left_before_start"),
        (now.date() + timedelta(days=1), "day_to_come"),
        (ENDS + timedelta(days=1), "left_after_term"),
    ):
        leave = lambda left_on=left_on: delegates.leave(  # noqa: E731
            session, case.account, now, case.body_id, mandate.id, EndReason.MOVED, left_on
        )
        assert refusal(leave)[0] == code
