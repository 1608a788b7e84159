"""What the partners of the demonstration promise, and how far they say they are. All of it is fictitious.

A year reads « 12:9:u »: planned, done, state; a number that is left out was not told, « - » is a year without news.
States: k kept, u under way, l late, d given up.
"""

from dataclasses import dataclass

YEARS = 5
"""The last one is the year in which the demonstration is loaded."""
NEW = (
    "Bailleur des Tilleuls (fictif)",
    "Caisse de protection sociale (fictive)",
    "Club d’entreprises des quartiers (fictif)",
    "Fédération de centres d’animation (fictive)",
    "Maison de santé des Deux Places (fictive)",
    "Mission pour l’emploi des jeunes (fictive)",
    "Office des sports de quartier (fictif)",
    "Régie de transports du Canal (fictive)",
)
"""Partners beyond those that a source names."""


@dataclass(frozen=True)
class Pledge:
    """One promise of one partner."""

    partner: str
    """Code of an institution of the reference, or the name of a new one."""
    orientation: int
    title: str
    unit: str | None
    told: str
    """Five years, the last one the present."""
    places: tuple[str, ...] = ()
    comment: str = ""
    """Of the last year told."""
    proof: str | None = None


PLEDGES = (
    Pledge(
        "etat", 1, "Réserver des postes d’adultes-relais aux quartiers.", "postes",
        "12:12:k 12:11:l 12:12:k 14:14:k 14:9:u",
    ),
    Pledge(
        "etat", 2, "Ouvrir les collèges le soir pour l’aide aux devoirs.", "collèges",
        "2:2:k 3:2:l 3:3:k 4:4:k 4:3:u", comment="Le quatrième ouvre en janvier.",
    ),
    Pledge(
        "caen-la-mer", 3, "Refaire une allée piétonne par an avec les habitants.", "allées",
        "1:1:k 1:1:k 1:0:l 1:1:k 1::u", ("chemin-vert", "gueriniere"),
        "Le tracé est choisi. Les travaux commencent au printemps.",
    ),
    Pledge(
        "caen-la-mer", 1, "Prévoir des heures d’insertion dans les marchés de travaux.", "heures",
        "8000:7600:l 8000:8200:k 9000:9100:k 9000:9400:k 10000:10350:k",
        comment="Quarante personnes ont travaillé.", proof="Bilan des clauses sociales (fictif), page 4",
    ),
    Pledge("caen-la-mer", 2, "Prêter une salle par quartier aux fêtes d’habitants.", None, "- ::u ::k ::k -"),
    Pledge(
        "communes", 3, "Réparer une lampe signalée en moins de quinze jours.", "lampes",
        "60:52:l 60:58:u 60:60:k 60:44:l 60:31:l", comment="Un fournisseur a manqué d’avril à juin.",
    ),
    Pledge(
        "communes", 2, "Tenir une fête de quartier préparée avec les habitants.", "fêtes",
        "7:5:u 7:7:k 7:7:k 7:7:k 7:7:k", comment="Sept quartiers, sept fêtes.",
    ),
    Pledge(
        "region", 1, "Ouvrir des formations courtes au pied des immeubles.", "places",
        "40:36:u 40:44:k 50:50:k 50:48:u 60::u",
    ),
    Pledge(
        "region", 3, "Aider à isoler des logements du Chemin Vert.", "logements",
        "80:80:k 90:70:l 90:90:k 100:102:k 100:65:u", ("chemin-vert",),
    ),
    Pledge(
        "departement", 2, "Tenir une permanence de parents dans chaque quartier.", "permanences",
        "7:4:l 7:5:l 7:7:k 7:7:k 7:7:k",
    ),
    Pledge(
        "departement", 1, "Accompagner vers l’emploi des personnes au RSA.", "personnes",
        "150:140:u 150:161:k 160:150:u - 160:90:u",
    ),
    Pledge(
        "chambre-des-metiers", 1, "Tenir des ateliers « Créer son activité ».", "ateliers",
        "6:6:k 6:4:l 8:8:k 8:9:k 8:5:u", comment="Trois ateliers restent, dont un le samedi.",
    ),
    Pledge(
        "chambre-des-metiers", 1, "Trouver un parrain artisan à des apprentis des quartiers.", "apprentis",
        "10:7:u 10:9:u 12:12:k 12:13:k -",
    ),
    Pledge(
        "mefac", 1, "Tenir à jour un guide unique des aides à la reprise d’emploi.", None,
        "::u ::k ::k ::k ::k", proof="https://example.org/guide-fictif",
    ),
    Pledge(
        "pole-emploi", 1, "Recevoir une fois par mois dans chaque maison de quartier.", "rencontres",
        "70:61:u 77:77:k 77:80:k 77:70:u 77:50:u",
    ),
    Pledge(
        "pole-emploi", 1, "Proposer un essai en entreprise aux jeunes qui s’inscrivent.", "essais",
        "90:90:k 90:84:u 100:107:k 100:98:u -",
    ),
    Pledge(
        "education-nationale", 2, "Ouvrir un espace parents dans chaque école.", "écoles",
        "8:6:u 10:9:u 12:12:k 13:13:k 14:14:k", comment="Toutes les écoles des quartiers en ont un.",
    ),
    Pledge(
        NEW[0], 3, "Nettoyer les halls le lendemain d’un signalement.", "halls",
        "- 200:180:u 200:204:k 220:221:k 220:150:u", ("gueriniere", "pierre-heuze"),
    ),
    Pledge(
        NEW[0], 3, "Visiter chaque immeuble avec ses habitants une fois par an.", "visites",
        "30:30:k 30:12:l 30:30:k 32:32:k 32:32:k",
    ),
    Pledge(
        NEW[1], 2, "Expliquer leurs droits aux familles, sans rendez-vous.", "journées",
        "12:12:k 12:12:k 14:12:u 14:14:k 14:8:u",
    ),
    Pledge(NEW[1], 2, "Aider les départs en vacances.", "familles", "60:55:u 60:62:k 70:70:k 70:66:u -"),
    Pledge(
        NEW[2], 1, "Faire visiter des entreprises à des collégiens.", "visites",
        "5:5:k 5:5:k 6:3:l 6:6:k 6:7:k",
    ),
    Pledge(NEW[2], 1, "Publier les offres de stage dans les maisons de quartier.", None, "::u ::l ::k ::k ::u"),
    Pledge(
        NEW[3], 2, "Ouvrir une salle de jeux le samedi.", "samedis", "30:22:l 30:30:k 36:36:k 36:38:k 36:24:u",
        ("calvaire-saint-pierre", "colombelles"),
    ),
    Pledge(
        NEW[3], 2, "Former des animateurs qui habitent les quartiers.", "personnes",
        "8:8:k 8:8:k 8:7:u 10:10:k 10:10:k",
    ),
    Pledge(
        NEW[4], 3, "Recevoir sans rendez-vous deux soirs par semaine.", "soirs", "- - 90:88:u 90:92:k 90:61:u",
        ("herouville-saint-clair",),
    ),
    Pledge(
        NEW[4], 2, "Tenir un atelier sur l’alimentation avec les écoles.", "ateliers",
        "- 6:6:k 6:5:u 6:6:k 6:0:l", comment="L’animatrice est absente. Un remplacement est cherché.",
    ),
    Pledge(
        NEW[5], 1, "Suivre chaque jeune qui quitte l’école sans diplôme.", "jeunes",
        "110:90:l 110:101:u 110:112:k 120:118:u 120:70:u",
    ),
    Pledge(
        NEW[5], 1, "Prêter des vélos pour aller au travail.", "vélos", "10:10:k 15:15:k 20:12:l 20:20:k ::d",
        comment="Le service est repris par la régie de transports (situation fictive).",
    ),
    Pledge(
        NEW[6], 2, "Ouvrir des créneaux de sport aux femmes.", "heures par semaine",
        "4:4:k 5:5:k 6:5:u 7:7:k 8:8:k",
    ),
    Pledge(
        NEW[6], 3, "Rénover un terrain de proximité par an.", "terrains", "1:1:k 1:1:k 1:1:k 1:0:l 1:0:u",
        ("grace-de-dieu",),
    ),
    Pledge(
        NEW[7], 3, "Faire passer un bus toutes les dix minutes le soir.", "quartiers desservis",
        "3:3:k 4:4:k 5:4:l 5:5:k 6:6:k",
    ),
    Pledge(NEW[7], 1, "Vendre le ticket à prix réduit dans les maisons de quartier.", None, "::k ::k ::k ::k -"),
)  # fmt: skip
SOURCED = {
    "chambre-des-metiers": "::u ::k ::k ::k -",
    "mefac": "::u ::u ::k ::k ::u",
    "education-nationale": "::k ::k ::l ::k ::k",
}
"""What is invented of the three promises that the presentation gives, by partner."""
