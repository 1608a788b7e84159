"""A year for the archives is the same each time, holds what is public, and proves itself."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.meetings.services import archives, documents
from participation.meetings.services.archives import Entry
from participation.meetings.services.documents import NewDocument
from tests.meetings.makers import make_meeting
from tests.meetings.minutes_cases import LATER, MinutesCase, make_minutes_case
from tests.meetings.test_documents import PDF
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient


@pytest.fixture
def case(app: Flask, session: Session) -> MinutesCase:
    """A meeting with published minutes, one public file, one for the team, one taken off."""
    case = make_minutes_case(session)
    with app.test_request_context():
        case.publish(session)
    for number, is_public in enumerate((True, False, True)):
        new = NewDocument(PDF + b"\n" * number, f"plan{number}.pdf", f"Plan {number}", is_public=is_public)
        document = documents.add(session, case.facilitator, LATER, case.meeting.id, new)
    documents.remove(session, case.facilitator, LATER, case.meeting.id, document.id, "Un visage")
    session.commit()
    return case


def fetched(client: PageClient, case: MinutesCase, year: int = 2026) -> bytes:
    with client.get(f"/travail/reunions/archives/{case.meeting.body_id}/{year}.zip") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        return bytes(answer.data)


def test_archive_holds_the_public_year_and_proves_it(
    client: PageClient, session: Session, case: MinutesCase
) -> None:
    body_id = case.meeting.body_id
    session.commit()
    sign_in(client, case.facilitator)
    session.rollback()
    data = fetched(client, case)
    session.rollback()
    assert fetched(client, case) == data
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = archive.namelist()
    stem = f"comptes-rendus/2026-11-20-{case.meeting_id}"
    assert {f"{stem}.html", f"{stem}.pdf", "reunions.csv", "decisions.csv", "actions.csv", "pieces.csv"} < set(names)
    assert [name for name in names if name.startswith("pieces/")] == ["pieces/1-plan0.pdf"]
    assert archive.read("pieces/1-plan0.pdf") == PDF
    assert archive.read(f"{stem}.pdf").startswith(b"%PDF-")
    lines = archive.read("empreintes.sha256").decode().splitlines()
    assert [line[66:] for line in lines] == [name for name in names if name != "empreintes.sha256"]
    assert all(hashlib.sha256(archive.read(line[66:])).hexdigest() == line[:64] for line in lines)
    assert b"madame X" not in b"".join(archive.read(name) for name in names)
    page = archive.read(f"{stem}.html").decode()
    for words in ("Trois bancs", "Confidentiel"):
        assert words in page
    rows = list(csv.DictReader(io.StringIO(archive.read("pieces.csv").decode("utf-8-sig"))))
    assert [(row["titre"], row["pourquoi"]) for row in rows] == [("Plan 0", ""), ("Plan 2", "Un visage")]
    assert body_id


def test_archive_of_others_or_of_an_empty_year_is_missing(
    client: PageClient, new_client: Callable[[], PageClient], session: Session, case: MinutesCase
) -> None:
    address = f"/travail/reunions/archives/{case.meeting.body_id}"
    stranger = make_account(session, councils=[make_council(session, code="autre", name="Autre")])
    session.commit()
    sign_in(client, stranger)
    assert client.get(f"{address}/2026.zip").status_code == 404
    team = new_client()
    sign_in(team, case.facilitator)
    assert team.get(f"{address}/2025.zip").status_code == 404
    assert team.get(f"{address}/{10**12}.zip").status_code == 404


def test_archive_keeps_drafts_out(session: Session, case: MinutesCase) -> None:
    make_meeting(session, case.council, case.facilitator, convened_at=None)
    year = archives.gather(session, case.meeting.body_id, 2026)
    assert [meeting.convened_at is None for meeting in year.meetings] == [False] * len(year.meetings)


def test_a_zip_is_made_piece_by_piece_and_is_the_same_in_any_order() -> None:
    made: list[str] = []

    def entry(name: str) -> Entry:
        def data() -> bytes:
            made.append(name)
            return name.encode() * 1000

        return Entry(name, data)

    pieces = archives.packed([entry("b"), entry("a")])
    first = next(pieces)
    assert made == ["a"]
    assert first
    whole = first + b"".join(pieces)
    assert whole == b"".join(archives.packed([entry("a"), entry("b")]))
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None


def test_gathering_takes_as_many_queries_for_one_meeting_as_for_ten(
    session: Session, case: MinutesCase, count_queries: list[str]
) -> None:
    def count() -> int:
        session.expire_all()
        count_queries.clear()
        archives.gather(session, case.council.body_id, 2026)
        return len(count_queries)

    body: Any = case.council.body_id
    assert body
    before = count()
    for _ in range(9):
        make_meeting(session, case.council, case.facilitator)
    session.flush()
    assert count() == before
