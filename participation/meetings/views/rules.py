"""The rules of a body's meetings: each with the document that sets it."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.i18n import format_short_day
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import words
from participation.meetings.meeting_forms import RULE_HINTS, RULE_NAMES, RuleForm, put_refusal
from participation.meetings.models import MeetingRuleKey
from participation.meetings.services import access, rule_book
from participation.meetings.services.rules import DAYS, in_force
from participation.meetings.views.base import blueprint


@blueprint.get("/travail/reunions/regles/<int:body_id>")
@requires("meetings.rules")
def rules(body_id: int) -> str:
    """Every rule, what holds today, and what held before or will."""
    body = access.body(db.session, current_user, body_id)
    held = in_force(db.session, body.id, clock.today())
    return render_template(
        "meetings/rules.html",
        body=body,
        rules=[
            (key.value, str(name), words.rule(held[key]) if key in held else "", held.get(key))
            for key, name in RULE_NAMES.items()
        ],
        others=[
            _(
                "%(name)s: %(value)s, from %(day)s. Source: %(source)s",
                name=RULE_NAMES[rule.key],
                value=words.rule(rule),
                day=format_short_day(rule.starts_on),
                source=rule.source,
            )
            for rule in rule_book.history(db.session, body.id)
            if held.get(rule.key) is not rule
        ],
    )


@blueprint.route("/travail/reunions/regles/<int:body_id>/<rule>", methods=["GET", "POST"])
@requires("meetings.rules")
def set_rule(body_id: int, rule: str) -> Any:
    """Set one rule from a day on."""
    body = access.body(db.session, current_user, body_id)
    if rule not in list(MeetingRuleKey):
        raise MissingError
    key = MeetingRuleKey(rule)
    known = in_force(db.session, body.id, clock.today()).get(key)
    form = RuleForm(data={"value": rule_book.shown(key, known.value) if known else ""})
    form.value.description = RULE_HINTS[key in DAYS]
    if form.validate_on_submit():
        source, source_on, starts_on = form.source.data or "", form.source_on.data, form.starts_on.data
        typed = rule_book.Rule(key, form.value.data or "", source, source_on, starts_on)
        try:
            rule_book.set_rule(db.session, current_user, clock.now(), body_id, typed)
            db.session.commit()
            return see_other("meetings.rules", body_id=body_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            body = access.body(db.session, current_user, body_id)
    page = render_template("meetings/set_rule.html", form=form, body=body, name=RULE_NAMES[key])
    return page, 422 if form.errors else 200
