"""Eight phones that answer at once, on a real server with two processes: no answer is lost, none counts twice."""

from pathlib import Path

import pytest

from scripts.benchmarks.answers import run

pytestmark = pytest.mark.real_time
PEOPLE = 60


def test_no_answer_is_lost_and_none_counts_twice(database_url: str, tmp_path: Path) -> None:
    found = run(database_url, tmp_path, PEOPLE)
    assert (found.answered, found.refused, found.lost, found.doubled) == (PEOPLE, 0, 0, 0)
