"""Every table, for the migrations and the tests: importing this module registers them all."""

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.draws.models import Draw
from participation.indicators.models import Indicator
from participation.journal.models import JournalEntry
from participation.kernel.jobs import Job
from participation.kernel.mail import Mail
from participation.kernel.rate_limit import RateHit
from participation.meetings.models import Meeting
from participation.representation.models import CouncilRequest
from participation.volunteers.models import SignUp

__all__ = [
    "Account",
    "Council",
    "CouncilRequest",
    "Draw",
    "Indicator",
    "Job",
    "JournalEntry",
    "Mail",
    "Meeting",
    "RateHit",
    "SignUp",
]
