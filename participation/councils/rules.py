"""What holds everywhere unless a council says otherwise: each rule with its source and dates.

Size, term and age have no national default: they are local, so that without a council's own rule there is
none. Two regimes for designation: the draw stood in the statute until 17 November 2024 and is a local choice
since.
"""

from dataclasses import dataclass
from datetime import date

from participation.councils.models import RuleKey

ACT = "Loi n° 2014-173 du 21 février 2014, article 7"
FRAME = "Cadre de référence des conseils citoyens, juin 2014"
CIRCULAR = "Circulaire du 2 février 2017 relative aux conseils citoyens"
REFORM = "Décret n° 2024-1036, après la décision n° 2024-306 L du Conseil constitutionnel"
SINCE_ACT = date(2014, 2, 21)
LAST_DAY_OF_STATUTORY_DRAW = date(2024, 11, 17)
SINCE_REFORM = date(2024, 11, 18)


@dataclass(frozen=True)
class Rule:
    """One rule, in the form that `RuleKey` gives its value, with its source."""

    key: RuleKey
    value: str
    source: str
    starts_on: date
    source_on: date | None = None
    """Empty where the source's own words say its date."""
    ends_on: date | None = None
    is_local: bool = False
    is_fictitious: bool = False


NATIONAL = (
    Rule(RuleKey.RESIDENTS_SHARE, "0.5", FRAME, date(2014, 6, 1)),
    # The act asks for parity; a difference of one is what an odd number of people leaves.
    Rule(RuleKey.PARITY, "1", ACT, SINCE_ACT),
    Rule(
        RuleKey.EXCLUDED,
        "Représentants de l’État, élus, agents chargés de la politique de la ville",
        CIRCULAR,
        date(2017, 2, 2),
    ),
    Rule(RuleKey.DESIGNATION, "draw", ACT, SINCE_ACT, ends_on=LAST_DAY_OF_STATUTORY_DRAW),
    Rule(RuleKey.DESIGNATION, "open", REFORM, SINCE_REFORM),
)


def national_rules(day: date) -> dict[RuleKey, Rule]:
    """Return the rules that hold everywhere on a day."""
    return {
        rule.key: rule
        for rule in NATIONAL
        if rule.starts_on <= day and (rule.ends_on is None or day <= rule.ends_on)
    }
