"""The code of six digits that a phone shows: enrolment and check (RFC 6238)."""

import hmac
from datetime import datetime, timedelta

import pyotp
import segno
import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from participation.accounts.models import Account

STEP_SECONDS = 30
TOLERATED_STEPS = (0, -1, 1)
"""A phone's clock may be half a minute off, or the person slow."""
ISSUER = "Conseils citoyens"
CANDIDATE_LIFE = timedelta(minutes=15)
"""How long a picture that was shown can still be confirmed."""


def prepare(session: Session, account: Account, now: datetime) -> None:
    """Give the account a new secret to enrol with; one in use stays until the new one is confirmed."""
    account.totp_candidate, account.totp_candidate_at = pyotp.random_base32(), now
    session.flush()


def candidate(account: Account, now: datetime) -> str | None:
    """Return the secret that can be confirmed, unless it was shown too long ago."""
    made_at = account.totp_candidate_at
    return account.totp_candidate if made_at is not None and now - made_at < CANDIDATE_LIFE else None


def confirm(session: Session, account: Account, code: str, now: datetime) -> bool:
    """Make the candidate the secret in use when the code proves that the phone holds it."""
    secret = candidate(account, now)
    step = _matching_step(secret, code, now)
    if step is None:
        return False
    account.totp_secret, account.totp_last_step = secret, step
    account.totp_candidate = account.totp_candidate_at = None
    session.flush()
    return True


def forget_old_candidates(session: Session, now: datetime) -> int:
    """Delete the secrets that were shown and never confirmed."""
    old = sa.update(Account).where(Account.totp_candidate_at <= now - CANDIDATE_LIFE)
    emptied = session.execute(old.values(totp_candidate=None, totp_candidate_at=None))
    return int(emptied.rowcount)  # type: ignore[attr-defined]


def check(session: Session, account: Account, code: str, now: datetime) -> bool:
    """Tell whether a code is right, and take it: of two requests with one code, one passes."""
    step = _matching_step(account.totp_secret, code, now)
    if step is None:
        return False
    unused = sa.or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    taken = session.execute(
        sa.update(Account)
        .where(Account.id == account.id, unused)
        .values(totp_last_step=step)
        .returning(Account.id)
    )
    return taken.one_or_none() is not None


def _matching_step(secret: str | None, code: str, now: datetime) -> int | None:
    digits = "".join(c for c in code if c in "0123456789")
    if secret is None or len(digits) != 6:
        return None
    clock = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    steps = [current + offset for offset in TOLERATED_STEPS]
    return next((s for s in steps if hmac.compare_digest(clock.at(s * STEP_SECONDS), digits)), None)


def grouped_secret(secret: str) -> str:
    """Return a secret in groups of four, to be typed where no camera can read the picture."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def picture(account: Account, secret: str, title: str) -> Markup:
    """Return the enrolment code as inline SVG, dark on white in every theme so that phones read it."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)
    svg = segno.make(uri, error="m").svg_inline(
        scale=4, border=4, light="#fff", svgclass=None, lineclass=None, title=title
    )
    return Markup(svg)  # noqa: S704 - drawn by the library; the title is escaped by it
