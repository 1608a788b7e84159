"""A list from its file to its people: all of it or nothing, once, and taken back until the closing."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import Gender, Origin
from participation.draws.models import DrawState, FaultKind, ListState, PoolList, RowFault, RowVerdict
from participation.draws.services import candidates, drafting
from participation.draws.services.drafting import Draft
from participation.draws.services.lists import columns, ending, importing, verdicts
from participation.draws.services.lists.columns import MappingError
from participation.draws.services.lists.files import TooLargeError, folder_of
from participation.journal import services as journal
from participation.kernel import jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.kernel.tables import UnreadableError
from tests.support.draws import ANNOUNCED, CHANCE, LATER, Case, announce, close, entries_of, make_case, seal, sign
from tests.support.factories import make_account, make_council, seats_of
from tests.support.lists import bring, check, content, people_of, row, send, worked


@pytest.fixture
def case(session: Session) -> Case:
    """An announced draw without volunteers."""
    return make_case(session, volunteers=0, until="announced")


def refused(code: str) -> "pytest.RaisesExc[RefusedError]":
    return pytest.raises(RefusedError, match=code)


def test_a_list_comes_in_whole(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(*map(row, range(30))))
    assert (found.state, found.rows_read, found.rows_kept) == (ListState.IMPORTED, 30, 30)
    first = people_of(session, found)[0]
    assert (first.line, first.family_name, first.birth_date, first.gender) == (
        2, "Fictifa", date(1950, 3, 1), Gender.FEMALE,
    )  # fmt: skip
    assert first.address_key
    assert candidates.lists_of(session, case.draw)[-1] == {"name": "Liste fictive", "entries": 30}
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert act.kind == "list.imported"
    assert '"rows":30' in act.payload
    assert list(folder_of(session).path.iterdir()) == []


def test_the_file_waits_for_its_owner_only(session: Session, case: Case) -> None:
    found = send(session, case, content(row(1)))
    path = folder_of(session).sent(found.id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder_of(session).sample(found.id).stat().st_mode) == 0o600
    assert (found.state, found.encoding, found.separator) == (ListState.SENT, "utf-8", ";")


def test_a_file_above_the_limit_leaves_nothing(session: Session, case: Case) -> None:
    folder = folder_of(session)
    folder.path.mkdir()
    source = folder.path.parent / "source"
    source.write_bytes(b"x" * 1001)
    with source.open("rb") as stream, pytest.raises(TooLargeError), folder.receive(stream, 1000):
        pass
    assert list(folder.path.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "Candidatures"}, "list_name"),
        ({"provided_on": date(2026, 11, 25)}, "provided_later"),
        ({"purge_on": date(2026, 12, 8)}, "purge_early"),
    ],
    ids=["name of the register", "tomorrow", "before the draw"],
)
def test_what_is_said_of_a_list_is_checked(
    session: Session, case: Case, values: dict[str, object], code: str
) -> None:
    with refused(code):
        send(session, case, content(row(1)), **values)
    assert session.scalars(sa.select(PoolList)).all() == []


def test_the_same_file_again_changes_nothing_and_says_so(app: Flask, session: Session, case: Case) -> None:
    bring(app, session, case, content(row(1), row(2)))
    with refused("same_file") as refusal:
        send(session, case, content(row(1), row(2)), name="Une autre")
    assert refusal.value.params == {"name": "Liste fictive"}
    assert session.scalar(sa.select(sa.func.count()).select_from(PoolList)) == 1


def test_columns_that_cannot_serve_are_refused(session: Session, case: Case) -> None:
    found = send(session, case, b"a;b\n1;2\n")
    with pytest.raises(MappingError) as refusal:
        columns.choose(session, case.facilitator, ANNOUNCED, case.draw.id, found.id, columns.chosen(found))
    assert [fault.code for fault in refusal.value.faults] == ["needs_name"]
    assert found.state == ListState.SENT


def test_faults_are_kept_masked_and_counted(app: Flask, session: Session, case: Case) -> None:
    data = content(row(1), row(2, born="32/01/1980"), row(3, gender="inconnu"), row(4, family=""))
    found = check(app, session, case, send(session, case, data))
    assert (found.rows_read, found.rows_refused, found.rows_doubtful) == (4, 2, 1)
    faults = session.scalars(sa.select(RowFault).order_by(RowFault.line)).all()
    assert [(fault.line, fault.is_doubt) for fault in faults] == [(3, False), (4, True), (5, False)]
    assert "inconnu" not in faults[1].params
    kinds = session.scalars(sa.select(FaultKind).order_by(FaultKind.code)).all()
    assert sum(kind.faults for kind in kinds) == 3


def test_a_doubt_that_nobody_settled_stops_the_import(app: Flask, session: Session, case: Case) -> None:
    data = content(row(1), row(2, gender="inconnu"), row(3, gender="inconnu"))
    found = check(app, session, case, send(session, case, data))
    facilitator, draw_id = case.facilitator, case.draw.id
    with refused("undecided") as refusal:
        importing.start(session, facilitator, ANNOUNCED, draw_id, found.id)
    assert refusal.value.params == {"count": 2}
    verdicts.decide_row(session, facilitator, draw_id, found.id, 3, RowVerdict.REJECTED)
    assert verdicts.undecided(session, found) == 1
    verdicts.decide_kind(session, facilitator, draw_id, found.id, "gender", RowVerdict.ACCEPTED)
    importing.start(session, facilitator, ANNOUNCED, draw_id, found.id)
    worked(app, session, found)
    assert [person.line for person in people_of(session, found)] == [2, 4]


def test_a_row_with_two_doubts_comes_in_only_when_both_are_accepted(
    app: Flask, session: Session, case: Case
) -> None:
    data = content(row(1), row(2, gender="inconnu", postal_code="1400X"))
    found = check(app, session, case, send(session, case, data))
    verdicts.decide_kind(session, case.facilitator, case.draw.id, found.id, "gender", RowVerdict.ACCEPTED)
    verdicts.decide_kind(
        session, case.facilitator, case.draw.id, found.id, "postal_code", RowVerdict.REJECTED
    )
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    assert [person.line for person in people_of(session, worked(app, session, found))] == [2]


def test_only_doubts_of_this_list_are_decided(app: Flask, session: Session, case: Case) -> None:
    found = check(app, session, case, send(session, case, content(row(1), row(2, born="32/01/1980"))))
    with pytest.raises(MissingError):
        verdicts.decide_row(session, case.facilitator, case.draw.id, found.id, 3, RowVerdict.ACCEPTED)
    with pytest.raises(MissingError):
        verdicts.decide_kind(
            session, case.facilitator, case.draw.id, found.id, "date_missing_day", RowVerdict.ACCEPTED
        )


def test_a_list_on_which_nobody_is_left_does_not_come_in(app: Flask, session: Session, case: Case) -> None:
    found = check(app, session, case, send(session, case, content(row(1, family=""))))
    with refused("nobody_kept"):
        importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    found = check(app, session, case, send(session, case, content(row(1, gender="?!")), name="Deuxième"))
    verdicts.decide_kind(session, case.facilitator, case.draw.id, found.id, "gender", RowVerdict.REJECTED)
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    worked(app, session, found)
    assert found.state == ListState.CHECKED
    assert "nobody_kept" in (found.unreadable or "")


def test_an_import_that_breaks_leaves_nobody(
    app: Flask, session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check(app, session, case, send(session, case, content(*map(row, range(30)))))
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)

    def broken(*_arguments: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("participation.draws.services.lists.doubles.compare_lists", broken)
    worked(app, session, found)
    assert (found.state, people_of(session, found)) == (ListState.CHECKED, [])
    assert session.scalars(sa.select(jobs.Job).order_by(jobs.Job.id.desc())).first().state == "failed"  # type: ignore[union-attr]
    monkeypatch.undo()
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    assert len(people_of(session, worked(app, session, found))) == 30


def test_a_killed_import_is_done_again_once(app: Flask, session: Session, case: Case) -> None:
    found = check(app, session, case, send(session, case, content(row(1), row(2))))
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    maker, payload = app.extensions["db"]["write"], {"list": found.id, "draw": case.draw.id}
    session.commit()
    for _attempt in range(2):
        importing.run(maker, payload, ANNOUNCED, lambda done, total: None)
    session.expire_all()
    assert len(people_of(session, found)) == 2
    assert importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id).state == ListState.IMPORTED


def test_a_broken_file_says_where(app: Flask, session: Session, case: Case) -> None:
    with pytest.raises(UnreadableError):
        send(session, case, b"\x89PNG\r\n\x1a\n")
    data = content(*map(row, range(400))) + b'"jamais ferm\xc3\xa9;x;01/01/1980;F;1 rue;14000;Caen\n'
    found = check(app, session, case, send(session, case, data))
    assert found.state == ListState.UNREADABLE
    assert '"code":"quotes"' in (found.unreadable or "")
    ending.take_away(session, case.facilitator, ANNOUNCED, case.draw.id, found.id).discard(found.id)
    assert found.state == ListState.UNDONE
    assert list(folder_of(session).path.iterdir()) == []


def test_an_import_is_undone_until_the_closing(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(*map(row, range(12))))
    assert ending.undo(session, case.facilitator, LATER, case.draw.id, found.id) == 12
    assert (found.state, people_of(session, found)) == (ListState.UNDONE, [])
    again = bring(app, session, case, content(*map(row, range(12))))
    close(session, case)
    assert case.draw.entries_at_close == 12
    with refused("state"):
        ending.undo(session, case.facilitator, LATER, case.draw.id, again.id)


def test_attack_2_nothing_enters_a_closed_list_by_a_file(app: Flask, session: Session, case: Case) -> None:
    """Register, edit or withdraw after the closing, by CSV import or an old form."""
    waiting = check(app, session, case, send(session, case, content(row(50), row(51)), name="En retard"))
    bring(app, session, case, content(*map(row, range(12))))
    with refused("list_waits"):
        close(session, case)
    session.rollback()
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, waiting.id)
    session.execute(sa.update(PoolList).where(PoolList.id == waiting.id).values(state=ListState.UNREADABLE))
    close(session, case)
    session.execute(sa.update(PoolList).where(PoolList.id == waiting.id).values(state=ListState.IMPORTING))
    worked(app, session, waiting)
    assert waiting.state == ListState.CHECKED
    assert people_of(session, waiting) == []
    for act in (
        lambda: send(session, case, content(row(60)), name="Après"),
        lambda: importing.start(session, case.facilitator, LATER, case.draw.id, waiting.id),
        lambda: columns.choose(
            session, case.facilitator, LATER, case.draw.id, waiting.id, columns.chosen(waiting)
        ),
    ):
        with refused("state"):
            act()


def test_lists_of_another_draw_or_council_do_not_exist(app: Flask, session: Session, case: Case) -> None:
    found = send(session, case, content(row(1)))
    other = make_case(session, volunteers=0, code="guerini\u00e8re".replace("\u00e8", "e"), name="Guérinière", until="draft")
    stranger = make_account(session, Role.FACILITATOR, [make_council(session, "pierre-heuze", name="Pierre-Heuzé")])
    for actor, draw_id in ((stranger, case.draw.id), (case.facilitator, other.draw.id), (other.facilitator, other.draw.id)):
        with pytest.raises(MissingError):
            importing.start(session, actor, ANNOUNCED, draw_id, found.id)


def test_a_file_waits_for_a_day_at_most(app: Flask, session: Session, case: Case) -> None:
    found = check(app, session, case, send(session, case, content(row(1), row(2, gender="inconnu"))))
    folder, maker, rows = folder_of(session), app.extensions["db"]["write"], folder_of(session).rows(found.id)
    session.rollback()
    (folder.path / "7777").write_bytes(b"of no list")
    (folder.path / "broken.part").write_bytes(b"never came in whole")
    os.utime(folder.path / "broken.part", (0, 0))
    assert ending.forget_waiting(maker, ANNOUNCED + timedelta(hours=23)) == 2
    assert rows.exists()
    ending.forget_waiting(maker, ANNOUNCED + timedelta(hours=24))
    session.expire_all()
    assert found.state == ListState.UNDONE
    assert list(folder.path.iterdir()) == []
    assert session.scalars(sa.select(RowFault)).all() == []


def test_a_draw_from_lists_alone_is_sealed(app: Flask, session: Session, case: Case) -> None:
    bring(app, session, case, content(*map(row, range(12))))
    for step in (close, sign, seal):
        step(session, case)
    assert case.draw.state == DrawState.SEALED
    assert len(entries_of(session, case)) == 12


def test_two_requests_and_two_workers_at_once_import_once(app: Flask, session: Session, case: Case) -> None:
    found = check(app, session, case, send(session, case, content(*map(row, range(40)))))
    maker, number, draw_id, actor = app.extensions["db"]["write"], found.id, case.draw.id, case.facilitator
    session.commit()
    session.refresh(actor)
    session.expunge(actor)
    session.commit()
    gate = threading.Barrier(2)

    def ask(_thread: int) -> None:
        gate.wait()
        with maker.begin() as own:
            importing.start(own, actor, ANNOUNCED, draw_id, number)

    def work(_thread: int) -> None:
        gate.wait()
        importing.run(maker, {"list": number, "draw": draw_id}, ANNOUNCED, lambda done, total: None)

    for act in (ask, work):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(act, range(2)))
    queued = sa.select(sa.func.count()).select_from(jobs.Job).where(jobs.Job.kind == importing.IMPORT)
    assert session.scalar(queued) == 1
    assert len(people_of(session, found)) == 40
    acts = [act for act in journal.entries_for(session, f"draw:{case.draw.uuid}") if act.kind == "list.imported"]
    assert len(acts) == 1


def test_names_in_the_wrong_order_are_swapped_row_by_row_or_all_of_them(app: Flask, session: Session, case: Case) -> None:
    data = "Nom complet;Naissance\nFatou Fictifa;1980\nZoé Fictifb;1981\nFictifc Noé;1982\n".encode()
    found = check(app, session, case, send(session, case, data))
    decide = (session, case.facilitator, case.draw.id, found.id)
    verdicts.decide_kind(*decide, "full_name", RowVerdict.ACCEPTED, swaps=True)
    verdicts.decide_row(*decide, 4, RowVerdict.ACCEPTED)
    with pytest.raises(MissingError):
        verdicts.decide_kind(*decide, "gender", RowVerdict.ACCEPTED, swaps=True)
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    people = people_of(session, worked(app, session, found))
    assert [(each.family_name, each.given_name) for each in people] == [
        ("Fictifa", "Fatou"), ("Fictifb", "Zoé"), ("Fictifc", "Noé"),
    ]  # fmt: skip


def test_one_row_is_swapped_and_the_others_come_in_as_read(app: Flask, session: Session, case: Case) -> None:
    data = "Nom complet;Naissance\nFatou Fictifa;1980\nFictifb Zoé;1981\n".encode()
    found = check(app, session, case, send(session, case, data))
    verdicts.decide_kind(session, case.facilitator, case.draw.id, found.id, "full_name", RowVerdict.ACCEPTED)
    verdicts.decide_row(session, case.facilitator, case.draw.id, found.id, 2, RowVerdict.ACCEPTED, swaps=True)
    importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
    people = people_of(session, worked(app, session, found))
    assert [each.family_name for each in people] == ["Fictifa", "Fictifb"]


def test_the_same_row_twice_in_one_file_counts_once_and_asks_nobody(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(row(1), row(1), row(2)))
    assert [person.state.value for person in people_of(session, found)] == ["kept", "double", "kept"]
    assert candidates.open_pairs(session, case.draw) == 0


def test_a_rehearsal_takes_no_real_list(app: Flask, session: Session) -> None:
    case = make_case(session, volunteers=0)
    found = bring(app, session, case, content(row(1), row(2)))
    rehearsed = Draft(
        title="Essai fictif",
        seat_ids=[each.seat_id for each in case.draw.draw_seats],
        place="Salle fictive",
        entropy_for=CHANCE,
        claims_days=0,
        is_rehearsal=True,
    )
    drafting.update_draft(session, case.facilitator, ANNOUNCED, case.draw.id, rehearsed)
    with refused("rehearsal_list"):
        announce(session, case)
    session.rollback()
    ending.undo(session, case.facilitator, LATER, case.draw.id, found.id)
    drafting.update_draft(session, case.facilitator, ANNOUNCED, case.draw.id, rehearsed)
    with refused("rehearsal_list"):
        send(session, case, content(row(3)))


def test_volunteers_seats_are_not_drawn_from_lists_alone(session: Session) -> None:
    case = make_case(session, volunteers=0)
    seats = [seat.id for seat in seats_of(session, case.council) if seat.origin is Origin.VOLUNTEER]
    draft = Draft("Sièges fictifs", seats, "Salle fictive", CHANCE, claims_days=0)
    drafting.update_draft(session, case.facilitator, ANNOUNCED, case.draw.id, draft)
    with refused("volunteers_seats"):
        drafting.update_draft(
            session, case.facilitator, ANNOUNCED, case.draw.id, replace(draft, takes_sign_ups=False)
        )
