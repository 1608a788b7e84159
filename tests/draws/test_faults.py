"""Processes that are killed in the middle of sealing and drawing, and many that act at the same instant.

Children are real processes with connections of their own. The one that is to die counts its database
statements and kills itself before a given one, which leaves exactly what the end of the application would.
"""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.draws.models import (
    Act,
    Contribution,
    Draw,
    DrawSecret,
    DrawState,
    Entry,
    EntrySecret,
    Reading,
    Selection,
)
from participation.draws.services import chance, files, sealing
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.sortition import verify
from tests.support.draws import CHANCE, DICE, WORDS, Case, make_case, shown, window_end
from tests.support.factories import sign_in
from tests.support.pages import PageClient
from tests.support.processes import Copies, Job, crowd, in_session, kill_at, statements

POINTS = 12
CROWD = 20
ROUNDS = 3


@pytest.fixture
def copies(database_url: str, app: Flask, tmp_path: Path, request: pytest.FixtureRequest) -> Copies:
    """Copies of the test's database, once its connections are closed."""
    server = request.getfixturevalue("postgres") if database_url.startswith("postgresql") else None
    return Copies(database_url, tmp_path, server)


def prepare(session: Session, until: str) -> Case:
    """Return a case whose columns stay at hand when its session is closed."""
    session.expire_on_commit = False
    return make_case(session, until=until)


def release(session: Session, app: Flask) -> None:
    """Commit what was prepared and let go of the database, so that it can be copied."""
    session.commit()
    session.close()
    app.extensions["db"]["engine"].dispose()


