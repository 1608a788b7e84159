"""What the neighbourhoods say together: in how many a gap shrank, stayed or grew; never which of them is ahead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.indicators.services import reading
from participation.measures.differences import Verdict

MOST = 50
"""Neighbourhoods read for a page; a larger territory is told as a whole alone."""


@dataclass(frozen=True)
class Gathered:
    """What became of the gaps of every neighbourhood."""

    counts: Mapping[str, Counter[Verdict]]
    """By code of the indicator; absent where no neighbourhood's values of that year say anything."""
    is_fictitious: bool = False


def of_year(session: Session, year: int) -> Gathered:
    """Return in how many neighbourhoods each gap shrank, stayed or grew until that very year."""
    counts: dict[str, Counter[Verdict]] = {}
    is_fictitious = False
    for found in reading.findings_of(session, reading.every_place(session, MOST), year):
        for each in found:
            if each.year == year and each.gap is not None and each.trend.verdict is not Verdict.UNKNOWN:
                counts.setdefault(each.indicator.code, Counter())[each.trend.verdict] += 1
                is_fictitious |= each.is_fictitious
    return Gathered(counts, is_fictitious)
