"""What members do with minutes too: propose corrections and sign; and the team's answers to corrections."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.meetings import minutes_forms, minutes_words
from participation.meetings.minutes_forms import AnswerForm, CorrectionForm, SignForm
from participation.meetings.models import Correction, CorrectionState, Meeting, Minutes, MinutesState
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import corrections, members, publishing, rendering, revisions
from participation.meetings.views import minutes_parts
from participation.meetings.views.base import blueprint
from participation.meetings.views.minutes_flow import STEP, at_step, refuse


@blueprint.route(f"{STEP}/corrections", methods=["GET", "POST"])
@requires("minutes.correct")
def minutes_corrections(meeting_id: int) -> Any:
    """The minutes as they were sent, what was proposed, and room to propose."""
    meeting, minutes = _read_before(meeting_id)
    form = CorrectionForm()
    last = revisions.latest(db.session, meeting_id)
    content = contents.parsed(last.content) if last else {}
    _offer(form, meeting_id, content)
    if form.validate_on_submit():
        item = form.item.data.removeprefix("item-")
        try:
            corrections.propose(
                db.session,
                current_user,
                clock.now(),
                meeting_id,
                int(form.mandate.data),
                int(item) if item.isdigit() else None,
                form.text.data or "",
            )
            db.session.commit()
            return see_other("meetings.minutes_corrections", meeting_id=meeting_id, _anchor="corrections")
        except RefusedError as error:
            refuse(form, error)
            meeting, minutes = _read_before(meeting_id)
    page = render_template(
        "meetings/minutes_corrections.html",
        form=form,
        meeting=meeting,
        minutes=minutes,
        texts=_texts(meeting_id, content),
        corrections=_told(corrections.of_meeting(db.session, meeting_id)),
        words=minutes_words.CORRECTIONS,
        state_tag=minutes_words.STATES[minutes.state],
        is_open=corrections.is_open(minutes, clock.now()),
        answers=can("minutes.write"),
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{STEP}/corrections/<int:correction_id>", methods=["GET", "POST"])
@requires("minutes.write")
def minutes_correction(meeting_id: int, correction_id: int) -> Any:
    """Refuse a correction with its reason, or accept it and change the text."""
    meeting, _minutes = at_step(meeting_id, MinutesState.CIRCULATED)
    found = next((c for c in corrections.of_meeting(db.session, meeting_id) if c.id == correction_id), None)
    if found is None or found.state is not CorrectionState.PROPOSED:
        raise MissingError
    form = AnswerForm()
    if form.validate_on_submit():
        state = CorrectionState.ACCEPTED if form.is_accepted() else CorrectionState.REFUSED
        try:
            corrections.decide(
                db.session, current_user, clock.now(), meeting_id, correction_id, state, form.answer.data or ""
            )
            db.session.commit()
            return _after(meeting_id, found.item_id, state)
        except RefusedError as error:
            refuse(form, error)
            meeting, _minutes = at_step(meeting_id, MinutesState.CIRCULATED)
            found = db.session.get_one(Correction, correction_id)
    last = revisions.latest(db.session, meeting_id)
    key = contents.item_key(found.item_id) if found.item_id else contents.INTRODUCTION
    texts = contents.texts_of(contents.parsed(last.content)) if last else {}
    page = render_template(
        "meetings/minutes_correction.html",
        form=form,
        meeting=meeting,
        correction=found,
        who=minutes_words.member(found.mandate, in_public=False),
        text=rendering.html(texts.get(key, ""), key, minutes_parts.picture_addresses(db.session, meeting_id)),
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{STEP}/signer", methods=["GET", "POST"])
@requires("minutes.sign")
def minutes_sign(meeting_id: int) -> Any:
    """Read the approved text and sign it; once two have, publish it."""
    meeting, minutes = _read_before(meeting_id)
    content = publishing.to_sign(db.session, meeting_id)
    if content is None:
        raise MissingError
    form = SignForm(data={"digest": contents.digest(content)})
    if form.validate_on_submit():
        try:
            publishing.sign(
                db.session, current_user, clock.now(), meeting_id, form.digest.data or "", form.quality.data or ""
            )
            db.session.commit()
            return see_other("meetings.minutes_sign", meeting_id=meeting_id)
        except RefusedError as error:
            refuse(form, error)
            meeting, minutes = _read_before(meeting_id)
    signed = publishing.signatures(db.session, meeting_id)
    page = render_template(
        "meetings/minutes_sign.html",
        form=form,
        meeting=meeting,
        minutes=minutes,
        has_summary=bool(content[contents.SUMMARY]),
        texts=_texts(meeting_id, content),
        decided=[minutes_words.decision(each) for each in content["decisions"]],
        signatures=signed,
        is_signed=current_user.id in {each.account_id for each in signed},
        can_publish=len(signed) >= publishing.NEEDED and can("minutes.write"),
        needed=publishing.NEEDED,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _read_before(meeting_id: int) -> tuple[Meeting, Minutes]:
    """Return a meeting and its minutes, once circulated, for whoever may read them before they are public."""
    meeting = members.find(db.session, current_user, meeting_id)
    minutes = db.session.get(Minutes, meeting_id)
    if minutes is None or minutes.state is MinutesState.DRAFT:
        raise MissingError
    return meeting, minutes


def _offer(form: CorrectionForm, meeting_id: int, content: contents.Content) -> None:
    people = members.mandates(db.session, current_user, meeting_id)
    keys = [contents.INTRODUCTION, *(item["key"] for item in content["items"])]
    form.offer(
        [(mandate.id, minutes_words.member(mandate, in_public=False)) for mandate in people],
        [(key, minutes_parts.label(content, key)) for key in keys],
    )


def _texts(meeting_id: int, content: contents.Content) -> list[dict[str, Any]]:
    """Return the texts under their names, with their pictures, as those who were present read them."""
    shown = minutes_parts.picture_addresses(db.session, meeting_id)
    return [
        {"key": key, "label": minutes_parts.label(content, key), "html": rendering.html(text, key, shown)}
        for key, text in contents.texts_of(content).items()
        if text
    ]


def _told(found: Sequence[Correction]) -> list[dict[str, Any]]:
    """Return what was proposed; a member reads of the others what everybody may know."""
    in_public = not can("minutes.write")
    return [
        {
            "row": each,
            "who": minutes_words.member(each.mandate, in_public=in_public),
            "where": f"{each.item.position}. {each.item.title}"
            if each.item
            else str(minutes_forms.PARTS["introduction"][0]),
        }
        for each in found
    ]


def _after(meeting_id: int, item_id: int | None, state: CorrectionState) -> BaseResponse:
    """Lead to the text that is to change, with what was proposed beside it; after a refusal back to the list."""
    if state is CorrectionState.REFUSED:
        return see_other("meetings.minutes_corrections", meeting_id=meeting_id, _anchor="corrections")
    key = contents.item_key(item_id) if item_id else contents.INTRODUCTION
    return see_other("meetings.minutes_edit", meeting_id=meeting_id, _anchor=key)
