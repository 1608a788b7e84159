"""For which institution an account signs in: an administrator's page."""

import logging
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user

from participation.accounts import services as accounts
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation.desk_forms import InstitutionForm
from participation.representation.services import institutions
from participation.representation.views.base import blueprint

log = logging.getLogger("participation.security")


@blueprint.route("/travail/comptes/<int:account_id>/institution", methods=["GET", "POST"])
@requires("accounts.manage")
def account_institution(account_id: int) -> Any:
    """Tie an official or a partner to the institution whose requests they answer."""
    account = accounts.get(db.session, account_id)
    kept = institutions.of_account(db.session, account)
    form = InstitutionForm(institution=str(kept.id) if kept else "")
    form.offer(institutions.offered(db.session))
    if form.validate_on_submit():
        try:
            institutions.choose(db.session, account, form.chosen)
        except RefusedError:
            form.institution.errors = [
                gettext("Only officials and partners answer for an institution. Change the role of this account first.")
            ]
        else:
            told = (account.id, form.chosen or 0, current_user.id)
            log.info("account institution account=%d institution=%d by=%d", *told)
            db.session.commit()
            return see_other("accounts.show", account_id=account.id)
    page = render_template("representation/account_institution.html", account=account, form=form, kept=kept)
    return page if request.method == "GET" else (page, 422)
