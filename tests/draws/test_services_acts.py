"""Acts of two people: who may, when, on what was shown; what stands in the way, by name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Origin
from participation.draws.models import Act, Approval, Candidate, DrawSecret
from participation.draws.services import (
    access,
    answers,
    archiving,
    chance,
    drafting,
    files,
    lifecycle,
    listing,
    sealing,
    seating,
)
from participation.draws.services.answers import AnswerKind
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.support.draws import (
    ANNOUNCED,
    CHANCE,
    DICE,
    LATER,
    STEPS,
    TERM,
    Case,
    carry,
    draft_of,
    end_mandates,
    give_up,
    make_case,
    shown,
    window_end,
)
from tests.support.factories import make_account, make_council, make_mandate, seats_of

ALLOWED: dict[str, tuple[str, ...]] = {
    "announce": ("draft",),
    "update": ("draft",),
    "show_secret": ("announced",),
    "close": ("announced",),
    "change_rule": ("announced", "closed"),
    "claim": ("closed",),
    "sign_list": ("closed",),
    "seal": ("closed",),
    "dice": ("sealed",),
    "abandon": ("draft", "announced", "closed", "sealed"),
    "answer": ("drawn", "completed"),
    "seat": ("drawn", "completed"),
    "archive": ("drawn", "completed"),
}


def attempt(session: Session, case: Case, act: str) -> Any:
    """Try an act, whatever the state, at a moment when nothing but the state stands in the way."""
    who, number = case.facilitator, case.draw.id
    calls: dict[str, Callable[[], Any]] = {
        "announce": lambda: lifecycle.announce(session, who, LATER, number, ""),
        "update": lambda: drafting.update_draft(session, who, LATER, number, draft_of(session, case)),
        "show_secret": lambda: lifecycle.show_secret(session, who, LATER, number),
        "close": lambda: listing.close(session, who, LATER, number, ""),
        "change_rule": lambda: listing.change_rule(session, who, LATER, number, [], {}, "Pourquoi."),
        "claim": lambda: listing.claim(session, who, LATER, number, "0" * 16),
        "sign_list": lambda: listing.sign_list(session, who, LATER, number, ""),
        "seal": lambda: sealing.seal(session, who, LATER, number, ""),
        "dice": lambda: chance.type_dice(session, newcomer(session, case), CHANCE, number, 1, 1, DICE),
        "abandon": lambda: lifecycle.propose_abandoning(session, who, LATER, number, "Pourquoi."),
        "answer": lambda: answers.answer_on_paper(session, who, CHANCE, number, 999, AnswerKind.ACCEPTED),
        "seat": lambda: seating.seat_accepted(session, who, CHANCE, number, TERM),
        "archive": lambda: archiving.archive(session, CHANCE, number),
    }
    return calls[act]()


def newcomer(session: Session, case: Case) -> Account:
    """Return somebody who has read nothing yet: a reading sent twice is no refusal."""
    return make_account(session, Role.WITNESS, [case.council])


@pytest.mark.parametrize("state", [*[s for s in STEPS if s != "signed"], "abandoned", "archived"])
def test_each_act_has_its_states(session: Session, state: str) -> None:
    case = make_case(session, until={"abandoned": "closed", "archived": "completed"}.get(state, state))
    if state == "abandoned":
        give_up(session, case)
    if state == "archived":
        end_mandates(session)
        archiving.archive(session, CHANCE, case.draw.id)
    assert case.draw.state.value == state
    for act, states in ALLOWED.items():
        if state in states:
            continue
        with pytest.raises(RefusedError) as refusal, session.begin_nested():
            attempt(session, case, act)
        assert refusal.value.code == "state", (act, state, refusal.value)


TWO_PEOPLE: dict[str, tuple[str, Act, Callable[..., Any], Callable[..., bool]]] = {
    "announce": ("draft", Act.ANNOUNCE, lifecycle.content_of_announcement, lifecycle.announce),
    "close": ("announced", Act.CLOSE, lambda _s, draw: listing.content_of_closing(draw), listing.close),
    "sign_list": ("closed", Act.SIGN_LIST, listing.content_of_list, listing.sign_list),
    "seal": ("signed", Act.SEAL, sealing.content_of_sealing, sealing.seal),
}


@pytest.mark.parametrize("name", TWO_PEOPLE)
def test_an_act_takes_two_people_who_saw_the_same(session: Session, name: str) -> None:
    until, act, content, do = TWO_PEOPLE[name]
    case = make_case(session, until=until)
    at = window_end(case) if case.draw.claims_end_at else LATER
    digest = shown(act, content(session, case.draw))
    with pytest.raises(RefusedError, match="content_changed"):
        do(session, case.facilitator, at, case.draw.id, "0" * 64)
    assert do(session, case.facilitator, at, case.draw.id, digest) is False
    with pytest.raises(RefusedError, match="same_person"):
        do(session, case.facilitator, at, case.draw.id, digest)
    before = len(journal.entries_for(session, access.subject(case.draw)))
    assert do(session, case.witness, at, case.draw.id, digest) is True
    assert len(journal.entries_for(session, access.subject(case.draw))) == before + 1


@pytest.mark.parametrize("name", TWO_PEOPLE)
def test_a_draw_of_another_council_is_missing(session: Session, name: str) -> None:
    until, _act, _content, do = TWO_PEOPLE[name]
    case = make_case(session, until=until)
    elsewhere = make_council(session, "ailleurs", name="Ailleurs")
    for role in (Role.FACILITATOR, Role.WITNESS):
        stranger = make_account(session, role, [elsewhere])
        with pytest.raises(MissingError):
            do(session, stranger, LATER, case.draw.id, "")
    with pytest.raises(MissingError):
        access.find(session, case.facilitator, 999)


def test_an_agreement_to_something_else_does_not_count(session: Session) -> None:
    case = make_case(session)
    old = shown(Act.ANNOUNCE, lifecycle.content_of_announcement(session, case.draw))
    lifecycle.announce(session, case.facilitator, LATER, case.draw.id, old)
    drafting.update_draft(
        session, case.facilitator, LATER, case.draw.id, draft_of(session, case, place="Ailleurs")
    )
    with pytest.raises(RefusedError, match="content_changed"):
        lifecycle.announce(session, case.witness, LATER, case.draw.id, old)
    new = shown(Act.ANNOUNCE, lifecycle.content_of_announcement(session, case.draw))
    assert lifecycle.announce(session, case.witness, LATER, case.draw.id, new) is False
    assert lifecycle.announce(session, case.facilitator, LATER, case.draw.id, new) is True
    assert session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seat_ids": []}, "no_seats"),
        ({"seat_ids": [999]}, "seats"),
        ({"entropy_for": ANNOUNCED}, "entropy_past"),
        ({"claims_days": 6}, "claims_days"),
        ({"dice": 19}, "dice"),
        ({"sides": 8}, "dice"),
        ({"quotas": {"gender": {"F": (0, 4)}}}, "quota_values"),
        ({"quotas": {"gender": {"F": (3, 2), "M": (0, 4), "X": (0, 4)}}}, "quota_bounds"),
        ({"quotas": {"gender": {"F": (0, 5), "M": (0, 4), "X": (0, 4)}}}, "quota_bounds"),
        ({"quotas": {"gender": {"F": (-1, 4), "M": (0, 4), "X": (0, 4)}}}, "quota_bounds"),
        ({"quotas": {"gender": {"F": (3, 4), "M": (2, 4), "X": (0, 4)}}}, "quota_least"),
        ({"quotas": {"gender": {"F": (0, 1), "M": (0, 1), "X": (0, 1)}}}, "quota_most"),
    ],
)
def test_a_draft_that_could_not_be_drawn_is_refused(
    session: Session, change: dict[str, Any], code: str
) -> None:
    case = make_case(session, is_fictitious=False)
    with pytest.raises(RefusedError) as refusal:
        drafting.update_draft(
            session, case.facilitator, LATER, case.draw.id, draft_of(session, case, **change)
        )
    assert refusal.value.code == code


def test_a_held_or_designated_seat_is_not_drawn_for(session: Session) -> None:
    case = make_case(session)
    seats = seats_of(session, case.council)
    make_mandate(session, seats[0])
    found = {seat.id for seat in drafting.fillable_seats(session, case.council)}
    assert seats[0].id not in found
    assert {seat.origin for seat in seats if seat.id in found} == {Origin.DRAWN, Origin.VOLUNTEER}
    with pytest.raises(RefusedError, match="seats"):
        lifecycle.announce(session, case.facilitator, LATER, case.draw.id, "")


def test_one_list_of_a_council_is_open_at_a_time(session: Session) -> None:
    case = make_case(session, until="announced")
    volunteer = [seat.id for seat in seats_of(session, case.council) if seat.origin is Origin.VOLUNTEER]
    draft = draft_of(session, case, seat_ids=volunteer)
    second = drafting.create_draft(session, case.facilitator, LATER, case.council.id, draft)
    with pytest.raises(RefusedError, match="other_draw"):
        lifecycle.announce(session, case.facilitator, LATER, second.id, "")


def test_the_secret_is_shown_once_to_each_who_announced(session: Session) -> None:
    case = make_case(session, until="announced")
    third = make_account(session, Role.WITNESS, [case.council])
    with pytest.raises(RefusedError, match="not_announcer"):
        lifecycle.show_secret(session, third, LATER, case.draw.id)
    seen = [
        lifecycle.show_secret(session, who, LATER, case.draw.id) for who in (case.facilitator, case.witness)
    ]
    assert seen == [session.get_one(DrawSecret, case.draw.id).secret] * 2
    with pytest.raises(RefusedError, match="already_shown"):
        lifecycle.show_secret(session, case.witness, LATER, case.draw.id)
    kinds = [act.kind for act in journal.entries_for(session, access.subject(case.draw))]
    assert kinds.count("draw.secret_shown") == 2


@pytest.mark.parametrize(("delta", "code"), [(timedelta(), "too_soon"), (CHANCE - ANNOUNCED, "entropy_past")])
def test_the_instants_follow_each_other(session: Session, delta: timedelta, code: str) -> None:
    case = make_case(session, until="signed")
    case.draw.claims_end_at = ANNOUNCED
    session.flush()
    with pytest.raises(RefusedError) as refusal:
        sealing.seal(session, case.facilitator, ANNOUNCED + delta, case.draw.id, "")
    assert refusal.value.code == code


def test_giving_up_takes_two_people_and_publishes_everything(session: Session) -> None:
    case = make_case(session, until="sealed")
    with pytest.raises(RefusedError, match="no_reason"):
        lifecycle.abandon(session, case.witness, LATER, case.draw.id, "")
    with pytest.raises(RefusedError, match="chance_has_come"):
        lifecycle.propose_abandoning(session, case.facilitator, CHANCE, case.draw.id, "Trop tard.")
    give_up(session, case, CHANCE - timedelta(seconds=1))
    record = files.abandoned_record(session, case.draw)
    assert record["secret"] == session.get_one(DrawSecret, case.draw.id).secret.hex()
    assert len(record["entries"]) == 12
    assert record["seal"] == case.draw.seal
    assert record["reason"] == "La salle a brûlé."


def test_a_draw_for_the_same_seats_names_the_one_before(session: Session) -> None:
    case = make_case(session, until="sealed")
    give_up(session, case)
    draft = draft_of(session, case, claims_days=0)
    second = drafting.create_draft(session, case.facilitator, LATER, case.council.id, draft)
    assert (second.sequence, second.previous_draw_id) == (2, case.draw.id)
    first, case.draw = case.draw, second
    carry(session, case, "sealed")
    sealed = drafting.read(second.parameters or "")
    assert (sealed["previous_draw"], sealed["sequence"]) == (first.uuid, 2)
    assert session.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 24
