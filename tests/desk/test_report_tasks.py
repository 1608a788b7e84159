"""What reports and referrals bring to the desk: a member's own, a team's late ones, whose turn a referral is."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.desk.tasks import Task, TaskKind, Turn, tasks
from participation.representation.models import ReferralStepKind
from participation.representation.services import referrals, reports
from tests.representation.referral_cases import DECIDED_ON, follow, make_referral_case, write
from tests.representation.report_cases import make_report_case
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient

LATER = timedelta(days=5)
"""After the frozen clock the report's day has passed."""
KINDS = (TaskKind.REPORT, TaskKind.AWAITED, TaskKind.REFERRAL)


def found(session: Session, actor: object, now: datetime) -> list[Task]:
    return [task for task in tasks(session, actor, now) if task.kind in KINDS]  # type: ignore[arg-type]


def test_a_member_is_told_what_they_owe_and_the_team_once_it_is_late(session: Session, now: datetime) -> None:
    case = make_report_case(session)
    (own,) = found(session, case.member, now)
    assert (own.kind, own.turn, own.is_late) == (TaskKind.REPORT, Turn.MINE, False)
    assert found(session, case.account, now) == []
    assert [task.is_late for task in found(session, case.member, now + LATER)] == [True]
    (late,) = found(session, case.account, now + LATER)
    assert (late.kind, late.is_late, late.what) == (TaskKind.AWAITED, True, "Comité de pilotage (fictif)")
    duty = reports.find(session, case.member, case.meeting.id, case.council.id)
    reports.send(session, case.member, now, duty, "Le comité a dit oui.")
    assert found(session, case.member, now + LATER) == found(session, case.account, now + LATER) == []


def test_a_referral_is_the_teams_turn_or_waits_for_somebody_else(session: Session, now: datetime) -> None:
    case = make_referral_case(session)
    made = write(session, case, now)
    assert [task.turn for task in found(session, case[1], now)] == [Turn.MINE]
    follow(session, case, now, made, ReferralStepKind.SENT, DECIDED_ON)
    assert [task.turn for task in found(session, case[1], now)] == [Turn.OTHERS]
    for kind in referrals.ORDER[1:-1]:
        follow(session, case, now, made, kind, DECIDED_ON)
    assert [task.turn for task in found(session, case[1], now)] == [Turn.MINE]
    follow(session, case, now, made, ReferralStepKind.CLOSED, DECIDED_ON)
    assert found(session, case[1], now) == []


def test_nothing_of_others_comes_to_a_desk(session: Session, now: datetime) -> None:
    make_report_case(session)
    write(session, make_referral_case(session, "gueriniere"), now)
    other = make_council(session, "colombelles", name="Colombelles")
    for account in (make_account(session, councils=[other]), make_account(session, "member")):
        assert found(session, account, now + LATER) == []


def test_index_says_it_in_words(client: PageClient, session: Session) -> None:
    case = make_report_case(session)
    path = f"/mes-retours/{case.meeting.id}/{case.council.id}"
    sign_in(client, case.member)
    page = client.get("/travail").get_data(as_text=True)
    assert "Dire à votre conseil ce qui s’est dit" in page
    assert path in page
