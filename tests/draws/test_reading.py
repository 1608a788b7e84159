"""What the public pages are made of: phases, the draw that matters, the nightly calculation."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.draws import phases, reading, results
from participation.draws.models import Draw, DrawState, TranscriptCheck
from participation.draws.phases import Phase
from participation.draws.services import answers, by_hand, files, inclusion, seating, self_check
from participation.draws.services.answers import AnswerKind
from participation.draws.services.inclusion import Place
from participation.journal import services as journal
from participation.kernel import jobs
from participation.kernel.errors import MissingError, RefusedError
from tests.support.draws import ANNOUNCED, CHANCE, Case, both, make_case

STATES = list(DrawState)
PAST_STATES = {DrawState.DRAWN, DrawState.COMPLETED, DrawState.ARCHIVED}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("hour", [CHANCE - timedelta(seconds=1), CHANCE])
def test_phase_of_every_state(state: DrawState, hour: Any) -> None:
    phase = phases.phase_of(Draw(state=state, entropy_for=CHANCE), hour)
    if state == DrawState.ABANDONED:
        assert phase == Phase.ABANDONED
    elif state in PAST_STATES:
        assert phase == Phase.AFTER
    else:
        is_during = state == DrawState.SEALED and hour == CHANCE
        assert phase == (Phase.DURING if is_during else Phase.BEFORE)


def test_find_keeps_drafts_to_their_team(session: Session) -> None:
    case = make_case(session)
    with pytest.raises(MissingError):
        reading.find(session, case.draw.id)


@pytest.mark.parametrize("ask", [results.order_page, results.result_rows])
def test_results_are_missing_before_the_dice(session: Session, ask: Any) -> None:
    case = make_case(session, until="sealed")
    arguments = (1,) if ask is results.order_page else ()
    with pytest.raises(MissingError):
        ask(session, case.draw, *arguments)
    with pytest.raises(MissingError):
        by_hand.steps(session, case.draw)


def leave(session: Session, case: Case, index: int) -> None:
    """Record on paper, by two people, that somebody called declines."""
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, case.draw.id, index, AnswerKind.DECLINED),
    )


def ask(session: Session, case: Case, index: int) -> inclusion.Answer:
    """Ask with the code of whoever has this number."""
    position = next(at for at in range(len(case.sign_ups)) if case.index_of(session, at) == index)
    return inclusion.answer(session, case.draw, case.code(position), str(case.sign_ups[position].birth_year))


def test_inclusion_follows_a_departure(session: Session) -> None:
    case = make_case(session, until="drawn")
    first = seating.holdings(session, case.draw)[0]
    assert first.index is not None
    assert ask(session, case, first.index) == inclusion.Answer(
        Place.SELECTED, first.index, 1, seat=first.seat.number, has_receipt=True
    )
    waiting = {row.index: row.rank for row in results.result_rows(session, case.draw) if row.seat is None}
    by_rank = sorted(waiting, key=waiting.__getitem__)
    assert [ask(session, case, index).waiting_place for index in by_rank] == list(range(1, 9))
    leave(session, case, first.index)
    assert ask(session, case, first.index).place == Place.LEFT
    assert ask(session, case, by_rank[0]) == inclusion.Answer(
        Place.CALLED, by_rank[0], waiting[by_rank[0]], seat=first.seat.number, has_receipt=True
    )
    assert ask(session, case, by_rank[1]).waiting_place == 1


def test_inclusion_of_somebody_refused_before_closing(session: Session) -> None:
    case = make_case(session, until="closed")
    other = make_case(session, until="announced", code="other")
    typed = (other.code(2), str(other.sign_ups[2].birth_year))
    assert inclusion.answer(session, case.draw, *typed).place == Place.OUT
    assert inclusion.answer(session, other.draw, *typed).place == Place.OPEN
    with pytest.raises(RefusedError, match="unknown"):
        inclusion.answer(session, case.draw, other.code(2), "1901")


def kinds(session: Session, case: Case) -> list[str]:
    """Return the acts of the draw in the journal."""
    return [act.kind for act in journal.entries_for(session, f"draw:{case.draw.uuid}")]


def check_next(session: Session, now: datetime) -> int:
    """Do one round of the check on the test's own, uncommitted rows."""
    published = self_check.next_due(session, now)
    if published is None:
        return 0
    self_check.keep(session, now, published, self_check.failure(published))
    return 1


