"""Partners' promises as people read them, tell of them and remark on them."""

import re
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.indicators.models import Commitment, CommitmentRemark, CommitmentState, CommitmentYear, Partner
from participation.indicators.services import commitments, remarks
from participation.kernel.permissions import Role
from participation.territory import services as territory
from tests.indicators.partner_cases import YEAR, PartnerCase, make_commitment, make_partner_case, make_year
from tests.representation.request_cases import make_official
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient

MINE = "/mes-engagements"


def text_of(response: Any) -> str:
    return " ".join(str(response.get_data(as_text=True)).replace("\u00a0", " ").split())


@pytest.fixture
def case(session: Session) -> PartnerCase:
    # What the case holds is read between posts: it must not open a transaction that they would wait for.
    session.expire_on_commit = False
    made = make_partner_case(session)
    session.commit()
    return made


def enter(client: PageClient, session: Session, account: Account) -> None:
    """Log in, open a page, whose forms bear the session's token, and let go of the database."""
    sign_in(client, account)
    client.get("/travail")
    session.commit()


def seen_on(response: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', response.get_data(as_text=True))
    assert found is not None
    return found[1]


def test_partners_says_the_sum_and_sets_no_cookie(client: PageClient, session: Session, case: PartnerCase) -> None:
    make_year(session, case.counted, target=3.0, done=2.5)
    make_year(session, case.foreign, state=CommitmentState.LATE)
    session.commit()
    response = client.get("/partenaires")
    page = text_of(response)
    assert "Set-Cookie" not in response.headers
    assert "3 promesses : 1 en cours, 1 en retard, 1 sans nouvelle." in page
    assert "Prévu : 3, fait : 2,5 (ateliers)." in page
    assert "Prévu : pas encore dit, fait : pas encore dit (halls)." in page
    assert "données fictives" in page
    client.get("/en/partenaires")


def test_partners_keeps_to_what_was_chosen(client: PageClient, session: Session, case: PartnerCase) -> None:
    territory.load_reference(session)
    elsewhere = make_council(session, "ailleurs", name="Ailleurs").neighbourhood
    case.foreign.neighbourhoods = [elsewhere]
    session.commit()
    assert "Rénover les halls." not in text_of(client.get("/partenaires?quartier=chemin-vert&annee=2026"))
    assert "Rénover les halls." in text_of(client.get("/partenaires?quartier=ailleurs"))
    second = text_of(client.get("/partenaires?orientation=2&annee=rien"))
    assert "accueillir et de rencontrer les parents" in second
    assert "entrepreneuriat" not in second
    assert "Aucune promesse n’est enregistrée." in text_of(client.get("/partenaires?orientation=3"))
    assert client.get("/partenaires?quartier=nulle-part").status_code == 404


def test_partners_shows_the_sourced_promises_without_a_word_of_fiction(client: PageClient, session: Session) -> None:
    territory.load_reference(session)
    session.commit()
    page = text_of(client.get("/partenaires"))
    assert "Déployer des actions de sensibilisation à l’entrepreneuriat dans les quartiers." in page
    assert "Partenaires dont les promesses ne sont pas publiées" in page
    assert "Données fictives" not in page
    partner = text_of(client.get("/partenaires/mefac"))
    assert "Source : Texte de présentation « Le contrat de ville du territoire de Caen la mer »." in partner
    assert "Jour : aucun document connu ne le dit" in partner
    assert "Sans nouvelle" in partner


def test_partner_puts_remark_and_answer_side_by_side(
    client: PageClient, session: Session, case: PartnerCase, now: datetime
) -> None:
    make_year(session, case.counted, 2025, target=3.0, done=0.0, comment="Un lieu\n\nfermé.", proof="https://example.org/a")
    made = remarks.write(
        session, case.facilitator, now, case.counted.id, case.council.id, 2025, "Aucun atelier.", None
    )
    remarks.answer(session, case.account, now, made.id, "Il ouvrira en mars.", made.at)
    session.commit()
    response = client.get(f"/partenaires/{case.institution.code}")
    page = text_of(response)
    assert "lundi 6 juillet 2015" in page
    assert 'href="https://example.org/a"' in page
    assert re.search(r"Aucun atelier\..*Il ouvrira en mars\.", page)
    assert [int(year) for year in re.findall(r'rowheader">(\d{4})<', page)][:2] == [2026, 2025]
    client.get(f"/en/partenaires/{case.institution.code}")
    assert client.get("/partenaires/nulle-part").status_code == 404


@pytest.mark.parametrize("proof", ["javascript:alert(1)", "https://example.org/ un mot", "Rapport, page 3"])
def test_partner_links_only_to_addresses(
    client: PageClient, session: Session, case: PartnerCase, proof: str
) -> None:
    make_year(session, case.counted, proof=proof)
    session.commit()
    page = client.get(f"/partenaires/{case.institution.code}").get_data(as_text=True)
    assert proof in page
    assert f'href="{proof}' not in page


def test_partner_pages_ask_a_constant_number_of_questions(
    client: PageClient, session: Session, case: PartnerCase, count_queries: list[str]
) -> None:
    def questions(path: str) -> int:
        client.get(path)
        count_queries.clear()
        client.get(path)
        return len(count_queries)

    make_year(session, case.counted)
    session.commit()
    paths = ("/partenaires", f"/partenaires/{case.institution.code}", "/partenaires?quartier=chemin-vert")
    before = [questions(path) for path in paths]
    for number in range(30):
        made = make_commitment(session, case.institution, f"Promesse {number}.")
        made.neighbourhoods = [case.council.neighbourhood]
        make_year(session, made)
    session.commit()
    assert [questions(path) for path in paths] == before
    assert max(before) <= 9


def test_my_commitments_leads_through_three_promises(
    client: PageClient, session: Session, case: PartnerCase
) -> None:
    third = make_commitment(session, case.institution, "Former dix personnes.", unit="personnes")
    session.commit()
    enter(client, session, case.account)
    page = text_of(client.get(MINE))
    assert "3 promesses attendent de vos nouvelles." in page
    assert "Rénover les halls." not in page
    for made, fields in (
        (case.counted, {"target": "1 200", "done": "12,5", "state": "kept", "proof": "https://example.org"}),
        (case.uncounted, {"state": "underway"}),
        (third, {"target": "", "done": "0", "state": "late", "comment": "Salle\r\nfermée."}),
    ):
        path = f"{MINE}/{made.id}/{YEAR}"
        session.commit()
        shown = client.get(path)
        assert ("Prévu" in text_of(shown)) is (made.unit is not None)
        response = client.post(path, data=fields | {"seen": seen_on(shown)})
        assert response.status_code == 303, text_of(response)
        page = text_of(client.get(response.headers["Location"]))
    assert "Il ne reste rien pour cette année." in page
    assert "Vous avez tout renseigné." in page
    session.commit()
    kept = {row.commitment_id: row for row in session.scalars(sa.select(CommitmentYear))}
    assert (kept[case.counted.id].target, kept[case.counted.id].done) == (1200.0, 12.5)
    assert (kept[case.uncounted.id].target, kept[case.uncounted.id].done) == (None, None)
    assert (kept[third.id].target, kept[third.id].done, kept[third.id].comment) == (None, 0.0, "Salle\nfermée.")
    client.get("/en/mes-engagements")


def test_tell_commitment_says_how_to_mend_and_keeps_what_was_typed(
    client: PageClient, session: Session, case: PartnerCase
) -> None:
    enter(client, session, case.account)
    path = f"{MINE}/{case.counted.id}/{YEAR}"
    for fields, sentence in (
        ({"done": "douze", "state": "kept"}, "Écrivez un nombre en chiffres, comme 12 ou 12,5, ou laissez vide."),
        ({"done": "-3", "state": "kept"}, "Écrivez un nombre en chiffres"),
        ({"done": "12"}, "Choisissez une des quatre réponses."),
        ({"state": "dropped", "target": "12"}, "Dites en une phrase pourquoi vous abandonnez."),
    ):
        seen = seen_on(client.get(path))
        page = text_of(client.post(path, data=fields | {"seen": seen}))
        assert sentence in page
        assert all(f'value="{typed}"' in page for name, typed in fields.items() if name != "state")
    assert client.get(f"{MINE}/{case.counted.id}/{YEAR + 1}").status_code == 404
    session.commit()
    assert session.scalars(sa.select(CommitmentYear)).all() == []


def test_tell_commitment_refuses_a_stale_page_and_shows_both(
    client: PageClient, session: Session, case: PartnerCase
) -> None:
    enter(client, session, case.account)
    path = f"{MINE}/{case.counted.id}/{YEAR}"
    stale = seen_on(client.get(path))
    make_year(session, case.counted, done=7.0, comment="Écrit entre-temps.")
    session.commit()
    shown = client.post(path, data={"seen": stale, "done": "4", "state": "late", "comment": "Mon texte."})
    page = text_of(shown)
    assert "Quelqu’un a enregistré autre chose" in page
    assert "Écrit entre-temps." in page
    assert "Mon texte." in page
    again = {"seen": seen_on(shown), "done": "4", "state": "late", "comment": "Mon texte."}
    assert client.post(path, data=again).status_code == 303
    session.commit()
    assert session.scalars(sa.select(CommitmentYear.done)).all() == [4.0]


def test_tell_commitment_is_not_there_for_others(client: PageClient, session: Session, case: PartnerCase) -> None:
    enter(client, session, case.other_account)
    for path in (f"{MINE}/{case.counted.id}/{YEAR}", f"{MINE}/{case.foreign.id}/2019", f"{MINE}/{case.foreign.id}/99999"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"state": "kept", "seen": "0"}).status_code == 404
    assert "Ouvrir trois ateliers." not in text_of(client.get(MINE))


