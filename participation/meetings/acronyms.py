"""Acronyms of public life, explained where a page first uses one. One list, in French, as the texts are."""

import re

from markupsafe import Markup, escape

ACRONYMS = {
    "ANCT": "Agence nationale de la cohésion des territoires",
    "ANRU": "Agence nationale pour la rénovation urbaine",
    "ARS": "agence régionale de santé",
    "CAF": "caisse d’allocations familiales",
    "CCAS": "centre communal d’action sociale",
    "CDC": "Caisse des dépôts et consignations",
    "CISPD": "conseil intercommunal de sécurité et de prévention de la délinquance",
    "CLS": "contrat local de santé",
    "CPAM": "caisse primaire d’assurance maladie",
    "DDCS": "direction départementale de la cohésion sociale",
    "DDTM": "direction départementale des territoires et de la mer",
    "DRAC": "direction régionale des affaires culturelles",
    "EPCI": "établissement public de coopération intercommunale",
    "FALC": "facile à lire et à comprendre",
    "FPH": "fonds de participation des habitants",
    "GUSP": "gestion urbaine et sociale de proximité",
    "HLM": "habitation à loyer modéré",
    "MJC": "maison des jeunes et de la culture",
    "NPNRU": "nouveau programme national de renouvellement urbain",
    "PLU": "plan local d’urbanisme",
    "PLUi": "plan local d’urbanisme intercommunal",
    "PMI": "protection maternelle et infantile",
    "PMR": "personnes à mobilité réduite",
    "QPV": "quartier prioritaire de la politique de la ville",
    "RSA": "revenu de solidarité active",
    "TFPB": "taxe foncière sur les propriétés bâties",
}
_TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
_WORD = re.compile(r"(?<!\w)(" + "|".join(sorted(ACRONYMS, key=len, reverse=True)) + r")(?!\w)")
_QUIET = ("a", "code", "pre")
"""Inside these an acronym stays as it is."""


def explained(html: Markup, seen: set[str]) -> Markup:
    """Return cleaned HTML with the first use of each acronym explained; `seen` takes those of this page."""
    quiet, parts = 0, []
    for part in _TAG.split(html):
        if part.startswith("<"):
            name = part.strip("</>").split(" ", 1)[0]
            quiet += (name in _QUIET) * (-1 if part.startswith("</") else 1)
            parts.append(part)
        else:
            parts.append(part if quiet else _WORD.sub(lambda found: _hint(found[1], seen), part))
    return Markup("".join(parts))  # noqa: S704 - it was clean, and the list is ours


def _hint(word: str, seen: set[str]) -> str:
    if word in seen:
        return word
    seen.add(word)
    return f'<abbr title="{escape(ACRONYMS[word])}">{word}</abbr>'
