"""Pages of the slice."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import services as accounts
from participation.desk import services
from participation.desk.forms import AssignForm
from participation.desk.services import Task, TaskKind, Urgency
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import format_instant
from participation.kernel.jobs import JobState
from participation.kernel.permissions import requires

blueprint = Blueprint("desk", __name__)
TITLES = {
    TaskKind.ANNOUNCE: _l("Announce the draw"),
    TaskKind.CLOSE: _l("Close the list"),
    TaskKind.WAIT_CLAIMS: _l("Residents check that they are in the list"),
    TaskKind.SEAL: _l("Sign and seal the list"),
    TaskKind.WAIT_CHANCE: _l("The public draw"),
    TaskKind.DRAW: _l("Hold the public draw"),
    TaskKind.SEAT: _l("Record the answers and seat the people drawn"),
}


@blueprint.get("/travail")
@requires("desk.read")
def index() -> str:
    """Show what waits for this person, and where they work."""
    found = services.tasks(db.session, current_user, clock.now())
    rows = [(task.urgency, _row(task)) for task in found]
    return render_template(
        "desk/index.html",
        now=[row for urgency, row in rows if urgency is Urgency.NOW],
        later=[row for urgency, row in rows if urgency is Urgency.LATER],
        name=current_user.name,
    )


def _row(task: Task) -> dict[str, str]:
    if task.kind is TaskKind.DOUBLES:
        title = ngettext("Settle %(num)d likely double", "Settle %(num)d likely doubles", task.count)
    else:
        title = str(TITLES[task.kind])
    limit = gettext("Until %(at)s", at=format_instant(task.due)) if task.due else ""
    return {
        "title": gettext("%(task)s – %(council)s", task=title, council=task.council),
        "href": url_for(task.endpoint, **task.args),
        "text": format_instant(task.due) if task.due and task.urgency is Urgency.LATER else limit,
        "status": gettext("to do") if task.urgency is Urgency.NOW else "",
        "kind": "warn" if task.urgency is Urgency.NOW else "",
    }


@blueprint.get("/travail/traitements/<int:job_id>")
@requires("jobs.read")
def job(job_id: int) -> str:
    """Show how far a piece of long work has come; the reader refreshes."""
    found = services.job(db.session, current_user, job_id)
    percent = min(100, 100 * found.done // found.total) if found.total else 0
    return render_template(
        "desk/job.html", job=found, percent=percent, is_over=found.state in (JobState.DONE, JobState.FAILED)
    )


@blueprint.route("/travail/comptes/<int:account_id>/conseils", methods=["GET", "POST"])
@requires("accounts.manage")
def account_councils(account_id: int) -> Any:
    """Show and add to the councils that an account works for."""
    account = accounts.get(db.session, account_id)
    form = AssignForm()
    form.offer(services.other_councils(db.session, account))
    if form.validate_on_submit():
        try:
            services.assign(db.session, current_user, account, int(form.council.data))
        except RefusedError:
            form.council.errors = [gettext("An administrator works for every council: nothing to add.")]
        else:
            db.session.commit()
            return redirect(url_for("desk.account_councils", account_id=account.id), 303)
    page = render_template(
        "desk/account_councils.html",
        account=account,
        form=form,
        councils=services.councils_of(db.session, account),
    )
    return page if request.method == "GET" else (page, 422)


@blueprint.post("/travail/comptes/<int:account_id>/conseils/<int:council_id>/retirer")
@requires("accounts.manage")
def unassign(account_id: int, council_id: int) -> Response:
    """End an account's work for a council."""
    account = accounts.get(db.session, account_id)
    services.unassign(db.session, account, council_id)
    db.session.commit()
    return redirect(url_for("desk.account_councils", account_id=account.id), 303)
