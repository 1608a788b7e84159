"""The path of a referral in words: each step, who must do it, what the law says, what a service refuses."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.councils.services import Milestone
from participation.kernel.i18n import format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.templating import typed
from participation.representation.models import Referral, ReferralStepKind
from participation.representation.services import referrals
from participation.representation.services.referrals import Stage, Standing

Kind = ReferralStepKind
STEPS: dict[Kind, Any] = {
    Kind.SENT: _l("The council writes to the prefect"),
    Kind.RECEIVED: _l("The prefect says that it has arrived"),
    Kind.TRANSMITTED: _l("The prefect passes it on to the mayor, the president of Caen la mer and the signatories"),
    Kind.JUDGED: _l("The prefect says whether the difficulties call for the steering committee"),
    Kind.SUBMITTED: _l("The prefect submits a diagnosis and the actions he recommends to the steering committee"),
    Kind.TOWN_DEBATE: _l("The municipal council debates it"),
    Kind.ASSEMBLY_DEBATE: _l("The assembly of Caen la mer debates it, where relevant"),
    Kind.CLOSED: _l("The council says what came of it"),
}
ACTORS: dict[Kind, Any] = {
    Kind.SENT: _l("the citizen council"),
    Kind.RECEIVED: _l("the prefect"),
    Kind.TRANSMITTED: _l("the prefect"),
    Kind.JUDGED: _l("the prefect"),
    Kind.SUBMITTED: _l("the prefect"),
    Kind.TOWN_DEBATE: _l("the mayor, who sets the agenda of the municipal council"),
    Kind.ASSEMBLY_DEBATE: _l("the president of Caen la mer, who sets the agenda of its assembly"),
    Kind.CLOSED: _l("the citizen council"),
}
"""Who must do a step, after « by »."""
LAW = _l("Law of 27 January 2017 on equality and citizenship, article 155")
"""Its number is in the French text."""
REFUSALS: dict[str, tuple[str, Any]] = {
    "before": ("done_on", _l("Write a day from %(day)s on: the step before was on that day.")),
    "concerns": ("answer", _l("The law asks for this step: it cannot be left out.")),
    "meeting": ("meeting", _l("Choose a meeting of this council that was held.")),
    "order": ("", _l("This step was noted already, or it is not its turn. Open the page again.")),
    "sent": ("", _l("The referral is sent: its text stays as the prefect received it.")),
    "text": ("text", _l("Write what was said or decided. Everybody can read it.")),
    "to_come": ("done_on", _l("This day is not here yet. Note the step once it is done.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""
STATES = {
    Standing.DONE: "done",
    Standing.NOW: "now",
    Standing.NEXT: "next",
    Standing.MOOT: "moot",
    Standing.LEFT: "left",
}
"""As the timeline calls them."""


def row(stage: Stage) -> dict[str, Any]:
    """Return a step as the timeline shows it."""
    words, step = str(STEPS[stage.kind]), stage.step
    if step is not None and stage.kind is Kind.JUDGED:
        words = _judged(step.concerns)
    return {
        "state": STATES[stage.standing],
        "what": words,
        "on": step.done_on if step else None,
        "text": typed(step.text) if step else _said_of(stage),
    }


def _said_of(stage: Stage) -> str:
    if stage.standing is Standing.MOOT:
        return _("The prefect judged that the difficulties do not call for the steering committee.")
    if stage.standing is Standing.LEFT:
        return _("It was for: %(who)s. The council closed the referral before.", who=ACTORS[stage.kind])
    return _("To be done by: %(who)s.", who=ACTORS[stage.kind])


def _judged(calls_for: bool) -> str:
    if calls_for:
        return _("The prefect judges that the difficulties call for the steering committee")
    return _("The prefect judges that the difficulties do not call for the steering committee, and says why")


def turn(referral: Referral, today: date) -> str:
    """Return whose turn it is and since when, in one sentence; that it is over, once it is."""
    kind, since = referrals.awaited(referral), referrals.waits_since(referral)
    if kind is None:
        return _closed(referral)
    if since is None:
        return _("The referral is not sent yet.")
    days = max(0, (today - since).days)
    waited = ngettext("It has waited for %(num)s day.", "It has waited for %(num)s days.", days)
    said = _(
        "Next step, by %(who)s: %(step)s. The last one was on %(day)s.",
        who=ACTORS[kind],
        step=_lowered(str(STEPS[kind])),
        day=format_short_day(since),
    )
    return f"{said} {waited}"


def _closed(referral: Referral) -> str:
    left = sum(stage.standing is Standing.LEFT for stage in referrals.path(referral))
    if not left:
        return _("The referral is closed: every step is done.")
    return ngettext(
        "The council closed the referral. %(num)s step was not done.",
        "The council closed the referral. %(num)s steps were not done.",
        left,
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def tag(referral: Referral) -> tuple[str, str]:
    """Return the tag of a referral, and its kind."""
    kind = referrals.awaited(referral)
    if kind is None:
        return _("Closed"), "ok"
    if not referrals.is_public(referral):
        return _("Being written"), "warn"
    return _("Under way"), ""


def council_steps(session: Session, council_id: int) -> list[Milestone]:
    """Return the referrals of a council as steps of its life."""
    return [
        Milestone(
            "done" if is_closed else "now",
            _l("Referral to the prefect: %(title)s"),
            sent_on,
            "representation.referral",
            {"referral_id": number},
            title,
        )
        for number, title, sent_on, is_closed in referrals.sendings(session, council_id)
    ]


def day_words(value: Any) -> Any:
    """Return a parameter of a refusal in words."""
    return format_short_day(value) if isinstance(value, date) else value
