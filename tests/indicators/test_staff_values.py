"""The team brings values and says what indicators are, page by page."""

import re
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import AreaKind, Family, Indicator, Observation, SeriesBreak, ValueFile
from participation.journal.models import JournalEntry
from participation.kernel.permissions import Role
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient
from tests.support.values import make_area, make_indicator

LIST, SEND = "/travail/indicateurs", "/travail/indicateurs/importer"
ONE = f"{LIST}/fiche/taux-de-pauvrete"
GOOD = "lieu;indicateur;année;valeur\nqp-test;taux-de-pauvrete;2021;43,5\n"
BAD = "lieu;indicateur;année;valeur\nqp-test;taux-de-pauvrete;2021;beaucoup\nlà;taux-de-pauvrete;2021;1\n"


def enter(client: PageClient, session: Session) -> None:
    """Sign a facilitator in, with a place and an indicator."""
    make_area(session, "qp-test")
    make_indicator(session)
    account = make_account(session, Role.FACILITATOR)
    session.commit()
    sign_in(client, account)


def post_file(client: PageClient, text: str, **fields: str) -> Any:
    assert client.get(SEND).status_code == 200
    about = {"source": "Insee, Filosofi", "vintage": "2021", **fields}
    return client.post(SEND, data={**about, "file": (BytesIO(text.encode()), "valeurs.csv")})


def test_send_values_then_take_them(client: PageClient, session: Session) -> None:
    enter(client, session)
    answer = post_file(client, GOOD)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Insee, Filosofi, 2021" in page
    assert "<strong>1</strong>" in page
    number = session.scalars(sa.select(ValueFile.id)).one()
    session.rollback()
    assert f"{SEND}/{number}" in client.get(SEND).text
    refused = client.post(f"{SEND}/{number}/confirmer", {"outcome": "0-0-0-0"})
    assert refused.status_code == 422
    assert "D’autres valeurs sont arrivées" in refused.text
    outcome = re.findall('name="outcome" value="(1-0-0-0-[^"]+)"', refused.text)
    assert client.post(f"{SEND}/{number}/confirmer", {"outcome": outcome[0]}).location.endswith("#fichiers")
    page = client.get(LIST).text.replace("\u00a0", " ")
    assert "valeurs.csv" in page
    assert "Dernière année avec des valeurs : 2021" in page
    assert "</th>\n  <td" in page
    assert ">1<br>" in page
    assert "Un fichier de valeurs arrive. Source" in client.get("/journal").text
    assert session.scalars(sa.select(Observation.result)).one() == 43.5


def test_value_file_tells_what_to_mend(client: PageClient, session: Session) -> None:
    enter(client, session)
    page = client.get(post_file(client, BAD).location).text.replace("\u00a0", " ")
    assert "beaucoup" in page
    assert page.index("Ligne 2") < page.index("Ligne 3")
    assert "/confirmer" not in page
    number = session.scalars(sa.select(ValueFile.id)).one()
    session.rollback()
    refused = client.post(f"{SEND}/{number}/confirmer")
    assert refused.status_code == 422
    assert "Rien n’a été pris" in refused.text
    assert session.scalars(sa.select(Observation)).all() == []


def test_send_values_says_what_is_wrong_with_the_file(client: PageClient, session: Session) -> None:
    enter(client, session)
    for text, word in (("%PDF-1.7", "PDF"), ("Nom;Prénom\nMartin;Zoé\n", "CODGEO"), (GOOD[:29] + "\n", "ligne")):
        refused = post_file(client, text)
        assert refused.status_code == 422
        assert word in refused.text
        assert "Insee, Filosofi" in refused.text
    refused = client.post(SEND, data={"source": "", "vintage": ""})
    assert refused.status_code == 422


def test_discard_values_throws_a_file_away(client: PageClient, session: Session) -> None:
    enter(client, session)
    post_file(client, GOOD)
    number = session.scalars(sa.select(ValueFile.id)).one()
    session.rollback()
    assert client.post(f"{SEND}/{number}/retirer").status_code == 303
    assert client.get(f"{SEND}/{number}").status_code == 404
    assert session.scalars(sa.select(ValueFile)).all() == []


def test_value_file_of_somebody_else_is_missing(client: PageClient, session: Session) -> None:
    enter(client, session)
    post_file(client, GOOD)
    number = session.scalars(sa.select(ValueFile.id)).one()
    other = make_account(session, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, other)
    client.get(SEND)
    for act in ("confirmer", "retirer"):
        assert client.post(f"{SEND}/{number}/{act}").status_code == 404
    assert client.get(f"{SEND}/{number}").status_code == 404


def test_value_template_is_a_file_for_french_excel(client: PageClient, session: Session) -> None:
    enter(client, session)
    answer = client.get(f"{LIST}/modele.csv?annee=2022")
    assert answer.mimetype == "text/csv"
    assert "valeurs-2022.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbflieu;")
    assert b"qp-test;qp-test;taux-de-pauvrete;taux-de-pauvrete;%;2022;ensemble;;;;\r\n" in answer.data


def test_send_values_is_for_the_team(client: PageClient, session: Session) -> None:
    account = make_account(session, Role.PARTNER)
    session.commit()
    sign_in(client, account)
    for address in (LIST, SEND, f"{LIST}/modele.csv"):
        assert client.get(address).status_code == 403


