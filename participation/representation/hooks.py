"""What steering bodies tell the earlier slices, which know none: registered once, when the application is made."""

from participation.meetings.services import access as meetings
from participation.representation import reference
from participation.representation.services import access
from participation.territory import services as territory


def register() -> None:
    """Hang the slice's answers where the earlier slices ask."""
    if access.body_ids not in meetings.bodies_elsewhere:
        meetings.bodies_elsewhere.append(access.body_ids)
    if access.require_alive not in meetings.alive_elsewhere:
        meetings.alive_elsewhere.append(access.require_alive)
    if reference.load not in territory.further_facts:
        territory.further_facts.append(reference.load)
