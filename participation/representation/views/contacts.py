"""Where requests are sent to institutions: the team's pages, never public."""

import logging
from typing import Any

from flask import render_template
from flask_login import current_user

from participation.kernel.db import db
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation.desk_forms import ContactForm
from participation.representation.services import institutions
from participation.representation.views.base import blueprint

log = logging.getLogger("participation.security")


@blueprint.get("/travail/demandes/adresses")
@requires("requests.write")
def contacts() -> str:
    """Every institution, with its address or none."""
    return render_template("representation/contacts.html", rows=institutions.contacts(db.session))


@blueprint.route("/travail/demandes/adresses/<int:institution_id>", methods=["GET", "POST"])
@requires("requests.write")
def contact(institution_id: int) -> Any:
    """Keep, change or take away one address."""
    found = institutions.find(db.session, institution_id)
    form = ContactForm(email=institutions.contact_of(db.session, institution_id))
    if form.validate_on_submit():
        institutions.write_to(db.session, institution_id, form.email.data or "")
        log.info("institution contact institution=%d by=%d", institution_id, current_user.id)
        db.session.commit()
        return see_other("representation.contacts")
    page = render_template("representation/contact.html", institution=found, form=form)
    return page, 422 if form.errors else 200
