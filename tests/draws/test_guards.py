"""What the council’s pages may not undo while a draw binds; the seats a completed draw still fills."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Mandate
from participation.bodies.services import Term
from participation.councils import services as councils
from participation.councils.models import CouncilRule, RuleKey
from participation.desk.tasks import TaskKind, tasks
from participation.draws.models import Answer, DrawState
from participation.draws.services import answers, direct, drafting, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.views import refusals
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role
from participation.volunteers.models import Consent, ConsentKind
from tests.support.draws import ANNOUNCED, CHANCE, TERM, Case, both, check_everybody, make_case
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient


def drawn_mandate(session: Session, case: Case) -> Mandate:
    """Return the mandate of the first seat of a completed draw."""
    held = seating.holdings(session, case.draw)[0]
    assert held.answer is not None
    return session.get_one(Mandate, held.answer.mandate_id)


def test_nobody_alone_ends_a_drawn_mandate_on_the_councils_page(session: Session) -> None:
    case = make_case(session, until="completed")
    mandate = drawn_mandate(session, case)
    with pytest.raises(RefusedError, match="departure_elsewhere"):
        councils.record_departure(
            session, case.facilitator, CHANCE, mandate, EndReason.RESIGNED, mandate.starts_on
        )
    assert mandate.left_on is None
    # Once the draw is archived nobody can be called any more: the council's page ends the mandate.
    session.execute(sa.delete(Answer).where(Answer.mandate_id == mandate.id))
    councils.record_departure(
        session, case.facilitator, CHANCE, mandate, EndReason.RESIGNED, mandate.starts_on
    )
    assert mandate.end_reason is EndReason.RESIGNED


def test_who_leaves_before_the_first_day_leaves_on_it(session: Session) -> None:
    case = make_case(session, until="completed")
    mandate, index = drawn_mandate(session, case), seating.holdings(session, case.draw)[0].index or 0
    before = CHANCE - timedelta(days=1)
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, before, case.draw.id, index, AnswerKind.LEFT),
    )
    assert mandate.left_on == mandate.starts_on == TERM.starts_on


def test_only_who_agreed_to_next_draws_is_seated_without_one(session: Session) -> None:
    case = make_case(session, until="completed")
    assert direct.waiting_volunteers(session, case.council, CHANCE) == []
    called = {held.sign_up_id for held in seating.holdings(session, case.draw)}
    stays = next(found for found in case.sign_ups if found.id not in called)
    consent = Consent(
        sign_up_id=stays.id,
        kind=ConsentKind.NEXT_DRAWS,
        text="Je reste inscrit.",
        text_on=CHANCE.date(),
        given_at=CHANCE,
    )
    session.add(consent)
    session.flush()
    assert direct.waiting_volunteers(session, case.council, CHANCE) == [stays]


def test_a_draws_mandates_keep_to_the_councils_term(app: Flask, session: Session) -> None:
    case = make_case(session, until="completed")
    values = {"key": RuleKey.TERM, "value": "36", "source": "Règlement fictif", "source_on": TERM.starts_on}
    session.add(CouncilRule(council_id=case.council.id, starts_on=TERM.starts_on, **values))
    session.flush()
    last = TERM.starts_on.replace(year=TERM.starts_on.year + 3) - timedelta(days=1)
    assert councils.term_end(session, case.council.id, TERM.starts_on) == last
    long = Term(TERM.starts_on, last + timedelta(days=1))
    with pytest.raises(RefusedError, match="term_too_long") as refusal:
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, long)
    with app.test_request_context():
        assert "2029" in refusals.sentence(refusal.value)
    with pytest.raises(RefusedError, match="term_too_long"):
        direct.confirm(session, case.facilitator, CHANCE, case.council.id, long)
    with pytest.raises(RefusedError, match="nobody_accepted"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, Term(TERM.starts_on, last))


def test_the_last_day_of_the_rule_is_proposed(session: Session, client: PageClient) -> None:
    case = make_case(session, until="drawn")
    today = ANNOUNCED.date()
    values = {"key": RuleKey.TERM, "value": "36", "source": "Règlement fictif", "source_on": today}
    session.add(CouncilRule(council_id=case.council.id, starts_on=today, **values))
    staff = make_account(session, Role.FACILITATOR, [case.council])
    held = seating.holdings(session, case.draw)[0].index or 0
    draw = case.draw.id
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, draw, held, AnswerKind.ACCEPTED),
    )
    check_everybody(session, case)
    session.commit()
    sign_in(client, staff)
    assert 'value="23/11/2029"' in client.get(f"/travail/tirages/{draw}/reponses").text


def test_leave_leads_to_the_answers_of_the_draw(session: Session, client: PageClient) -> None:
    case = make_case(session, until="completed")
    mandate, number = drawn_mandate(session, case), seating.holdings(session, case.draw)[0].seat.number
    council, draw, mandate_id = case.council.id, case.draw.id, mandate.id
    staff = make_account(session, Role.FACILITATOR, [case.council])
    session.commit()
    sign_in(client, staff)
    address = f"/travail/conseils/{council}/sieges/{number}/depart"
    assert f"/travail/tirages/{draw}/reponses" in client.get(address).text
    values = {"mandate": str(mandate_id), "reason": "resigned", "left_on": "24/11/2026"}
    answer = client.post(address, values)
    assert answer.status_code == 422
    assert "tiré au sort" in answer.text
    session.expire_all()
    assert session.get_one(Mandate, mandate_id).left_on is None


@pytest.mark.parametrize("until", ["announced", "closed", "sealed"])
def test_nobody_alone_opens_or_closes_the_list_of_a_draw(session: Session, until: str) -> None:
    case = make_case(session, until=until)
    before = case.council.sign_up_open
    for wanted in (True, False):
        with pytest.raises(RefusedError, match="sign_up_bound"):
            councils.set_sign_up_open(session, case.facilitator, CHANCE, case.council, wanted)
    assert case.council.sign_up_open is before


@pytest.mark.parametrize("until", ["draft", "drawn"])
def test_sign_up_is_free_outside_a_list(session: Session, until: str) -> None:
    case = make_case(session, until=until)
    councils.set_sign_up_open(session, case.facilitator, CHANCE, case.council, True)
    councils.set_sign_up_open(session, case.facilitator, CHANCE, case.council, False)
    assert case.council.sign_up_open is False


def test_sign_up_says_why_it_stays_as_it_is(session: Session, client: PageClient) -> None:
    case = make_case(session, until="announced")
    council = case.council.id
    staff = make_account(session, Role.FACILITATOR, [case.council])
    session.commit()
    sign_in(client, staff)
    assert 'name="open"' not in client.get(f"/travail/conseils/{council}").text
    answer = client.post(f"/travail/conseils/{council}/inscriptions", {"open": "0"})
    assert answer.status_code == 422
    assert "Un tirage au sort est annoncé" in answer.text
    session.expire_all()
    assert case.council.sign_up_open is True


def test_the_seat_somebody_is_called_for_again_waits_for_them(session: Session) -> None:
    case = make_case(session, until="completed")
    first = seating.holdings(session, case.draw)[0]
    seat, index = first.seat.id, first.index or 0

    def free() -> set[int]:
        return {found.id for found in drafting.fillable_seats(session, case.council)}

    def waits() -> bool:
        return TaskKind.ANSWERS in {task.kind for task in tasks(session, case.facilitator, CHANCE)}

    others = free()
    assert not waits()
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, case.draw.id, index, AnswerKind.LEFT),
    )
    assert case.draw.state == DrawState.COMPLETED
    assert free() == others
    assert waits()
    assert list(councils.ahead_of_seats(session, case.council.id)) == [seat]
    heir = seating.holdings(session, case.draw)[0].index or 0
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, case.draw.id, heir, AnswerKind.ACCEPTED),
    )
    check_everybody(session, case)
    seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    assert not waits()
    assert councils.ahead_of_seats(session, case.council.id) == {}
