"""The referral of a council to the prefect: its steps in the order of the law, each with who must do it and its day.

Source:
    Law of 27 January 2017 on equality and citizenship, article 155: the prefect transmits the referral to the mayor,
    the president of the intermunicipality and the signatories; where nature and importance call for it, he submits a
    diagnosis and the actions he recommends to the steering committee; a debate is put on the agenda of the municipal
    council and, where relevant, of the intermunicipal assembly. It sets no delay.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from participation.councils import services as councils
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingState
from participation.meetings.services.access import BEYOND
from participation.representation.models import Referral, ReferralStep, ReferralStepKind

ORDER = tuple(ReferralStepKind)
AFTER_JUDGEMENT = (ReferralStepKind.SUBMITTED, ReferralStepKind.TOWN_DEBATE, ReferralStepKind.ASSEMBLY_DEBATE)
"""Without object where the prefect judges that the steering committee is not called for."""
MAY_NOT_CONCERN = (ReferralStepKind.JUDGED, ReferralStepKind.ASSEMBLY_DEBATE)
"""The prefect judges; the intermunicipal assembly debates « where relevant »."""
BY_COUNCIL = (ReferralStepKind.SENT, ReferralStepKind.CLOSED)
"""Steps of the council itself."""
SENDINGS = (ReferralStepKind.SENT, ReferralStepKind.RECEIVED, ReferralStepKind.TRANSMITTED)
"""Steps that need no words."""


class Standing(StrEnum):
    """Where one step of the path is."""

    DONE = "done"
    NOW = "now"
    """The next one: somebody must do it."""
    NEXT = "next"
    MOOT = "moot"
    """Without object."""
    LEFT = "left"
    """Not done when the council closed the referral."""


@dataclass(frozen=True)
class Stage:
    """One step of the path."""

    kind: ReferralStepKind
    standing: Standing
    step: ReferralStep | None


@dataclass(frozen=True)
class NewReferral:
    """What a council puts to the prefect."""

    title: str
    text: str
    meeting_id: int
    """The meeting that decided it."""


@dataclass(frozen=True)
class NewStep:
    """A step that was done."""

    kind: ReferralStepKind
    done_on: date
    text: str = ""
    concerns: bool = True


def path(referral: Referral) -> list[Stage]:
    """Return every step of a referral in the order of the law."""
    done = {step.kind: step for step in referral.steps}
    judged = done.get(ReferralStepKind.JUDGED)
    is_dismissed = judged is not None and not judged.concerns
    stages, is_waiting = [], False
    for kind in ORDER:
        step = done.get(kind)
        if step is not None:
            is_moot = not step.concerns and kind is not ReferralStepKind.JUDGED
            stages.append(Stage(kind, Standing.MOOT if is_moot else Standing.DONE, step))
        elif is_dismissed and kind in AFTER_JUDGEMENT:
            stages.append(Stage(kind, Standing.MOOT, None))
        elif ReferralStepKind.CLOSED in done:
            stages.append(Stage(kind, Standing.LEFT, None))
        else:
            stages.append(Stage(kind, Standing.NEXT if is_waiting else Standing.NOW, None))
            is_waiting = True
    return stages


def awaited(referral: Referral) -> ReferralStepKind | None:
    """Return the step that somebody must do now; None once the referral is closed."""
    return next((stage.kind for stage in path(referral) if stage.standing is Standing.NOW), None)


def may_close(referral: Referral) -> bool:
    """Tell whether the council may say what came of it: at any step once it is sent, since the law sets no delay."""
    return is_public(referral) and awaited(referral) is not None


def waits_since(referral: Referral) -> date | None:
    """Return the day of the last step done; None for one that is not sent."""
    return max((step.done_on for step in referral.steps), default=None)


def is_public(referral: Referral) -> bool:
    """Tell whether it was sent: from then on everybody reads it."""
    return bool(referral.steps)


def _with_all() -> sa.Select[Referral]:
    return sa.select(Referral).options(
        selectinload(Referral.steps),
        joinedload(Referral.council).joinedload(Council.neighbourhood),
        joinedload(Referral.meeting),
    )


def _has(kind: ReferralStepKind) -> sa.ColumnElement[bool]:
    step = aliased(ReferralStep)
    return sa.exists().where(step.referral_id == Referral.id, step.kind == kind)


def unfinished(session: Session, council_ids: Iterable[int]) -> Sequence[Referral]:
    """Return the referrals of some councils that are not closed, those being written too, the oldest first."""
    query = _with_all().where(Referral.council_id.in_(list(council_ids)), ~_has(ReferralStepKind.CLOSED))
    return session.scalars(query.order_by(Referral.id)).all()


def sent(session: Session, council_id: int | None = None) -> Sequence[Referral]:
    """Return the referrals that everybody may read, of one council or of all, the last one first."""
    query = _with_all().where(_has(ReferralStepKind.SENT))
    if council_id is not None:
        query = query.where(Referral.council_id == council_id)
    return session.scalars(query.order_by(Referral.id.desc())).all()


def sendings(session: Session, council_id: int) -> Sequence[tuple[int, str, date, bool]]:
    """Return the number, title, day of sending and whether it is closed, of a council's referrals, in one query."""
    query = (
        sa.select(Referral.id, Referral.title, ReferralStep.done_on, _has(ReferralStepKind.CLOSED))
        .join(ReferralStep, ReferralStep.referral_id == Referral.id)
        .where(Referral.council_id == council_id, ReferralStep.kind == ReferralStepKind.SENT)
    )
    return [(number, title, day, bool(is_closed)) for number, title, day, is_closed in session.execute(query)]


