"""Forms of log-ins and accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, StopValidation

from participation.accounts.passwords import Weakness
from participation.kernel.forms import Form, NeededText, TextField, clean
from participation.kernel.permissions import Role

LONGEST_EMAIL = 254
WORDS = {
    "email_taken": _l("An account already uses this address. Look for it in the list."),
    "last_administrator": _l("This is the last administrator who can sign in. Appoint another one first."),
    "link_spent": _l("This link no longer works. Ask for a new one."),
    "own_account": _l("You cannot disable your own account. Ask another administrator."),
    "own_role": _l("You cannot change your own role. Ask another administrator."),
    "password_wrong": _l("This is not your present password. Type it again."),
    Weakness.SHORT: _l("Use at least 12 characters: three or four words make a good password."),
    Weakness.LONG: _l("Use at most 200 characters."),
    Weakness.COMMON: _l(
        "This password is too easy to guess. Add words that have nothing to do with each other."
    ),
    Weakness.PERSONAL: _l(
        "This password holds your name or your address. Choose words that do not tell who you are."
    ),
}
"""What each refusal of the services reads like."""

ROLES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.SECRETARY: _l("Secretary"),
    Role.WITNESS: _l("Witness or auditor"),
    Role.OFFICIAL: _l("Elected official"),
    Role.PARTNER: _l("Partner"),
    Role.MEMBER: _l("Council member"),
}


def put_error(field: Any, code: str) -> None:
    """Show a service's refusal beside a field."""
    field.errors = [str(WORDS[code])]


class NeededPassword:
    """Ask for a password; white space belongs to it."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(self.sentence))


class EmailField(StringField):
    """An address, without the spaces and invisible characters that copying adds."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])[: LONGEST_EMAIL + 1]


class LoginForm(Form):
    """Address and password."""

    email = EmailField(_l("E-mail address"), [NeededText(_l("Type your e-mail address."), LONGEST_EMAIL)])
    password = PasswordField(_l("Password"), [NeededPassword(_l("Type your password."))])


class CodeForm(Form):
    """Six digits."""

    code = TextField(_l("Code of 6 digits"), [NeededText(_l("Type the 6 digits that your phone shows."), 20)])


class ForgottenForm(Form):
    """The address that a link goes to."""

    email = EmailField(
        _l("E-mail address"),
        [
            NeededText(_l("Type your e-mail address."), LONGEST_EMAIL),
            Email(_l("Type the whole address, such as name@example.org.")),
        ],
    )


class NewPasswordForm(Form):
    """The first password, or a new one."""

    password = PasswordField(
        _l("New password"),
        [NeededPassword(_l("Choose a password."))],
        description=_l(
            "At least 12 characters. Three or four words that have nothing to do with each other are good."
        ),
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and the new one."""

    current = PasswordField(_l("Present password"), [NeededPassword(_l("Type your present password."))])


class PresentPasswordForm(Form):
    """The present password, before something grave."""

    current = PasswordField(_l("Present password"), [NeededPassword(_l("Type your present password."))])


class AccountForm(Form):
    """Who somebody is, and what they do."""

    name = TextField(_l("Name"), [NeededText(_l("Type the person's name, 200 characters at most."))])
    role = RadioField(
        _l("Role"),
        [NeededText(_l("Choose what the person will do."))],
        choices=[SelectChoice(role.value, words) for role, words in ROLES.items()],
        validate_choice=False,
    )

    def validate_role(self, field: Any) -> None:
        """Refuse a role that is not in the list."""
        if field.data not in {role.value for role in Role}:
            raise StopValidation(str(_l("Choose what the person will do.")))


class InviteForm(AccountForm):
    """Who is invited, and as what."""

    email = EmailField(
        _l("E-mail address"),
        [
            NeededText(_l("Type the person's e-mail address."), LONGEST_EMAIL),
            Email(_l("Type the whole address, such as name@example.org.")),
        ],
        description=_l("The invitation goes there. It works once, for 7 days."),
    )
