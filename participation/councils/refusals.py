"""Where and how each refusal of the services is said: beside the field to mend, with how to mend it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import format_short_day

REFUSALS: dict[str, tuple[str, Any]] = {
    "act_after_start": ("starts_on", _l("The act is later. Choose its day or a later one.")),
    "act_to_come": ("designated_on", _l("This day is still to come. Write the day of the act.")),
    "already_left": ("mandate", _l("This person left the seat on %(left_on)s.")),
    "closed_too_early": (
        "closed_on",
        _l("The seat was in use until %(since)s. Choose that day or a later one."),
    ),
    "council_exists": ("neighbourhood", _l("This neighbourhood has a council. Choose another one.")),
    "day_to_come": ("left_on", _l("This day is still to come. Record it on that day or later.")),
    "departure_elsewhere": (
        "mandate",
        _l(
            "This seat was drawn by lot. Record the departure with the answers of the draw: the next person "
            "is then called."
        ),
    ),
    "left_after_term": ("left_on", _l("The term ends on %(ends_on)s. Choose that day or an earlier one.")),
    "left_before_start": ("left_on", _l("The term starts on %(starts_on)s. Choose that day or a later one.")),
    "no_account": ("email", _l("No account has this address. Check it, or invite the person first.")),
    "no_full_holder": ("role", _l("Nobody holds this seat. First record its holder.")),
    "no_seat": ("residents_drawn", _l("Give the council one seat at least.")),
    "not_a_pdf": ("file", _l("This file is not a whole PDF. Choose the PDF of the signed order.")),
    "not_by_designation": ("", _l("This seat is filled by lot or by volunteers, not by designation.")),
    "order_exists": ("reference", _l("This reference is recorded with another day or document. Check it.")),
    "order_to_come": ("signed_on", _l("This day is still to come. Write the day of the signature.")),
    "person_seated": ("name", _l("This person already holds seat %(number)s of this council.")),
    "person_seated_until": (
        "starts_on",
        _l("This person held another seat. Choose %(free_on)s or a later day."),
    ),
    "rule_value": ("value", _l("Check this answer: the example shows what to write.")),
    "seat_closed": ("", _l("This seat closed on %(closed_on)s. Open another one.")),
    "seat_held": ("", _l("Somebody holds this seat. First record that they leave it.")),
    "seat_held_until": (
        "starts_on",
        _l("The seat is free from %(free_on)s. Choose that day or a later one."),
    ),
    "seat_not_open": (
        "starts_on",
        _l("The seat exists since %(opened_on)s. Choose that day or a later one."),
    ),
    "sign_up_bound": (
        "",
        _l("A draw by lot is announced. Two people close its list: sign-up opens and closes with it."),
    ),
    "source_to_come": ("source_on", _l("This day is still to come. Write the day of the document.")),
    "substitute_outside": (
        "starts_on",
        _l("The holder of this seat sits from %(starts_on)s to %(ends_on)s. Choose a term within these days."),
    ),
    "term_inverted": ("ends_on", _l("The last day comes before the first. Choose a later last day.")),
    "term_too_long": (
        "ends_on",
        _l("The council’s rules end this term on %(last)s. Choose that day or an earlier one."),
    ),
    "too_many_seats": ("residents_drawn", _l("Give the council %(largest)s seats at most.")),
    "works_everywhere": ("email", _l("Administrators already work for every council.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = {
        key: format_short_day(value) if isinstance(value, date) else value
        for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
