"""The public ledger: every request of every council, its answer or how late it is."""

from typing import Any

from flask import render_template, request, url_for

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import clean
from participation.kernel.permissions import public
from participation.meetings import record_words
from participation.meetings.services import record_index
from participation.meetings.views.decisions import cards
from participation.representation import request_words
from participation.representation.services import answering, request_reading
from participation.representation.services import ledger as book
from participation.representation.views.base import blueprint


@blueprint.get("/demandes")
@public
def ledger() -> str:
    """What councils asked, the last first, with three filters in the address."""
    session, today = db.session, clock.today()
    code, stage = clean(request.args.get("quartier")) or None, request.args.get("etat", "")
    stage = stage if stage in book.STAGES else ""
    council = councils.council_row(session, code) if code else None
    council_id = council.id if council else None
    before = _key(request.args.get("avant", ""))
    part = book.listed(session, book.Wanted(council_id, stage, before), today)
    kept: dict[str, Any] = {"quartier": code, "etat": stage or None}
    return render_template(
        "representation/ledger.html",
        council=council,
        councils=record_index.offered_councils(session),
        cards=[(row, request_words.tag(row, today), request_words.delay(row, today)) for row in part.rows],
        kinds=request_words.KINDS,
        counts=book.counts(session, council_id, today),
        stage=stage,
        kept=kept,
        is_first=before is None,
        next_url=url_for("representation.ledger", **kept, avant=part.next) if part.next else "",
        fictitious=any(row.is_fictitious for row in part.rows),
    )


@blueprint.get("/demandes/<int:year>-<int:sequence>")
@public
def request_page(year: int, sequence: int) -> str:
    """One request, each step with author, day and words, and what follows."""
    session, today = db.session, clock.today()
    found = request_reading.shown(session, year, sequence)
    beside = request_reading.beside(session, found)
    return render_template(
        "representation/request_page.html",
        request_=found,
        label=book.label(year, sequence),
        tag_words=request_words.tag_of(found, today),
        kind=request_words.KINDS[found.kind],
        who=answering.addressee_name(found),
        rule=request_words.rule(found),
        adoption=request_words.ADOPTIONS[found.adoption],
        is_waiting=found.state in book.WAITING,
        is_late=request_words.is_overdue(found, today),
        taken=request_words.taken(found),
        steps=request_words.steps(found),
        beside=beside,
        decided=record_words.decided(beside.decision) if beside.decision else "",
        action=cards([beside.action], today)[0] if beside.action else None,
        about_paper=record_words.about(beside.paper) if beside.paper else "",
        fictitious=found.is_fictitious,
    )


def _key(text: str) -> tuple[int, int] | None:
    """Return the key after which the list goes on; anything else begins it."""
    found = book.KEY.fullmatch(text) if text.isascii() else None
    return (int(found[1]), int(found[2])) if found else None
