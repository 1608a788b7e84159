"""Two people who record the same draw at the same instant, on a real server with two processes."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.draws.models import Contribution, Draw, DrawState, Reading, Selection
from participation.draws.services import chance
from participation.journal import services as journal
from participation.kernel.db import make_engine
from scripts.benchmarks.applicants import Browser, Reply, hidden
from scripts.benchmarks.servers import server
from tests.support.draws import CHANCE, DICE, WORDS, Case, make_case
from tests.support.factories import PASSWORD

TIMES = 10
pytestmark = pytest.mark.real_time


@pytest.fixture
def case(database_url: str) -> Case:
    """A sealed draw that waits for its dice: the words are there."""
    engine = make_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        case = make_case(session, until="sealed")
        chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, WORDS)
        session.commit()
    engine.dispose()
    return case


def signed_in(port: int, account: Account, address: str) -> Browser:
    """Return the browser of somebody who has logged in."""
    browser = Browser(port, address)
    token = hidden(browser.get("/connexion").text, "csrf_token")
    reply = browser.post("/connexion", {"email": account.email, "password": PASSWORD, "csrf_token": token})
    assert reply.status == 303, reply.text
    return browser


def at_once(acts: list[Callable[[], Reply]]) -> list[int]:
    """Do all acts at the same instant; return the status of each answer."""
    together = threading.Barrier(len(acts))

    def do(act: Callable[[], Reply]) -> int:
        together.wait()
        return act().status

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_two_people_who_type_the_dice_at_once_make_one_result(
    database_url: str, case: Case, tmp_path: Path
) -> None:
    environ = os.environ | {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "test"}
    page = f"/travail/tirages/{case.draw.id}"
    with server("tests.support.at_the_session:app", environ, Path.cwd()) as address:
        port = int(address.rpartition(":")[2])
        people = [signed_in(port, who, "127.0.0.1") for who in (case.facilitator, case.witness)]
        tokens = [hidden(browser.get(page + "/lecture").text, "csrf_token") for browser in people]
        fields = [{"item": "1", "attempt": "1", "dice": DICE, "csrf_token": token} for token in tokens]
        typed = at_once(
            [
                lambda who=who, own=own: who.post(page + "/lecture", own)  # type: ignore[misc]
                for who, own in zip(people, fields, strict=True)
                for _ in range(TIMES)
            ]
        )
        finished = at_once(
            [
                lambda who=who, own=own: who.post(page + "/resultat", {"csrf_token": own})  # type: ignore[misc]
                for who, own in zip(people, tokens, strict=True)
                for _ in range(TIMES)
            ]
        )
    assert set(typed + finished) == {303}
    engine = make_engine(database_url)
    with Session(engine) as session:
        draw = session.get_one(Draw, case.draw.id)
        assert draw.state == DrawState.DRAWN
        for table, wanted in ((Reading, 3), (Contribution, 2), (Selection, draw.seats)):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == wanted, table
        acts = [act.kind for act in journal.entries_for(session, f"draw:{draw.uuid}")]
        assert acts.count("draw.drawn") == 1
        assert journal.verify(session).holds
    engine.dispose()
