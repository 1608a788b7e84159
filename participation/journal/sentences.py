"""What each kind of act reads like. An unknown kind shows its code: the journal outlives the words.

Later slices tell the names and pages of their subjects through `subjects`; the journal itself knows no slice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.kernel.i18n import lazy_ngettext

SENTENCES: dict[str, Any] = {
    "council.founded": lazy_ngettext(
        "The council is founded with %(seats)s seat.",
        "The council is founded with %(seats)s seats.",
        "seats",
    ),
    "council.recognised": _l("The prefect's order %(reference)s recognises the council."),
    "council.rule_set": _l("A rule of the council is set. Its source: %(source)s"),
    "council.volunteers_seated": _l("Volunteers take their seats without a draw: %(people)s."),
    "flagship.created": _l("A project team announces a flagship action of %(year)s: “%(title)s”."),
    "flagship.planned": _l("The flagship action “%(title)s” of %(year)s is planned again."),
    "flagship.underway": _l("The flagship action “%(title)s” of %(year)s is under way."),
    "flagship.done": _l("The flagship action “%(title)s” of %(year)s is finished."),
    "flagship.stopped": _l("The flagship action “%(title)s” of %(year)s is stopped; its page says why."),
    "flagship.assessed": _l("The project team judges its own action “%(title)s”: level %(level)s of the agreed scale."),
    "flagship.assessed_by_council": _l(
        "%(council)s judges the action “%(title)s”: level %(level)s of the agreed scale."
    ),
    "meeting.closed": _l(
        "The meeting is closed. Seats taken: %(present)s of %(seated)s. Items left open: %(left_open)s."
    ),
    "seat.opened": _l("Seat %(seat)s is opened."),
    "seat.closed": _l("Seat %(seat)s is closed."),
    "seat.taken": _l("Somebody takes seat %(seat)s."),
    "seat.left": _l("Seat %(seat)s is left."),
    "sign_ups.opened": _l("Sign-ups are open."),
    "sign_ups.closed": _l("Sign-ups are closed."),
    "sign_up.registered": _l("Somebody signs up."),
    "sign_up.withdrawn": _l("Somebody withdraws."),
    "sign_up.returned": _l("Somebody who had withdrawn is back."),
    "sign_up.repaired": _l("Somebody who was missing is added to the list, on proof of the receipt."),
    "sign_ups.contacts_purged": lazy_ngettext(
        "Contact data that no draw needs any more are erased, of %(count)s person.",
        "Contact data that no draw needs any more are erased, of %(count)s people.",
        "count",
    ),
    "members.erased": lazy_ngettext(
        "What was known of people who sit no more is erased: %(count)s person.",
        "What was known of people who sit no more is erased: %(count)s people.",
        "count",
    ),
    "sign_up.double_refused": _l("Two people agree that one sign-up is there twice; one is taken off."),
    "list.imported": lazy_ngettext(
        "The list “%(name)s” brings %(rows)s person to the draw. There twice, counted once: %(doubles)s.",
        "The list “%(name)s” brings %(rows)s people to the draw. There twice, counted once: %(doubles)s.",
        "rows",
    ),
    "list.undone": lazy_ngettext(
        "The list “%(name)s” is taken back before the closing, with its %(rows)s person.",
        "The list “%(name)s” is taken back before the closing, with its %(rows)s people.",
        "rows",
    ),
    "list.person_removed": _l("Two people agree that somebody leaves the list “%(name)s”."),
    "list.double_settled": _l("Two people agree that somebody is in the pool twice; one record no longer counts."),
    "list.left_draw": lazy_ngettext(
        "The list “%(name)s” is erased at its day, before the draw was sealed: %(rows)s person leaves the draw.",
        "The list “%(name)s” is erased at its day, before the draw was sealed: %(rows)s people leave the draw.",
        "rows",
    ),
    "list.purged": lazy_ngettext(
        "The list “%(name)s” is erased: %(rows)s person.",
        "The list “%(name)s” is erased: %(rows)s people.",
        "rows",
    ),
    "openings.erased": lazy_ngettext(
        "Of people of erased lists who were not called, what was sealed is erased: %(rows)s person.",
        "Of people of erased lists who were not called, what was sealed is erased: %(rows)s people.",
        "rows",
    ),
    "draw.announced": lazy_ngettext(
        "A draw is announced for %(seats)s seat.",
        "A draw is announced for %(seats)s seats.",
        "seats",
    ),
    "draw.secret_shown": _l("The sheet for a sealed envelope is shown to one of the two people."),
    "draw.closed": lazy_ngettext(
        "The list is closed with %(at_close)s person.",
        "The list is closed with %(at_close)s people.",
        "at_close",
    ),
    "draw.claim_accepted": _l("A claim is accepted: somebody was missing from the closed list."),
    "draw.claim_refused": _l("A claim to be missing from the closed list is refused."),
    "draw.claims_ended": lazy_ngettext(
        "The time to check the list is over: %(size)s person is in it.",
        "The time to check the list is over: %(size)s people are in it.",
        "size",
    ),
    "draw.rule_changed": _l("The rule of the draw is changed before sealing: %(why)s"),
    "draw.postponed": _l("The draw is postponed: %(reason)s"),
    "draw.moved": _l("The draw takes place elsewhere: %(reason)s"),
    "draw.session_later": _l("The session takes place later, under the same seal: %(reason)s"),
    "draw.records_differ": lazy_ngettext(
        "Two lists contradict each other on %(count)s person: the list that was given last counts.",
        "Two lists contradict each other on %(count)s people: the list that was given last counts.",
        "count",
    ),
    "draw.doubles_undecided": _l("Likely doubles that two people could not settle, counted as two people: %(count)s."),
    "draw.list_signed": lazy_ngettext(
        "Two people sign the list of %(size)s person.",
        "Two people sign the list of %(size)s people.",
        "size",
    ),
    "draw.sealed": lazy_ngettext(
        "The list is sealed with %(size)s person: nobody can change it any more.",
        "The list is sealed with %(size)s people: nobody can change it any more.",
        "size",
    ),
    "draw.drawn": _l("The chance is recorded and the result is published."),
    "draw.minuted": _l("Line %(line)s is written into the minutes of the draw."),
    "draw.text_withdrawn": _l("The text of line %(line)s of the minutes is withdrawn; the line stays."),
    "draw.name_taken_off": _l("The name in line %(line)s of the minutes is taken off at its owner’s wish."),
    "draw.invited": _l("People called are invited to answer: %(people)s."),
    "draw.contested": _l("Somebody recorded as leaving contests it: they are asked again."),
    "draw.invitations_erased": lazy_ngettext(
        "What the invitations held is erased: %(rows)s line.",
        "What the invitations held is erased: %(rows)s lines.",
        "rows",
    ),
    "draw.substituted": _l("A person called leaves; by rule the seat goes on. Substitution %(sequence)s."),
    "draw.completed": _l("The draw is completed."),
    "draw.archived": _l("The draw is archived: what could open the sealed list is erased."),
    "draw.abandoned": _l("The draw is abandoned: %(reason)s"),
    "meeting.convened": _l("A meeting is convened: %(place)s."),
    "meeting.changed": _l("A convened meeting changes; its members are told anew. Place: %(place)s."),
    "meeting.cancelled": _l("A meeting is cancelled: %(reason)s"),
    "meetings.rule_set": _l("A rule of the meetings is set. Its source: %(source)s"),
    "draw.check_holds": _l("The platform recomputed the draw: it holds."),
    "minutes.circulated": _l("The minutes of the meeting are sent to those present: version %(revision)s."),
    "minutes.approved": _l("A later meeting approves the minutes: version %(revision)s."),
    "minutes.published": _l("The minutes are published, signed by two people: version %(revision)s."),
    "decision.withdrawn": _l("Decision %(number)s of the meeting is withdrawn. It stays in the list, struck through."),
    "minutes.rectified": _l("The published minutes are rectified, in public: version %(revision)s."),
    "report.sent": _l("A delegate tells the citizen council of %(council)s what was said at this meeting."),
    "referral.sent": _l("The council puts difficulties of residents to the prefect."),
    "referral.received": _l("The prefect says that the referral has arrived."),
    "referral.transmitted": _l("The prefect passes the referral on to the mayor, the president and the signatories."),
    "referral.judged": _l("The prefect judges that the difficulties call for the steering committee."),
    "referral.judged_not": _l("The prefect judges that the difficulties do not call for the steering committee."),
    "referral.submitted": _l("The prefect submits a diagnosis and actions to the steering committee."),
    "referral.town_debate": _l("The municipal council debates the referral."),
    "referral.assembly_debate": _l("The assembly of Caen la mer debates the referral."),
    "referral.assembly_debate_not": _l("The referral does not concern the assembly of Caen la mer."),
    "referral.closed": _l("The council says what came of the referral."),
    "partner.added": _l("%(partner)s is a partner of the contract."),
    "partner.changed": _l("What is said of the signature of %(partner)s is changed."),
    "commitment.added": _l("A promise of the partner is recorded."),
    "commitment.changed": _l("What is said of a promise of the partner is changed."),
    "commitment.told": _l("The partner tells of a promise, for %(year)s."),
    "commitment.remarked": _l("The council %(council)s remarks on a promise, for %(year)s."),
    "commitment.remark_answered": _l("The partner answers the council %(council)s, on a promise of %(year)s."),
    "dashboard.published": _l("What the steering committee reads in the dashboard of %(year)s is public."),
    "dashboard.corrected": _l("What the steering committee reads in the dashboard of %(year)s is changed."),
    "highlight.published": _l("A highlight of %(year)s is public."),
    "highlight.corrected": _l("The words of a highlight of %(year)s are changed."),
    "highlight.picture_shown": _l("A highlight of %(year)s shows a new picture."),
    "highlight.picture_erased": _l("The picture of a highlight of %(year)s is erased."),
    "highlight.withdrawn": _l("A highlight of %(year)s is taken off the public pages."),
    "request.sent": _l("The council asks: %(to)s."),
    "request.received": _l("The addressee says that the request has arrived."),
    "request.answered": _l("An answer is public, with its author."),
    "request.withdrawn": _l("The council withdraws its request, with a reason."),
    "requests.rule_set": lazy_ngettext(
        "Whoever the council asks has %(days)s day to answer. Source: %(source)s",
        "Whoever the council asks has %(days)s days to answer. Source: %(source)s",
        "days",
    ),
    "steering.created": _l("A steering body is set up: %(body)s"),
    "steering.changed": _l("What is said of a steering body changes: %(body)s"),
    "steering.member_added": _l("%(institution)s comes into a steering body: %(body)s"),
    "steering.member_removed": _l("%(institution)s is no longer in a steering body: %(body)s"),
    "steering.dissolved": _l("A steering body ends: %(body)s"),
    "steering.seats_opened": lazy_ngettext(
        "%(seats)s seat opens for councils in a steering body.",
        "%(seats)s seats open for councils in a steering body.",
        "seats",
    ),
    "draw.check_failed": _l("The platform recomputed the draw and found a difference."),
    "indicator.added": _l("An indicator is added: “%(name)s”."),
    "indicator.changed": _l("What is said of the indicator “%(name)s” changes."),
    "indicator.break_noted": _l("The indicator “%(name)s” is counted otherwise from %(year)s on: %(reason)s"),
    "indicator.break_removed": _l("The break of %(year)s of the indicator “%(name)s” is taken back."),
    "values.taken": _l(
        "A file of values comes in. Source: %(source)s, %(vintage)s. New: %(added)s. Replaced: %(changed)s. As they "
        "were: %(unchanged)s."
    ),
}


@dataclass(frozen=True)
class Subject:
    """What an act was done to, in words, and its page where it has one."""

    name: str
    url: str = ""


SubjectNames = Callable[[Session, Sequence[str]], Mapping[str, Subject]]

subjects: list[SubjectNames] = []
"""What later slices know about the subjects of one page."""


def sentence(kind: str, payload: Mapping[str, Any]) -> str:
    """Return an act in words, or its code where there are none or its facts do not fit them."""
    words = SENTENCES.get(kind)
    if words is None:
        return kind
    try:
        told = words % payload
        return str(_("Rehearsal: %(act)s", act=told)) if payload.get("rehearsal") is True else told
    except (KeyError, TypeError, ValueError):
        return kind


def names_of(session: Session, wanted: Sequence[str]) -> dict[str, Subject]:
    """Return the names of subjects; one that nobody knows goes by its code."""
    named = {subject: Subject(subject) for subject in wanted}
    for look_up in subjects:
        named.update(look_up(session, wanted))
    return named
