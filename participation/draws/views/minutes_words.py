"""The minutes of a draw in words: what the French orders on draws by computer ask such a record to hold.

Source: arrêtés du 29 juillet 2021, du 30 mai 2022 et du 5 décembre 2022 (draws for offices of notaires and of
commissaires de justice): date, hour, place, people present, rule, list, seal, chance, result in order, incidents,
checks, signatures.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from participation.draws.models import LineKind
from participation.draws.services.categories import category_of
from participation.draws.services.recorded import Recorded, Typed
from participation.draws.views import result_sentences, sentences, wording
from participation.draws.views.blocks import (
    Block,
    Own,
    Section,
    dice,
    digest,
    facts,
    listed,
    section,
    signatures,
    table,
    text,
)
from participation.draws.views.line_words import role_words, written
from participation.kernel.i18n import format_instant, format_number
from participation.kernel.i18n import gettext as _


def sections(found: Recorded, organiser: str, address: str) -> list[Section]:
    """Return the minutes.

    Args:
        found: What is recorded.
        organiser: The body that publishes the site.
        address: Where the draw's public page is, in full.
    """
    return [
        _draw(found, organiser),
        _session(found),
        _present(found),
        _list(found),
        _agreed(found),
        _chance(found),
        _calculation(found),
        _result(found),
        _incidents(found),
        _checks(found, address),
        _statement(found),
        _trace(found, address),
        _signatures(),
    ]


def _draw(found: Recorded, organiser: str) -> Section:
    draw, sealed = found.draw, found.parameters
    return section(
        _("The draw"),
        facts(
            (_("Title"), Own(draw.title)),
            (_("Council"), Own(sealed["council"])),
            (_("Organiser"), Own(organiser) if organiser else _("Not stated yet")),
            (_("Number of the draw in this council"), format_number(draw.sequence)),
            (_("Seats to fill"), ", ".join(str(number) for number in found.seats)),
            (_("Identifier"), draw.uuid),
            (_("Earlier draw for the same seats"), sealed["previous_draw"]) if sealed["previous_draw"] else None,
        ),
        listed(_rule(found), ordered=True),
        text(_("The rule changed since the announcement. Why:") + " " + draw.rule_change) if draw.rule_change else None,
    )


def _rule(found: Recorded) -> list[str]:
    quotas = found.parameters["quotas"]
    labels = {value.code: value.label for value in category_of(found.draw).values}
    return [
        _("Everyone in the sealed list gets a rank, by chance."),
        _("The seats go to the smallest ranks. Each group has its limits.")
        if quotas
        else _("The seats go to the smallest ranks."),
        *(
            _("%(group)s: %(least)s to %(most)s.", group=_label(labels, code), least=low, most=high)
            for values in quotas.values()
            for code, (low, high) in values.items()
        ),
        _("If a person refuses or leaves, the rule names the next one. Nobody chooses."),
    ]


def _label(labels: Mapping[str, str], code: str) -> str:
    return labels.get(code) or sentences.group_name(code)


def _session(found: Recorded) -> Section:
    draw = found.draw
    return section(
        _("The session"),
        facts(
            (_("Planned for"), format_instant(draw.entropy_for)),
            (_("Result written"), format_instant(draw.drawn_at or draw.entropy_for)),
            (_("Place"), Own(draw.session_place)),
            (_("Chance"), wording.planned(found.parameters["entropy"]["plan"])),
        ),
        listed(
            _(
                "On %(at)s the session was moved from %(former)s to %(new)s. Reason: %(reason)s",
                at=format_instant(each.at),
                former=f"{format_instant(each.former_entropy_for)} ({each.former_place})",
                new=f"{format_instant(each.entropy_for)} ({each.place})",
                reason=each.reason,
            )
            for each in found.postponed
        ),
    )


def _present(found: Recorded) -> Section:
    here = [each for each in found.lines if each.row.kind is LineKind.PRESENT]
    if not here:
        return section(_("People present"), text(_("Nobody has been written down. The public was invited.")))
    return section(
        _("People present"),
        listed(written(each) for each in here),
        text(_("Names stand here only of people who agreed to it.")),
    )


def _list(found: Recorded) -> Section:
    draw, pool = found.draw, found.parameters["pool"]
    is_open = found.parameters["disclosure"] == "open"
    return section(
        _("Announcement, list and seal"),
        facts(
            (_("Announced"), format_instant(draw.announced_at or draw.entropy_for)),
            (_("List closed"), format_instant(draw.closed_at)) if draw.closed_at else None,
            (_("People could check the list until"), format_instant(draw.claims_end_at))
            if draw.claims_end_at
            else None,
            (_("Sealed"), format_instant(draw.sealed_at or draw.entropy_for)),
            (_("Entries of the sealed list"), format_number(pool["size"])),
            *((Own(each["name"]), format_number(each["entries"])) for each in pool["lists"]),
            (
                _("Groups of people"),
                _("Published for everyone.")
                if is_open
                else _("Published for those called. The witnesses hold the others in a closed file."),
            ),
        ),
        None
        if is_open
        else text(
            _(
                "Each replacement opens one more profile. After it the witnesses get a new file: the older one no "
                "longer goes with the public file."
            )
        ),
        listed(sentences.changes(pool["changes"])),
        digest(_("Fingerprint of the announcement"), draw.announcement or ""),
        digest(_("Fingerprint of the sealed list"), draw.seal or ""),
        digest(_("Root of the list"), pool["root"]),
    )


def _agreed(found: Recorded) -> Section:
    rows = [(str(wording.ACTS[each.act]), role_words(each.role), format_instant(each.at)) for each in found.agreed]
    return section(
        _("Who agreed to what"),
        text(_("Each of these acts takes two different people.")),
        table("accords", _("Acts and people, by role"), [_("Act"), _("Role"), _("When")], rows),
        listed(
            _("Sheet for an envelope printed by the %(role)s, %(at)s.", role=role_words(role), at=format_instant(at))
            for role, at in found.shown
        )
        or text(_("No sheet was printed for a sealed envelope.")),
    )


def _chance(found: Recorded) -> Section:
    plan = found.parameters["entropy"]["plan"]
    blocks: list[Block] = []
    for item, readings in groupby(found.typed, key=lambda each: each.item):
        typed = list(readings)
        last = typed[-1].value
        if plan[item]["source"] == "words":
            blocks.append(facts((_("Words of the room"), last or _("Nobody gave a word."))))
            blocks.append(_readings(f"lectures-{item}", _("The words, as they were typed"), typed))
        else:
            blocks += [text(_("The dice, in the order thrown:")), dice(last)]
            blocks.append(_readings(f"lectures-{item}", _("The dice, as two people typed them"), typed))
    times = sum(1 for each in found.typed if each.attempt > 1 and plan[each.item]["source"] == "dice") // 2
    return section(
        _("Public chance, as it was typed"), *blocks, text(result_sentences.read_again(times)) if times else None
    )


def _readings(name: str, caption: str, typed: Sequence[Typed]) -> Block:
    rows = [
        (str(each.attempt), role_words(each.role), format_instant(each.at), each.value or "–") for each in typed
    ]
    head = [_("Reading"), _("Typed by"), _("When"), _("Value")]
    return table(name, caption, head, rows)


def _calculation(found: Recorded) -> Section:
    return section(
        _("Calculation"),
        digest(_("Secret announced in advance by its fingerprint, now open"), found.secret),
        digest(_("Fingerprint of the secret"), found.draw.secret_commitment or ""),
        digest(_("Seed: sealed list, secret, words and dice mixed"), found.draw.seed or ""),
    )


def _result(found: Recorded) -> Section:
    rows = [
        (str(order), str(index), format_number(rank)) for order, (index, rank) in enumerate(found.selected, start=1)
    ]
    return section(
        _("Result"),
        table(
            "designes",
            _("Numbers drawn, in order"),
            [_("Order"), _("Number of the sealed list"), _("Rank")],
            rows,
        ),
        text(_("Numbers of the sealed list begin at 0.")),
        text(_("Everybody else is on the waiting list, in the order of the ranks.")),
    )


def _incidents(found: Recorded) -> Section:
    told = [written(each) for each in found.lines if each.row.kind is LineKind.INCIDENT]
    return section(
        _("Incidents and anomalies"), listed(told) or text(_("No incident has been written down."))
    )


def _checks(found: Recorded, address: str) -> Section:
    check = found.check
    if check is None:
        own = _("The platform’s own engine has not done the calculation again yet.")
    elif check.failed is None:
        own = _("The platform’s own engine did the calculation again on %(at)s: it holds.", at=format_instant(check.at))
    else:
        own = _(
            "The platform’s own engine did the calculation again on %(at)s: it does NOT hold (%(failed)s).",
            at=format_instant(check.at),
            failed=check.failed,
        )
    elsewhere = [written(each) for each in found.lines if each.row.kind is LineKind.CHECK]
    return section(
        _("Checks by two programs"),
        text(own),
        listed(elsewhere)
        or text(_("Nobody has written down yet what the other program, verify_draw.py, finds on another computer.")),
        text(_("Anyone can do it: the files and the program are on %(address)s.", address=address)),
    )


def _statement(found: Recorded) -> Section:
    if found.draw.is_rehearsal:
        said = _("Rehearsal: this draw can be reproduced, but the organiser could repeat it.")
    else:
        said = _(
            "The list and the rule were published before the draw. The chance comes from dice thrown in "
            "public and from a sealed secret. Anyone can do the calculation again."
        )
    return section(
        _("What this draw allows to say"), text(said), text(_("What remains possible:")), listed(sentences.limits())
    )


def _trace(found: Recorded, address: str) -> Section:
    return section(
        _("Where these facts are kept"),
        facts(
            (_("Public page"), address),
            (_("Software"), found.parameters["software"]),
            (_("Act of the public journal"), _("number %(number)s", number=found.act.sequence)),
        ),
        digest(_("Fingerprint of that act"), found.act.sha256),
        digest(_("Head of the journal at the sealing"), found.parameters["journal_head"]),
    )


def _signatures() -> Section:
    return section(
        _("Signatures"),
        signatures(
            _("People sign the printed minutes. They write their own name if they wish."),
            [_("Organiser"), _("First reader"), _("Second reader"), _("First witness"), _("Second witness")],
        ),
    )
