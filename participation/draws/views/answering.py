"""After the result: answers on signed paper, departures, the seats taken, the witnesses' file."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from participation.bodies.services import Term
from participation.councils import services as councils
from participation.draws.forms import ActForm, AnswerForm, TermForm
from participation.draws.models import Draw
from participation.draws.services import access, answers, called, files, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.called import Called
from participation.draws.services.seating import Holding
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
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
    AnswerKind.INELIGIBLE: _l("May not sit"),
    AnswerKind.LEFT: _l("Leaves the seat"),
}


@blueprint.get("/travail/tirages/<int:draw_id>/reponses")
@requires("draws.answer")
def answers_page(draw_id: int) -> str:
    """Who is called for each seat, what they said, and the seats to take."""
    return _page(_find(draw_id), AnswerForm(formdata=None), TermForm(formdata=None))


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
    return held.departure is not None and held.departure.recorded_by_id not in (None, current_user.id)


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


@blueprint.post("/travail/tirages/<int:draw_id>/sieges")
@requires("draws.prepare")
def seat(draw_id: int) -> Any:
    """Give their seats to all who accepted."""
    draw, form = _find(draw_id), TermForm()
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
    return render_template(
        "draws/answers_page.html",
        draw=draw,
        form=form,
        term=term,
        rows=[_row(draw, each) for each in held],
        ready=sum(each.is_accepted and not each.is_seated for each in held),
        fictitious=draw.council.is_fictitious,
    )


def _row(draw: Draw, held: Holding) -> dict[str, Any]:
    person = called.find(db.session, draw, held.index) if held.index is not None else None
    pending = held.departure or (held.answer if not held.is_accepted else None)
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
        "kinds": [(kind.value, str(KINDS[kind])) for kind in _possible(held)],
    }


def _contact(person: Called | None) -> str:
    if person is None:
        return ""
    if person.phone:
        return person.phone.replace(" ", "\u00a0")
    return person.email or ", ".join(person.address)


def _possible(held: Holding) -> list[AnswerKind]:
    if held.is_seated:
        return [AnswerKind.LEFT, AnswerKind.INELIGIBLE]
    if held.is_accepted:
        return [AnswerKind.DECLINED, AnswerKind.INELIGIBLE]
    return [AnswerKind.ACCEPTED, AnswerKind.DECLINED, AnswerKind.INELIGIBLE]


def _pending(held: Holding) -> tuple[str, str] | None:
    """Return what one person recorded and the second one may confirm: value and words."""
    if held.departure is not None:
        kind = AnswerKind(held.departure.reason.value)
    elif held.answer is not None and not held.is_accepted:
        kind = AnswerKind.ACCEPTED
    else:
        return None
    return kind.value, str(KINDS[kind])


def _status(held: Holding) -> tuple[str, str]:
    if held.index is None:
        return _("Vacant: nobody is left to call"), "danger"
    if held.is_seated:
        return _("Has the seat"), "ok"
    if held.is_accepted:
        return _("Has accepted"), "ok"
    if _pending(held):
        return _("A second person must confirm"), "warn"
    return _("Answer awaited"), "warn"
