"""Examples of what the contract may add, three an orientation. The contract names none: all of them are fictitious."""

from sqlalchemy.orm import Session

from participation.indicators.models import Direction, Family, Measure
from participation.indicators.reference_indicators import IndicatorFact, load_indicators

WHO = "caen-la-mer"
WORK, SCHOOL, PLACE = "Emploi et activité", "École, parents, lien social", "Cadre de vie"
TOLD = "Ce que disent les services qui mènent les actions. Une personne peut être comptée deux fois."


def _example(
    code: str, orientation: int, theme: str, name: str, question: str, unit: str, definition: str, among: str = ""
) -> IndicatorFact:
    return IndicatorFact(
        code,
        theme,
        name,
        question,
        f"Exemple fictif. {definition}",
        TOLD,
        unit=unit,
        measure=Measure.RATE if among else Measure.COUNT,
        direction=Direction.UP,
        among=among,
        orientation=orientation,
        family=Family.ADDED_VALUE,
        institution=WHO,
        is_fictitious=True,
    )


EXAMPLES = (
    _example(
        "emplois-trouves",
        1,
        WORK,
        "Emplois trouvés avec une action du contrat",
        "Combien de personnes ont trouvé un emploi avec une action du contrat\u00a0?",
        "personnes",
        "Personnes qui habitent un quartier et ont un emploi six mois après l’action.",
    ),
    _example(
        "activites-accompagnees",
        1,
        WORK,
        "Activités créées avec un accompagnement",
        "Combien d’activités ont été créées avec un accompagnement\u00a0?",
        "activités",
        "Activités ouvertes dans l’année par des personnes accompagnées.",
    ),
    _example(
        "femmes-accompagnees",
        1,
        WORK,
        "Part des femmes parmi les personnes accompagnées",
        "Combien de femmes sont accompagnées vers l’emploi\u00a0?",
        "%",
        "Part des femmes parmi les personnes accompagnées vers l’emploi.",
        among="personnes accompagnées",
    ),
    _example(
        "parents-accueillis",
        2,
        SCHOOL,
        "Parents accueillis à l’école",
        "Combien de parents sont venus aux rencontres de l’école\u00a0?",
        "parents",
        "Parents venus au moins une fois dans l’année.",
    ),
    _example(
        "enfants-suivis",
        2,
        SCHOOL,
        "Enfants suivis par la réussite éducative",
        "Combien d’enfants ont un accompagnement personnel\u00a0?",
        "enfants",
        "Enfants suivis au moins trois mois dans l’année.",
    ),
    _example(
        "benevoles",
        2,
        SCHOOL,
        "Bénévoles des actions du contrat",
        "Combien d’habitants donnent de leur temps\u00a0?",
        "bénévoles",
        "Habitants qui aident au moins une fois par mois.",
    ),
    _example(
        "logements-renoves",
        3,
        PLACE,
        "Logements rénovés dans l’année",
        "Combien de logements ont été rénovés\u00a0?",
        "logements",
        "Logements dont les travaux ont pris fin dans l’année.",
    ),
    _example(
        "lieux-partages",
        3,
        PLACE,
        "Lieux partagés ouverts",
        "Combien de jardins et de lieux partagés sont ouverts\u00a0?",
        "lieux",
        "Lieux ouverts aux habitants à la fin de l’année.",
    ),
    _example(
        "bien-dans-son-quartier",
        3,
        PLACE,
        "Habitants qui se sentent bien dans leur quartier",
        "Combien d’habitants se sentent bien dans leur quartier\u00a0?",
        "%",
        "Part des réponses «\u00a0oui\u00a0» à une enquête auprès des habitants.",
        among="habitants interrogés",
    ),
)


def load_examples(session: Session) -> int:
    """Write the examples that are not there yet, for a demonstration; return how many were new."""
    return load_indicators(session, EXAMPLES)
