"""The council's pages: what the public reads, what staff record, what each form answers."""

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa

from participation.bodies.models import EndReason, Gender, Mandate, MandateRole, Origin, Person, Seat
from participation.councils.models import CouncilAssignment, CouncilRule, RecognitionOrder, RuleKey
from participation.councils.services import NextStep, milestones, next_steps
from participation.councils.services.ahead import Milestone
from participation.kernel.permissions import Role
from tests.support.factories import (
    make_account,
    make_association,
    make_contract_and_neighbourhood,
    make_council,
    make_mandate,
    make_person,
    seats_of,
    sign_in,
)

F, M = Gender.FEMALE, Gender.MALE
PDF = b"%PDF-1.7\nfictitious\n%%EOF\n"


def text_of(response):
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("&#39;", "'")


@pytest.fixture
def council(session):
    # A read would open a transaction, which on SQLite keeps every post waiting.
    session.expire_on_commit = False
    council = make_council(session, is_fictitious=True)
    session.commit()
    return council


def found(session, query):
    """Return what the pages wrote, and let the database go."""
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    session.commit()
    return rows


@pytest.fixture
def facilitator(session, council):
    return make_account(session, Role.FACILITATOR, [council])


@pytest.fixture
def staff(session, client, council, facilitator):
    sign_in(client, facilitator)
    return client


@pytest.fixture
def administrator(session, new_client):
    client = new_client()
    sign_in(client, make_account(session, Role.ADMINISTRATOR))
    return client


def url(council, tail=""):
    return f"/travail/conseils/{council.id}{tail}"