def spread(count: int) -> list[int]:
    """Return points from the first to the last, the last ones all of them: there the commits are."""
    step = max(1, count // POINTS)
    return sorted({*range(1, count + 1, step), *range(max(1, count - 3), count + 1)})


def seal_as(who: int, draw_id: int, case: Case) -> Job:
    """Return the second person's agreement to seal, committed."""
    at, actor = window_end(case), case.witness if who == case.witness.id else case.facilitator

    def job(session: Session) -> bool:
        draw = session.get_one(Draw, draw_id)
        digest = shown(Act.SEAL, sealing.content_of_sealing(session, draw))
        done = sealing.seal(session, actor, at, draw_id, digest)
        session.commit()
        return done

    return job


def read_as(actor: Account, draw_id: int) -> Job:
    """Return a reading of the dice as the page keeps it: the reading, then the result."""

    def job(session: Session) -> bool:
        chance.type_dice(session, actor, CHANCE, draw_id, 1, 1, DICE)
        session.commit()
        done = chance.finish(session, CHANCE, draw_id)
        session.commit()
        return done

    return job


def summary(session: Session, draw_id: int) -> dict[str, Any]:
    """Return what there is of a draw."""
    draw = session.get_one(Draw, draw_id)
    rows = (Entry, EntrySecret, Contribution, Selection, DrawSecret)
    found: dict[str, Any] = {
        model.__name__: session.scalar(sa.select(sa.func.count()).select_from(model)) for model in rows
    }
    found["state"], found["seal"], found["seed"] = draw.state, draw.seal, draw.seed
    found["ranks"] = session.scalar(sa.select(sa.func.count()).where(Entry.rank.is_not(None)))
    found["acts"] = session.scalars(
        sa.select(JournalEntry.kind).where(JournalEntry.subject == f"draw:{draw.uuid}")
    ).all()
    found["journal"] = journal.verify(session).holds
    return found


@pytest.mark.real_time
def test_killed_while_sealing_there_is_one_sealed_list_or_none(
    session: Session, app: Flask, copies: Copies
) -> None:
    case = prepare(session, "signed")
    number = case.draw.id
    seal_as(case.facilitator.id, number, case)(session)
    release(session, app)
    job = seal_as(case.witness.id, number, case)
    points = spread(statements(copies.fresh(), job))
    assert len(points) >= POINTS
    for point in points:
        url = copies.fresh()
        kill_at(url, job, point)
        left = in_session(url, lambda s: summary(s, number))
        assert (left["state"], left["Entry"], left["EntrySecret"]) == (DrawState.CLOSED, 0, 0), point
        assert left["seal"] is None
        assert left["journal"]
        assert in_session(url, job) is True
        done = in_session(url, lambda s: summary(s, number))
        assert (done["state"], done["Entry"], done["EntrySecret"]) == (DrawState.SEALED, 12, 12)
        assert done["acts"].count("draw.sealed") == 1


@pytest.mark.real_time
def test_killed_while_drawing_the_result_is_the_same_one(
    session: Session, app: Flask, copies: Copies
) -> None:
    case = prepare(session, "sealed")
    number = case.draw.id
    chance.type_words(session, case.facilitator, CHANCE, number, 0, 1, WORDS)
    read_as(case.facilitator, number)(session)
    release(session, app)
    job = read_as(case.witness, number)
    reference = copies.fresh()
    points = spread(statements(reference, job))
    expected = in_session(reference, lambda s: files.transcript(s, s.get_one(Draw, number)))
    assert len(points) >= POINTS
    for point in points:
        url = copies.fresh()
        kill_at(url, job, point)
        left = in_session(url, lambda s: summary(s, number))
        assert (left["state"], left["Contribution"], left["Selection"]) == (DrawState.SEALED, 0, 0), point
        assert (left["ranks"], left["seed"], left["DrawSecret"]) == (0, None, 1)
        recover(url, job, number)
        assert in_session(url, lambda s: files.transcript(s, s.get_one(Draw, number))) == expected
        assert in_session(url, lambda s: summary(s, number))["acts"].count("draw.drawn") == 1


def recover(url: str, job: Job, number: int) -> None:
    """Go on as people would: the worker finishes what is known, else the second reader types again."""

    def work(session: Session) -> None:
        chance.finish_waiting(session, CHANCE)
        session.commit()

    in_session(url, work)
    if in_session(url, lambda s: s.get_one(Draw, number).state) == DrawState.SEALED:
        in_session(url, job)


@pytest.mark.real_time
def test_twenty_identical_readings_at_once_give_one_result(
    session: Session, app: Flask, copies: Copies
) -> None:
    case = prepare(session, "sealed")
    number = case.draw.id
    chance.type_words(session, case.facilitator, CHANCE, number, 0, 1, WORDS)
    read_as(case.facilitator, number)(session)
    release(session, app)
    for _round in range(ROUNDS):
        url = copies.fresh()
        found = crowd(url, [read_as(case.witness, number)] * CROWD)
        assert found.count("done") == 1, found
        assert found.count("same") == CROWD - 1, found
        done = in_session(url, lambda s: summary(s, number))
        assert (done["state"], done["Contribution"], done["Selection"]) == (DrawState.DRAWN, 2, 4)
        assert in_session(url, lambda s: s.scalar(sa.select(sa.func.count()).select_from(Reading))) == 3
        transcript = in_session(url, lambda s: files.transcript(s, s.get_one(Draw, number)))
        assert verify.verify(transcript).assurance == "A"


@pytest.mark.real_time
def test_two_readers_at_once_give_one_result(session: Session, app: Flask, copies: Copies) -> None:
    case = prepare(session, "sealed")
    number = case.draw.id
    chance.type_words(session, case.facilitator, CHANCE, number, 0, 1, WORDS)
    release(session, app)
    for _round in range(ROUNDS):
        url = copies.fresh()
        found = crowd(url, [read_as(case.facilitator, number), read_as(case.witness, number)] * 5)
        assert found.count("done") == 1, found
        done = in_session(url, lambda s: summary(s, number))
        assert (done["state"], done["Contribution"], done["DrawSecret"]) == (DrawState.DRAWN, 2, 1)


@pytest.mark.real_time
def test_two_people_who_seal_at_once_seal_once(session: Session, app: Flask, copies: Copies) -> None:
    case = prepare(session, "signed")
    number = case.draw.id
    release(session, app)
    for _round in range(ROUNDS):
        url = copies.fresh()
        jobs = [seal_as(who.id, number, case) for who in (case.facilitator, case.witness)] * 5
        found = crowd(url, jobs)
        assert found.count("done") == 1, found
        assert found.count("same") == 1, found
        done = in_session(url, lambda s: summary(s, number))
        assert (done["state"], done["Entry"], done["EntrySecret"]) == (DrawState.SEALED, 12, 12)
        assert done["acts"].count("draw.sealed") == 1
        assert done["journal"]


def test_twenty_identical_posts_at_once_give_one_result(
    session: Session, app: Flask, clock: time_machine.Traveller
) -> None:
    case = prepare(session, "sealed")
    number = case.draw.id
    chance.type_words(session, case.facilitator, CHANCE, number, 0, 1, WORDS)
    chance.type_dice(session, case.facilitator, CHANCE, number, 1, 1, DICE)
    session.commit()
    clock.move_to(CHANCE + timedelta(minutes=1))
    browser = PageClient(app)
    sign_in(browser, case.witness)
    path = f"/travail/tirages/{number}/lecture"
    browser.get(path)
    cookie = browser.flask.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    fields = {"item": 1, "attempt": 1, "dice": DICE, "csrf_token": browser.token()}
    statuses: list[int] = []

    def post() -> None:
        client = app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        statuses.append(client.post(path, data=fields).status_code)

    threads = [threading.Thread(target=post) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert statuses == [303] * CROWD
    session.expire_all()
    found = summary(session, number)
    assert (found["state"], found["Contribution"], found["Selection"]) == (DrawState.DRAWN, 2, 4)
    assert found["acts"].count("draw.drawn") == 1
