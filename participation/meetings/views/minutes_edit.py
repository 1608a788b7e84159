"""The editor of the minutes: one box an item. It works without its script, which adds a toolbar and autosave."""

from typing import Any

from flask import Response, jsonify, render_template, request
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import minutes_forms, minutes_words
from participation.meetings.models import Correction, CorrectionState
from participation.meetings.services.minutes import corrections, diffing, ease, rendering, writing
from participation.meetings.services.minutes.content import INTRODUCTION, SUMMARY, item_key
from participation.meetings.views import minutes_parts
from participation.meetings.views.base import blueprint


@blueprint.route("/travail/reunions/<int:meeting_id>/compte-rendu", methods=["GET", "POST"])
@requires("minutes.write")
def minutes_edit(meeting_id: int) -> Any:
    """Write, save by hand."""
    draft = writing.draft(db.session, current_user, meeting_id)
    form = minutes_forms.writing_form(draft)
    if request.method == "POST" and form.validate_on_submit():
        typed = minutes_forms.typed_texts(form, draft)
        try:
            draft, conflicts = writing.save(db.session, current_user, clock.now(), meeting_id, typed, is_kept=True)
        except RefusedError as error:
            db.session.rollback()
            form.form_errors = [minutes_words.refusal(error)]
            draft = writing.draft(db.session, current_user, meeting_id)
        else:
            db.session.commit()
            if conflicts:
                return _conflict(draft, conflicts), 409
            return see_other("meetings.minutes_edit", meeting_id=meeting_id, _anchor="enregistrer")
    return _editor(draft, form), 422 if request.method == "POST" else 200


@blueprint.post("/travail/reunions/<int:meeting_id>/compte-rendu/enregistrer")
@requires("minutes.write")
def minutes_autosave(meeting_id: int) -> tuple[Response, int]:
    """Save while somebody types: the answer is for the script of the editor."""
    draft = writing.draft(db.session, current_user, meeting_id)
    form = minutes_forms.writing_form(draft)
    typed = minutes_forms.typed_texts(form, draft)
    try:
        draft, conflicts = writing.save(db.session, current_user, clock.now(), meeting_id, typed)
    except RefusedError as error:
        db.session.rollback()
        return jsonify({"refused": minutes_words.refusal(error)}), 422
    db.session.commit()
    marks = {minutes_forms.mark_name(text.key): text.mark for text in draft.texts if text.key in typed}
    theirs = {minutes_forms.text_name(each.key): each.theirs for each in conflicts}
    return jsonify({"marks": marks, "conflicts": theirs}), 409 if conflicts else 200


@blueprint.get("/travail/reunions/<int:meeting_id>/compte-rendu/apercu")
@requires("minutes.write")
def minutes_preview(meeting_id: int) -> str:
    """What is saved, as it will be read."""
    draft = writing.draft(db.session, current_user, meeting_id)
    shown = minutes_parts.picture_addresses(db.session, meeting_id)
    texts = [(text, minutes_forms.label_of(text), rendering.html(text.text, text.key, shown)) for text in draft.texts]
    return render_template("meetings/minutes_preview.html", draft=draft, meeting=draft.meeting, texts=texts)


def _editor(draft: writing.Draft, form: Any) -> str:
    """Return the page: each text with its box or as it stands, accepted corrections beside it."""
    accepted: dict[str, list[Correction]] = {}
    for each in corrections.of_meeting(db.session, draft.meeting.id):
        if each.state is CorrectionState.ACCEPTED:
            accepted.setdefault(item_key(each.item_id) if each.item_id else INTRODUCTION, []).append(each)
    summary = next(text.text for text in draft.texts if text.key == SUMMARY)
    shown = minutes_parts.picture_addresses(db.session, draft.meeting.id)
    return render_template(
        "meetings/minutes_edit.html",
        draft=draft,
        meeting=draft.meeting,
        form=form,
        boxes=[_box(draft, text, form, accepted.get(text.key, []), shown) for text in draft.texts],
        ease=ease.measure(summary) if summary else None,
        pictures=minutes_parts.pictures(db.session, draft.meeting.id),
        state_tag=minutes_words.STATES[draft.state],
        waiting=corrections.undecided(db.session, draft.meeting.id),
        fictitious=draft.meeting.is_fictitious,
    )


def _box(
    draft: writing.Draft, text: writing.TextView, form: Any, accepted: list[Correction], shown: dict[int, str]
) -> dict[str, Any]:
    is_open = text.key in draft.open_keys
    return {
        "key": text.key,
        "label": minutes_forms.label_of(text),
        "item": text.item,
        "field": form[minutes_forms.text_name(text.key)] if is_open else None,
        "mark": form[minutes_forms.mark_name(text.key)] if is_open else None,
        "html": "" if is_open else rendering.html(text.text, text.key, shown),
        "accepted": accepted,
    }


def _conflict(draft: writing.Draft, found: tuple[writing.Conflict, ...]) -> str:
    texts = {text.key: text for text in draft.texts}
    shown = minutes_parts.picture_addresses(db.session, draft.meeting.id)
    both = [
        {
            "key": each.key,
            "label": minutes_forms.label_of(texts[each.key]),
            "name": minutes_forms.text_name(each.key),
            "mark_name": minutes_forms.mark_name(each.key),
            "mark": texts[each.key].mark,
            "mine": each.mine,
            "theirs": each.theirs,
            "merged": f"{each.theirs}\n\n{each.mine}",
            "mine_html": rendering.html(each.mine, f"mien-{each.key}", shown),
            "theirs_html": rendering.html(each.theirs, f"autre-{each.key}", shown),
            "pieces": diffing.difference(each.theirs, each.mine),
        }
        for each in found
    ]
    return render_template("meetings/minutes_conflict.html", meeting=draft.meeting, conflicts=both)
