"""Searching and listing 100,000 pages of minutes next to 1,000: the slowest twentieth of the answers must not double.

The same 50 questions and the same lists are asked of both by turns, in one process, through the whole application.
All texts are made of invented words, as common and as rare as those of a language.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.config import Settings
from participation.kernel import stems
from participation.meetings.models import Action, AgendaItem, Decision, Meeting, Minutes
from participation.meetings.services import indexing
from tests.support.databases import start_postgres
from tests.support.factories import make_account, make_council

Row = tuple[str, str, str, str, str]
SMALL, LARGE = 1_000, 100_000
PAGES_A_MEETING, DECISIONS_A_MEETING, COUNCILS = 10, 2, 7
WORDS_A_PAGE, VOCABULARY = 120, 20_000
TURNS = 7
WANTED = "≤ 2"
FIRST_DAY = datetime(2016, 1, 5, 17, 30, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 1, 17, 30, tzinfo=UTC)
BATCH = 2_000
COMMON = ["conseil", "quartier", "habitants", "réunion", "ville", "décision", "projet", "square", "logement", "école"]
SYLLABLES = ["ba", "lo", "ri", "ment", "tou", "cha", "vel", "sor", "pi", "gue", "nar", "dé", "ju", "fon", "mi", "ter"]
LISTS = [
    "/reunions", "/reunions?quartier=c3", "/decisions", "/decisions?quartier=c3", "/decisions?annee=2019",
    "/decisions?quartier=c3&annee=2019", "/decisions?voir=actions", "/decisions?voir=actions&etat=over",
    "/decisions?voir=actions&etat=late", "/decisions?voir=actions&annee=2019",
]


def measure() -> list[Row]:
    """Return two rows a database: the searches, the lists."""
    rows = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rows += _rows("SQLite", [f"sqlite:///{folder / f'{size}.db'}" for size in (SMALL, LARGE)], folder)
        server = stack.enter_context(start_postgres())
        rows += _rows("PostgreSQL", [server.create(f"search{size}") for size in (SMALL, LARGE)], folder)
    return rows


def _rows(name: str, urls: list[str], folder: Path) -> list[Row]:
    apps = [_filled(url, size, folder) for url, size in zip(urls, (SMALL, LARGE), strict=True)]
    clients = [app.test_client() for app in apps]
    rows = []
    for label, addresses in (("50 searches", _questions()), ("list pages", LISTS)):
        small, large = _slowest(clients, addresses)
        rows.append(
            (
                f"{label} among {LARGE:,} pages of minutes, p95, {name}", f"{large * 1000:.1f} ms",
                f"among {SMALL:,}: {small * 1000:.1f} ms", f"{large / small:.2f}", WANTED,
            )
        )
    for app in apps:
        app.extensions["db"]["engine"].dispose()
    return rows


def _slowest(clients: list[FlaskClient], addresses: list[str]) -> tuple[float, float]:
    """Return the 95th percentile of each application's answers, each address by its median over the turns."""
    taken: dict[tuple[int, str], list[float]] = {}
    for turn in range(TURNS + 1):
        for address in addresses:
            for place, client in enumerate(clients):
                start = time.perf_counter()
                status = client.get(address).status_code
                elapsed = time.perf_counter() - start
                if status != 200:
                    raise RuntimeError(address)
                if turn:  # the first one warms up
                    taken.setdefault((place, address), []).append(elapsed)
    found = [sorted(median(times) for (place, _), times in taken.items() if place == which) for which in (0, 1)]
    small, large = (times[-(-95 * len(times) // 100) - 1] for times in found)
    return small, large


def _questions() -> list[str]:
    """Return 50 searches: 10 common words, words from common to rare, pairs of them, one in ten that finds nothing."""
    words = _vocabulary()
    alone = [words[rank] for rank in (20, 40, 80, 150, 300, 600, 1200, 2500, 5000, 10_000, 15_000, 19_000)]
    pairs = [f"{common} {words[30 * 2**place]}" for place, common in enumerate(COMMON[:9])]
    rare = [f"{words[50 * place]} {words[70 * place + 1]}" for place in range(1, 10)]
    usual = ["l’école du quartier", "les décisions du conseil", "REUNIONS HABITANTS", "logements de la ville", "un projet"]
    nothing = ["zzyzx", "conseil zzyzx", "xylophone quartier", "introuvable", "absent partout"]
    asked = [*COMMON, *alone, *pairs, *rare, *usual, *nothing]
    return [f"/reunions/recherche?q={question}" for question in asked]


def _vocabulary() -> list[str]:
    """Return invented words, each once, the commonest first, after the ten real ones."""
    chance, seen = random.Random(4), dict.fromkeys(COMMON)
    while len(seen) < VOCABULARY:
        seen["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = None
    return list(seen)


def _filled(url: str, size: int, folder: Path) -> Flask:
    """Return an application with councils, meetings, published minutes, decisions, actions, and their index."""
    settings = replace(Settings(), database_url=url, secret_key="bench", instance_path=folder, testing=True)  # noqa: S106
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.extensions["db"]["write"].begin() as session:
        _fill(session, size)
    if not url.startswith("sqlite"):
        with app.extensions["db"]["engine"].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    return app


def _fill(session: Session, size: int) -> None:
    councils = [make_council(session, code=f"c{number}", name=f"Quartier fictif {number}") for number in range(COUNCILS)]
    account = make_account(session)
    meetings = size // PAGES_A_MEETING
    step = (LAST_DAY - FIRST_DAY) / meetings
    instants = [FIRST_DAY + step * number for number in range(meetings)]
    bodies = [councils[number % COUNCILS].body_id for number in range(meetings)]
    _many(session, Meeting, (_meeting(number, at, bodies[number - 1], account.id) for number, at in enumerate(instants, 1)))
    _many(session, AgendaItem, (_item(number, at, bodies[number - 1]) for number, at in enumerate(instants, 1)))
    _many(session, Minutes, (_minutes(number, at) for number, at in enumerate(instants, 1)))
    _many(session, Decision, _records(instants, bodies, decided=True))
    _many(session, Action, _records(instants, bodies, decided=False))
    texts = _texts(instants, bodies)
    while some := list(islice(texts, BATCH)):
        indexing.write(session, some)


def _many(session: Session, model: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, BATCH)):
        session.execute(sa.insert(model), some)


def _meeting(number: int, at: datetime, body: int, account: int) -> dict[str, Any]:
    return {
        "id": number, "body_id": body, "title": "Réunion du conseil", "state": "closed", "starts_at": at,
        "ends_at": at + timedelta(hours=2), "place": "Maison de quartier", "address": "1 rue Fictive",
        "access": "De plain-pied", "childcare": "", "language_help": "", "is_open": True, "uid": f"bench-{number}",
        "sequence": 0, "changed_at": at, "created_by_id": account, "created_at": at, "convened_at": at,
        "opened_at": at, "closed_at": at + timedelta(hours=2), "is_fictitious": True,
    }


def _item(number: int, at: datetime, body: int) -> dict[str, Any]:
    return {
        "id": number, "body_id": body, "meeting_id": number, "position": 1, "kind": "decision", "title": "Le square",
        "text": "", "minutes": 20, "state": "planned", "outcome": "done", "is_confidential": False,
        "proposed_by": "team", "proposed_at": at,
    }


def _minutes(number: int, at: datetime) -> dict[str, Any]:
    return {
        "meeting_id": number, "state": "published", "introduction": "", "summary": "", "disagreements": "", "version": 0,
        "published_at": at + timedelta(days=60), "sealed_sha256": "0" * 64,
    }


def _records(instants: list[datetime], bodies: list[int], decided: bool) -> Iterator[dict[str, Any]]:
    last: dict[tuple[int, int], int] = {}
    for meeting, (at, body) in enumerate(zip(instants, bodies, strict=True), 1):
        for _ in range(DECISIONS_A_MEETING):
            number = last[body, at.year] = last.get((body, at.year), 0) + 1
            common = {
                "body_id": body, "meeting_id": meeting, "item_id": meeting, "year": at.year, "number": number,
                "text": f"Ouvrir le square numéro {number}.",
            }
            if decided:
                yield common | {"is_consensus": True, "decided_at": at, "addressee": "La commune"}
            else:
                is_over = at < LAST_DAY - timedelta(days=100)
                state = "done" if is_over else "open"
                yield common | {"who": "La commune", "due_on": at.date(), "state": state, "created_at": at}


def _texts(instants: list[datetime], bodies: list[int]) -> Iterator[dict[str, Any]]:
    """Yield pages whose words are as common as their rank says (Zipf's law)."""
    words = _vocabulary()
    stemmed = [stems.stems(word) for word in words]
    weights, total = [], 0.0
    for rank in range(1, len(words) + 1):
        total += 1 / rank
        weights.append(total)
    chance, ranks = random.Random(11), range(len(words))
    for meeting, (at, body) in enumerate(zip(instants, bodies, strict=True), 1):
        first = at.date().toordinal() * indexing.DAY + PAGES_A_MEETING * meeting % indexing.DAY
        for page in range(PAGES_A_MEETING):
            chosen = chance.choices(ranks, cum_weights=weights, k=WORDS_A_PAGE)
            yield {
                "id": first + page, "kind": "minutes", "reference": f"{meeting}#point-{page}", "body_id": body,
                "meeting_id": meeting, "title": "Le square", "text": " ".join(words[rank] for rank in chosen),
                "stems": " ".join(stemmed[rank] for rank in chosen),
            }
