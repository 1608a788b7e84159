"""The facts of the contract that somebody published, each with where it can be read. Nothing here is a guess.

What no source gives stays empty: the national codes of 2015, the labels of 2015 for two neighbourhoods, the
years of the two population figures. Sentences in French are the sources' own facts, in the authentic
language.
"""

from dataclasses import dataclass
from datetime import date

from participation.territory.models import Commune

PRESENTATION = "Texte de présentation « Le contrat de ville du territoire de Caen la mer »"
CI_VILLE = "ANCT, contrats de ville de l’application ci-ville (contrat CV051), github.com/anct-carto/ci-ville"
COMMUNE_CODES = "ANCT, grille communale de ruralité (codes Insee), github.com/anct-carto/superposeur-V2"
DECREE_2014 = "Décret n° 2014-1750, rectifié par le décret n° 2015-1138"
CENTRES = "ANCT, centres des quartiers (libellés et codes), github.com/anct-carto/superposeur-V2"
DECREE_2023 = f"Décret n° 2023-1314 ; {CENTRES}"
CALL_2019 = "Appel à projets 2019 du contrat de ville de Caen la mer (signataires)"
WATCH_ENDED = "Décret n° 2024-1036, d’après Maire-info (article 29124)"
LEFT_2024 = "Tendance Ouest, actualité 415209 (sortie de la carte en 2024)"

START_2015 = date(2015, 1, 1)
END_2015 = date(2023, 12, 31)
START_2024 = date(2024, 1, 1)


@dataclass(frozen=True)
class ContractFact:
    """The contract."""

    code: str
    name: str
    first_year: int
    last_year: int
    source: str


@dataclass(frozen=True)
class OrientationFact:
    """One priority of the contract."""

    number: int
    name: str
    aim: str


@dataclass(frozen=True)
class MunicipalityFact:
    """One municipality and what the contract makes of it."""

    insee_code: str
    name: str
    status: Commune


@dataclass(frozen=True)
class NeighbourhoodFact:
    """One neighbourhood with its two perimeters; None where no source was found or it left the map."""

    code: str
    name: str
    insee_code: str
    label_2015: str | None
    national_code_2024: str | None
    label_2024: str | None
    reaches_into: tuple[str, ...] = ()
    """Other municipalities into which the perimeter of 2024 reaches."""


@dataclass(frozen=True)
class FigureFact:
    """How many people live in the neighbourhoods of the contract, by one source that gives no year."""

    inhabitants: int
    source: str


@dataclass(frozen=True)
class InstitutionFact:
    """A body named by the contract or by its presentation."""

    code: str
    name: str
    role: str
    is_signatory: bool
    source: str


CONTRACT = ContractFact(
    "CV051", "Contrat de ville de Caen la mer", 2015, 2020, f"{PRESENTATION} ; {CI_VILLE}"
)

ORIENTATIONS = (
    OrientationFact(
        1,
        "Développement économique, emploi, insertion",
        "L’accès à l’emploi des populations qui résident dans les quartiers de la politique de la ville",
    ),
    OrientationFact(
        2,
        "Réussite éducative, accompagnement parental et renforcement du lien social",
        "La réussite éducative pour tous",
    ),
    OrientationFact(3, "Amélioration de la qualité et du cadre de vie", "L’attractivité des quartiers"),
)

MUNICIPALITIES = (
    MunicipalityFact("14118", "Caen", Commune.PRIORITY),
    MunicipalityFact("14327", "Hérouville-Saint-Clair", Commune.PRIORITY),
    MunicipalityFact("14167", "Colombelles", Commune.PRIORITY),
    MunicipalityFact("14341", "Ifs", Commune.WATCH),
    MunicipalityFact("14271", "Fleury-sur-Orne", Commune.WATCH),
    MunicipalityFact("14587", "Saint-Germain-la-Blanche-Herbe", Commune.WATCH),
)