class TestShow:
    def test_show_tells_who_sits_what_is_vacant_and_what_follows(self, session, client, council):
        seats = seats_of(session, council)
        make_mandate(session, seats[0], make_person(session, "Camille Fictive", publishes_name=True))
        make_mandate(session, seats[1], make_person(session, "Sacha Secret", gender=M))
        make_mandate(session, seats[1], make_person(session, "Noa Secret"), role=MandateRole.SUBSTITUTE)
        association = make_association(session, "Les Amis fictifs")
        make_mandate(session, seats[10], make_person(session, "Lou Secret"), association_id=association.id)
        session.commit()
        response = client.get("/q/chemin-vert/conseil")
        page = text_of(response)
        for words in (
            "Conseil citoyen Chemin Vert",
            "3 sièges pourvus sur 16.",
            "2 sièges pourvus sur 10.",
            "8 sièges vacants depuis le 3 mars 2025.",
            "1 femme",
            "1 homme",
            "Camille Fictive, siège 1",
            "Habitant, siège 2",
            "Suppléance : Habitante, siège 2",
            "Les Amis fictifs (représentante), siège 11",
            "Siège 3 : vacant depuis le 3 mars 2025",
            "Sièges 3, 4, 5 et 6 :",
            "prochain tirage au sort.",
            "2 membres sur 3 habitent le quartier",
            "Toutes les règles qui se comptent sont respectées.",
            "Données fictives",
        ):
            assert words in page, words
        assert "Secret" not in page

    def test_show_sets_no_cookie_and_asks_few_queries(self, session, client, council, count_queries):
        session.commit()
        client.get("/q/chemin-vert/conseil")
        count_queries.clear()
        response = client.get("/q/chemin-vert/conseil")
        few = len(count_queries)
        assert "Set-Cookie" not in response.headers
        session.execute(sa.update(Seat).values(closed_on=None))
        for number in range(17, 77):
            session.add(
                Seat(
                    body_id=council.body_id,
                    number=number,
                    college="residents",
                    origin="drawn",
                    opened_on=date(2025, 3, 3),
                )
            )
        session.flush()
        for seat in seats_of(session, council)[:40]:
            make_mandate(session, seat)
        session.commit()
        count_queries.clear()
        client.get("/q/chemin-vert/conseil")
        assert len(count_queries) == few <= 10

    def test_show_names_a_broken_rule_with_its_source(self, session, client, council):
        for seat in seats_of(session, council)[:3]:
            make_mandate(session, seat)
        session.commit()
        page = text_of(client.get("/q/chemin-vert/conseil"))
        assert "Parmi les habitants et habitantes, autant de femmes que d’hommes, à 1 personne près." in page
        assert "Il y a 3 femmes et 0 homme." in page
        assert "Loi n° 2014-173 du 21 février 2014, article 7" in page
        assert "Toutes les règles qui se comptent" not in page

    def test_show_lets_later_slices_tell_what_comes_next(self, session, client, council, monkeypatch):
        first = seats_of(session, council)[0]
        step = NextStep(
            "tirage fictif le 3 mars 2027.", endpoint="councils.history", arguments={"code": "chemin-vert"}
        )
        monkeypatch.setattr(
            "participation.councils.services.ahead.next_steps", [lambda _s, _ids: {first.id: step}]
        )
        done = Milestone("done", "Tirage fictif", date(2026, 5, 4))
        monkeypatch.setattr("participation.councils.services.ahead.milestones", [lambda _s, _id: [done]])
        session.commit()
        page = text_of(client.get("/q/chemin-vert/conseil"))
        assert (
            'Siège 1 :\n    <a href="/q/chemin-vert/conseil/historique">tirage fictif le 3 mars 2027.</a>'
            in page
        )
        assert "Tirage fictif" in page
        assert next_steps is not None
        assert milestones is not None

    def test_show_marks_a_draws_title_as_french_and_says_what_is_late(
        self, session, client, council, monkeypatch
    ):
        """An English page holds what people typed in French; a day that passed is not to come."""
        words = "Draw by lot in public: %(title)s"
        late = Milestone("next", words, date(2026, 11, 20), title="Sièges <b>d’habitants</b>")
        monkeypatch.setattr("participation.councils.services.ahead.milestones", [lambda _s, _id: [late]])
        session.commit()
        english = client.get("/en/q/chemin-vert/conseil").get_data(as_text=True)
        assert '<span lang="fr">Sièges &lt;b&gt;d’habitants&lt;/b&gt;</span>' in english
        assert "date passed, not done yet" in english
        french = text_of(client.get("/q/chemin-vert/conseil"))
        assert "date passée, pas encore fait" in french
        assert 'lang="fr">Sièges' not in french

    def test_show_cites_the_last_order_and_the_local_rules(self, session, client, council, now):
        session.add(
            RecognitionOrder(
                council_id=council.id, reference="2026-114", signed_on=date(2026, 3, 3), recorded_at=now
            )
        )
        session.commit()
        page = text_of(client.get("/q/chemin-vert/conseil"))
        assert "Reconnu par l’arrêté 2026-114 du 3 mars 2026." in page

    def test_show_offers_sign_up_only_while_it_is_open(self, session, client, council):
        session.commit()
        assert "/inscription?quartier=chemin-vert" in text_of(client.get("/q/chemin-vert/conseil"))
        council.sign_up_open = False
        session.commit()
        assert "/inscription?quartier" not in text_of(client.get("/q/chemin-vert/conseil"))

    def test_show_in_english(self, session, client, council):
        session.commit()
        assert "The citizen council of Chemin Vert" in text_of(client.get("/en/q/chemin-vert/conseil"))

    @pytest.mark.parametrize(
        "path", ["/q/ailleurs/conseil", "/q/ailleurs/conseil/historique", "/q/x/conseil.csv"]
    )
    def test_show_of_no_council_is_missing(self, client, path):
        assert client.get(path).status_code == 404


def test_history_names_with_consent_only_and_keeps_reasons_private(session, client, council):
    seats = seats_of(session, council)
    gone = {"left_on": date(2026, 6, 1), "end_reason": EndReason.ABSENCES}
    make_mandate(session, seats[0], make_person(session, "Camille Fictive", publishes_name=True), **gone)
    make_mandate(session, seats[1], make_person(session, "Sacha Secret"), **gone)
    session.commit()
    page = text_of(client.get("/q/chemin-vert/conseil/historique"))
    assert "Camille Fictive, siège 1" in page
    assert "Habitante, siège 2" in page
    assert "Départ avant la fin" in page
    assert "Secret" not in page
    assert "bsences" not in page


def test_history_comes_in_pages_of_fifty(session, client, council):
    seats = seats_of(session, council)
    for day in range(1, 53):
        left_on = date(2026, 1, 1) if day < 32 else date(2026, 2, 1)
        make_mandate(
            session, seats[0], starts_on=date(2026, 1, 1), left_on=left_on, end_reason=EndReason.MOVED
        )
    session.commit()
    assert "Page 1 sur 2" in text_of(client.get("/q/chemin-vert/conseil/historique"))
    assert "Page 2 sur 2" in text_of(client.get("/q/chemin-vert/conseil/historique?page=2"))


