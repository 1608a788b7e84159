"""Signing up: once for each code, whatever is posted twice, and in the journal from that moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.councils.models import Council, CouncilRule, RuleKey
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.sortition.canonical import canonical
from participation.territory.models import Neighbourhood
from participation.volunteers.codes import code_sha256
from participation.volunteers.likeness import likeness_key
from participation.volunteers.models import (
    AreaCheck,
    Channel,
    Consent,
    ConsentKind,
    SignUp,
    SignUpKind,
    SignUpState,
)

KIND = "sign_up.registered"
OLDEST_YEARS = 120


@dataclass(frozen=True)
class Answers:
    """All that one sign-up says. Texts are clean (`kernel.forms.clean`); empty means not given."""

    kind: SignUpKind
    name: str
    birth_year: int
    gender: Gender | None
    channel: Channel
    contact: str
    """The telephone number, e-mail address or postal address, as the channel says."""
    consents: Mapping[ConsentKind, str]
    """What was agreed to, with the sentence that was shown."""
    consents_on: date
    """Date of these sentences."""
    area_check: AreaCheck = AreaCheck.UNKNOWN
    association_name: str = ""
    association_activity: str = ""
    helper_name: str = ""
    locale: str = "fr"
    is_fictitious: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Registered:
    """A sign-up, and whether this very call made it."""

    sign_up: SignUp
    is_new: bool


def open_councils(session: Session) -> list[tuple[Council, Neighbourhood]]:
    """Return the councils that take sign-ups, with their neighbourhood, by its name."""
    query = (
        sa.select(Council, Neighbourhood)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Council.sign_up_open)
        .order_by(Neighbourhood.name, Neighbourhood.id)
    )
    return [(council, neighbourhood) for council, neighbourhood in session.execute(query)]


def council_of(session: Session, code: str) -> Council | None:
    """Return the council of the neighbourhood with this code; whatever an address may hold is no reason to
    fail."""
    if not code.isprintable():
        return None
    query = sa.select(Council).join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
    return session.scalars(query.where(Neighbourhood.code == code)).one_or_none()


def is_under_age(session: Session, council_id: int, birth_year: int, now: datetime) -> bool:
    """Tell whether somebody born that year is surely younger than the council's rule asks; no rule, no
    limit."""
    today = day_of(now)
    query = (
        sa.select(CouncilRule.value)
        .where(CouncilRule.council_id == council_id, CouncilRule.key == RuleKey.LEAST_AGE)
        .where(CouncilRule.starts_on <= today)
        .order_by(CouncilRule.starts_on.desc())
        .limit(1)
    )
    least = session.scalar(query)
    return least is not None and least.isdigit() and today.year - birth_year < int(least)


def register(
    session: Session, now: datetime, council: Council, code: str, answers: Answers, actor: Actor | None = None
) -> Registered:
    """Make a sign-up, or find the one that this code already made, and write its digest into the journal.

    Args:
        council: For which council; its row is locked so that a list cannot close in the middle.
        code: The receipt's code, made when the form was begun: posting twice is one sign-up.
        actor: Who typed a paper slip.

    Raises:
        RefusedError: `closed`, `under_age` or `consent_needed`.
    """
    if ConsentKind.PROCESSING not in answers.consents:
        raise RefusedError("consent_needed")
    digest = code_sha256(code)
    known = _by_digest(session, digest)
    if known is not None:
        return Registered(known, False)
    # Shared lock: sign-ups go on side by side, and closing a list waits for those under way.
    is_open = session.scalar(
        sa.select(Council.sign_up_open).where(Council.id == council.id).with_for_update(read=True)
    )
    if not is_open:
        raise RefusedError("closed")
    if is_under_age(session, council.id, answers.birth_year, now):
        raise RefusedError("under_age")
    made = _insert(session, now, council, digest, answers, actor)
    if made is None:
        again = _by_digest(session, digest)
        if again is None:
            raise MissingError
        return Registered(again, False)
    _agree(session, now, made, answers)
    journal.append(session, now, KIND, f"council:{council.neighbourhood.code}", {"code_sha256": digest})
    return Registered(made, True)


def repair_omission(
    session: Session,
    actor: Actor,
    now: datetime,
    council: Council,
    code: str,
    answers: Answers | None,
    closed_at: datetime,
) -> SignUp:
    """Put somebody into a list already closed, because the digest of their code stood in the journal before.

    Args:
        answers: What the person says again, needed where no row is left of the sign-up or it was erased.
        closed_at: When the list was closed.

    Raises:
        RefusedError: `not_in_journal`, `already_in`, `withdrawn` (the person left by themselves) or
            `answers_needed`.
    """
    digest = code_sha256(code)
    if not stood_in_journal(session, council, digest, closed_at):
        raise RefusedError("not_in_journal")
    found = _by_digest(session, digest)
    if found is not None and found.state != SignUpState.REFUSED:
        raise RefusedError("already_in" if found.state == SignUpState.REGISTERED else "withdrawn")
    if found is None or found.erased_at is not None:
        found = _restore(session, now, council, digest, found, answers, actor)
    was_in_list = found.refused_at is not None and found.refused_at > closed_at
    found.repaired_at = None if was_in_list else now
    found.state, found.refusal, found.refused_at, found.withdrawn_at = (
        SignUpState.REGISTERED,
        None,
        None,
        None,
    )
    session.flush()
    journal.append(
        session, now, "sign_up.repaired", f"council:{council.neighbourhood.code}", {"code_sha256": digest}
    )
    return found


def _restore(
    session: Session,
    now: datetime,
    council: Council,
    digest: str,
    erased: SignUp | None,
    answers: Answers | None,
    actor: Actor,
) -> SignUp:
    """Write again what was lost, from what the person says again."""
    if answers is None:
        raise RefusedError("answers_needed")
    restored = erased or _insert(session, now, council, digest, answers, actor)
    if restored is None:
        raise MissingError
    if erased is not None:
        for name, value in _columns(now, answers).items():
            setattr(erased, name, value)
        erased.erased_at = None
    _agree(session, now, restored, answers)
    return restored


def _by_digest(session: Session, digest: str) -> SignUp | None:
    return session.scalars(sa.select(SignUp).where(SignUp.code_sha256 == digest)).one_or_none()


def stood_in_journal(session: Session, council: Council, digest: str, before: datetime) -> bool:
    """Tell whether the journal says that this code signed up for a council by an instant."""
    payload = canonical({"code_sha256": digest}).decode()
    query = sa.select(JournalEntry.sequence).where(
        JournalEntry.kind == KIND,
        JournalEntry.subject == f"council:{council.neighbourhood.code}",
        JournalEntry.payload == payload,
        JournalEntry.at <= before,
    )
    return session.scalar(query.limit(1)) is not None


def _columns(now: datetime, answers: Answers) -> dict[str, object]:
    """Return the columns that answers fill; contacts of the other channels stay empty."""
    return {
        "kind": answers.kind,
        "name": answers.name,
        "name_key": likeness_key(answers.name),
        "birth_year": answers.birth_year,
        "gender": answers.gender,
        "association_name": answers.association_name or None,
        "association_activity": answers.association_activity or None,
        "area_check": answers.area_check,
        "area_checked_on": day_of(now),
        **contact_columns(answers.channel, answers.contact),
        "helper_name": answers.helper_name or None,
        "locale": answers.locale,
        "is_fictitious": answers.is_fictitious,
    }


def contact_columns(channel: Channel, contact: str) -> dict[str, object]:
    """Return the four columns of a contact: the channel and its one address."""
    return {
        "channel": channel,
        "phone": contact if channel == Channel.PHONE else None,
        "email": contact if channel == Channel.EMAIL else None,
        "postal_address": contact if channel == Channel.LETTER else None,
    }


def _insert(
    session: Session, now: datetime, council: Council, digest: str, answers: Answers, actor: Actor | None
) -> SignUp | None:
    """Insert the row unless its digest is there; the unique constraint decides between twenty at once."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(SignUp)
        .values(
            council_id=council.id,
            state=SignUpState.REGISTERED,
            code_sha256=digest,
            entered_by_id=actor.id if actor else None,
            registered_at=now,
            **_columns(now, answers),
        )
        .on_conflict_do_nothing(index_elements=["code_sha256"])
        .returning(SignUp.id)
    )
    made = session.scalar(statement)
    return None if made is None else session.get_one(SignUp, made)


def _agree(session: Session, now: datetime, sign_up: SignUp, answers: Answers) -> None:
    session.add_all(
        Consent(sign_up_id=sign_up.id, kind=kind, text=text, text_on=answers.consents_on, given_at=now)
        for kind, text in answers.consents.items()
    )
    session.flush()
