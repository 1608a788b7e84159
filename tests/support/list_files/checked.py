"""Lists with what their check must find: (line, column, code, severity), and the people who come in."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests.support.list_files.builders import text, workbook

REFUSE, DOUBT = "refuse", "doubt"
ROLL = (
    "TypeListe;CodeCommune;NomCommune;NoElecteurGeneral;Sexe;NomdeNaissance;NomDusage;Prenoms;DateDeNaissance;"
    "NomComNaissance;ComplementDeLocalisation1;ComplementDeLocalisation2;NumeroVoie;TypeVoie;LibelleVoie;CodePostal;VilleLocalite"
)
Found = tuple[int, str, str, str]


@dataclass(frozen=True)
class List:
    """A file, its faults, and some facts of the people by their line."""

    content: bytes
    faults: tuple[Found, ...] = ()
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Line → attributes; exactly these lines come in."""
    of_addresses: bool = False


def one(heading: str, cell: str, *others: str) -> bytes:
    """Return a list with a name and one cell more, or several rows of it."""
    return text((("Nom", "Prénom", heading), *(("FICTIF", f"Alix{'i' * n}", each) for n, each in enumerate((cell, *others)))))


def roll(*rows: str) -> bytes:
    """Return an electoral roll in the prescribed form."""
    return "\r\n".join((ROLL, *rows, "")).encode("utf-8")