def test_self_check_computes_while_others_write(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = make_case(session, until="drawn").draw.id
    session.commit()
    maker, seen = app.extensions["db"]["write"], []

    def verify(*args: Any, **kwargs: Any) -> Any:
        with maker.begin() as other:
            other.execute(sa.text("PRAGMA busy_timeout=0") if is_sqlite else sa.text("SELECT 1"))
            other.execute(sa.update(Council).values(presentation="Écrit pendant le calcul"))
        seen.append(number)
        return real(*args, **kwargs)

    is_sqlite = app.extensions["db"]["engine"].dialect.name == "sqlite"
    real = self_check.verify
    monkeypatch.setattr(self_check, "verify", verify)
    assert jobs.run_due(maker, CHANCE)["draws_self_check"] == 1
    assert (seen, session.get_one(TranscriptCheck, number).failed) == ([number], None)


def test_self_check_does_one_draw_a_round_then_waits_a_day(session: Session) -> None:
    cases = [make_case(session, until="drawn", code=code) for code in ("one", "two")]
    make_case(session, until="sealed", code="sealed")
    rounds = [check_next(session, CHANCE + timedelta(minutes=minute)) for minute in range(3)]
    assert rounds == [1, 1, 0]
    checks = session.scalars(sa.select(TranscriptCheck).order_by(TranscriptCheck.draw_id)).all()
    assert [(check.draw_id, check.failed) for check in checks] == [(case.draw.id, None) for case in cases]
    assert check_next(session, CHANCE + timedelta(days=1, minutes=1)) == 1
    assert all("draw.check_failed" not in kinds(session, case) for case in cases)


def test_self_check_looks_again_after_a_substitution(session: Session) -> None:
    case = make_case(session, until="drawn")
    assert check_next(session, CHANCE) == 1
    first = seating.holdings(session, case.draw)[0].index
    assert first is not None
    leave(session, case, first)
    assert check_next(session, CHANCE + timedelta(minutes=1)) == 1
    check = session.get_one(TranscriptCheck, case.draw.id)
    assert (check.substitutions, check.failed) == (1, None)


CHANGES = {
    "seed": ("UPDATE draw SET seed = :zeros", "6 seed"),
    "rank": ("UPDATE entry SET rank = 100 WHERE rank = 1", "7 ranks"),
    "selection": ('UPDATE selection SET "index" = :other WHERE position = 0', "8 selected"),
    "leaf": ('UPDATE entry SET leaf = :zeros WHERE "index" = 5', "1 entry"),
    "parameters": ("UPDATE draw SET seal = :zeros", "1 seal"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_self_check_tells_the_journal_once_what_was_changed_behind_the_seal(
    session: Session, name: str
) -> None:
    case = make_case(session, until="drawn")
    drop_triggers(session)
    statement, failed = CHANGES[name]
    other = session.scalars(sa.text('SELECT "index" FROM entry WHERE rank = 9')).one()
    values = {"zeros": "0" * 64, "other": other}
    session.execute(sa.text(statement), {key: values[key] for key in values if f":{key}" in statement})
    session.expire_all()
    for day in range(3):
        assert check_next(session, CHANCE + timedelta(days=day, minutes=1)) == 1
    assert session.get_one(TranscriptCheck, case.draw.id).failed == failed
    assert kinds(session, case).count("draw.check_failed") == 1


def drop_triggers(session: Session) -> None:
    """Take down the database's own wall, as somebody with all rights could."""
    if session.get_bind().dialect.name == "sqlite":
        for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        for table in ("draw", "entry", "selection"):
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def test_receipt_is_made_from_the_person_and_refused_when_the_list_around_was_changed(
    session: Session,
) -> None:
    case = make_case(session, until="sealed")
    drop_triggers(session)
    index = case.index_of(session, 3)
    sign_up = case.sign_ups[3].id
    assert files.receipt(session, case.draw, sign_up)["index"] == index
    for other in (index, (index + 1) % 12):
        point = session.begin_nested()
        session.execute(
            sa.text('UPDATE entry SET leaf = :zeros WHERE "index" = :at'), {"zeros": "0" * 64, "at": other}
        )
        if other == index:
            # Its own leaf is made again from the person: the stored one takes no part in the proof.
            assert files.receipt(session, case.draw, sign_up)["index"] == index
        else:
            with pytest.raises(RefusedError, match="tampered"):
                files.receipt(session, case.draw, sign_up)
        point.rollback()


def test_self_check_tells_when_it_is_mended(session: Session) -> None:
    case = make_case(session, until="drawn")
    check = TranscriptCheck(draw_id=case.draw.id, at=ANNOUNCED, substitutions=0, failed="7 ranks")
    session.add(check)
    session.flush()
    assert check_next(session, CHANCE) == 1
    assert check.failed is None
    assert kinds(session, case)[-1] == "draw.check_holds"
