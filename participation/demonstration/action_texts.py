"""Flagship actions of the demonstration, by orientation: invented, like who leads the teams and who takes part."""

from dataclasses import dataclass

ALL: tuple[str, ...] = ()
CONTACT = "Maison de quartier (lieu fictif), 06\u00a039\u00a098\u00a000\u00a000"


@dataclass(frozen=True)
class Told:
    """An action as its team tells it; `places` and `partners` are codes, no place means all neighbourhoods."""

    title: str
    text: str
    places: tuple[str, ...]
    partners: tuple[str, ...]
    shows: str
    """What shows its effects."""


LEADS = {
    1: ("chambre-des-metiers", "mefac"),
    2: ("education-nationale", "communes"),
    3: ("caen-la-mer", "departement"),
}
"""No document we know says who leads a team: these are for the demonstration alone."""
SCALE = (
    ("Pas commencée", "Rien n’a encore été fait."),
    ("Préparée", "Les partenaires se sont mis d’accord. Rien n’est visible dans le quartier."),
    ("Commencée", "Des habitantes et des habitants en profitent déjà."),
    ("Des effets visibles", "Ce qui était prévu est fait, et cela se voit."),
    ("Des effets durables", "Les effets restent quand l’action s’arrête."),
)
ACTIONS = {
    1: (
        Told(
            "Un café de l’emploi au pied des immeubles",
            "Chaque mardi, des conseillers reçoivent sans rendez-vous dans une salle du quartier.\n\n"
            "On y prépare un CV, un entretien, ou une idée d’entreprise.",
            ("chemin-vert", "gueriniere"),
            ("pole-emploi", "departement"),
            "48 personnes reçues, 19 ont trouvé un emploi ou une formation (chiffres fictifs).",
        ),
        Told(
            "Le bus des métiers",
            "Un bus s’arrête sur les marchés. Des artisans y montrent leur métier et accueillent en stage.",
            ALL,
            ("pole-emploi", "region"),
            "12 arrêts, 31 stages proposés (chiffres fictifs).",
        ),
        Told(
            "Créer son activité, de l’idée au premier client",
            "Douze personnes sont accompagnées pendant six mois, avec un local à prix réduit.",
            ("pierre-heuze", "herouville-saint-clair"),
            ("pole-emploi", "caen-la-mer"),
            "7 activités ouvertes, dont 4 par des femmes (chiffres fictifs).",
        ),
        Told(
            "Garde d’enfants pendant les formations",
            "Deux haltes-garderies ouvrent plus tôt pour les parents en formation.",
            ("grace-de-dieu", "calvaire-saint-pierre"),
            ("departement", "communes"),
            "22 familles accueillies (chiffre fictif).",
        ),
    ),
    2: (
        Told(
            "Le café des parents à l’école",
            "Une fois par mois, les parents sont reçus dans l’école, autour d’un café.\n\n"
            "Ils y parlent des devoirs, de l’orientation et de la vie de la classe.",
            ("grace-de-dieu", "pierre-heuze"),
            ("departement",),
            "9 rencontres, 63 parents venus au moins une fois (chiffres fictifs).",
        ),
        Told(
            "Des étudiants lisent avec les enfants",
            "Deux soirs par semaine, des étudiants lisent avec des enfants de six à huit ans.",
            ALL,
            ("caen-la-mer",),
            "110 enfants, 34 étudiants (chiffres fictifs).",
        ),
        Told(
            "La fête des langues",
            "Les familles préparent ensemble une journée de contes, de cuisine et de musique.",
            ("herouville-saint-clair", "colombelles"),
            ("communes", "region"),
            "Plus de 400 personnes, 17 langues (chiffres fictifs).",
        ),
        Told(
            "Un stage de troisième pour chacun",
            "Trente entreprises et services publics réservent des stages aux collèges des quartiers.",
            ("chemin-vert", "gueriniere", "calvaire-saint-pierre"),
            ("etat", "chambre-des-metiers"),
            "86 stages trouvés pour 90 élèves (chiffres fictifs).",
        ),
    ),
    3: (
        Told(
            "Trois jardins partagés",
            "Des habitants dessinent, plantent et tiennent un jardin au milieu des immeubles.",
            ("chemin-vert", "gueriniere", "colombelles"),
            ("communes", "agence-d-urbanisme"),
            "Trois jardins ouverts, 74 foyers jardiniers (chiffres fictifs).",
        ),
        Told(
            "Marches de nuit avec les habitantes",
            "Des habitantes montrent aux services les lampes éteintes et les passages étroits.\n\n"
            "Chaque marche finit par une liste de réparations, avec un jour.",
            ALL,
            ("communes", "etat"),
            "6 marches, 58 réparations demandées, 41 faites (chiffres fictifs).",
        ),
        Told(
            "Des bancs, de l’ombre, de l’eau",
            "Chaque place choisie reçoit des bancs, des arbres et un point d’eau.",
            ("pierre-heuze", "calvaire-saint-pierre"),
            ("communes",),
            "2 places sur 3 sont aménagées (chiffres fictifs).",
        ),
        Told(
            "Réparer plutôt que jeter",
            "Un atelier aide à réparer vélos et petits appareils, le samedi.",
            ("grace-de-dieu", "herouville-saint-clair"),
            ("caen-la-mer", "region"),
            "320 objets réparés (chiffre fictif).",
        ),
    ),
}
STOPPED_FOR = (
    "La salle prévue a fermé pour travaux (raison fictive). "
    "L’équipe cherche un autre lieu pour l’an prochain."
)
COUNCILS_SAY = (
    "Les gens qui sont venus sont contents. Mais beaucoup ne l’ont pas su (avis fictif).",
    "Cela change la vie du quartier. Le conseil demande que l’action continue (avis fictif).",
    "L’horaire ne convient pas à ceux qui travaillent. Le conseil propose le samedi (avis fictif).",
)
