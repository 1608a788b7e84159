"""What facilitators and the secretariat do with a register: read it, type paper slips in, settle doubles."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.councils.models import Council
from participation.councils.services import assigned_council
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import current_locale
from participation.kernel.pagination import page_number
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.volunteers import drafts, mails, services
from participation.volunteers.codes import code_sha256, new_code
from participation.volunteers.forms import PaperForm, fields_by_question
from participation.volunteers.models import SignUp, SignUpKind, Verdict
from participation.volunteers.views import words
from participation.volunteers.views.base import blueprint, keep_receipt

AT_ONCE = 20
"""Pairs on one page; the others follow as these are settled."""
Shown = str | Response | tuple[str, int]
"""What a view returns; `Page` is a page of a list."""


@blueprint.get("/travail/inscriptions/<int:council_id>")
@requires("sign_ups.read")
def sign_ups(council_id: int) -> Shown:
    """The register of a council, in pages of fifty."""
    council = assigned_council(db.session, current_user, council_id)
    college = request.args.get("college")
    kind = SignUpKind(college) if college in list(SignUpKind) else None
    page = services.page_of(db.session, council.id, kind, page_number(request.args.get("page")))

    def address(number: int | None) -> str:
        if number is None:
            return ""
        return url_for("volunteers.sign_ups", council_id=council.id, college=kind, page=number)

    return render_template(
        "volunteers/sign_ups.html",
        council=council,
        kind=kind,
        page=page,
        rows=[_row(sign_up) for sign_up in page.rows],
        previous_url=address(page.previous),
        next_url=address(page.next),
        doubles=len(services.open_pairs(db.session, council.id)),
        fictitious=council.is_fictitious,
    )


@blueprint.get("/travail/inscriptions/<int:council_id>/papier")
@requires("sign_ups.enter")
def paper(council_id: int) -> Shown:
    """The slip's questions in its order, on one page."""
    council = assigned_council(db.session, current_user, council_id)
    form = _paper_form()
    form.draft.data = drafts.Draft(new_code(), {}).copy()
    return _show_paper(council, form, [])


@blueprint.post("/travail/inscriptions/<int:council_id>/papier")
@requires("sign_ups.enter")
def enter_paper(council_id: int) -> Shown:
    """Register what a paper slip says; likely doubles are shown before anything is kept."""
    council = assigned_council(db.session, current_user, council_id)
    form = _paper_form()
    draft = drafts.posted(form.draft.data)
    if draft is None:
        form.draft.data = drafts.Draft(new_code(), {}).copy()
        form.form_errors.append(gettext("The page was open for too long. Check the answers and press again."))
        return _show_paper(council, form, []), 422
    area = _area_on_paper(council, form) if form.validate() else None
    if form.errors or area is None:
        return _show_paper(council, form, []), 422
    now = clock.now()
    answers = drafts.answers_of(
        {**form.kept(), "area": area}, form.texts(), current_locale(), is_fictitious=council.is_fictitious
    )
    alike = services.doubles_of(db.session, council.id, answers)
    own = code_sha256(draft.code)
    if not form.seen.data and any(sign_up.code_sha256 != own for sign_up in alike):
        return _show_paper(council, form, alike), 422
    try:
        made = services.register(db.session, now, council, draft.code, answers, current_user)
    except RefusedError as refusal:
        form.form_errors.append(str(words.REFUSALS[refusal.code]))
        return _show_paper(council, form, []), 422
    if made.is_new:
        mails.post_receipt(db.session, now, made.sign_up, draft.code)
    keep_receipt(made.sign_up, draft.code, council.id)
    db.session.commit()
    return see_other("volunteers.receipt", _anchor="recu")


@blueprint.get("/travail/inscriptions/<int:council_id>/doublons")
@requires("sign_ups.review")
def doubles(council_id: int) -> Shown:
    """Likely doubles side by side; two different people must agree."""
    council = assigned_council(db.session, current_user, council_id)
    return _show_doubles(council)


