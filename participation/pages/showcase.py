"""Samples for the page that shows every component filled, empty and in error: fictitious, in French only."""

from datetime import UTC, date, datetime
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from participation.councils.sections import SeatLine
from participation.kernel.forms import Form
from participation.kernel.pagination import Page

CHANNELS = [
    SelectChoice("phone", "Téléphone"),
    SelectChoice("email", "Courriel"),
    SelectChoice("letter", "Lettre"),
]
PLACES = [SelectChoice("n1", "Quartier d’exemple"), SelectChoice("n2", "Quartier d’à côté")]
ANSWERS: dict[str, Any] = {
    "full_name": "Camille Exemple",
    "note": "Je peux venir le soir.",
    "place": "n2",
    "channel": "letter",
    "needs": ["letter"],
    "consent": True,
    "born_on": "27 mars 1987",
    "day": "27",
    "month": "3",
    "year": "1987",
}
MENDING = {
    "full_name": "Écrivez votre nom et votre prénom.",
    "note": "Raccourcissez votre message à 500 signes.",
    "place": "Choisissez un quartier de la liste.",
    "channel": "Choisissez une façon de vous joindre.",
    "needs": "Cochez au moins une case.",
    "consent": "Cochez la case pour envoyer votre inscription.",
    "born_on": "Écrivez une date comme 27 mars 1987.",
    "year": "Écrivez l’année avec 4 chiffres.",
    "file": "Choisissez un fichier CSV.",
}


class SampleForm(Form):
    """One field of each kind."""

    full_name = StringField("Nom et prénom", description="Comme vous voulez qu’on vous appelle.")
    note = TextAreaField("Votre message", [Optional()])
    place = SelectField("Votre quartier", choices=PLACES)
    channel = RadioField(
        "Comment vous joindre\u00a0?", choices=CHANNELS, description="Une seule façon suffit."
    )
    needs = SelectMultipleField("Ce qui vous aiderait à venir", choices=CHANNELS)
    consent = BooleanField("J’accepte que mon nom figure sur la page du conseil.")
    born_on = StringField("Jour de votre naissance", description="Par exemple\u00a0: 27 mars 1987")
    day = StringField("Jour")
    month = StringField("Mois")
    year = StringField("Année")
    file = FileField("La liste")


def sample_form(
    prefix: str, answers: dict[str, Any] | None = None, mending: dict[str, str] | None = None
) -> SampleForm:
    """Return the form with the given answers, its fields refused with the given sentences."""
    form = SampleForm(formdata=None, prefix=prefix, data=answers)
    for name, sentence in (mending or {}).items():
        form[name].errors = (sentence,)
    return form


def showcase_context() -> dict[str, Any]:
    """Return what `showcase/index.html` shows."""
    return {
        "filled": sample_form("filled", ANSWERS),
        "empty": sample_form("empty"),
        "refused": sample_form("refused", {**ANSWERS, "full_name": ""}, MENDING),
        "fictitious": True,
        "digest": "9f2c41d07ab35e68" * 4,
        "code": "K7M4P2XR9TQ3H5WN",
        "page": Page(rows=(), number=2, total=120),
        "rows": [
            {"key": "Nom et prénom", "value": "Camille Exemple", "href": "#facts"},
            {"key": "Quartier", "value": "Quartier d’exemple"},
        ],
        "figures": [
            {"number": "412", "text": "personnes inscrites"},
            {"number": "24", "text": "sièges à pourvoir"},
            {"number": "2", "text": "sièges vides"},
        ],
        "seats": [
            SeatLine(7, "Habitante, siège 7", "Tirée au sort le 11 février 2027"),
            SeatLine(
                8,
                "Siège vacant depuis le 3 mars 2027",
                "",
                vacant=True,
                more="La prochaine personne de la liste est appelée.",
            ),
            SeatLine(9, "Camille Exemple", "Volontaire"),
        ],
        "tasks": [
            {
                "title": "Trancher 3 doublons",
                "href": "#facts",
                "status": "Bloqué",
                "kind": "danger",
                "text": "Avant de sceller la liste du quartier d’exemple.",
            },
            {"title": "Annoncer le tirage", "href": "#facts", "status": "Bientôt la limite", "kind": "warn"},
            {"title": "Relire le compte rendu", "href": "#facts", "status": "En attente"},
        ],
        "steps": [
            {
                "state": "done",
                "what": "La liste est scellée",
                "at": datetime(2027, 2, 9, 17, 0, tzinfo=UTC),
                "text": "Plus personne ne peut la changer.",
            },
            {
                "state": "now",
                "what": "Les dés sont lancés en public",
                "at": datetime(2027, 2, 11, 17, 30, tzinfo=UTC),
            },
            {"state": "next", "what": "Le conseil se réunit", "on": date(2027, 3, 1)},
        ],
    }
