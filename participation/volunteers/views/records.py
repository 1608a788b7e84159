"""The receipt, and one's own sign-up: opened by code and birth year, seen, changed, left, taken up again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import render_template, request, session, url_for
from flask_babel import gettext
from flask_limiter.util import get_remote_address

from participation.bodies.models import Gender
from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import csrf
from participation.kernel.i18n import format_short_day
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other
from participation.volunteers import drafts, services
from participation.volunteers.codes import code_sha256, parse_code
from participation.volunteers.forms import CONSENTS_ON, OptionalConsentsForm, RecordForm
from participation.volunteers.models import Channel, ConsentKind, SignUp, SignUpKind
from participation.volunteers.questions import ContactForm, GenderForm, NameForm, QuestionForm
from participation.volunteers.views import words
from participation.volunteers.views.base import (
    RECEIPT,
    RECORD,
    Page,
    blueprint,
    grant_record,
    granted_record,
    is_staff,
    kept_receipt,
)

FIELDS: dict[str, type[QuestionForm]] = {
    "nom": NameForm,
    "genre": GenderForm,
    "contact": ContactForm,
    "accords": OptionalConsentsForm,
}
DRAW_FIELDS = ("nom", "genre")
SLUGS = "any(" + ", ".join(FIELDS) + ")"
TRIES = "60 per 15 minutes"
"""Of one address: a shared tablet serves a queue of people."""
TRIES_OF_ONE_CODE = "10 per 15 minutes"
"""Whoever tries it: years are few."""


def posted_code_key() -> str:
    """Return what the second limit counts by: the code that is tried, whoever tries it."""
    return "code:" + code_sha256(parse_code(request.form.get("code")) or "0")


@blueprint.get("/inscription/recu")
@public
def receipt() -> Page:
    """The code, once more for as long as the session lives; afterwards the code is asked for."""
    kept = kept_receipt()
    if kept is None:
        return see_other("volunteers.record")
    sign_up = services.record_of(db.session, kept["id"])
    milestones = services.milestones_of(db.session, sign_up.council_id)
    return render_template(
        "volunteers/receipt.html",
        sign_up=sign_up,
        code=kept["code"],
        paper_council_id=kept["council"],
        steps=words.next_steps(milestones),
        is_planned=any(milestone.at is not None for milestone in milestones),
        is_association=sign_up.kind is SignUpKind.ASSOCIATION,
        fictitious=sign_up.is_fictitious,
    )


@blueprint.post("/inscription/terminer")
@public
def finish() -> Page:
    """Leave nothing on a shared device."""
    for key in (drafts.KEY, RECORD, RECEIPT, refused_forms.KEY):
        session.pop(key, None)
    return see_other("pages.home")


@blueprint.get("/mon-inscription")
@public
def record() -> Page:
    """Ask for the code and the year. Sets no cookie."""
    return render_template("volunteers/record.html", form=RecordForm(formdata=None))


@blueprint.post("/mon-inscription")
@csrf.exempt
@limiter.limit(TRIES, key_func=get_remote_address, exempt_when=is_staff)
@limiter.limit(TRIES_OF_ONE_CODE, key_func=posted_code_key)
@public
def open_record() -> Page:
    """Open a sign-up with its own credentials; unknown code and wrong year answer alike."""
    form = RecordForm()
    if form.validate():
        try:
            sign_up = services.find_record(db.session, form.code.data or "", form.birth_year.data or "")
        except RefusedError as refusal:
            form.code.errors = [str(words.REFUSALS[refusal.code])]
        else:
            grant_record(sign_up)
            return see_other("volunteers.sheet")
    refused_forms.begin_session()
    return render_template("volunteers/record.html", form=form), 422


@blueprint.get("/mon-inscription/fiche")
@public
def sheet() -> Page:
    """Where the sign-up stands, what it says, what can be done."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    outcome = services.outcome_of(db.session, sign_up)
    rights = services.rights(db.session, sign_up)
    text, kind = words.status(sign_up, outcome)
    return render_template(
        "volunteers/sheet.html",
        sign_up=sign_up,
        tag_text=text,
        tag_kind=kind,
        outcome=outcome,
        outcome_text=words.outcome_sentence(outcome) if outcome else "",
        rights=rights,
        rows=_rows(sign_up, rights),
        registered=words.happened(sign_up),
        fictitious=sign_up.is_fictitious,
    )


@blueprint.get(f"/mon-inscription/modifier/<{SLUGS}:field>")
@public
def correct(field: str) -> Page:
    """One answer, to change."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    form = FIELDS[field](formdata=None, data=_data(sign_up))
    return _show_correction(sign_up, field, form)


@blueprint.post(f"/mon-inscription/modifier/<{SLUGS}:field>")
@public
def change(field: str) -> Page:
    """Take a changed answer."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    form = FIELDS[field]()
    if not form.validate():
        return _show_correction(sign_up, field, form), 422
    try:
        CHANGES[field](sign_up, form, clock.now())
    except RefusedError as refusal:
        form.form_errors.append(str(words.REFUSALS[refusal.code]))
        return _show_correction(sign_up, field, form), 422
    db.session.commit()
    return see_other("volunteers.sheet", _anchor="reponses")


