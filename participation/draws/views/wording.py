"""Facts of a draw in the words of the staff's pages and of the wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person, Seat
from participation.draws import phases
from participation.draws.forms import GENDER_WORDS
from participation.draws.models import Act, Answer, Draw, DrawState, Entry, Selection
from participation.draws.services import overview, people, sealed_list
from participation.draws.services.candidates import Counts
from participation.draws.services.categories import Category, category_of
from participation.draws.services.seating import Holding
from participation.draws.views import dwelling_words, refusals
from participation.kernel.i18n import format_instant, format_number
from participation.sortition.contributions import Contribution

TAGS: dict[DrawState, tuple[Any, str]] = {
    DrawState.DRAFT: (_l("In preparation"), ""),
    DrawState.ANNOUNCED: (_l("Announced, list open"), "warn"),
    DrawState.CLOSED: (_l("List closed"), "warn"),
    DrawState.SEALED: (_l("List sealed"), "warn"),
    DrawState.DRAWN: (_l("Drawn, seats to take"), "warn"),
    DrawState.COMPLETED: (_l("Completed"), "ok"),
    DrawState.ARCHIVED: (_l("Archived"), ""),
    DrawState.ABANDONED: (_l("Given up"), "danger"),
}
ACTS: dict[Act, Any] = {
    Act.ANNOUNCE: _l("Announce the draw"),
    Act.CLOSE: _l("Close the list"),
    Act.SIGN_LIST: _l("Sign the closed list"),
    Act.SEAL: _l("Seal the list and the rule"),
    Act.RECORD: _l("Read the dice"),
    Act.ABANDON: _l("Give the draw up"),
}
EFFECTS: dict[Act, Any] = {
    Act.ANNOUNCE: _l(
        "The seats, the rule, the place and the hour become public. The server makes its secret, and "
        "its fingerprint "
        "goes into the journal. These things can no longer be taken back without being seen."
    ),
    Act.CLOSE: _l("Nobody can enter this list any more. People can check that they are in it."),
    Act.SIGN_LIST: _l("You confirm the number of people in the list, after the likely doubles are settled."),
    Act.SEAL: _l(
        "The list and the rule can no longer change, neither here nor in the database. Their "
        "fingerprint is public."
    ),
    Act.ABANDON: _l(
        "The draw stops for good. The reason, the secret and the list without names become public."
    ),
}


@dataclass(frozen=True)
class StepWords:
    """An act that two people do, in words."""

    act: str
    title: str
    effect: str
    shown: str
    first: str | None
    is_mine: bool
    refusal: str

    @property
    def within(self) -> str:
        """The title as it stands after a colon."""
        return self.title[:1].lower() + self.title[1:]


def tag_of(state: DrawState, is_late: bool = False) -> tuple[str, str]:
    """Return the words of a state and the kind of its tag; an hour that passed comes first."""
    if is_late:
        return _("Hour passed, not drawn yet"), "danger"
    words, kind = TAGS[state]
    return str(words), kind


def task(draw: Draw, now: datetime) -> dict[str, str]:
    """Return a draw as a row of the staff's list."""
    words, kind = tag_of(draw.state, phases.is_late(draw, now))
    return {
        "title": _("%(council)s: %(title)s", council=draw.council.neighbourhood.name, title=draw.title),
        "href": url_for("draws.manage", draw_id=draw.id),
        "status": words,
        "kind": kind,
        "text": format_instant(draw.session_at),
    }


def step(found: overview.Step | None) -> StepWords | None:
    """Return the next act in words."""
    if found is None:
        return None
    return StepWords(
        found.act.value,
        str(ACTS[found.act]),
        str(EFFECTS[found.act]),
        found.shown,
        found.first,
        found.is_mine,
        refusals.sentence(found.refusal) if found.refusal else "",
    )


def agreements(found: Sequence[overview.Agreement]) -> list[dict[str, Any]]:
    """Return who agreed to what as a timeline."""
    return [
        {"state": "done", "what": str(ACTS[each.act]), "at": each.at, "text": each.name} for each in found
    ]


def rule(quotas: Mapping[str, Mapping[str, Sequence[int]]], category: Category) -> str:
    """Return the quotas in one sentence a group."""
    groups = quotas.get(category.code, {})
    words = {value.code: value.label or GENDER_WORDS[value.code] for value in category.values}
    if not groups:
        return str(_("No quota: the rank alone decides."))
    return " ".join(
        _("%(group)s: %(least)s to %(most)s.", group=words[value], least=bounds[0], most=bounds[1])
        for value, bounds in groups.items()
    )


def holders(session: Session, draw: Draw) -> str:
    """Return how many people of the list each group has, in one sentence; nobody outside the staff reads it."""
    category = category_of(draw)
    held = people.values_held(people.people(session, draw), draw)
    counts = "\u00a0; ".join(
        _("%(group)s: %(count)s", group=value.label or GENDER_WORDS[value.code], count=format_number(held[value.code]))
        for value in category.values
    )
    return str(_("In the list: %(counts)s.", counts=counts))


