"""Topics for a later meeting: anybody proposes, the team answers, everybody reads the answer."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import csrf
from participation.kernel.pagination import page_number
from participation.kernel.permissions import Role, public, requires
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other
from participation.meetings import topic_words
from participation.meetings.agenda_forms import KEEP, AnswerForm, NotedTopicForm, TopicForm, put_refusal
from participation.meetings.models import AgendaItem, Proposer
from participation.meetings.services import access, backlog
from participation.meetings.services.backlog import Proposal
from participation.meetings.views.base import blueprint

MOST = "20 per hour"
"""Topics of one address: a shared tablet serves a queue of people."""
RECEIVED = "recu"


@blueprint.get("/q/<code>/sujets")
@public
def topics(code: str) -> str:
    """What was proposed and what the team answered, and how to propose. Sets no cookie."""
    council = councils.council_row(db.session, code)
    page = backlog.answered(db.session, council.body_id, page_number(request.args.get("page")))
    return render_template(
        "meetings/topics.html",
        council=council,
        page=page,
        rows=[(topic, *topic_words.state(topic)) for topic in page.rows],
        queue=backlog.queue(db.session, council.body_id),
        is_received=RECEIVED in request.args,
        previous_url=url_for("meetings.topics", code=code, page=page.previous) if page.previous else "",
        next_url=url_for("meetings.topics", code=code, page=page.next) if page.next else "",
        fictitious=council.is_fictitious,
    )


@blueprint.get("/q/<code>/sujets/proposer")
@public
def propose(code: str) -> str:
    """The form of a topic. Sets no cookie."""
    council = councils.council_row(db.session, code)
    form = TopicForm(formdata=None)
    form.start_clock()
    return render_template("meetings/propose.html", council=council, form=form)


def _is_taken(response: Response) -> bool:
    """Tell whether a post brought a topic: only these count, and their transaction is over.

    Counting writes in a transaction of its own, which on SQLite would wait for one still open.
    """
    return f"{RECEIVED}=1" in (response.location or "")


@blueprint.post("/q/<code>/sujets/proposer")
@csrf.exempt
@limiter.limit(MOST, deduct_when=_is_taken)
@public
def send_topic(code: str) -> Any:
    """Take a topic; its answer will be public."""
    council, form = councils.council_row(db.session, code), TopicForm()
    is_complete = form.validate()
    if is_complete and form.looks_automatic():
        form.start_clock()
        form.form_errors.append(gettext("Wait a few seconds, then press the button again. Your answers are kept."))
        is_complete = False
    if is_complete:
        actor = current_user if current_user.is_authenticated else None
        try:
            backlog.propose(db.session, clock.now(), council.body_id, form.proposal(), actor)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("meetings.topics", code=code, **{RECEIVED: 1})
    return render_template("meetings/propose.html", council=council, form=form), 422


@blueprint.get("/travail/sujets/<int:body_id>")
@requires("meetings.prepare")
def staff_topics(body_id: int) -> str:
    """What waits for the team's answer, then what was kept."""
    body = access.body(db.session, current_user, body_id)
    found = backlog.of_team(db.session, current_user, body_id)
    return render_template(
        "meetings/staff_topics.html",
        body=body,
        code=_code(body_id),
        waiting=[(item, topic_words.brought(item)) for item in found if item.answered_at is None],
        kept=[(item, topic_words.brought(item)) for item in found if item.answered_at is not None],
    )


@blueprint.route("/travail/sujets/<int:body_id>/noter", methods=["GET", "POST"])
@requires("agenda.propose")
def note_topic(body_id: int) -> Any:
    """Write down a topic: one's own as a member, or that of somebody who called."""
    body, form = access.body(db.session, current_user, body_id), NotedTopicForm()
    is_member = current_user.role is Role.MEMBER
    if is_member:
        del form.by, form.name, form.contact
    if form.validate_on_submit():
        try:
            said = Proposal(form.title.data or "", form.text.data or "") if is_member else form.proposal()
            by = None if is_member else Proposer(form.by.data)
            backlog.propose(db.session, clock.now(), body_id, said, current_user, by)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            body = access.body(db.session, current_user, body_id)
        else:
            db.session.commit()
            if is_member:
                return see_other("meetings.topics", code=_code(body_id))
            return see_other("meetings.staff_topics", body_id=body_id)
    page = render_template("meetings/note_topic.html", form=form, body=body, is_member=is_member)
    return page, 422 if form.errors else 200


def _code(body_id: int) -> str:
    council = access.council_of(db.session, body_id)
    return council.neighbourhood.code if council else ""


@blueprint.route("/travail/sujets/<int:body_id>/<int:topic_id>", methods=["GET", "POST"])
@requires("meetings.prepare")
def answer_topic(body_id: int, topic_id: int) -> Any:
    """Answer a topic: an agenda, later, or no with a public reason."""
    item = backlog.find_topic(db.session, current_user, topic_id)
    if item.body_id != body_id:
        raise MissingError
    form = AnswerForm(data={"title": item.title, "text": item.text})
    form.offer(backlog.agendas(db.session, body_id))
    if form.validate_on_submit():
        try:
            _answer(item, form)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            item = backlog.find_topic(db.session, current_user, topic_id)
        else:
            db.session.commit()
            return see_other("meetings.staff_topics", body_id=body_id)
    page = render_template(
        "meetings/answer_topic.html", form=form, item=item, brought=topic_words.brought(item)
    )
    return page, 422 if form.errors else 200


def _answer(item: AgendaItem, form: AnswerForm) -> None:
    session, now = db.session, clock.now()
    title, text = form.title.data or "", form.text.data or ""
    if form.meeting_id is not None:
        backlog.plan(session, current_user, now, item.id, title, text, form.meeting_id)
    elif form.answer.data == KEEP:
        backlog.keep(session, current_user, now, item.id, title, text)
    else:
        backlog.refuse(session, current_user, now, item.id, title, text, form.why.data or "")
