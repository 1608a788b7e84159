"""Lines of the minutes and roles, in words."""

from flask_babel import lazy_gettext as _l

from participation.draws.models import LineKind, Quality, Withdrawal
from participation.draws.services.minutes import Written
from participation.kernel.i18n import format_instant
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import Role

QUALITIES = {
    Quality.ORGANISER: _l("organiser"),
    Quality.READER: _l("reader of the dice"),
    Quality.WITNESS: _l("witness"),
    Quality.OFFICER: _l("commissaire de justice"),
    Quality.ELECTED: _l("elected official"),
    Quality.AGENT: _l("public agent"),
    Quality.RESIDENT: _l("resident"),
}
WITHDRAWALS = {
    Withdrawal.NAMES: _l("it let somebody be recognised"),
    Withdrawal.PRIVATE: _l("it told of somebody’s private life"),
    Withdrawal.MISTAKE: _l("it did not belong in these minutes"),
}
ROLES = {Role.FACILITATOR: _l("facilitator"), Role.WITNESS: _l("witness"), Role.ADMINISTRATOR: _l("administrator")}


def role_words(role: Role) -> str:
    """Return what a role is called."""
    return str(ROLES.get(role, role.value))


def written(each: Written) -> str:
    """Return a line of the minutes in words, with its number and what became of it."""
    row = each.row
    if row.kind is LineKind.PRESENT:
        quality = str(QUALITIES[row.quality]) if row.quality else ""
        words = f"{row.name}, {quality}" if row.name else quality
        words = f"{words} ({row.text})" if row.text else words
    elif row.kind is LineKind.CHECK:
        holds = _("The program that checks found that the draw holds, on another computer.")
        broken = _("The program that checks found that the draw does NOT hold, on another computer.")
        words = " ".join(part for part in (holds if row.holds else broken, row.text) if part)
    else:
        words = row.text or ""
    if row.withdrawn_at is not None and row.withdrawn_for is not None:
        gone = _(
            "Text withdrawn on %(at)s: %(reason)s.",
            at=format_instant(row.withdrawn_at),
            reason=WITHDRAWALS[Withdrawal(row.withdrawn_for)],
        )
        words = f"{words}. {gone}" if row.kind is LineKind.PRESENT else f"{words} {gone}".strip()
    words = _("Line %(line)s, %(at)s: %(words)s", line=row.sequence, at=format_instant(row.at), words=words)
    if row.corrects is not None:
        words += " " + _("This line replaces line %(line)s.", line=row.corrects)
    if each.replaced_by is not None:
        words += " " + _("Line %(line)s replaces this one.", line=each.replaced_by)
    return words
