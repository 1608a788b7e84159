"""A few sentences about a place, assets first: never what is worst, and never one neighbourhood against another."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from participation.indicators import finding_words
from participation.indicators.models import Family
from participation.indicators.services import reading
from participation.indicators.services.comparing import Finding, Knowledge


@dataclass(frozen=True)
class Headline:
    """What one indicator says of a place, in the reader's language."""

    code: str
    """Of the indicator."""
    theme: str
    question: str
    """In French, as in the catalogue."""
    sentence: str
    """Without its final point."""
    tag: str
    tag_kind: str
    """"", "ok" or "warn"."""
    year: int | None
    """Of the value; None where there is none."""
    place_code: str | None
    """Of the neighbourhood; None for the territory."""
    family: Family
    is_known: bool
    is_good_news: bool
    is_fictitious: bool

    @property
    def address(self) -> tuple[str, dict[str, Any]]:
        """Endpoint and values of its page."""
        values: dict[str, Any] = {"code": self.code}
        return "indicators.indicator", {**values, "quartier": self.place_code} if self.place_code else values


def of_place(session: Session, where: reading.Place, until: int | None = None) -> list[Headline]:
    """Return one headline an indicator, in the order of the catalogue, those without a value too."""
    return [_headline(found, where.code) for found in reading.findings(session, where, until)]


def of_neighbourhood(session: Session, neighbourhood_id: int, limit: int) -> list[Headline]:
    """Return what is known of a neighbourhood, good news first, then the order of the catalogue.

    Raises:
        MissingError: There is no such neighbourhood.
    """
    found = of_place(session, reading.place_of(session, neighbourhood_id))
    known = [each for each in found if each.is_known]
    return sorted(known, key=lambda each: not each.is_good_news)[:limit]


def of_year(session: Session, year: int, family: Family | None = None) -> list[Headline]:
    """Return what that very year says of the territory as a whole, in the order of the catalogue."""
    found = of_place(session, reading.place(session, None), until=year)
    return [each for each in found if each.is_known and each.year == year and family in (None, each.family)]


def _headline(found: Finding, place_code: str | None) -> Headline:
    row = found.indicator
    words, kind = finding_words.tag(found)
    return Headline(
        row.code,
        row.theme,
        row.question,
        finding_words.sentence(found, is_whole=place_code is None),
        words,
        kind,
        found.year,
        place_code,
        row.family,
        found.knowledge is Knowledge.KNOWN,
        found.is_good_news,
        found.is_fictitious or row.is_fictitious,
    )
