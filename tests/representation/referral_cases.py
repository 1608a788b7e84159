"""A council that decided to write to the prefect. All of it is fictitious."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.meetings.models import Meeting
from participation.representation.models import Referral, ReferralStep, ReferralStepKind
from participation.representation.services import referrals
from participation.representation.services.referrals import NewReferral, NewStep
from tests.meetings.makers import make_meeting
from tests.support.factories import make_account, make_council

DECIDED_ON = date(2026, 11, 20)
"""Four days before the frozen clock."""
WORDS = "C’est fait."


def make_referral_case(session: Session, code: str = "chemin-vert") -> tuple[Council, Account, Meeting]:
    """Return a council, its team and a meeting that was held."""
    council = make_council(session, code, name=code, is_fictitious=True)
    account = make_account(session, councils=[council])
    return council, account, make_meeting(session, council, account)


def write(session: Session, case: tuple[Council, Account, Meeting], now: datetime) -> Referral:
    """Write a referral down."""
    council, account, meeting = case
    new = NewReferral("Les ascenseurs sont en panne", "Deux ascenseurs sont en panne depuis six mois.", meeting.id)
    return referrals.write(session, account, now, council.id, new)


def follow(
    session: Session,
    case: tuple[Council, Account, Meeting],
    now: datetime,
    referral: Referral,
    kind: ReferralStepKind,
    done_on: date,
    concerns: bool = True,
    text: str = WORDS,
) -> ReferralStep:
    """Note a step."""
    council, account, _meeting = case
    return referrals.note(session, account, now, council.id, referral.id, NewStep(kind, done_on, text, concerns))
