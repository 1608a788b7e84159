"""Lists that a town brings to a draw: where they come from, who is on them, who may be on two of them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from participation.bodies.models import Gender
from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of


class ListKind(StrEnum):
    """What a list was made for."""

    ELECTORAL_ROLL = "electoral_roll"
    ADDRESS_DIRECTORY = "address_directory"
    LANDLORD = "landlord"
    VOLUNTEERS = "volunteers"
    OTHER = "other"


class ListState(StrEnum):
    """Where a list is, from the file that was sent to its erasure."""

    SENT = "sent"
    """The file waits for its columns to be named."""
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNREADABLE = "unreadable"
    UNDONE = "undone"
    """Taken back before the closing: nobody is left on it."""
    PURGED = "purged"


class PoolList(Base):
    """One list of people from which a draw is made."""

    __tablename__ = "pool_list"
    __table_args__ = (
        sa.CheckConstraint("purge_on > provided_on", name="purge_on"),
        sa.CheckConstraint("(state = 'imported') = (imported_at IS NOT NULL AND ended_at IS NULL)", name="imported"),
        sa.CheckConstraint("(state IN ('undone', 'purged')) = (ended_at IS NOT NULL)", name="ended"),
    )

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    kind: Mapped[ListKind] = mapped_column(values_of(ListKind, "kind"))
    state: Mapped[ListState] = mapped_column(values_of(ListState, "state"))
    name: Mapped[Label]
    """As the sealed parameters name it."""
    legal_basis: Mapped[LongText]
    """What allows this list to serve for this draw."""
    provenance: Mapped[Label]
    """Who made the list and gave it."""
    provided_on: Mapped[date]
    purge_on: Mapped[date]
    """When the platform erases what it took from the file."""
    file_name: Mapped[Label]
    file_sha256: Mapped[Sha256]
    mapping: Mapped[LongText | None]
    """Field → number of the column, from 0, as canonical JSON."""
    sheet: Mapped[Label | None]
    """Which sheet of a workbook, where somebody chose."""
    header_line: Mapped[int | None]
    """Line that names the columns, where somebody said it; 0: there is none."""
    encoding: Mapped[str | None] = mapped_column(sa.String(20))
    separator: Mapped[str | None] = mapped_column(sa.String(1))
    unreadable: Mapped[str | None] = mapped_column(sa.String(200))
    """Code of the reason why the file cannot be read, with its parameters, as JSON."""
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_doubtful: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    rows_kept: Mapped[int] = mapped_column(default=0)
    """Rows that became people of the list."""
    job_id: Mapped[int | None]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    sent_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    imported_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was undone or purged."""


class RowVerdict(StrEnum):
    """What becomes of a row in which something is doubtful."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class RowFault(Base):
    """Something the check found in one row of a file; what the cell holds is kept masked."""

    __tablename__ = "row_fault"

    id: Mapped[Key]
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_list.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    """In the file, from 1."""
    column: Mapped[Label | None]
    """Header of the column; empty when the whole row is at fault."""
    code: Mapped[str] = mapped_column(sa.String(40))
    params: Mapped[LongText]
    is_doubt: Mapped[bool]
    """A doubt is for people to decide; anything else keeps the row out."""
    verdict: Mapped[RowVerdict | None] = mapped_column(values_of(RowVerdict, "verdict"))
    is_swapped: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the row comes in with family name and given name the other way round."""
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class FaultKind(Base):
    """How often the check found one kind of fault in a list, and what somebody decided for all of that kind.

    Only the first some thousands faults have rows of their own; these counts are of all.
    """

    __tablename__ = "fault_kind"

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_list.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    is_doubt: Mapped[bool]
    faults: Mapped[int]
    verdict: Mapped[RowVerdict | None] = mapped_column(values_of(RowVerdict, "verdict"))
    """For the rows that have no verdict of their own."""
    is_swapped: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class ListedState(StrEnum):
    """What became of somebody on a list before the sealing."""

    KEPT = "kept"
    DOUBLE = "double"
    """On another list too, or signed up: they count once, there."""
    REMOVED = "removed"
    """They asked not to be in the draw, or are excluded by its rule."""


