"""What falls due by itself and needs the settings: reminders to a council's team, the purge of contact data."""

from datetime import datetime

from flask import current_app, render_template
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.config import Settings
from participation.councils.models import Council
from participation.draws.mails import address
from participation.draws.models import Draw, DrawState, PoolList
from participation.draws.services import access, purging, reminding
from participation.draws.services.reminding import Reminder, ReminderKind
from participation.kernel import jobs, mail
from participation.kernel.i18n import DEFAULT, format_day, format_instant, ngettext, speaking
from participation.kernel.i18n import gettext as _

OF_LISTS = (ReminderKind.LIST_GOES, ReminderKind.LIST_GONE)


@jobs.due("draws_reminders")
def remind(session: Session, now: datetime) -> int:
    """Post the reminders that nobody got yet; return how many messages."""
    settings: Settings = current_app.extensions["settings"]
    posted = 0
    for reminder in reminding.due(session, now, settings.answers_reminder_days):
        if reminding.team_to_tell(session, reminder):
            # Two workers at once: the second one waits here, and finds everybody told.
            council = access.lock_council(session, reminder.council_id)
            people = reminding.team_to_tell(session, reminder)
            posted += sum(_post(session, now, council, reminder, account) for account in people)
    return posted


@jobs.due("draws_contacts_purged")
def purge(session: Session, now: datetime) -> int:
    """Erase the contact data that no draw needs any more; return of how many people."""
    settings: Settings = current_app.extensions["settings"]
    return purging.purge_contacts(session, now, settings.contacts_kept_days)


def _post(session: Session, now: datetime, council: Council, reminder: Reminder, account: Account) -> bool:
    with speaking(DEFAULT):
        subject, text = _words(reminder)
        place = council.neighbourhood.name
        body = render_template(
            "mails/reminder.txt", name=account.name, neighbourhood=place, text=text, link=_link(reminder, council)
        )
        subject = _("%(neighbourhood)s: %(subject)s", neighbourhood=place, subject=subject)
    key = f"{reminding.prefix(reminder)}{account.id}"
    return mail.post(session, now, key, account.email, subject, body)


def _link(reminder: Reminder, council: Council) -> str:
    """Return a page that both roles may open."""
    if reminder.draw is None:
        return address("councils.show", code=council.neighbourhood.code)
    pages = {ReminderKind.ANSWERS: "draws.answers_page"} | dict.fromkeys(OF_LISTS, "draws.lists")
    return address(pages.get(reminder.kind, "draws.manage"), draw_id=reminder.draw.id)


def _words(reminder: Reminder) -> tuple[str, str]:
    """Return the subject and the text of a reminder."""
    if reminder.kind is ReminderKind.TERMS:
        assert reminder.term is not None
        return _("terms end in less than six months"), ngettext(
            "%(num)d term ends on %(day)s. Prepare who comes next: a draw, a designation.",
            "%(num)d terms end on %(day)s. Prepare who comes next: a draw, a designation.",
            reminder.count,
            day=format_day(reminder.term.ends_on),
        )
    assert reminder.draw is not None
    if reminder.found is not None:
        return _list_words(reminder.kind, reminder.draw, reminder.found)
    assert reminder.at is not None
    when = format_instant(reminder.at)
    if reminder.kind is ReminderKind.CLAIMS:
        return _("the time to check the list ends soon"), _(
            "People can check that they are in the list until %(when)s. After that, two people sign the list and "
            "seal it, before the hour of the draw.",
            when=when,
        )
    if reminder.kind is ReminderKind.ANSWERS:
        return _("answers are awaited"), ngettext(
            "%(num)d person called has not answered. The call dates from %(when)s.",
            "%(num)d people called have not answered. The last call dates from %(when)s.",
            reminder.count,
            when=when,
        )
    return _("the draw takes place soon"), _chance_words(reminder.draw, when)


def _list_words(kind: ReminderKind, draw: Draw, found: PoolList) -> tuple[str, str]:
    name, day = found.name, format_day(found.purge_on)
    if kind is ReminderKind.LIST_GONE:
        return _("a list of the draw was erased"), _(
            "The list “%(name)s” was erased, as promised. The draw was not sealed: the people of this list are no "
            "longer in it. Bring a new list, or give the draw up in public.",
            name=name,
        )
    if draw.state is DrawState.SEALED:
        return _("a list of the draw will be erased"), _(
            "The list “%(name)s” will be erased on %(day)s. The draw is sealed and stays possible; telephone numbers, "
            "e-mail addresses and genders of this list go that day. Hold the session before.",
            name=name,
            day=day,
        )
    return _("a list of the draw will be erased"), _(
        "The list “%(name)s” will be erased on %(day)s, and its people leave the draw: it is not sealed yet. Hold the "
        "draw before that day, or ask for the list again.",
        name=name,
        day=day,
    )


def _chance_words(draw: Draw, when: str) -> str:
    words = _("The draw takes place on %(when)s, here: %(place)s.", when=when, place=draw.place)
    if draw.state is DrawState.SEALED:
        return words + " " + _("Bring the dice, and the sealed envelopes if sheets were printed.")
    return words + " " + _(
        "The list is not sealed yet: seal it before that hour, or postpone the draw in public."
    )