NEIGHBOURHOODS = (
    NeighbourhoodFact("chemin-vert", "Chemin Vert", "14118", "Chemin Vert", "QN01401M", "Chemin Vert"),
    NeighbourhoodFact(
        "grace-de-dieu", "Grâce de Dieu", "14118", "Grâce de Dieu", "QN01402M", "Grâce De Dieu", ("14271",)
    ),
    NeighbourhoodFact(
        "gueriniere", "Guérinière", "14118", "Guérinière", "QN01403M", "Guérinière", ("14341",)
    ),
    NeighbourhoodFact("pierre-heuze", "Pierre-Heuzé", "14118", "Pierre-Heuzé", "QN01404M", "Pierre Heuzé"),
    NeighbourhoodFact(
        "calvaire-saint-pierre",
        "Calvaire Saint-Pierre",
        "14118",
        "Calvaire Saint-Pierre",
        "QN01405I",
        "Calvaire Saint Pierre",
    ),
    NeighbourhoodFact(
        "herouville-saint-clair",
        "Hérouville-Saint-Clair",
        "14327",
        None,
        "QN01406M",
        "Grande Delle - Val - Belles Portes - Grand Parc - Haute Folie - Le Bois",
    ),
    NeighbourhoodFact("colombelles", "Colombelles", "14167", None, None, None),
)

FIGURES = (FigureFact(24_970, PRESENTATION), FigureFact(27_090, CI_VILLE))

INSTITUTIONS = (
    InstitutionFact(
        "etat",
        "État",
        "Il pilote le contrat de ville avec l’agglomération.",
        True,
        f"{PRESENTATION} ; {CALL_2019}",
    ),
    InstitutionFact(
        "caen-la-mer",
        "Agglomération Caen la mer",
        "Elle pilote le contrat de ville avec l’État, en lien étroit avec les communes.",
        True,
        f"{PRESENTATION} ; {CALL_2019}",
    ),
    InstitutionFact(
        "communes",
        "Communes (« les Villes »)",
        "Elles recenseront, avec la MEFAC, les actions de remobilisation pour les demandeurs d’emploi.",
        True,
        f"{PRESENTATION} ; {CALL_2019}",
    ),
    InstitutionFact("region", "Région", "", True, CALL_2019),
    InstitutionFact(
        "departement",
        "Département",
        "Il recensera, avec la MEFAC, les actions de remobilisation pour les demandeurs d’emploi.",
        True,
        f"{PRESENTATION} ; {CALL_2019}",
    ),
    InstitutionFact(
        "chambre-des-metiers",
        "Chambre des métiers et de l’artisanat",
        "Elle déploiera des actions de sensibilisation à l’entrepreneuriat dans les quartiers.",
        False,
        PRESENTATION,
    ),
    InstitutionFact(
        "mefac",
        "MEFAC",
        "Elle recensera les actions de remobilisation des demandeurs d’emploi, pour mieux les articuler.",
        False,
        PRESENTATION,
    ),
    InstitutionFact(
        "pole-emploi",
        "Pôle emploi",
        "Il recensera, avec la MEFAC, les actions de remobilisation pour les demandeurs d’emploi.",
        False,
        PRESENTATION,
    ),
    InstitutionFact(
        "education-nationale",
        "Éducation nationale",
        "Elle développera, avec ses partenaires, de nouvelles façons d’accueillir les parents à l’école.",
        False,
        PRESENTATION,
    ),
    InstitutionFact(
        "agence-d-urbanisme",
        "Agence d’urbanisme (AUCAME)",
        "Elle pilote l’observatoire des solidarités territoriales, source d’indicateurs des quartiers.",
        False,
        PRESENTATION,
    ),
    InstitutionFact(
        "anru",
        "Agence nationale pour la rénovation urbaine (ANRU)",
        "Elle examinera le projet de renouvellement urbain du Chemin Vert et pourrait le soutenir.",
        False,
        PRESENTATION,
    ),
)
