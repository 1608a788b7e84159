"""The desk of officials and partners: one page, read with one hand; and how often it comes by mail."""

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.representation import desk_words
from participation.representation.desk_forms import RhythmForm
from participation.representation.models import DigestRhythm
from participation.representation.services import digests
from participation.representation.services import official_desk as desks
from participation.representation.views.base import blueprint


@blueprint.get("/elu")
@requires("requests.answer")
def official_desk() -> str:
    """What one owes first, then what is new, what comes, what one has not read."""
    now, today = clock.now(), clock.today()
    desk = desks.desk(db.session, current_user, now)
    return render_template(
        "representation/official_desk.html",
        desk=desk,
        owed=[(row, *desk_words.time_left(row, today)) for row in desk.owed],
        late=desk.late(today),
        news=[(each.at, desk_words.line(each)) for each in desk.news],
        until=now.isoformat(),
        fictitious=desk.has_fiction,
    )


@blueprint.post("/elu/vu")
@requires("requests.answer")
def desk_seen() -> Response:
    """Note that what the page showed as new was seen."""
    now = clock.now()
    digests.see(db.session, current_user, now, _instant(request.form.get("until", ""), now))
    db.session.commit()
    return see_other("representation.official_desk")


def _instant(text: str, now: datetime) -> datetime:
    """Return when the page was made; anything else sees nothing."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return now - digests.FIRST_BACK
    return found if found.tzinfo is not None and found.year > 1 else now - digests.FIRST_BACK


@blueprint.route("/elu/resume", methods=["GET", "POST"])
@requires("digest.choose")
def digest_rhythm() -> Any:
    """Choose how often one's desk comes by mail."""
    kept = digests.rhythm_of(db.session, current_user)
    form = RhythmForm(rhythm=kept.value)
    if form.validate_on_submit():
        digests.choose(db.session, current_user, clock.now(), DigestRhythm(form.rhythm.data))
        db.session.commit()
        return see_other("representation.digest_rhythm")
    page = render_template(
        "representation/digest_rhythm.html",
        form=form,
        rhythm=desk_words.RHYTHMS[kept],
        back_to="representation.official_desk" if can("requests.answer") else "desk.index",
    )
    return page if request.method == "GET" else (page, 422)
