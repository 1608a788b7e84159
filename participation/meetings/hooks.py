"""What meetings tell the earlier slices, which know no meeting: registered once, when the application is made."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.models import Council
from participation.councils.services import Milestone
from participation.kernel import clock
from participation.kernel.i18n import lazy_gettext as _l
from participation.meetings.models import Meeting, MeetingState
from participation.meetings.services.standing import IS_PUBLIC, Standing, standing

SHOWN = 6
"""The last meetings, those to come included."""
STATES = {Standing.NEXT: "next", Standing.NOW: "now", Standing.PAST: "done"}
# Built once: the council's page is read far more often than anything else here.
OF_COUNCIL = (
    sa.select(Meeting)
    # One body, so that its meetings are read backwards by date and no further than needed.
    .where(
        Meeting.body_id
        == sa.select(Council.body_id).where(Council.id == sa.bindparam("council_id")).scalar_subquery()
    )
    .where(IS_PUBLIC, Meeting.state != MeetingState.CANCELLED)
    .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    .limit(SHOWN)
)


def council_steps(session: Session, council_id: int) -> list[Milestone]:
    """Return the meetings of a council as steps of its life."""
    now = clock.now()
    return [
        Milestone(
            STATES[standing(meeting, now)],
            _l("Meeting: %(title)s"),
            clock.day_of(meeting.starts_at),
            "meetings.show",
            {"meeting_id": meeting.id},
            meeting.title,
        )
        for meeting in session.scalars(OF_COUNCIL, {"council_id": council_id})
    ]


def register() -> None:
    """Hang the slice's answers where the earlier slices ask."""
    if council_steps not in councils.milestones:
        councils.milestones.append(council_steps)
