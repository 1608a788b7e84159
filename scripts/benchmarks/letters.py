"""Two hundred letters to those called, as one file to print: from the database to the bytes."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from participation.app import create_app
from participation.config import Contact, Settings
from participation.draws.services.invitations import inviting
from scripts.benchmarks.draw import Row
from tests.conftest import migrate
from tests.support.draws import CHANCE, carry, make_case, make_list
from tests.support.factories import PASSWORD

LETTERS = 200
WANTED_SECONDS = 5.0
KEY = "test"
CONTACT = Contact(phone="06 39 98 00 00", email="accueil@example.org", place="Maison de quartier (lieu fictif)")


def measure() -> Iterator[Row]:
    """Give one row: the whole request of the facilitator who prints."""
    with tempfile.TemporaryDirectory() as name:
        seconds, of_processor, size = timed(Path(name))
    yield (
        f"{LETTERS} letters as one PDF/UA-1 file, the whole request",
        f"{seconds:.1f} s ({of_processor:.1f} s of processor), {size / 1e6:.1f} MB",
        "",
        "",
        f"≤ {WANTED_SECONDS:.0f} s",
    )


def timed(folder: Path) -> tuple[float, float, int]:
    """Return how many seconds the file takes, how many of them the processor works, and how many bytes it has."""
    url = f"sqlite:///{folder / 'participation.db'}"
    migrate(url, folder)
    settings = replace(Settings(), database_url=url, secret_key=KEY, instance_path=folder, contact=CONTACT)
    app = create_app(settings)
    with app.extensions["db"]["write"](expire_on_commit=False) as session:
        case = make_case(session, volunteers=0, seats=LETTERS)
        make_list(session, case, LETTERS)
        carry(session, case, "drawn")
        limit = (CHANCE + timedelta(days=21)).date()
        inviting.invite(session, case.facilitator, CHANCE, case.draw.id, limit, (KEY,))
        email, draw_id = case.facilitator.email, case.draw.id
        session.commit()
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/connexion", data={"email": email, "password": PASSWORD})
    started, worked = time.monotonic(), time.process_time()
    file = browser.get(f"/travail/tirages/{draw_id}/invitations/lettres.pdf")
    seconds, of_processor = time.monotonic() - started, time.process_time() - worked
    if file.status_code != 200:
        raise RuntimeError(f"no letters: {file.status_code}")
    app.extensions["db"]["engine"].dispose()
    return seconds, of_processor, len(file.data)
