"""Draws carried to any state by the real services, with two people and a list of fictitious volunteers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Gender, Mandate, Origin
from participation.bodies.services import Term
from participation.councils.models import Council
from participation.draws.models import (
    Act,
    Draw,
    Entry,
    EntrySecret,
    ListedPerson,
    ListedState,
    ListKind,
    ListState,
    PoolList,
)
from participation.draws.services import (
    access,
    answers,
    approvals,
    chance,
    drafting,
    lifecycle,
    listing,
    sealing,
    seating,
)
from participation.draws.services.answers import AnswerKind
from participation.draws.services.drafting import Draft, Quotas
from participation.draws.services.invitations import eligibility
from participation.journal import services as journal
from participation.kernel.permissions import Role
from participation.volunteers.codes import code_sha256
from participation.volunteers.likeness import likeness_key
from participation.volunteers.models import Consent, ConsentKind, SignUp
from participation.volunteers.services.registration import KIND
from tests.support.factories import make_account, make_council, make_sign_up, seats_of

ANNOUNCED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHANCE = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
LATER = ANNOUNCED + timedelta(minutes=1)
TERM = Term(CHANCE.date(), CHANCE.date() + timedelta(days=3 * 365))
DICE = "12345612345612345612"
WORDS = ["Éléphant", "pluie", "boulangerie"]
GENDERS = (Gender.FEMALE, Gender.MALE, None)
STEPS = ("draft", "announced", "closed", "signed", "sealed", "drawn", "completed")


@dataclass
class Case:
    """A draw, its council and the two people who carry it."""

    council: Council
    facilitator: Account
    witness: Account
    sign_ups: list[SignUp]
    draw: Draw = field(init=False)

    def code(self, position: int) -> str:
        """Return the receipt's code of a volunteer, as it was given."""
        return code_of(self.council, position)

    def index_of(self, session: Session, position: int) -> int:
        """Return the sealed index of a volunteer."""
        query = sa.select(EntrySecret.index).where(
            EntrySecret.draw_id == self.draw.id, EntrySecret.sign_up_id == self.sign_ups[position].id
        )
        return session.scalars(query).one()


def code_of(council: Council, position: int) -> str:
    """Return sixteen symbols of the receipts' alphabet."""
    return f"{council.id:04d}{position:012d}"


def make_volunteers(
    session: Session, council: Council, count: int, since: datetime = ANNOUNCED
) -> list[SignUp]:
    """Return registered volunteers with their codes in the journal, women, men and no answer in turn."""
    made = []
    for position in range(count):
        digest = code_sha256(code_of(council, position))
        name = f"Volontaire {_letters(position)} Fictive"
        sign_up = make_sign_up(
            session,
            council,
            name,
            name_key=likeness_key(name),
            gender=GENDERS[position % len(GENDERS)],
            birth_year=1950 + position % 50,
            code_sha256=digest,
            registered_at=since,
        )
        session.add(
            Consent(
                sign_up_id=sign_up.id,
                kind=ConsentKind.PROCESSING,
                text="J’accepte.",
                text_on=since.date(),
                given_at=since,
            )
        )
        journal.append(session, since, KIND, f"council:{council.neighbourhood.code}", {"code_sha256": digest})
        made.append(sign_up)
    session.flush()
    return made


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) * 3 for digit in str(number))


def make_case(
    session: Session,
    volunteers: int = 12,
    seats: int = 4,
    quotas: Quotas | None = None,
    code: str = "chemin-vert",
    until: str = "draft",
    **council: bool,
) -> Case:
    """Return a draw of the seats drawn by lot, carried to a step of `STEPS`."""
    council.setdefault("is_fictitious", True)
    made = make_council(session, code, residents_drawn=seats, residents_volunteer=2, **council)
    case = Case(
        council=made,
        facilitator=make_account(session, Role.FACILITATOR, [made]),
        witness=make_account(session, Role.WITNESS, [made]),
        sign_ups=make_volunteers(session, made, volunteers),
    )
    draft = Draft(
        title="Quatre sièges d’habitants",
        seat_ids=[seat.id for seat in seats_of(session, made) if seat.origin is Origin.DRAWN],
        place="Maison de quartier fictive",
        entropy_for=CHANCE,
        quotas=quotas,
        claims_days=0 if made.is_fictitious else 7,
    )
    case.draw = drafting.create_draft(session, case.facilitator, ANNOUNCED, made.id, draft)
    carry(session, case, until)
    return case


def carry(session: Session, case: Case, until: str) -> None:
    """Take a draft, step after step, to a step of `STEPS`."""
    for step in STEPS[1 : STEPS.index(until) + 1]:
        {
            "announced": announce,
            "closed": close,
            "signed": sign,
            "sealed": seal,
            "drawn": record,
            "completed": seat_everybody,
        }[step](session, case)


def shown(act: Act, content: dict[str, object]) -> str:
    """Return the digest that a page shows for an act."""
    return approvals.digest_of(act, content)


def both(session: Session, case: Case, act: Callable[[Account], bool]) -> None:
    """Let the two people do an act: the first proposes, the second makes it happen."""
    assert act(case.facilitator) is False
    assert act(case.witness) is True
    session.flush()


def announce(session: Session, case: Case) -> None:
    """Announce at ANNOUNCED."""
    digest = shown(Act.ANNOUNCE, lifecycle.content_of_announcement(session, case.draw))
    both(session, case, lambda who: lifecycle.announce(session, who, ANNOUNCED, case.draw.id, digest))


