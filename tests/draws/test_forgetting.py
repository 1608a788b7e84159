"""People who sit no more are forgotten, whichever way they came; a name stays where its bearer agreed."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import EndReason, Gender, Mandate, Origin, Person
from participation.councils import services as councils
from participation.draws.models import Answer, DrawState, EntrySecret
from participation.draws.services import answers, archiving, forgetting, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.drafting import read
from participation.journal.models import JournalEntry
from participation.volunteers import services as volunteers
from participation.volunteers.models import ConsentKind, SignUp
from tests.support.draws import CHANCE, TERM, Case, check_everybody, end_mandates, make_case, seat_everybody
from tests.support.factories import seats_of

DAY = timedelta(days=1)
LAST = CHANCE + 3 * 365 * DAY
NAMED = {ConsentKind.NAME_PUBLISHED: "Mon nom peut être montré."}


def facts(person: Person) -> tuple[object, ...]:
    """Return what is known of somebody."""
    return person.name, person.birth_year, person.gender, person.email, person.phone, person.postal_address


def people(session: Session) -> list[Person]:
    """Return everybody who sat, by number."""
    return list(session.scalars(sa.select(Person).order_by(Person.id)))


def test_members_are_forgotten_once_the_last_mandate_of_their_draw_has_ended(session: Session) -> None:
    make_case(session, until="completed")
    mandates = session.scalars(sa.select(Mandate).order_by(Mandate.id)).all()
    for mandate in mandates[1:]:
        mandate.left_on, mandate.end_reason = TERM.starts_on, EndReason.MOVED
    session.flush()
    assert forgetting.erase_members(session, LAST) == 0, "one of the draw still sits"
    mandates[0].left_on, mandates[0].end_reason = TERM.ends_on, EndReason.TERM
    session.flush()
    assert forgetting.erase_members(session, LAST) == 0, "the last day is not over"
    assert forgetting.erase_members(session, LAST + DAY) == 4
    assert [facts(person) for person in people(session)] == [(None,) * 6] * 4
    assert all(person.erased_at == LAST + DAY for person in people(session))
    act = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert act is not None
    assert (act.kind, read(act.payload)) == ("members.erased", {"count": 4})
    assert forgetting.erase_members(session, LAST + DAY) == 0


def test_a_name_stays_alone_where_its_bearer_agreed_and_goes_when_they_take_it_back(session: Session) -> None:
    case = make_case(session, until="drawn")
    sign_up = session.get_one(SignUp, seating.holdings(session, case.draw)[0].sign_up_id)
    volunteers.correct_consents(session, CHANCE, sign_up, NAMED, CHANCE.date())
    seat_everybody(session, case)
    person = session.scalars(sa.select(Person).where(Person.publishes_name)).one()
    end_mandates(session)
    assert forgetting.erase_members(session, LAST + DAY) == 4
    assert facts(person) == (sign_up.name, None, None, None, None, None)
    assert forgetting.erase_members(session, LAST + DAY) == 0
    volunteers.correct_gender(session, LAST + DAY, sign_up, Gender.OTHER)
    assert (person.gender, person.birth_year) == (None, None), "what was erased does not come back"
    volunteers.correct_consents(session, LAST + DAY, sign_up, {}, CHANCE.date())
    assert forgetting.erase_members(session, LAST + DAY) == 1
    assert person.name is None


def test_whoever_an_association_designated_is_forgotten_with_their_mandate(session: Session) -> None:
    case = make_case(session, volunteers=0, local_actors=1)
    seat = next(seat for seat in seats_of(session, case.council) if seat.origin is Origin.DESIGNATED)
    chosen = councils.DesignatedPerson("Désignée Fictive", 1970, Gender.FEMALE, False, "Association fictive")
    mandate = councils.designate(
        session, case.facilitator, CHANCE, case.council, seat, chosen, TERM, "Lettre fictive", TERM.starts_on
    )
    assert forgetting.erase_members(session, CHANCE) == 0
    bodies.leave_seat(session, case.facilitator, CHANCE + 9 * DAY, mandate, EndReason.RESIGNED, (CHANCE + 9 * DAY).date())
    assert forgetting.erase_members(session, CHANCE + 10 * DAY) == 1
    assert facts(mandate.person) == (None,) * 6


def left_unanswered(session: Session) -> Case:
    """Return a drawn draw of which one seat was never answered, and whose terms are over."""
    case = make_case(session, until="completed")
    answer = session.scalars(sa.select(Answer).order_by(Answer.index)).first()
    assert answer is not None
    mandate_id = answer.mandate_id
    answer.mandate_id = None
    session.flush()
    session.execute(sa.delete(Mandate).where(Mandate.id == mandate_id))
    return case


def test_a_seat_without_an_answer_keeps_no_draw_for_ever(session: Session) -> None:
    case = left_unanswered(session)
    end_mandates(session)
    assert archiving.archive_ended(session, LAST) == 0, "somebody may still answer"
    assert archiving.archive_ended(session, LAST + DAY) == 1
    assert case.draw.state == DrawState.ARCHIVED
    assert session.scalars(sa.select(EntrySecret)).all() == []


def test_a_draw_never_completed_is_archived_after_its_terms(session: Session) -> None:
    case = make_case(session, until="drawn")
    index = seating.holdings(session, case.draw)[0].index
    assert index is not None
    for who in (case.facilitator, case.witness):
        answers.answer_on_paper(session, who, CHANCE, case.draw.id, index, AnswerKind.ACCEPTED)
    check_everybody(session, case)
    seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    end_mandates(session)
    assert archiving.archive_ended(session, LAST) == 0
    assert archiving.archive_ended(session, LAST + DAY) == 1
    assert (case.draw.state, case.draw.completed_at) == (DrawState.ARCHIVED, LAST + DAY)


def test_the_worker_forgets_members(app: Flask, session: Session) -> None:
    session.commit()
    assert "members_erased: 0" in app.test_cli_runner().invoke(args=["jobs", "run"]).output
