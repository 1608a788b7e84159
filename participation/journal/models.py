"""One table: the chain."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base, LongText, Sha256


class JournalEntry(Base):
    """One official act."""

    __tablename__ = "journal_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Number in the chain, from 1, without a gap."""
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(60))
    """What was done, as a code such as `draw.sealed`."""
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    """What it was done to, such as `draw:<uuid>`."""
    payload: Mapped[LongText]
    """Facts of the act as canonical JSON (the bytes that are hashed)."""
    previous_sha256: Mapped[Sha256]
    sha256: Mapped[Sha256] = mapped_column(unique=True)
