"""The messages of this slice: the invitation, what others recorded of somebody, and a draw that is postponed.

The first two hold a code until sent.

Addresses begin with the site's own, never with a request's Host.
"""

from datetime import datetime

import sqlalchemy as sa
from flask import current_app, render_template
from sqlalchemy.orm import Session

from participation.config import Settings
from participation.draws.models import Departure, DepartureReason, Draw, Invitation, Postponement, Route
from participation.draws.services import access, called, postponing, seating
from participation.draws.services.called import Called
from participation.draws.services.invitations import codes, inviting
from participation.draws.services.invitations.codes import Keys
from participation.kernel import jobs, mail
from participation.kernel.errors import MissingError
from participation.kernel.i18n import DEFAULT, LOCALES, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.mail import Mail
from participation.volunteers.models import SignUp

ENDPOINT = "draws.invitation"
PUBLIC = "draws.show"


def code_keys() -> Keys:
    """Return the keys that codes follow from: the present one, then the earlier ones that still count."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)


def address(endpoint: str, **values: object) -> str:
    """Return a page's address as letters and mails carry it."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + current_app.url_map.bind("").build(endpoint, values)


def post_invitations(session: Session, now: datetime, draw: Draw, rows: list[Invitation]) -> int:
    """Put in the queue the invitations that go by e-mail; return how many."""
    posted = 0
    for invitation in rows:
        if invitation.route is Route.EMAIL:
            posted += _post(session, now, draw, invitation, "invitation", f"{invitation.id}:{invitation.issue}")
    return posted


def _post(session: Session, now: datetime, draw: Draw, invitation: Invitation, kind: str, key: str) -> bool:
    person = called.find(session, draw, invitation.index)
    if person is None or person.email is None:
        return False
    try:
        code = codes.code_of(code_keys(), draw, invitation)
    except MissingError:
        # The key it was made under is gone: the invitations' page asks for a new code.
        return False
    prefix = "" if person.locale == DEFAULT or person.locale not in LOCALES else f"/{person.locale}"
    with speaking(person.locale if person.locale in LOCALES else DEFAULT):
        subject, body = _words(session, draw, invitation, kind, person, code, prefix)
    return mail.post(session, now, f"draw_{kind}:{key}", person.email, subject, body)


def _words(
    session: Session, draw: Draw, invitation: Invitation, kind: str, person: Called, code: str, prefix: str
) -> tuple[str, str]:
    departure = session.get(Departure, (draw.id, invitation.index))
    neighbourhood = draw.council.neighbourhood.name
    body = render_template(
        f"mails/draw_{kind}.txt",
        name=person.name,
        neighbourhood=neighbourhood,
        index=invitation.index,
        link=_in_language(address(ENDPOINT, called_code=code), prefix),
        page=_in_language(address(PUBLIC, draw_id=draw.id), prefix),
        answer_by=invitation.answer_by,
        until=departure.contest_until if departure else None,
        no_answer=departure is not None and departure.reason == DepartureReason.NO_ANSWER,
    )
    if kind == "told":
        return _("Your seat in the citizen council %(name)s: please check", name=neighbourhood), body
    return _("You are drawn by lot for the citizen council %(name)s", name=neighbourhood), body


def _in_language(url: str, prefix: str) -> str:
    base: str = current_app.extensions["settings"].public_url
    return base + prefix + url.removeprefix(base)


@jobs.due("draws_heirs_invited")
def invite_heirs(session: Session, now: datetime) -> int:
    """Invite those whom a rule called since: return how many."""
    done = 0
    begun = sa.select(Invitation.draw_id).distinct()
    query = sa.select(Draw.id).where(Draw.id.in_(begun), Draw.state.in_(seating.AFTER_RESULT)).order_by(Draw.id)
    for draw_id in session.scalars(query).all():
        if inviting.uninvited(session, session.get_one(Draw, draw_id)):
            draw = access.relock(session, draw_id)
            rows = inviting.invite_heirs(session, now, draw, code_keys())
            post_invitations(session, now, draw, rows)
            done += len(rows)
    return done


@jobs.due("draws_recorded_told")
def tell_recorded(session: Session, now: datetime) -> int:
    """Tell by e-mail those whom others recorded as leaving, once each; return how many."""
    query = (
        sa.select(Invitation, Departure)
        .join(Departure, (Departure.draw_id == Invitation.draw_id) & (Departure.index == Invitation.index))
        .where(Departure.contest_until > now, Invitation.route == Route.EMAIL)
        .order_by(Invitation.id)
    )
    done = 0
    for invitation, departure in session.execute(query).all():
        draw = session.get_one(Draw, invitation.draw_id)
        done += _post(session, now, draw, invitation, "told", f"{invitation.id}:{int(departure.at.timestamp())}")
    return done


@jobs.due("draws_postponed_told")
def tell_postponed(session: Session, now: datetime) -> int:
    """Tell the volunteers of a list the new hour or place of its draw, once for each change; return how many."""
    is_waiting = Draw.state.in_(postponing.BEFORE_RESULT)
    query = sa.select(Draw.id).where(Draw.postponed_at.is_not(None), is_waiting, Draw.session_at > now)
    done = 0
    for draw_id in session.scalars(query.order_by(Draw.id)).all():
        draw = access.relock(session, draw_id)
        found = postponing.to_tell(session, now, draw)
        if found is None:
            continue
        change, people = found
        prefix = f"draw_postponed:{change.id}:"
        told = set(session.scalars(sa.select(Mail.key).where(Mail.key.startswith(prefix, autoescape=True))))
        done += sum(
            _post_change(session, now, draw, change, each, f"{prefix}{each.id}")
            for each in people
            if f"{prefix}{each.id}" not in told
        )
    return done


def _post_change(
    session: Session, now: datetime, draw: Draw, change: Postponement, person: SignUp, key: str
) -> bool:
    locale = person.locale if person.locale in LOCALES else DEFAULT
    place = draw.council.neighbourhood.name
    with speaking(locale):
        page = _in_language(address(PUBLIC, draw_id=draw.id), "" if locale == DEFAULT else f"/{locale}")
        body = render_template(
            "mails/draw_postponed.txt", name=person.name, neighbourhood=place, change=change, page=page
        )
        subject = _("The draw of the citizen council %(name)s changes", name=place)
    return mail.post(session, now, key, person.email or "", subject, body)
