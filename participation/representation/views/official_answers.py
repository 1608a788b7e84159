"""Where officials and partners answer from their own account what their institution is asked."""

from typing import Any

from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation.request_forms import AnswerForm, put_refusal
from participation.representation.services import answering
from participation.representation.views import answering_pages
from participation.representation.views.base import blueprint

PAGE = "representation/official_answer.html"


@blueprint.route("/elu/demandes/<int:request_id>", methods=["GET", "POST"])
@requires("requests.answer")
def official_answer(request_id: int) -> Any:
    """Answer a request put to one's institution, or say that it came; what is public is shown before it is sent."""
    institution = answering.institution_of(db.session, current_user)
    found = answering.for_institution(db.session, institution.id, request_id)
    form = AnswerForm()
    form.offer_states(found, answering_pages.choices_of(found, by_link=False))
    if not form.is_submitted():
        form.show(found)
    if not form.validate_on_submit():
        page = answering_pages.page(PAGE, found, form, institution.name)
        return page, 422 if form.errors else 200
    if not answering_pages.wants_to_send():
        return answering_pages.page(PAGE, found, form, institution.name, is_preview=True)
    try:
        answering.by_account(db.session, current_user, clock.now(), request_id, form.answer())
        db.session.commit()
        return see_other("representation.official_answer", request_id=request_id)
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
    institution = answering.institution_of(db.session, current_user)
    found = answering.for_institution(db.session, institution.id, request_id)
    form.show(found)
    form.offer_states(found, answering_pages.choices_of(found, by_link=False))
    return answering_pages.page(PAGE, found, form, institution.name), 422
