"""Sign-ups, consents, and what two people said of likely doubles."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Gender
from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of


class SignUpKind(StrEnum):
    """For which college."""

    RESIDENT = "resident"
    ASSOCIATION = "association"


class SignUpState(StrEnum):
    """What the person decided; what a draw or a review made of it is kept there."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """A double or not eligible, by a facilitator's review; the reason is a code."""


class Channel(StrEnum):
    """The one way the person wants to be reached."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"


class AreaCheck(StrEnum):
    """What the address check said; the address itself is not kept."""

    INSIDE = "inside"
    UNKNOWN = "unknown"
    """The street list does not settle it: somebody checks at acceptance."""


class SignUp(Base):
    """One volunteer, or one association's application.

    Erasing keeps the row and the hash of its code, which the journal holds too: the name becomes empty and
    the year 0, which nobody can give, so that the code no longer opens anything.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'association') = (association_name IS NOT NULL)", name="association"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        sa.CheckConstraint("(state = 'refused') = (refused_at IS NOT NULL)", name="refused"),
        sa.Index("ix_sign_up_likeness", "council_id", "birth_year", "name_key"),
    )

    id: Mapped[Key]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    kind: Mapped[SignUpKind] = mapped_column(values_of(SignUpKind, "kind"))
    state: Mapped[SignUpState] = mapped_column(values_of(SignUpState, "state"))
    code_sha256: Mapped[Sha256] = mapped_column(unique=True)
    """Hash of the receipt's code, by the draw protocol's step 12."""
    name: Mapped[Label]
    name_key: Mapped[str] = mapped_column(sa.String(200))
    """The name without case, accents, spaces or hyphens, to find likely doubles."""
    birth_year: Mapped[int]
    gender: Mapped[Gender | None] = mapped_column(values_of(Gender, "gender"))
    association_name: Mapped[Label | None]
    association_activity: Mapped[Label | None]
    """What the association does in the neighbourhood, in its own words."""
    area_check: Mapped[AreaCheck] = mapped_column(values_of(AreaCheck, "area_check"))
    area_checked_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(values_of(Channel, "channel"))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    postal_address: Mapped[str | None] = mapped_column(sa.String(300))
    """Only for people who asked for letters."""
    helper_name: Mapped[Label | None]
    """First name of the person who helped."""
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The facilitator who typed a paper slip."""
    locale: Mapped[str] = mapped_column(sa.String(5), default="fr")
    registered_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    refusal: Mapped[str | None] = mapped_column(sa.String(40))
    """Code of the reason: `double` or `not_eligible`."""
    refused_at: Mapped[datetime | None]
    repaired_at: Mapped[datetime | None]
    """When it entered a list already closed: its code stood in the journal before the closing."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]

    council: Mapped[Council] = relationship()
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")


class ConsentKind(StrEnum):
    """What is agreed to, each apart."""

    PROCESSING = "processing"
    """Being in the list and reached; without it there is no sign-up."""
    NAME_PUBLISHED = "name_published"
    """Being named on public pages once seated."""
    NEXT_DRAWS = "next_draws"
    """Staying on the register for later draws."""


class Consent(Base):
    """One answer to one consent question, with the words that were shown."""

    __tablename__ = "consent"
    __table_args__ = (sa.UniqueConstraint("sign_up_id", "kind", "given_at"),)

    id: Mapped[Key]
    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(values_of(ConsentKind, "kind"))
    text: Mapped[LongText]
    """The sentence that was on the page."""
    text_on: Mapped[date]
    """Date of that wording."""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Verdict(StrEnum):
    """What somebody says of two likely doubles."""

    SAME = "same"
    TWO_PEOPLE = "two_people"
    UNKNOWN = "unknown"


class DoubleReview(Base):
    """One person's verdict on one pair; two people must agree."""

    __tablename__ = "double_review"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id", "account_id"),
        sa.CheckConstraint("first_id < second_id", name="pair"),
    )

    id: Mapped[Key]
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    verdict: Mapped[Verdict] = mapped_column(values_of(Verdict, "verdict"))
    at: Mapped[datetime]
