"""The chain: appended without a gap, refused to change by the database, checked by anyone."""

import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.journal import services
from participation.journal.models import JournalEntry
from participation.journal.services import Flaw
from participation.sortition.errors import CanonicalError

THREADS = 8
EACH = 10


def fill(session: Session, now: datetime, count: int = 5) -> None:
    for number in range(1, count + 1):
        services.append(session, now, "seat.taken", "council:chemin-vert", {"seat": number, "x": "é\u00a0"})
    session.commit()


def let_rewrite(session: Session) -> None:
    """Do what somebody with every right on the database could do: remove the guards."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("DROP TRIGGER journal_entry_no_update"))
        session.execute(sa.text("DROP TRIGGER journal_entry_no_delete"))
    else:
        session.execute(sa.text("ALTER TABLE journal_entry DISABLE TRIGGER USER"))


def test_an_empty_journal_holds_and_its_head_is_zeros(session: Session) -> None:
    assert services.head(session) == "0" * 64
    assert services.verify(session) == services.Report(0, "0" * 64)


def test_the_hash_is_that_of_the_documented_bytes(session: Session, now: datetime) -> None:
    first = services.append(
        session, now, "draw.sealed", "draw:1", {"seal": "ab", "a": None, "n": 3, "b": True}
    )
    fields = (
        '{"at":"2026-11-24T09:00:00Z","kind":"draw.sealed","payload":{"a":null,"b":true,"n":3,"seal":"ab"},'
        f'"previous":"{"0" * 64}","sequence":1,"subject":"draw:1"}}'
    )
    assert first.sha256 == hashlib.sha256(b"conseil-draw/1/journal\n" + fields.encode()).hexdigest()
    second = services.append(session, now, "draw.sealed", "draw:2", {})
    assert (second.sequence, second.previous_sha256) == (2, first.sha256)
    assert services.head(session) == second.sha256


def test_public_form_holds_what_is_hashed_and_the_hash(session: Session, now: datetime) -> None:
    entry = services.append(session, now, "draw.sealed", "draw:1", {"seal": "ab"})
    public = json.loads(json.dumps(services.as_public(entry)))
    assert public.pop("sha256") == entry.sha256
    text = json.dumps(public, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(services.TAG + text.encode()).hexdigest() == entry.sha256


def test_a_fraction_of_a_second_is_dropped_from_row_and_hash(session: Session, now: datetime) -> None:
    services.append(session, now + timedelta(microseconds=7), "seat.taken", "council:x", {})
    session.commit()
    session.expire_all()
    assert services.entries_for(session, "council:x")[0].at == now
    assert services.verify(session).holds


@pytest.mark.parametrize(
    "payload", [{"share": 0.5}, {"when": datetime(2026, 1, 1, tzinfo=UTC)}, {1: "x"}, {"n": 2**60}]
)
def test_a_payload_without_canonical_form_is_refused(session: Session, now: datetime, payload: dict) -> None:
    with pytest.raises(CanonicalError):
        services.append(session, now, "seat.taken", "council:x", payload)
    assert session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 0


def test_entries_of_a_subject_come_in_order(session: Session, now: datetime) -> None:
    for subject in ("draw:1", "draw:2", "draw:1"):
        services.append(session, now, "draw.sealed", subject, {})
    assert [entry.sequence for entry in services.entries_for(session, "draw:1")] == [1, 3]


def test_a_refused_act_leaves_no_entry(session: Session, now: datetime) -> None:
    fill(session, now, 1)
    services.append(session, now, "seat.taken", "council:x", {})
    session.rollback()
    fill(session, now, 1)
    assert services.verify(session).count == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET payload = '{}' WHERE sequence = 2",
        "UPDATE journal_entry SET sequence = 9 WHERE sequence = 2",
        "DELETE FROM journal_entry WHERE sequence = 2",
        "DELETE FROM journal_entry",
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE sequence = 2",
        "INSERT OR REPLACE INTO journal_entry SELECT 4, at, kind, subject, payload, previous_sha256, sha256 "
        "FROM journal_entry WHERE sequence = 2",
        "TRUNCATE journal_entry",
    ],
)
def test_the_database_refuses_to_rewrite_the_journal(session: Session, now: datetime, statement: str) -> None:
    fill(session, now, 3)
    with pytest.raises(sa.exc.DBAPIError) as refusal:
        session.execute(sa.text(statement))
    session.rollback()
    speaker = {"TRUNCATE": "postgresql", "INSERT": "sqlite"}.get(statement.split()[0])
    if speaker in (None, session.get_bind().dialect.name):
        assert "append-only" in str(refusal.value)
    assert services.verify(session).count == 3


@pytest.mark.parametrize(
    ("statement", "broken", "flaw"),
    [
        ("UPDATE journal_entry SET payload = '{}' WHERE sequence = 3", 3, Flaw.HASH),
        ("UPDATE journal_entry SET payload = '{\"a\": 1}' WHERE sequence = 3", 3, Flaw.PAYLOAD),
        ("UPDATE journal_entry SET payload = 'not json' WHERE sequence = 3", 3, Flaw.PAYLOAD),
        ("UPDATE journal_entry SET kind = 'seat.left' WHERE sequence = 1", 1, Flaw.HASH),
        ("UPDATE journal_entry SET subject = 'x' WHERE sequence = 5", 5, Flaw.HASH),
        ("UPDATE journal_entry SET at = '2026-11-24 09:00:01.000000+00' WHERE sequence = 2", 2, Flaw.HASH),
        ("UPDATE journal_entry SET sequence = 6 WHERE sequence = 5", 5, Flaw.SEQUENCE),
        ("UPDATE journal_entry SET previous_sha256 = sha256 WHERE sequence = 4", 4, Flaw.PREVIOUS),
        ("DELETE FROM journal_entry WHERE sequence = 1", 1, Flaw.SEQUENCE),
        ("DELETE FROM journal_entry WHERE sequence = 4", 4, Flaw.SEQUENCE),
    ],
)
def test_verify_names_the_first_entry_rewritten(
    session: Session, now: datetime, statement: str, broken: int, flaw: Flaw
) -> None:
    fill(session, now)
    let_rewrite(session)
    if session.get_bind().dialect.name == "sqlite":
        statement = statement.replace("+00'", "'")
    session.execute(sa.text(statement))
    session.commit()
    report = services.verify(session)
    assert (report.holds, report.broken, report.flaw, report.count) == (False, broken, flaw, broken - 1)


def test_a_rewritten_entry_with_a_fresh_hash_breaks_the_next_one(session: Session, now: datetime) -> None:
    fill(session, now)
    let_rewrite(session)
    entry = services.entries_for(session, "council:chemin-vert")[1]
    fresh = services.digest(2, now, entry.kind, entry.subject, {}, entry.previous_sha256)
    session.execute(
        sa.update(JournalEntry).where(JournalEntry.sequence == 2).values(payload="{}", sha256=fresh)
    )
    session.commit()
    session.expire_all()
    report = services.verify(session)
    assert (report.broken, report.flaw) == (3, Flaw.PREVIOUS)


@pytest.mark.real_time
def test_writers_at_once_leave_no_gap(app: Flask, session: Session, now: datetime) -> None:
    sessions = app.extensions["db"]["write"]
    start = threading.Barrier(THREADS)
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        start.wait()
        try:
            for number in range(EACH):
                with sessions.begin() as own:
                    services.append(own, now, "seat.taken", f"writer:{writer}", {"n": number})
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert services.verify(session).count == THREADS * EACH


@pytest.mark.parametrize("number", [10**9, 2**40])
def test_a_number_that_was_never_given_is_no_entry(session: Session, number: int) -> None:
    assert services.entry(session, number) is None


def test_command_says_that_the_journal_holds(app: Flask, session: Session, now: datetime) -> None:
    fill(session, now)
    result = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert result.exit_code == 0
    assert services.head(session) in result.output


def test_command_names_the_broken_entry(app: Flask, session: Session, now: datetime) -> None:
    fill(session, now)
    let_rewrite(session)
    session.execute(sa.text("UPDATE journal_entry SET subject = 'x' WHERE sequence = 4"))
    session.commit()
    result = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert result.exit_code == 1
    assert "4" in result.output
