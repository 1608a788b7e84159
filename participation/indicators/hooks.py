"""What the contract's promises tell the earlier slices, which know none: registered when the application is made."""

from participation.indicators import reference_areas, reference_indicators, reference_partners
from participation.territory import services as territory

REFERENCES = (reference_partners.load, reference_areas.load, reference_indicators.load)
"""What is loaded beside the facts of the territory, in this order."""


def register() -> None:
    """Hang the slice's answers where the earlier slices ask."""
    for load in REFERENCES:
        if load not in territory.further_facts:
            territory.further_facts.append(load)
