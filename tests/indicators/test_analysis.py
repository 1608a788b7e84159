"""The analysis of a year: opened, written, published, corrected in sight of everybody."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import AnalysisChange, DashboardYear
from participation.indicators.services import analysis
from participation.indicators.services.analysis import Change, Written
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR, make_orientation
from tests.indicators.dashboard_cases import DUE
from tests.representation.report_cases import hold
from tests.representation.request_cases import make_steering_body
from tests.support.factories import make_account, make_contract, make_council


@pytest.fixture
def opened(session: Session, now: datetime) -> DashboardYear:
    """A year that is being filled."""
    make_contract(session)
    return analysis.open_year(session, now, YEAR, DUE)


def written(text: str = "Les écarts se réduisent.", *changes: Change, meeting_id: int | None = None) -> Written:
    """Return what the team writes down."""
    return Written(text, meeting_id, changes)


def test_a_year_is_opened_once(session: Session, now: datetime, opened: DashboardYear) -> None:
    again = analysis.open_year(session, now, YEAR, DUE + timedelta(days=1))
    assert (again.id, again.due_on) == (opened.id, DUE)
    assert [each.year for each in analysis.every(session)] == [YEAR]


@pytest.mark.parametrize("year", [2014, 2027])
def test_a_year_outside_the_contract_is_missing(session: Session, now: datetime, year: int) -> None:
    make_contract(session)
    with pytest.raises(MissingError):
        analysis.open_year(session, now, year, date(year + 1, 3, 31))


def test_the_last_day_comes_in_that_year_or_later(session: Session, now: datetime, opened: DashboardYear) -> None:
    for refused in (
        lambda: analysis.open_year(session, now, 2025, date(2024, 12, 31)),
        lambda: analysis.move_due_day(session, YEAR, opened.version, date(2025, 12, 31)),
    ):
        with pytest.raises(RefusedError, match="due_on"):
            refused()
    assert analysis.move_due_day(session, YEAR, opened.version, date(2027, 4, 15)).due_on == date(2027, 4, 15)


def test_an_analysis_says_what_it_changes(session: Session, now: datetime, opened: DashboardYear) -> None:
    orientation = make_orientation(session)
    changes = Change(None, "Plus de moyens."), Change(orientation.id, "Une permanence."), Change(None, "")
    analysis.write(session, now, YEAR, 1, written("Oui.", *changes))
    session.commit()
    found = analysis.find(session, YEAR)
    assert [(each.orientation_id, each.text) for each in found.changes] == [
        (None, "Plus de moyens."), (orientation.id, "Une permanence."),
    ]  # fmt: skip
    analysis.write(session, now, YEAR, 2, written("Oui.", Change(orientation.id, "Deux permanences.")))
    session.commit()
    assert session.scalars(sa.select(AnalysisChange.text)).all() == ["Deux permanences."]


def test_an_orientation_that_is_not_there_is_refused(session: Session, now: datetime, opened: DashboardYear) -> None:
    with pytest.raises(RefusedError, match="orientation"):
        analysis.write(session, now, YEAR, 1, written("Oui.", Change(999, "Plus.")))


def test_nobody_saves_over_what_they_have_not_read(session: Session, now: datetime, opened: DashboardYear) -> None:
    analysis.write(session, now, YEAR, 1, written("Premier texte."))
    for refused in (
        lambda: analysis.write(session, now, YEAR, 1, written("Second texte.")),
        lambda: analysis.publish(session, now, YEAR, 1),
        lambda: analysis.move_due_day(session, YEAR, 1, DUE + timedelta(days=3)),
    ):
        with pytest.raises(RefusedError, match="changed"):
            refused()
    assert (opened.analysis, opened.published_at) == ("Premier texte.", None)


def test_a_blank_analysis_is_not_published(session: Session, now: datetime, opened: DashboardYear) -> None:
    with pytest.raises(RefusedError, match="empty"):
        analysis.publish(session, now, YEAR, 1)
    analysis.write(session, now, YEAR, 1, written())
    analysis.publish(session, now, YEAR, 2)
    with pytest.raises(RefusedError, match="empty"):
        analysis.write(session, now, YEAR, 2, written(""))


def test_the_journal_tells_each_public_text_by_its_fingerprint(
    session: Session, now: datetime, opened: DashboardYear
) -> None:
    analysis.write(session, now, YEAR, 1, written())
    analysis.publish(session, now, YEAR, 2)
    analysis.publish(session, now + timedelta(days=1), YEAR, 2)
    assert opened.published_at == now
    analysis.write(session, now, YEAR, 2, written())
    analysis.write(session, now, YEAR, 3, written("Les écarts se creusent."))
    entries = session.execute(sa.select(JournalEntry.kind, JournalEntry.payload).order_by(JournalEntry.sequence)).all()
    assert [kind for kind, _payload in entries] == ["dashboard.published", "dashboard.corrected"]
    assert analysis.digest(opened) in entries[1][1]
    assert entries[0][1] != entries[1][1]


def test_only_a_meeting_of_the_committee_that_took_place_analyses(
    session: Session, now: datetime, opened: DashboardYear
) -> None:
    council = make_council(session)
    actor = make_account(session, councils=[council])
    committee = make_steering_body(session)
    held = hold(session, committee.body_id, actor, now - timedelta(days=9))
    elsewhere = hold(session, council.body_id, actor, now - timedelta(days=8))
    assert [each.id for each in analysis.meetings(session, now)] == [held.id]
    with pytest.raises(RefusedError, match="meeting"):
        analysis.write(session, now, YEAR, 1, written(meeting_id=elsewhere.id))
    assert analysis.write(session, now, YEAR, 1, written(meeting_id=held.id)).meeting_id == held.id


def test_the_page_shows_the_last_analysis_first(session: Session, now: datetime, opened: DashboardYear) -> None:
    assert analysis.latest(session) == YEAR
    analysis.open_year(session, now, 2024, date(2025, 3, 31))
    analysis.write(session, now, 2024, 1, written())
    analysis.publish(session, now, 2024, 2)
    assert analysis.latest(session) == 2024


def test_no_year_no_dashboard(session: Session) -> None:
    assert analysis.latest(session) is None
    with pytest.raises(MissingError):
        analysis.find(session, YEAR)


def test_who_works_for_one_council_does_not_keep_the_dashboard_of_all(session: Session) -> None:
    first, second = make_council(session), make_council(session, "gueriniere", name="Guérinière")
    of_one = make_account(session, councils=[first])
    of_all = make_account(session, councils=[first, second])
    administrator = make_account(session, Role.ADMINISTRATOR)
    partner = make_account(session, Role.PARTNER, [first, second])
    assert [analysis.keeps(session, each) for each in (of_one, of_all, administrator, partner)] == [
        False, True, True, False,
    ]  # fmt: skip
    with pytest.raises(MissingError):
        analysis.require_keeper(session, of_one)
    analysis.require_keeper(session, of_all)
