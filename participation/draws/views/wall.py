"""What the wall shows: one scene at a time, in the order of the ceremony's script, under six headings.

The scenes up to the words and those after the result are turned by hand; nothing is recorded of them, and the
page states of them only what is recorded elsewhere. Nothing private is ever on it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from participation.draws.forms import DiceForm, WordsForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import chance, die_by_die, envelopes, files, groups, minutes
from participation.draws.services.die_by_die import Item, Progress
from participation.draws.services.groups import Group
from participation.draws.services.sealed_list import parameters_of
from participation.draws.views import sentences, wall_words, wording
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import Form

HEADINGS = 6
DICE = "4"
"""What the address asks for once the room has heard its words."""


class Scene(StrEnum):
    """One fact and one button."""

    WELCOME = "welcome"
    WHO = "who"
    RULE = "rule"
    GROUPS = "groups"
    SEAL = "seal"
    ENVELOPES = "envelopes"
    WORDS = "words"
    SAID = "said"
    DICE = "dice"
    CALCULATION = "calculation"
    OPENED = "opened"
    SECOND_COMPUTER = "second"
    NUMBERS = "numbers"
    NAMES = "names"
    MINUTES = "minutes"


NUMBER = {
    **dict.fromkeys((Scene.WELCOME,), 1),
    **dict.fromkeys((Scene.WHO, Scene.RULE, Scene.GROUPS, Scene.SEAL, Scene.ENVELOPES), 2),
    **dict.fromkeys((Scene.WORDS, Scene.SAID), 3),
    **dict.fromkeys((Scene.DICE,), 4),
    **dict.fromkeys((Scene.CALCULATION, Scene.OPENED, Scene.SECOND_COMPUTER), 5),
    **dict.fromkeys((Scene.NUMBERS, Scene.NAMES, Scene.MINUTES), 6),
}
"""Scene → the heading it stands under."""
AFTER = (Scene.OPENED, Scene.SECOND_COMPUTER, Scene.NUMBERS, Scene.NAMES, Scene.MINUTES)
"""Envelopes and the second computer come before the numbers are read, as the script says."""


def show(draw: Draw, form: Form | None) -> str:
    """Return the page of the scene under way, with a form that was refused, if there is one."""
    items = chance.items(db.session, draw)
    pages = wall_words.group_pages(groups.of(db.session, draw))
    scene, item, part = _scene_of(draw, items, pages, form)
    words = next((each for each in items if each.source == "words"), None)
    current = progress_of(draw, item) if scene is Scene.DICE else None
    return render_template(
        "draws/ceremony.html",
        draw=draw,
        form=_fitting(form, scene),
        scene=scene.value,
        number=NUMBER[scene],
        count=HEADINGS,
        next_url=_next_url(draw, scene, part, pages),
        item=item,
        words=words if words is not None and words.is_final else None,
        thrown=[each.value for each in items if each.source == "dice" and each.is_final],
        has_come=clock.now() >= draw.session_at,
        has_read=item is not None and current_user.id in item.readers,
        reread=sum(each.attempt - 1 for each in items if each.source == "dice"),
        progress=current,
        place=place_of(current),
        fictitious=draw.council.is_fictitious,
        **_facts(draw, scene, pages, part),
    )


def under_way(items: Sequence[Item]) -> Item | None:
    """Return the item of the chance that the draw waits for."""
    return next((item for item in items if not item.is_final), None)


def progress_of(draw: Draw, item: Item | None) -> Progress | None:
    """Return how far the dice are for the person who looks."""
    if item is None or item.source != "dice":
        return None
    return die_by_die.progress(db.session, draw, item, current_user.id)


def place_of(progress: Progress | None) -> int:
    """Return the position of the die that the box is for: the next one, or an earlier one to correct."""
    if progress is None:
        return 0
    missing = len(progress.own) if progress.next is None else progress.next
    asked = request.args.get("de", 0, type=int) - 1
    return asked if asked == progress.last else missing


def _scene_of(
    draw: Draw, items: Sequence[Item], pages: Sequence[Sequence[Group]], form: Form | None
) -> tuple[Scene, Item | None, int]:
    """Return the scene under way, the item it is about, and which part of its heading it is."""
    asked, part = request.args.get("etape"), max(request.args.get("partie", 1, type=int), 1)
    if draw.state != DrawState.SEALED:
        part = min(part, len(AFTER))
        return AFTER[part - 1], None, part
    item = under_way(items)
    if item is None:
        return Scene.CALCULATION, None, 1
    has_dice = _has_dice(items) or die_by_die.has_begun(db.session, draw)
    begun = has_dice or any(each.is_final or each.readers or each.attempt > 1 for each in items)
    if not begun and form is None and asked not in ("2", "3"):
        return Scene.WELCOME, item, 1
    if not begun and form is None and asked == "2":
        before = _before(pages)
        part = min(part, len(before))
        return before[part - 1], item, part
    if item.source == "words":
        return Scene.WORDS, item, 1
    words = next((each for each in items if each.source == "words"), None)
    if words is not None and not has_dice:
        if isinstance(form, WordsForm) or asked == "mots":
            return Scene.WORDS, replace(words, attempt=words.attempt + 1), 1
        if form is None and asked != DICE:
            return Scene.SAID, item, 1
    return Scene.DICE, item, 1


def _before(pages: Sequence[Sequence[Group]]) -> list[Scene]:
    """Return the scenes of the list, turned one after the other."""
    return [Scene.WHO, Scene.RULE, *(Scene.GROUPS for _page in pages), Scene.SEAL, Scene.ENVELOPES]


def _next_url(draw: Draw, scene: Scene, part: int, pages: Sequence[Sequence[Group]]) -> str:
    """Return where a scene turned by hand leads; empty where an act leads on."""
    if scene is Scene.WELCOME:
        return url_for("draws.ceremony", draw_id=draw.id, etape=2)
    if scene is Scene.SAID:
        return url_for("draws.ceremony", draw_id=draw.id, etape=DICE)
    if scene is Scene.ENVELOPES:
        return url_for("draws.ceremony", draw_id=draw.id, etape=3)
    if NUMBER[scene] == NUMBER[Scene.WHO]:
        return url_for("draws.ceremony", draw_id=draw.id, etape=2, partie=part + 1)
    if scene in AFTER[:-1]:
        return url_for("draws.ceremony", draw_id=draw.id, partie=part + 1)
    return url_for("draws.show", draw_id=draw.id) if scene is Scene.MINUTES else ""


def _facts(draw: Draw, scene: Scene, pages: Sequence[Sequence[Group]], part: int) -> dict[str, Any]:
    """Return what a scene shows beside the chance: all of it is public at that moment."""
    session = db.session
    if scene is Scene.WHO:
        pool = parameters_of(draw)["pool"]
        return {"size": pool["size"], "changes": sentences.changes(pool["changes"])}
    if scene is Scene.RULE:
        return {"sentences": wall_words.rule(draw, bool(pages))}
    if scene is Scene.GROUPS:
        page = pages[part - _before(pages).index(Scene.GROUPS) - 1]
        return {"rows": wall_words.group_rows(page), "is_counted": all(each.holders is not None for each in page)}
    if scene in (Scene.WELCOME, Scene.CALCULATION, Scene.MINUTES):
        present = minutes.present(session, draw)
        return {"present": wall_words.present(present), "has_witness": minutes.has_witness(present)}
    if scene in (Scene.ENVELOPES, Scene.OPENED):
        secret = files.secret_of(session, draw) if scene is Scene.OPENED else None
        return {"sheets": envelopes.count(session, draw), "secret": secret}
    if scene is Scene.SECOND_COMPUTER:
        return {"transcript_sha256": hashlib.sha256(files.transcript_bytes(session, draw)).hexdigest()}
    if scene is Scene.NUMBERS:
        size = parameters_of(draw)["pool"]["size"]
        return {"selected": wording.selected_of(session, draw), "size": size}
    return {"names": wording.names_of(session, draw)} if scene is Scene.NAMES else {}


def _has_dice(items: Sequence[Item]) -> bool:
    return any(item.readers or item.attempt > 1 for item in items if item.source == "dice")


def _fitting(form: Form | None, scene: Scene) -> Form:
    """Return the form of the scene shown; a post for another one leaves only what was said of it."""
    kind = WordsForm if scene is Scene.WORDS else DiceForm
    if isinstance(form, kind):
        return form
    fresh = kind(formdata=None)
    if form is not None:
        fresh.form_errors = [message for messages in form.errors.values() for message in messages]
    return fresh
