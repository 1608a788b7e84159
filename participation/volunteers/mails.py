"""The one message of this slice: the receipt, for whoever asked to be reached by e-mail."""

from datetime import datetime

from flask import current_app, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from participation.kernel import mail
from participation.volunteers.models import SignUp


def post_receipt(session: Session, now: datetime, sign_up: SignUp, code: str) -> None:
    """Send the code to the address that was given; once, whatever is posted twice."""
    if sign_up.email is None:
        return
    neighbourhood = sign_up.council.neighbourhood.name
    body = render_template(
        "mails/sign_up_receipt.txt",
        name=sign_up.name,
        neighbourhood=neighbourhood,
        code=code,
        url=current_app.extensions["settings"].public_url,
    )
    subject = gettext("Your sign-up for the citizen council %(name)s", name=neighbourhood)
    mail.post(session, now, f"sign_up:{sign_up.code_sha256}", sign_up.email, subject, body)
