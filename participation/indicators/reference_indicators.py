"""The catalogue of indicators that the observatory of the contract can fill.

Names, units and producers are those of the published sources named in each definition. No value stands here, and what
compares with what is said for each: the rest of the territory as the presentation of the contract asks, unless the
number cannot be taken apart (a median) or is read by municipality.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import AreaKind, Direction, Family, Indicator, Measure
from participation.territory.models import Institution, Orientation

OBSERVATORY = "agence-d-urbanisme"
CENSUS = "Insee, recensement de la population"
INCOMES = "Insee, Filosofi"
CENSUS_LIMITS = (
    "Le recensement additionne cinq années d’enquête. Deux valeurs se comparent à cinq ans d’écart, pas d’une année à "
    "l’autre."
)
SMALL = "Dans un petit quartier, quelques personnes de plus ou de moins changent le résultat."


@dataclass(frozen=True)
class IndicatorFact:
    """One indicator: what it counts, in plain words."""

    code: str
    theme: str
    name: str
    question: str
    definition: str
    limits: str
    unit: str = "%"
    measure: Measure = Measure.RATE
    direction: Direction = Direction.NEUTRAL
    among: str = ""
    """Of whom a rate is; empty for what is not a rate."""
    decimals: int = 0
    baseline: AreaKind = AreaKind.REST
    orientation: int | None = None
    family: Family = Family.NEIGHBOURHOODS
    institution: str = OBSERVATORY
    is_fictitious: bool = False


PEOPLE, BUSINESS, SCHOOL = "Habitants", "Activité économique", "École et formation"
WORK, HOUSING, INCOME = "Emploi", "Logement", "Revenus"

CATALOGUE = (
    IndicatorFact(
        "population-municipale",
        PEOPLE,
        "Population municipale",
        "Combien de personnes habitent le quartier\u00a0?",
        f"Nombre de personnes qui ont leur résidence habituelle dans le quartier. Source\u00a0: {CENSUS}.",
        "L’Insee ne publie pas ce nombre chaque année pour les quartiers. Il change aussi quand les limites changent.",
        unit="habitants",
        measure=Measure.COUNT,
    ),
    IndicatorFact(
        "familles-monoparentales",
        PEOPLE,
        "Part des familles monoparentales",
        "Combien de familles ont un seul parent à la maison\u00a0?",
        f"Part des familles où un seul parent vit avec ses enfants, parmi toutes les familles. Source\u00a0: {CENSUS}.",
        CENSUS_LIMITS,
        among="familles",
        decimals=1,
    ),
    IndicatorFact(
        "etablissements",
        BUSINESS,
        "Nombre d’établissements",
        "Combien d’entreprises et de commerces sont installés ici\u00a0?",
        "Nombre de lieux où une entreprise exerce son activité. Source\u00a0: Insee, Sirene.",
        "Une personne qui travaille seule chez elle compte comme un grand magasin.",
        unit="établissements",
        measure=Measure.COUNT,
        direction=Direction.UP,
        orientation=1,
    ),
    IndicatorFact(
        "creations-d-etablissements",
        BUSINESS,
        "Créations d’établissements dans l’année",
        "Combien d’activités ont été créées dans l’année\u00a0?",
        "Nombre de lieux d’activité créés dans l’année, micro-entrepreneurs compris. Source\u00a0: Insee, Sirene.",
        "Une création déclarée peut n’avoir encore aucune activité.",
        unit="créations",
        measure=Measure.COUNT,
        direction=Direction.UP,
        orientation=1,
    ),
    IndicatorFact(
        "reussite-au-brevet",
        SCHOOL,
        "Réussite au diplôme national du brevet",
        "Combien d’élèves réussissent le brevet\u00a0?",
        "Part des élèves reçus, parmi ceux qui se sont présentés au brevet et qui habitent ici. "
        "Source\u00a0: rectorat et DEPP, ministère de l’Éducation nationale.",
        SMALL,
        among="élèves",
        direction=Direction.UP,
        decimals=1,
        orientation=2,
    ),
    IndicatorFact(
        "retard-en-sixieme",
        SCHOOL,
        "Retard à l’entrée en sixième",
        "Combien d’élèves entrent en sixième avec un an ou plus de retard\u00a0?",
        "Part des élèves qui ont au moins un an de plus que l’âge habituel, parmi ceux qui entrent en sixième. "
        "Source\u00a0: rectorat et DEPP, ministère de l’Éducation nationale.",
        SMALL,
        among="élèves",
        direction=Direction.DOWN,
        decimals=1,
        orientation=2,
    ),
    IndicatorFact(
        "diplome-inferieur-au-bac",
        SCHOOL,
        "Sans diplôme ou diplôme inférieur au baccalauréat",
        "Combien de personnes n’ont pas le baccalauréat\u00a0?",
        "Part des personnes de 15 ans ou plus, sorties de l’école, dont le diplôme est inférieur au baccalauréat. "
        f"Source\u00a0: {CENSUS}.",
        f"{CENSUS_LIMITS} Un diplôme obtenu à l’étranger peut ne pas être compté.",
        among="personnes",
        direction=Direction.DOWN,
        decimals=1,
        orientation=2,
    ),
    IndicatorFact(
        "taux-d-emploi",
        WORK,
        "Taux d’emploi des 15 à 64 ans",
        "Combien d’adultes ont un emploi\u00a0?",
        f"Part des personnes de 15 à 64 ans qui ont un emploi. Source\u00a0: {CENSUS}.",
        f"{CENSUS_LIMITS} Les étudiants et les jeunes retraités comptent parmi les personnes sans emploi.",
        among="personnes de 15 à 64 ans",
        direction=Direction.UP,
        decimals=1,
        orientation=1,
    ),
    IndicatorFact(
        "emplois-precaires",
        WORK,
        "Part des emplois précaires",
        "Combien d’emplois ne sont pas stables\u00a0?",
        "Part des contrats courts, de l’intérim, des emplois aidés, de l’apprentissage et des stages, parmi les "
        f"emplois salariés. Source\u00a0: {CENSUS}.",
        CENSUS_LIMITS,
        among="emplois salariés",
        direction=Direction.DOWN,
        decimals=1,
        orientation=1,
    ),
    IndicatorFact(
        "jeunes-sans-emploi-ni-ecole",
        WORK,
        "Jeunes de 16 à 25 ans ni à l’école ni en emploi",
        "Combien de jeunes n’ont ni école ni emploi\u00a0?",
        f"Part des jeunes de 16 à 25 ans qui n’étudient pas et n’ont pas d’emploi. Source\u00a0: {CENSUS}.",
        CENSUS_LIMITS,
        among="jeunes de 16 à 25 ans",
        direction=Direction.DOWN,
        decimals=1,
        orientation=1,
    ),
    IndicatorFact(
        "demandeurs-d-emploi",
        WORK,
        "Demandeurs d’emploi de catégorie A",
        "Combien de personnes cherchent un emploi et n’en ont aucun\u00a0?",
        "Nombre de personnes inscrites, sans aucun emploi et tenues d’en chercher un, à la fin de l’année. "
        "Source\u00a0: Pôle emploi (aujourd’hui France Travail) et Dares.",
        "Ce n’est pas un taux de chômage. Qui n’est pas inscrit n’est pas compté.",
        unit="personnes",
        measure=Measure.COUNT,
        direction=Direction.DOWN,
        orientation=1,
    ),
    IndicatorFact(
        "logements-sociaux",
        HOUSING,
        "Part des logements sociaux",
        "Combien de logements sont sociaux\u00a0?",
        "Part des logements loués par un bailleur social, parmi les résidences principales. "
        "Source\u00a0: répertoire des logements locatifs sociaux (RPLS) et Insee.",
        "C’est un fait du quartier, ni bon ni mauvais. La comparaison porte sur toute la commune.",
        among="logements",
        decimals=1,
        baseline=AreaKind.MUNICIPALITY,
        orientation=3,
    ),
    IndicatorFact(
        "logements-sociaux-vacants",
        HOUSING,
        "Part des logements sociaux vacants",
        "Combien de logements sociaux sont vides\u00a0?",
        "Part des logements proposés à la location et sans locataire, parmi les logements sociaux. "
        "Source\u00a0: répertoire des logements locatifs sociaux (RPLS).",
        "Des logements vidés avant des travaux peuvent être comptés.",
        among="logements sociaux",
        direction=Direction.DOWN,
        decimals=1,
        orientation=3,
    ),
    IndicatorFact(
        "revenu-median",
        INCOME,
        "Revenu disponible médian par unité de consommation",
        "Avec combien d’argent vit-on ici\u00a0?",
        "La moitié des personnes vivent avec moins, l’autre moitié avec plus. Le revenu du foyer, aides comprises et "
        f"impôts payés, est rapporté au nombre et à l’âge de ses membres. Source\u00a0: {INCOMES}.",
        "Une médiane ne se soustrait pas\u00a0: la comparaison porte sur tout le territoire, quartiers compris.",
        unit="€ par an",
        measure=Measure.AMOUNT,
        direction=Direction.UP,
        baseline=AreaKind.TERRITORY,
    ),
    IndicatorFact(
        "taux-de-pauvrete",
        INCOME,
        "Taux de pauvreté à 60\u00a0%",
        "Combien de personnes vivent avec peu d’argent\u00a0?",
        "Part des personnes dont le niveau de vie est inférieur à 60\u00a0% du niveau de vie médian en France. "
        f"Source\u00a0: {INCOMES}.",
        "L’Insee ne le publie pas quand trop peu de foyers sont concernés. Il dit l’argent, pas la vie du quartier.",
        among="personnes",
        direction=Direction.DOWN,
        decimals=1,
    ),
)


def load(session: Session) -> int:
    """Write the catalogue; return how many rows were new. What a team changed since stays as it is."""
    return load_indicators(session, CATALOGUE)


def load_indicators(session: Session, facts: tuple[IndicatorFact, ...]) -> int:
    """Write those that are not there yet, in the order given; return how many were new."""
    known = set(session.scalars(sa.select(Indicator.code)))
    orientations = dict(session.execute(sa.select(Orientation.number, Orientation.id)).all())
    institutions = dict(session.execute(sa.select(Institution.code, Institution.id)).all())
    new = [
        Indicator(
            code=fact.code,
            family=fact.family,
            theme=fact.theme,
            position=position,
            name=fact.name,
            question=fact.question,
            among=fact.among,
            unit=fact.unit,
            measure=fact.measure,
            decimals=fact.decimals,
            direction=fact.direction,
            baseline=fact.baseline,
            orientation_id=orientations.get(fact.orientation) if fact.orientation else None,
            institution_id=institutions.get(fact.institution),
            definition=fact.definition,
            limits=fact.limits,
            is_fictitious=fact.is_fictitious,
        )
        for position, fact in enumerate(facts, start=1)
        if fact.code not in known
    ]
    session.add_all(new)
    session.flush()
    return len(new)
