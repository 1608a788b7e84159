"""Words of indicators for the team: what they are compared to, which way is good, what the services refuse."""

from typing import Any

from flask_babel import lazy_gettext as _l

from participation.indicators.models import AreaKind, Direction, Family, Measure

FAMILIES: dict[Family, Any] = {
    Family.NEIGHBOURHOODS: _l("How the neighbourhoods evolve"),
    Family.ADDED_VALUE: _l("What the contract adds"),
}
MEASURES: dict[Measure, Any] = {
    Measure.RATE: _l("A share, in per cent: the gap is told in points"),
    Measure.AMOUNT: _l("An amount of money: the gap is told in per cent"),
    Measure.COUNT: _l("How many: only the change over the years is told"),
}
BASELINES: dict[AreaKind, Any] = {
    AreaKind.REST: _l("The rest of the territory, without its neighbourhoods"),
    AreaKind.TERRITORY: _l("The whole territory, its neighbourhoods included"),
    AreaKind.MUNICIPALITY: _l("The whole municipality, its neighbourhoods included"),
}
DIRECTIONS: dict[Direction, Any] = {
    Direction.UP: _l("Higher is better"),
    Direction.DOWN: _l("Lower is better"),
    Direction.NEUTRAL: _l("Neither: it is context"),
}
REFUSALS: dict[str, tuple[str, Any]] = {
    "break_twice": ("year", _l("A break is noted for this year already. Choose another year.")),
    "changed": (
        "",
        _l("Somebody changed this indicator meanwhile. Your words are here: compare with its page, then save."),
    ),
    "institution": ("institution", _l("Choose an institution of the list.")),
    "name": ("name", _l("Write a name with letters or digits.")),
    "named": ("name", _l("There is an indicator of this name. Choose another name, or change that one.")),
    "orientation": ("orientation", _l("Choose the orientation that this indicator belongs to.")),
    "year": ("year", _l("Write a year of four digits, such as 2024.")),
}
"""Refusal → the field beside which it stands, none for the whole form, and what to do."""
