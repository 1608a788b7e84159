"""Who sits today, the live measures, and the rules that are not met."""

from datetime import date

import pytest

from participation.bodies import services as bodies
from participation.bodies.models import EndReason, Gender, MandateRole
from participation.councils import services
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from tests.support.factories import (
    make_account,
    make_association,
    make_council,
    make_mandate,
    make_person,
    seats_of,
)

TODAY = date(2026, 11, 24)


def compose(session, council, *rules):
    book = (
        {rule.key: rule for rule in rules} if rules else services.rules_in_force(session, council.id, TODAY)
    )
    return services.composition(session, council.body_id, book, TODAY)


def rule(key, value):
    return Rule(key, value, "Règlement fictif", TODAY)


def broken(view):
    return {found.rule.key: dict(found.found) for found in view.broken}


def fill(session, seats, genders, **values):
    return [
        make_mandate(session, seat, make_person(session, gender=gender), **values)
        for seat, gender in zip(seats, genders, strict=True)
    ]


F, M, X = Gender.FEMALE, Gender.MALE, Gender.OTHER


def test_an_empty_council_has_measures_that_do_not_divide_by_nothing(session):
    view = compose(session, make_council(session))
    assert (view.total, view.filled, view.residents_share) == (16, 0, None)
    assert view.residents_seats_share == pytest.approx(10 / 16)
    assert len(view.vacant) == 16
    assert view.broken == ()


def test_a_council_without_seats(session):
    view = compose(session, make_council(session, "vide", 0, 0, 0, name="Vide"))
    assert (view.total, view.residents_seats_share, view.broken) == (0, None, ())


def test_women_men_and_the_others_are_counted_apart(session):
    council = make_council(session)
    fill(session, seats_of(session, council)[:5], [F, F, M, X, None])
    residents, actors = compose(session, council).colleges
    assert (residents.women, residents.men, residents.unstated, residents.gap) == (2, 1, 2, 1)
    assert (residents.filled, residents.total, len(residents.vacant)) == (5, 10, 5)
    assert (actors.filled, actors.women) == (0, 0)


def test_parity_counts_residents_only(session):
    council = make_council(session)
    seats = seats_of(session, council)
    fill(session, seats[:3], [F, F, F])
    fill(session, seats[10:13], [M, M, M])
    assert broken(compose(session, council)) == {
        RuleKey.PARITY: {"women": 3, "men": 0},
    }
    assert broken(compose(session, council, rule(RuleKey.PARITY, "3"))) == {}


def test_residents_are_half_of_the_members(session):
    council = make_council(session)
    seats = seats_of(session, council)
    fill(session, seats[10:13], [F, M, F])
    assert broken(compose(session, council)) == {}, "before the first resident, the seats decide"
    fill(session, seats[:2], [F, M])
    assert broken(compose(session, council)) == {RuleKey.RESIDENTS_SHARE: {"residents": 2, "members": 5}}


def test_seats_too_few_for_residents(session):
    council = make_council(session, residents_drawn=2, residents_volunteer=0, local_actors=4)
    assert broken(compose(session, council)) == {RuleKey.RESIDENTS_SHARE: {"residents_seats": 2, "seats": 6}}


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        (RuleKey.SIZE, "16", None),
        (RuleKey.SIZE, "24", {"seats": 16}),
        (RuleKey.TERM, "36", None),
        (RuleKey.TERM, "24", {"mandates": 1}),
        (RuleKey.DESIGNATION, "draw", {"seats": 4}),
        (RuleKey.DESIGNATION, "draw_and_volunteers", None),
        (RuleKey.EXCLUDED, "Élus", None),
    ],
)
def test_other_rules_that_can_be_counted(session, key, value, found):
    council = make_council(session)
    make_mandate(
        session, seats_of(session, council)[0], starts_on=date(2026, 1, 12), ends_on=date(2029, 1, 11)
    )
    assert broken(compose(session, council, rule(key, value))) == ({key: found} if found else {})


def test_since_when_a_seat_is_vacant(session, now):
    council = make_council(session, opened_on=date(2025, 3, 3))
    actor = make_account(session)
    seats = seats_of(session, council)
    left = make_mandate(session, seats[1])
    bodies.leave_seat(session, actor, now, left, EndReason.MOVED, date(2026, 11, 10))
    make_mandate(session, seats[2], starts_on=date(2026, 12, 1))
    make_mandate(session, seats[3], ends_on=date(2026, 11, 20))
    view = {seat.number: seat for seat in compose(session, council).vacant}
    assert view[1].vacant_since == date(2025, 3, 3)
    assert view[2].vacant_since == date(2026, 11, 10)
    assert view[3].awaited_on == date(2026, 12, 1)
    assert view[4].vacant_since == date(2026, 11, 20)


def test_whoever_left_before_the_first_day_never_filled_the_seat(session, now):
    """They leave on that day, which is to come: the seat is vacant since it was before, then and later."""
    council = make_council(session, opened_on=date(2025, 3, 3))
    seats = seats_of(session, council)
    never = make_mandate(session, seats[0], starts_on=date(2026, 12, 8))
    bodies.leave_seat(session, make_account(session), now, never, EndReason.RESIGNED, date(2026, 12, 8))
    for today in (TODAY, date(2027, 1, 5)):
        view = services.composition(session, council.body_id, {}, today).vacant
        assert view[0].vacant_since == date(2025, 3, 3)
    one_day = make_mandate(session, seats[1], starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20))
    one_day.left_on, one_day.end_reason = date(2026, 11, 20), EndReason.TERM
    session.flush()
    assert compose(session, council).vacant[1].vacant_since == date(2026, 11, 20)


def test_a_seat_shows_its_holder_and_substitute_and_only_agreed_names(session):
    council = make_council(session)
    seat = seats_of(session, council)[10]
    named = make_person(session, "Alix Fictif", publishes_name=True)
    association = make_association(session)
    make_mandate(session, seat, named, association_id=association.id)
    make_mandate(session, seat, make_person(session, "Sacha Secret"), role=MandateRole.SUBSTITUTE)
    [found] = [one for one in compose(session, council).colleges[1].seats if one.holder]
    assert (found.holder.name, found.holder.association) == ("Alix Fictif", association.name)
    assert found.substitute is not None
    assert found.substitute.name is None


def test_terms_that_end_within_six_months_first_to_end_first(session):
    council = make_council(session)
    seats = seats_of(session, council)
    for seat, end in zip(seats, (date(2027, 5, 26), date(2027, 5, 27), date(2026, 11, 24)), strict=False):
        make_mandate(session, seat, ends_on=end)
    assert [seat.number for seat in compose(session, council).ending_soon] == [3, 1]


def test_closed_seats_are_gone_and_their_numbers_stay(session, now):
    council = make_council(session)
    seats = seats_of(session, council)
    bodies.close_seat(session, make_account(session), now, seats[0], TODAY)
    view = compose(session, council)
    assert view.total == 15
    assert view.colleges[0].seats[0].number == 2


def test_one_query_whatever_the_size(session, count_queries):
    council = make_council(session, residents_drawn=40, residents_volunteer=30, local_actors=50)
    fill(session, seats_of(session, council)[:100], [F, M] * 50)
    count_queries.clear()
    compose(session, council, rule(RuleKey.SIZE, "120"))
    assert len(count_queries) == 1
