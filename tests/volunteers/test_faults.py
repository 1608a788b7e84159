"""Sign-ups on real servers: killed at random instants, and twenty times the same last post at once."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal.models import JournalEntry
from participation.kernel.db import make_engine
from participation.kernel.forms import FASTEST_SECONDS
from participation.volunteers.codes import code_sha256
from participation.volunteers.models import SignUp
from participation.volunteers.services.registration import KIND
from scripts.benchmarks import soak
from scripts.benchmarks.applicants import Browser, LastPage, walk
from scripts.benchmarks.servers import server
from tests.support.factories import make_council

KILLS = 10
AT_ONCE = 20
pytestmark = pytest.mark.real_time


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings of a server whose one council is open to sign-ups."""
    engine = make_engine(database_url)
    with Session(engine) as session:
        make_council(session, sign_up_open=True)
        session.commit()
    engine.dispose()
    return os.environ | {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "test"}


def test_acknowledged_sign_ups_survive_kills(environ: dict[str, str]) -> None:
    outcome = soak.run(environ, "chemin-vert", KILLS, seed=7)
    assert outcome.cut > 0
    assert outcome.acknowledged >= KILLS
    assert (outcome.lost, outcome.doubled, outcome.is_intact) == (0, 0, True)


def test_the_same_last_post_twenty_times_at_once_is_one_sign_up(environ: dict[str, str]) -> None:
    with server("wsgi:app", environ | {"TRUSTED_PROXIES": "1"}, Path.cwd()) as address:
        page = walk(
            Browser(int(address.rpartition(":")[2]), "198.51.100.1"), "chemin-vert", "Volontaire Fictif"
        )
        time.sleep(FASTEST_SECONDS + 1)
        same = [
            replace(page, browser=replace(page.browser, cookies=dict(page.browser.cookies)))
            for _ in range(AT_ONCE)
        ]
        together = threading.Barrier(AT_ONCE)

        def press(own: LastPage) -> None:
            together.wait()
            own.press()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(press, same))
    assert len({own.code for own in same}) == 1
    engine = make_engine(environ["DATABASE_URL"])
    with engine.connect() as connection:
        digests = connection.scalars(sa.select(SignUp.code_sha256)).all()
        payloads = connection.scalars(sa.select(JournalEntry.payload).where(JournalEntry.kind == KIND)).all()
    engine.dispose()
    assert digests == [code_sha256(same[0].code)]
    assert [json.loads(payload) for payload in payloads] == [{"code_sha256": digests[0]}]
