"""Founding, rules, orders, teams, designation, and who may touch which council."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from participation.bodies import history
from participation.bodies import services as bodies
from participation.bodies.models import College, Gender, MandateRole, Origin, Person, Seat
from participation.councils import services
from participation.councils.models import CouncilAssignment, CouncilRule, RecognitionOrder, RuleKey
from participation.councils.rules import Rule
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.support.factories import (
    make_account,
    make_contract_and_neighbourhood,
    make_council,
    make_mandate,
    seats_of,
)

TODAY = date(2026, 11, 24)
TERM = bodies.Term(date(2026, 11, 1), date(2029, 10, 31))
PDF = b"%PDF-1.7\nfictitious\n%%EOF\n"
PERSON = services.DesignatedPerson("Camille Fictive", 1980, Gender.FEMALE, False, "Les Amis fictifs")


@pytest.fixture
def actor(session):
    return make_account(session, Role.ADMINISTRATOR)


def refusal(call, *arguments, **named):
    with pytest.raises(RefusedError) as refused:
        call(*arguments, **named)
    return refused.value.code


def entries(session):
    query = sa.select(JournalEntry).order_by(JournalEntry.sequence)
    return [(entry.kind, json.loads(entry.payload)) for entry in session.scalars(query)]


class TestFounding:
    def test_seats_are_numbered_residents_first(self, session, actor, now):
        neighbourhood = make_contract_and_neighbourhood(session)
        plan = services.SeatPlan(2, 1, 2)
        council = services.create_council(session, actor, now, neighbourhood, plan, TODAY)
        rows = [(seat.number, seat.college, seat.origin) for seat in seats_of(session, council)]
        assert rows == [
            (1, College.RESIDENTS, Origin.DRAWN),
            (2, College.RESIDENTS, Origin.DRAWN),
            (3, College.RESIDENTS, Origin.VOLUNTEER),
            (4, College.LOCAL_ACTORS, Origin.DESIGNATED),
            (5, College.LOCAL_ACTORS, Origin.DESIGNATED),
        ]
        assert entries(session)[0] == ("council.founded", {"seats": 5})

    @pytest.mark.parametrize(
        ("plan", "code"),
        [
            (services.SeatPlan(0, 0, 0), "no_seat"),
            (services.SeatPlan(100, 100, 1), "too_many_seats"),
        ],
    )
    def test_a_council_has_some_seats_and_not_hundreds(self, session, actor, now, plan, code):
        neighbourhood = make_contract_and_neighbourhood(session)
        assert refusal(services.create_council, session, actor, now, neighbourhood, plan, TODAY) == code

    def test_a_neighbourhood_has_one_council(self, session, actor, now):
        council = make_council(session)
        plan = services.SeatPlan(1, 0, 0)
        again = refusal(services.create_council, session, actor, now, council.neighbourhood, plan, TODAY)
        assert again == "council_exists"

    def test_free_neighbourhoods_are_those_without_a_council(self, session):
        make_council(session)
        free = make_contract_and_neighbourhood(session, "gueriniere", "Guérinière")
        assert [row.id for row in services.free_neighbourhoods(session)] == [free.id]

    def test_presentation_is_kept_as_written_and_shown_clean(self, session, actor, now):
        council = make_council(session)
        services.set_presentation(session, actor, now, council, "**Bonjour** <script>alert(1)</script>")
        assert council.presentation == "**Bonjour** <script>alert(1)</script>"
        assert "<strong>Bonjour</strong>" in council.presentation_html
        assert "<script" not in council.presentation_html

    def test_sign_up_opens_and_closes_once(self, session, actor, now):
        council = make_council(session)
        services.set_sign_up_open(session, actor, now, council, False)
        services.set_sign_up_open(session, actor, now, council, False)
        assert [kind for kind, _payload in entries(session)] == ["sign_ups.closed"]


class TestAccess:
    def test_an_account_has_its_councils_and_an_administrator_all(self, session, actor):
        mine, other = make_council(session), make_council(session, "gueriniere", name="Guérinière")
        facilitator = make_account(session, Role.FACILITATOR, [mine])
        assert services.assigned_council(session, facilitator, mine.id) is mine
        assert services.assigned_council(session, actor, other.id) is other
        assert services.is_assigned(session, facilitator, mine.id)
        assert not services.is_assigned(session, facilitator, other.id)
        with pytest.raises(MissingError):
            services.assigned_council(session, facilitator, other.id)
        assert list(services.assigned_councils(session, facilitator)) == [mine]
        assert len(services.assigned_councils(session, actor)) == 2

    @pytest.mark.parametrize("council_id", [0, 999, 2**31, 2**70])
    def test_a_number_that_is_no_council(self, session, actor, council_id):
        with pytest.raises(MissingError):
            services.assigned_council(session, actor, council_id)
        assert not services.is_assigned(session, actor, council_id)

    @pytest.mark.parametrize("number", [0, 17, 2**70])
    def test_a_number_that_is_no_seat(self, session, number):
        with pytest.raises(MissingError):
            services.seat_of(session, make_council(session), number)


class TestRules:
    def test_national_rules_hold_where_the_council_says_nothing(self, session):
        council = make_council(session)
        rules = services.rules_in_force(session, council.id, TODAY)
        assert {key: rule.value for key, rule in rules.items() if key is not RuleKey.EXCLUDED} == {
            RuleKey.RESIDENTS_SHARE: "0.5",
            RuleKey.PARITY: "1",
            RuleKey.DESIGNATION: "open",
        }
        assert not any(rule.is_local for rule in rules.values())

    def test_the_draw_was_the_law_until_the_reform(self, session):
        council = make_council(session)
        last = services.rules_in_force(session, council.id, date(2024, 11, 17))[RuleKey.DESIGNATION]
        first = services.rules_in_force(session, council.id, date(2024, 11, 18))[RuleKey.DESIGNATION]
        assert (last.value, first.value) == ("draw", "open")
        assert "2014-173" in last.source
        assert "2024-1036" in first.source

    def test_the_latest_local_rule_that_has_started_counts(self, session, actor, now):
        council = make_council(session)
        for value, day in (("24", date(2026, 1, 1)), ("26", date(2026, 6, 1)), ("30", date(2027, 1, 1))):
            rule = Rule(RuleKey.SIZE, value, "Règlement intérieur", day, date(2026, 1, 1))
            services.set_rule(session, actor, now, council, rule)
        rule = services.rules_in_force(session, council.id, TODAY)[RuleKey.SIZE]
        assert (rule.value, rule.is_local, rule.source) == ("26", True, "Règlement intérieur")

    def test_the_same_day_corrects_and_the_journal_tells_both(self, session, actor, now):
        council = make_council(session)
        for value in ("24", "25"):
            rule = Rule(RuleKey.SIZE, value, "Règlement intérieur", TODAY, TODAY)
            services.set_rule(session, actor, now, council, rule)
        assert session.scalars(sa.select(CouncilRule.value)).all() == ["25"]
        assert [payload["value"] for _kind, payload in entries(session)] == ["24", "25"]

    @pytest.mark.parametrize(
        ("key", "typed", "stored"),
        [
            (RuleKey.SIZE, " 024 ", "24"),
            (RuleKey.RESIDENTS_SHARE, "50 %", "0.5"),
            (RuleKey.RESIDENTS_SHARE, "62,5", "0.625"),
            (RuleKey.DESIGNATION, "draw_and_volunteers", "draw_and_volunteers"),
            (RuleKey.EXCLUDED, "Élus", "Élus"),
        ],
    )
    def test_values_have_one_form(self, key, typed, stored):
        assert services.checked_value(key, services.typed_value(key, typed)) == stored

    @pytest.mark.parametrize(
        ("key", "typed"),
        [
            (RuleKey.SIZE, "0"),
            (RuleKey.SIZE, "beaucoup"),
            (RuleKey.SIZE, "²"),
            (RuleKey.SIZE, "1" * 5000),
            (RuleKey.TERM, "121"),
            (RuleKey.PARITY, "-1"),
            (RuleKey.LEAST_AGE, "9"),
            (RuleKey.RESIDENTS_SHARE, "101"),
            (RuleKey.RESIDENTS_SHARE, "nan"),
            (RuleKey.RESIDENTS_SHARE, "la moitié"),
            (RuleKey.DESIGNATION, "vote"),
            (RuleKey.EXCLUDED, ""),
            (RuleKey.MEMBERS_PUBLISHED, "x" * 201),
        ],
    )
    def test_a_value_that_cannot_be(self, key, typed):
        assert refusal(services.checked_value, key, services.typed_value(key, typed)) == "rule_value"

    def test_a_document_of_tomorrow_sets_nothing(self, session, actor, now):
        rule = Rule(RuleKey.SIZE, "24", "Règlement", TODAY, date(2026, 11, 25))
        council = make_council(session)
        assert refusal(services.set_rule, session, actor, now, council, rule) == "source_to_come"

    def test_usual_end_follows_the_rule_on_terms(self):
        rule = Rule(RuleKey.TERM, "36", "Règlement", TODAY)
        assert services.usual_end({RuleKey.TERM: rule}, date(2026, 1, 12)) == date(2029, 1, 11)
        assert services.usual_end({}, date(2026, 1, 12)) is None


class TestOrders:
    def test_an_order_keeps_its_document_and_digest(self, session, actor, now):
        council = make_council(session)
        order = services.add_order(session, actor, now, council, "2026-114", date(2026, 3, 3), PDF)
        name, content = services.order_file(session, council, order.id)
        assert (name, content) == ("arrete-2026-03-03.pdf", PDF)
        [row] = services.orders(session, council.id)
        assert row.file_sha256 == order.file_sha256
        assert entries(session)[0][1]["sha256"] == order.file_sha256

    def test_sent_twice_it_is_recorded_once(self, session, actor, now):
        council = make_council(session)
        first = services.add_order(session, actor, now, council, "2026-114", date(2026, 3, 3), PDF)
        again = services.add_order(session, actor, now, council, "2026-114", date(2026, 3, 3), PDF)
        assert again is first
        assert len(entries(session)) == 1
        other = refusal(services.add_order, session, actor, now, council, "2026-114", date(2026, 3, 4), PDF)
        assert other == "order_exists"

    @pytest.mark.parametrize(
        "content", [b"", b"MZ\x90\x00", b"<html>%PDF-", b"%PDF-1.7 cut short", PDF + b"x" * 2000]
    )
    def test_only_a_whole_pdf_is_a_document(self, session, actor, now, content):
        council = make_council(session)
        assert refusal(services.add_order, session, actor, now, council, "1", TODAY, content) == "not_a_pdf"
        assert session.scalars(sa.select(RecognitionOrder)).all() == []

    def test_an_order_of_tomorrow(self, session, actor, now):
        council = make_council(session)
        tomorrow = date(2026, 11, 25)
        assert refusal(services.add_order, session, actor, now, council, "1", tomorrow) == "order_to_come"

    def test_a_document_of_another_council_is_missing(self, session, actor, now):
        council, other = make_council(session), make_council(session, "gueriniere", name="Guérinière")
        order = services.add_order(session, actor, now, council, "1", TODAY, PDF)
        bare = services.add_order(session, actor, now, council, "2", TODAY)
        for owner, order_id in ((other, order.id), (council, bare.id), (council, 2**70)):
            with pytest.raises(MissingError):
                services.order_file(session, owner, order_id)


class TestTeam:
    def test_an_account_joins_once_and_leaves(self, session, actor, now):
        council = make_council(session)
        account = make_account(session, Role.WITNESS, email="temoin@example.org")
        for _ in range(2):
            services.add_to_team(session, actor, now, council, " Temoin@example.org ")
        assert [member.account_id for member in services.team(session, council)] == [account.id]
        services.remove_from_team(session, actor, now, council, account.id)
        services.remove_from_team(session, actor, now, council, 2**70)
        assert session.scalars(sa.select(CouncilAssignment)).all() == []

    def test_who_cannot_join(self, session, actor, now):
        council = make_council(session)
        make_account(session, Role.WITNESS, email="parti@example.org", disabled_at=now)
        assert (
            refusal(services.add_to_team, session, actor, now, council, "personne@example.org")
            == "no_account"
        )
        assert (
            refusal(services.add_to_team, session, actor, now, council, "parti@example.org") == "no_account"
        )
        assert refusal(services.add_to_team, session, actor, now, council, actor.email) == "works_everywhere"


class TestDesignation:
    def seat(self, session, council, origin=Origin.DESIGNATED):
        return next(seat for seat in seats_of(session, council) if seat.origin is origin)

    def designate(self, session, actor, now, council, seat, person=PERSON, term=TERM, **named):
        on = named.pop("designated_on", date(2026, 10, 20))
        return services.designate(
            session, actor, now, council, seat, person, term, "Lettre du 20 octobre", on, **named
        )

    def test_act_date_and_association_are_kept(self, session, actor, now):
        council = make_council(session)
        mandate = self.designate(session, actor, now, council, self.seat(session, council))
        assert (mandate.designation_act, mandate.designated_on) == (
            "Lettre du 20 octobre",
            date(2026, 10, 20),
        )
        [member] = history.members(session, council.body_id)
        assert (member.name, member.association) == ("Camille Fictive", "Les Amis fictifs")

    def test_a_second_mandate_is_the_same_persons(self, session, actor, now):
        council = make_council(session)
        seat = self.seat(session, council)
        first = self.designate(session, actor, now, council, seat)
        bodies.leave_seat(session, actor, now, first, "resigned", date(2026, 11, 10))
        later = bodies.Term(date(2026, 11, 20), date(2029, 11, 19))
        second = self.designate(session, actor, now, council, seat, term=later)
        assert second.person_id == first.person_id
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 1

    def test_seats_filled_by_lot_or_volunteers_are_not_designated(self, session, actor, now):
        council = make_council(session)
        for origin in (Origin.DRAWN, Origin.VOLUNTEER):
            seat = self.seat(session, council, origin)
            assert refusal(self.designate, session, actor, now, council, seat) == "not_by_designation"

    def test_an_act_comes_before_the_term_and_not_from_the_future(self, session, actor, now):
        council = make_council(session)
        seat = self.seat(session, council)
        late = refusal(self.designate, session, actor, now, council, seat, designated_on=date(2026, 11, 2))
        assert late == "act_after_start"
        to_come = refusal(
            self.designate, session, actor, now, council, seat, designated_on=date(2026, 11, 25)
        )
        assert to_come == "act_to_come"

    def test_a_term_is_no_longer_than_the_councils_rule(self, session, actor, now):
        council = make_council(session)
        rule = Rule(RuleKey.TERM, "12", "Charte fictive", date(2026, 1, 1), date(2026, 1, 1))
        services.set_rule(session, actor, now, council, rule)
        seat, last = self.seat(session, council), date(2027, 10, 31)
        long = bodies.Term(date(2026, 11, 1), last + timedelta(days=1))
        with pytest.raises(RefusedError, match="term_too_long") as refused:
            self.designate(session, actor, now, council, seat, term=long)
        assert refused.value.params["last"] == last
        assert self.designate(session, actor, now, council, seat, term=bodies.Term(long.starts_on, last)).id

    def test_consent_is_dated(self, session, actor, now):
        council = make_council(session)
        person = services.DesignatedPerson("Camille Fictive", None, None, True, "Les Amis fictifs")
        mandate = self.designate(session, actor, now, council, self.seat(session, council), person)
        assert mandate.person.publishes_name
        assert mandate.person.consented_at == now


def test_summaries_count_what_is_held_in_one_query(session, count_queries):
    council = make_council(session, residents_drawn=2, residents_volunteer=1, local_actors=1)
    empty = make_council(session, "gueriniere", 0, 0, 0, name="Guérinière")
    first, second, third, fourth = seats_of(session, council)
    make_mandate(session, first)
    make_mandate(session, first, role=MandateRole.SUBSTITUTE)
    make_mandate(session, second, starts_on=date(2026, 11, 25))
    make_mandate(session, third, ends_on=date(2026, 11, 23))
    session.get_one(Seat, fourth.id).closed_on = date(2026, 11, 24)
    session.flush()
    count_queries.clear()
    known = services.summaries(session, TODAY)
    assert len(count_queries) == 1
    found = known[council.neighbourhood_id]
    assert (found.code, found.seats, found.filled, found.vacant) == ("chemin-vert", 3, 1, 2)
    assert known[empty.neighbourhood_id].seats == 0
    assert services.summaries(session, TODAY, []) == {}
