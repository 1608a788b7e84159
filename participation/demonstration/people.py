"""Fictitious people, enough of them to look like a town: combined from two lists, none taken from anywhere."""

from dataclasses import dataclass

from participation.bodies.models import Gender

WOMEN = (
    "Amina", "Solène", "Fatoumata", "Maryvonne", "Leïla", "Chantal", "Inès", "Océane", "Zeynep", "Mireille", "Nadia",
    "Capucine", "Rokhaya", "Lucette", "Samira", "Apolline", "Oksana", "Josiane", "Khadija", "Eulalie",
)
MEN = (
    "Mehdi", "Gwendal", "Ousmane", "Raymond", "Yanis", "Lilian", "Ibrahim", "Maxence", "Cem", "Roland", "Karim",
    "Firmin", "Mamadou", "Lucien", "Bilal", "Anatole", "Dmytro", "Marcel", "Tarek", "Aurélien",
)
FAMILIES = (
    "Aubépine", "Bellerive", "Clairval", "Dunoyer-Fictif", "Estuaire", "Fauvette", "Grandpré", "Hirondelle", "Islande",
    "Jonquille", "Kersaint", "Lavandou", "Mirabelle", "Noisetier", "Ormeau", "Pervenche", "Quatrevents", "Rivage",
    "Sansonnet", "Tournesol", "Univers", "Verveine", "Wagonnet", "Yeuse", "Zinnia",
)  # fmt: skip
OLDEST_BIRTH_YEAR = 1941
BIRTH_YEARS = 67


@dataclass(frozen=True)
class Fictitious:
    """Somebody who does not exist."""

    name: str
    gender: Gender | None
    birth_year: int
    publishes_name: bool


def fictitious(number: int) -> Fictitious:
    """Return the person of a number: always the same, never the same as another below 500."""
    is_woman = number % 2 == 0
    first = (WOMEN if is_woman else MEN)[(number // 2) % 20]
    family = FAMILIES[(number * 7 + number // 40) % len(FAMILIES)]
    gender = Gender.FEMALE if is_woman else Gender.MALE
    has_answered = number % 13 != 5
    return Fictitious(
        name=f"{first} {family}",
        gender=gender if has_answered else None,
        birth_year=OLDEST_BIRTH_YEAR + (number * 29) % BIRTH_YEARS,
        publishes_name=number % 3 != 0,
    )
