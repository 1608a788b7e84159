"""The public chance: what is typed, by whom, when; one result; a list that was touched draws nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Contribution, Draw, DrawSecret, DrawState, Entry, Reading, Selection
from participation.draws.services import access, chance, files
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.sortition.canonical import canonical
from tests.support.draws import CHANCE, DICE, WORDS, Case, make_case, read_all
from tests.support.factories import make_account

OTHER = "65432165432165432165"


@pytest.fixture
def case(session: Session) -> Case:
    """A sealed draw."""
    return make_case(session, until="sealed")


def words(session: Session, case: Case, attempt: int = 1, given: list[str] | None = None) -> None:
    """Type the words."""
    chance.type_words(
        session, case.facilitator, CHANCE, case.draw.id, 0, attempt, WORDS if given is None else given
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "dice_count"),
        (DICE + "1", "dice_count"),
        ("7" + DICE[1:], "dice_digit"),
        ("0" + DICE[1:], "dice_digit"),
        ("١" + DICE[1:], "dice_digit"),
        ("１" + DICE[1:], "dice_digit"),
        ("²" + DICE[1:], "dice_digit"),
        ("1,2" + DICE[2:], "dice_digit"),
        ("-" + DICE, "dice_digit"),
    ],
)
def test_dice_are_so_many_digits_that_a_die_shows(
    session: Session, case: Case, typed: str, code: str
) -> None:
    words(session, case)
    with pytest.raises(RefusedError) as refusal:
        chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, typed)
    assert refusal.value.code == code
    assert session.scalars(sa.select(Reading).where(Reading.item == 1)).all() == []


@pytest.mark.parametrize(
    "typed", ["12345 61234 56123 45612", DICE + "\n", "12345\u00a061234\u202f5612345612\r\n"]
)
def test_spaces_between_dice_do_not_count(session: Session, case: Case, typed: str) -> None:
    words(session, case)
    chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, typed)
    assert session.scalars(sa.select(Reading.value).where(Reading.item == 1)).all() == [DICE]


@pytest.mark.parametrize(
    ("given", "code"),
    [(["123"], "word_empty"), (["a" * 21], "word_too_long"), (["mot"] * 201, "too_many_words")],
)
def test_words_that_cannot_be_folded_are_refused(
    session: Session, case: Case, given: list[str], code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        words(session, case, given=given)
    assert refusal.value.code == code


def test_words_are_folded_and_may_be_none(session: Session, case: Case) -> None:
    words(session, case)
    assert chance.items(session, case.draw)[0].value == "elephant pluie boulangerie"
    words(session, case, 2, [])
    assert chance.items(session, case.draw)[0].value == ""


def test_nothing_is_typed_before_the_hour(session: Session, case: Case) -> None:
    with pytest.raises(RefusedError, match="before_time"):
        chance.type_words(session, case.facilitator, CHANCE - timedelta(seconds=1), case.draw.id, 0, 1, WORDS)


def test_words_come_first_and_close_with_the_first_die(session: Session, case: Case) -> None:
    with pytest.raises(RefusedError, match="item"):
        chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, DICE)
    words(session, case)
    with pytest.raises(RefusedError, match="attempt_over"):
        words(session, case, 3, ["mot"])
    words(session, case, 2, ["soleil"])
    chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, DICE)
    with pytest.raises(RefusedError, match="words_closed"):
        words(session, case, 3, ["lune"])
    values = session.scalars(
        sa.select(Reading.value).where(Reading.item == 0).order_by(Reading.attempt)
    ).all()
    assert values == ["elephant pluie boulangerie", "soleil"]


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_an_item_out_of_the_plan_is_refused(session: Session, case: Case, number: int) -> None:
    with pytest.raises(RefusedError, match="item"):
        chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, number, 1, DICE)


def test_two_people_read_and_what_differs_is_read_again(session: Session, case: Case) -> None:
    words(session, case)
    one, two, number = case.facilitator, case.witness, case.draw.id
    chance.type_dice(session, one, CHANCE, number, 1, 1, DICE)
    with pytest.raises(RefusedError, match="already_read"):
        chance.type_dice(session, one, CHANCE, number, 1, 1, OTHER)
    item = chance.type_dice(session, two, CHANCE, number, 1, 1, OTHER)
    assert (item.attempt, item.readers, item.value) == (2, (), None)
    assert chance.finish(session, CHANCE, number) is False
    with pytest.raises(RefusedError, match="attempt_over"):
        chance.type_dice(
            session, make_account(session, Role.WITNESS, [case.council]), CHANCE, number, 1, 1, DICE
        )
    chance.type_dice(session, two, CHANCE, number, 1, 2, DICE)
    assert chance.type_dice(session, one, CHANCE, number, 1, 2, DICE).value == DICE
    assert session.scalar(sa.select(sa.func.count()).select_from(Reading).where(Reading.item == 1)) == 4
    assert chance.finish(session, CHANCE, number) is True


def test_a_reading_sent_twice_is_one_reading(session: Session, case: Case) -> None:
    read_all(session, case)
    read_all(session, case)
    assert session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 3


def test_the_result_is_written_once(session: Session, case: Case) -> None:
    read_all(session, case)
    assert chance.finish(session, CHANCE, case.draw.id) is True
    first = files.transcript_bytes(session, case.draw)
    assert chance.finish(session, CHANCE + timedelta(hours=1), case.draw.id) is False
    read_all(session, case)
    assert files.transcript_bytes(session, case.draw) == first
    kinds = [act.kind for act in journal.entries_for(session, access.subject(case.draw))]
    assert kinds.count("draw.drawn") == 1
    ranks = session.scalars(sa.select(Entry.rank).order_by(Entry.rank)).all()
    assert ranks == list(range(1, 13))


def test_the_worker_writes_a_result_whose_chance_is_known(session: Session, case: Case) -> None:
    assert chance.finish_waiting(session, CHANCE) == 0
    read_all(session, case)
    assert chance.finish_waiting(session, CHANCE) == 1
    assert case.draw.state == DrawState.DRAWN
    assert chance.finish_waiting(session, CHANCE) == 0


def test_a_stranger_types_nothing(session: Session, case: Case) -> None:
    stranger = make_account(session, Role.WITNESS)
    with pytest.raises(MissingError):
        chance.type_dice(session, stranger, CHANCE, case.draw.id, 1, 1, DICE)


def test_the_same_chance_gives_the_same_result_and_another_gives_another(session: Session) -> None:
    found = []
    for code, dice in (("un", DICE), ("deux", OTHER)):
        case = make_case(session, volunteers=40, code=code, until="sealed")
        read_all(session, case, dice)
        assert chance.finish(session, CHANCE, case.draw.id)
        found.append((case.draw.seed, tuple(files.transcript(session, case.draw)["selected"])))
    assert found[0] != found[1]


GUARDS = {
    "entry": ("entry_guard_update", "entry_guard_delete", "entry_guard_insert"),
    "entry_secret": ("entry_secret_guard_update", "entry_secret_guard_delete"),
    "draw": ("draw_guard_update",),
    "draw_secret": ("draw_secret_guard_update",),
    "journal_entry": (),
}


def without_guards(session: Session, table: str) -> None:
    """Drop the database's own refusals, as somebody with its rights could."""
    on = "" if session.get_bind().dialect.name == "sqlite" else f" ON {table}"
    for name in GUARDS[table]:
        session.execute(sa.text(f"DROP TRIGGER {name}{on}"))