class ListedPerson(Base):
    """One person of an imported list; gone at the list's purge."""

    __tablename__ = "listed_person"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "line"),
        sa.Index("ix_listed_person_likeness", "name_key", "birth_year"),
    )

    id: Mapped[Key]
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_list.id"))
    line: Mapped[int]
    """Of the file, from 1."""
    state: Mapped[ListedState] = mapped_column(values_of(ListedState, "state"))
    family_name: Mapped[Label]
    given_name: Mapped[Label]
    name_key: Mapped[str] = mapped_column(sa.String(200))
    """Given and family name without case, accents, spaces or hyphens, in alphabetical order of the words."""
    birth_year: Mapped[int | None]
    birth_date: Mapped[date | None]
    gender: Mapped[Gender | None] = mapped_column(values_of(Gender, "gender"))
    address: Mapped[str | None] = mapped_column(sa.String(300))
    """Number, street and complement, as one line."""
    address_key: Mapped[str | None] = mapped_column(sa.String(200))
    """The address without case, accents or abbreviations, with the postal code: one dwelling, one key."""
    postal_code: Mapped[str | None] = mapped_column(sa.String(10))
    town: Mapped[Label | None]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))


class LikelyDouble(Base):
    """Two records of one draw that may be one person: a listed one, and another or a sign-up."""

    __tablename__ = "likely_double"
    __table_args__ = (
        sa.UniqueConstraint("listed_id", "other_listed_id"),
        sa.UniqueConstraint("listed_id", "sign_up_id"),
        sa.CheckConstraint("(other_listed_id IS NULL) <> (sign_up_id IS NULL)", name="one_other"),
        sa.CheckConstraint("other_listed_id IS NULL OR other_listed_id < listed_id", name="pair"),
        sa.Index("ix_likely_double_other_listed_id", "other_listed_id"),
    )

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    listed_id: Mapped[int] = mapped_column(sa.ForeignKey("listed_person.id", ondelete="CASCADE"))
    """The later record: the one that goes when both people say that it is the same person."""
    other_listed_id: Mapped[int | None] = mapped_column(sa.ForeignKey("listed_person.id", ondelete="CASCADE"))
    sign_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sign_up.id", ondelete="CASCADE"))
    is_certain: Mapped[bool] = mapped_column(default=False)
    """Same name, full birth date and address: settled by the rule, nobody is asked."""


class PairVerdict(StrEnum):
    """What somebody says of a likely double."""

    SAME = "same"
    TWO_PEOPLE = "two_people"
    UNKNOWN = "unknown"


class PairReview(Base):
    """One person's verdict on one likely double; two people must agree."""

    __tablename__ = "pair_review"

    pair_id: Mapped[int] = mapped_column(
        sa.ForeignKey("likely_double.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    verdict: Mapped[PairVerdict] = mapped_column(values_of(PairVerdict, "verdict"))
    at: Mapped[datetime]


class RemovalReason(StrEnum):
    """Why somebody leaves a list before the sealing."""

    ASKED = "asked"
    EXCLUDED = "excluded"
    """By the rule of the council: an elected official, an employee of an institution…"""
    MOVED = "moved"
    DECEASED = "deceased"


class Removal(Base):
    """Somebody is taken off a list: one person proposes it, another one confirms."""

    __tablename__ = "removal"

    listed_id: Mapped[int] = mapped_column(
        sa.ForeignKey("listed_person.id", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[RemovalReason] = mapped_column(values_of(RemovalReason, "reason"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]


class PurgeCertificate(Base):
    """What a purge erased, counted; the journal tells the same."""

    __tablename__ = "purge_certificate"

    id: Mapped[Key]
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(40))
    """What was erased: `list`, `openings`, `invitations`."""
    name: Mapped[Label | None]
    """Name of the list, where it is one."""
    rows: Mapped[int]
    at: Mapped[datetime]
