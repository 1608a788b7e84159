"""How a council stands, in one honest sentence: what it does, then everything that is late or lacking."""

from sqlalchemy.orm import Session

from participation.councils.services import Condition, CouncilRow
from participation.kernel import clock
from participation.kernel.i18n import format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.representation.services import standing
from participation.representation.services.standing import Standing


def of_council(session: Session, council: CouncilRow) -> Condition:
    """Return the sentence of a council's page, and where its parts can be checked."""
    now = clock.now()
    links = [
        (_("What the council asked, and the answers"), "representation.ledger", {"quartier": council.code}),
        (_("Its seats in the steering bodies"), "representation.bodies", {}),
        (_("The year of the council"), "representation.latest_year", {"code": council.code}),
    ]
    return Condition(sentence(standing.standing(session, council.id, now)), links)


def sentence(found: Standing) -> str:
    """Return how a council stands in one sentence."""
    does = _does(found)
    if found.next_on is not None:
        does = _("%(does)s, and meets on %(day)s", does=does, day=format_short_day(found.next_on))
    troubles = _troubles(found)
    if troubles:
        return _("%(does)s; %(troubles)s.", does=does, troubles=", ".join(troubles))
    if found.seated and found.last_met_on and not found.is_dormant:
        return _("%(does)s; nothing is late.", does=does)
    return _("%(does)s.", does=does)


def _does(found: Standing) -> str:
    if not found.seated:
        return _("Nobody sits in this council today")
    if found.last_met_on is None:
        if found.is_dormant:
            return _("This council has never met, in more than four months")
        return _("This council has not met yet")
    day = format_short_day(found.last_met_on)
    if found.is_dormant:
        return _("This council has not met for more than four months, since %(day)s", day=day)
    return _("This council met on %(day)s", day=day)


def _troubles(found: Standing) -> list[str]:
    told = []
    if found.lacks_quorum:
        told.append(_("its last two meetings lacked the quorum"))
    if found.late_minutes:
        told.append(ngettext("%(num)s set of minutes is late", "%(num)s sets of minutes are late", found.late_minutes))
    if found.overdue:
        told.append(ngettext("%(num)s answer owed to it is late", "%(num)s answers owed to it are late", found.overdue))
    if found.vacant:
        told.append(
            ngettext(
                "%(num)s of its seats in the steering bodies is empty",
                "%(num)s of its seats in the steering bodies are empty",
                found.vacant,
            )
        )
    if found.ending and found.ends_on is not None:
        told.append(
            ngettext(
                "%(num)s term ends within six months, on %(day)s",
                "%(num)s terms end within six months, the first on %(day)s",
                found.ending,
                day=format_short_day(found.ends_on),
            )
        )
    return told