def test_seats_file_is_open_data_without_people(session, client, council):
    make_mandate(
        session, seats_of(session, council)[0], make_person(session, "Camille Fictive", publishes_name=True)
    )
    session.commit()
    response = client.get("/q/chemin-vert/conseil.csv")
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    assert len(rows) == 16
    assert rows[0] == {
        "neighbourhood": "chemin-vert",
        "seat": "1",
        "college": "residents",
        "origin": "drawn",
        "state": "held",
        "vacant_since": "",
        "term_ends_on": "2029-01-11",
    }
    assert rows[1]["vacant_since"] == "2025-03-03"
    assert "Camille" not in response.get_data(as_text=True)
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_index_lists_my_councils_only(session, staff):
    make_council(session, "gueriniere", name="Guérinière")
    session.commit()
    page = text_of(staff.get("/travail/conseils"))
    assert "Chemin Vert" in page
    assert "Guérinière" not in page


def test_index_asks_as_many_queries_for_many_councils(session, administrator, count_queries):
    make_council(session, "un", name="Un")
    session.commit()
    administrator.get("/travail/conseils")
    count_queries.clear()
    administrator.get("/travail/conseils")
    few = len(count_queries)
    for number in range(60):
        make_council(session, f"q{number}", 1, 1, 1, name=f"Quartier {number}")
    session.commit()
    count_queries.clear()
    assert "Page 1 sur 2" in text_of(administrator.get("/travail/conseils"))
    assert len(count_queries) == few


def test_found_makes_a_council_and_says_what_to_mend(session, administrator, staff):
    assert staff.get("/travail/conseils/nouveau").status_code == 403
    neighbourhood = make_contract_and_neighbourhood(session, "calvaire", "Calvaire Saint-Pierre")
    session.commit()
    administrator.get("/travail/conseils/nouveau")
    answers = {
        "neighbourhood": str(neighbourhood.id), "residents_drawn": "4", "residents_volunteer": "4",
        "local_actors": "huit", "opened_on": "1er mars 2026",
    }  # fmt: skip
    wrong = administrator.post("/travail/conseils/nouveau", answers)
    assert wrong.status_code == 422
    assert "Écrivez un nombre de 0 à 200, en chiffres." in text_of(wrong)
    assert 'value="huit"' in text_of(wrong)
    assert 'value="1er mars 2026"' in text_of(wrong)
    done = administrator.post("/travail/conseils/nouveau", answers | {"local_actors": "8"})
    assert done.status_code == 303
    page = text_of(administrator.get(done.headers["Location"]))
    assert "0 siège pourvu sur 16." in page
    again = administrator.post("/travail/conseils/nouveau", answers | {"local_actors": "8"})
    assert (again.status_code, again.headers["Location"]) == (303, "/travail/conseils#contenu")


class TestWork:
    def test_work_shows_names_to_those_who_work_there(self, session, staff, council):
        make_mandate(session, seats_of(session, council)[0], make_person(session, "Sacha Secret"))
        session.commit()
        page = text_of(staff.get(url(council)))
        assert "Sacha Secret" in page
        assert "Vacant depuis le 3 mars 2025" in page

    def test_work_of_another_council_is_missing_like_no_council(self, session, staff):
        other = make_council(session, "gueriniere", name="Guérinière")
        session.commit()
        foreign, missing = staff.get(url(other)), staff.get("/travail/conseils/999999")
        assert foreign.status_code == missing.status_code == 404
        assert text_of(foreign) == text_of(missing).replace("conseils/999999", f"conseils/{other.id}")

    def test_work_shows_a_secretary_no_button(self, session, new_client, council):
        client = new_client()
        sign_in(client, make_account(session, Role.SECRETARY, [council]))
        page = text_of(client.get(url(council)))
        assert "membres.csv" in page
        assert "Ouvrir un siège" not in page
        assert client.get(url(council, "/regles")).status_code == 403

    def test_sign_up_opens_and_closes(self, session, staff, council):
        staff.get(url(council))
        assert staff.post(url(council, "/inscriptions"), {"open": "0"}).status_code == 303
        assert "Les inscriptions sont fermées." in text_of(staff.get(url(council)))
        staff.post(url(council, "/inscriptions"), {"open": "1"})
        assert "Les inscriptions sont ouvertes" in text_of(staff.get(url(council)))

    def test_presentation_is_shown_clean(self, session, staff, client, council):
        staff.get(url(council, "/presentation"))
        words = "Bonjour **à tous**\r\n\r\n<script>alert(1)</script>"
        assert staff.post(url(council, "/presentation"), {"presentation": words}).status_code == 303
        page = text_of(client.get("/q/chemin-vert/conseil"))
        assert "<strong>à tous</strong>" in page
        assert "<script>alert" not in page
        long = staff.post(url(council, "/presentation"), {"presentation": "é" * 5001})
        assert long.status_code == 422
        assert "Raccourcissez ce texte à 5 000 caractères." in text_of(long)


