"""A neighbourhood in brief: five things, assets first, in short sentences; what is not known is said, never made up."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.indicators.models import ActionState, Commitment, CommitmentState, FlagshipAction
from participation.indicators.services import action_writing
from participation.kernel.permissions import Role
from participation.representation.models import SteeringBody, SteeringKind
from participation.territory.models import Institution, Neighbourhood
from tests.indicators.action_cases import plan_of
from tests.indicators.dashboard_cases import make_highlight
from tests.indicators.partner_cases import make_commitment, make_year
from tests.indicators.value_cases import INCOME, WORK, bring, load_places, poverty
from tests.meetings.cases import convene, meeting_case_of
from tests.support.factories import make_account, make_council
from tests.support.pages import PageClient

PAGE = "/q/chemin-vert/en-bref"
YEAR = 2026
MOST_WORDS = 12


def soup(page: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(page.get_data(as_text=True), "html.parser")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def sections(page: TestResponse) -> dict[str, str]:
    """Return the text under each heading of the page's own content."""
    found: dict[str, list[str]] = {}
    for tag in soup(page).select("main > .wrap:last-child > *"):
        if tag.name == "h2":
            heading = plain(tag.get_text())
            found[heading] = []
        else:
            found[heading].append(tag.get_text(" "))
    return {heading: plain(" ".join(texts)) for heading, texts in found.items()}


@pytest.fixture
def here(session: Session) -> Neighbourhood:
    """The sourced neighbourhood, without anything that a team brings."""
    load_places(session)
    session.commit()
    return session.scalars(sa.select(Neighbourhood).where(Neighbourhood.code == "chemin-vert")).one()


def make_flagship(session: Session, now: datetime, **values: Any) -> FlagshipAction:
    team = session.scalars(sa.select(SteeringBody.body_id).where(SteeringBody.kind == SteeringKind.PROJECT_TEAM)).first()
    assert team is not None
    return action_writing.create(session, make_account(session, Role.ADMINISTRATOR), now, team, YEAR, plan_of(**values))


def make_promise(session: Session, title: str, state: CommitmentState | None, *places: Neighbourhood) -> None:
    partner = session.scalars(sa.select(Institution).where(Institution.code == "region")).one()
    made = make_commitment(session, partner, title, neighbourhoods=list(places))
    if state is not None:
        make_year(session, made, YEAR, state=state)


def test_summary_tells_five_things_assets_first(
    session: Session, now: datetime, client: PageClient, here: Neighbourhood
) -> None:
    elsewhere = session.scalars(sa.select(Neighbourhood).where(Neighbourhood.code == "gueriniere")).one()
    make_highlight(session, now, title="Le square planté", neighbourhood_id=here.id)
    make_highlight(session, now, title="Une fête ailleurs", neighbourhood_id=elsewhere.id)
    make_flagship(session, now, title="Un jardin partagé", state=ActionState.DONE, neighbourhood_ids=(here.id,))
    make_flagship(session, now, title="Un forum des métiers", neighbourhood_ids=(here.id,))
    make_flagship(session, now, title="Un café ailleurs", neighbourhood_ids=(elsewhere.id,))
    make_promise(session, "Ouvrir un atelier.", CommitmentState.KEPT)
    make_promise(session, "Planter des arbres.", CommitmentState.LATE, here)
    make_promise(session, "Peindre ailleurs.", CommitmentState.KEPT, elsewhere)
    bring(session, now, [*poverty(2019, 43.1, 12.3), *poverty(2023, 38.0, 12.5)])
    session.commit()
    told = sections(client.get(PAGE))
    assert [heading[:2] for heading in told] == ["1.", "2.", "3.", "4.", "5.", "D’"]
    proud, changed, promised, planned, part, sources = told.values()
    assert proud == "Le square planté Un jardin partagé Terminée en 2026 1 promesse a été tenue en 2026."
    assert "38 sur 100 ici, 13 dans le reste du territoire. L’écart se réduit depuis 2019. Année : 2023." in changed
    assert "2 tenues" not in promised
    assert promised.index("Région : Planter des arbres.") < promised.index("Région : Ouvrir un atelier.")
    assert "1 en retard" in promised
    assert "Un forum des métiers" in planned
    assert "Insee, Filosofi (2023)" in sources
    assert "ailleurs" not in " ".join(told.values())
    assert "Tout sur le quartier" in part


