"""What an elected official is asked, and the minutes they have not read yet."""

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import number
from participation.meetings.services import own_actions, reading_desk, record_index
from participation.meetings.views.base import blueprint
from participation.meetings.views.decisions import cards

SHOWN = 5


@blueprint.get("/elu/comptes-rendus")
@requires("minutes.mark_read")
def reading_list() -> str:
    """One's own actions first, then what councils ask for, then what is new since one marked it as read."""
    session, now, today = db.session, clock.now(), clock.today()
    bodies = reading_desk.bodies_of(session, current_user, today)
    own = cards(own_actions.own(session, current_user), today)
    unread = reading_desk.unread(session, current_user, now, bodies)
    asked = record_index.asked_in(session, [each.meeting_id for each in unread])
    return render_template(
        "meetings/reading_list.html",
        own=own[:SHOWN],
        more=max(0, len(own) - SHOWN),
        unread=unread,
        asked=asked,
        places=record_index.places(session, {card.view.meeting_id for card in own}),
        fictitious=any(each.is_fictitious for each in unread),
    )


@blueprint.post("/elu/comptes-rendus/lu")
@requires("minutes.mark_read")
def mark_read() -> Response:
    """Mark minutes as read, as the page showed them."""
    meeting_id, revision = (number(request.form.get(name, "")) for name in ("meeting", "revision"))
    reading_desk.mark(db.session, current_user, clock.now(), meeting_id, revision)
    db.session.commit()
    return see_other("meetings.reading_list")
