"""Persons, associations, bodies, seats, mandates."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.db import Base, Key, Label, values_of


class Gender(StrEnum):
    """As the person said it; the codes are those of the draw's category `gender`."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "X"


class Person(Base):
    """Somebody who sits or sat. Erasing empties the fields and keeps the row, so that history keeps seats."""

    __tablename__ = "person"

    id: Mapped[Key]
    name: Mapped[Label | None]
    birth_year: Mapped[int | None]
    gender: Mapped[Gender | None] = mapped_column(values_of(Gender, "gender"))
    """Empty when the person did not answer."""
    email: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    postal_address: Mapped[str | None] = mapped_column(sa.String(300))
    publishes_name: Mapped[bool] = mapped_column(default=False)
    """Whether the person agreed to be named on public pages; else they appear by role and seat."""
    consented_at: Mapped[datetime | None]
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]


class Association(Base):
    """An association or local actor."""

    __tablename__ = "association"

    id: Mapped[Key]
    name: Mapped[Label]
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class BodyKind(StrEnum):
    """What kind of body it is."""

    COUNCIL = "council"
    STEERING = "steering"


class Body(Base):
    """Something that meets."""

    __tablename__ = "body"

    id: Mapped[Key]
    kind: Mapped[BodyKind] = mapped_column(values_of(BodyKind, "kind"))
    name: Mapped[Label]


class College(StrEnum):
    """The part of a council to which a seat belongs."""

    RESIDENTS = "residents"
    LOCAL_ACTORS = "local_actors"


class Origin(StrEnum):
    """How a seat is filled."""

    DRAWN = "drawn"
    VOLUNTEER = "volunteer"
    DESIGNATED = "designated"


class Seat(Base):
    """One numbered place in a body."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[Key]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    number: Mapped[int]
    college: Mapped[College | None] = mapped_column(values_of(College, "college"))
    """Empty in bodies without colleges."""
    origin: Mapped[Origin] = mapped_column(values_of(Origin, "origin"))
    opened_on: Mapped[date]
    """Since when the seat exists: a seat never filled is vacant since then."""
    closed_on: Mapped[date | None]

    body: Mapped[Body] = relationship()
    mandates: Mapped[list["Mandate"]] = relationship(order_by="Mandate.starts_on", back_populates="seat")


class MandateRole(StrEnum):
    """Whether the person holds the seat or stands in."""

    FULL = "full"
    SUBSTITUTE = "substitute"


class EndReason(StrEnum):
    """Why a mandate ended."""

    TERM = "term"
    RESIGNED = "resigned"
    ABSENCES = "absences"
    MOVED = "moved"
    REPLACED = "replaced"
    DECEASED = "deceased"


class Mandate(Base):
    """One person in one seat during one term."""

    __tablename__ = "mandate"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="term"),
        sa.CheckConstraint("(left_on IS NULL) = (end_reason IS NULL)", name="left"),
        sa.CheckConstraint("left_on IS NULL OR left_on >= starts_on", name="left_order"),
        sa.Index(
            "ix_mandate_current",
            "seat_id",
            "role",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        ),
    )

    id: Mapped[Key]
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    association_id: Mapped[int | None] = mapped_column(sa.ForeignKey("association.id"))
    """On whose behalf the person sits, in the local actors' college."""
    role: Mapped[MandateRole] = mapped_column(values_of(MandateRole, "role"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """Last day of the term."""
    left_on: Mapped[date | None]
    """Day the seat was left, at the term or before; empty while held. A successor may start that day, or at a
    term the day after."""
    end_reason: Mapped[EndReason | None] = mapped_column(values_of(EndReason, "end_reason"))
    designation_act: Mapped[Label | None]
    """The act that designated the person: a letter, minutes, an order, a draw's record."""
    designated_on: Mapped[date | None]

    seat: Mapped[Seat] = relationship(back_populates="mandates")
    person: Mapped[Person] = relationship()
    association: Mapped[Association | None] = relationship()
