"""One draw and everything that belongs to it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.bodies.models import Seat
from participation.councils.models import Council
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of

TWO_PEOPLE = (
    "by_code OR (recorded_by_id IS NOT NULL AND (confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id))"
)


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
    plan: Mapped[LongText]
    """What will be contributed, in order, as canonical JSON."""
    place: Mapped[Label]
    """Where the chance takes place, in public."""
    entropy_for: Mapped[datetime]
    """When it takes place."""
    claims_days: Mapped[int] = mapped_column(default=7)
    announced_at: Mapped[datetime | None]
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


class DrawSeat(Base):
    """A seat that the draw fills. By number, the seats go to the selected in the order chosen."""

    __tablename__ = "draw_seat"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"), primary_key=True)

    seat: Mapped[Seat] = relationship()


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
    """A sign-up that was on the list at closing, or came in by a claim. Deleted when the draw is archived."""

    __tablename__ = "candidate"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id"), primary_key=True)
    is_claim: Mapped[bool] = mapped_column(default=False)


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
    """What opens an entry's two commitments; deleted when the draw is archived."""

    __tablename__ = "entry_secret"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "sign_up_id"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sign_up.id"))
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


class Contribution(Base):
    """One item of public chance as it was recorded."""

    __tablename__ = "contribution"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(20))
    by: Mapped[Label]
    """A role, or a name with consent."""
    value: Mapped[LongText]


class Selection(Base):
    """An entry chosen by the draw."""

    __tablename__ = "selection"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "index"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Order in which it was chosen, from 0."""
    index: Mapped[int]


class DepartureReason(StrEnum):
    """Why somebody called leaves; finer reasons stay private."""

    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    INELIGIBLE = "ineligible"
    LEFT = "left"


class Substitution(Base):
    """One departure and who, by rule, takes the seat."""

    __tablename__ = "substitution"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "left_index"], ["entry.draw_id", "entry.index"]),
        sa.UniqueConstraint("draw_id", "left_index"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    left_index: Mapped[int]
    reason: Mapped[DepartureReason] = mapped_column(values_of(DepartureReason, "reason"))
    at: Mapped[datetime]
    replaced_by: Mapped[int | None]
    """Index of the entry called; empty when nobody is left."""


class Departure(Base):
    """Somebody called leaves: by their own code, or recorded by two people."""

    __tablename__ = "departure"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[DepartureReason] = mapped_column(values_of(DepartureReason, "reason"))
    by_code: Mapped[bool]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The second person; the departure counts from then."""
    at: Mapped[datetime]


class Answer(Base):
    """Somebody called accepts: by their own code, or from signed paper by two people. A refusal is a departure."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["draw_id", "index"], ["entry.draw_id", "entry.index"]),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    by_code: Mapped[bool]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The second person; a paper answer counts from then."""
    at: Mapped[datetime]
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"), unique=True)
    """The mandate that the person took, once seated."""


class ArchivedTranscript(Base):
    """The public transcript as text, kept when the salts it was built from are erased."""

    __tablename__ = "archived_transcript"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    content: Mapped[LongText]


class TranscriptCheck(Base):
    """The last time the platform recomputed a draw from its own transcript, and what came out."""

    __tablename__ = "transcript_check"

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), primary_key=True)
    at: Mapped[datetime]
    substitutions: Mapped[int]
    """How many the transcript had then: a new one asks for a new check."""
    failed: Mapped[str | None] = mapped_column(sa.String(80))
    """Step and code of the first thing that does not hold; empty when all holds."""


class DirectSeating(Base):
    """A volunteer who takes a volunteers' seat without a draw, as all who signed up fit: by two people."""

    __tablename__ = "direct_seating"
    __table_args__ = (
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_people"),
        sa.CheckConstraint("(confirmed_by_id IS NULL) = (mandate_id IS NULL)", name="seated"),
    )

    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_up.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"), unique=True)