TAMPERINGS: dict[str, tuple[str, str, str, int | None]] = {
    "leaf": ("entry", "UPDATE entry SET leaf = '0' WHERE \"index\" = 5", "entry", 5),
    "identity": ("entry", "UPDATE entry SET identity = '0' WHERE \"index\" = 3", "entry", 3),
    "commitment": ("entry", "UPDATE entry SET commitment = '0' WHERE \"index\" = 0", "entry", 0),
    "household": ("entry", "UPDATE entry SET household = 'dwelling' WHERE \"index\" = 7", "entry", 7),
    "name": (
        "entry_secret",
        "UPDATE entry_secret SET identity = replace(identity, 'Fictive', 'Amie') WHERE \"index\" = 4",
        "identity",
        4,
    ),
    "profile": (
        "entry_secret",
        'UPDATE entry_secret SET profile = \'{"gender":"F"}\' WHERE "index" = 6',
        "entry",
        6,
    ),
    "opening gone": ("entry_secret", 'DELETE FROM entry_secret WHERE "index" = 2', "entry", 2),
    "parameters": (
        "draw",
        "UPDATE draw SET parameters = replace(parameters, 'fictive', 'factice')",
        "seal",
        None,
    ),
    "parameters unreadable": ("draw", "UPDATE draw SET parameters = '{}'", "parameters", None),
    "seal": ("draw", "UPDATE draw SET seal = '0'", "seal", None),
    "secret": ("draw_secret", "UPDATE draw_secret SET secret = :other", "secret", None),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_list_touched_behind_its_seal_draws_nothing(session: Session, case: Case, name: str) -> None:
    table, statement, what, index = TAMPERINGS[name]
    without_guards(session, table)
    session.execute(sa.text(statement), {"other": b"\x01" * 32} if ":other" in statement else {})
    session.expire_all()
    read_all(session, case)
    with pytest.raises(RefusedError) as refusal:
        chance.finish(session, CHANCE, case.draw.id)
    assert (refusal.value.code, refusal.value.params) == ("tampered", {"what": what, "index": index})
    assert session.scalars(sa.select(Draw.state)).one() == DrawState.SEALED
    assert session.scalars(sa.select(Contribution)).all() == []
    assert session.scalars(sa.select(Selection)).all() == []


def test_an_entry_taken_out_or_put_in_is_named(session: Session, case: Case) -> None:
    without_guards(session, "entry")
    without_guards(session, "entry_secret")
    session.execute(sa.text('DELETE FROM entry_secret WHERE "index" = 8'))
    session.execute(sa.text('DELETE FROM entry WHERE "index" = 8'))
    session.expire_all()
    read_all(session, case)
    with pytest.raises(RefusedError) as refusal:
        chance.finish(session, CHANCE, case.draw.id)
    assert refusal.value.params == {"what": "entry", "index": 8}


def test_a_whole_list_swapped_for_another_breaks_the_root(session: Session, case: Case) -> None:
    other = make_case(session, code="autre", until="sealed")
    without_guards(session, "draw")
    session.execute(
        sa.text("UPDATE draw SET parameters = :parameters, seal = :seal WHERE id = :id"),
        {"parameters": other.draw.parameters, "seal": other.draw.seal, "id": case.draw.id},
    )
    session.expire_all()
    read_all(session, case)
    with pytest.raises(RefusedError) as refusal:
        chance.finish(session, CHANCE, case.draw.id)
    assert refusal.value.params == {"what": "seal", "index": None}


def test_the_transcript_of_a_drawn_list_is_built_from_what_was_sealed(session: Session, case: Case) -> None:
    read_all(session, case)
    chance.finish(session, CHANCE, case.draw.id)
    before = canonical(files.transcript(session, case.draw))
    without_guards(session, "entry")
    session.execute(sa.text("UPDATE entry SET leaf = '0' WHERE \"index\" = 1"))
    session.expire_all()
    with pytest.raises(RefusedError, match="tampered"):
        files.transcript(session, case.draw)
    assert before
    assert session.get_one(DrawSecret, case.draw.id).secret.hex().encode() in before
