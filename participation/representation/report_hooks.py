"""What reports and referrals tell the earlier slices, which know neither: registered once, on import of the pages."""

from participation.councils import services as councils
from participation.meetings.services import agenda, notes
from participation.representation import referral_words, report_words
from participation.representation.services import report_topics


def register() -> None:
    """Hang the answers where the earlier slices ask."""
    if report_words.notes not in notes.tellers:
        notes.tellers.append(report_words.notes)
        agenda.bringers.append(report_topics.waiting)
        councils.milestones.append(referral_words.council_steps)
