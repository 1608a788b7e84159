"""Hostile texts through minutes, corrections, names, file names and differences, in a real browser without a policy.

The pages are given to the browser without their Content-Security-Policy: nothing but the cleaning stands in the way.
"""

from collections.abc import Iterator, Sequence

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route
from sqlalchemy.orm import Session

from participation.accounts import services as accounts
from participation.accounts.sessions import TOKEN
from participation.bodies.models import Person
from participation.kernel import clock
from participation.kernel.text import clean, clean_lines
from participation.meetings.models import Decision
from participation.meetings.services.minutes import approving, corrections, publishing
from participation.meetings.views import minutes_parts
from tests.conftest import NOW
from tests.meetings.makers import make_item
from tests.meetings.minutes_cases import LATER, MinutesCase, make_minutes_case, make_picture
from tests.support.payloads import PAYLOADS

pytestmark = pytest.mark.real_time
SITE = "http://site.test"
A_PAGE = 100
"""Texts a meeting: each goes into every place of it."""
WATCH = """
window.hits = [];
window.hit = name => { window.hits.push(String(name)); };
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.hit;
"""
STIR = """
() => {
  for (const one of document.querySelectorAll("main *")) {
    for (const name of ["mouseover", "mouseenter", "pointerenter", "focus", "click", "toggle", "animationstart", "error", "load"])
      if (!one.matches("a[href], button, summary, input") || name !== "click") one.dispatchEvent(new Event(name, {bubbles: false}));
  }
  return [...document.querySelectorAll("a[href], area[href]")].map(one => one.protocol)
    .filter(one => !["http:", "https:", "mailto:", "tel:"].includes(one))
    .concat([...document.querySelectorAll("main script, main iframe, main object, main embed, main base, main meta, main style, main link, main svg script")]
      .map(one => one.outerHTML.slice(0, 80)))
    .concat([...document.querySelectorAll("main *")].flatMap(one => [...one.attributes].filter(each => /^on|^style$|^srcdoc$/i.test(each.name))
      .map(each => `${one.tagName} ${each.name}`)));
}
"""


@pytest.fixture
def window(browser_here: Browser) -> Iterator[tuple[Page, dict[str, str], list[str]]]:
    """A page that is served from memory, what is served, and what it asked for besides."""
    context = browser_here.new_context(java_script_enabled=True)
    pages: dict[str, str] = {}
    asked: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
            return
        if not path.startswith(("/static/", "/reunions/")):
            asked.append(route.request.url)
        route.fulfill(status=404, body="")

    context.route("**/*", answer)
    context.add_init_script(WATCH)
    yield context.new_page(), pages, asked
    context.close()


def faults(page: Page, pages: dict[str, str], asked: list[str], path: str, html: str) -> list[str]:
    """Return what a page did that it should not, once it has been stirred."""
    pages[path] = html
    page.goto(SITE + path)
    found: list[str] = page.evaluate(STIR)
    hits: list[str] = page.evaluate("window.hits")
    return [*found, *(f"ran {hit}" for hit in hits), *(f"asked {url}" for url in asked)]


def hostile_minutes(session: Session, payloads: Sequence[str], code: str) -> MinutesCase:
    """Publish minutes whose every text, name and file name is hostile."""
    case = make_minutes_case(session, code)
    joined = clean_lines("\n\n".join(payloads))
    middle = len(joined) // 2
    for payload in payloads[:20]:
        make_item(session, case.meeting, clean(payload)[:200] or "x")
    case.meeting.title = clean(payloads[0])[:200]
    case.meeting.body.name = clean(payloads[1 % len(payloads)])[:200]
    session.execute(sa.update(Person).values(name=clean(payloads[2 % len(payloads)])[:200], publishes_name=True))
    decision = session.scalars(sa.select(Decision).where(Decision.meeting_id == case.meeting_id)).first()
    assert decision is not None
    decision.text, decision.minority = joined[:3000], joined[:3000]
    session.expire_all()
    for payload in payloads[:10]:
        picture = make_picture(session, case, clean(payload)[:80] or "x")
        picture.title = clean(payload)[:200]
    case.circulate(session)
    case.write(session, first=joined[:19_000], introduction=joined[middle : middle + 15_000], disagreements=joined[:15_000])
    for number, payload in enumerate(payloads):
        text = f"{number} {clean_lines(payload)}"[:2000]
        corrections.propose(session, case.member, NOW, case.meeting_id, case.mandate_ids[0], None, text)
    return case


def finish(session: Session, case: MinutesCase) -> None:
    """Answer the corrections, approve, sign and publish."""
    for each in corrections.of_meeting(session, case.meeting_id):
        state = type(each.state).REFUSED
        corrections.decide(session, case.secretary, LATER, case.meeting_id, each.id, state, each.text)
    case.write(session, first="Autre texte. " + "<svg onload=hit(1)>", summary="<img src=x onerror=hit(1)> Bref.")
    later = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting_id, minutes_parts.address_of)


def browser_of(app: Flask, session: Session, case: MinutesCase) -> FlaskClient:
    """Return a client signed in as the secretary."""
    token = accounts.open_session(session, clock.now(), case.secretary)
    session.commit()
    client = app.test_client()
    signed = app.session_interface.get_signing_serializer(app).dumps({TOKEN: token})  # type: ignore[attr-defined]
    client.set_cookie("session", signed)
    return client


def pages_of(client: FlaskClient, paths: Sequence[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        found[path] = response.get_data(as_text=True)
    return found


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), A_PAGE))
def test_nothing_runs_on_any_page_of_the_minutes(
    app: Flask, session: Session, window: tuple[Page, dict[str, str], list[str]], start: int
) -> None:
    page, served, asked = window
    case = hostile_minutes(session, PAYLOADS[start : start + A_PAGE], f"q{start}")
    client = browser_of(app, session, case)
    work, public = f"/travail/reunions/{case.meeting_id}", f"/reunions/{case.meeting_id}"
    session.commit()
    shown = pages_of(client, [f"{work}/compte-rendu/apercu", f"{work}/corrections", f"{work}/compte-rendu"])
    field = f"text_item_{case.item_ids[0]}"
    app.config["WTF_CSRF_ENABLED"] = False
    conflict = client.post(f"{work}/compte-rendu", data={field: PAYLOADS[start], field.replace("text", "mark"): "old"})
    assert conflict.status_code == 409
    shown[f"{work}/conflit"] = conflict.get_data(as_text=True)
    with app.app_context():
        finish(session, case)
    session.commit()
    shown |= pages_of(
        client,
        [f"{public}/compte-rendu", f"{public}/compte-rendu/versions", *(f"{public}/compte-rendu/versions/{n}" for n in (1, 2, 3))],
    )
    found = {path: wrong for path, html in shown.items() if (wrong := faults(page, served, asked, path, html))}
    assert found == {}


def test_the_watch_sees_a_page_that_was_not_cleaned(window: tuple[Page, dict[str, str], list[str]]) -> None:
    page, served, asked = window
    html = '<main><img src="x" onerror="hit(1)"><a href="javascript:hit(2)">x</a><b onmouseover="hit(3)">y</b></main>'
    found = faults(page, served, asked, "/x", html)
    assert {"ran 1", "ran 3", "javascript:", "IMG onerror"} <= set(found)
