"""Indicators and their values: one row for an indicator, an area, a year and a sex; what is not known stays empty."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.db import Base, Key, Label, LongText, Sha256, values_of
from participation.territory.models import Institution, Municipality, Neighbourhood, Orientation, Perimeter


class Family(StrEnum):
    """The families of the dashboard whose indicators have values of their own; the others count what is told."""

    NEIGHBOURHOODS = "neighbourhoods"
    """1: evolution of the neighbourhoods, from the observatory."""
    ADDED_VALUE = "added_value"
    """4: what the contract adds, three to five for each orientation."""


class Measure(StrEnum):
    """What kind of number it is: it decides how a gap is worded."""

    RATE = "rate"
    """A share, in per cent; gaps in points."""
    AMOUNT = "amount"
    """Money; gaps in per cent of the baseline."""
    COUNT = "count"
    """How many; it has no gap to another area, only a change."""


class Direction(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"
    """Context only: no way is good."""


class AreaKind(StrEnum):
    """What a value is about. Baselines are kept apart and never mixed."""

    NEIGHBOURHOOD = "neighbourhood"
    """One perimeter of a neighbourhood."""
    MUNICIPALITY = "municipality"
    """A whole municipality, its neighbourhoods included."""
    TERRITORY = "territory"
    """The whole territory, its neighbourhoods included."""
    REST = "rest"
    """The territory outside its neighbourhoods."""


class Sex(StrEnum):
    """Whose value it is."""

    ALL = "all"
    WOMEN = "women"
    MEN = "men"


class Area(Base):
    """A place that values are about."""

    __tablename__ = "area"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'neighbourhood') = (neighbourhood_id IS NOT NULL)", name="neighbourhood"),
        sa.CheckConstraint("(kind = 'municipality') = (municipality_id IS NOT NULL)", name="municipality"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    kind: Mapped[AreaKind] = mapped_column(values_of(AreaKind, "kind"))
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    """In files: a national code where one is known, else ours with the year of the perimeter."""
    name: Mapped[Label]
    neighbourhood_id: Mapped[int | None] = mapped_column(sa.ForeignKey("neighbourhood.id"), index=True)
    perimeter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("perimeter.id"), unique=True)
    """Which limits: values within others are another series."""
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("municipality.id"), unique=True)

    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    perimeter: Mapped[Perimeter | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()


class Indicator(Base):
    """What is measured, in which unit, and which way is good."""

    __tablename__ = "indicator"
    __table_args__ = (
        sa.CheckConstraint("decimals BETWEEN 0 AND 4", name="decimals"),
        sa.CheckConstraint("baseline IN ('municipality', 'territory', 'rest')", name="a_baseline"),
        sa.CheckConstraint("family <> 'added_value' OR orientation_id IS NOT NULL", name="added_value"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    """In addresses and files: « taux-de-pauvrete »."""
    family: Mapped[Family] = mapped_column(values_of(Family, "family"))
    theme: Mapped[Label]
    """A heading of the overview: « Revenus »."""
    position: Mapped[int]
    name: Mapped[Label]
    question: Mapped[Label]
    """The same as a question in plain words: the title of its page."""
    among: Mapped[Label]
    """Of whom a rate is: « personnes »; it completes « 27 sur 100 »."""
    unit: Mapped[Label]
    """« % », « € par an », « habitants »."""
    measure: Mapped[Measure] = mapped_column(values_of(Measure, "measure"))
    decimals: Mapped[int]
    """Digits after the comma that the source gives."""
    direction: Mapped[Direction] = mapped_column(values_of(Direction, "direction"))
    baseline: Mapped[AreaKind] = mapped_column(values_of(AreaKind, "baseline"))
    """What a neighbourhood is compared to, by the observatory's choice."""
    orientation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("orientation.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    """Who fills it each year; empty where nobody is named."""
    definition: Mapped[LongText]
    limits: Mapped[LongText]
    """How not to read it."""
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    orientation: Mapped[Orientation | None] = relationship()
    institution: Mapped[Institution | None] = relationship()


class SourceVersion(Base):
    """One publication of a source: whoever reads a value knows from which."""

    __tablename__ = "source_version"
    __table_args__ = (sa.UniqueConstraint("name", "vintage"),)

    id: Mapped[Key]
    name: Mapped[Label]
    """« Insee, Filosofi »."""
    vintage: Mapped[Label]
    """« 2021 » ; « 2e trimestre 2023 »."""
    published_on: Mapped[date | None]
    licence: Mapped[Label | None]
    method: Mapped[LongText]
    is_fictitious: Mapped[bool] = mapped_column(default=False)


class ValueImport(Base):
    """One file of values that was taken in, with what it changed."""

    __tablename__ = "value_import"

    id: Mapped[Key]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    file_name: Mapped[Label]
    file_sha256: Mapped[Sha256]
    source_version_id: Mapped[int] = mapped_column(sa.ForeignKey("source_version.id"))
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    is_fictitious: Mapped[bool] = mapped_column(default=False)

    source: Mapped[SourceVersion] = relationship()


class ValueFile(Base):
    """A file that was sent and read, and waits for somebody's yes; it is thrown away after a day."""

    __tablename__ = "value_file"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    sent_at: Mapped[datetime]
    name: Mapped[Label]
    sha256: Mapped[Sha256]
    content: Mapped[bytes]
    source_version_id: Mapped[int] = mapped_column(sa.ForeignKey("source_version.id"))
    is_fictitious: Mapped[bool] = mapped_column(default=False)




class Observation(Base):
    """The value of an indicator for an area, a year and a sex, as it stands."""

    __tablename__ = "observation"
    __table_args__ = (
        sa.UniqueConstraint("area_id", "indicator_id", "year", "sex"),
        sa.Index("ix_observation_indicator_id_year", "indicator_id", "year"),
        sa.CheckConstraint("NOT (is_secret AND result IS NOT NULL)", name="secret"),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
    )

    id: Mapped[Key]
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"))
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    sex: Mapped[Sex] = mapped_column(values_of(Sex, "sex"))
    result: Mapped[float | None]
    """In the indicator's unit; empty where it is not known or is secret, never 0 for either."""
    target: Mapped[float | None]
    estimate: Mapped[float | None]
    """Where the source estimates instead of counting."""
    is_secret: Mapped[bool]
    """Too few people to publish, by the source or by us: « s »."""
    comment: Mapped[Label | None]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("value_import.id"), index=True)
    is_fictitious: Mapped[bool]


class PastObservation(Base):
    """A value that a later file replaced: it stays readable."""

    __tablename__ = "past_observation"
    __table_args__ = (sa.Index("ix_past_observation_area_id_indicator_id", "area_id", "indicator_id", "year"),)

    id: Mapped[Key]
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"))
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    sex: Mapped[Sex] = mapped_column(values_of(Sex, "sex"))
    result: Mapped[float | None]
    target: Mapped[float | None]
    estimate: Mapped[float | None]
    is_secret: Mapped[bool]
    comment: Mapped[Label | None]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("value_import.id"))
    is_fictitious: Mapped[bool]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(sa.ForeignKey("value_import.id"), index=True)


class SeriesBreak(Base):
    """A year from which the values of an indicator do not follow the earlier ones: another definition or method.

    Another perimeter is another area, and a break by itself.
    """

    __tablename__ = "series_break"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "year"),)

    id: Mapped[Key]
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"))
    year: Mapped[int]
    """First year of the new series."""
    reason: Mapped[Label]
    source: Mapped[Label]
