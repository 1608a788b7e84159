"""What the dashboards of the demonstration say: analyses, changes, highlights. All of it is fictitious."""

from collections.abc import Callable
from dataclasses import dataclass

from participation.demonstration import drawn_pictures as drawn
from participation.indicators.models import HighlightKind

INITIATIVE, EVENT, SITE = HighlightKind.INITIATIVE, HighlightKind.EVENT, HighlightKind.SITE
CREDIT = "Dessin fait pour la démonstration"
CONSENT = "Un dessin\u00a0: personne n’est montré (fictif)"
SCENES: dict[HighlightKind, tuple[Callable[[int], bytes], str]] = {
    INITIATIVE: (drawn.garden, "Dessin\u00a0: un jardin au pied de deux tours, des fleurs et trois jeunes arbres"),
    EVENT: (drawn.feast, "Dessin\u00a0: une place prête pour la fête, des fanions et trois tables dressées"),
    SITE: (drawn.site, "Dessin\u00a0: une maison derrière son échafaudage, une grue et une barrière de chantier"),
}


@dataclass(frozen=True)
class Told:
    """One highlight."""

    back: int
    """Years before the present one."""
    kind: HighlightKind
    code: str
    """Of the neighbourhood; empty for several."""
    title: str
    place: str
    story: str
    is_public: bool = True


HIGHLIGHTS = (
    Told(
        3, INITIATIVE, "chemin-vert", "Un jardin au pied des tours", "Cour des Tilleuls (lieu fictif)",
        "Trente voisins ont retourné la pelouse de la cour. Ils y cultivent des légumes et des fleurs.\n\n"
        "Le mercredi, les enfants arrosent. En été, chacun repart avec un panier (récit fictif).",
    ),
    Told(
        3, EVENT, "pierre-heuze", "La grande table", "Place du Marché (lieu fictif)",
        "Cent personnes ont mangé ensemble, dehors, un dimanche de juin. Chaque immeuble avait apporté un plat.\n\n"
        "Deux associations se sont connues ce jour-là. Elles font depuis la fête ensemble (récit fictif).",
    ),
    Told(
        3, SITE, "gueriniere", "La passerelle refaite", "Passerelle du Parc (lieu fictif)",
        "La passerelle a rouvert, large et éclairée. Les habitants ont choisi sa couleur.\n\n"
        "On rejoint l’école et le tram sans escalier (récit fictif).",
    ),
    Told(
        2, INITIATIVE, "herouville-saint-clair", "L’atelier vélo qui tourne", "Local des Deux-Roues (lieu fictif)",
        "Huit bénévoles apprennent à réparer son vélo. En un an, quatre cents vélos sont repartis.\n\n"
        "Une commune voisine est venue voir comment ils font (récit fictif).",
    ),
    Told(
        2, EVENT, "grace-de-dieu", "Un dimanche de cinéma en plein air", "Stade (lieu fictif)",
        "Les jeunes du quartier ont choisi le film, installé l’écran et accueilli le public.\n\n"
        "Six cents personnes sont venues de toute l’agglomération (récit fictif).",
    ),
    Told(
        2, SITE, "colombelles", "La halle rouverte", "Halle aux Outils (lieu fictif)",
        "La halle fermée depuis dix ans sert de nouveau. Des artisans y louent un établi à la journée.\n\n"
        "Douze emplois y sont nés (récit fictif).",
    ),
    Told(
        1, INITIATIVE, "calvaire-saint-pierre", "Des coups de main entre voisins", "Hall du 12 (lieu fictif)",
        "Un panneau dans le hall\u00a0: d’un côté ce qu’on cherche, de l’autre ce qu’on sait faire.\n\n"
        "Cinquante coups de main en six mois, des courses à la lecture d’un courrier (récit fictif).",
    ),
    Told(
        1, EVENT, "", "Le tournoi des sept quartiers", "Gymnase (lieu fictif)",
        "Sept équipes, autant de filles que de garçons, une seule règle\u00a0: jouer avec qui l’on ne connaît pas.\n\n"
        "La coupe passe de quartier en quartier, avec la photo de tous les joueurs (récit fictif).",
    ),
    Told(
        1, SITE, "chemin-vert", "Trois halls repeints par leurs habitants", "Rue des Peintres (lieu fictif)",
        "Le bailleur a donné la peinture, un artisan du quartier a montré les gestes.\n\n"
        "Vingt habitants ont peint. Depuis, les halls restent beaux (récit fictif).",
    ),
    Told(
        0, EVENT, "gueriniere", "La nuit des histoires", "Bibliothèque (lieu fictif)",
        "Un soir, la bibliothèque est restée ouverte jusqu’à minuit. Des voisins ont lu dans onze langues.\n\n"
        "Deux cents personnes ont écouté, beaucoup de familles (récit fictif).",
    ),
    Told(
        0, INITIATIVE, "pierre-heuze", "Le four à pain du square", "Square (lieu fictif)",
        "Le four est construit. Il cuira son premier pain au printemps (récit fictif).", is_public=False,
    ),
)  # fmt: skip
ANALYSES: dict[int, tuple[str, dict[int, str]]] = {
    4: (
        "Les quartiers gagnent des habitants et des entreprises. Les habitants s’y engagent plus qu’ailleurs.\n\n"
        "La pauvreté recule peu. Nous ne savons pas encore ce que nos actions y changent (analyse fictive).",
        {1: "L’équipe tient une permanence par quartier, pas seulement en centre-ville (fictif)."},
    ),
    3: (
        "Les initiatives d’habitants durent\u00a0: deux sur trois continuent sans nous.\n\n"
        "Les demandeurs d’emploi trouvent mieux les actions qui existent. Les parents viennent davantage à l’école. "
        "Le cadre de vie avance moins vite que prévu (analyse fictive).",
        {
            0: "Le cadre de vie devient la priorité de l’année (fictif).",
            3: "L’équipe suit un chantier par quartier (fictif).",
        },
    ),
    2: (
        "Les chantiers promis avancent. Les associations des quartiers sont citées en exemple.\n\n"
        "Quelques promesses sont en retard. Peu de valeurs de l’année sont là\u00a0: "
        "nous ne concluons rien sur les écarts (analyse fictive).",
        {
            0: "Un partenaire en retard vient dire pourquoi au comité (fictif).",
            2: "L’équipe ouvre ses réunions aux parents (fictif).",
        },
    ),
    1: (
        "Les trois équipes ont tenu leurs neuf actions. Les conseils citoyens donnent leur avis à côté du leur.\n\n"
        "Les nouvelles valeurs de l’observatoire ne sont pas encore là : nous ne concluons rien sur les écarts. "
        "Une action n’a pas été évaluée par son équipe (analyse fictive).",
        {
            0: "Les actions se décident après l’avis des conseils (fictif).",
            1: "L’équipe demande aux entreprises des stages pour les jeunes des quartiers (fictif).",
            3: "L’équipe rend compte deux fois par an au conseil citoyen (fictif).",
        },
    ),
}
"""Years before the present one → the analysis, and what it changes by number of the orientation; 0: the contract."""
