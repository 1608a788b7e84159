"""Lists brought to a draw by the real services, from bytes of a file to people; everybody is fictitious."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.imports import ColumnMapping
from participation.draws.models import Draw, FaultKind, ListedPerson, ListKind, PoolList, RowVerdict
from participation.draws.services.lists import columns, importing, sending, verdicts
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.sending import About
from participation.kernel.tables import open_table
from tests.support.draws import ANNOUNCED, CHANCE, Case
from tests.support.factories import finish_jobs

HEADER = "Nom;Prénom;Date de naissance;Sexe;Adresse;Code postal;Commune"
LARGEST = 10_000_000
PURGE_ON = CHANCE.date() + timedelta(days=30)


def row(number: int, **values: str) -> str:
    """Return a line about a fictitious person, unlike the others."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    cells = {
        "family": f"Fictif{letters}",
        "given": f"Alix{letters}",
        "born": f"{1 + number % 28:02d}/03/{1950 + number % 50}",
        "gender": "FM"[number % 2],
        "address": f"{number + 1} rue des Essais",
        "postal_code": "14000",
        "town": "Caen",
    }
    return ";".join((cells | values).values())


def content(*rows: str) -> bytes:
    """Return a file with the usual header."""
    return "\n".join((HEADER, *rows, "")).encode("utf-8")


def about(**values: Any) -> About:
    """Return what a facilitator says of a list."""
    usual: dict[str, Any] = {
        "kind": ListKind.ELECTORAL_ROLL,
        "name": "Liste fictive",
        "legal_basis": "Mission d’intérêt public (données fictives)",
        "provenance": "Mairie fictive",
        "provided_on": date(2026, 11, 2),
        "purge_on": PURGE_ON,
    }
    return About(**(usual | values))


def send(session: Session, case: Case, data: bytes, file_name: str = "liste.csv", **values: Any) -> PoolList:
    """Send a file."""
    with folder_of(session).receive(io.BytesIO(data), LARGEST) as received:
        table = open_table(received.path, file_name)
        return sending.send(
            session, case.facilitator, ANNOUNCED, case.draw.id, about(**values), file_name, received, table
        )


def check(app: Flask, session: Session, case: Case, found: PoolList, mapping: ColumnMapping | None = None) -> PoolList:
    """Choose the proposed columns and let the worker check the list."""
    chosen = mapping or columns.chosen(found)
    columns.choose(session, case.facilitator, ANNOUNCED, case.draw.id, found.id, chosen)
    return worked(app, session, found)


def bring(
    app: Flask, session: Session, case: Case, data: bytes, now: datetime = ANNOUNCED, **values: Any
) -> PoolList:
    """Send, check and import a list, accepting every doubt."""
    found = check(app, session, case, send(session, case, data, **values))
    kinds = sa.select(FaultKind.code).where(FaultKind.list_id == found.id, FaultKind.is_doubt)
    for code in session.scalars(kinds).all():
        verdicts.decide_kind(session, case.facilitator, case.draw.id, found.id, code, RowVerdict.ACCEPTED)
    importing.start(session, case.facilitator, now, case.draw.id, found.id)
    return worked(app, session, found)


def worked(app: Flask, session: Session, found: PoolList) -> PoolList:
    """Let the worker do what waits, and return the list as it then stands."""
    session.commit()
    finish_jobs(app)
    session.expire_all()
    return found


def people_of(session: Session, found: PoolList) -> list[ListedPerson]:
    """Return the people of a list, by line."""
    query = sa.select(ListedPerson).where(ListedPerson.list_id == found.id).order_by(ListedPerson.line)
    return list(session.scalars(query))


def states(session: Session, draw: Draw) -> list[tuple[str, str, str]]:
    """Return every listed person of a draw as (list, given name, state)."""
    query = (
        sa.select(PoolList.name, ListedPerson.given_name, ListedPerson.state)
        .join(ListedPerson, ListedPerson.list_id == PoolList.id)
        .where(PoolList.draw_id == draw.id)
        .order_by(ListedPerson.id)
    )
    return [(name, given, state.value) for name, given, state in session.execute(query)]
