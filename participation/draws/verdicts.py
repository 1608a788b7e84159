"""What a check of a draw found, in plain French, for the command line."""

from collections.abc import Mapping

STEPS = {
    0: "lecture du fichier",
    1: "fiches des personnes",
    2: "liste scellée",
    3: "annonce et secret",
    4: "scellé",
    5: "hasard public",
    6: "graine",
    7: "ordre",
    8: "sélection",
    9: "sélection par panels",
    10: "remplacements",
    11: "forme du fichier",
    12: "reçu",
    14: "assurance",
}
SENTENCES = {
    "closed_profile": "La fiche d’une personne est fermée et devrait être ouverte.",
    "contributions": "Le hasard public n’a pas le nombre d’éléments prévu.",
    "dice_count": "Il n’y a pas le bon nombre de dés.",
    "dice_digit": "Un chiffre n’est sur aucune face des dés.",
    "duplicate_key": "Le fichier dit deux fois la même chose.",
    "empty_pool": "La liste est vide.",
    "entry": "Une personne de la liste n’est plus comme elle a été scellée.",
    "hex": "Une empreinte n’a pas la bonne écriture.",
    "journal_seal": "L’empreinte de la liste scellée n’est pas celle du journal.",
    "journal_session": "L’heure ou le lieu scellés ne sont pas ceux du journal.",
    "journal_substitutions": "Les remplacements ne sont pas ceux du journal.",
    "keys": "Il manque une partie du fichier, ou une partie est de trop.",
    "leaf": "Une personne de la liste n’est plus comme elle a été scellée.",
    "not_json": "Ce fichier n’est pas du JSON.",
    "plan": "Le hasard public n’est pas celui qui était prévu.",
    "quota": "Le résultat ne respecte pas les quotas.",
    "rehearsal": "C’est une répétition. Ajoutez --rehearsal pour la vérifier quand même.",
    "root": "La liste n’est pas celle qui a été scellée.",
    "seal": "Ce qui a été scellé n’est pas ce que dit le fichier.",
    "secret": "Le secret n’est pas celui qui était promis à l’annonce.",
    "seed": "La graine ne suit pas du hasard et du secret.",
    "selected": "La règle donne d’autres numéros tirés au sort.",
    "size": "La liste n’a pas la taille scellée.",
    "substitution": "Un remplacement ne suit pas la règle.",
    "witness_entries": "Le fichier des témoins ne liste pas exactement les fiches fermées.",
    "witness_stale": "Le fichier des témoins date d’avant un remplacement : demandez le fichier à jour.",
    "tampered": "La liste scellée a changé dans la base de données.",
}
UNCHECKED = {
    "profiles": "les fiches fermées",
    "portfolio": "les panels",
    "selected": "les numéros tirés au sort",
    "substitutions": "les remplacements",
}
PARAMETERS = {
    "index": "Numéro",
    "number": "Numéro",
    "position": "Place",
    "sequence": "Remplacement",
    "path": "Endroit",
    "expected": "Attendu",
    "found": "Trouvé",
}
ASSURANCES = {
    "A": "hasard lancé en public, après le scellé",
    "C": "répétition : l’organisateur pouvait recommencer",
}


def broken(step: int | None, code: str, params: Mapping[str, object]) -> str:
    """Return what does not hold: where, what, what was expected and what was found."""
    where = f" à l’étape {step} ({STEPS.get(step, 'autre')})" if step is not None else ""
    what = SENTENCES.get(code, "Le fichier ne tient pas.")
    lines = [f"Rompu{where}. {what} (code : {code})"]
    lines += [f"{words} : {_shown(params[name])}" for name, words in PARAMETERS.items() if name in params]
    return "\n".join(lines)


def assurance(letter: str) -> str:
    """Return what the assurance means."""
    return f"Assurance {letter} : {ASSURANCES[letter]}."


def unchecked(name: str) -> str:
    """Return what closed profiles kept from being checked."""
    return f"Non vérifié : {UNCHECKED.get(name, name)}"


def _shown(value: object) -> str:
    if value is None:
        return "rien"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_shown(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_shown(each) for each in value) or "rien"
    return str(value)
