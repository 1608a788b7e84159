"""What a council remarks of a promise, and the one answer."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.services import remarks
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from tests.indicators.partner_cases import YEAR, PartnerCase, make_partner_case
from tests.support.factories import make_account, make_council

TEXT = "Deux ateliers ont ouvert, loin du quartier."


@pytest.fixture
def case(session: Session) -> PartnerCase:
    return make_partner_case(session)


def write(session: Session, case: PartnerCase, now: datetime, text: str = TEXT, seen: datetime | None = None) -> int:
    made = remarks.write(session, case.facilitator, now, case.counted.id, case.council.id, YEAR, text, seen)
    return made.id


def test_a_remark_is_written_changed_and_answered_once(session: Session, case: PartnerCase, now: datetime) -> None:
    later = now + timedelta(hours=1)
    number = write(session, case, now)
    assert write(session, case, later, "Trois ateliers.", seen=now) == number
    (found,) = remarks.of_institution(session, case.account)
    assert (found.text, found.at, found.answer, found.council) == ("Trois ateliers.", later, "", "chemin-vert")
    remarks.answer(session, case.account, later, number, "Un quatrième ouvrira ici.", later)
    (found,) = remarks.of_commitments(session, [case.counted.id], YEAR)
    assert (found.answer, found.answered_at) == ("Un quatrième ouvrira ici.", later)
    with pytest.raises(RefusedError, match="answered"):
        remarks.answer(session, case.account, later, number, "Encore.", later)
    with pytest.raises(RefusedError, match="answered"):
        write(session, case, later, seen=later)
    kinds = session.scalars(sa.select(JournalEntry.kind).order_by(JournalEntry.sequence)).all()
    assert kinds == ["commitment.remarked", "commitment.remarked", "commitment.remark_answered"]


def test_a_page_that_is_stale_writes_over_nothing(session: Session, case: PartnerCase, now: datetime) -> None:
    number = write(session, case, now)
    for seen in (None, now - timedelta(seconds=1)):
        with pytest.raises(RefusedError, match="changed"):
            write(session, case, now, "Autre.", seen)
        with pytest.raises(RefusedError, match="changed"):
            remarks.answer(session, case.account, now, number, "Merci.", seen)
    (found,) = remarks.of_commitments(session, [case.counted.id])
    assert (found.text, found.answer) == (TEXT, "")


def test_who_may_not_is_told_that_nothing_is_there(session: Session, case: PartnerCase, now: datetime) -> None:
    number = write(session, case, now)
    other = make_council(session, "pierre-heuze", name="pierre-heuze")
    stranger = make_account(session, councils=[other])
    for actor, council_id, key, year in (
        (stranger, case.council.id, case.counted.id, YEAR), (case.facilitator, other.id, case.counted.id, YEAR),
        (case.facilitator, case.council.id, 2**40, YEAR), (case.facilitator, case.council.id, case.counted.id, 2019),
    ):  # fmt: skip
        with pytest.raises(MissingError):
            remarks.write(session, actor, now, key, council_id, year, TEXT, None)
    for actor, key in ((case.other_account, number), (case.facilitator, number), (case.account, 2**40)):
        with pytest.raises(MissingError):
            remarks.answer(session, actor, now, key, "Merci.", now)
    assert remarks.of_institution(session, case.other_account) == []


def test_what_cannot_be_said_is_refused(session: Session, case: PartnerCase, now: datetime) -> None:
    number = write(session, case, now)
    for code, text in (("text", ""), ("long", "a" * 2001)):
        with pytest.raises(RefusedError, match=code):
            write(session, case, now, text, now)
        with pytest.raises(RefusedError, match=code):
            remarks.answer(session, case.account, now, number, text, now)
    with pytest.raises(RefusedError, match="year_to_come"):
        remarks.write(session, case.facilitator, now, case.counted.id, case.council.id, 2027, TEXT, None)


def test_a_council_finds_its_own_remark(session: Session, case: PartnerCase, now: datetime) -> None:
    write(session, case, now)
    found = remarks.of_council(session, case.council.id, case.counted.id, YEAR)
    assert found is not None
    assert found.text == TEXT
    assert remarks.of_council(session, case.council.id, case.counted.id, 2025) is None
    assert remarks.of_commitments(session, []) == []
