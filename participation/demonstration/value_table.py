"""Invented numbers for the indicators: where each begins in 2019 and how it moves in a year. None is a published value.

Places come in the order of `PLACES`. A value of another year follows by the step, with a small ripple, so that curves
look as real ones do.
"""

from typing import NamedTuple

PLACES = (
    "chemin-vert", "grace-de-dieu", "gueriniere", "pierre-heuze", "calvaire-saint-pierre", "herouville-saint-clair",
    "colombelles",
)  # fmt: skip
NEW_LIMITS = {
    "chemin-vert": "QN01401M", "grace-de-dieu": "QN01402M", "gueriniere": "QN01403M", "pierre-heuze": "QN01404M",
    "calvaire-saint-pierre": "QN01405I", "herouville-saint-clair": "QN01406M",
}  # fmt: skip
"""Codes of the perimeters of 2024: another series."""
FIRST_YEAR, LAST_YEAR, YEAR_OF_NEW_LIMITS = 2019, 2023, 2024
CENSUS, INCOMES, LANDLORDS = "Insee, recensement", "Insee, Filosofi", "Répertoire des logements sociaux (RPLS)"
SCHOOLS, SEEKERS, FIRMS = "Rectorat et DEPP", "Pôle emploi et Dares", "Insee, Sirene"
SERVICES = "Services du contrat"

Line = tuple[float, float]
"""Value in 2019, change a year."""


class Curve(NamedTuple):
    """One indicator in all places."""

    source: str
    places: tuple[float, ...]
    steps: tuple[float, ...]
    others: dict[str, Line]
    """Baselines, by the codes of their areas."""
    ripple: float = 0.2
    women: float | None = None
    """How far women are from all, in points; in counts, their share. None: not told by sex."""


REST, WHOLE, TOWNS = "caen-la-mer-hors-quartiers", "caen-la-mer", ("14118", "14327", "14167")


def _rest(start: float, step: float) -> dict[str, Line]:
    return {REST: (start, step)}


def _whole(start: float, step: float) -> dict[str, Line]:
    return {WHOLE: (start, step)}


