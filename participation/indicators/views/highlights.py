"""Highlights: read by everybody, written by the team, each with a picture that people agreed to show."""

from typing import Any

from flask import Response, current_app, render_template, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from participation.indicators import highlight_words, pictures
from participation.indicators.highlight_forms import HighlightForm, PictureForm, SeenForm, put_refusal
from participation.indicators.models import Highlight
from participation.indicators.services import analysis, highlights
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import can, public, requires
from participation.kernel.redirects import see_other
from participation.meetings.views.minutes_paper import digest_of

AT = "/travail/temps-forts/<int:highlight_id>"
ENVELOPE = 1024 * 1024
"""What a form adds around its file."""


@blueprint.url_value_preprocessor
def take_pictures(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who fill the dashboard send a picture, here alone; anybody else is stopped at the usual size."""
    if endpoint == "indicators.highlight_picture" and request.method == "POST" and can("dashboard.fill"):
        request.max_content_length = pictures.LARGEST + ENVELOPE
        # A slow line keeps no writer waiting: the transaction begins again once the file is there.
        db.session.rollback()


@blueprint.get("/temps-forts")
@public
def highlights_index() -> str:
    """What was honoured, the last year first."""
    found = highlights.published(db.session)
    years: dict[int, list[Highlight]] = {}
    for each in found:
        years.setdefault(each.year, []).append(each)
    return render_template(
        "indicators/highlights_index.html",
        years=years,
        words=highlight_words,
        fictitious=any(each.is_fictitious for each in found),
    )


@blueprint.get("/temps-forts/<int:highlight_id>")
@public
def highlight(highlight_id: int) -> str:
    """One of them, with its story."""
    found = highlights.find_public(db.session, highlight_id)
    return render_template(
        "indicators/highlight.html", highlight=found, words=highlight_words, fictitious=found.is_fictitious
    )


@blueprint.get("/temps-forts/<int:highlight_id>/image.jpg")
@public
def highlight_image(highlight_id: int) -> BaseResponse:
    """The picture of a published highlight."""
    return _sent(highlights.find_public(db.session, highlight_id))


@blueprint.get(AT + "/image.jpg")
@requires("dashboard.fill")
def highlight_draft_image(highlight_id: int) -> BaseResponse:
    """The picture for the team, before it is public."""
    analysis.require_keeper(db.session, current_user)
    return _sent(highlights.find(db.session, highlight_id))


def _sent(found: Highlight) -> BaseResponse:
    content, media_type = highlights.content_of(db.session, found)
    response = Response(content, mimetype=media_type)
    response.set_etag(digest_of(content))
    return response.make_conditional(request)


@blueprint.get("/travail/temps-forts")
@requires("dashboard.fill")
def staff_highlights() -> str:
    """All of them, drafts too."""
    analysis.require_keeper(db.session, current_user)
    found = highlights.every(db.session)
    years: dict[int, list[Highlight]] = {clock.today().year: []}
    for each in found:
        years.setdefault(each.year, []).append(each)
    return render_template(
        "indicators/staff_highlights.html", years=years, words=highlight_words, most=highlights.A_YEAR
    )


@blueprint.route("/travail/temps-forts/nouveau/<int:year>", methods=["GET", "POST"])
@requires("dashboard.fill")
def create_highlight(year: int) -> Any:
    """Write a draft."""
    analysis.require_keeper(db.session, current_user)
    highlights.contract_of(db.session, year, clock.now())
    form = HighlightForm()
    form.offer_neighbourhoods(highlights.neighbourhoods(db.session))
    if form.validate_on_submit():
        try:
            is_fictitious = current_app.extensions["settings"].is_demonstration
            made = highlights.create(db.session, clock.now(), year, form.new(), is_fictitious)
            db.session.commit()
            return see_other("indicators.manage_highlight", highlight_id=made.id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
    page = render_template("indicators/edit_highlight.html", form=form, highlight=None, year=year)
    return page, 422 if form.errors else 200


@blueprint.route(AT + "/modifier", methods=["GET", "POST"])
@requires("dashboard.fill")
def edit_highlight(highlight_id: int) -> Any:
    """Write it anew, unless somebody else did meanwhile."""
    analysis.require_keeper(db.session, current_user)
    found = highlights.find(db.session, highlight_id)
    form = HighlightForm(data=HighlightForm.typed(found))
    form.offer_neighbourhoods(highlights.neighbourhoods(db.session))
    if form.validate_on_submit():
        try:
            highlights.edit(db.session, clock.now(), highlight_id, form.version_seen(), form.new())
            db.session.commit()
            return see_other("indicators.manage_highlight", highlight_id=highlight_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = highlights.find(db.session, highlight_id)
    page = render_template("indicators/edit_highlight.html", form=form, highlight=found, year=found.year)
    return page, 422 if form.errors else 200


@blueprint.route(AT + "/image", methods=["GET", "POST"])
@requires("dashboard.fill")
def highlight_picture(highlight_id: int) -> Any:
    """Send a picture with its words and the consent."""
    form = PictureForm()
    # The file is read and made small before the writing request asks the database anything.
    picture = _small(form) if form.validate_on_submit() else None
    analysis.require_keeper(db.session, current_user)
    found = highlights.find(db.session, highlight_id)
    if request.method == "GET" and not form.is_shown_again:
        form.seen.data = str(found.version)
    if picture is not None:
        try:
            new = form.new(picture)
            highlights.show_picture(db.session, clock.now(), highlight_id, form.version_seen(), new)
            db.session.commit()
            return see_other("indicators.manage_highlight", highlight_id=highlight_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = highlights.find(db.session, highlight_id)
    page = render_template("indicators/highlight_picture.html", form=form, highlight=found)
    return page, 422 if form.errors else 200


def _small(form: PictureForm) -> pictures.SmallPicture | None:
    """Return the picture sent, made small; None where the form says what is wrong with it."""
    sent, data = form.file.data, b""
    if isinstance(sent, FileStorage):
        with sent.stream:
            data = bytes(sent.stream.read(pictures.LARGEST + 1))
    try:
        return pictures.small(data)
    except RefusedError as refusal:
        put_refusal(form, refusal)
    return None


@blueprint.get(AT)
@requires("dashboard.fill")
def manage_highlight(highlight_id: int) -> str:
    """Where a highlight stands, and what the team can do about it."""
    analysis.require_keeper(db.session, current_user)
    return _managed(highlight_id, SeenForm())


def _managed(highlight_id: int, form: SeenForm) -> str:
    found = highlights.find(db.session, highlight_id)
    return render_template(
        "indicators/manage_highlight.html",
        form=form,
        highlight=found,
        words=highlight_words,
        fictitious=found.is_fictitious,
    )


def _do(highlight_id: int, act: Any) -> Any:
    """Do one act of a button; a refusal is said on the page of the highlight."""
    highlights.find(db.session, highlight_id)
    form = SeenForm()
    try:
        act(form)
        db.session.commit()
        return see_other("indicators.manage_highlight", highlight_id=highlight_id)
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
    return _managed(highlight_id, form), 422


@blueprint.post(AT + "/publier")
@requires("dashboard.fill")
def publish_highlight(highlight_id: int) -> Any:
    """Make it public as the page showed it."""
    analysis.require_keeper(db.session, current_user)
    return _do(
        highlight_id, lambda form: highlights.publish(db.session, clock.now(), highlight_id, form.version_seen())
    )


@blueprint.post(AT + "/retirer")
@requires("dashboard.fill")
def withdraw_highlight(highlight_id: int) -> Any:
    """Take it off the public pages."""
    analysis.require_keeper(db.session, current_user)
    return _do(highlight_id, lambda _form: highlights.withdraw(db.session, clock.now(), highlight_id))


@blueprint.post(AT + "/image/retirer")
@requires("dashboard.fill")
def take_picture_off(highlight_id: int) -> Any:
    """Erase its picture."""
    analysis.require_keeper(db.session, current_user)
    return _do(highlight_id, lambda _form: highlights.take_picture_off(db.session, clock.now(), highlight_id))


@blueprint.post(AT + "/supprimer")
@requires("dashboard.fill")
def discard_highlight(highlight_id: int) -> Any:
    """Throw a draft away."""
    analysis.require_keeper(db.session, current_user)
    highlights.find(db.session, highlight_id)
    try:
        highlights.discard(db.session, highlight_id)
        db.session.commit()
        return see_other("indicators.staff_highlights")
    except RefusedError as refusal:
        db.session.rollback()
        form = SeenForm()
        put_refusal(form, refusal)
    return _managed(highlight_id, form), 422
