"""Pages of the slice."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import services as accounts
from participation.councils.services import council_page, summaries
from participation.desk import services, subjects
from participation.desk.forms import AssignForm
from participation.desk.tasks import Task, TaskKind, Turn, tasks
from participation.draws.models import Act
from participation.draws.views import refusals
from participation.draws.views.wording import ACTS
from participation.indicators.services import analysis
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import Counted, format_instant, lazy_ngettext
from participation.kernel.jobs import JobState
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

blueprint = Blueprint("desk", __name__)
subjects.register()
TITLES = {
    TaskKind.CHANCE: _l("Hold the public draw"),
    TaskKind.ANSWERS: _l("Record the answers and seat the people drawn"),
    TaskKind.ENVELOPE: _l("Print your sheet for the sealed envelope"),
    TaskKind.VOLUNTEERS: _l("Confirm the volunteers who take a seat without a draw"),
    TaskKind.CONVENE: _l("Convene the meeting"),
    TaskKind.HOLD: _l("Hold the meeting"),
    TaskKind.CLOSE: _l("Close the meeting"),
    TaskKind.MINUTES: _l("Bring the minutes of the meeting to their end"),
    TaskKind.CORRECT: _l("Read the minutes again, and propose corrections if something is wrong"),
    TaskKind.REPORT: _l("Tell your council what was said"),
    TaskKind.DORMANT: _l("Call a meeting: there was none for four months"),
    TaskKind.QUORUM: _l("Two meetings without the quorum: see who no longer comes"),
}

OF_WHAT: dict[TaskKind | Act, Any] = {
    TaskKind.ACTION: _l("Your action: %(what)s"),
    TaskKind.ANSWER: _l("Answer a request: %(what)s"),
    TaskKind.AWAITED: _l("Ask the delegate for their report: %(what)s"),
    TaskKind.REFERRAL: _l("Referral to the prefect: %(what)s"),
}
COUNTED: dict[TaskKind | Act, Counted] = {
    TaskKind.FILL: lazy_ngettext(
        "Fill the dashboard: %(num)d piece of information is awaited from you",
        "Fill the dashboard: %(num)d pieces of information are awaited from you",
        by="count",
    ),
    TaskKind.DASHBOARD: lazy_ngettext(
        "Follow the dashboard: %(num)d piece of information is missing",
        "Follow the dashboard: %(num)d pieces of information are missing",
        by="count",
    ),
    TaskKind.DOUBLES: lazy_ngettext("Settle %(num)d likely double", "Settle %(num)d likely doubles", by="count"),
    TaskKind.READ: lazy_ngettext(
        "Read %(num)d set of minutes that asks for something",
        "Read %(num)d sets of minutes that ask for something",
        by="count",
    ),
    TaskKind.RENEWAL: lazy_ngettext(
        "Prepare the renewal: %(num)d term ends", "Prepare the renewal: %(num)d terms end", by="count"
    ),
    TaskKind.OVERDUE: lazy_ngettext(
        "Ask again for %(num)d answer that is late", "Ask again for %(num)d answers that are late", by="count"
    ),
    TaskKind.VACANT: lazy_ngettext(
        "Fill %(num)d empty seat in a steering body", "Fill %(num)d empty seats in steering bodies", by="count"
    ),
}


@blueprint.get("/travail")
@requires("desk.read")
def index() -> str:
    """Show what waits for this person, for others, for later, and where they work."""
    found = tasks(db.session, current_user, clock.now())
    councils = council_page(db.session, current_user, 1)
    known = summaries(db.session, clock.today(), [row.neighbourhood_id for row in councils.rows])
    return render_template(
        "desk/index.html",
        lists={turn.value: [_row(task) for task in found if task.turn is turn] for turn in Turn},
        councils=[(row, known[row.neighbourhood_id]) for row in councils.rows],
        has_more=councils.next is not None,
        keeps_dashboard=analysis.keeps(db.session, current_user),
    )


def _row(task: Task) -> dict[str, str]:
    """Return a task in words: what, where, until when, what stands in the way."""
    if task.kind in OF_WHAT:
        title = str(OF_WHAT[task.kind]) % {"what": task.what}
    elif task.kind in COUNTED:
        title = COUNTED[task.kind] % {"count": task.count}
    else:
        title = str(ACTS[task.kind] if isinstance(task.kind, Act) else TITLES[task.kind])
    notes = []
    if task.refusal is not None and task.turn is not Turn.LATER:
        notes.append(gettext("Not possible yet: %(why)s", why=refusals.sentence(task.refusal)))
    elif task.first and task.turn is Turn.MINE:
        notes.append(gettext("%(name)s has agreed. The second agreement is missing.", name=task.first))
    if task.due:
        at = format_instant(task.due)
        notes.append(at if task.kind in (TaskKind.CHANCE, TaskKind.HOLD) else gettext("Until %(at)s", at=at))
    is_blocked = task.refusal is not None
    waiting = gettext("Late") if task.is_late else gettext("To do")
    return {
        "title": gettext("%(task)s – %(council)s", task=title, council=task.council),
        "href": url_for(task.endpoint, **task.args),
        "text": " ".join(notes),
        "status": (gettext("Blocked") if is_blocked else waiting) if task.turn is Turn.MINE else "",
        "kind": ("danger" if is_blocked or task.is_late else "warn") if task.turn is Turn.MINE else "",
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
            services.assign(db.session, current_user, clock.now(), account, int(form.council.data))
        except RefusedError:
            form.council.errors = [gettext("An administrator works for every council: nothing to add.")]
        else:
            db.session.commit()
            return see_other("desk.account_councils", account_id=account.id)
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
    services.unassign(db.session, current_user, clock.now(), account, council_id)
    db.session.commit()
    return see_other("desk.account_councils", account_id=account.id)