def test_my_commitments_is_for_partners_and_says_what_is_missing(
    client: PageClient, new_client: Any, session: Session, case: PartnerCase
) -> None:
    nowhere, facilitator = make_official(session, None, Role.OFFICIAL), case.facilitator
    session.commit()
    enter(client, session, nowhere)
    assert "Personne n’a encore dit pour quelle institution vous vous connectez." in text_of(client.get(MINE))
    other = new_client()
    enter(other, session, facilitator)
    assert other.get(MINE).status_code == 403


def test_answer_remark_is_given_once(client: PageClient, session: Session, case: PartnerCase, now: datetime) -> None:
    made = remarks.write(session, case.facilitator, now, case.counted.id, case.council.id, YEAR, "Loin d’ici.", None)
    number, path = made.id, f"{MINE}/remarques/{made.id}"
    session.commit()
    enter(client, session, case.account)
    assert path in client.get(MINE).get_data(as_text=True)
    page = client.get(path)
    assert "Loin d’ici." in text_of(page)
    assert "Écrivez au moins une phrase." in text_of(client.post(path, data={"text": " ", "seen": seen_on(page)}))
    assert client.post(path, data={"text": "Bientôt ici.", "seen": seen_on(page)}).status_code == 303
    assert client.get(path).status_code == 303
    assert "ont répondu" not in text_of(client.get(MINE))
    late = client.post(path, data={"text": "Encore.", "seen": seen_on(page)})
    assert "Le partenaire a répondu à cette remarque" in text_of(late) or late.status_code == 303
    session.commit()
    assert session.get_one(CommitmentRemark, number, populate_existing=True).answer == "Bientôt ici."
    session.commit()
    other = case.other_account
    client.post("/deconnexion")
    enter(client, session, other)
    assert client.get(path).status_code == 404


