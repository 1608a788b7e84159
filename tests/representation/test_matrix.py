"""The matrix councils × bodies: held, empty since, nobody at the last meeting, presence within the mandate."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, MandateRole, Seat
from participation.bodies.services import end_terms
from participation.meetings.models import MeetingState, Presence
from participation.meetings.services import attendance
from participation.meetings.services.attendance import Tick
from participation.meetings.services.places import places_of
from participation.representation.models import SeatSharing
from participation.representation.services import bodies, delegates, matrix, presence, seats
from participation.representation.services.matrix import AtLast, Cell, Standing
from tests.representation.body_cases import STARTS, BodyCase, designate, make_body_case, make_team, plan_of
from tests.representation.report_cases import hold, note
from tests.support.factories import make_account

MET = datetime.fromisoformat("2026-11-10T18:00:00+01:00")


def cell_of(session: Session, case: BodyCase, now: datetime) -> Cell:
    return matrix.table(session, now).cells[case.council.id, case.body_id]


def test_a_cell_says_whether_the_seat_is_held_and_since_when_it_is_empty(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    assert (cell_of(session, case, now).standing, cell_of(session, case, now).vacant_since) == (Standing.VACANT, STARTS)
    mandate = designate(session, case, now)
    assert cell_of(session, case, now) == Cell(Standing.FILLED, 1, 1)
    left_on = date(2026, 11, 20)
    delegates.leave(session, case.account, now, case.body_id, mandate.id, EndReason.MOVED, left_on)
    assert cell_of(session, case, now) == Cell(Standing.VACANT, 1, 0, left_on)


def test_a_seat_is_empty_from_the_day_after_a_term(session: Session, now: datetime) -> None:
    case, over = make_body_case(session, now), date(2026, 11, 20)
    designate(session, case, now, ends_on=over)
    empty = Cell(Standing.VACANT, 1, 0, over + timedelta(days=1))
    assert cell_of(session, case, now) == empty
    end_terms(session, now)
    assert cell_of(session, case, now) == empty


def test_a_substitute_stands_in_where_the_delegate_left(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    full = designate(session, case, now)
    second = designate(session, case, now, who=1, role=MandateRole.SUBSTITUTE)
    delegates.leave(session, case.account, now, case.body_id, full.id, EndReason.MOVED, date(2026, 11, 5))
    meeting = hold(session, case.body_id, case.account, MET)
    assert cell_of(session, case, now).at_last is AtLast.UNSAID
    (place,) = places_of(session, meeting)
    assert (place.holder.mandate_id, place.substitute) == (second.id, None)
    meeting.state = MeetingState.HELD
    noted = {place.seat_id: Tick(Presence.PRESENT, None)}
    attendance.tick(session, case.account, now, meeting.id, noted)
    meeting.state = MeetingState.CLOSED
    session.flush()
    assert cell_of(session, case, now).at_last is AtLast.SAT
    (found,) = [each for each in sats(session, case, now) if each.mandate_id == second.id]
    assert (found.told, found.sat, found.in_person) == (1, 1, 1)
    away = hold(session, case.body_id, case.account, MET + timedelta(days=1))
    note(session, away, second, Presence.EXCUSED)
    assert cell_of(session, case, now).at_last is AtLast.AWAY
    (found,) = [each for each in sats(session, case, now) if each.mandate_id == second.id]
    assert (found.told, found.sat, found.in_person) == (2, 1, 1)


def sats(session: Session, case: BodyCase, now: datetime) -> list[presence.Sat]:
    return presence.of_bodies(session, [case.body_id], date(2026, 1, 1), now.date())


def test_a_part_of_the_seats_no_seat_and_another_neighbourhood(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, seats=2)
    designate(session, case, now)
    one = plan_of(name="Projet (fictif)", sharing=SeatSharing.ONE, neighbourhood_id=case.council.neighbourhood_id)
    renewal = bodies.create(session, case.account, now, one)
    other, *_rest = make_team(session, "gueriniere")
    found = matrix.table(session, now)
    assert found.cells[case.council.id, case.body_id].standing is Standing.PART
    assert found.cells[other.id, case.body_id].standing is Standing.NONE
    assert found.cells[case.council.id, renewal.body_id].standing is Standing.NONE
    assert found.cells[other.id, renewal.body_id].standing is Standing.ELSEWHERE
    assert (found.filled, found.owed) == (1, 4)
    one = matrix.table(session, now, [case.body_id])
    assert [each.body_id for each in one.bodies] == [case.body_id]
    assert one.cells == {key: cell for key, cell in found.cells.items() if key[1] == case.body_id}


def test_a_seat_in_turn_is_of_whoever_holds_it(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, sharing=SeatSharing.TURN)
    other, *_rest = make_team(session, "gueriniere")
    designate(session, case, now)
    found = matrix.table(session, now)
    assert found.cells[case.council.id, case.body_id].standing is Standing.FILLED
    assert found.cells[other.id, case.body_id].standing is Standing.TURN


def test_the_last_meeting_tells_who_was_there(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    assert cell_of(session, case, now).at_last is None
    mandate = designate(session, case, now)
    meeting = hold(session, case.body_id, case.account, MET)
    assert cell_of(session, case, now).at_last is AtLast.UNSAID
    note(session, meeting, mandate, Presence.EXCUSED)
    cell = cell_of(session, case, now)
    assert (cell.at_last, cell.last_on, cell.told, cell.sat) == (AtLast.AWAY, MET.date(), 1, 0)
    later = hold(session, case.body_id, case.account, MET + timedelta(days=5))
    note(session, later, mandate, Presence.PRESENT)
    cell = cell_of(session, case, now)
    assert (cell.at_last, cell.told, cell.sat) == (AtLast.SAT, 2, 1)


def test_a_seat_that_was_empty_or_did_not_exist_is_told_apart(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    hold(session, case.body_id, case.account, MET)
    assert cell_of(session, case, now).at_last is AtLast.EMPTY
    for seat in session.query(Seat).filter_by(body_id=case.body_id):
        seat.opened_on = MET.date() + timedelta(days=1)
    session.flush()
    assert cell_of(session, case, now).at_last is AtLast.BEFORE


def test_presence_counts_meetings_within_the_mandate_only(session: Session, now: datetime) -> None:
    """Somebody who takes office in the middle of the period is not absent from what came before."""
    case = make_body_case(session, now)
    for seat in session.query(Seat).filter_by(body_id=case.body_id):
        seat.opened_on = date(2026, 1, 5)
    hold(session, case.body_id, case.account, datetime.fromisoformat("2026-06-10T18:00:00+02:00"))
    first = designate(session, case, now)
    met = hold(session, case.body_id, case.account, MET)
    note(session, met, first, Presence.PRESENT)
    delegates.leave(session, case.account, now, case.body_id, first.id, EndReason.MOVED, date(2026, 11, 15))
    second = designate(session, case, now, who=1, starts_on=date(2026, 11, 15))
    away = hold(session, case.body_id, case.account, MET + timedelta(days=8))
    note(session, away, second, Presence.ABSENT)
    found = {each.mandate_id: each for each in presence.of_bodies(session, [case.body_id], date(2026, 1, 1), now.date())}
    assert [(found[each.id].meetings, found[each.id].told, found[each.id].sat) for each in (first, second)] == [
        (1, 1, 1), (1, 1, 0)
    ]  # fmt: skip


def test_a_substitute_is_counted_where_the_delegate_was_away(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    full = designate(session, case, now)
    second = designate(session, case, now, who=1, role=MandateRole.SUBSTITUTE)
    for day, said in enumerate((Presence.PRESENT, Presence.REPLACED, Presence.ABSENT)):
        meeting = hold(session, case.body_id, case.account, MET + timedelta(days=day))
        note(session, meeting, full, said, second if said is Presence.REPLACED else None)
    found = {each.mandate_id: each for each in presence.of_bodies(session, [case.body_id], date(2026, 1, 1), now.date())}
    assert (found[full.id].told, found[full.id].sat, found[full.id].in_person) == (3, 2, 1)
    assert (found[second.id].told, found[second.id].sat, found[second.id].in_person) == (2, 1, 1)


def test_the_matrix_asks_as_much_for_many_councils_as_for_one(
    session: Session, now: datetime, count_queries: list[str]
) -> None:
    case = make_body_case(session, now)
    designate(session, case, now)
    hold(session, case.body_id, case.account, MET)
    session.flush()
    del count_queries[:]
    matrix.table(session, now)
    few = len(count_queries)
    for code in ("gueriniere", "pierre-heuze"):
        make_team(session, code)
    bodies.create(session, make_account(session, "administrator"), now, plan_of(name="Comité technique (fictif)"))
    seats.open_missing(session, now)
    session.flush()
    del count_queries[:]
    found = matrix.table(session, now)
    assert len(found.cells) == 6
    assert 0 < len(count_queries) <= few