@blueprint.get("/mon-inscription/retirer")
@public
def withdraw() -> Page:
    """Say what leaving does, before and after the sealing, and ask."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    if not services.rights(db.session, sign_up).may_withdraw:
        return see_other("volunteers.sheet")
    return _ask_leaving(sign_up)


@blueprint.post("/mon-inscription/retirer")
@public
def leave() -> Page:
    """Withdraw the sign-up."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    try:
        services.withdraw(db.session, clock.now(), sign_up)
    except RefusedError as refusal:
        db.session.rollback()
        if refusal.code in ("seated", "not_registered"):
            # The page that follows says how to leave a seat, and whom to call.
            return see_other("volunteers.sheet")
        return _ask_leaving(sign_up, str(words.REFUSALS["not_now"])), 422
    db.session.commit()
    return see_other("volunteers.sheet")


@blueprint.post("/mon-inscription/revenir")
@public
def come_back() -> Page:
    """Undo a withdrawal while the list can still change."""
    sign_up = granted_record()
    if sign_up is None:
        return see_other("volunteers.record")
    try:
        services.come_back(db.session, clock.now(), sign_up)
    except RefusedError:
        # The page that follows says that it is too late, and whom to call.
        db.session.rollback()
        return see_other("volunteers.sheet")
    db.session.commit()
    return see_other("volunteers.sheet")


def _ask_leaving(sign_up: SignUp, refusal: str = "") -> str:
    rights = services.rights(db.session, sign_up)
    return render_template("volunteers/withdraw.html", rights=rights, refusal=refusal)


def _show_correction(sign_up: SignUp, field: str, form: QuestionForm) -> str:
    rights = services.rights(db.session, sign_up)
    may = rights.may_correct_draw_fields if field in DRAW_FIELDS else rights.may_correct
    return render_template(
        "volunteers/correct.html",
        form=form,
        field=field,
        fields=[own for own in form if own.name != "csrf_token"],
        may=may,
        refusal=str(words.REFUSALS["list_closed" if rights.may_correct else "not_registered"]),
        consents_on=CONSENTS_ON,
    )


def _data(sign_up: SignUp) -> dict[str, Any]:
    standing = {consent.kind for consent in services.consents_of(sign_up)}
    return {
        "name": sign_up.name,
        "gender": sign_up.gender.value if sign_up.gender else "none",
        "channel": sign_up.channel.value,
        "phone": sign_up.phone or "",
        "email": sign_up.email or "",
        "postal_address": sign_up.postal_address or "",
        "name_published": ConsentKind.NAME_PUBLISHED in standing,
        "next_draws": ConsentKind.NEXT_DRAWS in standing,
    }


def _rows(sign_up: SignUp, rights: services.Rights) -> list[dict[str, str]]:
    """Return what is kept, for the component `summary_list`."""

    def link(field: str) -> str:
        may = rights.may_correct_draw_fields if field in DRAW_FIELDS else rights.may_correct
        return _correct_url(field) if may else ""

    rows = [
        {"key": gettext("Neighbourhood"), "value": sign_up.council.neighbourhood.name},
        {"key": gettext("Name"), "value": sign_up.name, "href": link("nom")},
        {"key": gettext("Year of birth"), "value": str(sign_up.birth_year)},
        {"key": gettext("Gender"), "value": words.gender_words(sign_up.gender), "href": link("genre")},
        {
            "key": gettext("To reach me"),
            "value": words.contact_words(sign_up.channel.value, words.contact_of(sign_up)),
            "href": link("contact"),
        },
        {"key": gettext("What I agree to"), "value": _agreements(sign_up), "href": link("accords")},
    ]
    if sign_up.association_name is not None:
        rows.insert(1, {"key": gettext("Association"), "value": sign_up.association_name})
    if sign_up.helper_name:
        rows.append({"key": gettext("With the help of"), "value": sign_up.helper_name})
    return rows


def _correct_url(field: str) -> str:
    return url_for("volunteers.correct", field=field)


def _agreements(sign_up: SignUp) -> str:
    agreed = " ".join(
        gettext("%(text)s (text of %(day)s)", text=consent.text, day=format_short_day(consent.text_on))
        for consent in services.consents_of(sign_up)
    )
    return agreed or gettext("Nothing for the moment")


def _change_name(sign_up: SignUp, form: Any, now: datetime) -> None:
    services.correct_name(db.session, now, sign_up, form.name.data)


def _change_gender(sign_up: SignUp, form: Any, now: datetime) -> None:
    said = form.gender.data
    services.correct_gender(db.session, now, sign_up, None if said == "none" else Gender(said))


def _change_contact(sign_up: SignUp, form: Any, now: datetime) -> None:
    kept = form.kept()
    channel = Channel(kept["channel"])
    contact = {Channel.PHONE: "phone", Channel.EMAIL: "email", Channel.LETTER: "postal_address"}[channel]
    services.correct_contact(db.session, now, sign_up, channel, kept[contact])


def _change_consents(sign_up: SignUp, form: Any, now: datetime) -> None:
    services.correct_consents(db.session, now, sign_up, form.texts(), CONSENTS_ON)


CHANGES: dict[str, Callable[[SignUp, Any, datetime], None]] = {
    "nom": _change_name,
    "genre": _change_gender,
    "contact": _change_contact,
    "accords": _change_consents,
}
