"""The sealed list and the readings of the public chance: written once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base, Key, LongText, Sha256


class Entry(Base):
    """One person of the sealed list, as the public sees them."""

    __tablename__ = "entry"
    __table_args__ = (sa.UniqueConstraint("draw_id", "leaf"), sa.UniqueConstraint("draw_id", "rank"))

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    """Position in the sealed list, from 0."""
    leaf: Mapped[Sha256]
    identity: Mapped[Sha256]
    commitment: Mapped[Sha256]
    household: Mapped[str | None] = mapped_column(sa.String(40))
    rank: Mapped[int | None]
    """From 1, once drawn."""


class EntrySecret(Base):
    """What opens an entry's two commitments; deleted when the draw is archived.

    The identity goes earlier: of a person erased, and of a list erased where nobody called that person.
    """

    __tablename__ = "entry_secret"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "sign_up_id"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sign_up.id"))
    listed_id: Mapped[int | None]
    """The person of an imported list. No key of that table: its rows go at the purge, the opening later."""
    identity: Mapped[LongText | None]
    """The identity object as canonical JSON; empty once the person was erased."""
    identity_salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    profile: Mapped[LongText]
    profile_salt: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class Reading(Base):
    """One person's typing of one item of public chance; the dice need two equal readings by two people."""

    __tablename__ = "reading"
    __table_args__ = (sa.UniqueConstraint("draw_id", "item", "account_id", "attempt"),)

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    item: Mapped[int]
    """Position in the plan, from 0."""
    attempt: Mapped[int] = mapped_column(default=1)
    """Grows when two readings differed: read again, never roll again. Earlier ones stay."""
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    value: Mapped[LongText]
    at: Mapped[datetime]


class DieReading(Base):
    """One die as one person typed it, kept at once; a correction is a new row, the latest one counts."""

    __tablename__ = "die_reading"
    __table_args__ = (sa.Index("ix_die_reading_item", "draw_id", "item", "attempt"),)

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"))
    item: Mapped[int]
    attempt: Mapped[int]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    position: Mapped[int]
    """In the order thrown, from 0."""
    value: Mapped[str] = mapped_column(sa.String(1))
    at: Mapped[datetime]
