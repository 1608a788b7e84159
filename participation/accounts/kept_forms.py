"""What somebody typed and sent after their session had ended: kept for half an hour, for the same account and browser.

Nobody else is shown it: the row is bound to the account that the ended session belonged to, and to a key in the
cookie of the browser that posted. It fills the form's fields again; the person still has to press its button.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account, AccountSession, KeptForm
from participation.accounts.services import sha256
from participation.kernel import jobs

LIFE = timedelta(minutes=30)
MOST_CHARACTERS = 200_000
SECRETS = frozenset({"csrf_token", "password", "current", "code"})
"""Fields that are never kept; a test holds every password field of the site to these names."""


@dataclass(frozen=True)
class Typed:
    """A form to fill again."""

    page: str
    fields: dict[str, list[str]]
    kept_at: datetime


def owner(session: Session, token: str, device_account_id: int | None) -> Account | None:
    """Return whose form this is: the account of the ended session, else the last that logged in on the device.

    A session that still owed its code belongs to nobody: whoever has a password only plants nothing.
    """
    row = session.get(AccountSession, sha256(token)) if token else None
    if row is not None:
        account: Account | None = row.account
        if row.account.needs_second_factor and row.second_factor_at is None:
            return None
    else:
        account = session.get(Account, device_account_id) if device_account_id else None
    return account if account is not None and account.is_active else None


def keep(
    session: Session, now: datetime, account: Account, key: str, page: str, fields: dict[str, list[str]]
) -> bool:
    """Keep the fields that may be kept, in place of an earlier form; tell whether there was anything to keep."""
    kept = {name: texts for name, texts in fields.items() if name not in SECRETS and any(texts)}
    written = json.dumps(kept)
    if not kept or len(written) > MOST_CHARACTERS:
        return False
    forget(session, account.id)
    session.add(
        KeptForm(account_id=account.id, key_sha256=sha256(key), page=page, fields=written, kept_at=now)
    )
    session.flush()
    return True


def find(session: Session, now: datetime, account_id: int, key: str) -> Typed | None:
    """Return what an account typed in this browser, unless it was too long ago."""
    row = session.get(KeptForm, account_id)
    if row is None or row.key_sha256 != sha256(key) or now - row.kept_at >= LIFE:
        return None
    return Typed(row.page, json.loads(row.fields), row.kept_at)


def forget(session: Session, account_id: int) -> None:
    """Delete what an account typed."""
    session.execute(sa.delete(KeptForm).where(KeptForm.account_id == account_id))


@jobs.due("accounts.kept_forms")
def forget_old(session: Session, now: datetime) -> int:
    """Delete what waited too long."""
    deleted = session.execute(sa.delete(KeptForm).where(KeptForm.kept_at <= now - LIFE))
    return int(deleted.rowcount)  # type: ignore[attr-defined]
