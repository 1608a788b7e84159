"""The contract, its territory and its institutions."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from participation.kernel.db import Base, Key, Label, LongText, values_of
from participation.territory.names import LONGEST_KEY, name_key


class Contract(Base):
    """A contrat de ville."""

    __tablename__ = "contract"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    """The national code, such as CV051."""
    name: Mapped[Label]
    first_year: Mapped[int]
    last_year: Mapped[int]
    source: Mapped[Label]


class Orientation(Base):
    """One of the contract's priorities."""

    __tablename__ = "orientation"
    __table_args__ = (sa.UniqueConstraint("contract_id", "number"),)

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    number: Mapped[int]
    name: Mapped[Label]
    aim: Mapped[Label]
    """What it wants, in the contract's own short words."""
    source: Mapped[Label]


class Commune(StrEnum):
    """What the contract makes of a municipality."""

    PRIORITY = "priority"
    WATCH = "watch"


class Municipality(Base):
    """A municipality of the contract."""

    __tablename__ = "municipality"

    id: Mapped[Key]
    insee_code: Mapped[str] = mapped_column(sa.String(5), unique=True)
    """Code officiel géographique, as text."""
    name: Mapped[Label]
    status: Mapped[Commune] = mapped_column(values_of(Commune, "status"))
    """Has priority neighbourhoods, or is in « veille active »."""
    source: Mapped[Label]


class Neighbourhood(Base):
    """A priority neighbourhood, as people know it, whatever perimeter the State draws around it."""

    __tablename__ = "neighbourhood"

    id: Mapped[Key]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"))
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"), index=True)
    """The municipality that counts it among its neighbourhoods; a perimeter may reach into others."""
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    """Ours, in the address of its pages; national codes change and one neighbourhood has none."""
    name: Mapped[Label]
    name_key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), index=True)
    """The name without case or accents, to sort and find it the same way on both databases."""

    municipality: Mapped[Municipality] = relationship()
    perimeters: Mapped[list["Perimeter"]] = relationship(order_by="Perimeter.starts_on")

    @validates("name")
    def _keep_key(self, _attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Perimeter(Base):
    """The limits of a neighbourhood during some years."""

    __tablename__ = "perimeter"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        sa.UniqueConstraint("neighbourhood_id", "starts_on"),
    )

    id: Mapped[Key]
    neighbourhood_id: Mapped[int] = mapped_column(sa.ForeignKey("neighbourhood.id"))
    name: Mapped[Label | None]
    """The label of the source, which may differ from the neighbourhood's name; empty where none gives it."""
    national_code: Mapped[str | None] = mapped_column(sa.String(10), unique=True)
    """Such as QN01401M; empty where no source gives it."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day of validity; empty while it holds."""
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("perimeter.id"))
    source: Mapped[Label]

    municipalities: Mapped[list["PerimeterMunicipality"]] = relationship()


class PerimeterMunicipality(Base):
    """A municipality into which a perimeter reaches."""

    __tablename__ = "perimeter_municipality"

    perimeter_id: Mapped[int] = mapped_column(sa.ForeignKey("perimeter.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"), primary_key=True)

    municipality: Mapped[Municipality] = relationship()


class PerimeterShape(Base):
    """The limits of a perimeter as its source draws them."""

    __tablename__ = "perimeter_shape"

    perimeter_id: Mapped[int] = mapped_column(sa.ForeignKey("perimeter.id"), primary_key=True)
    geometry: Mapped[LongText]
    """A GeoJSON Polygon or MultiPolygon, EPSG:4326."""
    source: Mapped[Label]
    imported_at: Mapped[datetime]


class PopulationFigure(Base):
    """How many people live somewhere, according to one source."""

    __tablename__ = "population_figure"
    __table_args__ = (
        sa.CheckConstraint("inhabitants >= 0", name="inhabitants"),
        sa.CheckConstraint("(contract_id IS NULL) <> (neighbourhood_id IS NULL)", name="one_area"),
    )

    id: Mapped[Key]
    contract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(sa.ForeignKey("neighbourhood.id"), index=True)
    inhabitants: Mapped[int]
    year: Mapped[int | None]
    """The year it describes; empty where the source does not say."""
    source: Mapped[Label]


class Side(StrEnum):
    """The numbers of a street that a segment covers."""

    EVEN = "even"
    ODD = "odd"
    BOTH = "both"


class StreetSegment(Base):
    """Part of a street that lies in a neighbourhood."""

    __tablename__ = "street_segment"
    __table_args__ = (
        sa.CheckConstraint("number_from <= number_to", name="order"),
        sa.UniqueConstraint("street_key", "number_from", "number_to", "side", "municipality_id"),
    )

    id: Mapped[Key]
    street: Mapped[Label]
    street_key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY))
    """The name without case, accents or small words' spelling, for the look-up."""
    number_from: Mapped[int]
    number_to: Mapped[int]
    side: Mapped[Side] = mapped_column(values_of(Side, "side"))
    neighbourhood_id: Mapped[int] = mapped_column(sa.ForeignKey("neighbourhood.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    imported_at: Mapped[datetime]


class Institution(Base):
    """A public body or partner named by the contract."""

    __tablename__ = "institution"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[Label]
    role: Mapped[LongText]
    """What the source says that it does or promises, in one sentence; empty text where it only names it."""
    is_signatory: Mapped[bool]
    source: Mapped[Label]
