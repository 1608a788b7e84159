"""Inviting those called: one question each, by the route that reaches them, until a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, Invitation, Route
from participation.draws.services import access, called
from participation.draws.services.called import Called
from participation.draws.services.invitations import attempts
from participation.draws.services.invitations.codes import Keys, code_sha256, make_code
from participation.draws.services.seating import AFTER_RESULT, Holding, holding_of, holdings
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers.models import Channel

LEAST_DAYS = 7
USUAL_DAYS = 21
ROUTES = {Channel.LETTER: Route.LETTER, Channel.EMAIL: Route.EMAIL, Channel.PHONE: Route.PHONE}


def route_of(person: Called) -> Route:
    """Return how somebody is reached: as they chose, else by what is known of them."""
    if person.sign_up is not None:
        return ROUTES[person.sign_up.channel]
    if person.address:
        return Route.LETTER
    return Route.EMAIL if person.email else Route.PHONE


def invitations_of(session: Session, draw: Draw) -> dict[int, Invitation]:
    """Return the invitations of a draw by entry."""
    query = sa.select(Invitation).where(Invitation.draw_id == draw.id).order_by(Invitation.index)
    return {row.index: row for row in session.scalars(query)}


def uninvited(session: Session, draw: Draw) -> list[Holding]:
    """Return who is called, has not answered, and was not asked yet."""
    known = invitations_of(session, draw)
    return [
        held
        for held in holdings(session, draw)
        if held.index is not None and held.index not in known and not held.is_accepted and held.departure is None
    ]


def least_day(now: datetime, draw: Draw) -> date:
    """Return the first day that can be the last one to answer: a demonstration can be short."""
    return day_of(now) + timedelta(days=1 if draw.council.is_fictitious else LEAST_DAYS)


def invite(
    session: Session, actor: Actor, now: datetime, draw_id: int, answer_by: date, keys: Keys
) -> list[Invitation]:
    """Invite all who are called and were not asked yet; return their invitations.

    Raises:
        RefusedError: `state`, `rehearsal_invites`, `answer_by_soon` (least), `nobody_to_invite`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    if draw.is_rehearsal:
        raise RefusedError("rehearsal_invites")
    if answer_by < least_day(now, draw):
        raise RefusedError("answer_by_soon", last=least_day(now, draw))
    made = add_all(session, actor.id, now, draw, answer_by, keys)
    if not made:
        raise RefusedError("nobody_to_invite")
    return made


def invite_heirs(session: Session, now: datetime, draw: Draw, keys: Keys) -> list[Invitation]:
    """Invite who is called in place of somebody else, as whoever began the invitations of this draw asked."""
    query = sa.select(Invitation).where(Invitation.draw_id == draw.id).order_by(Invitation.id.desc())
    last = session.scalars(query.limit(1)).one_or_none()
    if last is None:
        return []
    days = max(last.answer_by - day_of(last.created_at), timedelta(days=LEAST_DAYS))
    return add_all(session, last.created_by_id, now, draw, day_of(now) + days, keys)


def add_all(
    session: Session, account_id: int, now: datetime, draw: Draw, answer_by: date, keys: Keys
) -> list[Invitation]:
    """Write the invitations that lack, and tell the journal how many. An e-mail counts as sent."""
    made = []
    for held in uninvited(session, draw):
        assert held.index is not None
        person = called.find(session, draw, held.index)
        if person is None:
            # Erased meanwhile: nobody is left to ask, two people record it.
            continue
        made.append(
            Invitation(
                draw_id=draw.id,
                index=held.index,
                code_sha256=code_sha256(make_code(keys[0], draw, held.index, 1)),
                route=route_of(person),
                answer_by=answer_by,
                created_at=now,
                created_by_id=account_id,
            )
        )
    session.add_all(made)
    session.flush()
    for invitation in made:
        if invitation.route is Route.EMAIL:
            attempts.note_sent(session, account_id, now, invitation, day_of(now))
    if made:
        access.tell(session, now, draw, "draw.invited", {"people": len(made)})
    return made


def renew_code(
    session: Session, actor: Actor, now: datetime, draw_id: int, index: int, keys: Keys
) -> Invitation:
    """Replace a code that went astray; the earlier one opens nothing from then on.

    Raises:
        MissingError: The draw does not call this entry now, or nobody has invited it.
        RefusedError: `state`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    invitation = attempts.invitation_of(session, draw.id, index)
    if invitation is None or holding_of(session, draw, index) is None:
        raise MissingError
    invitation.issue += 1
    invitation.code_sha256 = code_sha256(make_code(keys[0], draw, index, invitation.issue))
    # Whoever waits for a new letter keeps the time to answer it.
    invitation.answer_by = max(invitation.answer_by, day_of(now) + timedelta(days=LEAST_DAYS))
    session.flush()
    if invitation.route is Route.EMAIL:
        attempts.note_sent(session, actor.id, now, invitation, day_of(now))
    return invitation


def note_posted(session: Session, actor: Actor, now: datetime, draw_id: int, on: date) -> int:
    """Write down that the letters were posted on a day; return how many.

    Raises:
        RefusedError: `state`, `attempt_day`, `no_letters`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    letters = unposted(session, draw)
    if not letters:
        raise RefusedError("no_letters")
    first = max(day_of(letter.created_at) for letter in letters)
    if not first <= on <= day_of(now):
        raise RefusedError("attempt_day", since=first)
    for letter in letters:
        attempts.note_sent(session, actor.id, now, letter, on)
    return len(letters)


def unposted(session: Session, draw: Draw) -> Sequence[Invitation]:
    """Return the letters of those called that have not left yet."""
    found = [row for row in _waiting(session, draw) if row.route is Route.LETTER]
    tried = attempts.by_entry(session, draw, [row.index for row in found])
    return [row for row in found if not any(each.route is Route.LETTER for each in tried.get(row.index, ()))]


def _waiting(session: Session, draw: Draw) -> list[Invitation]:
    rows = invitations_of(session, draw)
    waiting = {held.index for held in holdings(session, draw) if not held.is_accepted}
    return [row for index, row in rows.items() if index in waiting]