def test_write_remark_stands_beside_the_promise(client: PageClient, session: Session, case: PartnerCase) -> None:
    enter(client, session, case.facilitator)
    listed = client.get("/travail/engagements")
    path = f"/travail/engagements/{case.counted.id}/remarque/{case.council.id}?annee={YEAR}"
    assert path in listed.get_data(as_text=True)
    page = client.get(path)
    assert client.post(path, data={"text": "Nous en voyons deux.", "seen": seen_on(page)}).status_code == 303
    stale = client.post(path, data={"text": "Autre chose.", "seen": seen_on(page)})
    assert "Nous en voyons deux." in text_of(stale)
    assert "Autre chose." in text_of(stale)
    assert "Nous en voyons deux." in text_of(client.get(f"/partenaires/{case.institution.code}"))
    assert "Nous en voyons deux." in text_of(client.get(f"/travail/engagements?conseil={case.council.id}&annee={YEAR}"))
    for wrong in (path.replace("annee=2026", "annee=2027"), path.replace("annee=2026", "annee=x")):
        assert client.get(wrong).status_code == 404


def test_write_remark_is_for_the_team_of_that_council(client: PageClient, session: Session, case: PartnerCase) -> None:
    stranger = make_account(session, councils=[make_council(session, "ailleurs", name="Ailleurs")])
    session.commit()
    enter(client, session, stranger)
    path = f"/travail/engagements/{case.counted.id}/remarque/{case.council.id}"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"text": "Rien."}).status_code == 404


