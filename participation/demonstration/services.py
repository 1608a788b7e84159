"""The seven councils of the demonstration: which state each shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.passwords import Passwords
from participation.bodies.models import EndReason
from participation.councils.models import Council
from participation.demonstration import (
    action_story,
    calling,
    dashboard_story,
    meeting_story,
    promise_story,
    report_story,
    request_story,
    steering_story,
    value_story,
)
from participation.demonstration import story as told
from participation.demonstration.accounts import demonstration_code, make_accounts
from participation.demonstration.story import Story
from participation.draws.models import AttemptOutcome, Draw, DrawState
from participation.draws.services.drafting import Draft
from participation.kernel.clock import PARIS
from participation.volunteers.codes import code_sha256
from participation.volunteers.models import SignUp

ASSOCIATIONS = [
    "Les Jardins partagés (fictif)", "Club de lecture du Vert (fictif)", "Ateliers vélo (fictif)",
    "Parents en réseau (fictif)", "La Régie voisine (fictif)", "Union des commerces (fictif)",
]  # fmt: skip
QUARTER = 15
"""Minutes."""
MOST_PEOPLE = 1000
"""More than there are fictitious people."""
PARITY_OF_TEN = {"gender": {"F": (4, 5), "M": (4, 5), "X": (0, 2)}}
PARITY_OF_EIGHT = {"gender": {"F": (3, 4), "M": (3, 4), "X": (0, 2)}}


def load(session: Session, now: datetime, secret_key: str, passwords: Passwords) -> bool:
    """Make the demonstration unless some council exists; tell whether it was made.

    The contract's reference data must be there. All in one transaction: loaded whole or not at all.
    """
    if session.scalar(sa.select(Council.id).limit(1)) is not None:
        return False
    accounts = make_accounts(session, now - timedelta(days=500), secret_key, passwords)
    story = Story(session, now, accounts, secret_key)
    for queue in (_drawn, _waiting, _open, _in_claims, _late_in_term, _young, _beginning):
        queue(story)
    meeting_story.tell(story)
    steering_story.tell(story)
    report_story.tell(story)
    request_story.tell(story)
    promise_story.tell(story)
    action_story.tell(story)
    value_story.tell(story)
    dashboard_story.tell(story)
    story.tell()
    return True


def shown_receipt(session: Session, secret_key: str) -> tuple[str, int]:
    """Return the receipt code and the birth year of the first volunteer of the completed draw."""
    query = (
        sa.select(SignUp.code_sha256, SignUp.birth_year)
        .join(Draw, Draw.council_id == SignUp.council_id)
        .where(Draw.state == DrawState.COMPLETED)
        .order_by(Draw.id, SignUp.id)
    )
    digest, birth_year = session.execute(query.limit(1)).one()
    codes = (demonstration_code(number, secret_key) for number in range(1, MOST_PEOPLE))
    return next(code for code in codes if code_sha256(code) == digest), birth_year


def _draft(title: str, story: Story, days_ago: float, **values: object) -> Callable[[list[int]], Draft]:
    evening = (story.now - timedelta(days=days_ago)).astimezone(PARIS)
    entropy_for = evening.replace(hour=18, minute=30, second=0, microsecond=0)
    if days_ago == 0:
        # The session that waits for its dice: its hour has just come, whenever the demonstration is loaded.
        entropy_for = evening.replace(minute=evening.minute // QUARTER * QUARTER, second=0, microsecond=0)

    def draft(seats: list[int]) -> Draft:
        place = "Maison de quartier (lieu fictif)"
        return Draft(title, seats, place, entropy_for, claims_days=0, **values)  # type: ignore[arg-type]

    return draft


def _drawn(story: Story) -> None:
    """Chemin Vert: drawn, two people declined and were replaced by rule, seated."""
    code = "chemin-vert"
    told.found(story, 200, code, 6, 4, 8)
    told.designate(story, 150, code, ASSOCIATIONS)
    draft = _draft("Dix sièges du collège habitants", story, 60, quotas=PARITY_OF_TEN)
    told.announce(story, 110, code, draft, 10)
    told.sign_up(story, 109, code, 41, 30)
    told.close(story, 75, code)
    told.seal(story, 67, code)
    told.throw(story, 60, code, ["soleil", "marché", "passerelle", "Été"], "35261443256162534136")
    calling.invite(story, 59, code, 21)
    calling.call(story, 57, code, AttemptOutcome.NO_REPLY)
    calling.call(story, 54, code, AttemptOutcome.REACHED)
    calling.answer(story, 50, code, declining=2)
    calling.check(story, 45, code)
    told.seat_accepted(story, 40, code)


def _waiting(story: Story) -> None:
    """Guérinière: sealed, its hour has come, waiting for words and dice."""
    code = "gueriniere"
    told.found(story, 190, code, 4, 4, 8)
    told.designate(story, 140, code, ASSOCIATIONS[:4])
    draft = _draft("Huit sièges du collège habitants", story, 0, quotas=PARITY_OF_EIGHT)
    told.announce(story, 45, code, draft, 8)
    told.sign_up(story, 44, code, 29, 25)
    told.close(story, 12, code)
    told.seal(story, 2, code)


def _open(story: Story) -> None:
    """Grâce de Dieu: announced, sign-up open."""
    code = "grace-de-dieu"
    told.found(story, 180, code, 4, 4, 8)
    told.announce(story, 20, code, _draft("Huit sièges du collège habitants", story, -40), 8)
    told.sign_up(story, 19, code, 11, 18)


def _in_claims(story: Story) -> None:
    """Hérouville-Saint-Clair: the list is closed, people check that they are in."""
    code = "herouville-saint-clair"
    told.found(story, 170, code, 6, 6, 12)
    told.announce(story, 40, code, _draft("Douze sièges du collège habitants", story, -14), 12)
    told.sign_up(story, 39, code, 34, 30)
    told.close(story, 3, code)


def _late_in_term(story: Story) -> None:
    """Pierre Heuzé: members of an earlier term that ends in four months; one left, one has a substitute."""
    code = "pierre-heuze"
    told.found(story, 1000, code, 5, 5, 10)
    told.install(story, 960, code, "drawn", 5, 4)
    told.install(story, 955, code, "volunteer", 5, 4)
    told.install(story, 950, code, "designated", 7, 4)
    told.leave(story, 130, code, 3, EndReason.MOVED)
    told.leave(story, 90, code, 8, EndReason.RESIGNED)
    told.stand_in(story, 80, code, 2)


def _young(story: Story) -> None:
    """Calvaire Saint-Pierre: some seats taken, sign-up open, no draw announced yet."""
    code = "calvaire-saint-pierre"
    told.found(story, 160, code, 4, 4, 8)
    told.install(story, 120, code, "volunteer", 3, 30)
    told.designate(story, 115, code, ASSOCIATIONS[2:5])
    told.sign_up(story, 30, code, 5, 20)


def _beginning(story: Story) -> None:
    """Colombelles: all seats vacant, before anything began."""
    told.found(story, 25, "colombelles", 4, 4, 8)
