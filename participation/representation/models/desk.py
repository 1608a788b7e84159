"""How often somebody wants their desk by mail, and up to where they were told."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.kernel.db import Base, values_of


class DigestRhythm(StrEnum):
    """How often."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Digest(Base):
    """The digest of one account. Without a row: weekly."""

    __tablename__ = "digest"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    rhythm: Mapped[DigestRhythm] = mapped_column(values_of(DigestRhythm, "rhythm"))
    told_until: Mapped[datetime | None]
    """What came before it was in a digest already, or was looked at on the desk."""
    next_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
