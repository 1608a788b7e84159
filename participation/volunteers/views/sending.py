"""The end of signing up: all answers on one page, the consents, and the button that registers."""

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from participation.councils.models import Council
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import csrf
from participation.kernel.i18n import current_locale
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other
from participation.volunteers import drafts, mails, steps
from participation.volunteers.drafts import Draft
from participation.volunteers.forms import CONSENTS_ON, CheckForm
from participation.volunteers.models import AreaCheck
from participation.volunteers.services import council_of, register
from participation.volunteers.views import words
from participation.volunteers.views.base import (
    Page,
    blueprint,
    is_staff,
    keep_receipt,
    onward,
    without_draft,
)


@blueprint.get("/inscription/verifier")
@public
def check() -> Page:
    """All answers on one page, each with its « Modifier »."""
    draft = drafts.current()
    if draft is None:
        return without_draft()
    if steps.first_open(draft.answers) is not None:
        return onward(draft)
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
        return without_draft()
    if steps.first_open(draft.answers) is not None:
        return onward(drafts.keep(draft))
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


def _is_receipt(response: Response) -> bool:
    """Tell whether a post made a sign-up: only these count against robots, and their transaction is over.

    Counting writes in a transaction of its own, which on SQLite would wait for one still open.
    """
    return response.location is not None and url_for("volunteers.receipt") in response.location


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
        said.insert(3, (gettext("Street and number"), _street_words(answers["area"]), "adresse"))
    return [
        {"key": key, "value": value, "href": url_for("volunteers.step", slug=slug)}
        for key, value, slug in said
    ]


def _street_words(area: str) -> str:
    """Return what became of the address; one that no list of streets knows was not checked."""
    if area == AreaCheck.INSIDE:
        return str(gettext("Checked, then forgotten"))
    return str(gettext("Not kept. We check it with you if you are drawn."))


def _register(draft: Draft, form: CheckForm) -> Response:
    now = clock.now()
    council = council_of(db.session, draft.get("council"))
    if council is None:
        return see_other("volunteers.impossible", reason="ferme")
    answers = drafts.answers_of(
        draft.answers, form.texts(), current_locale(), is_fictitious=council.is_fictitious
    )
    try:
        made = register(db.session, now, council, draft.code, answers)
    except RefusedError as refusal:
        db.session.rollback()
        reason = "age" if refusal.code == "under_age" else "ferme"
        drafts.keep(draft)
        return see_other("volunteers.impossible", reason=reason, quartier=draft.get("council"))
    if made.is_new:
        mails.post_receipt(db.session, now, made.sign_up, draft.code)
    keep_receipt(made.sign_up, draft.code)
    db.session.commit()
    drafts.forget()
    return see_other("volunteers.receipt", _anchor="recu")
