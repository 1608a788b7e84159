"""Pages of the slice: the journal for people, and as a file for whoever checks it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from participation.journal import services
from participation.journal.models import JournalEntry
from participation.journal.sentences import Subject, names_of, sentence
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.headers import as_download
from participation.kernel.pagination import page_number, paginate
from participation.kernel.permissions import public
from participation.sortition.canonical import canonical

blueprint = Blueprint("journal", __name__)
LONGEST_SUBJECT = 80


@dataclass(frozen=True)
class Act:
    """An entry as a page shows it."""

    sequence: int
    at: datetime
    words: str
    subject: Subject
    sha256: str
    previous_sha256: str
    facts: tuple[tuple[str, str], ...]


@blueprint.get("/journal")
@public
def index() -> str:
    """List the official acts, the newest first; all, or those of one subject."""
    subject = request.args.get("objet", "")[:LONGEST_SUBJECT].replace("\x00", "") or None
    page = paginate(db.session, services.newest_first(subject), page_number(request.args.get("page")))

    def page_url(number: int | None) -> str:
        return url_for("journal.index", page=number, objet=subject) if number else ""

    return render_template(
        "journal/index.html",
        page=page,
        acts=_acts(db.session, [row[0] for row in page.rows]),
        head=services.head(db.session),
        subject=names_of(db.session, [subject])[subject] if subject else None,
        previous_url=page_url(page.previous),
        next_url=page_url(page.next),
    )


@blueprint.get("/journal/<int:sequence>")
@public
def entry(sequence: int) -> str:
    """Show one act and the bytes that its fingerprint is made from."""
    found = services.entry(db.session, sequence)
    if found is None:
        raise MissingError
    fields = services.as_public(found)
    del fields["sha256"]
    return render_template(
        "journal/entry.html",
        act=_acts(db.session, [found])[0],
        hashed=canonical(fields).decode(),
        has_next=services.entry(db.session, sequence + 1) is not None,
    )


@blueprint.get("/journal.json")
@public
def download() -> Response:
    """Send the whole journal, an entry a line, as a JSON array."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    head = services.head(db.session)
    # Not make_conditional, which gathers the whole file in memory to measure it.
    is_known = request.if_none_match.contains_weak(head)
    response = Response(status=304) if is_known else Response(_lines(app), mimetype="application/json")
    response.set_etag(head)
    return as_download(response, "journal.json")


def _lines(app: Flask) -> Iterator[str]:
    """Read a batch at a time, each in a short transaction: a slow reader holds up no writer."""
    last, opening = 0, "["
    while True:
        with app.extensions["db"]["read"]() as reading:
            batch = [services.as_public(row) for row in services.batch_after(reading, last)]
        if not batch:
            break
        for public_entry in batch:
            yield f"{opening}\n{canonical(public_entry).decode()}"
            last, opening = int(str(public_entry["sequence"])), ","
    yield "\n]\n" if last else "[]\n"


def _acts(session: Session, entries: list[JournalEntry]) -> list[Act]:
    names = names_of(session, sorted({row.subject for row in entries}))
    return [_act(row, names[row.subject]) for row in entries]


def _act(row: JournalEntry, subject: Subject) -> Act:
    payload: dict[str, Any] = json.loads(row.payload)
    return Act(
        sequence=row.sequence,
        at=row.at,
        words=sentence(row.kind, payload),
        subject=subject,
        sha256=row.sha256,
        previous_sha256=row.previous_sha256,
        facts=tuple((key, _shown(value)) for key, value in payload.items()),
    )


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
