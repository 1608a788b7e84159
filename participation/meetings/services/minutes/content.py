"""What minutes say at one moment, as JSON that never depends on a page: seats and roles, never somebody's name.

The public part leaves out the text, decisions and actions of a confidential item, and says why in its place. The
digest covers the public part, so that anybody can check what they read. What is sealed has a second digest, of
everything with a chance text that stays secret: it tells nothing, and shows to whoever may read everything that the
confidential part is the one of that day.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.meetings.models import Meeting, Minutes, MinutesSection
from participation.meetings.services import actions, agenda, attendance, decisions
from participation.sortition.canonical import canonical

FORMAT = "participation/minutes/1"
INTRODUCTION, SUMMARY, DISAGREEMENTS = "introduction", "summary", "disagreements"
PARTS = (INTRODUCTION, SUMMARY, DISAGREEMENTS)
"""Texts that belong to no item."""

SALT = "salt"
"""Of sealed content: chance, never public."""

Content = dict[str, Any]


def item_key(item_id: int) -> str:
    """Return the key of an item's text, among the keys of `PARTS`."""
    return f"item-{item_id}"


def gather(session: Session, meeting: Meeting, minutes: Minutes) -> Content:
    """Return what the minutes say now, in a constant number of queries."""
    query = sa.select(MinutesSection.item_id, MinutesSection.text).where(MinutesSection.meeting_id == meeting.id)
    texts = {row[0]: row[1] for row in session.execute(query)}
    return {
        "format": FORMAT,
        "meeting": _meeting(meeting),
        "attendance": _attendance(session, meeting),
        INTRODUCTION: minutes.introduction,
        SUMMARY: minutes.summary,
        DISAGREEMENTS: minutes.disagreements,
        "items": [
            {
                "key": item_key(item.id),
                "position": item.position,
                "kind": item.kind.value,
                "title": item.title,
                "text": texts.get(item.id, ""),
                "confidential": item.confidential_reason,
            }
            for item in agenda.items_of(session, meeting.id)
        ],
        "decisions": [_decision(each) for each in decisions.of_meeting(session, meeting.id)],
        "actions": [_action(each) for each in actions.of_meeting(session, meeting.id)],
    }


def public_part(content: Content) -> Content:
    """Return what everybody may read."""
    hidden = {item["key"] for item in content["items"] if item["confidential"] is not None}
    return {key: value for key, value in content.items() if key != SALT} | {
        "items": [item | {"text": ""} if item["key"] in hidden else item for item in content["items"]],
        "decisions": [each for each in content["decisions"] if each["item"] not in hidden],
        "actions": [each for each in content["actions"] if each["item"] not in hidden],
    }


def texts_of(content: Content) -> Mapping[str, str]:
    """Return the Markdown texts by key, in the order they are read."""
    items = {item["key"]: item["text"] for item in content["items"]}
    return {INTRODUCTION: content[INTRODUCTION], **items, **{key: content[key] for key in (DISAGREEMENTS, SUMMARY)}}


def with_text(content: Content, key: str, text: str) -> Content:
    """Return the content with one text replaced."""
    if key in PARTS:
        return content | {key: text}
    return content | {"items": [item | {"text": text} if item["key"] == key else item for item in content["items"]]}


def printed(content: Content) -> str:
    """Return the content as canonical JSON."""
    return canonical(content).decode("utf-8")


def parsed(text: str) -> Content:
    """Return the content that was kept."""
    found: Content = json.loads(text)
    return found


def digest(content: Content) -> str:
    """Return the digest of the public part."""
    return hashlib.sha256(canonical(public_part(content))).hexdigest()


def withheld_part(content: Content) -> Content:
    """Return what the public part leaves out: texts, decisions and actions of confidential items."""
    hidden = {item["key"] for item in content["items"] if item["confidential"] is not None}
    return {
        "texts": {item["key"]: item["text"] for item in content["items"] if item["key"] in hidden},
        "decisions": [each for each in content["decisions"] if each["item"] in hidden],
        "actions": [each for each in content["actions"] if each["item"] in hidden],
    }


def salted(content: Content) -> Content:
    """Return the content with a chance text of its own, without which its digest could be guessed."""
    return content | {SALT: secrets.token_hex(16)}


def whole_digest(content: Content) -> str | None:
    """Return the digest of everything, the confidential part and the salt included; None where nothing is withheld,
    or where it was never sealed."""
    if SALT not in content or not withheld_part(content)["texts"]:
        return None
    return hashlib.sha256(canonical(content)).hexdigest()


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "uid": meeting.uid,
        "body": meeting.body.name,
        "title": meeting.title,
        "place": meeting.place,
        "starts_at": clock.stamp(meeting.opened_at or meeting.starts_at),
        "ends_at": clock.stamp(meeting.closed_at or meeting.ends_at),
    }


def _attendance(session: Session, meeting: Meeting) -> dict[str, Any]:
    """Return the counts of who came: the sum for everybody last, its college empty."""
    found = attendance.summary(session, meeting)
    return {
        "groups": [
            {
                "college": group.college.value if group.college else None,
                "seated": group.seated,
                "present": group.present,
                "excused": group.excused,
                "absent": group.absent,
                "required": group.required,
            }
            for group in (*found.colleges, found.everybody)
        ],
        "guests": found.guests,
    }


def _decision(view: decisions.DecisionView) -> dict[str, Any]:
    return {
        "label": view.label,
        "item": item_key(view.item_id),
        "text": view.text,
        "addressee": view.addressee,
        "votes": {
            college: [votes.votes_for, votes.votes_against, votes.abstentions] for college, votes in view.votes.items()
        },
        "minority": view.minority,
        "withdrawn": view.withdrawn_reason,
    }


def _action(view: actions.ActionView) -> dict[str, Any]:
    return {
        "label": view.label,
        "item": item_key(view.item_id),
        "text": view.text,
        "who": view.who,
        "seat": view.holder.seat if view.holder else None,
        "role": view.role.value if view.role else None,
        "due_on": view.due_on.isoformat() if view.due_on else None,
    }
