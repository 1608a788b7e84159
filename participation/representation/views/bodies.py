"""Where councils have a voice, for everybody: the matrix councils × bodies, one body."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import public
from participation.meetings import words as meeting_words
from participation.meetings.services import reading
from participation.representation import body_words as words
from participation.representation import report_words, request_words
from participation.representation.models import MemberRole, SteeringKind
from participation.representation.services import access, delegates, ledger, matrix, presence, protocol
from participation.representation.services import bodies as steering
from participation.representation.services.delegates import Delegate
from participation.representation.services.matrix import Cell, CouncilHead, Standing
from participation.representation.views.base import blueprint

MEETINGS_SHOWN = 6


@blueprint.get("/instances")
@public
def bodies() -> str:
    """Every council in every body: held, empty since, nobody at the last meeting, rate of presence."""
    found = matrix.table(db.session, clock.now())
    return render_template(
        "representation/bodies.html",
        words=words,
        bodies=found.bodies,
        former=steering.former(db.session),
        lines=[
            (council, [(body, found.cells[council.id, body.body_id]) for body in found.bodies])
            for council in found.councils
        ],
        summary=words.summary(found),
        fictitious=any(council.is_fictitious for council in found.councils),
    )


@blueprint.get("/instances/<int:body_id>")
@public
def body(body_id: int) -> str:
    """One body: what it decides, who is in it, each council's seats, its meetings."""
    session, now = db.session, clock.now()
    today = clock.today()
    found = access.find(session, body_id)
    table = matrix.table(session, now, [body_id])
    asked = ledger.of_body(session, body_id)
    here = delegates.of_body(session, body_id, today)
    members = steering.members(session, body_id)
    leads = sum(member.role is MemberRole.LEAD for member in members)
    return render_template(
        "representation/body.html",
        words=words,
        body=found,
        members=members,
        leads_missing=steering.LEADS - leads if found.kind is SteeringKind.PROJECT_TEAM else 0,
        seats=_seats(table, body_id, here),
        sat={each.mandate_id: each for each in presence.of_bodies(session, [body_id], today - matrix.PERIOD, today)},
        steps=protocol.steps_of(session, body_id),
        former=delegates.former(session, body_id, today),
        meetings=_meetings(body_id),
        asked=[(row, request_words.tag(row, today), request_words.delay(row, today)) for row in asked],
        request_kinds=request_words.KINDS,
        reports=report_words.of_body(session, body_id, today),
        fictitious=found.is_fictitious
        or any(council.is_fictitious for council in table.councils)
        or any(row.is_fictitious for row in asked),
    )


def _seats(
    table: matrix.Matrix, body_id: int, here: Sequence[Delegate]
) -> list[tuple[CouncilHead, Cell, list[Delegate]]]:
    """Return the councils that a body is for, with their delegates; of a dissolved one, none: its seats are closed."""
    cells = [(council, table.cells.get((council.id, body_id))) for council in table.councils]
    return [
        (council, cell, [each for each in here if each.council_id == council.id])
        for council, cell in cells
        if cell is not None and cell.standing is not Standing.ELSEWHERE
    ]


def _meetings(body_id: int) -> list[dict[str, Any]]:
    """Return the next meetings of a body, then its last ones."""
    now = clock.now()
    ahead = reading.coming(db.session, now, body_id)
    past, _has_more = reading.past(db.session, now, body_id)
    return [
        {
            "id": row.meeting.id,
            "title": row.meeting.title,
            "at": row.meeting.starts_at,
            "when": meeting_words.when(row.meeting),
            "tag": meeting_words.tag(row.meeting, row.minutes, now),
        }
        for row in [*ahead, *past][:MEETINGS_SHOWN]
    ]
