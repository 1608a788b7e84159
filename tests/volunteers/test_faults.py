"""Sign-ups on real servers: killed at random instants, and twenty times the same last post at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from participation.kernel.db import make_engine
from scripts.benchmarks import soak
from tests.support.factories import make_council

KILLS = 10
AT_ONCE = 20
pytestmark = pytest.mark.real_time


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of a server whose one council is open to sign-ups."""
    engine = make_engine(database_url)
    with Session(engine) as session:
        make_council(session, sign_up_open=True)
        session.commit()
    yield os.environ | {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "test"}
    engine.dispose()


def test_acknowledged_sign_ups_survive_kills(environ: dict[str, str]) -> None:
    outcome = soak.run(environ, "chemin-vert", KILLS, seed=7)
    assert outcome.cut > 0
    assert outcome.acknowledged >= KILLS
    assert (outcome.lost, outcome.doubled, outcome.is_intact) == (0, 0, True)
