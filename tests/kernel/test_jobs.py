"""Jobs: one worker each, taken back when it dies, failures told and contained."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel import jobs
from participation.kernel.jobs import Job, JobState


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Kinds of job of the test, and what they did."""
    seen: list[int] = []
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_due", {})

    @jobs.handler("note")
    def note(_sessions, payload, _now, report):
        report(1, 2)
        seen.append(payload["number"])

    @jobs.handler("break")
    def broken(_sessions, _payload, _now, _report):
        raise ArithmeticError("a secret that must not be stored")

    return seen


def test_a_job_is_done_once_and_says_how_far_it_is(app: Flask, session: Session, now: datetime, done: list[int]) -> None:
    job = jobs.enqueue(session, now, "note", {"number": 7}, None)
    session.commit()
    maker = app.extensions["db"]["write"]
    assert jobs.work_one(maker, lambda: now)
    assert not jobs.work_one(maker, lambda: now)
    session.refresh(job)
    assert (done, job.state, job.done, job.total) == ([7], JobState.DONE, 1, 2)


def test_a_failure_is_told_by_its_kind_only(app: Flask, session: Session, now: datetime, done: list[int]) -> None:
    job = jobs.enqueue(session, now, "break", {}, None)
    session.commit()
    assert jobs.work_one(app.extensions["db"]["write"], lambda: now)
    session.refresh(job)
    assert (job.state, job.error, done) == (JobState.FAILED, "ArithmeticError", [])


def test_a_job_whose_worker_died_goes_back_to_the_queue(
    app: Flask, session: Session, now: datetime, done: list[int]
) -> None:
    job = jobs.enqueue(session, now, "note", {"number": 1}, None)
    job.state, job.heard_at = JobState.RUNNING, now
    session.commit()
    maker = app.extensions["db"]["write"]
    assert not jobs.work_one(maker, lambda: now + jobs.STALE - timedelta(seconds=1))
    assert jobs.work_one(maker, lambda: now + jobs.STALE + timedelta(seconds=1))
    assert done == [1]


def test_two_workers_never_do_the_same_job(app: Flask, session: Session, now: datetime, done: list[int]) -> None:
    for number in range(20):
        jobs.enqueue(session, now, "note", {"number": number}, None)
    session.commit()
    maker = app.extensions["db"]["write"]

    def work() -> None:
        while jobs.work_one(maker, lambda: now):
            pass

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(20))
    assert set(session.scalars(sa.select(Job.state))) == {JobState.DONE}


def test_one_due_failure_leaves_the_others_done(app: Flask, now: datetime, done: list[int]) -> None:
    @jobs.due("a_breaks")
    def breaks(_session, _now):
        raise ArithmeticError

    @jobs.due("b_works")
    def works(_session, _now):
        return 3

    assert jobs.run_due(app.extensions["db"]["write"], now) == {"a_breaks": -1, "b_works": 3}


def test_an_unknown_kind_is_a_mistake_of_ours(session: Session, now: datetime, done: list[int]) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue(session, now, "nothing", {}, None)