RATES = {
    "familles-monoparentales": Curve(
        CENSUS, (27.1, 29.4, 28.2, 25.8, 24.1, 26.6, 22.3), (0.1, -0.3, 0.0, 0.2, -0.1, 0.1, 0.1), _rest(15.2, 0.1)
    ),
    "reussite-au-brevet": Curve(
        SCHOOLS, (76.2, 74.8, 79.3, 81.5, 83.0, 77.4, 80.2), (1.4, 0.4, 0.9, 0.3, -0.4, 1.2, 0.6), _rest(88.1, 0.3),
        0.4, 3.2,
    ),
    "retard-en-sixieme": Curve(
        SCHOOLS, (13.1, 12.2, 11.4, 10.2, 9.6, 12.8, 11.0), (-0.9, -0.3, -0.6, -0.2, 0.1, -0.8, -0.4), _rest(6.4, -0.2)
    ),
    "diplome-inferieur-au-bac": Curve(
        CENSUS, (63.2, 65.1, 61.8, 58.4, 55.9, 62.3, 60.7), (-0.9, -0.6, -0.8, -0.5, -0.2, -0.9, -1.0),
        _rest(48.3, -0.5), 0.2, -1.6,
    ),
    "taux-d-emploi": Curve(
        CENSUS, (51.2, 49.6, 53.4, 55.8, 57.1, 50.3, 56.2), (0.7, 0.2, 0.6, 0.3, -0.3, 0.8, 0.5), _rest(67.4, 0.2),
        0.2, -4.1,
    ),
    "emplois-precaires": Curve(
        CENSUS, (22.4, 23.6, 21.9, 20.3, 19.8, 23.1, 19.2), (-0.4, 0.1, -0.3, 0.2, 0.3, -0.5, 0.0), _rest(14.8, 0.1),
        0.2, 1.8,
    ),
    "jeunes-sans-emploi-ni-ecole": Curve(
        CENSUS, (22.8, 24.3, 21.2, 18.9, 17.4, 23.9, 19.6), (-0.9, -0.2, -0.7, -0.3, 0.2, -1.0, -0.5),
        _rest(12.1, -0.1), 0.3, -1.1,
    ),
    "logements-sociaux": Curve(
        LANDLORDS, (71.4, 82.3, 68.9, 64.2, 59.8, 66.7, 61.3), (-0.6, -0.1, -0.3, 0.0, 0.1, -0.4, -0.2),
        {"14118": (26.3, 0.1), "14327": (48.9, 0.1), "14167": (35.4, 0.2)}, 0.1,
    ),
    "logements-sociaux-vacants": Curve(
        LANDLORDS, (5.8, 3.2, 3.6, 2.9, 2.4, 4.1, 2.2), (-0.7, 0.0, -0.2, 0.1, 0.0, -0.4, 0.1), _rest(2.1, 0.1), 0.1
    ),
    "taux-de-pauvrete": Curve(
        INCOMES, (43.1, 45.2, 40.6, 36.9, 33.4, 44.0, 32.8), (-1.1, -0.3, -0.9, -0.5, 0.3, -1.0, -0.4),
        _rest(12.3, 0.0), 0.2,
    ),
}  # fmt: skip
AMOUNTS = {
    "revenu-median": Curve(
        INCOMES, (13_420, 13_050, 13_880, 14_610, 15_120, 13_330, 14_980), (420, 210, 380, 270, 250, 410, 290),
        _whole(21_940, 380), 30,
    ),
}  # fmt: skip
COUNTS = {
    "population-municipale": Curve(
        CENSUS, (3_810, 3_290, 3_060, 2_870, 1_890, 7_450, 2_560), (-20, 10, 15, -5, 5, 30, 10),
        _whole(268_400, 510), 6, 0.53,
    ),
    "etablissements": Curve(
        FIRMS, (312, 198, 226, 241, 165, 534, 203), (14, 5, 9, 7, -2, 21, 8), _whole(21_380, 350), 2
    ),
    "creations-d-etablissements": Curve(
        FIRMS, (41, 24, 29, 33, 19, 72, 27), (5, 2, 3, 2, 0, 8, 3), _whole(3_150, 120), 1
    ),
    "demandeurs-d-emploi": Curve(
        SEEKERS, (486, 441, 392, 318, 207, 921, 263), (-18, -3, -12, -5, 2, -31, -9), _whole(14_790, -310), 4, 0.48
    ),
}  # fmt: skip
ADDED = {
    "emplois-trouves": (184.0, 22.0), "activites-accompagnees": (31.0, 6.0), "femmes-accompagnees": (44.0, 1.5),
    "parents-accueillis": (412.0, 55.0), "enfants-suivis": (265.0, 18.0), "benevoles": (530.0, 24.0),
    "logements-renoves": (96.0, 31.0), "lieux-partages": (11.0, 2.0), "bien-dans-son-quartier": (61.0, 2.5),
}  # fmt: skip
"""Added value of the contract, told for the whole territory: result in 2019, change a year."""
AIM = 1.1
"""Targets of the added value, as a multiple of the value in 2019 and of its change."""
VACANT_TARGET = 3.0
NEW_LIMITS_ADD = 1.12
"""What the wider limits of 2024 add to a count."""
ESTIMATED = ("taux-d-emploi", LAST_YEAR)
UNKNOWN = frozenset({
    ("gueriniere", "etablissements", 2021), ("gueriniere", "creations-d-etablissements", 2021),
    ("colombelles", "familles-monoparentales", 2023), ("colombelles", "revenu-median", 2020),
    ("grace-de-dieu", "reussite-au-brevet", 2020),
})  # fmt: skip
"""Values that nobody told: they stay blank."""
SECRET = ("calvaire-saint-pierre", "retard-en-sixieme", 2022)
"""Too few pupils to publish."""
SECRET_BY_SEX = ("calvaire-saint-pierre", "jeunes-sans-emploi-ni-ecole", 2021)
"""Too few young women; the young men's value is hidden too, since it would give hers away."""
CORRECTED = ("chemin-vert", "taux-de-pauvrete", 2021)
"""Published with a mistake, then corrected."""
MISTAKE = 42.6