def close(session: Session, case: Case) -> None:
    """Close a minute later."""
    digest = shown(Act.CLOSE, listing.content_of_closing(case.draw))
    both(session, case, lambda who: listing.close(session, who, LATER, case.draw.id, digest))


def window_end(case: Case) -> datetime:
    """Return when the claims window is over."""
    assert case.draw.claims_end_at is not None
    return case.draw.claims_end_at


def sign(session: Session, case: Case) -> None:
    """Sign the list at the end of the claims window."""
    digest = shown(Act.SIGN_LIST, listing.content_of_list(session, case.draw))
    both(session, case, lambda who: listing.sign_list(session, who, window_end(case), case.draw.id, digest))


def seal(session: Session, case: Case) -> None:
    """Seal right after."""
    digest = shown(Act.SEAL, sealing.content_of_sealing(session, case.draw))
    both(session, case, lambda who: sealing.seal(session, who, window_end(case), case.draw.id, digest))


def read_all(session: Session, case: Case, dice: str = DICE) -> None:
    """Type the words, and the dice by two people."""
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, WORDS)
    chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, dice)
    chance.type_dice(session, case.witness, CHANCE, case.draw.id, 1, 1, dice)


def record(session: Session, case: Case) -> None:
    """Hold the ceremony at its hour."""
    read_all(session, case)
    assert chance.finish(session, CHANCE, case.draw.id) is True


def seat_everybody(session: Session, case: Case) -> None:
    """Let all who are called accept on paper, and take their seats."""
    for held in seating.holdings(session, case.draw):
        assert held.index is not None
        index = held.index
        both(
            session,
            case,
            lambda who, at=index: answers.answer_on_paper(  # type: ignore[misc]
                session, who, CHANCE, case.draw.id, at, AnswerKind.ACCEPTED
            ),
        )
    check_everybody(session, case)
    seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)


def check_everybody(session: Session, case: Case) -> None:
    """Check of all who accepted that they may sit."""
    for held in seating.holdings(session, case.draw):
        if held.is_accepted and not held.is_seated and held.index is not None:
            check(session, case, held.index)


def check(session: Session, case: Case, index: int, may_sit: bool = True) -> None:
    """Check of one of them whether they may sit."""
    eligibility.check(
        session, case.facilitator, CHANCE, case.draw.id, index, is_in_perimeter=may_sit, is_excluded=False
    )


def entries_of(session: Session, case: Case) -> list[Entry]:
    """Return the sealed entries, by index."""
    query = sa.select(Entry).where(Entry.draw_id == case.draw.id).order_by(Entry.index)
    return list(session.scalars(query))


def draft_of(session: Session, case: Case, **values: Any) -> Draft:
    """Return a draft like the case's own."""
    defaults: dict[str, Any] = {
        "title": "Titre",
        "seat_ids": [seat.id for seat in access.seats_of(session, case.draw)],
        "place": "Lieu",
        "entropy_for": CHANCE,
        "claims_days": 7,
    }
    return Draft(**(defaults | values))


def give_up(session: Session, case: Case, now: datetime = LATER) -> None:
    """Abandon by two people."""
    lifecycle.propose_abandoning(session, case.facilitator, now, case.draw.id, "La salle a brûlé.")
    content = lifecycle.content_of_abandoning(case.draw, "La salle a brûlé.")
    assert lifecycle.abandon(session, case.witness, now, case.draw.id, shown(Act.ABANDON, content))


def end_mandates(session: Session) -> None:
    """End every mandate at its term."""
    session.execute(sa.update(Mandate).values(left_on=Mandate.ends_on, end_reason="term"))
    session.expire_all()


def make_list(
    session: Session, case: Case, people: int = 12, name: str = "Liste fictive", dwellings: int | None = None
) -> PoolList:
    """Return an imported list of fictitious people, women and men in turn, aged 20 and more; several to a dwelling
    where fewer dwellings than people are asked for."""
    made = PoolList(
        draw_id=case.draw.id,
        kind=ListKind.ADDRESS_DIRECTORY,
        state=ListState.IMPORTED,
        name=name,
        legal_basis="Mission d’intérêt public (données fictives)",
        provenance="Service fictif",
        provided_on=ANNOUNCED.date(),
        purge_on=ANNOUNCED.date() + timedelta(days=365),
        file_name="liste.csv",
        file_sha256=f"{len(name):064x}",
        rows_read=people,
        rows_kept=people,
        sent_by_id=case.facilitator.id,
        sent_at=ANNOUNCED,
        imported_by_id=case.facilitator.id,
        imported_at=ANNOUNCED,
    )
    session.add(made)
    session.flush()
    for position in range(people):
        family, dwelling = f"Listée {_letters(position)}", position % (dwellings or people)
        session.add(
            ListedPerson(
                list_id=made.id,
                line=position + 2,
                state=ListedState.KEPT,
                family_name=family,
                given_name="Fictive",
                name_key=likeness_key(f"Fictive {family}"),
                birth_year=CHANCE.year - 20 - position,
                gender=(Gender.FEMALE, Gender.MALE)[position % 2],
                address=f"{dwelling + 1} rue des Essais",
                address_key=f"{dwelling + 1} rue essais 14000",
                postal_code="14000",
                town="Caen",
            )
        )
    session.flush()
    return made
