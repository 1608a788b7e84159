"""Where councils stand, and in words."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import MandateRole
from participation.councils.models import Council
from participation.draws.models import Draw, DrawState
from participation.pages import wording
from participation.pages.standing import NONE_YET, Seats, Stage, Standing, next_draws, standings
from tests.support.factories import make_contract_and_neighbourhood, make_council, make_mandate, seats_of

PATH = [DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED]
GIVEN: dict[DrawState, dict[str, str]] = {
    DrawState.ANNOUNCED: {"announcement": "a" * 64},
    DrawState.SEALED: {"seal": "b" * 64, "parameters": "{}"},
    DrawState.DRAWN: {"seed": "c" * 64},
}
"""What the database wants of a state, beside its name."""


def make_draw(
    session: Session, council: Council, state: DrawState, at: datetime, sequence: int = 1, **values: object
) -> Draw:
    """Return a draw led to a state, without what the protocol adds to it."""
    draw = Draw(
        uuid=f"00000000-0000-4000-8000-{council.id:06}{sequence:06}",
        council_id=council.id,
        sequence=sequence,
        title="Tirage fictif",
        state=DrawState.DRAFT,
        seats=2,
        quotas="{}",
        plan="[]",
        place="Salle fictive",
        entropy_for=at,
        **values,
    )
    session.add(draw)
    session.flush()
    path = (
        [DrawState.ABANDONED]
        if state is DrawState.ABANDONED
        else PATH[: PATH.index(state) + 1 if state in PATH else 0]
    )
    for step in path:
        for name, value in GIVEN.get(step, {}).items():
            setattr(draw, name, value)
        draw.state, draw.abandoned_at = step, at if step is DrawState.ABANDONED else None
        session.flush()
    return draw


def standing_of(session: Session, council: Council, now: datetime) -> Standing:
    return standings(session, [council.neighbourhood_id], now)[council.neighbourhood_id]


def test_a_neighbourhood_without_council_has_none_yet(session: Session, now: datetime) -> None:
    row = make_contract_and_neighbourhood(session)
    assert standings(session, [row.id], now) == {row.id: NONE_YET}
    assert standings(session, [], now) == {}


def test_seats_are_counted_by_college_on_the_day(session: Session, now: datetime) -> None:
    council = make_council(session, residents_drawn=2, residents_volunteer=1, local_actors=2)
    seats = seats_of(session, council)
    make_mandate(session, seats[0])
    make_mandate(session, seats[1], role=MandateRole.SUBSTITUTE)
    make_mandate(session, seats[2], starts_on=now.date() + timedelta(days=1))
    make_mandate(session, seats[3], starts_on=date(2020, 1, 1), ends_on=date(2023, 1, 1))
    seats[4].closed_on = date(2026, 1, 1)
    session.flush()
    assert standing_of(session, council, now).seats == Seats(
        total=4, held=1, residents_total=3, residents_held=1, actors_total=1, actors_held=0
    )


@pytest.mark.parametrize(
    ("state", "stage", "is_open"),
    [
        (DrawState.DRAFT, Stage.QUIET, True),
        (DrawState.ANNOUNCED, Stage.ANNOUNCED, True),
        (DrawState.CLOSED, Stage.CLOSED, False),
        (DrawState.SEALED, Stage.SEALED, False),
        (DrawState.DRAWN, Stage.DRAWN, False),
        (DrawState.COMPLETED, Stage.QUIET, True),
        (DrawState.ABANDONED, Stage.QUIET, True),
    ],
)
def test_the_stage_follows_the_latest_public_draw(
    session: Session, now: datetime, state: DrawState, stage: Stage, is_open: bool
) -> None:
    council = make_council(session)
    make_draw(session, council, DrawState.COMPLETED, now - timedelta(days=400))
    make_draw(session, council, state, now + timedelta(days=9), sequence=2)
    make_draw(session, council, DrawState.SEALED, now, sequence=3, is_rehearsal=True)
    found = standing_of(session, council, now)
    assert (found.stage, found.sign_up_open) == (stage, is_open)


def test_the_next_draws_are_the_three_soonest_from_the_first_hour_of_today_on(session: Session, now: datetime) -> None:
    councils = [make_council(session, f"q{number}", name=f"Q{number}") for number in range(7)]
    days = (5, 2, 9, 7, -1, 1, -0.05)
    for council, ahead in zip(councils, days, strict=True):
        state = DrawState.DRAFT if ahead == 1 else DrawState.SEALED
        make_draw(session, council, state, now + timedelta(days=ahead))
    found = [(date.code, date.is_late) for date in next_draws(session, now)]
    assert found == [("q6", True), ("q1", False), ("q0", False)]


def test_a_draw_whose_hour_has_passed_was_to_begin(app: Flask, session: Session, now: datetime) -> None:
    council = make_council(session)
    make_draw(session, council, DrawState.SEALED, now - timedelta(days=1))
    with app.test_request_context("/"):
        line = wording.status_line(standing_of(session, council, now))
        assert line.startswith("La liste est scellée. Le tirage devait commencer le ")
        assert "devait" not in wording.status_line(standing_of(session, council, now - timedelta(days=2)))


@pytest.mark.parametrize("number", [1, 40])
def test_standings_take_as_many_queries_for_one_as_for_many(
    session: Session, now: datetime, count_queries: list[str], number: int
) -> None:
    ids = [make_council(session, f"q{index}", name=f"Q{index}").neighbourhood_id for index in range(number)]
    count_queries.clear()
    assert len(standings(session, ids, now)) == number
    assert len(count_queries) == 2


def test_each_stage_has_its_words(app: Flask, now: datetime) -> None:
    with app.test_request_context("/"):
        lines = [
            wording.status_line(Standing(stage, sign_up_open=stage is Stage.ANNOUNCED, draw_at=now))
            for stage in Stage
        ]
        assert len(set(lines)) == len(Stage)
        assert "24 novembre 2026" in lines[list(Stage).index(Stage.SEALED)]
        held = Standing(Stage.QUIET, sign_up_open=True, seats=Seats(total=16, held=14))
        line = wording.status_line(held)
        assert line == "14\u00a0sièges pourvus sur 16. Les inscriptions sont ouvertes."
