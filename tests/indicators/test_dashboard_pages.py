"""Pages of the dashboard and of highlights: read by everybody, filled by those who keep it."""

import io
import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from pikepdf import Pdf
from sqlalchemy.orm import Session

from participation.indicators.models import DashboardYear, Highlight, HighlightPicture
from participation.indicators.services import analysis, assessments, highlights
from participation.indicators.services.analysis import Change, Written
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR, judgement_of
from tests.indicators.dashboard_cases import (
    DashboardCase,
    make_dashboard_case,
    make_highlight,
    make_indicator,
    make_value,
    new_picture,
    photograph,
    tell,
)
from tests.representation.request_cases import make_official
from tests.support.factories import make_account, make_contract, make_council, sign_in
from tests.support.pages import PageClient


@pytest.fixture
def case(session: Session, now: datetime) -> DashboardCase:
    """A year of which everything is owed."""
    # What was read stays readable after the commit: asking again would keep the pages waiting.
    session.expire_on_commit = False
    return make_dashboard_case(session, now)


def publish(session: Session, now: datetime, case: DashboardCase, text: str = "Les écarts se réduisent.") -> None:
    orientation_id = case.actions.team.orientation_id
    changes = [Change(None, "Une priorité de plus."), Change(orientation_id, "Une permanence le mardi.")]
    found = analysis.write(session, now, YEAR, case.year.version, Written(text, None, changes))
    analysis.publish(session, now, YEAR, found.version)


def text_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.get_data(as_text=True).replace("\u00a0", " ").split())


def test_latest_dashboard_leads_to_the_year(session: Session, client: PageClient, case: DashboardCase) -> None:
    session.commit()
    response = client.get("/tableau-de-bord")
    assert (response.status_code, response.headers["Location"]) == (302, f"/tableau-de-bord/{YEAR}")


def test_without_any_year_its_page_says_what_it_will_be(session: Session, client: PageClient) -> None:
    make_contract(session)
    session.commit()
    assert "Aucune année n’est encore ouverte" in text_of(client, "/tableau-de-bord")
    for path in (f"/tableau-de-bord/{YEAR}", f"/tableau-de-bord/{YEAR}.pdf"):
        assert client.get(path).status_code == 404