def test_summary_of_a_neighbourhood_about_which_nothing_is_known(client: PageClient, here: Neighbourhood) -> None:
    page = client.get(PAGE)
    told = sections(page)
    assert "belle histoire" in told["1. Nos fiertés"]
    assert told["2. Ce qui a changé"].startswith("Aucun chiffre n’est encore connu")
    assert told["4. Ce qui est prévu"].startswith("Rien n’est encore prévu.")
    assert not re.search(r"\b0\b", told["2. Ce qui a changé"])
    assert soup(page).select(".fiction") == []
    assert "Set-Cookie" not in page.headers


def test_summary_speaks_in_short_sentences(session: Session, now: datetime, client: PageClient, here: Neighbourhood) -> None:
    empty = sections(client.get(PAGE))
    values = [*poverty(2019, 43.1, 12.3), *poverty(2023, 38.0, 12.5)]
    for code, mine, whole in ((INCOME, 13_750.0, 22_310.0), (WORK, 66.0, 64.2)):
        area = "caen-la-mer" if code == INCOME else "caen-la-mer-hors-quartiers"
        values += [values[0]._replace(indicator_code=code, year=2023, result=mine)]
        values += [values[0]._replace(area_code=area, indicator_code=code, year=2023, result=whole)]
    bring(session, now, values)
    make_promise(session, "Ouvrir un atelier.", CommitmentState.KEPT)
    session.commit()
    full = sections(client.get(PAGE))
    assert "de moins" in full["2. Ce qui a changé"]
    sentences = [each for told in (empty, full) for text in told.values() for each in re.split(r"[.?!:]\s|[.?!]$", text)]
    # The words of the sources are not ours to shorten.
    quoted = {title.rstrip(".") for title in session.scalars(sa.select(Commitment.title))}
    counts = {each: len(re.findall(r"[^\W\d_][\w’'-]*", each)) for each in sentences if each not in quoted}
    assert len(counts) > 20
    assert {each: count for each, count in counts.items() if count > MOST_WORDS} == {}


def test_summary_names_the_next_meeting_and_how_to_volunteer(session: Session, now: datetime, client: PageClient) -> None:
    council = make_council(session, sign_up_open=True)
    case = meeting_case_of(session, council, make_account(session, councils=[council]))
    meeting = convene(session, case, now, starts_at=now + timedelta(days=20))
    session.commit()
    address = f"/q/{council.neighbourhood.code}/en-bref"
    session.rollback()
    links = {a["href"] for a in soup(client.get(address)).select("main a")}
    assert f"/reunions/{meeting.id}" in links
    assert any(link.startswith("/inscription") for link in links)


def test_summary_prefers_numbers_that_say_what_became_of_them(
    session: Session, now: datetime, client: PageClient, here: Neighbourhood
) -> None:
    mine = poverty(2023, 31.0, 12.5)[0]
    alone = [mine._replace(indicator_code=code) for code in ("familles-monoparentales", "emplois-precaires", WORK)]
    bring(session, now, [*alone, *poverty(2019, 30.0, 12.5), *poverty(2023, 35.0, 12.5)])
    session.commit()
    changed = sections(client.get(PAGE))["2. Ce qui a changé"]
    assert changed.startswith("Combien de personnes vivent avec peu d’argent ? 35 sur 100 ici")
    assert changed.count("Année : 2023.") == 3


def test_summary_says_that_something_shown_is_invented(
    session: Session, now: datetime, client: PageClient, here: Neighbourhood
) -> None:
    bring(session, now, poverty(2023, 38.0, 12.5))
    session.commit()
    assert "Données fictives" in plain(soup(client.get(PAGE)).select_one(".fiction").get_text())


def test_summary_shows_no_number_that_is_secret(
    session: Session, now: datetime, client: PageClient, here: Neighbourhood
) -> None:
    bring(session, now, poverty(2023, None, 12.5))
    session.commit()
    assert sections(client.get(PAGE))["2. Ce qui a changé"].startswith("Aucun chiffre n’est encore connu")


def test_summary_of_nowhere_is_missing(client: PageClient, here: Neighbourhood) -> None:
    assert client.get("/q/nulle-part/en-bref").status_code == 404


def test_neighbourhood_leads_to_its_summary(client: PageClient, here: Neighbourhood) -> None:
    links = {a["href"] for a in soup(client.get("/q/chemin-vert")).select("main a")}
    assert {PAGE, "/actions?quartier=chemin-vert", "/partenaires?quartier=chemin-vert"} <= links
