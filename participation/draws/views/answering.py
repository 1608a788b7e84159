"""After the result: answers on signed paper, departures, the seats taken, the witnesses' file."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from participation.bodies.services import Term
from participation.councils import services as councils
from participation.draws.forms import ActForm, AnswerForm, TermForm
from participation.draws.invitation_forms import EligibilityForm
from participation.draws.models import DepartureReason, Draw, Eligibility
from participation.draws.services import access, answers, files, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.called import Called
from participation.draws.services.invitations import attempts, eligibility, sheet
from participation.draws.services.invitations.sheet import Line
from participation.draws.services.seating import Holding
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.headers import as_download
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.sortition.canonical import canonical

KINDS: dict[AnswerKind, Any] = {
    AnswerKind.ACCEPTED: _l("Accepts"),
    AnswerKind.DECLINED: _l("Declines"),
    AnswerKind.NO_ANSWER: _l("Does not answer"),
    AnswerKind.INELIGIBLE: _l("May not sit"),
    AnswerKind.LEFT: _l("Leaves the seat"),
}


@blueprint.get("/travail/tirages/<int:draw_id>/reponses")
@requires("draws.answer")
def answers_page(draw_id: int) -> str:
    """Who is called for each seat, what they said, and the seats to take."""
    kinds: tuple[type[Form], ...] = (EligibilityForm, ActForm)
    refused = next((kind for kind in kinds if refused_forms.is_for(kind)), AnswerForm)
    return _page(_find(draw_id), refused(formdata=None), TermForm(formdata=None))


@blueprint.post("/travail/tirages/<int:draw_id>/reponses")
@requires("draws.answer")
def answer_on_paper(draw_id: int) -> Any:
    """Record, or confirm as the second person, what a signed paper says."""
    draw, form = _find(draw_id), AnswerForm()
    kind = next((each for each in AnswerKind if each.value == form.answer.data), None)
    if not form.validate_on_submit() or kind is None or form.index.data is None:
        if kind is None:
            form.form_errors.append(_("Choose one of the answers."))
        return _page(draw, form, TermForm(formdata=None)), 422
    if not form.sure.data and _ends_a_place(draw, form.index.data):
        form.form_errors.append(_("A departure cannot be undone. Tick the box of this seat, then confirm."))
        return _page(draw, form, TermForm(formdata=None)), 422
    return _try(
        draw_id,
        form,
        lambda: answers.answer_on_paper(
            db.session, current_user, clock.now(), draw_id, form.index.data or 0, kind
        ),
    )


def _ends_a_place(draw: Draw, index: int) -> bool:
    """Tell whether the person who posts would be the second to record that somebody leaves."""
    held = (each for each in seating.holdings(db.session, draw) if each.index == index)
    return any(_is_second(each) for each in held)


def _is_second(held: Holding) -> bool:
    return (
        held.departure is not None
        and not held.is_leaving
        and held.departure.recorded_by_id not in (None, current_user.id)
    )


@blueprint.post("/travail/tirages/<int:draw_id>/reponses/<int:index>/annuler")
@requires("draws.answer")
def cancel_answer(draw_id: int, index: int) -> Any:
    """Take back what one person recorded and nobody confirmed."""
    _find(draw_id)
    form = ActForm()
    if not form.validate_on_submit():
        return _page(_find(draw_id), form, TermForm(formdata=None)), 422
    return _try(
        draw_id, form, lambda: answers.cancel_record(db.session, current_user, clock.now(), draw_id, index)
    )


@blueprint.post("/travail/tirages/<int:draw_id>/reponses/<int:index>/verification")
@requires("draws.prepare")
def check_eligibility(draw_id: int, index: int) -> Any:
    """Keep whether somebody who accepted may sit."""
    draw, form = _find(draw_id), EligibilityForm()
    held = seating.holding_of(db.session, draw, index)
    if held is None:
        raise MissingError
    found = form.answers() if form.validate_on_submit() else None
    if found is None:
        form.form_errors.append(
            _("Seat %(number)s: answer both questions about this person, yes or no.", number=held.seat.number)
        )
        return _page(draw, form, TermForm(formdata=None)), 422
    is_in, is_out = found
    return _try(
        draw_id,
        form,
        lambda: eligibility.check(
            db.session, current_user, clock.now(), draw_id, index, is_in_perimeter=is_in, is_excluded=is_out
        ),
    )


@blueprint.post("/travail/tirages/<int:draw_id>/sieges")
@requires("draws.prepare")
def seat(draw_id: int) -> Any:
    """Give their seats to all who accepted."""
    draw, form = _find(draw_id), TermForm()
    refused_forms.stands_on("draws.answers_page", draw_id=draw_id)
    if not form.validate_on_submit():
        return _page(draw, form, form), 422
    term = Term(form.starts_on.data, form.ends_on.data)
    return _try(
        draw_id,
        form,
        lambda: seating.seat_accepted(db.session, current_user, clock.now(), draw_id, term),
        form,
    )


@blueprint.get("/travail/tirages/<int:draw_id>/temoins.json")
@requires("draws.follow")
def witness_file(draw_id: int) -> Response:
    """The file that lets witnesses check what the public cannot."""
    draw = access.find(db.session, current_user, draw_id)
    content = canonical(files.witness_file(db.session, draw))
    return as_download(Response(content, mimetype="application/json"), f"temoins-{draw.uuid}.json")


def _try(draw_id: int, form: Form, act: Any, term: Form | None = None) -> Any:
    try:
        act()
        db.session.commit()
        return see_other("draws.answers_page", draw_id=draw_id)
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return _page(_find(draw_id), form, term or TermForm(formdata=None)), 422


def _find(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in seating.AFTER_RESULT:
        raise MissingError
    return draw


def _page(draw: Draw, form: Form, term: Form) -> str:
    held = seating.holdings(db.session, draw)
    if request.method == "GET" and isinstance(term, TermForm) and not term.is_shown_again:
        term.starts_on.data = clock.today()
        term.ends_on.data = councils.term_end(db.session, draw.council_id, clock.today())
    lines = {line.index: line for line in sheet.lines(db.session, draw)}
    rows = [_row(each, lines.get(each.index) if each.index is not None else None) for each in held]
    return render_template(
        "draws/answers_page.html",
        draw=draw,
        form=form,
        term=term,
        rows=rows,
        ready=sum(row["may_sit"] for row in rows),
        to_invite=sum(row["is_uninvited"] for row in rows),
        vacant=sum(each.index is None for each in held),
        fictitious=draw.council.is_fictitious,
    )


def _row(held: Holding, line: Line | None) -> dict[str, Any]:
    person = line.person if line else None
    pending = _pending_row(held)
    checked = line.eligibility if line else None
    may_sit = checked is not None and checked.is_in_perimeter and not checked.is_excluded
    waits = held.is_accepted and not held.is_seated and held.departure is None
    return {
        "number": held.seat.number,
        "index": held.index,
        "rank": held.rank,
        "name": person.name if person is not None else _("data erased"),
        "contact": _contact(person),
        "status": _status(held),
        "pending": _pending(held),
        "is_mine": pending is not None and pending.recorded_by_id == current_user.id,
        "is_final": _is_second(held),
        "told_until": held.departure.contest_until if held.is_leaving and held.departure else None,
        "kinds": [(kind.value, str(KINDS[kind])) for kind in _possible(held, line)],
        "is_to_check": _may_be_checked(held),
        "may_sit": waits and may_sit,
        "checked_on": checked.checked_on if checked is not None and _may_be_checked(held) else None,
        "may_not_sit": _why_not(checked),
        "is_untold": held.is_leaving and line is not None and line.invitation is None,
        "is_uninvited": line is not None and line.invitation is None and line.is_awaited,
    }


def _may_be_checked(held: Holding) -> bool:
    """Tell whether the team may check if somebody may sit: they accepted, and nobody confirmed that they leave."""
    if not held.is_accepted or held.is_seated or held.is_leaving:
        return False
    return held.departure is None or held.departure.reason == DepartureReason.INELIGIBLE


def _why_not(checked: Eligibility | None) -> str:
    """Return why somebody may not sit, by what was checked; empty where they may."""
    if checked is None:
        return ""
    reasons = [] if checked.is_in_perimeter else [_("does not live in the area")]
    if checked.is_excluded:
        reasons.append(_("a rule of the council keeps this person out"))
    return ", ".join(reasons)


def _contact(person: Called | None) -> str:
    if person is None:
        return ""
    if person.phone:
        return person.phone.replace(" ", "\u00a0")
    return person.email or ", ".join(person.address)


def _possible(held: Holding, line: Line | None) -> list[AnswerKind]:
    if held.is_leaving:
        return []
    if held.is_seated:
        return [AnswerKind.LEFT, AnswerKind.INELIGIBLE]
    if held.is_accepted:
        return [AnswerKind.DECLINED, AnswerKind.INELIGIBLE]
    kinds = [AnswerKind.ACCEPTED, AnswerKind.DECLINED, AnswerKind.INELIGIBLE]
    if line is not None and _may_be_silent(line):
        kinds.insert(2, AnswerKind.NO_ANSWER)
    return kinds


def _may_be_silent(line: Line) -> bool:
    """Tell whether somebody was tried long and often enough to be said not to answer."""
    if line.invitation is None or clock.today() <= line.invitation.answer_by:
        return False
    return line.days_tried >= attempts.LEAST_DAYS


def _pending_row(held: Holding) -> Any:
    """Return what one person recorded and nobody confirmed."""
    if held.departure is not None:
        return None if held.is_leaving else held.departure
    return held.answer if not held.is_accepted else None


def _pending(held: Holding) -> tuple[str, str] | None:
    """Return what one person recorded and the second one may confirm: value and words."""
    if _pending_row(held) is None:
        return None
    kind = AnswerKind(held.departure.reason.value) if held.departure is not None else AnswerKind.ACCEPTED
    return kind.value, str(KINDS[kind])


def _status(held: Holding) -> tuple[str, str]:
    if held.index is None:
        return _("Vacant: nobody is left to call"), "danger"
    if held.is_seated:
        return _("Has the seat"), "ok"
    if held.is_leaving and held.departure is not None:
        return str(KINDS[AnswerKind(held.departure.reason.value)]), "warn"
    if _pending(held):
        return _("A second person must confirm"), "warn"
    if held.is_accepted:
        return _("Has accepted"), "ok"
    return _("Answer awaited"), "warn"
