"""What two people settle on the lists of a draw: likely doubles, and people to take off."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from participation.draws.forms import ActForm
from participation.draws.list_forms import PeopleForm
from participation.draws.models import Draw, PairVerdict, RemovalReason
from participation.draws.services import access
from participation.draws.services.lists import doubles, removing, showing, sitting
from participation.draws.services.lists.finding import UNSEALED
from participation.draws.services.lists.removing import Found
from participation.draws.views import list_pages
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import gettext as _
from participation.kernel.pagination import page_number
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other


@blueprint.get("/travail/tirages/<int:draw_id>/listes/doublons")
@requires("lists.review")
def list_pairs(draw_id: int) -> str:
    """Likely doubles side by side, in pages of fifty; two different people must agree."""
    return _show_pairs(_unsealed(draw_id), ActForm(formdata=None))


def _show_pairs(draw: Draw, form: Form) -> str:
    page = showing.pairs_page(db.session, draw, current_user.id, page_number(request.args.get("page")))

    def address(number: int | None) -> str:
        return url_for("draws.list_pairs", draw_id=draw.id, page=number) if number else ""

    return render_template(
        "draws/list_pairs.html",
        draw=draw,
        form=form,
        page=page,
        pairs=[list_pages.pair(each) for each in page.rows],
        verdicts=[(verdict.value, str(words)) for verdict, words in list_pages.PAIR_VERDICTS.items()],
        previous_url=address(page.previous),
        next_url=address(page.next),
        fictitious=draw.council.is_fictitious,
    )


@blueprint.post("/travail/tirages/<int:draw_id>/listes/doublons/<int:pair_id>")
@requires("lists.review")
def review_list_pair(draw_id: int, pair_id: int) -> Any:
    """Keep what one person says of a pair."""
    doubles.find_pair(db.session, _unsealed(draw_id), pair_id)
    form, said = ActForm(), request.form.get("verdict")
    if form.validate_on_submit():
        if said in set(PairVerdict):
            verdict = PairVerdict(said)
            try:
                doubles.review(db.session, current_user, clock.now(), draw_id, pair_id, verdict)
                db.session.commit()
                return see_other("draws.list_pairs", draw_id=draw_id, page=page_number(request.args.get("page")))
            except RefusedError as refusal:
                db.session.rollback()
                put(form, refusal)
        else:
            form.form_errors.append(_("Choose one of the three answers."))
    return _show_pairs(_unsealed(draw_id), form), 422


@blueprint.route("/travail/tirages/<int:draw_id>/listes/personnes", methods=["GET", "POST"])
@requires("lists.review")
def list_people(draw_id: int) -> Any:
    """Look for somebody on the lists, to take them off. The search posts: no address keeps a name."""
    if request.method == "POST":
        db.read_only()
    draw, form = _unsealed(draw_id), PeopleForm()
    found: list[Found] = []
    if form.validate_on_submit():
        found = removing.search(db.session, draw, form.name.data or "")
        return _show_people(draw, form, found)
    if request.method == "GET":
        act = ActForm(formdata=None)
        return _show_people(draw, act if act.is_shown_again else form, None)
    return _show_people(draw, form, found), 422


def _show_people(draw: Draw, form: Form, found: list[Found] | None) -> str:
    search = form if isinstance(form, PeopleForm) else PeopleForm(formdata=None)
    return render_template(
        "draws/list_people.html",
        draw=draw,
        form=form,
        search=search,
        is_searched=found is not None,
        found=[_person(each) for each in found or ()],
        is_cut=len(found or ()) >= removing.MOST_FOUND,
        proposed=[_person(each) for each in removing.proposed(db.session, draw)],
        sitting=[_person(each) for each in sitting.likely_sitting(db.session, draw)[: removing.MOST_FOUND]],
        reasons=[(reason.value, str(words)) for reason, words in list_pages.REASONS.items()],
        fictitious=draw.council.is_fictitious,
    )


def _person(each: Found) -> dict[str, Any]:
    person, removal = each.person, each.removal
    where = ", ".join(filter(None, (person.address, person.postal_code, person.town)))
    return {
        "id": person.id,
        "name": " ".join(filter(None, (person.given_name, person.family_name))) or where,
        "birth": list_pages.birth(person.birth_date or person.birth_year),
        "address": where,
        "list": each.list_name,
        "reason": str(list_pages.REASONS[removal.reason]) if removal else "",
        "is_mine": removal is not None and removal.proposed_by_id == current_user.id,
    }


@blueprint.post(
    "/travail/tirages/<int:draw_id>/listes/personnes/<int:listed_id>/<any(proposer,confirmer,annuler):step>"
)
@requires("lists.review")
def remove_person(draw_id: int, listed_id: int, step: str) -> Any:
    """Propose that somebody leaves a list, confirm it as the second person, or take the proposal back."""
    _unsealed(draw_id)
    form, said = ActForm(), request.form.get("reason")
    if step == "proposer" and said not in set(RemovalReason):
        form.form_errors.append(_("Choose why this person leaves the list."))
    elif form.validate_on_submit():
        try:
            _steps(draw_id, listed_id, said)[step]()
            db.session.commit()
            return see_other("draws.list_people", draw_id=draw_id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
    return _show_people(_unsealed(draw_id), form, None), 422


def _steps(draw_id: int, listed_id: int, said: str | None) -> dict[str, Callable[[], object]]:
    session, actor, now = db.session, current_user, clock.now()
    return {
        "proposer": lambda: removing.propose(session, actor, now, draw_id, listed_id, RemovalReason(said or "")),
        "confirmer": lambda: removing.confirm(session, actor, now, draw_id, listed_id),
        "annuler": lambda: removing.cancel(session, actor, draw_id, listed_id),
    }


def _unsealed(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in UNSEALED:
        raise MissingError
    return draw