def test_staff_partners_adds_a_partner_and_its_promise(client: PageClient, session: Session, case: PartnerCase) -> None:
    enter(client, session, case.facilitator)
    assert "1 promesse sans nouvelle en 2026" in text_of(client.get("/travail/partenaires"))
    fields = {"institution": "", "name": "Régie (fictive)", "signed_on": "6/7/2015", "source": "Contrat, page 12"}
    client.get("/travail/partenaires/nouveau")
    session.commit()
    made = client.post("/travail/partenaires/nouveau", data=fields)
    assert made.headers["Location"].split("#")[0].endswith("/travail/partenaires/regie-fictive")
    assert "6 juillet 2015" in text_of(client.get(made.headers["Location"]))
    assert "Cette institution est déjà enregistrée." in text_of(client.post("/travail/partenaires/nouveau", data=fields))
    promise = {
        "title": "Former dix personnes.", "unit": "personnes", "orientation": "", "first_year": "2026", "last_year": "",
        "neighbourhoods": str(case.council.neighbourhood_id), "source": "Contrat, page 13",
    }  # fmt: skip
    path = "/travail/partenaires/regie-fictive/engagements/nouveau"
    for wrong, sentence in (
        ({"first_year": "26"}, "Écrivez une année en quatre chiffres"), ({"title": ""}, "Écrivez ce que le partenaire promet."),
        ({"last_year": "2025"}, "La dernière année est avant la première."), ({"neighbourhoods": "999"}, "Choisissez des quartiers"),
    ):  # fmt: skip
        client.get(path)
        assert sentence in text_of(client.post(path, data=promise | wrong))
    assert client.post(path, data=promise).status_code == 303
    session.commit()
    found = session.scalars(sa.select(Commitment).where(Commitment.title == promise["title"])).one()
    number, line = found.id, commitments.line_of(session, found.id, YEAR)
    session.commit()
    assert (line.partner, line.unit, line.neighbourhoods) == (
        "Régie (fictive)", "personnes", ((case.council.neighbourhood.code, case.council.neighbourhood.name),),
    )  # fmt: skip
    session.commit()
    edit = f"/travail/engagements/{number}/modifier"
    assert "Former dix personnes." in text_of(client.get(edit))
    assert client.post(edit, data=promise | {"last_year": "2028"}).status_code == 303
    assert "De 2026 à 2028" in text_of(client.get("/travail/partenaires/regie-fictive"))


def test_edit_partner_changes_the_signature(client: PageClient, session: Session, case: PartnerCase) -> None:
    enter(client, session, case.facilitator)
    path = f"/travail/partenaires/{case.other.code}/modifier"
    client.get(path)
    future = client.post(path, data={"signed_on": "1/1/2027", "source": "Acte"})
    assert "Ce jour est à venir." in text_of(future)
    assert client.post(path, data={"signed_on": "", "source": "Acte du conseil"}).status_code == 303
    session.commit()
    found = session.get_one(Partner, case.other.id, populate_existing=True)
    assert (found.signed_on, found.source) == (None, "Acte du conseil")


def test_the_journal_names_the_partner(client: PageClient, session: Session, case: PartnerCase, now: datetime) -> None:
    remarks.write(session, case.facilitator, now, case.counted.id, case.council.id, YEAR, "Loin d’ici.", None)
    session.commit()
    page = text_of(client.get("/journal"))
    assert "Partenaire « Ville fictive »" in page
    assert "fait une remarque sur une promesse, pour 2026." in page
