"""The dice one by one: kept at once, corrected in the log, read again only where two readings differ."""

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participation.draws.models import DieReading, DrawState, Reading
from participation.draws.services import chance, die_by_die
from participation.draws.services.die_by_die import Progress
from participation.kernel.errors import RefusedError
from tests.support.draw_pages import NewClient, both, kept
from tests.support.draws import CHANCE, DICE, WORDS, Case, make_case


@pytest.fixture
def case(session: Session) -> Case:
    """A sealed draw whose words are closed."""
    made = make_case(session, until="sealed")
    chance.type_words(session, made.facilitator, CHANCE, made.draw.id, 0, 1, WORDS)
    return made


def throw(session: Session, case: Case, digits: str, start: int | None = None, attempt: int = 1) -> chance.Item:
    """Let the first reader type."""
    return chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, attempt, digits, start)


def read(session: Session, case: Case, digits: str, attempt: int = 1) -> chance.Item:
    """Let the second reader type."""
    return chance.type_dice(session, case.witness, CHANCE, case.draw.id, 1, attempt, digits)


def progress(session: Session, case: Case) -> Progress:
    """Return how far the dice are for the first reader."""
    return die_by_die.progress(session, case.draw, chance.items(session, case.draw)[1], case.facilitator.id)


def test_each_die_is_kept_as_it_is_typed(session: Session, case: Case) -> None:
    for digit in DICE[:7]:
        throw(session, case, digit)
    read(session, case, DICE[:3])
    found = progress(session, case)
    assert (found.next, "".join(found.own[:7])) == (7, DICE[:7])  # type: ignore[arg-type]
    assert found.agreed == (*DICE[:3], *[None] * 17)
    assert not session.scalars(sa.select(Reading).where(Reading.item == 1)).all()
    throw(session, case, DICE[7:])
    assert chance.items(session, case.draw)[1].readers == (case.facilitator.id,)
    read(session, case, DICE[3:])
    assert chance.items(session, case.draw)[1].value == DICE
    assert chance.finish(session, CHANCE, case.draw.id)


def test_a_die_typed_again_is_a_line_more(session: Session, case: Case) -> None:
    throw(session, case, "123")
    throw(session, case, "5", start=1)
    assert progress(session, case).own[:3] == ("1", "5", "3")
    assert progress(session, case).corrections == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(DieReading)) == 4


def test_a_form_sent_twice_is_one_die(session: Session, case: Case) -> None:
    for _ in range(2):
        throw(session, case, "1", start=0)
    assert progress(session, case).next == 1
    throw(session, case, DICE)
    throw(session, case, DICE[-1], start=19)
    with pytest.raises(RefusedError, match="already_read"):
        throw(session, case, "1", start=19)


def test_only_the_dice_that_differ_are_read_again(session: Session, case: Case) -> None:
    throw(session, case, DICE)
    read(session, case, DICE[:6] + "6" + DICE[7:])
    found = progress(session, case)
    assert (found.differing, found.differing_numbers, found.next) == ((6,), "7", 6)
    throw(session, case, "6", attempt=2)
    assert read(session, case, "6", attempt=2).value == DICE[:6] + "6" + DICE[7:]


@pytest.mark.parametrize(
    ("typed", "start", "code", "params"),
    [
        ("7", None, "dice_digit", {"position": 1, "found": "7", "sides": 6}),
        ("١", None, "dice_digit", {"position": 1, "found": "١", "sides": 6}),
        ("1237", None, "dice_digit", {"position": 4, "found": "7", "sides": 6}),
        ("1" * 19, None, "dice_count", {"expected": 18, "found": 19}),
        ("1", 5, "attempt_over", {}),
        ("1", -1, "attempt_over", {}),
    ],
)
def test_what_no_die_shows_and_dice_left_out_are_refused(
    session: Session, case: Case, typed: str, start: int | None, code: str, params: dict[str, object]
) -> None:
    throw(session, case, "12")
    with pytest.raises(RefusedError, match=code) as refusal:
        throw(session, case, typed, start)
    assert refusal.value.params == params


def test_the_words_are_closed_from_the_first_die_on(session: Session, case: Case) -> None:
    throw(session, case, "1")
    with pytest.raises(RefusedError, match="words_closed"):
        chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 2, ["autre"])


@pytest.mark.parametrize("act", [sa.update(DieReading).values(value="6"), sa.delete(DieReading)])
def test_the_database_keeps_each_die(session: Session, case: Case, act: sa.Update | sa.Delete) -> None:
    throw(session, case, "1")
    with pytest.raises(DBAPIError, match="a die"):
        session.execute(act)


def test_the_wall_shows_a_die_once_two_people_agree_and_goes_on_after_a_cut(
    session: Session, case: Case, new_client: NewClient
) -> None:
    throw(session, case, "123")
    read(session, case, "1")
    kept(session, case)
    wall = f"/travail/tirages/{case.draw.id}/seance"
    with time_machine.travel(CHANCE, tick=False):
        facilitator, witness = both(case, new_client)
        page = facilitator.get(wall).get_data(as_text=True)
        assert '<ol class="dice" dir="ltr"><li>1</li><li><span' in page
        assert "Noter le dé 4 sur 20" in page
        assert "Corriger le dé 3" in page
        assert 'value="2"' in facilitator.get(f"{wall}?de=3").get_data(as_text=True)
        own = witness.get(f"/travail/tirages/{case.draw.id}/lecture").get_data(as_text=True)
        assert "<li>1</li>" in own
        assert "<li>2</li>" not in own
        form = {"item": 1, "attempt": 1, "start": 3, "dice": DICE[3:]}
        assert facilitator.post(wall, form).status_code == 303
        rest = {"item": 1, "attempt": 1, "start": 1, "dice": "23" + DICE[3:]}
        assert witness.post(f"/travail/tirages/{case.draw.id}/lecture", rest).status_code == 303
    session.refresh(case.draw)
    assert case.draw.state == DrawState.DRAWN
