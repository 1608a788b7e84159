"""Files of a meeting: what they are is found in their content; they are offered as downloads and can be taken off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.kernel.text import clean
from participation.meetings.models import AgendaItem, Document, DocumentKind, Meeting, MeetingState
from participation.meetings.services import access, document_files, media

LOCK = 0x66696C65
"""Key of the PostgreSQL advisory lock that keeps a file from being erased while it is being brought again."""
LARGEST = 10 * 1024 * 1024
MOST = 60
"""Files of one meeting."""
LONGEST_NAME = 80
NOT_IN_NAMES = re.compile(r"[^\w.-]+")
ALIVE = tuple(state for state in MeetingState if state is not MeetingState.CANCELLED)


@dataclass(frozen=True)
class NewDocument:
    """A file that somebody brings."""

    data: bytes
    file_name: str
    title: str
    item_id: int | None = None
    alternative: str = ""
    is_public: bool = True


def of_meeting(session: Session, meeting_id: int, public_only: bool) -> Sequence[Document]:
    """Return the files of a meeting in the order they came; removed ones too, whose reason stands in their place.

    The public never gets those of a confidential item.
    """
    query = sa.select(Document).where(Document.meeting_id == meeting_id).order_by(Document.id)
    return session.scalars(query.where(IS_PUBLIC) if public_only else query).all()


def of_meetings(session: Session, meeting_ids: Sequence[int]) -> Sequence[Document]:
    """Return the files of several meetings that everybody may read, in one query; removed ones too."""
    query = sa.select(Document).where(Document.meeting_id.in_(meeting_ids), IS_PUBLIC)
    return session.scalars(query.order_by(Document.id)).all()


IS_PUBLIC = sa.and_(
    Document.is_public,
    ~sa.exists().where(AgendaItem.id == Document.item_id, AgendaItem.is_confidential),
)


def add(session: Session, actor: Actor, now: datetime, meeting_id: int, new: NewDocument) -> Document:
    """Keep a file of a meeting.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state` (cancelled), `large`, `full` (too many files), `title`, `item`, `alternative` (a picture
            without words), `same` (the meeting has it already), and those of `media.recognise`.
    """
    meeting = access.lock(session, actor, meeting_id, *ALIVE)
    if len(new.data) > LARGEST:
        raise RefusedError("large", most=LARGEST // 2**20)
    if not new.title:
        raise RefusedError("title")
    found = media.recognise(new.data, new.file_name)
    if found.kind is DocumentKind.PICTURE and not new.alternative:
        raise RefusedError("alternative")
    _check_item(session, meeting, new.item_id)
    _lock_files(session)
    digest = document_files.keep(document_files.folder_of(session), found.data)
    present = session.scalars(_present(meeting_id)).all()
    if digest in present:
        raise RefusedError("same")
    if len(present) >= MOST:
        raise RefusedError("full", most=MOST)
    document = Document(
        meeting_id=meeting_id,
        item_id=new.item_id,
        kind=found.kind,
        title=new.title,
        alternative=new.alternative if found.kind is DocumentKind.PICTURE else None,
        file_name=file_name(new.file_name, new.title, found.extension),
        media_type=found.media_type,
        size=len(found.data),
        sha256=digest,
        is_public=new.is_public,
        added_by_id=actor.id,
        added_at=now,
    )
    session.add(document)
    session.flush()
    return document


def _check_item(session: Session, meeting: Meeting, item_id: int | None) -> None:
    if item_id is None:
        return
    item = session.get(AgendaItem, item_id) if 0 < item_id < access.BEYOND else None
    if item is None or item.meeting_id != meeting.id:
        raise RefusedError("item")


def _present(meeting_id: int) -> sa.Select[str]:
    return sa.select(Document.sha256).where(Document.meeting_id == meeting_id, Document.removed_at.is_(None))


def file_name(given: str, title: str, extension: str) -> str:
    """Return the name offered to whoever downloads the file: letters, digits, dashes, and the ending of what it is."""
    stem = clean(given.replace("\\", "/").rsplit("/", 1)[-1]).rpartition(".")[0] or clean(title)
    plain = NOT_IN_NAMES.sub("-", stem).strip("-._")[:LONGEST_NAME].strip("-._")
    return f"{plain or 'document'}.{extension}"


def find_public(session: Session, meeting_id: int, document_id: int, name: str) -> Document:
    """Return a file that everybody may read, by its whole address; it may have been removed.

    Raises:
        MissingError: There is none of that name on a public meeting.
    """
    access.published(session, meeting_id)
    query = sa.select(Document).where(IS_PUBLIC)
    return _found(session, query, meeting_id, document_id, name)


def find(session: Session, actor: Actor, meeting_id: int, document_id: int, name: str | None = None) -> Document:
    """Return a file of a meeting that the account works for.

    Raises:
        MissingError: There is none.
    """
    access.find(session, actor, meeting_id)
    return _found(session, sa.select(Document), meeting_id, document_id, name)


def _found(
    session: Session, query: sa.Select[Document], meeting_id: int, document_id: int, name: str | None
) -> Document:
    query = query.where(Document.id == document_id, Document.meeting_id == meeting_id)
    found = session.scalars(query).one_or_none() if document_id < access.BEYOND else None
    if found is None or name not in (None, found.file_name):
        raise MissingError
    return found


def remove(
    session: Session, actor: Actor, now: datetime, meeting_id: int, document_id: int, reason: str
) -> Document:
    """Take a file off, with a reason that stands in its place; call `erase_unused` once this is committed.

    Raises:
        MissingError: There is none, or not for this account.
        RefusedError: `reason` (none given), `removed` (it already is).
    """
    access.lock(session, actor, meeting_id)
    document = find(session, actor, meeting_id, document_id)
    session.refresh(document)
    if not reason:
        raise RefusedError("reason")
    if document.removed_at is not None:
        raise RefusedError("removed")
    document.removed_at, document.removed_reason = now, reason
    session.flush()
    return document


def erase_unused(session: Session, digest: str) -> bool:
    """Delete bytes that no file shows any more, in a transaction after the one that took it off; tell whether so."""
    _lock_files(session)
    query = sa.select(Document.id).where(Document.sha256 == digest, Document.removed_at.is_(None)).limit(1)
    if session.scalar(query) is not None:
        return False
    document_files.erase(document_files.folder_of(session), digest)
    return True


def path_of(session: Session, document: Document) -> Path:
    """Return where a file's bytes stand."""
    return document_files.path_of(document_files.folder_of(session), document.sha256)


def _lock_files(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
