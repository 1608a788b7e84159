"""Accounts, their sessions, single-use links, what administrators changed of them, and forms kept over a log-in."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of
from participation.kernel.permissions import Role


class Account(Base):
    """Somebody who logs in."""

    __tablename__ = "account"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """Lower case; it is the log-in name."""
    name: Mapped[Label]
    role: Mapped[Role] = mapped_column(values_of(Role, "role"))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    """argon2id; empty until the invitation is used."""
    totp_secret: Mapped[str | None] = mapped_column(sa.String(64))
    totp_candidate: Mapped[str | None] = mapped_column(sa.String(64))
    """A secret shown for enrolment and not confirmed yet."""
    totp_candidate_at: Mapped[datetime | None]
    """When it was made: it is good for a quarter of an hour."""
    totp_last_step: Mapped[int | None]
    """The last 30-second step whose code was taken: a code works once."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    """One of the demonstration's own log-ins: no second factor asked."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def needs_second_factor(self) -> bool:
        """Whether the role asks for a code beside the password."""
        roles = {Role.ADMINISTRATOR, Role.FACILITATOR, Role.WITNESS}
        return self.role in roles and not self.is_demonstration

    # What Flask-Login asks of a user.
    @property
    def is_active(self) -> bool:
        """Whether the account may log in."""
        return self.disabled_at is None

    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the identifier that Flask-Login asks for; the session row, not this, is what counts."""
        return str(self.id)


class AccountSession(Base):
    """One log-in on one device."""

    __tablename__ = "account_session"

    token_sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Last use, kept to the minute so that reading does not write at every page."""
    second_factor_at: Mapped[datetime | None]
    """When the code was given; empty while it is still owed."""

    account: Mapped[Account] = relationship()


class LinkPurpose(StrEnum):
    """What a mailed link lets somebody do."""

    INVITATION = "invitation"
    RESET = "reset"


class AccountLink(Base):
    """A single-use link sent by mail."""

    __tablename__ = "account_link"

    token_sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(values_of(LinkPurpose, "purpose"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ChangeKind(StrEnum):
    """What an administrator did to an account."""

    ROLE = "role"
    NAME = "name"
    CLOSED = "closed"
    REOPENED = "reopened"
    PHONE = "phone"
    COUNCIL_GIVEN = "council_given"
    COUNCIL_TAKEN = "council_taken"


class AccountChange(Base):
    """One act on an account, kept so that who could do what, and by whom, can be told later."""

    __tablename__ = "account_change"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    kind: Mapped[ChangeKind] = mapped_column(values_of(ChangeKind, "kind"))
    before: Mapped[str | None] = mapped_column(sa.String(200))
    after: Mapped[str | None] = mapped_column(sa.String(200))
    """A role, or a council's name. A former name is not kept."""

    by: Mapped[Account] = relationship(foreign_keys=[by_id])


class KeptForm(Base):
    """What somebody typed and sent after their session had ended, until they log in again."""

    __tablename__ = "kept_form"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    """One an account; nobody else is shown it."""
    key_sha256: Mapped[Sha256]
    """Of the key in the cookie of the browser that sent it."""
    page: Mapped[str] = mapped_column(sa.String(500))
    """Path and query of the form's page."""
    fields: Mapped[LongText]
    """JSON: name → texts. Never a password, a code, a file or a token."""
    kept_at: Mapped[datetime]