@blueprint.post("/travail/inscriptions/<int:council_id>/doublons")
@requires("sign_ups.review")
def review(council_id: int) -> Shown:
    """Take what one person says of a pair."""
    council = assigned_council(db.session, current_user, council_id)
    first, second = request.form.get("first_id", ""), request.form.get("second_id", "")
    said = request.form.get("verdict", "")
    is_number = all(text.isascii() and text.isdigit() and len(text) < 16 for text in (first, second))
    if not is_number or said not in list(Verdict):
        message = gettext("Choose one of the three answers under the pair.")
        return _show_doubles(council, message), 422
    try:
        services.review_pair(
            db.session, current_user, clock.now(), council.id, int(first), int(second), Verdict(said)
        )
    except RefusedError as refusal:
        db.session.rollback()
        return _show_doubles(council, str(words.REFUSALS[refusal.code])), 422
    db.session.commit()
    return see_other("volunteers.doubles", council_id=council.id)


def _paper_form() -> PaperForm:
    form = PaperForm()
    del form.neighbourhood
    return form


def _area_on_paper(council: Council, form: PaperForm) -> str | None:
    """Return what the list of streets says; outside, the sentence goes beside the street."""
    if form.kind.data != "resident":
        return "unknown"
    area = services.check_area(db.session, council, form.street.data or "", form.number.data or "")
    if area.check is not None:
        return area.check.value
    where = area.elsewhere.name if area.elsewhere else gettext("no neighbourhood of the contract")
    form.street.errors = [
        gettext(
            "This address is not in this neighbourhood, but in: %(where)s. Check it on the slip.", where=where
        )
    ]
    return None


def _show_paper(council: Council, form: PaperForm, alike: list[SignUp]) -> str:
    return render_template(
        "volunteers/paper.html",
        council=council,
        form=form,
        groups=fields_by_question(form),
        alike=[_row(sign_up) for sign_up in alike],
        fictitious=council.is_fictitious,
    )


def _show_doubles(council: Council, message: str = "") -> str:
    pairs = services.open_pairs(db.session, council.id)
    # What this person has not answered yet comes first.
    waiting = sorted(pairs, key=lambda pair: pair.said_by(current_user.id) is not None)
    return render_template(
        "volunteers/doubles.html",
        council=council,
        pairs=[_pair(pair) for pair in waiting[:AT_ONCE]],
        count=len(pairs),
        message=message,
        errors=bool(message),
        fictitious=council.is_fictitious,
    )


def _pair(pair: services.Pair) -> dict[str, Any]:
    own = pair.said_by(current_user.id)
    first, second = _side(pair.first), _side(pair.second)
    return {
        "first_id": pair.first.id,
        "second_id": pair.second.id,
        "title": gettext("%(first)s and %(second)s", first=pair.first.name, second=pair.second.name),
        "rows": [(key, first[key], second[key]) for key in first],
        "said": words.VERDICTS[own] if own else "",
        "is_undecided": pair.is_undecided,
        "others": sum(account != current_user.id for account, _verdict in pair.verdicts),
    }


def _side(sign_up: SignUp) -> dict[str, str]:
    """Return what helps to tell one sign-up of a pair from the other."""
    side = {
        gettext("Name"): sign_up.name,
        gettext("Year of birth"): str(sign_up.birth_year),
        gettext("Gender"): words.gender_words(sign_up.gender),
        gettext("To reach me"): words.contact_words(sign_up.channel.value, words.contact_of(sign_up)),
        gettext("Signed up"): words.happened(sign_up),
    }
    if sign_up.association_name is not None:
        side[gettext("Association")] = sign_up.association_name
    return side


def _row(sign_up: SignUp) -> dict[str, Any]:
    text, kind = words.status(sign_up, None)
    return {
        "name": sign_up.name,
        "association": sign_up.association_name or "",
        "activity": sign_up.association_activity or "",
        "birth_year": sign_up.birth_year,
        "contact": words.contact_words(sign_up.channel.value, words.contact_of(sign_up)),
        "registered": words.happened(sign_up),
        "is_paper": sign_up.entered_by_id is not None,
        "tag_text": text,
        "tag_kind": kind,
    }