class TestSeats:
    ANSWERS = {
        "association": "Les Amis fictifs", "name": "Camille Fictive", "birth_year": "1980", "gender": "F",
        "role": "full", "act": "Lettre du 20 octobre", "designated_on": "20/10/2026",
        "starts_on": "1/11/2026", "ends_on": "31 octobre 2029",
    }  # fmt: skip

    def test_open_seat_opens_one_even_when_sent_twice(self, session, staff, council):
        page = text_of(staff.get(url(council, "/sieges/nouveau")))
        assert 'name="after" value="16"' in page
        form = {"origin": "volunteer", "opened_on": "24/11/2026", "after": "16"}
        for _ in range(2):
            assert staff.post(url(council, "/sieges/nouveau"), form).status_code == 303
        seats = found(session, sa.select(Seat).order_by(Seat.number))
        assert len(seats) == 17
        assert (seats[-1].origin, seats[-1].opened_on) == (Origin.VOLUNTEER, date(2026, 11, 24))

    def test_open_seat_says_what_to_mend(self, staff, council):
        staff.get(url(council, "/sieges/nouveau"))
        wrong = staff.post(url(council, "/sieges/nouveau"), {"opened_on": "31/2/2026", "after": "16"})
        assert wrong.status_code == 422
        for words in (
            "Choisissez quel siège vous ouvrez.",
            "Écrivez le jour ainsi : 27/3/2027",
            'value="31/2/2026"',
        ):
            assert words in text_of(wrong), words

    def test_designate_seats_the_person_with_act_and_date(self, session, staff, council):
        path = url(council, "/sieges/11/designation")
        staff.get(path)
        assert staff.post(path, self.ANSWERS).status_code == 303
        mandate = found(session, sa.select(Mandate))[0]
        assert (mandate.designation_act, mandate.designated_on) == (
            "Lettre du 20 octobre",
            date(2026, 10, 20),
        )
        assert found(session, sa.select(Person.publishes_name)) == [False]
        page = text_of(staff.get(url(council, "/sieges/11")))
        assert "Lettre du 20 octobre, 20 octobre 2026" in page
        assert "Camille Fictive (Les Amis fictifs)" in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"name": " "}, "Écrivez le nom de la personne."),
            ({"association": "x" * 201}, "Raccourcissez ce nom."),
            ({"birth_year": "80"}, "Écrivez l’année de naissance en quatre chiffres"),
            ({"gender": "autre"}, "Choisissez une réponse"),
            ({"role": ""}, "Choisissez titulaire ou suppléance."),
            ({"act": ""}, "Écrivez quel document désigne la personne."),
            ({"designated_on": ""}, "Écrivez le jour de l’acte."),
            ({"designated_on": "demain"}, "Écrivez le jour ainsi"),
            ({"designated_on": "25/11/2026"}, "Ce jour n’est pas encore venu."),
            ({"designated_on": "2/11/2026"}, "L’acte est plus tardif."),
            ({"ends_on": "31/10/2026"}, "Le dernier jour est avant le premier."),
            (
                {"starts_on": "1/1/2025", "designated_on": "1/1/2025"},
                "Le siège existe depuis le 3 mars 2025.",
            ),
            ({"role": "substitute"}, "Personne ne tient ce siège."),
        ],
    )
    def test_designate_says_what_to_mend_and_loses_nothing(self, session, staff, council, change, words):
        path = url(council, "/sieges/11/designation")
        staff.get(path)
        answers = self.ANSWERS | change
        wrong = staff.post(path, answers)
        assert wrong.status_code == 422
        page = text_of(wrong)
        assert words in page
        assert "Erreur : Désignation" in page
        for field in ("association", "act", "ends_on", "starts_on"):
            assert f'value="{answers[field]}"' in page, field
        assert found(session, sa.select(Mandate)) == []

    def test_designate_refuses_a_held_seat_and_the_same_person_twice(self, staff, council):
        for number in (11, 11, 12):
            path = url(council, f"/sieges/{number}/designation")
            staff.get(path)
            last = staff.post(path, self.ANSWERS)
            if number == 11 and last.status_code == 422:
                assert "Une personne tient ce siège." in text_of(last)
        assert last.status_code == 422
        assert "Cette personne a déjà le siège 11 de ce conseil." in text_of(last)

    def test_designate_is_for_designated_seats(self, staff, council):
        assert staff.get(url(council, "/sieges/1/designation")).status_code == 404
        assert staff.get(url(council, "/sieges/99/designation")).status_code == 404

    def test_designate_proposes_the_term_of_the_rule(self, session, staff, council):
        session.add(
            CouncilRule(
                council_id=council.id, key=RuleKey.TERM, value="36", source="Règlement fictif",
                source_on=date(2026, 1, 1), starts_on=date(2026, 1, 1),
            )
        )  # fmt: skip
        session.commit()
        page = text_of(staff.get(url(council, "/sieges/11/designation")))
        assert 'value="24/11/2026"' in page
        assert 'value="23/11/2029"' in page

    def test_leave_records_day_and_reason(self, session, staff, council):
        mandate = make_mandate(session, seats_of(session, council)[0])
        session.commit()
        path = url(council, "/sieges/1/depart")
        staff.get(path)
        form = {"mandate": str(mandate.id), "reason": "moved", "left_on": "25/11/2026"}
        late = staff.post(path, form)
        assert late.status_code == 422
        assert "Ce jour n’est pas encore venu." in text_of(late)
        empty = staff.post(path, {})
        for words in ("Choisissez qui part.", "Choisissez une raison.", "Écrivez le jour du départ."):
            assert words in text_of(empty), words
        assert staff.post(path, form | {"left_on": "24 novembre 2026"}).status_code == 303
        [mandate] = found(session, sa.select(Mandate))
        assert (mandate.left_on, mandate.end_reason) == (date(2026, 11, 24), EndReason.MOVED)
        assert staff.get(path).status_code == 404

    def test_leave_takes_no_mandate_of_another_seat(self, session, staff, council):
        seats = seats_of(session, council)
        make_mandate(session, seats[0])
        other = make_mandate(session, seats[1])
        session.commit()
        path = url(council, "/sieges/1/depart")
        staff.get(path)
        form = {"mandate": str(other.id), "reason": "moved", "left_on": "24/11/2026"}
        assert staff.post(path, form).status_code == 422
        assert [mandate.left_on for mandate in found(session, sa.select(Mandate))] == [None, None]

    def test_seat_page_and_closing(self, session, staff, council):
        page = text_of(staff.get(url(council, "/sieges/16")))
        assert "Personne encore. Le siège existe depuis le 3 mars 2025." in page
        path = url(council, "/sieges/16/fermeture")
        staff.get(path)
        early = staff.post(path, {"closed_on": "1/1/2025"})
        assert early.status_code == 422
        assert "Le siège a servi jusqu’au 3 mars 2025." in text_of(early)
        assert staff.post(path, {"closed_on": "24/11/2026"}).status_code == 303
        assert "Ce siège est fermé depuis le 24 novembre 2026." in text_of(
            staff.get(url(council, "/sieges/16"))
        )