def test_staff_indicators_names_who_fills_each(client: PageClient, session: Session) -> None:
    enter(client, session)
    page = client.get(LIST).text
    assert ONE in page
    assert "personne n’est nommé" in page
    assert "Aucune valeur" in page
    assert "<built-in" not in page


def described(**changes: str) -> dict[str, str]:
    return {
        "name": "Taux de pauvreté", "question": "Combien ?", "theme": "Revenus", "definition": "Inventé.",
        "limits": "", "baseline": "territory", "direction": "down", "orientation": "", "institution": "", **changes,
    }  # fmt: skip


def seen_on(client: PageClient, address: str) -> str:
    return client.get(address).text.partition('name="seen" value="')[2].partition('"')[0]


def test_edit_indicator_changes_its_baseline(client: PageClient, session: Session) -> None:
    enter(client, session)
    seen = seen_on(client, f"{ONE}/modifier")
    assert client.post(f"{ONE}/modifier", data=described(seen=seen)).status_code == 303
    assert "Taux de pauvreté" in client.get(ONE).text
    found = session.scalars(sa.select(Indicator)).one()
    assert (found.baseline, found.definition) == (AreaKind.TERRITORY, "Inventé.")
    changed = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "indicator.changed")).one()
    assert '"baseline":"territory"' in changed.payload
    assert "question" in changed.payload
    session.rollback()
    client.post(f"{ONE}/modifier", data=described(seen=seen_on(client, f"{ONE}/modifier")))
    kinds = session.scalars(sa.select(JournalEntry.kind).where(JournalEntry.kind == "indicator.changed")).all()
    assert len(kinds) == 1


def test_edit_indicator_never_overwrites_somebody_s_words(client: PageClient, session: Session) -> None:
    enter(client, session)
    seen = seen_on(client, f"{ONE}/modifier")
    client.post(f"{ONE}/modifier", data=described(seen=seen))
    refused = client.post(f"{ONE}/modifier", data=described(seen=seen, definition="Autre texte"))
    assert refused.status_code == 422
    assert "Autre texte" in refused.text
    assert "entre-temps" in refused.text
    session.expire_all()
    assert session.scalars(sa.select(Indicator.definition)).one() == "Inventé."


def test_edit_indicator_refuses_what_is_not_offered(client: PageClient, session: Session) -> None:
    enter(client, session)
    seen = seen_on(client, f"{ONE}/modifier")
    for changes in ({"institution": "999"}, {"orientation": "999"}, {"baseline": "neighbourhood"}, {"name": ""}):
        client.post(f"{ONE}/modifier", data=described(seen=seen, **changes))
    session.expire_all()
    assert session.scalars(sa.select(Indicator.definition)).one() == "Fictitious"


def test_create_indicator_gives_it_a_code(client: PageClient, session: Session) -> None:
    enter(client, session)
    assert client.get(f"{LIST}/nouveau").status_code == 200
    kind = {"family": "neighbourhoods", "measure": "count", "unit": "arbres", "among": "", "decimals": "0"}
    new = described(name="Arbres plantés", **kind)
    assert client.post(f"{LIST}/nouveau", data=new).location.endswith("/fiche/arbres-plantes#contenu")
    client.post(f"{LIST}/nouveau", data=new)
    client.post(f"{LIST}/nouveau", data=described(name="Plus-value", **{**kind, "family": "added_value"}))
    found = session.scalars(sa.select(Indicator).where(Indicator.code != "taux-de-pauvrete")).one()
    assert (found.family, found.unit, found.position) == (Family.NEIGHBOURHOODS, "arbres", 2)


def test_add_series_break_and_remove_series_break(client: PageClient, session: Session) -> None:
    enter(client, session)
    address = f"{ONE}/ruptures"
    assert client.get(f"{address}/nouvelle").status_code == 200
    new = {"year": "2024", "reason": "Autre question", "source": "Inventé"}
    for changes in ({}, {}, {"year": "24"}, {"reason": ""}):
        client.post(f"{address}/nouvelle", data={**new, **changes})
    found = session.scalars(sa.select(SeriesBreak)).one()
    assert (found.year, found.reason) == (2024, "Autre question")
    number = found.id
    make_indicator(session, "autre")
    session.commit()
    assert "Autre question" in client.get(ONE).text
    assert client.post(f"{LIST}/fiche/autre/ruptures/{number}/retirer").status_code == 404
    assert client.post(f"{address}/{number}/retirer").status_code == 303
    assert session.scalars(sa.select(SeriesBreak)).all() == []
    page = client.get("/journal").text
    assert "compté autrement à partir de 2024" in page
    assert "est retirée" in page


def test_staff_indicator_that_is_not_there_is_missing(client: PageClient, session: Session) -> None:
    enter(client, session)
    for address in ("", "/modifier", "/ruptures/nouvelle"):
        assert client.get(f"{LIST}/fiche/inconnu{address}").status_code == 404
    client.get(SEND)
    assert client.get(f"{SEND}/{2**63}").status_code == 404
    assert client.post(f"{ONE}/ruptures/{2**63}/retirer").status_code == 404
