"""The demonstration has more than fifteen partners, two or three promises each, five years of news, and two remarks."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.demonstration.promise_texts import YEARS
from participation.indicators.models import Commitment, CommitmentRemark, CommitmentState, CommitmentYear, Partner
from participation.indicators.reference_partners import PARTNERS, PROMISES
from participation.indicators.services import commitments
from participation.kernel.permissions import Role
from participation.representation.services import institutions


def test_more_than_fifteen_partners_promise_two_or_three_things_each(loaded: Session) -> None:
    partners = loaded.scalars(sa.select(Partner)).all()
    assert len(partners) > 15
    assert sum(not each.is_fictitious for each in partners) == len(PARTNERS)
    promised = Counter(loaded.scalars(sa.select(Commitment.institution_id)))
    assert {each.institution_id for each in partners} == set(promised)
    assert set(promised.values()) == {2, 3}


def test_only_the_sourced_promises_are_real_and_nothing_told_of_them_is(loaded: Session) -> None:
    real = loaded.scalars(sa.select(Commitment.title).where(Commitment.is_fictitious.is_(False))).all()
    assert set(real) == {fact.title for fact in PROMISES}
    for model in (CommitmentYear, CommitmentRemark):
        assert set(loaded.scalars(sa.select(model.is_fictitious))) == {True}


def test_five_years_are_told_with_blanks_and_every_state(loaded: Session, now: datetime) -> None:
    rows = loaded.scalars(sa.select(CommitmentYear)).all()
    assert {row.year for row in rows} == set(range(now.year - YEARS + 1, now.year + 1))
    assert {row.state for row in rows} == set(CommitmentState)
    assert any(row.target is not None and row.done is None for row in rows)
    assert any(row.done == 0 for row in rows)
    counts = commitments.counted(commitments.of_year(loaded, now.year))
    assert counts.silent > 0
    assert all(counts.by_state.values())


def test_the_partner_has_three_promises_of_which_two_wait(loaded: Session, now: datetime) -> None:
    account = loaded.scalars(sa.select(Account).where(Account.role == Role.PARTNER)).one()
    (institution_id,) = institutions.ids_of(loaded, account)
    mine = commitments.of_institution(loaded, institution_id, now.year)
    assert [line.is_owed for line in mine] == [True, False, True]


def test_one_remark_is_answered_and_one_waits(loaded: Session) -> None:
    found = loaded.scalars(sa.select(CommitmentRemark).order_by(CommitmentRemark.id)).all()
    assert [bool(each.answer) for each in found] == [False, True]
