"""The groups of a draw and their seats: typed in a table, begun from published figures, judged against the list."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from participation.draws.forms import GENDER_WORDS
from participation.draws.group_forms import GroupsForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import access, feasibility, grouping, shares
from participation.draws.services.categories import BY_GENDER, GROUP, Category, Value, category_of
from participation.draws.services.drafting import read
from participation.draws.services.feasibility import Line, Proposal, Verdict
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

AGES = ((16, 29), (30, 44), (45, 59), (60, 74), (75, None))


def models() -> dict[str, tuple[str, Category]]:
    """Return the tables that a facilitator can begin with: name in addresses, words, groups."""
    ages = [Value("", _ages(low, high), (), low, high) for low, high in AGES]
    crossed = [
        Value("", f"{words}, {_ages(low, high)}", (code,), low, high)
        for code, words in ((code, str(GENDER_WORDS[code])) for code in ("F", "M"))
        for low, high in AGES
    ]
    rest = Value("", _("All others"))
    return {
        "genre": (_("By gender"), BY_GENDER),
        "age": (_("By age"), Category(GROUP, (*ages, rest))),
        "genre-et-age": (_("By gender and age"), Category(GROUP, (*crossed, rest))),
    }


def _ages(low: int, high: int | None) -> str:
    if high is None:
        return str(_("%(low)s and over", low=low))
    return str(_("%(low)s to %(high)s years old", low=low, high=high))


@blueprint.route("/travail/tirages/<int:draw_id>/groupes", methods=["GET", "POST"])
@requires("draws.prepare")
def groups(draw_id: int) -> Any:
    """Write the groups, or look at what the list makes of them."""
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in grouping.OPEN:
        raise MissingError
    verdict = feasibility.judge(db.session, draw)
    form = GroupsForm()
    if request.method == "GET" and not form.is_shown_again:
        _begin(form, draw, verdict)
    if form.validate_on_submit():
        try:
            _write(draw, form)
            db.session.commit()
            return see_other("draws.groups", draw_id=draw_id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
            draw = access.find(db.session, current_user, draw_id)
    page = render_template(
        "draws/groups.html",
        form=form,
        draw=draw,
        asks_why=draw.state != DrawState.DRAFT,
        verdict=verdict,
        sentences=sentences(verdict),
        changes=[(_change(verdict, each), _address(draw, choix=at)) for at, each in enumerate(verdict.changes)],
        mergers=[(_merger(each), _address(draw, fusion=at)) for at, each in enumerate(verdict.mergers)],
        models=[(words, _address(draw, modele=name)) for name, (words, _category) in models().items()],
        figures=shares.figures(),
    )
    return page if request.method == "GET" else (page, 422)


def _address(draw: Draw, **chosen: Any) -> str:
    return url_for("draws.groups", draw_id=draw.id, **chosen, _anchor="groupes")


def _begin(form: GroupsForm, draw: Draw, verdict: Verdict) -> None:
    """Fill the table: from what was chosen in the address, else from the draw."""
    chosen = _chosen(draw, verdict)
    if chosen is not None:
        form.show(chosen.category, chosen.bounds)
    elif read(draw.quotas):
        category = category_of(draw)
        bounds = read(draw.quotas)[category.code]
        form.show(category, [tuple(bounds[value.code]) for value in category.values])


def _chosen(draw: Draw, verdict: Verdict) -> Proposal | None:
    name = request.args.get("modele", "")
    known = models()
    if name in known:
        category = known[name][1]
        bounds = shares.proposed(category, draw.seats, shares.figures())
        if name != "genre":
            bounds[-1] = (0, draw.seats)  # « All others » takes whoever the figures do not know
        return Proposal(draw.seats, category, tuple(bounds))
    for argument, found in (("choix", verdict.changes), ("fusion", verdict.mergers)):
        at = request.args.get(argument, -1, type=int)
        if 0 <= at < len(found) and found[at].bounds:
            return found[at]
    return None


def _write(draw: Draw, form: GroupsForm) -> None:
    category = BY_GENDER if form.is_empty else form.category()
    codes = [value.code for value in category.values]
    quotas = {} if form.is_empty else {category.code: dict(zip(codes, form.bounds(draw.seats), strict=True))}
    grouping.set_groups(
        db.session, current_user, clock.now(), draw.id, category, quotas, form.why.data or ""
    )


def label(value: Value) -> str:
    """Return a group in words."""
    return value.label or str(GENDER_WORDS[value.code])


def sentences(verdict: Verdict) -> list[str]:
    """Return what the list says of the rule: possible, or what is missing by name."""
    if verdict.is_possible:
        found = [_("Possible with the list as it is now.")]
    else:
        found = [_("Not possible with the list as it is now."), *_shortages(verdict)]
    if verdict.is_witnessed:
        found.append(
            _(
                "A group holds fewer than five people. To show who belongs to it would point at them: the groups "
                "will be seen by two witnesses alone. Or make one group of two."
            )
        )
    return found


def _shortages(verdict: Verdict) -> list[str]:
    found = [_short(line) for line in verdict.lines if line.missing]
    if verdict.unplaced and verdict.lines:
        found.append(
            ngettext(
                "%(num)s person fits no group. Add a last group without conditions.",
                "%(num)s people fit no group. Add a last group without conditions.",
                verdict.unplaced,
            )
        )
    if verdict.size < verdict.seats:
        found.append(
            ngettext(
                "There is %(num)s person in the list. Seats to fill: %(seats)s.",
                "There are %(num)s people in the list. Seats to fill: %(seats)s.",
                verdict.size,
                seats=verdict.seats,
            )
        )
    elif not found:
        reachable = sum(min(line.maximum, line.holders) for line in verdict.lines)
        found.append(
            ngettext(
                "With these limits, only %(num)s seat of %(seats)s finds somebody.",
                "With these limits, only %(num)s seats of %(seats)s find somebody.",
                reachable,
                seats=verdict.seats,
            )
        )
    return found


def _short(line: Line) -> str:
    if not line.holders:
        words = _(
            "%(group)s: nobody in the list; the rule asks for %(minimum)s at least.",
            group=label(line.value),
            minimum=line.minimum,
        )
        return str(words)
    words = _(
        "%(group)s: %(holders)s in the list; the rule asks for %(minimum)s at least.",
        group=label(line.value),
        holders=line.holders,
        minimum=line.minimum,
    )
    return str(words)


def _change(verdict: Verdict, proposal: Proposal) -> str:
    """Return a change in words: only what differs."""
    parts = []
    if proposal.seats != verdict.seats:
        parts.append(
            ngettext("%(num)s seat to draw.", "%(num)s seats to draw.", proposal.seats)
            if proposal.seats
            else _("No rule is possible while nobody is in the list: bring a list, or wait for sign-ups.")
        )
    for line, (least, most) in zip(verdict.lines, proposal.bounds, strict=False):
        if (least, most) != (line.minimum, line.maximum):
            parts.append(
                ngettext(
                    "%(group)s: from %(least)s to %(num)s seat.",
                    "%(group)s: from %(least)s to %(num)s seats.",
                    most,
                    group=label(line.value),
                    least=least,
                )
            )
    return " ".join(parts)


def _merger(proposal: Proposal) -> str:
    merged = [value for value in proposal.category.values if " + " in value.label]
    return str(_("One group for: %(groups)s.", groups=merged[0].label if merged else ""))
