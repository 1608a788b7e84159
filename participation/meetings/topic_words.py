"""Where a topic stands and who brought it, in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel.i18n import format_day
from participation.kernel.i18n import gettext as _
from participation.meetings.models import AgendaItem, AgendaState, Proposer
from participation.meetings.services.backlog import Topic

STATES: dict[AgendaState, tuple[Any, str]] = {
    AgendaState.KEPT: (_l("Kept for a later meeting"), ""),
    AgendaState.PLANNED: (_l("On an agenda"), "ok"),
    AgendaState.REFUSED: (_l("Refused"), "warn"),
}
"""The tag of an answered topic, and its kind."""
PROPOSERS: dict[Proposer, Any] = {
    Proposer.TEAM: _l("Proposed by the team on %(day)s"),
    Proposer.MEMBER: _l("Proposed by a member of the council on %(day)s"),
    Proposer.RESIDENT: _l("Proposed by a resident on %(day)s"),
}


def state(topic: Topic) -> tuple[str, str, str]:
    """Return a topic's tag, the tag's kind, and who brought it when."""
    words, kind = STATES[topic.state]
    return str(words), kind, _proposed(topic.proposed_by, topic)


def brought(item: AgendaItem) -> str:
    """Return who brought an item; with the name and contact they left, for the team alone."""
    left = ", ".join(part for part in (item.proposer_name, item.proposer_contact) if part)
    said = _proposed(item.proposed_by, item)
    return _("%(said)s (%(left)s)", said=said, left=left) if left else said


def _proposed(proposer: Proposer, item: Topic | AgendaItem) -> str:
    return str(PROPOSERS[proposer]) % {"day": format_day(item.proposed_at)}
