"""What anyone may read of draws: the list, one draw before, during and after, its order, its calculation."""

from typing import Any

import segno
from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from participation.draws import phases, reading, results
from participation.draws.models import Draw
from participation.draws.services import by_hand
from participation.draws.services.lists import showing
from participation.draws.views import answer_words, list_pages, result_sentences, sentences
from participation.draws.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.pagination import Page, page_number
from participation.kernel.permissions import public

COMING = (phases.Phase.BEFORE, phases.Phase.DURING)


@blueprint.get("/tirages")
@public
def index() -> str:
    """All draws, the next ones first."""
    page = phases.page_of(db.session, clock.now(), page_number(request.args.get("page")))
    if page.number > page.count:
        raise MissingError
    coming = [sentences.row(row) for row in page.rows if row.phase in COMING]
    past = [sentences.row(row) for row in page.rows if row.phase not in COMING]
    return render_template(
        "draws/index.html",
        page=page,
        coming=coming,
        past=past,
        links=_links("draws.index", page),
        fictitious=any(row.is_fictitious for row in page.rows),
    )


@blueprint.get("/tirage/<int:draw_id>")
@public
def show(draw_id: int) -> str:
    """One draw: before, during or after."""
    now = clock.now()
    view = reading.show(db.session, now, draw_id)
    check = view.result.check if view.result else None
    is_checked = check is not None and check.failed is None
    lists = showing.public_lists(db.session, view.draw) if view.has_lists else []
    return render_template(
        "draws/show.html",
        view=view,
        now=now,
        draw=view.draw,
        tag=sentences.tag_of(
            view.phase, view.draw.state, check.failed if check else None, is_checked, view.is_late
        ),
        words=sentences,
        result_words=result_sentences,
        said=answer_words,
        lists=[list_pages.public(view.draw, each) for each in lists],
        fictitious=view.is_fictitious,
    )


@blueprint.get("/tirage/<int:draw_id>/ordre")
@public
def order(draw_id: int) -> str:
    """The whole order, by rank, in pages of fifty."""
    draw = reading.find(db.session, draw_id)
    page = results.order_page(db.session, draw, page_number(request.args.get("page")))
    if page.number > page.count:
        raise MissingError
    return render_template(
        "draws/order.html",
        draw=draw,
        page=page,
        lines=result_sentences.ranks(page.rows),
        links=_links("draws.order", page, draw_id=draw_id),
        fictitious=draw.council.is_fictitious,
    )


@blueprint.get("/tirage/<int:draw_id>/refaire-le-calcul")
@public
def recompute(draw_id: int) -> str:
    """The calculation by hand for the first entries, and the program that does it for all."""
    draw = reading.find(db.session, draw_id)
    steps = by_hand.steps(db.session, draw)
    return render_template(
        "draws/recompute.html", draw=draw, steps=steps, fictitious=draw.council.is_fictitious
    )


@blueprint.get("/tirage/<int:draw_id>/affiche")
@public
def poster(draw_id: int) -> str:
    """A sheet for the wall: the fingerprint that everyone compares, and the address of the page."""
    draw = reading.find(db.session, draw_id)
    address = _public_address(draw)
    return render_template(
        "draws/poster.html",
        draw=draw,
        address=address,
        qr=_qr(address, _("Address of this draw’s page")),
        fictitious=draw.council.is_fictitious,
    )


def _public_address(draw: Draw) -> str:
    """Return the page's address as it is printed: from the settings, never from a request's Host."""
    base: str = current_app.extensions["settings"].public_url
    return base + url_for("draws.show", draw_id=draw.id)


def _qr(text: str, title: str) -> Markup:
    """Return a QR code as inline SVG, with its quiet zone of 4 modules and no inline style."""
    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="qr-line", title=title)
    # The library escapes the title; the rest is its own.
    return Markup(drawing)  # noqa: S704


def _links(endpoint: str, page: Page[Any], **values: Any) -> tuple[str, str]:
    """Return the addresses of the page before and after; empty where there is none."""
    before = url_for(endpoint, page=page.previous, **values) if page.previous else ""
    after = url_for(endpoint, page=page.next, **values) if page.next else ""
    return before, after