class TestRecords:
    RULE = {"value": "24", "source": "Règlement fictif", "source_on": "1/3/2026", "starts_on": "1/3/2026"}

    def test_rules_show_each_rule_with_its_source(self, staff, council):
        page = text_of(staff.get(url(council, "/regles")))
        assert "Au moins 50 membres sur 100 habitent le quartier." in page
        assert "Cadre de référence des conseils citoyens, juin 2014" in page
        assert "Pas de règle." in page

    def test_set_rule_counts_from_its_day(self, session, staff, council):
        staff.get(url(council, "/regles/size"))
        assert staff.post(url(council, "/regles/size"), self.RULE).status_code == 303
        page = text_of(staff.get(url(council, "/regles")))
        assert "Le conseil a 24 sièges. Source : Règlement fictif, 1er mars 2026." in page
        assert "Il en a 16." in text_of(staff.get("/q/chemin-vert/conseil"))

    def test_set_rule_takes_a_share_out_of_a_hundred(self, session, staff, council):
        assert 'value="50"' in text_of(staff.get(url(council, "/regles/residents_share")))
        staff.post(url(council, "/regles/residents_share"), self.RULE | {"value": "60 %"})
        assert found(session, sa.select(CouncilRule.value)) == ["0.6"]

    @pytest.mark.parametrize(
        ("key", "change", "words"),
        [
            ("size", {"value": "beaucoup"}, "Vérifiez cette réponse"),
            ("designation", {"value": "vote"}, "Choisissez comment."),
            ("size", {"source": ""}, "Écrivez quel document fixe cette règle."),
            ("size", {"source_on": "25/11/2026"}, "Ce jour n’est pas encore venu."),
        ],
    )
    def test_set_rule_says_what_to_mend(self, session, staff, council, key, change, words):
        path = url(council, f"/regles/{key}")
        staff.get(path)
        wrong = staff.post(path, self.RULE | change)
        assert wrong.status_code == 422
        assert words in text_of(wrong)
        assert found(session, sa.select(CouncilRule)) == []

    def test_set_rule_of_no_rule(self, staff, council):
        assert staff.get(url(council, "/regles/couleur")).status_code == 404

    def send(self, staff, council, content, **answers):
        staff.get(url(council, "/arretes"))
        form = {"reference": "2026-114", "signed_on": "3 mars 2026"} | answers
        if content is not None:
            form["file"] = (io.BytesIO(content), "Arrêté de Mme Fictive.pdf")
        return staff.post(url(council, "/arretes"), form, content_type="multipart/form-data")

    def test_orders_keep_the_document_for_those_who_work_there(self, session, staff, new_client, council):
        assert self.send(staff, council, PDF).status_code == 303
        order = found(session, sa.select(RecognitionOrder))[0]
        path = url(council, f"/arretes/{order.id}")
        response = staff.get(path)
        assert response.get_data() == PDF
        assert response.mimetype == "application/pdf"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Disposition"] == "attachment; filename=arrete-2026-03-03.pdf"
        assert new_client().get(path).status_code == 302
        assert "arretes/" not in text_of(new_client().get("/q/chemin-vert/conseil"))

    def test_orders_without_a_document(self, session, staff, council):
        assert self.send(staff, council, None).status_code == 303
        assert found(session, sa.select(RecognitionOrder))[0].file_sha256 is None

    @pytest.mark.parametrize("content", [b"PK\x03\x04 word", b"%PDF-1.7 cut"])
    def test_orders_refuse_what_is_no_pdf(self, session, staff, council, content):
        wrong = self.send(staff, council, content)
        assert wrong.status_code == 422
        assert "Ce fichier n’est pas un PDF complet." in text_of(wrong)
        assert 'value="2026-114"' in text_of(wrong)
        assert found(session, sa.select(RecognitionOrder)) == []

    def test_orders_refuse_a_day_to_come(self, staff, council):
        assert "Ce jour n’est pas encore venu." in text_of(
            self.send(staff, council, None, signed_on="25/11/2026")
        )

    def test_member_file_opens_in_a_french_spreadsheet_and_runs_nothing(self, session, staff, council):
        seats = seats_of(session, council)
        make_mandate(session, seats[0], make_person(session, "=HYPERLINK(1)"), designation_act="@acte")
        make_mandate(session, seats[1], make_person(session, "Zoé; Fictive", gender=None))
        session.commit()
        response = staff.get(url(council, "/membres.csv"))
        raw = response.get_data()
        assert raw.startswith("\ufeff".encode())
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
        assert rows[0][:5] == ["Siège", "Collège", "Origine", "Rôle", "Nom"]
        assert rows[1][4] == "'=HYPERLINK(1)"
        assert rows[1][9] == "'@acte"
        assert rows[2][4:6] == ["Zoé; Fictive", ""]
        assert rows[1][7] == "12/01/2026"
        assert "membres-chemin-vert-2026-11-24.csv" in response.headers["Content-Disposition"]


class TestTeam:
    def test_team_gains_and_loses_an_account(self, session, administrator, council):
        account = make_account(session, Role.WITNESS, email="temoin@example.org", name="Témoin Fictif")
        session.commit()
        administrator.get(url(council, "/equipe"))
        assert administrator.post(url(council, "/equipe"), {"email": "Temoin@Example.org"}).status_code == 303
        page = text_of(administrator.get(url(council, "/equipe")))
        assert "Témoin Fictif" in page
        administrator.post(url(council, f"/equipe/{account.id}/retirer"))
        assert found(session, sa.select(CouncilAssignment)) == []

    def test_team_says_what_to_mend(self, session, administrator, council):
        session.commit()
        administrator.get(url(council, "/equipe"))
        unknown = administrator.post(url(council, "/equipe"), {"email": "personne@example.org"})
        assert unknown.status_code == 422
        assert "Aucun compte n’a cette adresse." in text_of(unknown)
        assert 'value="personne@example.org"' in text_of(unknown)

    def test_team_is_for_administrators(self, staff, council):
        assert staff.get(url(council, "/equipe")).status_code == 403
