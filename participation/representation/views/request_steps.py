"""What the team notes of a request that was sent: an answer on paper, what follows, a withdrawal; rules of delay."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import number
from participation.meetings.services.numbering import label
from participation.representation import request_words
from participation.representation.models import CouncilRequest
from participation.representation.request_forms import (
    AnswerRuleForm,
    FollowForm,
    PaperForm,
    WithdrawForm,
    put_refusal,
    shortened,
)
from participation.representation.services import answer_rules, answering, request_reading, requests
from participation.representation.services.answer_rules import NewRule
from participation.representation.views.base import blueprint
from participation.representation.views.staff_requests import AT


def _sent(request_id: int) -> CouncilRequest:
    found = answering.for_team(db.session, current_user, request_id)
    if found.sequence is None:
        raise MissingError
    return found


def _page(name: str, found: CouncilRequest, form: Any) -> Any:
    page = render_template(
        f"representation/{name}.html",
        request_=found,
        form=form,
        title=request_words.title(found),
        question=request_words.question(found),
        tag_words=request_words.tag_of(found, clock.today()),
    )
    return page, 422 if form.errors else 200


@blueprint.route(AT + "/reponse", methods=["GET", "POST"])
@requires("requests.write")
def note_answer(request_id: int) -> Any:
    """Note an answer that came by letter, or was said aloud."""
    found = _sent(request_id)
    form = PaperForm()
    form.offer_states(found, answering.next_states(found))
    if not form.is_submitted():
        form.show(found)
    if form.validate_on_submit():
        try:
            now = clock.now()
            answering.on_paper(db.session, current_user, now, request_id, form.answer(), form.on.data)
            db.session.commit()
            return see_other("representation.manage_request", request_id=request_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = _sent(request_id)
            form.show(found)
            form.offer_states(found, answering.next_states(found))
    return _page("note_answer", found, form)


@blueprint.route(AT + "/suite", methods=["GET", "POST"])
@requires("requests.write")
def follow_request(request_id: int) -> Any:
    """Link the action that follows from an answer, and when the council looks at it again."""
    found = _sent(request_id)
    form = FollowForm(data={"action": str(found.action_id or ""), "review_on": found.review_on})
    offered = request_reading.actions_of(db.session, found.council)
    form.offer_actions([(str(a.id), f"{label(a.year, a.number)} · {shortened(a.text)}") for a in offered])
    if form.validate_on_submit():
        try:
            action_id = number(form.action.data) if form.action.data else None
            requests.follow(db.session, current_user, request_id, action_id, form.review_on.data)
            db.session.commit()
            return see_other("representation.manage_request", request_id=request_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = _sent(request_id)
    return _page("follow_request", found, form)


@blueprint.route(AT + "/retirer", methods=["GET", "POST"])
@requires("requests.write")
def withdraw_request(request_id: int) -> Any:
    """Take a request back before it is answered, with a public reason."""
    found = _sent(request_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            requests.withdraw(db.session, current_user, clock.now(), request_id, form.text.data or "")
            db.session.commit()
            return see_other("representation.manage_request", request_id=request_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = _sent(request_id)
    return _page("withdraw_request", found, form)


@blueprint.route("/travail/delais-de-reponse/<int:council_id>", methods=["GET", "POST"])
@requires("requests.write")
def answer_rules_page(council_id: int) -> Any:
    """The days that the council's charter leaves for an answer, and what held before."""
    council = councils.assigned_council(db.session, current_user, council_id)
    form = AnswerRuleForm()
    if form.validate_on_submit():
        try:
            new = NewRule(form.number_of_days(), form.source.data or "", form.source_on.data, form.starts_on.data)
            answer_rules.set_rule(db.session, current_user, clock.now(), council_id, new)
            db.session.commit()
            return see_other("representation.answer_rules_page", council_id=council_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            council = councils.assigned_council(db.session, current_user, council_id)
    page = render_template(
        "representation/answer_rules_page.html",
        form=form,
        council=council,
        held=answer_rules.in_force(db.session, council_id, clock.today()),
        rules=answer_rules.history(db.session, council_id),
        usual=answer_rules.USUAL_DAYS,
    )
    return page, 422 if form.errors else 200
