"""What holds in a year and a place, what is told of it, what is owed."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators import partner_words, reference_partners
from participation.indicators.models import Commitment, CommitmentState, CommitmentYear, Partner
from participation.indicators.services import commitments, partners, telling
from participation.indicators.services.partners import Promise, Signature
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.territory import services as territory
from participation.territory.models import Institution, Orientation
from tests.indicators.partner_cases import YEAR, PartnerCase, make_commitment, make_partner_case, make_year, told
from tests.representation.request_cases import make_institution, make_official
from tests.support.factories import make_council


@pytest.fixture
def case(session: Session) -> PartnerCase:
    return make_partner_case(session)


def new_promise(**values: Any) -> Promise:
    usual: dict[str, Any] = {
        "title": "Former dix personnes.", "unit": "personnes", "first_year": 2020, "last_year": None, "source": "Acte",
    }  # fmt: skip
    return Promise(**(usual | values))


def test_the_published_partners_and_promises_are_loaded_once_and_left_alone(session: Session) -> None:
    territory.load_reference(session)
    sourced = partners.listed(session)
    assert {each.institution.code for each in sourced} == {fact.code for fact in reference_partners.PARTNERS}
    assert not any(each.signed_on or each.is_fictitious for each in sourced)
    titles = session.scalars(sa.select(Commitment.title).order_by(Commitment.id)).all()
    assert titles == [fact.title for fact in reference_partners.PROMISES]
    promise = session.scalars(sa.select(Commitment).order_by(Commitment.id)).first()
    assert promise is not None
    promise.title = "Une phrase que l’équipe a changée."
    session.flush()
    assert reference_partners.load(session) == 0
    assert session.scalar(sa.select(sa.func.count(Commitment.id))) == len(titles)


def test_a_year_has_the_promises_that_hold_then(session: Session, case: PartnerCase) -> None:
    ended = make_commitment(session, case.other, "Finie.", first_year=2020, last_year=2024)
    make_commitment(session, case.other, "À venir.", first_year=2027)
    make_year(session, case.counted, target=3.0, done=0.0)
    make_year(session, case.counted, 2025, done=2.0)
    found = commitments.of_year(session, YEAR)
    assert [line.title for line in found] == ["Rénover les halls.", "Ouvrir trois ateliers.", "Accueillir les parents."]
    assert (found[1].target, found[1].done, found[1].state) == (3.0, 0.0, CommitmentState.UNDERWAY)
    assert (found[2].target, found[2].done, found[2].state) == (None, None, None)
    assert ended.id in {line.commitment_id for line in commitments.of_year(session, 2024)}
    assert commitments.of_year(session, 2019) == []
    assert commitments.of_year(session, 10**12) == []


def test_a_neighbourhood_has_the_promises_that_name_it_and_those_that_name_none(
    session: Session, case: PartnerCase
) -> None:
    elsewhere = make_council(session, "pierre-heuze", name="pierre-heuze").neighbourhood
    here = case.council.neighbourhood
    case.counted.neighbourhoods = [here]
    case.foreign.neighbourhoods = [elsewhere]
    session.flush()
    found = commitments.of_neighbourhood(session, here.id, YEAR)
    assert [line.title for line in found] == ["Ouvrir trois ateliers.", "Accueillir les parents."]
    assert [line.neighbourhoods for line in found] == [((here.code, here.name),), ()]
    assert "Rénover les halls." in {line.title for line in commitments.of_neighbourhood(session, elsewhere.id, YEAR)}


def test_an_orientation_keeps_its_own_promises(session: Session, case: PartnerCase) -> None:
    territory.load_reference(session)
    second = session.scalars(sa.select(Orientation).where(Orientation.number == 2)).one()
    case.uncounted.orientation_id = second.id
    session.flush()
    codes = {line.code for line in commitments.of_year(session, YEAR, 2)}
    assert codes == {"education-nationale", case.institution.code}


def test_what_is_owed_is_a_state_and_the_number_that_is_counted(session: Session, case: PartnerCase) -> None:
    def owed() -> set[str]:
        return {line.title for line in commitments.unfilled(session, YEAR)}

    assert owed() == {"Rénover les halls.", "Ouvrir trois ateliers.", "Accueillir les parents."}
    make_year(session, case.uncounted)
    year = make_year(session, case.counted)
    make_year(session, case.foreign, state=CommitmentState.DROPPED, comment="Bâtiment vendu.")
    assert owed() == {"Ouvrir trois ateliers."}
    year.done = 0.0
    session.flush()
    assert owed() == set()


def test_the_sum_is_said_in_one_line(app: Any, session: Session, case: PartnerCase) -> None:
    make_year(session, case.counted, state=CommitmentState.KEPT)
    make_year(session, case.foreign, state=CommitmentState.LATE)
    counts = commitments.counted(commitments.of_year(session, YEAR))
    with app.test_request_context("/"):
        assert partner_words.total(counts) == "3 promesses\u00a0: 1 tenue, 1 en retard, 1 sans nouvelle."
        assert partner_words.total(commitments.counted([])) == "0 promesse."


def test_a_partner_tells_and_a_blank_stays_blank(session: Session, case: PartnerCase, now: datetime) -> None:
    made = telling.tell(session, case.account, now, case.counted.id, YEAR, told(target=3.0, comment="Deux lieux."))
    assert (made.target, made.done, made.state, made.version) == (3.0, None, CommitmentState.UNDERWAY, 1)
    assert (made.told_by_id, made.told_at) == (case.account.id, now)
    again = told(done=0.0, state=CommitmentState.LATE, seen=1)
    made = telling.tell(session, case.account, now, case.counted.id, YEAR, again)
    assert (made.target, made.done, made.version) == (None, 0.0, 2)
    entry = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.subject) == ("commitment.told", f"partner:{case.institution.code}")
    assert '"done":"0"' in entry.payload
    assert '"target":null' in entry.payload


def test_a_page_that_is_stale_writes_over_nothing(session: Session, case: PartnerCase, now: datetime) -> None:
    telling.tell(session, case.account, now, case.counted.id, YEAR, told(done=2.0))
    for seen in (0, -1, 2):
        with pytest.raises(RefusedError, match="changed"):
            telling.tell(session, case.account, now, case.counted.id, YEAR, told(done=9.0, seen=seen))
    assert session.scalars(sa.select(CommitmentYear.done)).all() == [2.0]


def test_nobody_tells_of_anothers_promise(session: Session, case: PartnerCase, now: datetime) -> None:
    nowhere = make_official(session, None, Role.PARTNER)
    for actor, number, year in (
        (case.account, case.foreign.id, YEAR), (nowhere, case.counted.id, YEAR), (case.facilitator, case.counted.id, YEAR),
        (case.account, 2**40, YEAR), (case.account, case.counted.id, 2019), (case.account, case.counted.id, 10**6),
        (case.account, case.counted.id, now.year + 1),
    ):  # fmt: skip
        with pytest.raises(MissingError):
            telling.tell(session, actor, now, number, year, told())
    assert session.scalars(sa.select(CommitmentYear)).all() == []


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("number", {"done": -1.0}),
        ("number", {"target": 1e10}),
        ("reason", {"state": CommitmentState.DROPPED}),
        ("long", {"comment": "a" * 2001}),
        ("long", {"proof": "a" * 201}),
    ],
)
def test_what_cannot_be_told_is_refused(
    session: Session, case: PartnerCase, now: datetime, code: str, values: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError, match=code):
        telling.tell(session, case.account, now, case.counted.id, YEAR, told(**values))


def test_a_promise_that_counts_nothing_takes_no_number(session: Session, case: PartnerCase, now: datetime) -> None:
    with pytest.raises(RefusedError, match="uncounted"):
        telling.tell(session, case.account, now, case.uncounted.id, YEAR, told(done=3.0))


def test_a_partner_is_added_once(session: Session, case: PartnerCase, now: datetime) -> None:
    signature = Signature(date(2015, 7, 6), "Contrat, page 12")
    made = partners.add(session, case.facilitator, now, None, "Régie (fictive)", signature)
    assert partners.find(session, "regie-fictive").institution_id == made.institution_id
    named = make_institution(session, "Déjà nommée")
    assert (named.id, "Déjà nommée") in partners.others(session)
    partners.add(session, case.facilitator, now, named.id, "", signature)
    for code, number, name, signed in (
        ("already", named.id, "", None), ("name_taken", None, "Régie (fictive)", None), ("name", None, "…", None),
        ("signed_to_come", None, "Autre", date(2026, 11, 25)),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match=code):
            partners.add(session, case.facilitator, now, number, name, Signature(signed, "Acte"))
    for number in (10**6, 2**40):
        with pytest.raises(MissingError):
            partners.add(session, case.facilitator, now, number, "", signature)


def test_the_signature_changes_and_the_journal_says_so_once(session: Session, case: PartnerCase, now: datetime) -> None:
    code, signature = case.institution.code, Signature(None, "Contrat, page 3")
    for _ in range(2):
        partners.change(session, now, code, signature)
    found = session.scalars(sa.select(Partner).where(Partner.institution_id == case.institution.id)).one()
    assert (found.signed_on, found.source) == (None, "Contrat, page 3")
    kinds = session.scalars(sa.select(JournalEntry.kind)).all()
    assert list(kinds).count("partner.changed") == 1
    with pytest.raises(MissingError):
        partners.change(session, now, "nulle-part", signature)


def test_three_promises_at_a_time_and_no_more(session: Session, case: PartnerCase, now: datetime) -> None:
    code = case.institution.code
    made = partners.promise(
        session, case.facilitator, now, code, new_promise(neighbourhood_ids=(case.council.neighbourhood_id,))
    )
    assert [each.id for each in made.neighbourhoods] == [case.council.neighbourhood_id]
    for first, last in ((2026, None), (2030, 2031), (2020, 2020), (2010, 2020)):
        new = new_promise(title="Quatrième.", first_year=first, last_year=last)
        with pytest.raises(RefusedError, match="most"):
            partners.promise(session, case.facilitator, now, code, new)
    partners.promise(
        session, case.facilitator, now, code, new_promise(title="Avant.", first_year=2010, last_year=2019)
    )
    assert len(partners.commitments_of(session, partners.find(session, code))) == 4


def test_a_promise_is_checked_and_reworded(session: Session, case: PartnerCase, now: datetime) -> None:
    code = case.institution.code
    for expected, values in (
        ("title_taken", {"title": case.counted.title}), ("years", {"last_year": 2019}),
        ("orientation", {"orientation_id": 10**6}), ("neighbourhoods", {"neighbourhood_ids": (10**6,)}),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match=expected):
            partners.promise(session, case.facilitator, now, code, new_promise(**values))
    make_year(session, case.counted, 2021)
    with pytest.raises(RefusedError, match="years_told"):
        partners.reword(session, now, case.counted.id, new_promise(first_year=2022))
    partners.reword(session, now, case.counted.id, new_promise(title=case.counted.title, last_year=2026))
    assert case.counted.unit == "personnes"
    with pytest.raises(MissingError):
        partners.reword(session, now, 2**40, new_promise())


def test_years_offered_begin_with_the_first_promise(session: Session, case: PartnerCase) -> None:
    assert commitments.years(session, YEAR) == range(2020, 2027)
    assert commitments.last_told(session, YEAR) == YEAR
    make_year(session, case.counted, 2024)
    assert commitments.last_told(session, YEAR) == 2024
    session.execute(sa.delete(CommitmentYear))
    session.execute(sa.delete(Commitment))
    assert commitments.years(session, YEAR) == range(YEAR, YEAR + 1)
    assert session.scalars(sa.select(Institution.id)).first() is not None
