"""What people read, and what the search looks through."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base, Label, LongText


class ReadingMark(Base):
    """Somebody marked published minutes as read."""

    __tablename__ = "reading_mark"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.meeting_id"), primary_key=True)
    revision: Mapped[int]
    """Number of the revision that was read: a rectification is new again."""
    read_at: Mapped[datetime]


class SearchText(Base):
    """One public text that can be found. The index of words stands beside it, made by the migration.

    The key grows with the day of the text, so that the newest come first without sorting.
    """

    __tablename__ = "search_text"
    __table_args__ = (
        sa.UniqueConstraint("kind", "reference"),
        sa.Index("ix_search_text_body_id_id", "body_id", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    """Day of the text (proleptic ordinal) × 2²⁰ + a number of ours."""
    kind: Mapped[str] = mapped_column(sa.String(32))
    """`minutes`, `decision`, `action` or `agenda`."""
    reference: Mapped[str] = mapped_column(sa.String(80))
    """Which one, for its address."""
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    title: Mapped[Label]
    text: Mapped[LongText]
    """As it is read, for the excerpt."""
    stems: Mapped[LongText]
    """The stems of its words, apart by spaces, in the order of the text."""
