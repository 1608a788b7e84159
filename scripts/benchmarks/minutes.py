"""Ten-page minutes as a paper: the whole request, warm, from the database to the bytes."""

import io
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pikepdf

from participation.app import create_app
from participation.config import Settings
from participation.kernel.kept import Kept
from participation.meetings.services.minutes import approving, publishing
from participation.meetings.views import minutes_paper
from scripts.benchmarks.draw import Row
from tests.conftest import migrate
from tests.meetings.minutes_cases import LATER, SQUARE, address, make_minutes_case

PAGES = 10
WANTED_SECONDS = 0.4
RUNS = 9
PARAGRAPH = "Le conseil **parle** du square, des bancs et des lampes ; chacun dit ce qu’il voit depuis sa fenêtre. " * 5


def measure() -> Iterator[Row]:
    """Give one row: the median of some requests, none of them answered from what the process keeps."""
    with tempfile.TemporaryDirectory() as name:
        seconds, pages = timed(Path(name))
    yield (f"minutes of {pages} pages as PDF/UA-1, the whole request, warm", f"{seconds:.2f} s", "", "", f"≤ {WANTED_SECONDS} s")


def timed(folder: Path) -> tuple[float, int]:
    """Return the median seconds of a request, and how many pages the file has."""
    url = f"sqlite:///{folder / 'participation.db'}"
    migrate(url, folder)
    app = create_app(replace(Settings(), database_url=url, secret_key="test", instance_path=folder))  # noqa: S106
    with app.extensions["db"]["write"](expire_on_commit=False) as session:
        case = make_minutes_case(session)
        case.circulate(session)
        case.write(session, introduction=text(18), first=text(24), disagreements=text(9))
        later = case.later_meeting(session)
        approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
        case.sign(session, case.facilitator, case.secretary)
        publishing.publish(session, case.facilitator, LATER, case.meeting_id, address)
        session.commit()
    taken, browser = [], app.test_client()
    for run in range(RUNS + 1):
        minutes_paper.made = Kept(32)
        started = time.monotonic()
        response = browser.get(f"/reunions/{case.meeting_id}/compte-rendu.pdf")
        if run:  # the first one warms up
            taken.append(time.monotonic() - started)
    with pikepdf.open(io.BytesIO(response.data)) as document:
        pages = len(document.pages)
    if pages < PAGES:
        raise RuntimeError(f"only {pages} pages")
    app.extensions["db"]["engine"].dispose()
    return median(taken), pages


def text(sections: int) -> str:
    """Return Markdown of so many sections, each with a heading, a paragraph and a list."""
    return "\n\n".join(f"## Partie {number}\n\n{PARAGRAPH}\n\n{SQUARE}" for number in range(1, sections + 1))
