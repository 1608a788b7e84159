"""The team's requests: written for a council, sent, followed."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.councils import services as councils
from participation.councils.models import Council
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation import request_mails, request_words
from participation.representation.models import CouncilRequest
from participation.representation.request_forms import PlainForm, RequestForm, put_refusal
from participation.representation.services import answering, ledger, links, request_reading, requests
from participation.representation.views.base import blueprint

AT = "/travail/demandes/<int:request_id>"


@blueprint.get("/travail/demandes")
@requires("requests.write")
def staff_requests() -> str:
    """Drafts first, then what waits for an answer, the most urgent first."""
    today = clock.today()
    found = request_reading.of_team(db.session, current_user)
    return render_template(
        "representation/staff_requests.html",
        cards=[(each, request_words.tag_of(each, today), answering.addressee_name(each)) for each in found],
        kinds=request_words.KINDS,
        label=ledger.label,
        councils=councils.assigned_councils(db.session, current_user),
        most=request_reading.MOST,
    )


@blueprint.route("/travail/demandes/nouvelle/<int:council_id>", methods=["GET", "POST"])
@requires("requests.write")
def create_request(council_id: int) -> Any:
    """Write a draft."""
    council = councils.assigned_council(db.session, current_user, council_id)
    form = RequestForm()
    form.offer_all(request_reading.offered(db.session, council, clock.today()))
    if form.validate_on_submit():
        try:
            made = requests.create(db.session, current_user, clock.now(), council_id, form.new())
            db.session.commit()
            return see_other("representation.manage_request", request_id=made.id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            council = councils.assigned_council(db.session, current_user, council_id)
    return _written(form, council, None)


@blueprint.route(AT + "/modifier", methods=["GET", "POST"])
@requires("requests.write")
def edit_request(request_id: int) -> Any:
    """Write a draft anew, unless somebody else did meanwhile."""
    found = answering.for_team(db.session, current_user, request_id)
    form = RequestForm(data=RequestForm.typed(found))
    form.offer_all(request_reading.offered(db.session, found.council, clock.today()))
    if form.validate_on_submit():
        try:
            requests.edit(db.session, current_user, clock.now(), request_id, form.version_seen(), form.new())
            db.session.commit()
            return see_other("representation.manage_request", request_id=request_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = answering.for_team(db.session, current_user, request_id)
    return _written(form, found.council, found)


def _written(form: RequestForm, council: Council, found: CouncilRequest | None) -> Any:
    page = render_template("representation/write_request.html", form=form, council=council, request_=found)
    return page, 422 if form.errors else 200


@blueprint.get(AT)
@requires("requests.write")
def manage_request(request_id: int) -> str:
    """Where a request stands, and what the team can do about it."""
    return _managed(request_id, PlainForm())


def _managed(request_id: int, form: PlainForm) -> str:
    session, today = db.session, clock.today()
    found = answering.for_team(session, current_user, request_id)
    return render_template(
        "representation/manage_request.html",
        form=form,
        request_=found,
        title=request_words.title(found) if found.sequence else found.title,
        kind=request_words.KINDS[found.kind],
        tag_words=request_words.tag_of(found, today),
        who=answering.addressee_name(found),
        adoption=request_words.ADOPTIONS[found.adoption],
        rule=request_words.rule(found) if found.sequence else "",
        steps=request_words.steps(found),
        is_waiting=found.state in ledger.WAITING,
        can_note=bool(answering.next_states(found)) and found.sequence is not None,
        contacts=len(request_mails.contacts(session, found)),
        link=links.last(session, found.id),
        kept_days=links.KEPT.days,
    )


def _do(request_id: int, act: Any, endpoint: str = "representation.manage_request") -> Any:
    """Do one act of a button; a refusal is said on the page of the request."""
    answering.for_team(db.session, current_user, request_id)
    form = PlainForm()
    try:
        values = act() or {"request_id": request_id}
        db.session.commit()
        return see_other(endpoint, **values)
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
    return _managed(request_id, form), 422


@blueprint.post(AT + "/envoyer")
@requires("requests.write")
def send_request(request_id: int) -> Any:
    """Give it its number, make it public, and mail it to whoever answers."""

    def act() -> None:
        now = clock.now()
        request_mails.tell(db.session, now, requests.send(db.session, current_user, now, request_id))

    return _do(request_id, act)


@blueprint.post(AT + "/lien")
@requires("requests.write")
def send_link(request_id: int) -> Any:
    """Mail a new link; those sent before end."""

    def act() -> None:
        request_mails.tell_again(db.session, clock.now(), answering.lock(db.session, request_id))

    return _do(request_id, act)


@blueprint.post(AT + "/supprimer")
@requires("requests.write")
def discard_request(request_id: int) -> Any:
    """Throw a draft away."""

    def act() -> dict[str, Any]:
        requests.discard(db.session, current_user, request_id)
        return {"_anchor": "contenu"}

    return _do(request_id, act, "representation.staff_requests")
