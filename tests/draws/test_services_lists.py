"""The closed list: counts, claims, doubles, what no panel satisfies; and volunteers who need no draw."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Gender, Mandate, Origin
from participation.draws.models import Act, Draw, DrawState
from participation.draws.services import (
    access,
    approvals,
    candidates,
    direct,
    drafting,
    lifecycle,
    listing,
    overview,
    people,
    sealing,
)
from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role
from participation.volunteers.models import SignUpState
from tests.support.draws import (
    ANNOUNCED,
    CHANCE,
    LATER,
    TERM,
    close,
    draft_of,
    make_case,
    make_volunteers,
    seal,
    shown,
    sign,
    window_end,
)
from tests.support.factories import make_account, make_council, seats_of


def test_closing_fixes_the_list_and_the_window_runs(session: Session) -> None:
    case = make_case(session, until="closed", is_fictitious=False)
    late = make_volunteers(session, make_council(session, "autre", name="Autre"), 1)[0]
    late.council_id = case.council.id
    session.flush()
    assert case.draw.entries_at_close == 12
    assert candidates.counts(session, case.draw) == candidates.Counts(12, 0, 0, 0)
    assert late.id not in {person.sign_up_id for person in people.people(session, case.draw)}
    assert case.council.sign_up_open is False
    assert window_end(case) == LATER + timedelta(days=7)
    with pytest.raises(RefusedError, match="claims_open"):
        listing.sign_list(
            session, case.facilitator, window_end(case) - timedelta(seconds=1), case.draw.id, ""
        )


def test_an_omission_is_put_right_only_by_a_code_of_the_journal(session: Session) -> None:
    case = make_case(session, until="announced", is_fictitious=False)
    left_out = case.sign_ups[5]
    left_out.state, left_out.refusal, left_out.refused_at = SignUpState.REFUSED, "not_eligible", ANNOUNCED
    session.flush()
    close(session, case)
    assert case.draw.entries_at_close == 11
    with pytest.raises(RefusedError, match="not_in_journal"):
        listing.claim(session, case.facilitator, LATER, case.draw.id, "ZZZZ ZZZZ ZZZZ ZZZZ")
    found = listing.claim(session, case.facilitator, LATER, case.draw.id, case.code(5))
    assert (found.sign_up_id, found.is_claim) == (left_out.id, True)
    assert candidates.counts(session, case.draw) == candidates.Counts(11, 1, 0, 0)
    with pytest.raises(RefusedError, match="claims_over"):
        listing.claim(session, case.facilitator, window_end(case), case.draw.id, case.code(5))


def test_counts_follow_who_leaves_and_doubles(session: Session) -> None:
    case = make_case(session, until="closed")
    one, two = case.sign_ups[1], case.sign_ups[2]
    one.state, one.withdrawn_at = SignUpState.WITHDRAWN, LATER
    two.state, two.refusal, two.refused_at = SignUpState.REFUSED, "double", LATER
    session.flush()
    assert candidates.counts(session, case.draw) == candidates.Counts(12, 0, 1, 1)
    sign(session, case)
    seal(session, case)
    assert drafting.read(case.draw.parameters or "")["pool"]["changes"] == {
        "at_close": 12,
        "claims": 0,
        "withdrawn": 1,
        "doubles": 1,
    }


def test_whoever_leaves_after_the_signing_makes_it_be_signed_again(session: Session) -> None:
    case = make_case(session, until="signed")
    case.sign_ups[0].state, case.sign_ups[0].withdrawn_at = SignUpState.WITHDRAWN, LATER
    session.flush()
    with pytest.raises(RefusedError, match="list_not_signed"):
        sealing.seal(session, case.facilitator, window_end(case), case.draw.id, "")


def test_likely_doubles_are_settled_before_the_signing(session: Session) -> None:
    case = make_case(session, until="announced")
    twin = make_volunteers(session, make_council(session, "autre", name="Autre"), 1)[0]
    first = case.sign_ups[0]
    twin.council_id, twin.name, twin.name_key, twin.birth_year = (
        case.council.id,
        first.name.upper(),
        first.name_key,
        first.birth_year,
    )
    session.flush()
    close(session, case)
    with pytest.raises(RefusedError) as refusal:
        listing.sign_list(session, case.facilitator, window_end(case), case.draw.id, "")
    assert (refusal.value.code, refusal.value.params) == ("doubles", {"count": 1})


@pytest.mark.parametrize(
    ("volunteers", "quotas", "code", "params"),
    [
        (3, None, "seats_short", {"seats": 4, "size": 3, "shortage": 1}),
        (
            6,
            {"F": (3, 4), "M": (0, 4), "X": (0, 4)},
            "minimum_short",
            {"value": "F", "holders": 2, "shortage": 1},
        ),
        (5, {"F": (0, 1), "M": (0, 1), "X": (0, 2)}, "category_short", {"reachable": 3, "shortage": 1}),
    ],
)
def test_what_no_panel_satisfies_is_named(
    session: Session, volunteers: int, quotas: Any, code: str, params: dict[str, Any]
) -> None:
    case = make_case(
        session, volunteers=volunteers, quotas={"gender": quotas} if quotas else None, until="signed"
    )
    step = overview.next_step(session, case.facilitator, window_end(case), case.draw)
    assert step is not None
    assert step.refusal is not None
    assert step.refusal.code == code
    digest = shown(Act.SEAL, sealing.content_of_sealing(session, case.draw))
    sealing.seal(session, case.facilitator, window_end(case), case.draw.id, digest)
    with pytest.raises(RefusedError) as refusal, session.begin_nested():
        sealing.seal(session, case.witness, window_end(case), case.draw.id, digest)
    assert refusal.value.code == code
    assert params.items() <= refusal.value.params.items()
    assert case.draw.state == DrawState.CLOSED


def test_the_rule_is_changed_in_the_open(session: Session) -> None:
    case = make_case(session, volunteers=3, until="closed")
    seats = [seat.id for seat in access.seats_of(session, case.draw)]
    listing.change_rule(
        session, case.facilitator, LATER, case.draw.id, seats[:2], {}, "Trop peu d’inscriptions."
    )
    sign(session, case)
    seal(session, case)
    sealed = drafting.read(case.draw.parameters or "")
    assert (sealed["seats"], sealed["rule_change"]) == (2, "Trop peu d’inscriptions.")
    kinds = [act.kind for act in journal.entries_for(session, access.subject(case.draw))]
    assert "draw.rule_changed" in kinds


def test_volunteers_who_fit_are_seated_without_a_draw(session: Session) -> None:
    council = make_council(session, residents_drawn=0, residents_volunteer=3)
    people = make_volunteers(session, council, 2)
    one, two = (make_account(session, role, [council]) for role in (Role.FACILITATOR, Role.WITNESS))
    assert direct.propose(session, one, LATER, council.id) == 2
    with pytest.raises(RefusedError, match="same_person"):
        direct.confirm(session, one, LATER, council.id, TERM)
    people[1].state, people[1].withdrawn_at = SignUpState.WITHDRAWN, LATER
    session.flush()
    with pytest.raises(RefusedError, match="content_changed"):
        direct.confirm(session, two, LATER, council.id, TERM)
    direct.cancel(session, two, LATER, council.id)
    assert direct.propose(session, two, LATER, council.id) == 1
    assert direct.confirm(session, one, LATER, council.id, TERM) == 1
    mandate = session.scalars(sa.select(Mandate)).one()
    assert (mandate.person.name, mandate.designation_act) == (people[0].name, direct.ACT)
    assert candidates.busy_sign_ups(session, council.id) == {people[0].id}


def test_more_volunteers_than_seats_need_a_draw(session: Session) -> None:
    council = make_council(session, residents_drawn=0, residents_volunteer=3)
    make_volunteers(session, council, 4)
    account = make_account(session, Role.FACILITATOR, [council])
    with pytest.raises(RefusedError) as refusal:
        direct.propose(session, account, LATER, council.id)
    assert (refusal.value.code, refusal.value.params) == ("draw_needed", {"people": 4, "seats": 3})


def test_the_timing_of_a_sign_up_and_its_gender_say_nothing_of_its_place(session: Session) -> None:
    case = make_case(session, volunteers=40, until="sealed")
    places = [case.index_of(session, position) for position in range(40)]
    assert places != sorted(places)
    assert sorted(places) == list(range(40))
    assert Gender.FEMALE.value == case.sign_ups[0].gender
    assert approvals.of(session, case.draw)[-1].act == Act.SEAL


def test_who_was_called_is_in_no_other_draw(session: Session) -> None:
    case = make_case(session, until="completed")
    assert len(candidates.busy_sign_ups(session, case.council.id)) == case.draw.seats
    volunteer = [seat.id for seat in seats_of(session, case.council) if seat.origin is Origin.VOLUNTEER]
    draft = draft_of(
        session, case, seat_ids=volunteer, entropy_for=CHANCE + timedelta(days=30), claims_days=0
    )
    second = drafting.create_draft(session, case.facilitator, CHANCE, case.council.id, draft)
    digest = shown(Act.ANNOUNCE, lifecycle.content_of_announcement(session, second))
    people: list[Account] = [case.facilitator, case.witness]
    for who in people:
        lifecycle.announce(session, who, CHANCE, second.id, digest)
    digest = shown(Act.CLOSE, listing.content_of_closing(second))
    # Nobody agreed to stay on the register for next draws: the first of the two is told, before and after pressing.
    step = overview.next_step(session, people[0], CHANCE, second)
    assert step is not None
    assert step.refusal is not None
    assert step.refusal.code == "nobody"
    for who in people:
        with pytest.raises(RefusedError, match="nobody"):
            listing.close(session, who, CHANCE, second.id, digest)
    assert session.get_one(Draw, second.id).state == DrawState.ANNOUNCED
