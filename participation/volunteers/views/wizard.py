"""Signing up, one question a page. Nothing is stored before the last button.

Posts need no token of the session: each carries the signed copy of its own answers (`drafts`).
"""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]

from participation.councils.models import Council
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import csrf
from participation.kernel.i18n import current_locale
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.volunteers import drafts, mails, steps
from participation.volunteers.drafts import Draft
from participation.volunteers.forms import CONSENTS_ON, CheckForm, PaperForm, fields_by_question
from participation.volunteers.questions import AreaForm, QuestionForm
from participation.volunteers.services import (
    check_area,
    council_of,
    is_under_age,
    open_councils,
    register,
)
from participation.volunteers.views import words
from participation.volunteers.views.base import (
    RECEIPT,
    RECORD,
    blueprint,
    go,
    is_staff,
    keep_receipt,
    kept_receipt,
)

SLUGS = "any(" + ", ".join(f"'{step.slug}'" for step in steps.STEPS) + ")"
Page = str | Response | tuple[str, int]


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
    for key in (RECORD, RECEIPT):
        session.pop(key, None)
    council = council_of(db.session, request.form.get("quartier", ""))
    drafts.begin(**({"council": council.neighbourhood.code} if council and council.sign_up_open else {}))
    return go("volunteers.step", slug=steps.STEPS[0].slug)


@blueprint.get(f"/inscription/<{SLUGS}:slug>")
@public
def step(slug: str) -> Page:
    """One question."""
    draft = drafts.current()
    if draft is None:
        return _without_draft()
    here = next((own for own in steps.path(draft.answers) if own.slug == slug), None)
    waiting = steps.first_open(draft.answers)
    order = steps.path(draft.answers)
    if here is None or (waiting is not None and order.index(here) > order.index(waiting)):
        return _onward(draft)
    return _show_step(draft, here, _form(here, draft))


@blueprint.post(f"/inscription/<{SLUGS}:slug>")
@csrf.exempt
@public
def answer(slug: str) -> Page:
    """Take one answer, and lead to the next question or back with a sentence that helps."""
    draft = drafts.posted(request.form.get("draft"))
    if draft is None:
        return _without_draft()
    if _is_registered(draft):
        return go("volunteers.receipt")
    here = next(own for own in steps.STEPS if own.slug == slug)
    form = _form(here, draft)
    if not form.validate():
        drafts.keep(draft)
        return _show_step(draft, here, form), 422
    refusal, more = _answers(draft, form)
    if refusal is not None:
        drafts.keep(draft)
        return refusal
    return _onward(drafts.keep(draft.with_answers(**more)))


@blueprint.get("/inscription/verifier")
@public
def check() -> Page:
    """All answers on one page, each with its « Modifier »."""
    draft = drafts.current()
    if draft is None:
        return _without_draft()
    if steps.first_open(draft.answers) is not None:
        return _onward(draft)
    form = CheckForm()
    form.start_clock()
    return _show_check(draft, form)


@blueprint.post("/inscription/verifier")
@csrf.exempt
@limiter.limit("30 per hour", exempt_when=is_staff, deduct_when=lambda response: _is_receipt(response))
@public
def send() -> Page:
    """The last button: register, once for each code, and show the receipt."""
    draft = drafts.posted(request.form.get("draft"))
    if draft is None:
        return _without_draft()
    if steps.first_open(draft.answers) is not None:
        return _onward(drafts.keep(draft))
    form = CheckForm()
    is_complete = form.validate()
    if is_complete and form.looks_automatic():
        form.start_clock()
        form.form_errors.append(
            gettext("Wait a few seconds, then press the button again. Your answers are kept.")
        )
        is_complete = False
    if not is_complete:
        drafts.keep(draft)
        return _show_check(draft, form), 422
    return _register(draft, form)


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


