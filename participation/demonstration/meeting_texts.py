"""What the demonstration's meetings talk about and decide. Every person, place and institution in it is fictitious."""

from dataclasses import dataclass

from participation.meetings.models import ItemKind
from participation.meetings.services.items import ItemText

PLACE, ADDRESS = "Maison de quartier, salle bleue (lieu fictif)", "1 place Fictive, 14000 Caen"
ACCESS = "Entrée de plain-pied par la cour. Ascenseur. Arrêt de bus « Fictif » à 100 mètres."
CHILDCARE = "Garde d’enfants dans la salle d’à côté, sans inscription."
LANGUAGES = "Une interprète en langue des signes, sur demande trois jours avant."
CALLS = ("viendra", "message laissé", "viendra avec son enfant")
SOURCE = "Règlement intérieur (fictif), adopté le jour de la création du conseil"


@dataclass(frozen=True)
class Told:
    """One item, and what the minutes say of it."""

    item: ItemText
    minutes: str


def _item(kind: ItemKind, title: str, text: str, minutes: int, speaker: str | None = None) -> ItemText:
    return ItemText(kind, title, text, minutes, speaker)


FIRST = (
    Told(
        _item(ItemKind.INFORMATION, "Faire connaissance", "Un tour de table, sans titre ni fonction.", 20),
        "Chacun dit son prénom et ce qu’il aime dans le quartier. La passerelle revient **neuf fois**.",
    ),
    Told(
        _item(ItemKind.DECISION, "Comment le conseil travaille", "Jours, horaires, prise de parole.", 30, "L’équipe"),
        "Le conseil se réunit un soir par mois, à 18 h 30. Deux personnes par collège préparent l’ordre du jour.\n\n"
        "Une demande : que le CCAS tienne une permanence avant les réunions.",
    ),
    Told(
        _item(ItemKind.DEBATE, "L’éclairage de l’allée des Tilleuls", "Trois lampes sur huit sont éteintes.", 40),
        "Des habitants évitent l’allée le soir. Le commerçant du coin propose de signaler chaque panne.\n\n"
        "- trois lampes ne marchent plus depuis l’été\n- l’allée mène à l’école\n\nLe point n’est pas fini : la "
        "commune doit dire quand elle répare.",
    ),
)
FIRST_SUMMARY = (
    "Le conseil se réunit pour la première fois. Il choisit de se voir un soir par mois.\n\n"
    "Trois lampes de l’allée des Tilleuls sont éteintes. Le conseil demande à la commune de les réparer."
)
FIRST_DISAGREEMENTS = "Deux personnes préfèrent se réunir le samedi matin."
SECOND = (
    Told(
        _item(ItemKind.DECISION, "Des bancs au square", "Un sujet proposé par une habitante.", 30),
        "Le square n’a plus de banc. Le conseil demande trois bancs, dont un à l’ombre.",
    ),
    Told(
        _item(ItemKind.INFORMATION, "Le budget du contrat de ville", "Ce qui est dépensé ici.", 20, "L’ANCT"),
        "La présentation est reportée : la personne invitée n’a pas pu venir.",
    ),
)
SECOND_SUMMARY = "Le conseil demande trois bancs au square. Il relance la commune sur l’éclairage."
THIRD = (
    _item(ItemKind.DEBATE, "La fête du quartier", "Date, musique, qui tient les stands.", 40),
    _item(ItemKind.DECISION, "Avis sur la piste cyclable", "Où passe-t-elle, et quand.", 30, "La commune"),
)
TOPICS = (
    ("Des bancs au square", "Les personnes âgées n’ont plus où s’asseoir."),
    ("Interdire les chats", "Ils sont trop nombreux."),
    ("Une boîte à livres", "Devant la maison de quartier."),
)
REFUSAL = "Le conseil ne peut pas interdire un animal : c’est une question pour la mairie et la loi."
