"""What delegates tell their council: what one owes, how one writes it, and where everybody reads it."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role, public, requires
from participation.kernel.redirects import see_other
from participation.meetings.services import access
from participation.representation import report_words
from participation.representation.report_forms import ReportForm, put_refusal
from participation.representation.services import reports
from participation.representation.views.base import blueprint

SENT = "envoye"


@blueprint.get("/mes-retours")
@requires("reports.write")
def my_reports() -> str:
    """A member's reports, owed and sent; for a team, those that its councils wait for."""
    session, today = db.session, clock.today()
    is_member = current_user.role is Role.MEMBER
    if is_member:
        owed, sent = reports.owed(session, current_user, clock.now()), reports.sent_by(session, current_user)
    else:
        mine = [council.id for council in councils.assigned_councils(session, current_user)]
        owed, sent = reports.of_councils(session, mine), []
    return render_template(
        "representation/my_reports.html",
        owed=[(duty, report_words.state(duty, today)) for duty in owed],
        sent=[(duty, report_words.state(duty, today)) for duty in sent],
        is_member=is_member,
        was_sent=SENT in request.args,
        fictitious=any(duty.is_fictitious for duty in (*owed, *sent)),
    )


@blueprint.route("/mes-retours/<int:meeting_id>/<int:council_id>", methods=["GET", "POST"])
@requires("reports.write")
def write_report(meeting_id: int, council_id: int) -> Any:
    """Write the report on one meeting: as the delegate who sat, or for them."""
    duty = reports.find(db.session, current_user, meeting_id, council_id)
    is_member = current_user.role is Role.MEMBER
    if duty.sent_at is not None and request.method == "GET":
        return see_other("representation.meeting_reports", meeting_id=meeting_id, _anchor=f"conseil-{duty.code}")
    form = ReportForm()
    if is_member or len(duty.delegates) == 1:
        del form.delegate
    else:
        form.ask_who(duty)
    if form.validate_on_submit():
        text, mandate_id = form.text.data or "", form.mandate_id
        try:
            reports.send(db.session, current_user, clock.now(), duty, text, mandate_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("representation.my_reports", **{SENT: 1})
    page = render_template(
        "representation/write_report.html",
        duty=duty,
        form=form,
        is_member=is_member,
        state=report_words.state(duty, clock.today()),
        fictitious=duty.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/reunions/<int:meeting_id>/retours")
@public
def meeting_reports(meeting_id: int) -> str:
    """Everything that delegates told their councils of one meeting, and what is awaited."""
    meeting = access.published(db.session, meeting_id)
    sent, today = reports.sent(db.session, meeting.id), clock.today()
    found = reports.of_meeting(db.session, meeting.id)
    return render_template(
        "representation/meeting_reports.html",
        meeting=meeting,
        rows=[
            (duty, report_words.state(duty, today), report_words.who(duty), sent.get(duty.council_id))
            for duty in found
        ],
        sources=report_words.SOURCES,
        fictitious=meeting.is_fictitious,
    )
