"""A draw, the seats it fills, its secret, its closed list and who agreed to what."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Seat
from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of


class DrawState(StrEnum):
    """The states of the protocol's step 13, in order; `abandoned` can follow any before the chance."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    SEALED = "sealed"
    DRAWN = "drawn"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    ABANDONED = "abandoned"


class Draw(Base):
    """One draw by lot for some seats of one council."""

    __tablename__ = "draw"
    __table_args__ = (
        sa.UniqueConstraint("council_id", "sequence"),
        sa.CheckConstraint("seats >= 1", name="seats"),
        sa.CheckConstraint("claims_days >= 0", name="claims_days"),
        sa.CheckConstraint("(state = 'abandoned') = (abandoned_at IS NOT NULL)", name="abandoned"),
    )

    id: Mapped[Key]
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    sequence: Mapped[int]
    """Number among the council's draws, from 1."""
    previous_draw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("draw.id"))
    """The earlier draw for the same seats."""
    title: Mapped[Label]
    state: Mapped[DrawState] = mapped_column(values_of(DrawState, "state"), index=True)
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    method: Mapped[str] = mapped_column(sa.String(20), default="ranked")
    seats: Mapped[int]
    quotas: Mapped[LongText]
    """Category → value → [minimum, maximum], as canonical JSON."""
    category: Mapped[LongText | None]
    """The category that the quotas name, as canonical JSON: its code, and of each value the code, the label, the
    genders and the ages. Empty for the usual one, gender."""
    one_per_household: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    takes_sign_ups: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether the register of sign-ups is one of the lists."""
    plan: Mapped[LongText]
    """What will be contributed, in order, as canonical JSON."""
    place: Mapped[Label]
    """Where the chance takes place, in public."""
    entropy_for: Mapped[datetime]
    """When it takes place."""
    claims_days: Mapped[int] = mapped_column(default=7)
    announced_at: Mapped[datetime | None]
    postponed_at: Mapped[datetime | None]
    """When the announced hour or place was last changed; what it was stands in `Postponement`."""
    later_at: Mapped[datetime | None]
    """When the session takes place after all, if the sealed hour could not be kept: the seal stays as it is."""
    later_place: Mapped[Label | None]
    """Where it then takes place."""
    rule_sha256: Mapped[Sha256 | None]
    """The rule as announced."""
    secret_commitment: Mapped[Sha256 | None]
    announcement: Mapped[Sha256 | None]
    """What stands on the poster of the announcement."""
    rule_change: Mapped[LongText | None]
    """Why the sealed rule is not the announced one, in public; empty when it is the same."""
    closed_at: Mapped[datetime | None]
    claims_end_at: Mapped[datetime | None]
    entries_at_close: Mapped[int | None]
    sealed_at: Mapped[datetime | None]
    parameters: Mapped[LongText | None]
    """The sealed parameters as canonical JSON: the bytes whose hash is the seal."""
    seal: Mapped[Sha256 | None]
    drawn_at: Mapped[datetime | None]
    seed: Mapped[Sha256 | None]
    completed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]
    abandoned_reason: Mapped[LongText | None]

    council: Mapped[Council] = relationship()
    draw_seats: Mapped[list["DrawSeat"]] = relationship(order_by="DrawSeat.seat_id")

    @hybrid_property
    def session_at(self) -> datetime:
        """When people come: the hour last told to the public."""
        return self.later_at or self.entropy_for

    @session_at.inplace.expression
    @classmethod
    def _session_at(cls) -> sa.ColumnElement[datetime]:
        return sa.func.coalesce(cls.later_at, cls.entropy_for)

    @hybrid_property
    def session_place(self) -> str:
        """Where people come: the place last told to the public."""
        return self.later_place or self.place

    @session_place.inplace.expression
    @classmethod
    def _session_place(cls) -> sa.ColumnElement[str]:
        return sa.func.coalesce(cls.later_place, cls.place)


class DrawSeat(Base):
    """A seat that the draw fills. By number, the seats go to the selected in the order chosen."""

    __tablename__ = "draw_seat"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"), primary_key=True)

    seat: Mapped[Seat] = relationship()


class Postponement(Base):
    """A change of the hour or place told to the public. Written once."""

    __tablename__ = "postponement"
    __table_args__ = (sa.CheckConstraint("entropy_for >= former_entropy_for", name="later"),)

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    former_entropy_for: Mapped[datetime]
    former_place: Mapped[Label]
    entropy_for: Mapped[datetime]
    """The hour from then on; the same where only the place changed."""
    place: Mapped[Label]
    reason: Mapped[LongText]
    """In public."""


class DrawSecret(Base):
    """The server's part of the chance, alone in its table so that no listing ever loads it."""

    __tablename__ = "draw_secret"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class SecretShowing(Base):
    """Somebody saw the secret, to print the sheets of the two sealed envelopes: once each."""

    __tablename__ = "secret_showing"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    at: Mapped[datetime]


class Candidate(Base):
    """A sign-up that was on the list at closing, or came in by a claim."""

    __tablename__ = "candidate"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id"), primary_key=True)
    is_claim: Mapped[bool] = mapped_column(default=False)


class ClaimGround(StrEnum):
    """What decides a claim to be missing from a closed list; only the first one puts somebody back."""

    IN_JOURNAL = "in_journal"
    """The digest of the code stood in the journal before the closing."""
    NOT_IN_JOURNAL = "not_in_journal"
    NO_CODE = "no_code"
    """No receipt: nothing proves the sign-up."""
    WITHDRAWN = "withdrawn"
    ALREADY_IN = "already_in"
    DOUBLE = "double"
    """Two people agreed that another sign-up is the same person's."""
    NOT_ELIGIBLE = "not_eligible"
    LATE = "late"
    """After the claims window."""


class Claim(Base):
    """Somebody said that they are missing from the closed list, and how it was decided. Written once."""

    __tablename__ = "claim"
    __table_args__ = (sa.CheckConstraint("is_accepted = (ground = 'in_journal')", name="accepted"),)

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    code_sha256: Mapped[Sha256 | None]
    """Of the receipt that was shown, if there was one; no sign-up needs to be left of it."""
    is_accepted: Mapped[bool]
    ground: Mapped[ClaimGround] = mapped_column(values_of(ClaimGround, "ground"))
    reason: Mapped[LongText]
    """In words, for the team and the witnesses; never public."""


class Act(StrEnum):
    """What takes two different people."""

    ANNOUNCE = "announce"
    CLOSE = "close"
    SIGN_LIST = "sign_list"
    SEAL = "seal"
    RECORD = "record"
    ABANDON = "abandon"


class Approval(Base):
    """One person's agreement to one act, on exactly what was shown to them."""

    __tablename__ = "approval"
    __table_args__ = (sa.UniqueConstraint("draw_id", "act", "account_id"),)

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"))
    act: Mapped[Act] = mapped_column(values_of(Act, "act"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    content_sha256: Mapped[Sha256]
    """Digest of what was approved: a second approval of something else does not count."""
    at: Mapped[datetime]
