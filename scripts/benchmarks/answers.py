"""Answers to invitations over HTTP: eight phones post at once, each answer twice; none is lost, none doubled."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Answer, Departure, Invitation, Substitution
from participation.draws.services.invitations import codes, inviting
from participation.kernel.db import make_engine
from scripts.benchmarks.applicants import Browser
from scripts.benchmarks.servers import server
from tests.conftest import migrate
from tests.support.databases import start_postgres
from tests.support.draws import CHANCE, carry, make_case, make_list

Row = tuple[str, str, str, str, str]
PHONES = 8
PEOPLE = 1000
DECLINE_EACH = 20
"""One in so many says no: each calls the whole rule of succession."""
APPLICATION = "tests.support.at_the_session:app"
KEY = "test"
WANTED = "0 lost, 0 doubled"


@dataclass(frozen=True)
class Letter:
    """An invitation, and what its holder says."""

    index: int
    code: str
    declines: bool

    @property
    def fields(self) -> dict[str, str]:
        """Return the form of the answer."""
        return {"answer": "declined", "confirmed": "y"} if self.declines else {"answer": "accepted"}


@dataclass(frozen=True)
class Outcome:
    """What was answered, and what the database says of it."""

    answered: int
    refused: int
    """Posts that were not taken."""
    lost: int
    doubled: int
    seconds: float


def prepare(url: str, people: int, reserve: int) -> list[Letter]:
    """Fill a migrated database with a drawn list and invite all who are called."""
    engine = make_engine(url)
    with Session(engine) as session:
        case = make_case(session, volunteers=0, seats=people)
        make_list(session, case, people + reserve)
        carry(session, case, "drawn")
        limit = (CHANCE + timedelta(days=14)).date()
        rows = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, limit, (KEY,))
        letters = [
            Letter(row.index, codes.code_of((KEY,), case.draw, row), position % DECLINE_EACH == 0)
            for position, row in enumerate(rows)
        ]
        session.commit()
    engine.dispose()
    return letters


def run(url: str, folder: Path, people: int) -> Outcome:
    """Answer every letter twice, eight phones at a time, on a real server of two processes.

    Args:
        url: Of a migrated, empty database.
        folder: For the server's own files.
        people: How many are called.
    """
    letters = prepare(url, people, people // DECLINE_EACH + 1)
    environ = os.environ | {"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "SECRET_KEY": KEY}
    with server(APPLICATION, environ, Path.cwd()) as address:
        port, started = int(address.rpartition(":")[2]), time.monotonic()
        with ThreadPoolExecutor(PHONES) as pool:
            # Each letter stands twice side by side: two phones post the same answer at the same time.
            twice = [letter for letter in letters for _ in range(2)]
            statuses = list(pool.map(lambda letter: press(port, letter), twice))
        seconds = time.monotonic() - started
    return count(url, letters, statuses, seconds)


def press(port: int, letter: Letter) -> int:
    """Post one answer, from the address that all phones of one tablet share."""
    return Browser(port, "192.0.2.7").post(f"/r/{letter.code}", letter.fields).status


def count(url: str, letters: list[Letter], statuses: list[int], seconds: float) -> Outcome:
    """Compare what was pressed with what the database holds."""
    engine = make_engine(url)
    with engine.connect() as connection:
        yes = Counter(connection.scalars(sa.select(Answer.index).where(Answer.by_code)))
        no = Counter(connection.scalars(sa.select(Departure.index).where(Departure.by_code)))
        given = Counter(connection.scalars(sa.select(Substitution.left_index)))
        heirs = Counter(connection.scalars(sa.select(Substitution.replaced_by)))
        invited = connection.scalar(sa.select(sa.func.count()).select_from(Invitation)) or 0
    engine.dispose()
    lost = sum((no if each.declines else yes)[each.index] != 1 for each in letters)
    lost += sum(each.declines and given[each.index] != 1 for each in letters)
    extra = sum(yes.values()) + sum(no.values()) - len(letters)
    doubled = max(0, extra) + sum(count - 1 for count in heirs.values()) + abs(invited - len(letters))
    return Outcome(len(letters), sum(status != 303 for status in statuses), lost, doubled, seconds)


def measure() -> Iterator[Row]:
    """Give one row a database; what this machine lacks is not measured."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'participation.db'}"
        migrate(url, Path(name))
        yield row("SQLite", run(url, Path(name), PEOPLE))
    try:
        with start_postgres() as postgres, tempfile.TemporaryDirectory() as name:
            url = postgres.create("answers")
            migrate(url, Path(name))
            yield row("PostgreSQL", run(url, Path(name), PEOPLE))
    except pytest.fail.Exception as lacking:
        yield f"{PEOPLE} answers by {PHONES} phones, PostgreSQL", f"not measured ({lacking})", "", "", WANTED


def row(database: str, outcome: Outcome) -> Row:
    """Return the line of the table."""
    told = f"{outcome.answered} answered twice each, {outcome.lost} lost, {outcome.doubled} doubled"
    return (
        f"{outcome.answered} answers by {PHONES} phones at once, {database}",
        told + (f", {outcome.refused} refused" if outcome.refused else ""),
        f"{outcome.seconds:.0f} s for {2 * outcome.answered} posts",
        "",
        WANTED,
    )
