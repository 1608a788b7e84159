"""What a list may say of a person, and how French offices head the column that says it.

Sources: the columns that the order of 12 November 2013 (INTA1326795A, art. 2) prescribes for rolls
(`NomdeNaissance`, `NomDusage`, `NumeroVoie`…); those of the Base adresse nationale's CSV (`numero`, `rep`,
`nom_voie`…); the usual words of tenant lists and sign-up sheets, which no text prescribes.
"""

from enum import StrEnum

from participation.territory.names import name_key


class Field(StrEnum):
    """What one column says."""

    FAMILY_NAME = "family_name"
    """The name in use, where it differs from the one at birth."""
    BIRTH_NAME = "birth_name"
    GIVEN_NAME = "given_name"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    GENDER = "gender"
    """Also a civility: « Mme », « M. »."""
    STREET_NUMBER = "street_number"
    NUMBER_SUFFIX = "number_suffix"
    """« bis », « ter », in a column of its own."""
    STREET_TYPE = "street_type"
    """« rue », « avenue », in a column of its own."""
    STREET = "street"
    COMPLEMENT = "complement"
    """Whatever tells the dwelling from its neighbours, in one column."""
    BUILDING = "building"
    STAIRCASE = "staircase"
    FLOOR = "floor"
    DOOR = "door"
    """Number of the flat or of its door."""
    ADDRESS = "address"
    """Number and street, or all of it, in one column."""
    POSTAL_CODE = "postal_code"
    TOWN = "town"
    POSTAL_TOWN = "postal_town"
    """« 14460 COLOMBELLES » in one column."""
    EMAIL = "email"
    PHONE = "phone"
    REFERENCE = "reference"
    """The list's own number for the person: a voter's, a tenancy's."""


HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.FAMILY_NAME: (
        "nom", "nom d'usage", "nom usage", "nom marital", "nom de famille", "nom usuel", "noms", "nom du locataire",
        "nom locataire", "nom titulaire", "nom du titulaire", "nom du volontaire", "nom patronymique ou d'usage",
        "family name", "last name", "surname",
    ),
    Field.BIRTH_NAME: (
        "nom de naissance", "nom naissance", "nom de jeune fille", "nom patronymique", "patronyme", "birth name",
        "nom naiss",
    ),
    Field.GIVEN_NAME: (
        "prénom", "prénoms", "prénom(s)", "premier prénom", "prénom usuel", "prénom d'usage", "1er prénom",
        "prénom du locataire", "prénom locataire", "prénom titulaire", "given name", "first name",
    ),
    Field.FULL_NAME: (
        "nom prénom", "nom et prénom", "nom et prénoms", "nom, prénom", "noms prénoms", "noms et prénoms",
        "prénom nom", "prénom et nom", "nom complet", "identité", "locataire", "titulaire", "titulaire du bail",
        "occupant", "full name", "name",
    ),
    Field.BIRTH_DATE: (
        "date de naissance", "date naissance", "né le", "née le", "né(e) le", "naissance", "date naiss", "ddn", "dn",
        "dt naissance", "date de naiss", "birth date", "date of birth",
    ),
    Field.BIRTH_YEAR: ("année de naissance", "année naissance", "année naiss", "birth year", "année"),
    Field.GENDER: (
        "sexe", "genre", "civilité", "civ", "titre", "f/h", "h/f", "m/f", "f/m", "sexe (m/f)", "gender", "sex",
    ),
    Field.STREET_NUMBER: (
        "numéro de voie", "numéro voie", "n° voie", "n° de voie", "no voie", "num voie", "numéro", "n°", "numero",
        "n° de rue", "n° rue", "numéro de rue", "numéro dans la voie", "numvoie", "numero voie", "street number",
        "house number",
    ),
    Field.NUMBER_SUFFIX: (
        "rep", "indice de répétition", "répétition", "suffixe", "bis ter", "bis/ter", "indice", "btq",
        "indice répétition", "complément de numéro",
    ),
    Field.STREET_TYPE: ("type de voie", "type voie", "nature de voie", "nature voie", "code type voie"),
    Field.STREET: (
        "voie", "rue", "libellé de voie", "libellé voie", "libellé de la voie", "nom de voie", "nom voie",
        "nom de la voie", "nom de la rue", "nom de rue", "nom_voie", "lib voie", "street", "nom afnor", "adresse voie",
    ),
    Field.COMPLEMENT: (
        "complément", "complément d'adresse", "complément adresse", "complément 1", "adresse 2", "entrée",
        "complément de localisation", "complément de localisation 1", "bât. / appt", "bâtiment / appartement",
        "adresse complément",
    ),
    Field.BUILDING: (
        "bâtiment", "bât", "bâtiment / résidence", "immeuble", "résidence", "tour", "complément 2", "n° de bâtiment",
        "complément de localisation 2", "nom de résidence", "code bâtiment", "building",
    ),
    Field.STAIRCASE: ("escalier", "esc", "cage", "cage d'escalier", "staircase"),
    Field.FLOOR: ("étage", "étg", "niveau", "floor"),
    Field.DOOR: (
        "appartement", "appt", "apt", "app", "porte", "logement", "n° logement", "n° de logement", "n° appartement",
        "n° d'appartement", "n° appt", "numéro d'appartement", "numéro de logement", "n° de porte", "n° porte", "flat",
    ),
    Field.ADDRESS: (
        "adresse", "adresse 1", "adresse postale", "adresse complète", "adresse du logement", "domicile",
        "adresse de rattachement", "adresse d'habitation", "adresse ligne 1", "address",
    ),
    Field.POSTAL_CODE: ("code postal", "cp", "c.p.", "code_postal", "codepostal", "postal code", "postcode", "zip"),
    Field.TOWN: (
        "commune", "ville", "nom de commune", "nom commune", "nom de la commune", "nom_commune", "localité",
        "libellé commune", "libellé de commune", "libellé acheminement", "bureau distributeur", "ville localité",
        "ville ou localité", "town", "city",
    ),
    Field.POSTAL_TOWN: (
        "code postal et commune", "code postal commune", "code postal et ville", "code postal ville", "cp ville",
        "cp et ville", "cp commune", "cp et commune", "cp / ville", "ville et code postal", "commune et code postal",
        "postal code and town",
    ),
    Field.EMAIL: (
        "courriel", "e-mail", "email", "mail", "adresse électronique", "adresse mail", "adresse e-mail", "mél",
        "adresse courriel", "adresse email",
    ),
    Field.PHONE: (
        "téléphone", "tél", "tel", "tél.", "portable", "mobile", "téléphone portable", "tél portable", "tel portable",
        "téléphone mobile", "n° de téléphone", "numéro de téléphone", "n° tél", "gsm", "téléphone fixe", "phone",
    ),
    Field.REFERENCE: (
        "référence", "réf", "ref", "identifiant", "id", "n° d'électeur", "numéro d'électeur", "numéro électeur",
        "n° électeur", "n° national d'électeur", "ine", "numéro national d'électeur", "n° d'ordre", "numéro d'ordre",
        "matricule", "no électeur général", "numéro d'inscription", "n° de contrat", "n° contrat", "n° bail",
        "numéro de bail", "code locataire", "reference",
    ),
}


def _key(heading: str) -> str:
    """Return a heading as one word: « NumeroVoie », « numero_voie » and « Numéro voie » are one."""
    return name_key(heading).replace(" ", "")


FIELD_OF = {_key(heading): field for field, headings in HEADINGS.items() for heading in headings}


def field_of(heading: str) -> Field | None:
    """Return what a column says by its heading, whatever its accents, capitals and signs."""
    return FIELD_OF.get(_key(heading))
