"""A council's year for the public archives: minutes as page and paper, tables, files, digests, in one zip file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from flask import Response, render_template
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.csv_files import to_csv
from participation.kernel.db import db
from participation.kernel.headers import DOWNLOAD_CSP
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.permissions import requires
from participation.meetings import minutes_words, record_words, words
from participation.meetings.models import Document, Meeting
from participation.meetings.services import access, actions, archives, documents
from participation.meetings.services.archives import Entry, Year
from participation.meetings.services.minutes import reading
from participation.meetings.services.minutes.reading import PublicMinutes
from participation.meetings.views import minutes_paper, minutes_parts
from participation.meetings.views.base import blueprint

MEETINGS = ("reunion", "debut", "titre", "etat", "lieu", "compte_rendu_publie_le", "empreinte_scellee")
DECISIONS = ("decision", "reunion", "texte", "destinataire", "vote", "minorite", "retiree", "pourquoi")
ACTIONS = ("action", "reunion", "texte", "qui", "pour_le", "etat")
FILES = ("piece", "reunion", "titre", "fichier", "type", "octets", "sha256", "retiree", "pourquoi")


@blueprint.get("/travail/reunions/archives/<int:body_id>/<int:year>.zip")
@requires("meetings.read")
def archive(body_id: int, year: int) -> Response:
    """What is public of a year, written while it is sent."""
    body = access.body(db.session, current_user, body_id)
    with speaking(DEFAULT):
        entries = _entries(archives.gather(db.session, body.id, year))
    # All that the database says is known: a slow line holds no reader's lock.
    db.session.rollback()
    response = Response(archives.packed(entries), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="archives-{body_id}-{year}.zip"'
    response.headers["Content-Security-Policy"] = DOWNLOAD_CSP
    return response


def _entries(year: Year) -> list[Entry]:
    found = {meeting.id: reading.public_content(db.session, meeting.id) for meeting in year.meetings}
    shown = [each for each in year.documents if each.removed_at is None]
    entries = [
        _table("reunions.csv", MEETINGS, [_meeting(each, found[each.id]) for each in year.meetings]),
        _table("decisions.csv", DECISIONS, _decisions(year)),
        _table("actions.csv", ACTIONS, _actions(year)),
        _table("pieces.csv", FILES, [_file(each) for each in year.documents]),
        *(Entry(_place(each), partial(Path.read_bytes, documents.path_of(db.session, each))) for each in shown),
    ]
    for meeting in year.meetings:
        minutes = found[meeting.id]
        if minutes is not None:
            page, paper = _page(meeting, minutes, shown), minutes_paper.make(db.session, meeting, minutes)
            stem = f"comptes-rendus/{clock.day_of(meeting.starts_at).isoformat()}-{meeting.id}"
            entries += [Entry(f"{stem}.html", partial(bytes, page)), Entry(f"{stem}.pdf", partial(bytes, paper))]
    return entries


def _page(meeting: Meeting, found: PublicMinutes, files: Sequence[Document]) -> bytes:
    """Return the minutes as a page that stands alone; its pictures are those of the archive."""
    html: dict[str, Any] = dict(found.html)
    for each in files:
        address = minutes_parts.address_of(each)
        html = {key: text.replace(address, f"../{_place(each)}") for key, text in html.items()}
    live = actions.of_meeting(db.session, meeting.id)
    text = render_template(
        "meetings/archived_minutes.html",
        meeting=meeting,
        found=found,
        content=found.content,
        html=html,
        facts=words.facts(meeting),
        votes=minutes_words.votes,
        actions=minutes_parts.action_lines(found.content, live, clock.day_of(meeting.starts_at)),
        attendance=minutes_words.attendance(found.content["attendance"]),
    )
    return text.encode()


def _place(document: Document) -> str:
    return f"pieces/{document.id}-{document.file_name}"


def _table(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Entry:
    # The mark at the beginning tells spreadsheets that the letters are UTF-8.
    return Entry(name, partial(bytes, f"\ufeff{to_csv(header, rows)}".encode()))


def _meeting(meeting: Meeting, found: PublicMinutes | None) -> list[object]:
    published = found.minutes.published_at if found else None
    return [
        meeting.id,
        clock.stamp(meeting.starts_at),
        meeting.title,
        meeting.state.value,
        meeting.place,
        clock.stamp(published) if published else "",
        found.minutes.sealed_sha256 if found else "",
    ]


def _decisions(year: Year) -> list[list[object]]:
    return [
        [
            each.label,
            each.meeting_id,
            each.text,
            each.addressee,
            record_words.decided(each),
            each.minority,
            clock.stamp(each.withdrawn_at) if each.withdrawn_at else "",
            each.withdrawn_reason,
        ]
        for each in year.decisions
    ]


def _actions(year: Year) -> list[list[object]]:
    return [
        [each.label, each.meeting_id, each.text, record_words.doer(each), each.due_on, each.state.value]
        for each in year.actions
    ]


def _file(document: Document) -> list[object]:
    gone = document.removed_at
    return [
        document.id,
        document.meeting_id,
        document.title,
        "" if gone else _place(document),
        document.media_type,
        document.size,
        document.sha256,
        clock.stamp(gone) if gone else "",
        document.removed_reason,
    ]