def test_dashboard_shows_five_families_and_who_owes_what(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    action = case.actions.action
    assessments.assess_as_team(session, case.actions.official, now, action.id, judgement_of())
    made = make_highlight(session, now)
    make_value(session, case.indicator)
    make_value(session, make_indicator(session, case.agency, "retard", name="Retard fictif"), YEAR - 2)
    session.commit()
    text = text_of(client, f"/tableau-de-bord/{YEAR}")
    for chapter in "12345":
        assert f">{chapter}. " in text
    assert f'href="/actions/{action.id}"' in text
    assert "Des effets" in text
    assert f'href="/temps-forts/{made.id}"' in text
    assert 'href="/indicateurs/taux"' in text
    assert "Chambre fictive" in text
    assert "3 sur 9" in text
    assert f"Retard fictif (dernière année : {YEAR - 2})" in text
    assert 'href="/indicateurs/retard"' not in text
    assert "31 mars 2027" in text
    assert "L’analyse n’est pas encore publiée" in text
    assert "Données fictives" in text


def test_dashboard_keeps_a_draft_of_the_analysis_to_the_team(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    analysis.write(session, now, YEAR, 1, Written("Un brouillon.", None, [Change(None, "Rien encore.")]))
    session.commit()
    assert "brouillon" not in text_of(client, f"/tableau-de-bord/{YEAR}")
    session.rollback()
    publish(session, now, case)
    session.commit()
    text = text_of(client, f"/tableau-de-bord/{YEAR}")
    assert "Les écarts se réduisent." in text
    assert "Une permanence le mardi." in text
    assert "Orientation 1" in text


def test_dashboard_file_is_a_tagged_paper_of_the_same_words(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    publish(session, now, case)
    session.commit()
    response = client.get(f"/tableau-de-bord/{YEAR}.pdf")
    assert response.mimetype == "application/pdf"
    with Pdf.open(io.BytesIO(response.data)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang) == "fr"
        assert f"Tableau de bord de {YEAR}" in str(paper.docinfo["/Title"])
    again = client.get(f"/tableau-de-bord/{YEAR}.pdf", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_highlights_index_and_highlight_show_what_is_public(
    session: Session, now: datetime, client: PageClient
) -> None:
    shown = make_highlight(session, now, title="Le square planté")
    draft = make_highlight(session, now, title="Encore secret", public=False)
    highlights.show_picture(session, now, shown.id, shown.version, new_picture())
    session.commit()
    text = text_of(client, "/temps-forts")
    assert "Le square planté" in text
    assert "Encore secret" not in text
    assert 'loading="lazy"' in text
    assert 'alt="Des voisins plantent un arbre"' in text
    assert "Trente voisins ont planté." in text_of(client, f"/temps-forts/{shown.id}")
    assert "Accords signés" not in text_of(client, f"/temps-forts/{shown.id}")
    for path in (f"/temps-forts/{draft.id}", f"/temps-forts/{draft.id}/image.jpg", "/temps-forts/999999"):
        assert client.get(path).status_code == 404


def test_highlight_image_is_small_and_sets_no_cookie(session: Session, now: datetime, client: PageClient) -> None:
    shown = make_highlight(session, now)
    path = f"/temps-forts/{shown.id}/image.jpg"
    session.commit()
    assert client.get(path).status_code == 404
    highlights.show_picture(session, now, shown.id, shown.version, new_picture())
    session.commit()
    response = client.get(path)
    assert (response.mimetype, response.headers.get("Set-Cookie")) == ("image/jpeg", None)
    assert len(response.data) <= 30 * 1024
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_highlights_index_says_how_to_propose_one_when_there_is_none(session: Session, client: PageClient) -> None:
    make_contract(session)
    session.commit()
    assert "Aucun temps fort" in text_of(client, "/temps-forts")


def test_create_highlight_edit_highlight_and_publish_highlight(
    session: Session, client: PageClient, case: DashboardCase
) -> None:
    sign_in(client, case.keeper)
    client.get(f"/travail/temps-forts/nouveau/{YEAR}")
    fields = {"kind": "event", "title": "La fête", "place": "Place", "story": "On a dansé.", "neighbourhood": ""}
    refused = client.post(f"/travail/temps-forts/nouveau/{YEAR}", fields | {"story": "", "neighbourhood": "999999"})
    page = refused.get_data(as_text=True)
    assert "Racontez en quelques phrases" in page
    assert "Choisissez un quartier" in page
    assert "La fête" in page
    made = client.post(f"/travail/temps-forts/nouveau/{YEAR}", fields)
    at = made.headers["Location"].removesuffix("#contenu")
    number = int(at.rpartition("/")[2])
    assert "Brouillon" in text_of(client, at)
    client.get(f"{at}/modifier")
    client.post(f"{at}/modifier", fields | {"story": "On a chanté.", "seen": "1"})
    stale = client.post(f"{at}/modifier", fields | {"story": "On a ri.", "seen": "1"}).get_data(as_text=True)
    assert "Quelqu’un a enregistré" in stale
    assert "On a ri." in stale
    client.post(f"{at}/publier", {"seen": "2"})
    assert "On a chanté." in text_of(client, f"/temps-forts/{number}")
    client.post(f"{at}/supprimer")
    assert session.get(Highlight, number) is not None
    session.rollback()
    client.post(f"{at}/retirer")
    assert client.get(f"/temps-forts/{number}").status_code == 404
    client.post(f"{at}/supprimer")
    assert session.scalars(sa.select(Highlight.id)).all() == []


def test_highlight_picture_asks_for_words_and_consent(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    number = make_highlight(session, now).id
    at = f"/travail/temps-forts/{number}"
    sign_in(client, case.keeper)
    seen = re.findall('name="seen" value="([^"]+)"', client.get(f"{at}/image").text)[0]
    words = {
        "seen": seen, "alternative": "Un arbre", "credit": "Ville", "consent": "Personne de reconnaissable",
        "consent_on": "2/11/2026",
    }  # fmt: skip
    for name in words.keys() - {"seen"}:
        photo = (io.BytesIO(photograph(160, 120)), "arbre.jpg")
        refused = client.post(f"{at}/image", {**words, name: "", "file": photo})
        assert refused.status_code == 422
        assert f'id="{name}-error"' in refused.get_data(as_text=True)
    refused = client.post(f"{at}/image", {**words, "file": (io.BytesIO(b"not a picture"), "arbre.jpg")})
    assert "JPEG, PNG ou WebP" in refused.get_data(as_text=True)
    assert session.scalars(sa.select(HighlightPicture.highlight_id)).all() == []
    session.rollback()
    client.post(f"{at}/image", {**words, "file": (io.BytesIO(photograph(1600, 1200)), "arbre.jpg")})
    assert "Personne de reconnaissable" in text_of(client, at)
    late = client.post(f"{at}/image", {**words, "file": (io.BytesIO(photograph(160, 120)), "arbre.jpg")})
    assert "Relisez-la" in late.text
    assert client.get(f"{at}/image.jpg").mimetype == "image/jpeg"
    assert client.get(f"/temps-forts/{number}/image.jpg").status_code == 200
    client.post(f"{at}/image/retirer")
    assert client.get(f"/temps-forts/{number}/image.jpg").status_code == 404


def test_staff_highlights_offers_what_is_free(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    for number in range(3):
        make_highlight(session, now, title=f"Temps {number}", public=number > 0)
    sign_in(client, case.keeper)
    text = text_of(client, "/travail/temps-forts")
    assert text.count("Brouillon") == 1
    assert f"/travail/temps-forts/nouveau/{YEAR}" not in text


def test_dashboard_day_opens_a_year_then_moves_its_day(
    session: Session, client: PageClient, case: DashboardCase
) -> None:
    sign_in(client, case.keeper)
    assert "/travail/tableau-de-bord/2025/jour" in text_of(client, "/travail/tableau-de-bord")
    client.get("/travail/tableau-de-bord/2025/jour")
    refused = client.post("/travail/tableau-de-bord/2025/jour", {"due_on": "31 décembre 2024"})
    assert 'id="due_on-error"' in refused.get_data(as_text=True)
    client.post("/travail/tableau-de-bord/2025/jour", {"due_on": "31 mars 2026"})
    client.get("/travail/tableau-de-bord/2025/jour")
    client.post("/travail/tableau-de-bord/2025/jour", {"due_on": "15 avril 2026", "seen": "1"})
    query = sa.select(DashboardYear.due_on).where(DashboardYear.year == 2025)
    assert session.scalars(query).one() == date(2026, 4, 15)
    session.rollback()
    assert client.get("/travail/tableau-de-bord/2031/jour").status_code == 404


def test_staff_dashboard_says_who_owes_what_and_ask_again_writes_once(
    session: Session, client: PageClient, case: DashboardCase
) -> None:
    sign_in(client, case.keeper)
    text = text_of(client, f"/travail/tableau-de-bord/{YEAR}")
    assert "Agence fictive" in text
    assert "Recenser les actions" in text
    assert "Personne à qui écrire" in text
    sent = client.post(f"/travail/tableau-de-bord/{YEAR}/rappels", follow=True).get_data(as_text=True)
    assert "3\u00a0courriels partent" in sent
    again = client.post(f"/travail/tableau-de-bord/{YEAR}/rappels", follow=True).get_data(as_text=True)
    assert "Aucun courriel ne part" in again
    assert session.scalar(sa.select(sa.func.count(Mail.id))) == 3


def test_write_analysis_and_publish_dashboard(session: Session, client: PageClient, case: DashboardCase) -> None:
    at, box = f"/travail/tableau-de-bord/{YEAR}", f"change_{case.actions.team.orientation_id}"
    sign_in(client, case.keeper)
    client.get(at)
    assert "Écrivez ce que le comité" in client.post(f"{at}/publier", {"seen": "1"}).get_data(as_text=True)
    client.get(f"{at}/analyse")
    fields = {"analysis": "Les écarts se réduisent.", "meeting": "", "change_0": "", box: "Une permanence."}
    client.post(f"{at}/analyse", fields | {"seen": "1"})
    stale = client.post(f"{at}/analyse", fields | {"analysis": "Autre.", "seen": "1"}).get_data(as_text=True)
    assert "Quelqu’un a enregistré" in stale
    assert "Autre." in stale
    client.post(f"{at}/publier", {"seen": "2"})
    text = text_of(client, f"/tableau-de-bord/{YEAR}")
    assert "Les écarts se réduisent." in text
    assert "Une permanence." in text


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PARTNER])
def test_nobody_else_keeps_the_dashboard(
    session: Session, now: datetime, client: PageClient, case: DashboardCase, role: Role
) -> None:
    """The team of one council out of two gets a page that is not there; a partner a page that is not for them."""
    make_council(session, "gueriniere", name="Guérinière")
    made = make_highlight(session, now)
    sign_in(client, make_account(session, role, [case.actions.council]))
    expected = {Role.FACILITATOR: 404, Role.PARTNER: 403}[role]
    at = f"/travail/temps-forts/{made.id}"
    for path in (
        "/travail/tableau-de-bord", f"/travail/tableau-de-bord/{YEAR}", f"/travail/tableau-de-bord/{YEAR}/analyse",
        f"/travail/tableau-de-bord/{YEAR}/jour", "/travail/temps-forts", at, f"{at}/modifier", f"{at}/image",
        f"{at}/image.jpg", f"/travail/temps-forts/nouveau/{YEAR}",
    ):  # fmt: skip
        assert client.get(path).status_code == expected, path
    client.get("/travail")
    for path in (
        f"/travail/tableau-de-bord/{YEAR}/rappels", f"/travail/tableau-de-bord/{YEAR}/publier", f"{at}/publier",
        f"{at}/retirer", f"{at}/supprimer", f"{at}/image/retirer", f"{at}/image", f"{at}/modifier",
    ):  # fmt: skip
        assert client.post(path, {"seen": "1"}).status_code == expected, path
    session.expire_all()
    assert session.get_one(Highlight, made.id).published_at is not None


def test_the_desk_says_what_an_institution_owes(
    session: Session, client: PageClient, case: DashboardCase
) -> None:
    case.year.due_on = date(2026, 12, 15)
    partner = make_official(session, case.partner, Role.PARTNER)
    sign_in(client, partner)
    text = text_of(client, "/travail")
    assert "1 information est attendue de vous" in text
    assert 'href="/mes-engagements"' in text
    tell(session, case.commitment)
    session.commit()
    text = text_of(client, "/travail")
    assert "attendue de vous" not in text
    assert "/travail/tableau-de-bord" not in text


def test_the_desk_tells_the_keeper_how_much_is_missing(
    session: Session, now: datetime, client: PageClient, case: DashboardCase
) -> None:
    case.year.due_on = date(2026, 11, 20)
    sign_in(client, case.keeper)
    text = text_of(client, "/travail")
    assert "8 informations manquent" in text
    assert 'href="/travail/tableau-de-bord"' in text
    assert f'href="/travail/tableau-de-bord/{YEAR}"' in text
    session.rollback()
    publish(session, now, case)
    session.commit()
    assert "informations manquent" not in text_of(client, "/travail")


def test_many_blanks_are_counted_by_the_last_year_known(
    session: Session, client: PageClient, case: DashboardCase
) -> None:
    for number, back in enumerate((2, 2, 1)):
        code = f"retard-{number}"
        make_value(session, make_indicator(session, case.agency, code, position=number + 2), YEAR - back)
    session.commit()
    text = text_of(client, f"/tableau-de-bord/{YEAR}").replace("\u00a0", " ")
    assert f"Sans valeur de {YEAR} : 4." in text
    assert f"Dernière année connue : {YEAR - 2} pour 2, {YEAR - 1} pour 1." in text
    assert "Jamais renseignés : 1." in text
    assert "Indicateur retard-0" not in text
