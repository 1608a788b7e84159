"""The public pages that have one address each, in the order in which people look for them.

Pages about one neighbourhood, council or draw are reached from the lists. A test compares this list with the
routes.
"""

from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Link:
    """One page of the site map."""

    text: str
    url: str


SITE_MAP: tuple[tuple[LazyString, tuple[tuple[str, LazyString], ...]], ...] = (
    (
        lazy_gettext("Neighbourhoods and councils"),
        (
            ("pages.home", lazy_gettext("Home")),
            ("pages.neighbourhoods", lazy_gettext("Neighbourhoods")),
            ("pages.search", lazy_gettext("Find my neighbourhood")),
            ("pages.outside", lazy_gettext("Outside the area")),
            ("pages.contract", lazy_gettext("The contrat de ville")),
            ("indicators.actions", lazy_gettext("Flagship actions")),
            ("indicators.partners", lazy_gettext("Who promised what")),
            ("indicators.indicators", lazy_gettext("The neighbourhoods in numbers")),
            ("indicators.latest_dashboard", lazy_gettext("The dashboard of the contract")),
            ("indicators.highlights_index", lazy_gettext("Highlights of the neighbourhoods")),
        ),
    ),
    (
        lazy_gettext("Taking part"),
        (
            ("volunteers.start", lazy_gettext("I volunteer")),
            ("volunteers.record", lazy_gettext("My sign-up")),
            ("volunteers.paper_slip", lazy_gettext("The paper slip")),
            ("draws.invitation_code", lazy_gettext("I received a letter")),
        ),
    ),
    (
        lazy_gettext("Draws and official acts"),
        (
            ("draws.index", lazy_gettext("Draws")),
            ("draws.explained", lazy_gettext("How a draw is made")),
            ("draws.worked_example", lazy_gettext("A draw of six people, done by hand")),
            ("journal.index", lazy_gettext("Journal")),
        ),
    ),
    (
        lazy_gettext("Meetings and decisions"),
        (
            ("meetings.index", lazy_gettext("Meetings")),
            ("meetings.decisions", lazy_gettext("Decisions of the councils")),
            ("meetings.search", lazy_gettext("Search in minutes and agendas")),
            ("representation.bodies", lazy_gettext("Where councils have a voice")),
            ("representation.ledger", lazy_gettext("Requests of the councils, and the answers")),
            ("representation.referral_list", lazy_gettext("Referrals to the prefect")),
        ),
    ),
    (
        lazy_gettext("About this site"),
        (
            ("pages.help", lazy_gettext("How it works, step by step")),
            ("pages.accessibility", lazy_gettext("Accessibility: not compliant")),
            ("pages.data", lazy_gettext("Your data")),
            ("indicators.open_data", lazy_gettext("Open data")),
            ("pages.legal", lazy_gettext("Legal notice")),
            ("pages.site_map", lazy_gettext("Site map")),
            ("accounts.login", lazy_gettext("Sign in")),
            ("accounts.forgotten", lazy_gettext("Forgotten password")),
        ),
    ),
)


def groups() -> list[tuple[str, list[Link]]]:
    """Return the groups of links in the reader's language."""
    return [
        (str(title), [Link(str(text), url_for(endpoint)) for endpoint, text in links])
        for title, links in SITE_MAP
    ]