def planned(plan: Sequence[Mapping[str, Any]]) -> str:
    """Return how the chance is made."""
    parts = []
    for item in plan:
        if item["source"] == "words":
            parts.append(_("words given by the room"))
        else:
            parts.append(_("%(dice)s dice with %(sides)s sides", dice=item["dice"], sides=item["sides"]))
    return str(_(", then ").join(parts))


def facts(
    draw: Draw,
    seats: Sequence[Seat],
    counts: Counts | None,
    quotas: Mapping[str, Mapping[str, Sequence[int]]],
    plan: Sequence[Mapping[str, Any]],
) -> list[dict[str, str]]:
    """Return what is known of a draw, as rows of a summary list."""
    rows = [
        (_("Council"), draw.council.body.name),
        (_("Number of the draw"), format_number(draw.sequence)),
        (_("Seats"), ", ".join(_("seat %(number)s", number=seat.number) for seat in seats)),
        (_("Rule"), rule(quotas, category_of(draw))),
        (_("Place"), draw.session_place),
        (_("Hour"), format_instant(draw.session_at)),
        (_("Chance"), planned(plan)),
    ]
    if draw.one_per_household:
        rows.append((_("Dwellings"), " ".join(dwelling_words.rule(draw))))
    if draw.is_rehearsal:
        rows.append((_("Kind"), _("Rehearsal: the result does not count")))
    if draw.rule_change:
        rows.append((_("Why the rule changed"), draw.rule_change))
    if draw.claims_end_at:
        rows.append((_("People can check the list until"), format_instant(draw.claims_end_at)))
    if counts is not None:
        rows.append((_("List"), _counted(counts)))
    if draw.abandoned_at and draw.abandoned_reason:
        rows.append((_("Why it was given up"), draw.abandoned_reason))
    return [{"key": key, "value": value} for key, value in rows]


def _counted(counts: Counts) -> str:
    words = ngettext(
        "%(size)s person. At closing: %(at_close)s. Put back: %(claims)s. Left: %(withdrawn)s. Doubles: %(doubles)s.",
        "%(size)s people. At closing: %(at_close)s. Put back: %(claims)s. Left: %(withdrawn)s. Doubles: %(doubles)s.",
        counts.size,
        size=format_number(counts.size),
        at_close=format_number(counts.at_close),
        claims=format_number(counts.claims),
        withdrawn=format_number(counts.withdrawn),
        doubles=format_number(counts.doubles),
    )
    return str(words)


def waiting(holdings: Sequence[Holding]) -> list[str]:
    """Return what the seats wait for, in sentences."""
    called = [held for held in holdings if held.index is not None and not held.is_accepted]
    ready = [held for held in holdings if held.is_accepted and not held.is_seated]
    seated = [held for held in holdings if held.is_seated]
    vacant = [held for held in holdings if held.index is None]
    sentences = [
        ngettext("%(num)d person has not answered.", "%(num)d people have not answered.", len(called))
        if called
        else "",
        ngettext("%(num)d person waits for the seat.", "%(num)d people wait for their seat.", len(ready))
        if ready
        else "",
        ngettext("%(num)d seat is taken.", "%(num)d seats are taken.", len(seated)) if seated else "",
        ngettext("%(num)d seat stays vacant.", "%(num)d seats stay vacant.", len(vacant)) if vacant else "",
    ]
    return [sentence for sentence in sentences if sentence]


def chance_of(session: Session, draw: Draw) -> list[Contribution]:
    """Return the recorded chance."""
    return sealed_list.contributions_of(session, draw)


def selected_of(session: Session, draw: Draw) -> list[tuple[int, int | None]]:
    """Return the selected as (number of the sealed list, rank), in the order chosen."""
    query = (
        sa.select(Entry.index, Entry.rank)
        .join(Selection, (Selection.draw_id == Entry.draw_id) & (Selection.index == Entry.index))
        .where(Selection.draw_id == draw.id)
        .order_by(Selection.position)
    )
    return [(index, rank) for index, rank in session.execute(query)]


def names_of(session: Session, draw: Draw) -> list[str]:
    """Return the members drawn who sit already and agreed to be named, in the order chosen."""
    query = (
        sa.select(Person.name)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Answer, Answer.mandate_id == Mandate.id)
        .join(Selection, (Selection.draw_id == Answer.draw_id) & (Selection.index == Answer.index))
        .where(Selection.draw_id == draw.id, Mandate.left_on.is_(None), Person.publishes_name)
        .order_by(Selection.position)
    )
    return [name for name in session.scalars(query) if name]


def instant(value: datetime) -> str:
    """Return an instant in words."""
    return format_instant(value)
