"""Signing up, one question a page. Nothing is stored before the last button.

Posts need no token of the session: each carries the signed copy of its own answers (`drafts`).
"""

from flask import render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]

from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.forms import csrf
from participation.kernel.permissions import public
from participation.kernel.redirects import see_other
from participation.volunteers import drafts, steps
from participation.volunteers.drafts import Draft
from participation.volunteers.forms import PaperForm, fields_by_question
from participation.volunteers.questions import AreaForm, QuestionForm
from participation.volunteers.services import (
    check_area,
    council_of,
    is_under_age,
    open_councils,
)
from participation.volunteers.views.base import (
    RECEIPT,
    RECORD,
    Page,
    blueprint,
    kept_receipt,
    onward,
    without_draft,
)

SLUGS = "any(" + ", ".join(f"'{step.slug}'" for step in steps.STEPS) + ")"


@blueprint.get("/inscription")
@public
def start() -> Page:
    """« Avant de commencer »: who, how long, other ways. Sets no cookie."""
    code = request.args.get("quartier", "")
    council = council_of(db.session, code) if code else None
    is_open = council.sign_up_open if council else bool(open_councils(db.session))
    return render_template(
        "volunteers/start.html",
        neighbourhood=council.neighbourhood if council else None,
        is_open=is_open,
        is_lost="perdu" in request.args,
        fictitious=council is not None and council.is_fictitious,
    )


@blueprint.post("/inscription")
@csrf.exempt
@public
def begin() -> Page:
    """Start afresh: on a shared tablet nothing of the person before is left."""
    for key in (RECORD, RECEIPT, refused_forms.KEY):
        session.pop(key, None)
    council = council_of(db.session, request.form.get("quartier", ""))
    drafts.begin(**({"council": council.neighbourhood.code} if council and council.sign_up_open else {}))
    return see_other("volunteers.step", slug=steps.STEPS[0].slug)


@blueprint.get(f"/inscription/<{SLUGS}:slug>")
@public
def step(slug: str) -> Page:
    """One question."""
    draft = drafts.current()
    if draft is None:
        return without_draft()
    here = next((own for own in steps.path(draft.answers) if own.slug == slug), None)
    waiting = steps.first_open(draft.answers)
    order = steps.path(draft.answers)
    if here is None or (waiting is not None and order.index(here) > order.index(waiting)):
        return onward(draft)
    return _show_step(draft, here, _form(here, draft))


@blueprint.post(f"/inscription/<{SLUGS}:slug>")
@csrf.exempt
@public
def answer(slug: str) -> Page:
    """Take one answer, and lead to the next question or back with a sentence that helps."""
    draft = drafts.posted(request.form.get("draft"))
    if draft is None:
        return without_draft()
    if _is_registered(draft):
        return see_other("volunteers.receipt")
    here = next(own for own in steps.STEPS if own.slug == slug)
    form = _form(here, draft)
    if not form.validate():
        drafts.keep(draft)
        return _show_step(draft, here, form), 422
    refusal, more = _answers(draft, form)
    if refusal is not None:
        drafts.keep(draft)
        return refusal
    return onward(drafts.keep(draft.with_answers(**more)))


@blueprint.get("/inscription/impossible/<any('age', 'secteur', 'ferme'):reason>")
@public
def impossible(reason: str) -> Page:
    """Why this sign-up cannot be, and what one can still do. It is no error of the person's."""
    council = council_of(db.session, request.args.get("quartier", ""))
    elsewhere = council_of(db.session, request.args.get("ailleurs", ""))
    return render_template(
        "volunteers/impossible.html",
        reason=reason,
        neighbourhood=council.neighbourhood if council else None,
        elsewhere=elsewhere.neighbourhood if elsewhere and elsewhere.sign_up_open else None,
    )


@blueprint.get("/inscription/papier")
@public
def paper_slip() -> Page:
    """The same questions in the same order, to print."""
    council = council_of(db.session, request.args.get("quartier", ""))
    form = PaperForm(formdata=None)
    form.neighbourhood.choices = _neighbourhoods() if council is None else []
    return render_template(
        "volunteers/paper_slip.html",
        form=form,
        groups=fields_by_question(form),
        neighbourhood=council.neighbourhood if council else None,
    )


def _is_registered(draft: Draft) -> bool:
    receipt = kept_receipt()
    return receipt is not None and receipt["code"] == draft.code


def _neighbourhoods() -> list[SelectChoice]:
    return [SelectChoice(place.code, place.name) for _council, place in open_councils(db.session)]


def _form(here: steps.Step, draft: Draft) -> QuestionForm:
    form = here.form(data=dict(draft.answers))
    if "neighbourhood" in form:
        # Known from the neighbourhood's page and not yet answered here: not asked twice.
        if draft.get("council") and not all(draft.get(name) for name in here.done):
            del form.neighbourhood
        else:
            form.neighbourhood.choices = _neighbourhoods()
            if request.method == "GET" and not form.is_shown_again:
                form.neighbourhood.data = draft.get("council")
    return form


def _show_step(draft: Draft, here: steps.Step, form: QuestionForm) -> str:
    order = steps.path(draft.answers)
    number = order.index(here) + 1 if here in order else 1
    council = council_of(db.session, draft.get("council"))
    return render_template(
        "volunteers/step.html",
        form=form,
        draft=draft.copy(),
        number=number,
        count=steps.COUNT,
        back=url_for("volunteers.step", slug=order[number - 2].slug)
        if number > 1
        else url_for("volunteers.start"),
        slug=here.slug,
        is_helped=draft.get("who") == "helping" and here.slug != "pour-qui",
        neighbourhood=council.neighbourhood if council and "neighbourhood" not in form else None,
        fields=list(form),
    )


def _answers(draft: Draft, form: QuestionForm) -> tuple[Response | None, dict[str, str]]:
    """Return the answers of a valid form, or the page that says why they lead nowhere."""
    more = form.kept()
    more.pop("neighbourhood", None)
    code = str(form.neighbourhood.data) if "neighbourhood" in form else draft.get("council")
    council = council_of(db.session, code)
    if council is not None:
        more["council"] = code
        if isinstance(form, AreaForm):
            area = check_area(db.session, council, form.street.data or "", form.number.data or "")
            if area.check is None:
                other = area.elsewhere.code if area.elsewhere else None
                return see_other("volunteers.impossible", reason="secteur", quartier=code, ailleurs=other), {}
            more["area"] = area.check.value
        year = more.get("birth_year") or draft.get("birth_year")
        if year and is_under_age(db.session, council.id, int(year), clock.now()):
            return see_other("volunteers.impossible", reason="age", quartier=code), {}
    return None, more
