"""Help, site map, legal notice, people's data, accessibility, and the showcase of components."""

from datetime import date

from flask import current_app, render_template

from participation.config import Settings
from participation.kernel.permissions import public, requires
from participation.pages import wording
from participation.pages.blueprint import blueprint
from participation.pages.showcase import showcase_context
from participation.pages.site_map import groups
from participation.volunteers.services.records import ERASED_AFTER

DECLARED_ON = date(2026, 11, 23)
"""When the statement of accessibility was written; change it with its text."""


@blueprint.get("/aide")
@public
def help() -> str:
    """How it works, step by step."""
    return render_template("pages/help.html")


@blueprint.get("/plan")
@public
def site_map() -> str:
    """Every public page."""
    return render_template("pages/site_map.html", groups=groups())


@blueprint.get("/mentions-legales")
@public
def legal() -> str:
    """Who publishes and who hosts the site."""
    settings: Settings = current_app.extensions["settings"]
    return render_template("pages/legal.html", settings=settings)


@blueprint.get("/vos-donnees")
@public
def data() -> str:
    """What is kept of people, why, how long, and their rights."""
    settings: Settings = current_app.extensions["settings"]
    kept = settings.contacts_kept_days
    retention = wording.retention(ERASED_AFTER.days, kept, settings.form_idle_minutes)
    return render_template("pages/data.html", retention=retention)


@blueprint.get("/accessibilite")
@public
def accessibility() -> str:
    """The state of accessibility: not compliant, for want of an audit."""
    return render_template("pages/accessibility.html", declared_on=DECLARED_ON)


@blueprint.get("/travail/composants")
@requires("desk.read")
def components() -> str:
    """Every component, filled, empty and in error."""
    return render_template("showcase/index.html", **showcase_context())
