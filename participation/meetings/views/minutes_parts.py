"""What the pages of the minutes share: addresses of pictures, steps, decisions and actions worded, changes to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from flask import current_app
from sqlalchemy.orm import Session

from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import Role
from participation.meetings import minutes_forms, minutes_words
from participation.meetings.models import Document, DocumentKind, MinutesRevision
from participation.meetings.services import actions, documents
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import diffing, rendering
from participation.meetings.services.minutes.content import Content


@dataclass(frozen=True)
class ActionLine:
    """An action as it was published, and how far it is today."""

    label: str
    text: str
    who: str
    due_on: date | None
    tag: tuple[str, str] | None
    """How far it is today: words and kind; None where it is not known any more."""


@dataclass(frozen=True)
class TextChange:
    """What changed in one text between two revisions."""

    label: str
    pieces: tuple[diffing.Piece, ...]


def address_of(document: Document) -> str:
    """Return where a picture is read from: a path, the same in every language, as it is kept in published HTML."""
    values = {"meeting_id": document.meeting_id, "document_id": document.id, "file_name": document.file_name}
    return str(current_app.url_map.bind("").build("meetings.document", values))


def pictures(session: Session, meeting_id: int) -> list[Document]:
    """Return the pictures that the minutes can show."""
    found = documents.of_meeting(session, meeting_id, public_only=True)
    return [each for each in found if each.kind is DocumentKind.PICTURE and each.removed_at is None]


def picture_addresses(session: Session, meeting_id: int) -> dict[int, str]:
    """Return where each picture of a meeting is read from, for whoever reads the texts before they are published."""
    return rendering.addresses(pictures(session, meeting_id), address_of)


def action_lines(content: Content, live: Sequence[actions.ActionView], today: date) -> list[ActionLine]:
    """Return the published actions, each with how far it is today and who does it as they may be named today."""
    by_label = {view.label: view for view in live}
    lines = []
    for each in content["actions"]:
        view = by_label.get(each["label"])
        due_on = date.fromisoformat(each["due_on"]) if each["due_on"] else None
        lines.append(
            ActionLine(
                each["label"],
                each["text"],
                published_doer(each, view),
                due_on,
                _tag(view, today) if view else None,
            )
        )
    return lines


def _tag(view: actions.ActionView, today: date) -> tuple[str, str]:
    if view.is_late(today):
        return _("Late"), "danger"
    words, kind = minutes_words.ACTIONS[view.state]
    return str(words), kind


def published_doer(published: Content, view: actions.ActionView | None = None) -> str:
    """Return who does a published action, as they may be named today where the action is still known."""
    role = Role(published["role"]) if published["role"] else None
    return minutes_words.doer(published["who"], view.holder if view else None, published["seat"], role)


def changes(before: MinutesRevision | None, after: MinutesRevision) -> list[TextChange]:
    """Return what changed between two revisions, text by text, of their public parts; unchanged ones are left out."""
    new = contents.public_part(contents.parsed(after.content))
    old = contents.public_part(contents.parsed(before.content)) if before else None
    earlier = contents.texts_of(old) if old else {}
    found = []
    for key, text in contents.texts_of(new).items():
        pieces = diffing.difference(earlier.get(key, ""), text)
        if diffing.has_changed(pieces):
            found.append(TextChange(label(new, key), pieces))
    gone = [key for key in earlier if key not in contents.texts_of(new) and earlier[key]]
    found += [TextChange(label(old or new, key), diffing.difference(earlier[key], "")) for key in gone]
    for name, words in ((_("Decisions"), _decisions), (_("Actions"), _actions)):
        pieces = diffing.difference(words(old) if old else "", words(new))
        if diffing.has_changed(pieces):
            found.append(TextChange(name, pieces))
    return found


def withheld_changes(revisions: Sequence[MinutesRevision]) -> set[int]:
    """Return the revisions, of those in their order, whose confidential part is not that of the one before."""
    parts = [(each.id, contents.withheld_part(contents.parsed(each.content))) for each in revisions]
    return {after[0] for before, after in pairwise(parts) if before[1] != after[1]}


def label(content: Content, key: str) -> str:
    """Return what a text of some content is called."""
    titles = {item["key"]: f"{item['position']}. {item['title']}" for item in content["items"]}
    return titles[key] if key in titles else str(minutes_forms.PARTS[key][0])


def _decisions(content: Content) -> str:
    lines = [f"{each['label']} {each['text']} {minutes_words.votes(each)}" for each in content["decisions"]]
    return "\n".join(line.strip() for line in lines)


def _actions(content: Content) -> str:
    return "\n".join(f"{each['label']} {each['text']} {each['due_on'] or ''}".strip() for each in content["actions"])
