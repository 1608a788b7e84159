"""Acknowledged sign-ups and kill -9: people sign up while the server dies again and again at random instants."""

import contextlib
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa

from participation.journal.models import JournalEntry
from participation.kernel.db import make_engine
from participation.kernel.forms import FASTEST_SECONDS
from participation.sortition.canonical import canonical
from participation.volunteers.codes import code_sha256
from participation.volunteers.models import SignUp
from participation.volunteers.services.registration import KIND
from scripts.benchmarks import pages
from scripts.benchmarks.applicants import LOST, PATIENCE_SECONDS, Browser, LastPage, walk
from scripts.benchmarks.servers import Server
from tests.support.databases import start_postgres

Row = tuple[str, str, str, str, str]
CLIENTS = 8
PAGES_A_KILL = 2
KILLS = 60
FIRST, LAST = 0.05, 0.25
"""Seconds between the first answer after a start and the kill."""
WANTED = "0 lost, 0 doubled"
OPEN_COUNCIL = "grace-de-dieu"


@dataclass(frozen=True)
class Outcome:
    """What was promised to people, and what the database says of it."""

    kills: int
    cut: int
    """Answers that a kill took away."""
    acknowledged: int
    lost: int
    """Acknowledged codes that are not exactly once among the sign-ups and exactly once in the journal."""
    doubled: int
    """Sign-ups or journal entries beyond one for each person."""
    is_intact: bool
    """Whether the journal's chain and the database's own check hold."""


def run(environ: dict[str, str], neighbourhood: str, kills: int, seed: int) -> Outcome:
    """Kill a server again and again while people sign up for one council; count what became of them.

    Args:
        environ: Settings of the server, with DATABASE_URL, of a migrated database.
        neighbourhood: Code of a neighbourhood whose council is open to sign-ups.
        seed: Of the instants of the kills.
    """
    server = Server("wsgi:app", environ | {"TRUSTED_PROXIES": "1", "FLASK_APP": "wsgi:app"}, Path.cwd())
    chosen = random.Random(seed)
    start(server)
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            numbers = range(CLIENTS)
            stacks = list(pool.map(lambda n: prepare(server.port, neighbourhood, n, kills * PAGES_A_KILL), numbers))
            time.sleep(FASTEST_SECONDS + 1)
            for _ in range(kills):
                one_round(server, pool, stacks, chosen.uniform(FIRST, LAST))
                start(server)
            list(pool.map(finish, stacks))
    finally:
        server.kill()
    return count(environ, kills, [page for stack in stacks for page in stack])


def one_round(server: Server, pool: ThreadPoolExecutor, stacks: list[list[LastPage]], seconds: float) -> None:
    """Let everybody press, and kill the server that long after the first answer."""
    answered = threading.Event()
    rounds = [pool.submit(press_some, stack, answered) for stack in stacks]
    answered.wait(PATIENCE_SECONDS)
    time.sleep(seconds)
    server.kill()
    for done in rounds:
        done.result()


def start(server: Server) -> None:
    """Start a server and wait until a page comes: a kill then meets people at work, not a server that wakes up."""
    server.start()
    Browser(server.port, "192.0.2.1").get("/aide")


def prepare(port: int, neighbourhood: str, number: int, count: int) -> list[LastPage]:
    """Walk one client through several sign-ups, each in a browser and from an address of its own."""
    return [
        walk(Browser(port, f"198.51.{number}.{turn + 1}"), neighbourhood, f"Volontaire Fictif {number}-{turn}")
        for turn in range(count)
    ]


def press_some(stack: list[LastPage], answered: threading.Event) -> None:
    """Press a few last buttons, first the one that got no answer, until the server goes."""
    with contextlib.suppress(*LOST):
        for page in islice(waiting(stack), PAGES_A_KILL):
            page.press()
            answered.set()


def finish(stack: list[LastPage]) -> None:
    """Press again what was pressed and got no answer; what was never pressed stays so."""
    for page in waiting(stack):
        if page.lost_answers:
            page.press()


def waiting(stack: list[LastPage]) -> Iterator[LastPage]:
    """Give the pages without a receipt."""
    return (page for page in stack if not page.code)


def count(environ: dict[str, str], kills: int, stack: list[LastPage]) -> Outcome:
    """Compare the receipts with the rows and the journal."""
    promised = [code_sha256(page.code) for page in stack if page.code]
    engine = make_engine(environ["DATABASE_URL"])
    with engine.connect() as connection:
        mine = SignUp.name.like("Volontaire Fictif %")
        rows = connection.execute(sa.select(SignUp.name, SignUp.code_sha256).where(mine)).all()
        payloads = connection.scalars(sa.select(JournalEntry.payload).where(JournalEntry.kind == KIND)).all()
        is_sound = engine.dialect.name != "sqlite" or connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    engine.dispose()
    digests, entries = Counter(row.code_sha256 for row in rows), Counter(payloads)
    entry_of = {digest: canonical({"code_sha256": digest}).decode() for digest in digests}
    return Outcome(
        kills,
        cut=sum(page.lost_answers for page in stack),
        acknowledged=len(promised),
        lost=sum(digests[d] != 1 or entries[entry_of[d]] != 1 for d in promised),
        doubled=len(rows) - len({row.name for row in rows}) + sum(entries.values()) - len(entries),
        is_intact=is_sound and journal_holds(environ),
    )


def journal_holds(environ: dict[str, str]) -> bool:
    """Tell what `flask journal verify` says."""
    command = [sys.executable, "-m", "flask", "journal", "verify"]
    done = subprocess.run(command, env=environ | {"FLASK_APP": "wsgi:app"}, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def measure() -> Iterator[Row]:
    """Give one row a database, each with the demonstration; what this machine lacks is not measured."""
    with tempfile.TemporaryDirectory() as name:
        yield row("SQLite", soak(Path(name), f"sqlite:///{Path(name) / 'participation.db'}"))
    try:
        with start_postgres() as postgres, tempfile.TemporaryDirectory() as name:
            yield row("PostgreSQL", soak(Path(name), postgres.create("soak")))
    except pytest.fail.Exception as lacking:
        yield f"{KILLS} kills during sign-ups, PostgreSQL", f"not measured ({lacking})", "", "", WANTED


def soak(folder: Path, url: str) -> Outcome:
    """Load the demonstration into an empty database and kill its server."""
    environ = pages.environment(folder) | {"DATABASE_URL": url}
    pages.prepare(folder, environ)
    return run(environ, OPEN_COUNCIL, KILLS, seed=1)


def row(database: str, outcome: Outcome) -> Row:
    """Return the line of the table."""
    told = f"{outcome.acknowledged} acknowledged, {outcome.lost} lost, {outcome.doubled} doubled"
    return (
        f"{outcome.kills} kills during sign-ups, {database}", told + ("" if outcome.is_intact else ", damaged"),
        f"{outcome.cut} answers cut off", "", WANTED,
    )  # fmt: skip
