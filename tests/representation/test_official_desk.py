"""The desk of an official: what they owe first, what is new once, and nobody else's institution."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.meetings.models import MeetingState
from participation.representation.models import (
    BodyMember,
    DelegateReport,
    Digest,
    DigestRhythm,
    InstitutionAccount,
    MemberRole,
    ReportSource,
    RequestState,
    RequestStep,
)
from participation.representation.services import answering, digests, institutions, news, official_desk
from participation.representation.services.news import NewsKind
from tests.conftest import NOW
from tests.representation.desk_cases import DeskCase, days_ago, make_desk_case, make_institution
from tests.representation.year_cases import delegate, give_seat, make_steering_body, meet
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

SOON = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def case(session: Session) -> DeskCase:
    """An official whose institution leads a body."""
    return make_desk_case(session)


def main_of(client: PageClient, path: str = "/elu") -> str:
    text = client.get(path).get_data(as_text=True).replace("\u00a0", " ")
    return text.split("<main")[1].split("</main>")[0]


class TestOfficialDesk:
    """The page."""

    def test_official_desk_puts_the_most_urgent_answer_first_with_its_button(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        later = case.ask(session, days_ago(3), date(2026, 12, 20), 1).id
        late = case.ask(session, days_ago(40), date(2026, 11, 20), 2).id
        case.ask(session, days_ago(40), date(2026, 11, 1), 3, days=5)
        sign_in(client, case.official)
        page = main_of(client)
        owed = page.split("Nouveau pour vous")[0]
        assert owed.index(f"/elu/demandes/{late}") < owed.index(f"/elu/demandes/{later}")
        for words in (
            "On attend 2 réponses de vous.",
            "1 est en retard, et la page publique le dit.",
            "4 jours de retard",
            "Encore 26 jours",
            "Commune fictive",
        ):
            assert words in page, words
        assert "Données fictives" in client.get("/elu").get_data(as_text=True)
        assert "Demande fictive 3" not in owed

    def test_official_desk_without_anything_says_so_in_each_pile(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        sign_in(client, case.official)
        page = main_of(client)
        for words in ("Vous ne devez aucune réponse.", "Rien de nouveau depuis", "Aucune réunion n’est convoquée."):
            assert words in page, words

    def test_official_desk_shows_meetings_of_the_body_and_not_of_others(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        ours = case.convene(session, SOON, days_ago(1)).id
        theirs = case.convene(session, SOON + timedelta(days=1), days_ago(1))
        theirs.body_id = make_steering_body(session, "Comité des autres").body_id
        number = theirs.id
        sign_in(client, case.official)
        page = main_of(client)
        assert f"/reunions/{ours}" in page
        assert f"/reunions/{number}" not in page

    def test_official_desk_without_an_institution_says_whom_to_ask(self, session: Session, client: PageClient) -> None:
        sign_in(client, make_account(session, Role.PARTNER))
        page = main_of(client)
        assert "Votre compte n’est pas encore rattaché à une institution" in page
        assert "Vous ne devez aucune réponse." in page

    def test_official_desk_is_not_for_members(self, session: Session, client: PageClient) -> None:
        sign_in(client, make_account(session, Role.MEMBER))
        assert client.get("/elu").status_code == 403

    def test_official_desk_takes_as_many_queries_for_one_as_for_many(
        self, session: Session, case: DeskCase, count_queries: list[str]
    ) -> None:
        case.ask(session, days_ago(1), date(2026, 12, 20), 1)
        case.convene(session, SOON, days_ago(1))
        account = session.get_one(Account, case.official.id)
        official_desk.desk(session, account, NOW)
        count_queries.clear()
        official_desk.desk(session, account, NOW)
        alone = len(count_queries)
        for number in range(2, 12):
            case.ask(session, days_ago(1), date(2026, 12, 20), number)
            case.convene(session, SOON + timedelta(days=number), days_ago(1))
            meet(session, case.year, days_ago(number))
        count_queries.clear()
        official_desk.desk(session, account, NOW)
        assert len(count_queries) == alone


class TestSeen:
    """The button that says « I have seen all this »."""

    def test_desk_seen_takes_off_what_the_page_showed_and_nothing_that_came_later(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        case.ask(session, days_ago(3), date(2026, 12, 20), 1)
        case.ask(session, days_ago(1), date(2026, 12, 22), 2)
        sign_in(client, case.official)
        shown = days_ago(2).isoformat()
        main_of(client)
        assert client.post("/elu/vu", {"until": shown}).status_code == 303
        new = main_of(client).split("Nouveau pour vous")[1].split("</ul>")[0]
        assert "Demande fictive 2" in new
        assert "Demande fictive 1" not in new

    @pytest.mark.parametrize("until", ["", "hier", "2026-11-24T09:00:00", "9999-12-31T23:59:59+00:00", "x" * 500,
                                       "0001-01-01T00:00:00+14:00"])  # fmt: skip
    def test_desk_seen_never_reaches_the_future_nor_fails(
        self, session: Session, client: PageClient, case: DeskCase, until: str
    ) -> None:
        number = case.official.id
        sign_in(client, case.official)
        main_of(client)
        assert client.post("/elu/vu", {"until": until}).status_code == 303
        seen = session.scalar(sa.select(Digest.told_until).where(Digest.account_id == number))
        assert seen is not None
        assert seen <= NOW

    def test_reading_the_desk_changes_nothing(self, session: Session, client: PageClient, case: DeskCase) -> None:
        case.ask(session, days_ago(3), date(2026, 12, 20), 1)
        sign_in(client, case.official)
        assert main_of(client) == main_of(client)
        assert session.scalar(sa.select(sa.func.count()).select_from(Digest)) == 0

    def test_what_was_seen_never_becomes_new_again(self, session: Session, case: DeskCase) -> None:
        digests.see(session, case.official, NOW, days_ago(1))
        digests.see(session, case.official, NOW, days_ago(5))
        assert digests.told_until(session, case.official, NOW) == days_ago(1)


class TestNews:
    """What is new, for whom."""

    def kinds(self, session: Session, account: Account) -> list[NewsKind]:
        session.flush()
        return [each.kind for each in news.since(session, news.scope(session, account, NOW), days_ago(10), NOW)]

    def test_a_report_on_a_meeting_of_the_body_is_new(self, session: Session, case: DeskCase) -> None:
        seat = give_seat(session, case.year, case.body)
        mandate = delegate(session, case.year, seat, date(2026, 3, 1))
        held = meet(session, case.year, days_ago(20), case.body.body_id, present=[mandate])
        report = DelegateReport(
            meeting_id=held.id, council_id=case.year.council.id, mandate_id=mandate.id, text="On a parlé du square.",
            source=ReportSource.TYPED, sent_at=days_ago(2), account_id=case.year.account.id,
        )  # fmt: skip
        session.add(report)
        assert NewsKind.REPORT in self.kinds(session, case.official)
        report.sent_at = days_ago(11)
        assert NewsKind.REPORT not in self.kinds(session, case.official)

    def test_a_cancelled_meeting_is_told_as_cancelled_and_a_draft_not_at_all(
        self, session: Session, case: DeskCase
    ) -> None:
        meeting = case.convene(session, SOON, days_ago(20))
        assert self.kinds(session, case.official) == []
        meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, days_ago(1), "Salle fermée"
        assert self.kinds(session, case.official) == [NewsKind.CANCELLED]
        meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.DRAFT, None, None
        meeting.convened_at, meeting.changed_at = None, days_ago(1)
        assert self.kinds(session, case.official) == []

    def test_a_draft_of_a_request_is_nobodys_news(self, session: Session, case: DeskCase) -> None:
        request = case.ask(session, days_ago(1), date(2026, 12, 20), 1)
        assert self.kinds(session, case.official) == [NewsKind.REQUEST]
        request.state, request.sent_at, request.due_on = RequestState.DRAFT, None, None
        request.year = request.sequence = None
        assert self.kinds(session, case.official) == []

    def test_an_answer_is_news_for_others_than_who_gave_it(self, session: Session, case: DeskCase) -> None:
        colleague = make_account(session, Role.OFFICIAL, councils=[case.year.council])
        session.add(InstitutionAccount(account_id=colleague.id, institution_id=case.institution.id))
        other = make_institution(session, "Bailleur fictif")
        asked = case.ask(session, days_ago(40), date(2026, 12, 20), 1)

        def step(account_id: int | None) -> RequestStep:
            said = RequestStep(request_id=asked.id, state=RequestState.ACCEPTED, author="Fictif", text="Oui.")
            said.at, said.account_id = days_ago(1), account_id
            session.add(said)
            return said

        ours = step(case.official.id)
        assert NewsKind.ANSWER not in self.kinds(session, colleague)
        ours.account_id = None
        assert NewsKind.ANSWER in self.kinds(session, colleague)
        ours.account_id = make_account(session, Role.OFFICIAL).id
        assert NewsKind.ANSWER in self.kinds(session, colleague)
        asked.body_id, asked.institution_id = None, case.institution.id
        assert NewsKind.ANSWER not in self.kinds(session, colleague)
        asked.institution_id = other.id
        assert NewsKind.ANSWER in self.kinds(session, colleague)

    def test_an_answer_of_an_earlier_day_is_news_from_the_hour_it_was_noted(
        self, session: Session, case: DeskCase
    ) -> None:
        asked = case.ask(session, days_ago(40), date(2026, 12, 20), 1)
        colleague = make_account(session, Role.OFFICIAL, councils=[case.year.council])
        said = answering.Answer(RequestState.REFUSED, "Non, faute de place.")
        step = answering.on_paper(session, case.year.account, days_ago(1), asked.id, said, days_ago(20).date())
        assert (step.at.date(), step.noted_at) == (days_ago(20).date(), days_ago(1))
        scope = news.scope(session, colleague, NOW)
        kinds = [(each.kind, each.at) for each in news.since(session, scope, days_ago(2), NOW)]
        assert kinds == [(NewsKind.ANSWER, days_ago(1))]
        assert news.since(session, scope, days_ago(0.5), NOW) == []

    def test_a_partner_of_the_pool_is_told_of_meetings_but_owes_nothing(self, session: Session, case: DeskCase) -> None:
        partner, pool = make_account(session, Role.PARTNER), make_institution(session, "Bailleur fictif")
        session.add(InstitutionAccount(account_id=partner.id, institution_id=pool.id))
        session.add(BodyMember(body_id=case.body.body_id, institution_id=pool.id, role=MemberRole.POOL))
        case.ask(session, days_ago(1), date(2026, 12, 20), 1)
        case.convene(session, SOON, days_ago(1))
        assert self.kinds(session, partner) == [NewsKind.MEETING]
        assert official_desk.desk(session, partner, NOW).owed == []

    def test_a_dissolved_body_is_news_no_more(self, session: Session, case: DeskCase) -> None:
        case.convene(session, SOON, days_ago(1))
        case.body.dissolved_on = date(2026, 11, 1)
        assert self.kinds(session, case.official) == []


class TestDigestRhythm:
    """How often the desk comes by mail."""

    def test_digest_rhythm_is_weekly_until_somebody_chooses(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        number = case.official.id
        sign_in(client, case.official)
        assert "En ce moment : Chaque lundi matin." in main_of(client, "/elu/resume")
        assert client.post("/elu/resume", {"rhythm": "never"}).status_code == 303
        assert "En ce moment : Jamais." in main_of(client, "/elu/resume")
        row = session.get_one(Digest, number)
        assert (row.rhythm, row.next_at) == (DigestRhythm.NEVER, None)

    @pytest.mark.parametrize("typed", [{"rhythm": ""}, {"rhythm": "hourly"}])
    def test_digest_rhythm_asks_for_one_of_the_list(
        self, session: Session, client: PageClient, case: DeskCase, typed: dict[str, str]
    ) -> None:
        sign_in(client, case.official)
        main_of(client, "/elu/resume")
        response = client.post("/elu/resume", typed)
        assert response.status_code == 422
        assert "Choisissez à quel rythme nous vous écrivons." in response.get_data(as_text=True)
        assert session.scalar(sa.select(sa.func.count()).select_from(Digest)) == 0


class TestAccountInstitution:
    """For which institution an account answers."""

    def test_account_institution_is_chosen_changed_and_taken_away(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        other = make_institution(session, "Bailleur fictif").id
        official, path = case.official.id, f"/travail/comptes/{case.official.id}/institution"
        administrator = make_account(session, Role.ADMINISTRATOR)
        sign_in(client, administrator)
        assert path in client.get(f"/travail/comptes/{official}").get_data(as_text=True)
        assert "Ce compte répond pour : Commune fictive." in main_of(client, path)
        assert client.post(path, {"institution": str(other)}).status_code == 303
        assert session.get_one(InstitutionAccount, official).institution_id == other
        session.rollback()
        assert client.post(path, {"institution": ""}).status_code == 303
        assert session.get(InstitutionAccount, official) is None

    @pytest.mark.parametrize("typed", ["999999", "x", "99999999999999999999"])
    def test_account_institution_asks_for_one_of_the_list(
        self, session: Session, client: PageClient, case: DeskCase, typed: str
    ) -> None:
        path = f"/travail/comptes/{case.official.id}/institution"
        sign_in(client, make_account(session, Role.ADMINISTRATOR))
        main_of(client, path)
        response = client.post(path, {"institution": typed})
        assert response.status_code == 422
        assert "Choisissez une institution dans la liste." in response.get_data(as_text=True)

    def test_account_institution_is_refused_to_other_roles(
        self, session: Session, client: PageClient, case: DeskCase
    ) -> None:
        member, number = make_account(session, Role.MEMBER), case.institution.id
        path = f"/travail/comptes/{member.id}/institution"
        sign_in(client, make_account(session, Role.ADMINISTRATOR))
        main_of(client, path)
        response = client.post(path, {"institution": str(number)})
        assert response.status_code == 422
        assert "Seuls les élus et les partenaires répondent pour une institution." in response.get_data(as_text=True)

    def test_an_account_whose_role_changed_answers_for_nobody(self, session: Session, case: DeskCase) -> None:
        case.official.role = Role.MEMBER
        session.flush()
        assert institutions.ids_of(session, case.official) == []
        with pytest.raises(RefusedError):
            institutions.choose(session, case.official, case.institution.id)

    def test_an_institution_that_is_not_there_is_missing(self, session: Session, case: DeskCase) -> None:
        for number in (0, 999_999, 2**31, 2**70):
            with pytest.raises(MissingError):
                institutions.choose(session, case.official, number)
