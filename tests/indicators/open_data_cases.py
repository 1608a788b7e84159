"""Open data as a stranger takes it: every file, every part, and what must be in none of them."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Person
from participation.draws.models import ListedPerson, MinutesLine
from participation.indicators.models import (
    Area,
    Indicator,
    Observation,
    PastObservation,
    Sex,
    SourceVersion,
    ValueImport,
)
from participation.indicators.services.open_data import DATASETS
from participation.representation.models import InstitutionContact
from participation.volunteers.models import SignUp
from tests.conftest import NOW
from tests.support.pages import PageClient

REACHING = ("name", "first_name", "last_name", "birth_name", "email", "phone", "postal_address", "address", "helper")
ABOUT_PEOPLE = (Person, SignUp, Account, ListedPerson, MinutesLine, InstitutionContact)
MEASURED = ("annee", "valeur", "cible", "estimation", "fait")
"""Columns of years and quantities, which are alike by chance."""
SHORTEST = 5
"""Shorter texts stand in any file by chance."""


def take_all(client: PageClient, folder: Path) -> dict[str, str]:
    """Save the package as somebody would: its description, and each file beside it."""
    (folder / "datapackage.json").write_bytes(client.get("/donnees/datapackage.json").get_data())
    files = {}
    for dataset in DATASETS:
        content = client.get(f"/donnees/{dataset.code}.csv").get_data()
        (folder / f"{dataset.code}.csv").write_bytes(content)
        files[dataset.code] = content.decode("utf-8")
    return files


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    return list(csv.DictReader(io.StringIO(text)))


def parts_of(client: PageClient, code: str) -> list[dict[str, Any]]:
    """Return all rows of a dataset, part by part, as a program follows them."""
    rows: list[dict[str, Any]] = []
    address: str | None = f"/api/v1/{code}"
    while address:
        part = client.get(address.removeprefix("http://127.0.0.1:8000")).get_json()
        rows += part["lignes"]
        address = part["suivant"]
    return rows


def personal(session: Session) -> tuple[set[str], set[str]]:
    """Return what reaches or names a person of the database, and the birth years there are."""
    texts, years = set(), set()
    for model in ABOUT_PEOPLE:
        columns = model.__table__.columns
        for name in REACHING:
            if name in columns:
                texts |= set(session.scalars(sa.select(columns[name]).where(columns[name].is_not(None))))
        if "birth_year" in columns:
            years |= {str(year) for year in session.scalars(sa.select(columns["birth_year"])) if year}
    return {text for text in texts if len(text) >= SHORTEST}, years


def betrayed(files: Iterable[str], texts: set[str], years: set[str]) -> list[str]:
    """Return what files tell of people: names and addresses anywhere, birth years as cells."""
    found = []
    for text in files:
        found += [each for each in texts if each in text]
        for row in rows_of(text):
            cells = (cell for name, cell in row.items() if not any(word in name for word in MEASURED))
            found += [cell for cell in cells if cell in years]
    return found


def add_value(session: Session, **values: Any) -> Observation:
    """Add a value for the first place and the first indicator."""
    source = session.scalars(sa.select(SourceVersion)).first() or SourceVersion(
        name="Source fictive", vintage="2021", method="", is_fictitious=True
    )
    brought = ValueImport(
        at=NOW, file_name="a.csv", file_sha256="0" * 64, source=source, added=1, changed=0, unchanged=0, is_fictitious=True
    )
    session.add(brought)
    session.flush()
    place = {
        "area_id": session.scalars(sa.select(Area.id).order_by(Area.id)).first(),
        "indicator_id": session.scalars(sa.select(Indicator.id).order_by(Indicator.id)).first(),
        "year": 2021,
        "sex": Sex.ALL,
    }
    told = {"is_secret": False, "import_id": brought.id, "is_fictitious": True}
    value = Observation(**(place | told | values))
    session.add(value)
    session.flush()
    return value


def replace_value(
    session: Session, value: Observation, result: float | None, is_secret: bool = False
) -> None:
    """Note that a value was another one before."""
    same = {name: getattr(value, name) for name in ("area_id", "indicator_id", "year", "sex", "import_id", "is_fictitious")}
    before = {"result": result, "is_secret": is_secret, "replaced_at": NOW, "replaced_by_id": value.import_id}
    session.add(PastObservation(**same, **before))
    session.flush()