BORN = dt.date(1980, 2, 1)
LISTS = {
    "electoral roll": List(
        roll(
            "LG;14118;CAEN;12;F;FICTIF;INVENTÉE;Éloïse Marie;01/02/1980;PARIS;APPT 12;TOUR B;12B;RUE;DE L’ESSAI;14000;CAEN",
            "LG;14118;CAEN;13;M;FAUX;;Noël;29/02/2000;CAEN;;;3;AV;DU TEST;14000;CAEN",
        ),
        people={
            2: {
                "family_name": "INVENTÉE",
                "birth_name": "FICTIF",
                "given_name": "Éloïse Marie",
                "name_key": "eloiseinventeemarie",
                "birth_date": BORN,
                "birth_year": 1980,
                "gender": "F",
                "address": "12B RUE DE L’ESSAI TOUR B APPT 12",
                "address_key": "12bis rue essai appartement 12 tour b 14000",
                "postal_code": "14000",
                "town": "CAEN",
                "reference": "12",
            },
            3: {"family_name": "FAUX", "gender": "M", "address_key": "3 avenue test 14000"},
        },
    ),
    "landlord’s list": List(
        text(
            (
                ("Locataire", "Date naissance", "Adresse", "Bâtiment", "Escalier", "Étage", "Logement", "CP", "Ville", "Tél portable"),
                ("Mme FICTIF Éloïse", "01/02/1980", "12 bis, r. des Essais", "B", "2", "3", "14", "14000", "Caen", "6 12 34 56 78"),
                ("M. et Mme FAUX", "", "1 rue X", "", "", "", "", "14000", "Caen", ""),
            ),
            encoding="cp1252",
        ),
        ((3, "Locataire", "couple", DOUBT),),
        {
            2: {
                "family_name": "FICTIF",
                "given_name": "Éloïse",
                "phone": "0612345678",
                "address": "12 bis r. des Essais bâtiment B escalier 2 étage 3 appartement 14",
                "address_key": "12bis rue essais appartement 14 batiment b escalier 2 etage 3 14000",
            },
            3: {"family_name": "FAUX", "given_name": "", "gender": None},
        },
    ),
    "address directory": List(
        b"id;numero;rep;nom_voie;code_postal;nom_commune;x\n1;5;bis;Rue de l'Essai;14000;Caen;1,5\n2;;;;14000;Caen;2\n",
        ((3, "nom_voie", "address_missing", REFUSE),),
        {2: {"family_name": "", "address": "5 bis Rue de l'Essai", "address_key": "5bis rue essai 14000"}},
        of_addresses=True,
    ),
    "sign-up sheet in a workbook": List(
        workbook(
            (
                ("Atelier fictif du 12 mars",),
                ("Nom", "Prénom", "Né(e) le", "Téléphone", "CP", "Courriel"),
                ("Fictif", "Éloïse", dt.date(1980, 2, 1), 612345678, 1000, "eloise@exemple.fr"),
                ("Faux", "Noël", 29252, "06.12.34.56.79", "14 000", "noel@exemple"),
            )
        ),
        ((4, "Courriel", "email", DOUBT), (4, "Né(e) le", "serial_date", DOUBT)),
        {
            3: {"birth_date": BORN, "phone": "0612345678", "postal_code": "01000", "email": "eloise@exemple.fr"},
            4: {"birth_date": BORN, "phone": "0612345679", "postal_code": "14000", "email": None},
        },
    ),
    "names to order": List(
        text((("Nom et prénom",), ("FICTIF Éloïse",), ("Éloïse FICTIF",), ("Faux, Noël",), ("Faux Noël",), ("Faux Noël Jean",), ("Cher",))),
        (
            (3, "", "double", DOUBT),
            (5, "", "double", DOUBT),
            (6, "Nom et prénom", "full_name", DOUBT),
            (7, "Nom et prénom", "full_name", DOUBT),
        ),
        {
            2: {"family_name": "FICTIF", "given_name": "Éloïse"},
            3: {"family_name": "FICTIF", "given_name": "Éloïse"},
            4: {"family_name": "Faux", "given_name": "Noël"},
            5: {"family_name": "Faux", "given_name": "Noël"},
            6: {"family_name": "Faux", "given_name": "Noël Jean"},
            7: {"family_name": "Cher", "given_name": ""},
        },
    ),
    "names missing": List(
        text((("Nom", "Prénom"), ("", "Éloïse"), ("FICTIF", ""), ("123", "Noël"), ("FICTIF2", "Ana"), ("-", "Zoé"))),
        (
            (2, "Nom", "name_missing", REFUSE),
            (3, "Prénom", "given_name_missing", DOUBT),
            (4, "Nom", "name", REFUSE),
            (5, "Nom", "name_digits", DOUBT),
            (6, "Nom", "name_missing", REFUSE),
        ),
        {3: {"given_name": ""}, 5: {"family_name": "FICTIF2"}},
    ),
    "ragged rows and the header again": List(
        text((("Nom", "Prénom", "CP"), ("FICTIF", "Ana"), ("FICTIF", "Ana", "14000", "x"), ("Nom", "Prénom", "CP"), ("FICTIF", "Zoé", "14000"))),
        ((2, "", "cells", REFUSE), (3, "", "cells", REFUSE), (4, "", "header_again", REFUSE)),
        {5: {"given_name": "Zoé"}},
    ),
    "dates of every form": List(
        one(
            "Né le", "01/02/1980", "1/2/1980", "01-02-1980", "01.02.1980", "1980-02-01", "1980-02-01 00:00:00",
            "1980-02-01T00:00:00Z", "19800201", "01021980", "1er février 1980", "1 FÉVR. 1980", "01 02 1980",
        ),
        people={line: {"birth_date": BORN, "birth_year": 1980} for line in range(2, 14)},
    ),
    "doubtful dates": List(
        one("Né le", "1/2/80", "01/02/03", "29252", "1980", "00/00/1980", "", "01/02/1905"),
        (
            (2, "Né le", "two_digit_year", DOUBT),
            (3, "Né le", "two_digit_year", DOUBT),
            (4, "Né le", "serial_date", DOUBT),
            (8, "Né le", "too_old", DOUBT),
        ),
        {
            2: {"birth_date": BORN},
            3: {"birth_date": dt.date(2003, 2, 1)},
            4: {"birth_date": BORN},
            5: {"birth_date": None, "birth_year": 1980},
            6: {"birth_date": None, "birth_year": 1980},
            7: {"birth_date": None, "birth_year": None},
            8: {"birth_date": dt.date(1905, 2, 1)},
        },
    ),
    "dates refused": List(
        one("Né le", "31/02/1980", "12/25/1980", "hier", "01/02/2030", "01/02/2015", "1/2", "99999999", "#N/A", "########",
            "01/01/1850"),
        (
            (2, "Né le", "date_missing_day", REFUSE),
            (3, "Né le", "date_missing_day", REFUSE),
            (4, "Né le", "date", REFUSE),
            (5, "Né le", "born_later", REFUSE),
            (6, "Né le", "too_young", REFUSE),
            (7, "Né le", "date", REFUSE),
            (8, "Né le", "date", REFUSE),
            (9, "Né le", "cell_error", REFUSE),
            (10, "Né le", "cell_error", REFUSE),
            (11, "Né le", "year_far", REFUSE),
        ),
    ),
    "years of birth": List(
        one("Année de naissance", "1980", "1980,0", "80", "2020", "1850"),
        (
            (4, "Année de naissance", "year", REFUSE),
            (5, "Année de naissance", "too_young", REFUSE),
            (6, "Année de naissance", "year", REFUSE),
        ),
        {2: {"birth_year": 1980, "birth_date": None}, 3: {"birth_year": 1980}},
    ),
    "years that differ": List(
        text((("Nom", "Prénom", "Né le", "Année de naissance"), ("FICTIF", "Ana", "01/02/1980", "1981"))),
        ((2, "Année de naissance", "years_differ", DOUBT),),
        {2: {"birth_year": 1980, "birth_date": BORN}},
    ),
    "genders": List(
        one("Civilité", "F", "Mme", "Madame", "2", "Féminin", "M", "M.", "H", "Monsieur", "1", "X", "", "-", "Dr", "M. et Mme"),
        ((15, "Civilité", "gender", DOUBT), (16, "Civilité", "couple", DOUBT)),
        {line: {"gender": code} for line, code in enumerate(("F",) * 5 + ("M",) * 5 + ("X",) + (None,) * 4, 2)},
    ),
    "telephones": List(
        one(
            "Tél", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678",
            "33612345678", "612345678", "+32 470 12 34 56", "", "6,12E+08", "06 12", "néant",
        ),
        ((11, "Tél", "phone", DOUBT), (12, "Tél", "phone", DOUBT)),
        {
            line: {"phone": phone}
            for line, phone in enumerate(("0612345678",) * 7 + ("+32470123456",) + (None,) * 4, 2)
        },
    ),
    "postal codes": List(
        one("CP", "14000", "14 000", "1000", "F-14000", "14000.0", "2A004", "SW1A 1AA", ""),
        ((7, "CP", "postal_code", DOUBT), (8, "CP", "postal_code", DOUBT)),
        {line: {"postal_code": code} for line, code in enumerate(("14000", "14000", "01000", "14000", "14000", "2A004", "SW1A 1AA", None), 2)},
    ),
    "formulas in text": List(
        text((("Nom", "Prénom", "Adresse"), ("=cmd|' /C x'!A0", "Ana", "1 rue X"), ("'=1+1", "Zoé", "1 rue X"), ("FICTIF", "Ida", "@rue"))),
        ((2, "Nom", "formula", REFUSE), (3, "Nom", "formula", REFUSE), (4, "Adresse", "formula", REFUSE)),
    ),
    "letters that went wrong": List(
        text((("Nom", "Prénom"), ("FICTIF", "Ã‰loÃ¯se"), ("FICTIF", "No�l"), ("FIC\u202eTIF", "Ana"), ("FIC\u00adTIF", "Ida"), ("FIC\u0007TIF", "Eva"))),
        (
            (2, "Prénom", "garbled", DOUBT),
            (3, "Prénom", "garbled", DOUBT),
            (4, "Nom", "direction", DOUBT),
            (6, "Nom", "direction", DOUBT),
        ),
        {2: {}, 3: {}, 4: {"family_name": "FICTIF"}, 5: {"family_name": "FICTIF"}, 6: {"family_name": "FICTIF"}},
    ),
    "letters apart become one": List(
        text((("Nom", "Prénom"), ("FICTIF", "E\u0301loi\u0308se"), ("O’FICTIF", "Noël"), ("عربي", "اسم"))),
        people={2: {"given_name": "Éloïse"}, 3: {"name_key": "fictifnoelo"}, 4: {"family_name": "عربي"}},
    ),
    "too long": List(one("Adresse", "x" * 201), ((2, "Adresse", "too_long", REFUSE),)),
    "same person twice": List(
        text(
            (
                ("Nom", "Prénom", "Né le", "Adresse", "CP"),
                ("FICTIF", "Éloïse", "01/02/1980", "12 rue des Essais", "14000"),
                ("Eloise", "fictif", "1/2/1980", "12, Rue  des essais", "14000"),
                ("FICTIF", "Éloïse", "01/02/1981", "12 rue des Essais", "14000"),
                ("FICTIF", "Éloïse", "01/02/1980", "14 rue des Essais", "14000"),
            )
        ),
        ((3, "", "double", DOUBT),),
        {2: {}, 3: {}, 4: {}, 5: {}},
    ),
    "addresses in one column": List(
        text(
            (
                ("Nom", "Prénom", "Adresse"),
                ("FICTIF", "Ana", "12 ter avenue de l’Essai 14200 Hérouville-Saint-Clair"),
                ("FICTIF", "Ida", "Lieu-dit Le Test"),
                ("FICTIF", "Eva", "n° 5, place du 8 Mai 1945, Bât A, appt 3"),
            )
        ),
        people={
            2: {"address_key": "12ter avenue essai 14200", "postal_code": "14200", "town": "Hérouville-Saint-Clair"},
            3: {"address": "Lieu-dit Le Test", "address_key": "lieu dit test"},
            4: {"address_key": "5 place 8 mai 1945 appartement 3 batiment a"},
        },
    ),
    "headings that nobody foresaw": List(
        text((("Nom", "Prénom", "???", "!!!"), ("FICTIF", "Ana", "01/02/1980", "ana@exemple.fr"), ("FICTIF", "Ida", "02/02/1980", "ida@exemple.fr"))),
        people={2: {"birth_date": BORN, "email": "ana@exemple.fr"}, 3: {"email": "ida@exemple.fr"}},
    ),
}