def _is_receipt(response: Response) -> bool:
    """Tell whether a post made a sign-up: only these count against robots, and their transaction is over.

    Counting writes in a transaction of its own, which on SQLite would wait for one still open.
    """
    return response.location is not None and url_for("volunteers.receipt") in response.location


def _without_draft() -> Response:
    """Lead to the receipt that was just given, else to the start, saying that the answers are gone."""
    if kept_receipt() is not None:
        return go("volunteers.receipt")
    return go("volunteers.start", perdu=1)


def _is_registered(draft: Draft) -> bool:
    receipt = kept_receipt()
    return receipt is not None and receipt["code"] == draft.code


def _onward(draft: Draft) -> Response:
    waiting = steps.first_open(draft.answers)
    if waiting is None:
        return go("volunteers.check")
    return go("volunteers.step", slug=waiting.slug)


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
            if request.method == "GET":
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
                return go("volunteers.impossible", reason="secteur", quartier=code, ailleurs=other), {}
            more["area"] = area.check.value
        year = more.get("birth_year") or draft.get("birth_year")
        if year and is_under_age(db.session, council.id, int(year), clock.now()):
            return go("volunteers.impossible", reason="age", quartier=code), {}
    return None, more


def _show_check(draft: Draft, form: CheckForm) -> str:
    council = council_of(db.session, draft.get("council"))
    return render_template(
        "volunteers/check.html",
        form=form,
        draft=draft.copy(),
        rows=_rows(draft, council),
        back=url_for("volunteers.step", slug=steps.STEPS[-1].slug),
        count=steps.COUNT,
        is_helped=draft.get("who") == "helping",
        consents_on=CONSENTS_ON,
    )


def _rows(draft: Draft, council: Council | None) -> list[dict[str, str]]:
    """Return the answers as statements, for the component `summary_list`."""
    answers = draft.answers
    place = council.neighbourhood.name if council else ""
    channel = answers["channel"]
    contact = answers[{"phone": "phone", "email": "email", "letter": "postal_address"}[channel]]
    is_association = answers["kind"] == "association"
    said = [
        (gettext("For whom"), words.who_words(answers), "pour-qui"),
        (gettext("College"), words.kind_words(answers["kind"]), "college"),
        (gettext("Neighbourhood"), place, "association" if is_association else "adresse"),
        (gettext("Name"), answers["name"], "nom"),
        (gettext("Year of birth"), answers["birth_year"], "naissance"),
        (gettext("Gender"), words.gender_words(answers["gender"]), "genre"),
        (gettext("To reach me"), words.contact_words(channel, contact), "contact"),
    ]
    if is_association:
        said.insert(3, (gettext("Association"), answers["association_name"], "association"))
        said.insert(4, (gettext("In the neighbourhood"), answers["association_activity"], "association"))
    else:
        said.insert(3, (gettext("Street and number"), gettext("Checked, then forgotten"), "adresse"))
    return [
        {"key": key, "value": value, "href": url_for("volunteers.step", slug=slug)}
        for key, value, slug in said
    ]


def _register(draft: Draft, form: CheckForm) -> Response:
    now = clock.now()
    council = council_of(db.session, draft.get("council"))
    if council is None:
        return go("volunteers.impossible", reason="ferme")
    answers = drafts.answers_of(
        draft.answers, form.texts(), current_locale(), is_fictitious=council.is_fictitious
    )
    try:
        made = register(db.session, now, council, draft.code, answers)
    except RefusedError as refusal:
        db.session.rollback()
        reason = "age" if refusal.code == "under_age" else "ferme"
        drafts.keep(draft)
        return go("volunteers.impossible", reason=reason, quartier=draft.get("council"))
    if made.is_new:
        mails.post_receipt(db.session, now, made.sign_up, draft.code)
    keep_receipt(made.sign_up, draft.code)
    db.session.commit()
    drafts.forget()
    return redirect(url_for("volunteers.receipt", _anchor="recu"), 303)