def published(session: Session, referral_id: int) -> Referral:
    """Return a referral that was sent.

    Raises:
        MissingError: There is none, or it is still being written.
    """
    query = _with_all().where(Referral.id == referral_id)
    referral = session.scalars(query).one_or_none() if referral_id < BEYOND else None
    if referral is None or not is_public(referral):
        raise MissingError
    return referral


def of_team(session: Session, actor: Actor, council_id: int) -> Sequence[Referral]:
    """Return the referrals of a council, those being written too, the last one first.

    Raises:
        MissingError: The actor does not work for the council.
    """
    councils.assigned_council(session, actor, council_id)
    return session.scalars(_with_all().where(Referral.council_id == council_id).order_by(Referral.id.desc())).all()


def find(session: Session, actor: Actor, council_id: int, referral_id: int) -> Referral:
    """Return a referral of a council that the actor works for.

    Raises:
        MissingError: There is none, or it belongs to others.
    """
    councils.assigned_council(session, actor, council_id)
    query = _with_all().where(Referral.id == referral_id, Referral.council_id == council_id)
    referral = session.scalars(query).one_or_none() if referral_id < BEYOND else None
    if referral is None:
        raise MissingError
    return referral


def meetings(session: Session, council: Council) -> Sequence[Meeting]:
    """Return the meetings that can have decided a referral, the last one first."""
    query = sa.select(Meeting).where(
        Meeting.body_id == council.body_id, Meeting.state.in_((MeetingState.HELD, MeetingState.CLOSED))
    )
    return session.scalars(query.order_by(Meeting.starts_at.desc()).limit(50)).all()


def write(
    session: Session, actor: Actor, now: datetime, council_id: int, new: NewReferral, referral_id: int | None = None
) -> Referral:
    """Write a referral down, or change one that is not sent. The same words sent twice are one referral.

    Raises:
        MissingError: The actor does not work for the council.
        RefusedError: `meeting` when it is not a meeting of this council that was held; `sent` once it is.
    """
    council = councils.assigned_council(session, actor, council_id)
    if new.meeting_id not in {meeting.id for meeting in meetings(session, council)}:
        raise RefusedError("meeting")
    if referral_id is None:
        session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
        if (same := _same(session, council, new)) is not None:
            return same
        referral = Referral(
            council_id=council.id, created_by_id=actor.id, created_at=now, is_fictitious=council.is_fictitious
        )
        session.add(referral)
    else:
        referral = _locked(session, actor, council_id, referral_id)
        if is_public(referral):
            raise RefusedError("sent")
    referral.title, referral.text, referral.meeting_id = new.title, new.text, new.meeting_id
    session.flush()
    return referral


