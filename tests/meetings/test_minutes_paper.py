"""The paper of published minutes: tagged, in French, with the alternatives of its pictures, and the words of the page."""

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from participation.kernel.mail import Mail
from participation.meetings.services import document_files
from participation.meetings.services.documents import NewDocument, add
from participation.meetings.services.minutes import approving, publishing, reading
from tests.conftest import NOW
from tests.meetings.minutes_cases import LATER, SQUARE, SUMMARY, MinutesCase, address, make_minutes_case
from tests.support import papers
from tests.support.factories import sign_in
from tests.support.pages import PageClient

ATOM = "{http://www.w3.org/2005/Atom}"
LONG = """# Un titre

Le QPV a **trois bancs**, *deux* jeux, ~~un~~ `code`.

1. premier
2. second
   - dedans

> Une citation

| Nom | Nombre |
|---|---|
| banc | 3 |

    tapé tel quel

[Un lien](https://example.org/lien) et #read("/etc/passwd") $x^2$.
"""


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "#0B5560").save(target, "PNG")
    return target.getvalue()


def letters(text: str) -> str:
    """Return the letters alone: paper puts marks and numbers before the lines of lists, which HTML leaves to the browser."""
    return "".join(c for c in text if c.isalpha())


def published(session: Session, app: Flask) -> tuple[MinutesCase, int]:
    """Publish minutes with everything that people can write, and one picture."""
    case = make_minutes_case(session)
    new = NewDocument(picture(), "plan.png", "Plan", alternative="Le plan du square")
    document = add(session, case.facilitator, NOW, case.meeting_id, new)
    case.circulate(session)
    case.write(session, first=f"{LONG}\n![Le plan du square](piece:{document.id})", disagreements="Sur la *date*.")
    later = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting_id, address)
    number = document.id
    session.commit()
    return case, number


def paper_of(client: PageClient, case: MinutesCase) -> bytes:
    response = client.get(f"/reunions/{case.meeting_id}/compte-rendu.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return response.get_data()


def test_minutes_file_is_tagged_and_says_its_title_and_language(app: Flask, session: Session, client: PageClient) -> None:
    case, _number = published(session, app)
    made = paper_of(client, case)
    assert papers.faults_of(made, "Compte rendu\u00a0: Réunion ordinaire") == []
    tags = papers.tags_of(made)
    assert tags["Figure"] == 1
    assert papers.alternatives_of(made) == ["Le plan du square"]
    assert tags["H1"] == 1
    for tag in ("H2", "H3", "L", "LI", "Table", "TH", "TD", "Link", "BlockQuote"):
        assert tags[tag], (tag, tags)


def test_page_paper_and_mail_carry_the_same_text(app: Flask, session: Session, client: PageClient) -> None:
    case, _number = published(session, app)
    html = client.get(f"/reunions/{case.meeting_id}/compte-rendu").get_data(as_text=True)
    soup = BeautifulSoup(html, "html.parser")
    section = soup.find("section", attrs={"aria-labelledby": "point-1"})
    made = paper_of(client, case)
    printed = papers.dense(papers.text_of(made))
    page = letters(section.get_text())  # type: ignore[union-attr]
    assert page in letters(printed)
    for name in ("resume", "desaccords"):
        text = papers.dense(soup.find(id=name).find_next("div").get_text())  # type: ignore[union-attr]
        assert text
        assert text in printed
    found = reading.public_content(session, case.meeting_id)
    assert found is not None
    section.find("caption").decompose()  # type: ignore[union-attr]
    in_plain = iter(letters(found.text))
    assert all(letter in in_plain for letter in letters(section.get_text()))  # type: ignore[union-attr]
    for each in ("Refaire le square.", "Écrire au maire.", "La vie privée d’une famille.", "AminaFictive"):
        assert papers.dense(each) in printed
    for secret in ("madameX", "familleX"):
        assert secret not in printed


def test_the_feed_carries_the_text_of_the_page(app: Flask, session: Session, client: PageClient) -> None:
    case, _number = published(session, app)
    soup = BeautifulSoup(client.get(f"/reunions/{case.meeting_id}/compte-rendu").get_data(as_text=True), "html.parser")
    page = letters(soup.find("section", attrs={"aria-labelledby": "point-1"}).get_text())  # type: ignore[union-attr]
    feed = ElementTree.fromstring(client.get("/q/chemin-vert/reunions.atom").get_data())
    texts = [letters(BeautifulSoup(each.text or "", "html.parser").get_text()) for each in feed.iter(f"{ATOM}content")]
    assert page
    assert any(page in text and letters(SUMMARY) in text for text in texts)
    assert not any("familleX" in text for text in texts)


def test_the_mail_carries_the_text_of_the_paper(app: Flask, session: Session, client: PageClient) -> None:
    case = make_minutes_case(session)
    case.write(session, first=LONG, summary=SUMMARY)
    sign_in(client, case.facilitator)
    client.get(f"/travail/reunions/{case.meeting_id}/circuler")
    session.rollback()
    client.post(f"/travail/reunions/{case.meeting_id}/circuler", {})
    body = papers.dense(session.query(Mail).filter(Mail.key.startswith("minutes_circulated:")).one().body or "")
    for words in ("troisbancs", "Unecitation", "tapételquel", "https://example.org/lien", papers.dense(SUMMARY)):
        assert words in body
    session.rollback()


def test_decisions_and_actions_have_the_same_words_in_the_feed_the_mail_and_the_paper(
    app: Flask, session: Session, client: PageClient
) -> None:
    case = make_minutes_case(session)
    case.write(session, first=SQUARE, second="Secret : madame X.", summary=SUMMARY)
    sign_in(client, case.facilitator)
    client.get(f"/travail/reunions/{case.meeting_id}/circuler")
    session.rollback()
    client.post(f"/travail/reunions/{case.meeting_id}/circuler", {})
    mail = session.query(Mail).filter(Mail.key.startswith("minutes_circulated:")).one().body or ""
    later = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting_id, later.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting_id, address)
    session.commit()
    feed = client.get("/q/chemin-vert/reunions.atom").get_data(as_text=True)
    printed = papers.dense(papers.text_of(paper_of(client, case)))
    lines = ("Refaire le square. À\u00a0: La commune. Par consensus.", "Écrire au maire. Qui\u00a0: Amina Fictive", "1er mars 2027")
    for words in (*lines, "La vie privée d’une famille."):
        assert papers.dense(words) in papers.dense(mail), words
        assert papers.dense(words) in papers.dense(feed), words
        assert papers.dense(words) in printed, words
    for text in (mail, feed):
        assert "2027-03-01" not in text
        assert "madame X" not in text
        assert "famille X" not in text


def test_a_picture_that_was_erased_leaves_its_words(app: Flask, session: Session, client: PageClient) -> None:
    case, _number = published(session, app)
    for path in document_files.folder_of(session).rglob("*"):
        if path.is_file():
            path.unlink()
    session.rollback()
    made = paper_of(client, case)
    assert papers.tags_of(made)["Figure"] == 0
    assert "Leplandusquare" in papers.dense(papers.text_of(made))


@pytest.mark.usefixtures("app")
def test_the_same_minutes_give_the_same_bytes(app: Flask, session: Session, client: PageClient, tmp_path: Path) -> None:
    case, _number = published(session, app)
    first = client.get(f"/reunions/{case.meeting_id}/compte-rendu.pdf")
    again = client.get(f"/en/reunions/{case.meeting_id}/compte-rendu.pdf")
    assert first.get_data() == again.get_data()
    kept = client.get(f"/reunions/{case.meeting_id}/compte-rendu.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert kept.status_code == 304
