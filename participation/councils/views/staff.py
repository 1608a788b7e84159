"""The councils of an account: the list, one council's page, founding, presentation, sign-up."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from participation.bodies import history
from participation.councils import sections, services, words
from participation.councils.forms import CouncilForm, PresentationForm, offer
from participation.councils.models import Council
from participation.councils.refusals import put_refusal
from participation.councils.views.base import (
    Shown,
    blueprint,
    my_council,
    refused,
)
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.pagination import page_number
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.territory.models import Neighbourhood


@blueprint.get("/travail/conseils")
@requires("councils.read")
def index() -> str:
    """My councils, in pages of fifty, in one line each."""
    page = services.council_page(db.session, current_user, page_number(request.args.get("page")))
    known = services.summaries(db.session, clock.today(), [row.neighbourhood_id for row in page.rows])
    return render_template(
        "councils/index.html",
        page=page,
        rows=[(row, known[row.neighbourhood_id], _filled(known[row.neighbourhood_id])) for row in page.rows],
        previous_url=url_for("councils.index", page=page.previous) if page.previous else "",
        next_url=url_for("councils.index", page=page.next) if page.next else "",
    )


def _filled(summary: services.CouncilSummary) -> str:
    return words.filled(summary.filled, summary.seats)


@blueprint.route("/travail/conseils/nouveau", methods=["GET", "POST"])
@requires("councils.found")
def found() -> Shown:
    """Found the council of a neighbourhood that has none."""
    free = services.free_neighbourhoods(db.session)
    if not free and request.method == "POST":
        # The last one was founded meanwhile, perhaps by this very form sent twice.
        return see_other("councils.index")
    form = CouncilForm()
    offer(
        form.neighbourhood, [("", "–"), *((str(row.id), f"{row.name} ({row.municipality})") for row in free)]
    )
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/found.html", form=form, free=free), status
    neighbourhood = db.session.get_one(Neighbourhood, int(form.neighbourhood.data))
    plan = services.SeatPlan(form.residents_drawn.data, form.residents_volunteer.data, form.local_actors.data)
    try:
        council = services.create_council(
            db.session, current_user, clock.now(), neighbourhood, plan, form.opened_on.data
        )
    except RefusedError as refusal:
        return refused("councils/found.html", form, refusal, free=free)
    db.session.commit()
    return see_other("councils.work", council_id=council.id)


@blueprint.get("/travail/conseils/<int:council_id>")
@requires("councils.read")
def work(council_id: int) -> str:
    """One council, seat by seat, with what can be done."""
    return _work_page(my_council(council_id), Form())


def _work_page(council: Council, form: Form) -> str:
    today = clock.today()
    rules = services.rules_in_force(db.session, council.id, today)
    view = services.composition(db.session, council.body_id, rules, today)
    return render_template(
        "councils/work.html",
        council=council,
        form=form,
        is_sign_up_bound=services.is_sign_up_bound(db.session, council.id),
        filled=words.filled(view.filled, view.total),
        measures=sections.measure_sentences(view),
        broken=[
            (words.rule_sentence(broken.rule), words.found_sentence(broken), words.source(broken.rule))
            for broken in view.broken
        ],
        seats=_seat_rows(council, view, today),
        words=words,
        fictitious=council.is_fictitious,
    )


def _seat_rows(council: Council, view: services.Composition, today: date) -> list[dict[str, Any]]:
    members = history.members(db.session, council.body_id)
    by_mandate = {member.id: member for member in members}
    rows = []
    for seat in sorted((seat for college in view.colleges for seat in college.seats), key=lambda s: s.number):
        rows.append(
            {
                "seat": seat,
                "holder": by_mandate.get(seat.holder.mandate_id) if seat.holder else None,
                "substitute": by_mandate.get(seat.substitute.mandate_id) if seat.substitute else None,
            }
        )
    return rows


@blueprint.route("/travail/conseils/<int:council_id>/presentation", methods=["GET", "POST"])
@requires("councils.manage")
def presentation(council_id: int) -> Shown:
    """What the council says of itself."""
    council = my_council(council_id)
    form = PresentationForm(obj=council)
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/presentation.html", council=council, form=form), status
    services.set_presentation(db.session, current_user, clock.now(), council, form.presentation.data or "")
    db.session.commit()
    return see_other("councils.work", council_id=council.id)


@blueprint.post("/travail/conseils/<int:council_id>/inscriptions")
@requires("councils.manage")
def sign_up(council_id: int) -> Shown:
    """Open or close the sign-up of volunteers: the button says which."""
    council = my_council(council_id)
    wanted = request.form.get("open") == "1"
    try:
        services.set_sign_up_open(db.session, current_user, clock.now(), council, wanted)
    except RefusedError as refusal:
        form = Form()
        db.session.rollback()
        put_refusal(form, refusal)
        return _work_page(my_council(council_id), form), 422
    db.session.commit()
    return see_other("councils.work", council_id=council.id)
