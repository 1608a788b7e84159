"""The agenda as the team makes it: its items in order, with their hours."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import words
from participation.meetings.agenda_forms import ItemForm, as_typed, put_refusal
from participation.meetings.models import ItemKind, Meeting, MeetingState
from participation.meetings.services import access, backlog, items
from participation.meetings.services import agenda as agendas
from participation.meetings.views.base import blueprint

AGENDA = "/travail/reunions/<int:meeting_id>/ordre-du-jour"
USUAL_MINUTES = 15


@blueprint.route(AGENDA, methods=["GET", "POST"])
@requires("meetings.prepare")
def agenda(meeting_id: int) -> Any:
    """The items in order with their hours, and a form for one more."""
    meeting, form = access.find(db.session, current_user, meeting_id), ItemForm(data={"minutes": USUAL_MINUTES})
    if not form.validate_on_submit():
        return _page(meeting, form)
    try:
        item = items.add_item(db.session, current_user, clock.now(), meeting_id, form.said())
    except RefusedError as refusal:
        return _refused(meeting_id, form, refusal)
    number = item.id
    db.session.commit()
    return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"point-{number}")


def _new_form() -> ItemForm:
    return ItemForm(formdata=None, data={"minutes": USUAL_MINUTES})


def _refused(meeting_id: int, form: ItemForm, refusal: RefusedError) -> tuple[str, int]:
    """Say on the agenda why an act was refused, whichever button asked for it."""
    db.session.rollback()
    refused_forms.stands_on("meetings.agenda", meeting_id=meeting_id)
    put_refusal(form, refusal)
    return _page(access.find(db.session, current_user, meeting_id), form)


def _page(meeting: Meeting, form: ItemForm) -> tuple[str, int]:
    found = agendas.timetable(meeting, agendas.items_of(db.session, meeting.id))
    can_change = meeting.state in agendas.OPEN_STATES
    page = render_template(
        "meetings/agenda.html",
        meeting=meeting,
        when=words.when(meeting),
        form=form,
        slots=[(slot.item, str(words.ITEM_KINDS[slot.item.kind]), words.hour(slot.starts_at)) for slot in found.slots],
        total=found.minutes,
        ends_at=words.hour(found.ends_at),
        planned_end=words.hour(meeting.ends_at),
        overrun=found.overrun,
        can_change=can_change,
        can_remove=meeting.state in (MeetingState.DRAFT, MeetingState.CONVENED),
        held_later=agendas.held_later(db.session, meeting) if can_change else (),
        waiting=backlog.queue(db.session, meeting.body_id).count,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.route(AGENDA + "/<int:item_id>", methods=["GET", "POST"])
@requires("meetings.prepare")
def edit_item(meeting_id: int, item_id: int) -> Any:
    """Change one item."""
    meeting = access.find(db.session, current_user, meeting_id)
    item = items.find_item(db.session, meeting, item_id)
    if meeting.state not in agendas.OPEN_STATES:
        raise MissingError
    is_approval = item.kind is ItemKind.APPROVAL
    form = ItemForm(data=as_typed(item))
    if is_approval:
        del form.kind
    if form.validate_on_submit():
        try:
            said = form.said(ItemKind.APPROVAL if is_approval else None)
            items.change_item(db.session, current_user, meeting_id, item_id, said)
        except RefusedError as refusal:
            return _refused(meeting_id, _new_form(), refusal)
        db.session.commit()
        return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"point-{item_id}")
    page = render_template("meetings/edit_item.html", form=form, meeting=meeting, item=item)
    return page, 422 if form.errors else 200


@blueprint.post(AGENDA + "/<int:item_id>/<any(monter,descendre):way>")
@requires("meetings.prepare")
def move_item(meeting_id: int, item_id: int, way: str) -> Any:
    """Let an item change place with its neighbour."""
    try:
        items.move_item(db.session, current_user, meeting_id, item_id, up=way == "monter")
    except RefusedError as refusal:
        return _refused(meeting_id, _new_form(), refusal)
    db.session.commit()
    return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"point-{item_id}")


@blueprint.post(AGENDA + "/<int:item_id>/retirer")
@requires("meetings.prepare")
def remove_item(meeting_id: int, item_id: int) -> Any:
    """Take an item off; sent twice it leads back to the agenda."""
    access.find(db.session, current_user, meeting_id)
    try:
        items.remove_item(db.session, current_user, meeting_id, item_id)
    except RefusedError as refusal:
        return _refused(meeting_id, _new_form(), refusal)
    db.session.commit()
    return see_other("meetings.agenda", meeting_id=meeting_id)
