"""Partners of the demonstration: more than fifteen, what each promises, five years of news, two councils' remarks.

The published partners and their three promises are real; what they are said to have done is not, and each row says
so. As everything of the story, each act is a call of the product's services, queued with its instant; but for past
years, which nobody told here: they were brought over from earlier dashboards.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import sqlalchemy as sa

from participation.demonstration.promise_texts import NEW, PLEDGES, SOURCED, YEARS, Pledge
from participation.demonstration.story import Story
from participation.indicators.models import Commitment, CommitmentState, CommitmentYear
from participation.indicators.reference_partners import PROMISES
from participation.indicators.services import partners, remarks, telling
from participation.indicators.services.partners import Promise, Signature
from participation.indicators.services.telling import Told
from participation.kernel.clock import day_of
from participation.kernel.permissions import Role
from participation.representation.services import institutions
from participation.territory.models import Institution, Neighbourhood, Orientation
from participation.territory.reference import CONTRACT

Act = Callable[[datetime], None]
SOURCE = "Annexe fictive du contrat, inventée pour la démonstration"
STATES = {state.value[0]: state for state in CommitmentState}
PARTNER, UNION = "chambre-des-metiers", "caen-la-mer"
CODE = "chemin-vert"
PATHS, HOURS, WORKSHOPS = PLEDGES[2].title, PLEDGES[3].title, PLEDGES[11].title
PATHS_REMARK = (
    "L’allée de l’école est refaite, et elle sert (remarque fictive).\n\nCelle du marché attend depuis deux ans."
)
WORKSHOPS_REMARK = (
    "Les ateliers sont utiles (remarque fictive). Ils se tiennent en journée\u00a0: qui travaille ne peut pas venir."
)
WORKSHOPS_ANSWER = "Deux ateliers auront lieu le samedi matin, à partir de janvier (réponse fictive)."
SIGNED_YEARS_AGO = 11


def tell(story: Story) -> None:
    """Queue the partners, their promises, what was told, and two remarks."""
    told = Promises(story)
    story.at(990, told.add_partners)
    story.at(989, told.promise)
    story.at(330, told.bring_past_years)
    story.at(49, told.sign_in)
    story.at(30, told.tell_present_year)
    story.at(14, told.remark(PATHS, PATHS_REMARK))
    story.at(12, told.remark(WORKSHOPS, WORKSHOPS_REMARK))
    story.at(5, told.answer(WORKSHOPS, WORKSHOPS_ANSWER))


class Promises:
    """The partners of the demonstration and what they promise."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def add_partners(self, instant: datetime) -> None:
        """Add the partners that no source names."""
        day = day_of(self.story.now)
        signed = day.replace(year=day.year - SIGNED_YEARS_AGO, month=7, day=6)
        for name in NEW:
            admin = self.story.accounts[Role.ADMINISTRATOR]
            partners.add(self.story.session, admin, instant, None, name, Signature(signed, SOURCE))

    def promise(self, instant: datetime) -> None:
        """Write what each promises beyond the sourced examples."""
        session = self.story.session
        aims = dict(session.execute(sa.select(Orientation.number, Orientation.id)).all())
        places = dict(session.execute(sa.select(Neighbourhood.code, Neighbourhood.id)).all())
        for pledge in PLEDGES:
            new = Promise(
                title=pledge.title,
                unit=pledge.unit,
                first_year=CONTRACT.first_year,
                last_year=None,
                source=SOURCE,
                orientation_id=aims[pledge.orientation],
                neighbourhood_ids=tuple(places[code] for code in pledge.places),
            )
            admin = self.story.accounts[Role.ADMINISTRATOR]
            partners.promise(session, admin, instant, self._code(pledge), new)

    def bring_past_years(self, instant: datetime) -> None:
        """Keep what earlier dashboards said."""
        self._keep(instant, range(YEARS - 1))

    def sign_in(self, _instant: datetime) -> None:
        """Say for which partner the log-in signs in."""
        institution_id = self.story.session.scalars(sa.select(Institution.id).where(Institution.code == PARTNER)).one()
        institutions.choose(self.story.session, self.story.accounts[Role.PARTNER], institution_id)

    def tell_present_year(self, instant: datetime) -> None:
        """Let the two log-ins tell of their own, and keep what the other partners told."""
        self._keep(instant, range(YEARS - 1, YEARS), but=(HOURS, WORKSHOPS))
        for pledge, actor in ((PLEDGES[3], Role.OFFICIAL), (PLEDGES[11], Role.PARTNER)):
            target, done, state = read(pledge.told.split()[-1])
            assert state is not None
            said = Told(state, target, done, pledge.comment, pledge.proof, seen=0)
            commitment_id, year = self._commitment(pledge.title), self._year(YEARS - 1)
            telling.tell(self.story.session, self.story.accounts[actor], instant, commitment_id, year, said)

    def remark(self, title: str, text: str) -> Act:
        """Return the act by which a council remarks on a promise of this year."""

        def act(instant: datetime) -> None:
            session, council = self.story.session, self.story.councils[CODE]
            key, year = self._commitment(title), self._year(YEARS - 1)
            remarks.write(session, self.story.facilitator, instant, key, council.id, year, text, None)

        return act

    def answer(self, title: str, text: str) -> Act:
        """Return the act by which the partner answers."""

        def act(instant: datetime) -> None:
            session, actor = self.story.session, self.story.accounts[Role.PARTNER]
            (found,) = remarks.of_commitments(session, [self._commitment(title)])
            remarks.answer(session, actor, instant, found.id, text, found.at)

        return act

    def _keep(self, instant: datetime, which: range, but: tuple[str, ...] = ()) -> None:
        for title, told, comment, proof in _all():
            tokens = told.split()
            last = max(at for at, token in enumerate(tokens) if read(token)[2] is not None)
            for position in which:
                target, done, state = read(tokens[position])
                if state is None or title in but:
                    continue
                row = CommitmentYear(commitment_id=self._commitment(title), year=self._year(position), state=state)
                row.target, row.done, row.told_at, row.is_fictitious = target, done, instant, True
                row.comment, row.proof = (comment, proof) if position == last else ("", None)
                self.story.session.add(row)

    def _year(self, position: int) -> int:
        return day_of(self.story.now).year - (YEARS - 1 - position)

    def _commitment(self, title: str) -> int:
        return self.story.session.scalars(sa.select(Commitment.id).where(Commitment.title == title)).one()

    def _code(self, pledge: Pledge) -> str:
        same = sa.or_(Institution.code == pledge.partner, Institution.name == pledge.partner)
        query = sa.select(Institution.code).where(same)
        return self.story.session.scalars(query).one()


def _all() -> Iterator[tuple[str, str, str, str | None]]:
    """Give title, years, comment and proof of each promise, the sourced ones first."""
    for fact in PROMISES:
        yield fact.title, SOURCED[fact.code], "", None
    for pledge in PLEDGES:
        yield pledge.title, pledge.told, pledge.comment, pledge.proof


def read(token: str) -> tuple[float | None, float | None, CommitmentState | None]:
    """Return planned, done and state of « 12:9:u »; a year without news has none of them."""
    parts = token.split(":")
    if len(parts) != 3:
        return None, None, None
    target, done, letter = parts
    return (float(target) if target else None), (float(done) if done else None), STATES[letter]
