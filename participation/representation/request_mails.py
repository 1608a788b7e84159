"""The mail that brings a request to its addressee, with a link that answers once. Its secret stands nowhere else."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import render_template
from sqlalchemy.orm import Session

from participation.kernel import clock, mail
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings.mails import address
from participation.representation import request_words
from participation.representation.models import BodyMember, CouncilRequest, InstitutionContact
from participation.representation.services import links
from participation.representation.services.answering import addressee_name
from participation.representation.services.ledger import WAITING, answers_for_body


def contacts(session: Session, request: CouncilRequest) -> Sequence[str]:
    """Return where a request is sent: to its institution, or to those who answer for its body."""
    query = sa.select(InstitutionContact.email).order_by(InstitutionContact.institution_id)
    if request.institution_id is not None:
        return session.scalars(query.where(InstitutionContact.institution_id == request.institution_id)).all()
    leading = sa.select(BodyMember.institution_id).where(
        BodyMember.body_id == request.body_id, answers_for_body()
    )
    return session.scalars(query.where(InstitutionContact.institution_id.in_(leading))).all()


def tell(session: Session, now: datetime, request: CouncilRequest) -> int:
    """Mail a request to its addressee, each with a link of its own; earlier links end. Return how many mails left.

    Where no address is known, no link is made and none ends: the team sees that nobody was told.
    """
    found = contacts(session, request) if request.state in WAITING else ()
    if not found:
        return 0
    links.revoke_all(session, now, request.id)
    for email in found:
        _post(session, now, request, email)
    return len(found)


def tell_again(session: Session, now: datetime, request: CouncilRequest) -> int:
    """Mail a request that waits once more.

    Raises:
        RefusedError: `state`: no answer is owed. `nobody`: no address is known.
    """
    if request.state not in WAITING:
        raise RefusedError("state", state=request.state)
    told = tell(session, now, request)
    if not told:
        raise RefusedError("nobody")
    return told


def _post(session: Session, now: datetime, request: CouncilRequest, email: str) -> None:
    secret = links.make(session, now, request)
    with speaking(DEFAULT):
        title = request_words.title(request)
        is_late = request_words.is_overdue(request, clock.day_of(now))
        subject = _("Late answer. %(title)s", title=title) if is_late else _("To answer. %(title)s", title=title)
        body = render_template(
            "mails/council_request.txt",
            council=request.council.body.name,
            who=addressee_name(request),
            title=title,
            text=request.text,
            due_on=request.due_on,
            is_late=is_late,
            source=request.rule_source,
            link=address("representation.answer_link", secret=secret),
            until=clock.day_of(links.expiry(request, now)),
            page=address("representation.request_page", year=request.year, sequence=request.sequence),
        )
    mail.post(session, now, f"request:{request.id}:{links.digest(secret)[:32]}", email, subject[:200], body)
