"""The versions of published minutes, and what changed from one to the next, word by word."""

from flask import render_template

from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.permissions import public
from participation.meetings import minutes_words
from participation.meetings.services import access
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import reading
from participation.meetings.views import minutes_parts
from participation.meetings.views.base import blueprint


@blueprint.get("/reunions/<int:meeting_id>/compte-rendu/versions")
@public
def minutes_versions(meeting_id: int) -> str:
    """Every version since the minutes were sent to those present."""
    meeting = access.published(db.session, meeting_id)
    found = reading.public_revisions(db.session, meeting_id)
    if not found:
        raise MissingError
    return render_template(
        "meetings/minutes_versions.html",
        meeting=meeting,
        revisions=list(reversed(found)),
        withheld_changes=minutes_parts.withheld_changes(found),
        reasons=minutes_words.REASONS,
        fictitious=meeting.is_fictitious,
    )


@blueprint.get("/reunions/<int:meeting_id>/compte-rendu/versions/<int:version>")
@public
def minutes_version(meeting_id: int, version: int) -> str:
    """What one version changed."""
    meeting = access.published(db.session, meeting_id)
    found = reading.public_revisions(db.session, meeting_id)
    place = next((at for at, each in enumerate(found) if each.number == version), None)
    if place is None:
        raise MissingError
    before = found[place - 1] if place else None
    return render_template(
        "meetings/minutes_version.html",
        meeting=meeting,
        revision=found[place],
        before=before,
        reason=minutes_words.REASONS[found[place].reason],
        changes=minutes_parts.changes(before, found[place]),
        withheld_changed=found[place].id in minutes_parts.withheld_changes(found[max(0, place - 1) : place + 1]),
        whole=contents.whole_digest(contents.parsed(found[place].content)),
        fictitious=meeting.is_fictitious,
    )
