"""The digest of somebody's desk by mail: each account in a transaction of its own, so that a failure stops at one."""

from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session, sessionmaker

from participation.accounts.models import Account
from participation.kernel import clock, jobs, mail
from participation.kernel.i18n import DEFAULT, ngettext, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import is_allowed
from participation.meetings import mails
from participation.representation import desk_words
from participation.representation.services import digests
from participation.representation.services.digests import Letter


@jobs.due_apart("digests")
def send(sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Write the digests that are due and have something to tell; return how many."""
    with jobs.reading(sessions) as session:
        waiting = digests.due(session, now)
    return sum(_write(sessions, now, account_id) for account_id in waiting)


def _write(sessions: "sessionmaker[Session]", now: datetime, account_id: int) -> bool:
    with sessions.begin() as session:
        taken = digests.take(session, now, account_id)
        if taken is None:
            return False
        account, letter = taken
        subject, body = text(account, letter, now)
        # The key is a second lock: a digest of one account and day is one message.
        key = f"digest:{account.id}:{clock.day_of(now).isoformat()}"
        return mail.post(session, now, key, account.email, subject, body)


def text(account: Account, letter: Letter, now: datetime) -> tuple[str, str]:
    """Return the subject and the text of a digest, in French."""
    today = clock.day_of(now)
    with speaking(DEFAULT):
        lines = [(each.at, desk_words.line(each)) for each in letter.news]
        body = render_template(
            "mails/digest.txt",
            name=account.name,
            owed=[
                (row, desk_words.time_left(row, today)[0], _page("representation.official_answer", request_id=row.id))
                for row in letter.owed
            ],
            news=[(at, line, _page(line.endpoint, **line.arguments)) for at, line in lines],
            desk=_page("representation.official_desk" if is_allowed(account.role, "requests.answer") else "desk.index"),
            rhythm=_page("representation.digest_rhythm"),
            has_fiction=letter.has_fiction,
        )
        return _subject(letter), body


def _subject(letter: Letter) -> str:
    parts = []
    if letter.owed:
        parts.append(ngettext("%(num)s answer to give", "%(num)s answers to give", len(letter.owed)))
    if letter.news:
        parts.append(ngettext("%(num)s thing is new", "%(num)s things are new", len(letter.news)))
    return _("Citizen councils: %(what)s", what=", ".join(parts))


def _page(endpoint: str, **arguments: int) -> str:
    return mails.address(endpoint, **arguments)
