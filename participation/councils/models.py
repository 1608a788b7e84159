"""Councils, their rules and acts, and who works for them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.bodies.models import Body
from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.territory.models import Neighbourhood


class Council(Base):
    """The citizen council of a neighbourhood."""

    __tablename__ = "council"

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), unique=True)
    neighbourhood_id: Mapped[int] = mapped_column(sa.ForeignKey("neighbourhood.id"), unique=True)
    presentation: Mapped[LongText]
    """A few words by the council, in Markdown; may be empty."""
    presentation_html: Mapped[LongText]
    """The same, rendered and sanitised when it was written."""
    sign_up_open: Mapped[bool] = mapped_column(default=True)
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    """Shows demonstration people: its pages say so, and its draws may skip the seven days of claims."""

    body: Mapped[Body] = relationship()
    neighbourhood: Mapped[Neighbourhood] = relationship()


class RuleKey(StrEnum):
    """What a rule is about; its value's form is in brackets."""

    SIZE = "size"
    """Seats in all [integer]."""
    RESIDENTS_SHARE = "residents_share"
    """Least part of the seats that the residents' college has [0 to 1]."""
    PARITY = "parity"
    """Greatest difference between women and men among the residents who said so [integer]."""
    TERM = "term"
    """Length of a mandate [months]."""
    EXCLUDED = "excluded"
    """Who may not sit [text]."""
    DESIGNATION = "designation"
    """How residents are designated [`draw`, `draw_and_volunteers` or `open`]."""
    LEAST_AGE = "least_age"
    """Youngest age to sit [years]."""
    MEMBERS_PUBLISHED = "members_published"
    """How members' names are published [text]."""


class CouncilRule(Base):
    """A setting of one council, with the document that sets it."""

    __tablename__ = "council_rule"
    __table_args__ = (sa.UniqueConstraint("council_id", "key", "starts_on"),)

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    key: Mapped[RuleKey] = mapped_column(values_of(RuleKey, "key"))
    value: Mapped[Label]
    source: Mapped[Label]
    """The document that sets it."""
    source_on: Mapped[date]
    """Date of that document."""
    starts_on: Mapped[date]
    """From when it holds; the latest one that has started counts."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class RecognitionOrder(Base):
    """The act by which the prefect recognised a council's composition."""

    __tablename__ = "recognition_order"

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    reference: Mapped[Label]
    signed_on: Mapped[date]
    file_name: Mapped[Label | None]
    file_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The signed document as a PDF, kept in the database so that one backup holds everything."""
    recorded_at: Mapped[datetime]
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class CouncilAssignment(Base):
    """An account works for a council: what its role permits, it may do there and nowhere else."""

    __tablename__ = "council_assignment"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), primary_key=True)

    account: Mapped[Account] = relationship()
    council: Mapped[Council] = relationship()
