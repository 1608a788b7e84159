"""Open data: what there is, each table in words, its file, its parts for programs, and what portals read."""

import json
from typing import Any

from flask import Response, current_app, render_template, request

from participation.config import Settings
from participation.indicators.open_data_words import form_of
from participation.indicators.services.open_data import BY_CODE, DATASETS, Ask, Link
from participation.indicators.services.open_data.catalogue import json_ld, statements, turtle
from participation.indicators.services.open_data.package import LICENCE, About, Publisher, descriptor
from participation.indicators.services.open_data.reading import LINES, csv_file, holds_fictitious, json_part
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.headers import as_download
from participation.kernel.i18n import current_locale
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public

DATASET = "<any({}):dataset>".format(",".join(f"'{code}'" for code in BY_CODE))
GREATEST_KEY = 2**31 - 1


@blueprint.get("/donnees")
@public
def open_data() -> str:
    """Every table that anyone may take, and how."""
    return render_template(
        "indicators/open_data.html",
        datasets=DATASETS,
        example=_links()("indicators.dataset_part", dataset="reunions"),
        licence=LICENCE,
        fictitious=holds_fictitious(db.session),
    )


@blueprint.get(f"/donnees/{DATASET}")
@public
def dataset(dataset: str) -> str:
    """One table: what it holds, column by column."""
    found = BY_CODE[dataset]
    return render_template(
        "indicators/dataset.html",
        dataset=found,
        columns=[(column, form_of(column)) for column in found.columns],
        fictitious=holds_fictitious(db.session),
    )


@blueprint.get(f"/donnees/{DATASET}.csv")
@public
def dataset_file(dataset: str) -> Response:
    """One table as a file, made while it is sent."""
    lines = csv_file(current_app.extensions["db"]["read"], BY_CODE[dataset], _ask(0))
    response = Response(lines, mimetype="text/csv")
    return _open(as_download(response, f"{dataset}.csv"))


@blueprint.get(f"/api/v1/{DATASET}")
@public
def dataset_part(dataset: str) -> Response:
    """Some rows of a table for programs, and the address of the next ones."""
    after = _key(request.args.get("apres"))
    if after is None:
        refusal = _("« apres » takes a number: the one in the address that « suivant » gave.")
        return _json({"erreur": refusal}, 400)
    ask = _ask(after)
    part = json_part(db.session, BY_CODE[dataset], ask)
    onward = ask.link("indicators.dataset_part", dataset=dataset, apres=part.next) if part.next else None
    about = {"jeu": dataset, "licence": LICENCE["name"], "colonnes": ask.link("indicators.dataset", dataset=dataset)}
    return _json({**about, "lignes": part.rows, "suivant": onward})


@blueprint.get("/donnees/datapackage.json")
@public
def package() -> Response:
    """All tables with their columns, types and constraints, for programs."""
    return _json(descriptor(DATASETS, _about(), _links()))


@blueprint.get("/donnees/catalogue.jsonld")
@public
def catalogue_json() -> Response:
    """The catalogue that portals gather, as JSON-LD."""
    return _json(json_ld(statements(DATASETS, _about(), _links())), kind="application/ld+json")


@blueprint.get("/donnees/catalogue.ttl")
@public
def catalogue_turtle() -> Response:
    """The same catalogue as Turtle."""
    return _open(Response(turtle(statements(DATASETS, _about(), _links())), mimetype="text/turtle"))


def _ask(after: int) -> Ask:
    return Ask(after, LINES, clock.today(), _links())


def _key(text: str | None) -> int | None:
    """Return the key to begin after; None for what names none."""
    if text is None:
        return 0
    is_number = text.isascii() and text.isdigit() and len(text) <= 10
    return int(text) if is_number and int(text) <= GREATEST_KEY else None


def _links() -> Link:
    """Return what builds whole addresses in the reader's language, also once the request is over."""
    settings: Settings = current_app.extensions["settings"]
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None

    def link(endpoint: str, **values: Any) -> str:
        return settings.public_url + adapter.build(endpoint, values)

    return link


def _about() -> About:
    settings: Settings = current_app.extensions["settings"]
    name = settings.publisher or settings.contact.name
    return About(
        _("Citizen councils of Caen la mer: open data"),
        _("Draws, councils, meetings, decisions, requests, indicators and commitments of the contrat de ville."),
        Publisher(name, settings.contact.email),
        current_locale(),
        clock.now(),
    )


def _json(content: Any, status: int = 200, kind: str = "application/json") -> Response:
    return _open(Response(json.dumps(content, ensure_ascii=False), status, mimetype=kind))


def _open(response: Response) -> Response:
    """Let pages of other sites read it: it is the same for everybody and follows no session."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
