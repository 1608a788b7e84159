"""The demonstration shows a report that was told, one that is awaited, and a referral that waits for the prefect."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.meetings.models import AgendaState, MemberAccount
from participation.representation.models import DelegateReport, ReferralStepKind, ReportSource
from participation.representation.services import referrals, reports


def test_one_report_is_told_and_waits_for_its_agenda_and_one_is_awaited(loaded: Session, now: datetime) -> None:
    report = loaded.scalars(sa.select(DelegateReport)).one()
    assert report.source is ReportSource.DICTATED
    assert report.item is not None
    assert report.item.state is AgendaState.KEPT
    late = [duty for council in loaded.scalars(sa.select(Council)) for duty in reports.awaited(loaded, council.id, now)]
    assert [duty.code for duty in late] == ["chemin-vert"]
    # The member of the log-ins is the one who owes it.
    owner = loaded.scalars(sa.select(MemberAccount)).one()
    assert [duty.meeting_id for duty in reports.owed(loaded, owner.account, now)] == [late[0].meeting_id]


def test_a_referral_waits_for_the_judgement_of_the_prefect(loaded: Session) -> None:
    (referral,) = referrals.sent(loaded)
    assert referrals.awaited(referral) is ReferralStepKind.JUDGED
    assert referral.is_fictitious
