"""Insee's files for priority neighbourhoods as they are published: a line a place, a column a variable.

Source:
    Insee, « Données sur les quartiers de la politique de la ville », insee.fr/fr/statistiques/3646773 (by theme),
    8243026 (revenu-disponible-qp15-2021: CODGEO, DISP_MED_A21, DISP_TP60_A21…), files « Insertion professionnelle »
    (CODGEO, TX_TOT_EMPL, TX_TOT_EPREC) and « Éducation » (TX_TOT_INFBAC), populations of the neighbourhoods of 2024
    (codeQPV, popMuniQPV). Semicolons, decimal comma or point, « s » where too few people are counted, « nd » where
    nothing is known.

    Only variables whose definition is that of our indicator are here. Near ones are not: TX_TOT_FAM_MONO is counted
    among households and ours among families, TX_L_VACANT among all dwellings, TX_TOT_EDLIM (since 2021) counts other
    contracts than TX_TOT_EPREC.
"""

import re

from participation.indicators.imports.cells import key_of

CODES_OF_PLACES = frozenset({"codgeo", "codegeo", "codeqp", "codeqpv", "codqpv", "qp", "codequartier"})
"""Headings of the column with the code of a neighbourhood, a municipality or a territory."""
PLACES = {"200065597": "caen-la-mer"}
"""Insee's code of a place → ours. The communauté urbaine since 2017 (geo.api.gouv.fr/epcis/200065597); the communauté
d'agglomération before it had fewer municipalities, so that its values are not of the same place."""
VARIABLES = {
    "DISP_MED_A": "revenu-median",
    "DISP_TP60_A": "taux-de-pauvrete",
    "TX_TOT_EMPL": "taux-d-emploi",
    "TX_TOT_EPREC": "emplois-precaires",
    "TX_TOT_INFBAC": "diplome-inferieur-au-bac",
    "popMuniQPV": "population-municipale",
}
"""Variable → code of our indicator; the year in two digits follows where the name ends in « _A »."""
OF_KEY = {key_of(variable): code for variable, code in VARIABLES.items()}
DATED = re.compile(r"([a-z0-9]+a)(\d\d)")
CENTURY, OLDEST = 2000, 90


def meaning_of(heading: str) -> tuple[str, int | None] | None:
    """Return the code of the indicator that a variable of Insee is, and its year where the name has one."""
    key = key_of(heading)
    if key in OF_KEY and not key.endswith("a"):
        return OF_KEY[key], None
    parts = DATED.fullmatch(key)
    if parts is None or parts[1] not in OF_KEY:
        return None
    short = int(parts[2])
    return OF_KEY[parts[1]], CENTURY + short - (100 if short >= OLDEST else 0)
