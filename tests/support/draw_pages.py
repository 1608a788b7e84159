"""Two people at the pages of a draw, each in a browser of their own."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState
from tests.support.draws import Case
from tests.support.factories import sign_in
from tests.support.pages import PageClient

NewClient = Callable[[], PageClient]


def kept(session: Session, case: Case) -> Case:
    """Commit a case and keep its columns: reading them again would hold SQLite's lock against the pages."""
    session.expire_on_commit = False
    session.commit()
    return case


def both(case: Case, new_client: NewClient) -> tuple[PageClient, PageClient]:
    """Return the facilitator's and the witness's browsers, signed in."""
    browsers = new_client(), new_client()
    for browser, account in zip(browsers, (case.facilitator, case.witness), strict=True):
        sign_in(browser, account)
    return browsers


def state_of(session: Session, case: Case) -> DrawState:
    """Return the state as the database has it."""
    state = session.scalars(sa.select(Draw.state).where(Draw.id == case.draw.id)).one()
    session.commit()
    return state


def page_of(browser: PageClient, path: str, status: int = 200) -> str:
    """Return a page's text."""
    response = browser.get(path)
    assert response.status_code == status, path
    return response.get_data(as_text=True)
