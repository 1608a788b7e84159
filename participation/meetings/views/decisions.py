"""Decisions and actions as everybody reads them: the newest first, by council, by year, by how far they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import clean
from participation.kernel.permissions import public
from participation.meetings import record_words
from participation.meetings.services import record_index
from participation.meetings.services.actions import ActionView
from participation.meetings.services.decisions import DecisionView
from participation.meetings.services.record_index import Place, Wanted
from participation.meetings.views.base import blueprint

STAGES = ("late", "open", "over")


@dataclass(frozen=True)
class ActionCard:
    """An action as a list shows it."""

    view: ActionView
    who: str
    tag: tuple[str, str]
    steps: Sequence[str]
    """What was said of it since, each with its day."""


@dataclass(frozen=True)
class DecisionCard:
    """A decision as a list shows it, with what follows from it."""

    view: DecisionView
    decided: str
    actions: Sequence[ActionCard]


@blueprint.get("/decisions")
@public
def decisions() -> str:
    """Published decisions, each with what follows from it, or the actions alone."""
    session, today = db.session, clock.today()
    code, stage = clean(request.args.get("quartier")) or None, request.args.get("etat", "")
    council = councils.council_row(session, code) if code else None
    body_id = council.body_id if council else None
    wanted = Wanted(body_id, _number("annee"), _number("avant"))
    rows: Sequence[Any]
    if shows_actions := request.args.get("voir") == "actions":
        found = record_index.public_actions(session, wanted, stage, today)
        rows, after = cards(found.rows, today), found.next
    else:
        part = record_index.public_decisions(session, wanted)
        rows, after = _decisions(part.rows, today), part.next
    kept: dict[str, Any] = {"quartier": code, "annee": wanted.year, "voir": "actions" if shows_actions else None}
    kept["etat"] = stage if shows_actions and stage in STAGES else None
    places: dict[int, Place] = record_index.places(session, (row.view.meeting_id for row in rows))
    return render_template(
        "meetings/decisions.html",
        council=council,
        councils=record_index.offered_councils(session),
        rows=rows,
        places=places,
        shows_actions=shows_actions,
        kept=kept,
        years=[(year, year) for year in reversed(record_index.years(session, body_id))],
        is_first=wanted.before is None,
        next_url=url_for("meetings.decisions", **kept, avant=after) if after else "",
        fictitious=any(place.is_fictitious for place in places.values()),
    )


def cards(views: Iterable[ActionView], today: date) -> list[ActionCard]:
    """Return actions as lists show them."""
    return [
        ActionCard(
            view,
            record_words.doer(view),
            record_words.progress(view, today),
            [record_words.step(step) for step in view.steps],
        )
        for view in views
    ]


def _decisions(views: Sequence[DecisionView], today: date) -> list[DecisionCard]:
    following = record_index.following(db.session, [view.id for view in views])
    return [
        DecisionCard(view, record_words.decided(view), cards(following.get(view.id, ()), today)) for view in views
    ]


def _number(name: str) -> int | None:
    """Return a number of the address; anything else asks for everything."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
