"""The demonstration's own log-ins. Their passwords follow from the installation's key, so that no two share them."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.accounts.passwords import Passwords
from participation.kernel.permissions import Role
from participation.volunteers.codes import ALPHABET, LENGTH


@dataclass(frozen=True)
class LogIn:
    """One log-in to print."""

    role: Role
    title: str
    email: str
    name: str


LOG_INS = (
    LogIn(Role.FACILITATOR, "Facilitator", "facilitation@example.org", "Facilitation (fictive)"),
    LogIn(Role.WITNESS, "Witness", "temoin@example.org", "Témoin (fictif)"),
    LogIn(Role.SECRETARY, "Secretary", "secretariat@example.org", "Secrétariat (fictif)"),
    LogIn(Role.MEMBER, "Member", "membre@example.org", "Membre du conseil (fictive)"),
    LogIn(Role.OFFICIAL, "Official", "elue@example.org", "Élue (fictive)"),
    LogIn(Role.ADMINISTRATOR, "Administrator", "administration@example.org", "Administration (fictive)"),
    LogIn(Role.PARTNER, "Partner", "partenaire@example.org", "Partenaire (fictif)"),
)


def password_of(log_in: LogIn, secret_key: str) -> str:
    """Return the password of a log-in on this installation: three groups of five letters and digits."""
    digest = hmac.digest(secret_key.encode(), b"demonstration\n" + log_in.email.encode(), "sha256")
    text = base64.b32encode(digest).decode("ascii").lower()[:15]
    return "-".join(text[start : start + 5] for start in range(0, 15, 5))


def demonstration_code(number: int, secret_key: str) -> str:
    """Return the receipt code of a fictitious sign-up on this installation."""
    digest = hashlib.sha256(f"demonstration\n{secret_key}\n{number}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def make_accounts(
    session: Session, now: datetime, secret_key: str, passwords: Passwords
) -> dict[Role, Account]:
    """Make the log-ins."""
    made = {}
    for log_in in LOG_INS:
        account = Account(
            email=log_in.email,
            name=log_in.name,
            role=log_in.role,
            password_hash=passwords.hash(password_of(log_in, secret_key)),
            is_demonstration=True,
            created_at=now,
        )
        session.add(account)
        made[log_in.role] = account
    session.flush()
    return made
