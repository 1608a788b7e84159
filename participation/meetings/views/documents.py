"""Files of a meeting: brought and taken off by the team, downloaded by everybody."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.headers import DOWNLOAD_CSP
from participation.kernel.permissions import can, public, requires
from participation.kernel.redirects import see_other
from participation.meetings import record_words
from participation.meetings.models import Document
from participation.meetings.record_forms import DocumentForm, ReasonForm, put_refusal
from participation.meetings.services import access, agenda, documents
from participation.meetings.views.base import blueprint

AT = "/travail/reunions/<int:meeting_id>/pieces"
ENVELOPE = 1024 * 1024
"""What a form adds around its file."""


@blueprint.url_value_preprocessor
def take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who prepare meetings send a file, here alone; anybody else is stopped at the usual size."""
    if endpoint == "meetings.staff_documents" and request.method == "POST" and can("meetings.prepare"):
        request.max_content_length = documents.LARGEST + ENVELOPE
        # A slow line keeps no writer waiting: the transaction begins again once the file is there.
        db.session.rollback()


@blueprint.route(AT, methods=["GET", "POST"])
@requires("meetings.prepare")
def staff_documents(meeting_id: int) -> Any:
    """The files of a meeting, removed ones too, and a form for one more."""
    form = DocumentForm()
    # The file is read before the writing request asks the database anything.
    data = _read(form)
    meeting = access.find(db.session, current_user, meeting_id)
    form.offer_items(agenda.items_of(db.session, meeting_id))
    if form.validate_on_submit():
        try:
            document = documents.add(db.session, current_user, clock.now(), meeting_id, form.new(data))
            anchor = f"piece-{document.id}"
            db.session.commit()
            return see_other("meetings.staff_documents", meeting_id=meeting_id, _anchor=anchor)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    found = documents.of_meeting(db.session, meeting_id, public_only=False)
    page = render_template(
        "meetings/staff_documents.html",
        meeting=meeting,
        form=form,
        year=clock.day_of(meeting.starts_at).year,
        rows=[(each, record_words.about(each)) for each in found],
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _read(form: DocumentForm) -> bytes:
    """Return the content of the file sent, up to what is too much."""
    sent = form.file.data
    if not isinstance(sent, FileStorage):
        return b""
    with sent.stream:
        return bytes(sent.stream.read(documents.LARGEST + 1))


@blueprint.route(AT + "/<int:document_id>/retirer", methods=["GET", "POST"])
@requires("meetings.prepare")
def remove_document(meeting_id: int, document_id: int) -> Any:
    """Take a file off, with a reason that stands in its place."""
    meeting = access.find(db.session, current_user, meeting_id)
    document = documents.find(db.session, current_user, meeting_id, document_id)
    form = ReasonForm()
    if form.validate_on_submit():
        session, now, digest = db.session, clock.now(), document.sha256
        try:
            documents.remove(session, current_user, now, meeting_id, document_id, form.reason.data or "")
            session.commit()
            # In a transaction of its own: bytes that are gone do not come back with a rollback.
            documents.erase_unused(session, digest)
            session.commit()
            return see_other("meetings.staff_documents", meeting_id=meeting_id, _anchor=f"piece-{document_id}")
        except RefusedError as refusal:
            session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(session, current_user, meeting_id)
            document = documents.find(session, current_user, meeting_id, document_id)
    page = render_template("meetings/remove_document.html", meeting=meeting, document=document, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/reunions/<int:meeting_id>/pieces/<int:document_id>/<string(maxlength=120):file_name>")
@public
def document(meeting_id: int, document_id: int, file_name: str) -> Response:
    """A file that everybody may read, at the address that the page gives."""
    return sent(documents.find_public(db.session, meeting_id, document_id, file_name))


@blueprint.get(AT + "/<int:document_id>/<string(maxlength=120):file_name>")
@requires("meetings.read")
def staff_document(meeting_id: int, document_id: int, file_name: str) -> Response:
    """A file for the team, public or not."""
    return sent(documents.find(db.session, current_user, meeting_id, document_id, file_name))


def sent(found: Document) -> Response:
    """Return a file as a download that no browser runs, whatever it holds."""
    try:
        data = b"" if found.removed_at is not None else documents.path_of(db.session, found).read_bytes()
    except FileNotFoundError:
        data = b""
    if not data:
        abort(410)
    is_text = found.media_type.startswith("text/")
    response = Response(data, content_type=f"{found.media_type}; charset=utf-8" if is_text else found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    response.headers["Content-Security-Policy"] = DOWNLOAD_CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response
