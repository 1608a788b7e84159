"""What binds a council: its rules, its recognition orders, and the member list that an order needs."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from participation.bodies import history
from participation.councils import exports, services, words
from participation.councils.forms import OrderForm, rule_form
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from participation.councils.views.base import (
    Shown,
    blueprint,
    my_council,
    refused,
)
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.headers import as_download
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other


@blueprint.get("/travail/conseils/<int:council_id>/regles")
@requires("councils.manage")
def rules(council_id: int) -> str:
    """Every rule: the council's own, the one that holds everywhere, or none."""
    council = my_council(council_id)
    known = services.rules_in_force(db.session, council.id, clock.today())
    rows = [
        {
            "key": words.RULE_NAMES[key],
            "value": _said(known.get(key)),
            "href": url_for("councils.set_rule", council_id=council.id, key=key.value),
        }
        for key in RuleKey
    ]
    return render_template(
        "councils/rules.html", council=council, rows=rows, fictitious=council.is_fictitious
    )


def _said(rule: Rule | None) -> str:
    if rule is None:
        return str(_("No rule."))
    sentence, source = words.rule_sentence(rule), words.source(rule)
    if rule.is_local:
        return str(_("%(rule)s Source: %(source)s.", rule=sentence, source=source))
    return str(_("%(rule)s It holds everywhere. Source: %(source)s.", rule=sentence, source=source))


@blueprint.route("/travail/conseils/<int:council_id>/regles/<key>", methods=["GET", "POST"])
@requires("councils.manage")
def set_rule(council_id: int, key: str) -> Shown:
    """Give the council a rule of its own, with the document that sets it."""
    council = my_council(council_id)
    if key not in list(RuleKey):
        raise MissingError
    rule_key = RuleKey(key)
    known = services.rules_in_force(db.session, council.id, clock.today()).get(rule_key)
    form = rule_form(rule_key, known)
    context: dict[str, Any] = {"council": council, "key": rule_key, "name": words.RULE_NAMES[rule_key]}
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/set_rule.html", form=form, **context), status
    value = services.typed_value(rule_key, form.value.data or "")
    rule = Rule(rule_key, value, form.source.data or "", form.starts_on.data, form.source_on.data)
    try:
        services.set_rule(db.session, current_user, clock.now(), council, rule)
    except RefusedError as refusal:
        return refused("councils/set_rule.html", form, refusal, **context)
    db.session.commit()
    return see_other("councils.rules", council_id=council.id)


@blueprint.route("/travail/conseils/<int:council_id>/arretes", methods=["GET", "POST"])
@requires("councils.manage")
def orders(council_id: int) -> Shown:
    """The recognition orders, and a form for one more."""
    council = my_council(council_id)
    form = OrderForm()
    context: dict[str, Any] = {"council": council, "orders": services.orders(db.session, council.id)}
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/orders.html", form=form, **context), status
    upload = form.file.data
    content = upload.read() if upload else None
    reference, signed_on = form.reference.data or "", form.signed_on.data
    try:
        services.add_order(db.session, current_user, clock.now(), council, reference, signed_on, content)
    except RefusedError as refusal:
        return refused("councils/orders.html", form, refusal, **context)
    db.session.commit()
    return see_other("councils.orders", council_id=council.id)


@blueprint.get("/travail/conseils/<int:council_id>/arretes/<int:order_id>")
@requires("councils.export")
def order_file(council_id: int, order_id: int) -> Response:
    """The signed document, as a file to keep."""
    council = my_council(council_id)
    name, content = services.order_file(db.session, council, order_id)
    response = make_response(content)
    response.mimetype = "application/pdf"
    return as_download(response, name)


@blueprint.get("/travail/conseils/<int:council_id>/membres.csv")
@requires("councils.export")
def member_file(council_id: int) -> Response:
    """Who sits, with names, for the act that recognises the council."""
    council = my_council(council_id)
    response = make_response(exports.member_list(history.members(db.session, council.body_id)))
    response.mimetype = "text/csv"
    day = clock.today().isoformat()
    return as_download(response, f"membres-{council.neighbourhood.code}-{day}.csv")