def _same(session: Session, council: Council, new: NewReferral) -> Referral | None:
    """Return the referral of a council in the same words that is not sent yet."""
    query = _with_all().where(
        Referral.council_id == council.id,
        Referral.title == new.title,
        Referral.text == new.text,
        Referral.meeting_id == new.meeting_id,
        ~_has(ReferralStepKind.SENT),
    )
    return session.scalars(query.limit(1)).one_or_none()


def _locked(session: Session, actor: Actor, council_id: int, referral_id: int) -> Referral:
    find(session, actor, council_id, referral_id)
    query = sa.select(Referral).where(Referral.id == referral_id).with_for_update()
    referral = session.scalars(query.execution_options(populate_existing=True)).one()
    session.refresh(referral, ["steps"])
    return referral


def discard(session: Session, actor: Actor, council_id: int, referral_id: int) -> None:
    """Throw away a referral that was never sent.

    Raises:
        MissingError: As `find`.
        RefusedError: `sent`: it stays, with its path.
    """
    referral = _locked(session, actor, council_id, referral_id)
    if is_public(referral):
        raise RefusedError("sent")
    session.delete(referral)
    session.flush()


def note(
    session: Session, actor: Actor, now: datetime, council_id: int, referral_id: int, new: NewStep
) -> ReferralStep:
    """Note that the step whose turn it is was done, or that the council closes the referral without waiting for it.

    Raises:
        MissingError: As `find`.
        RefusedError: `order` (`kind`, the step whose turn it is, or None) for another one; `before` (`day`) when it
            would come before the one that it follows; `to_come`; `concerns` for a step that always applies; `text`.
    """
    referral = _locked(session, actor, council_id, referral_id)
    expected = awaited(referral)
    is_closing = new.kind is ReferralStepKind.CLOSED and may_close(referral)
    if new.kind is not expected and not is_closing:
        raise RefusedError("order", kind=expected)
    first = waits_since(referral) or clock.day_of(referral.meeting.starts_at)
    if new.done_on < first:
        raise RefusedError("before", day=first)
    if new.done_on > clock.day_of(now):
        raise RefusedError("to_come")
    if not new.concerns and new.kind not in MAY_NOT_CONCERN:
        raise RefusedError("concerns")
    if new.kind not in SENDINGS and not new.text.strip():
        raise RefusedError("text")
    step = ReferralStep(
        referral_id=referral.id,
        kind=new.kind,
        done_on=new.done_on,
        text=new.text,
        concerns=new.concerns,
        noted_by_id=actor.id,
        noted_at=now,
    )
    session.add(step)
    session.flush()
    session.refresh(referral, ["steps"])
    said = referral.text if new.kind is ReferralStepKind.SENT else new.text
    facts = {"day": new.done_on.isoformat(), "sha256": hashlib.sha256(said.encode()).hexdigest()}
    kind = f"referral.{new.kind.value}" if new.concerns else f"referral.{new.kind.value}_not"
    journal.append(session, now, kind, subject(referral), facts)
    return step


def subject(referral: Referral) -> str:
    """Return the referral's name in the journal."""
    return f"referral:{referral.id}"


def names(session: Session, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the title and the neighbourhood of some referrals, by their number."""
    query = _with_all().where(Referral.id.in_(list(keys)))
    return {each.id: (each.title, each.council.neighbourhood.name) for each in session.scalars(query)}
