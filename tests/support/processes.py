"""Real processes on one database: some are killed in the middle, some act at the same instant."""

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.db import make_engine
from participation.kernel.errors import RefusedError
from tests.support.databases import PostgresServer

fork = multiprocessing.get_context("fork")
Job = Callable[[Session], Any]


class Copies:
    """A prepared database that can be had again and again as it was."""

    def __init__(self, url: str, folder: Path, server: PostgresServer | None) -> None:
        self.url, self.folder, self.server, self.count = url, folder, server, 0

    def fresh(self) -> str:
        """Return the address of a new copy."""
        self.count += 1
        if self.server is None:
            path = self.folder / f"copy{self.count}.db"
            shutil.copyfile(self.url.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        name = str(sa.make_url(self.url).database)
        # A lent database keeps its name for the next test: a number of ours alone would come again.
        return self.server.create(f"{name}_{time.perf_counter_ns()}", template=name)


def in_session(url: str, job: Job) -> Any:
    """Do something in a transaction on a database, with an engine of its own."""
    engine = make_engine(url)
    try:
        with Session(engine, expire_on_commit=False) as session:
            return job(session)
    finally:
        engine.dispose()


def statements(url: str, job: Job) -> int:
    """Do a job to its end and return how many statements and commits it took."""
    seen: list[str] = []
    engine = make_engine(url)
    sa.event.listen(engine, "before_cursor_execute", lambda *_args: seen.append("statement"))
    sa.event.listen(engine, "commit", lambda _connection: seen.append("commit"))
    with Session(engine) as session:
        job(session)
    engine.dispose()
    return len(seen)


def kill_at(url: str, job: Job, point: int) -> None:
    """Do a job in a child that kills itself before a statement or a commit, counted from 1."""

    def die_in_time() -> None:
        left = [point]

        def count(*_args: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        engine = make_engine(url)
        sa.event.listen(engine, "before_cursor_execute", count)
        sa.event.listen(engine, "commit", count)
        with Session(engine) as session:
            job(session)

    child = fork.Process(target=die_in_time)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL


def crowd(url: str, jobs: list[Job]) -> list[str]:
    """Do jobs at the same instant, each in a process; return what became of each."""
    barrier, answers = fork.Barrier(len(jobs)), fork.SimpleQueue()

    def one(job: Job) -> None:
        engine = make_engine(url)
        with Session(engine) as session:
            session.connection()
            session.rollback()
            barrier.wait(60)
            try:
                answers.put("done" if job(session) else "same")
            except RefusedError as refusal:
                answers.put(refusal.code)

    children = [fork.Process(target=one, args=(job,)) for job in jobs]
    for child in children:
        child.start()
    found = [answers.get() for _child in children]
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    return found
