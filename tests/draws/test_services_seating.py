"""After the result: answers, the rule of succession, seats, and the end of a draw."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Gender, Mandate, Person
from participation.draws.models import DrawState, Entry, EntrySecret, Substitution
from participation.draws.services import access, answers, archiving, checking, files, members, seating
from participation.draws.services.answers import AnswerKind
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.sortition import verify
from participation.sortition.errors import VerificationError
from participation.volunteers.models import Consent, ConsentKind, SignUp, SignUpState
from tests.support.draws import CHANCE, TERM, Case, check_everybody, end_mandates, make_case, seat_everybody

QUOTAS = {"gender": {"F": (1, 2), "M": (1, 2), "X": (1, 2)}}


@pytest.fixture
def case(session: Session) -> Case:
    """A drawn list of twelve for four seats."""
    return make_case(session, until="drawn")


def holder(session: Session, case: Case, position: int = 0) -> tuple[seating.Holding, SignUp]:
    """Return one holding and the sign-up of whoever is called."""
    held = seating.holdings(session, case.draw)[position]
    assert held.sign_up_id is not None
    return held, session.get_one(SignUp, held.sign_up_id)


def paper(session: Session, case: Case, index: int | None, kind: AnswerKind) -> None:
    """Record a paper by two people."""
    assert index is not None
    assert answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, index, kind) is False
    assert answers.answer_on_paper(session, case.witness, CHANCE, case.draw.id, index, kind) is True


def by_rank(session: Session, case: Case) -> list[int]:
    """Return the indexes in order of rank."""
    return list(
        session.scalars(sa.select(Entry.index).where(Entry.draw_id == case.draw.id).order_by(Entry.rank))
    )


def test_whoever_declines_with_their_code_is_replaced_by_the_next_rank(session: Session, case: Case) -> None:
    held, sign_up = holder(session, case)
    answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.DECLINED)
    row = session.scalars(sa.select(Substitution)).one()
    assert (row.left_index, row.replaced_by) == (held.index, by_rank(session, case)[4])
    now_called = seating.holdings(session, case.draw)[0]
    assert (now_called.seat.id, now_called.index) == (held.seat.id, row.replaced_by)
    with pytest.raises(MissingError):
        answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.ACCEPTED)
    assert checking.check(session, files.transcript(session, case.draw)).is_known


def test_a_paper_counts_with_the_second_person(session: Session, case: Case) -> None:
    held, _sign_up = holder(session, case)
    assert held.index is not None
    number = case.draw.id
    answers.answer_on_paper(session, case.facilitator, CHANCE, number, held.index, AnswerKind.DECLINED)
    assert session.scalars(sa.select(Substitution)).all() == []
    with pytest.raises(RefusedError, match="same_person"):
        answers.answer_on_paper(session, case.facilitator, CHANCE, number, held.index, AnswerKind.DECLINED)
    for kind in (AnswerKind.ACCEPTED, AnswerKind.INELIGIBLE):
        with pytest.raises(RefusedError, match="answers_differ"):
            answers.answer_on_paper(session, case.witness, CHANCE, number, held.index, kind)
    answers.cancel_record(session, case.witness, CHANCE, number, held.index)
    with pytest.raises(MissingError):
        answers.cancel_record(session, case.witness, CHANCE, number, held.index)
    paper(session, case, held.index, AnswerKind.ACCEPTED)
    with pytest.raises(RefusedError, match="already_answered"):
        answers.answer_on_paper(session, case.facilitator, CHANCE, number, held.index, AnswerKind.ACCEPTED)


def test_the_persons_own_word_counts_more_than_one_record(session: Session, case: Case) -> None:
    held, sign_up = holder(session, case)
    assert held.index is not None
    answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, held.index, AnswerKind.DECLINED)
    answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.ACCEPTED)
    again = seating.holdings(session, case.draw)[0]
    assert again.is_accepted
    assert again.departure is None


@pytest.mark.parametrize("kind", [AnswerKind.LEFT, AnswerKind.INELIGIBLE])
def test_by_code_one_says_yes_or_no(session: Session, case: Case, kind: AnswerKind) -> None:
    _held, sign_up = holder(session, case)
    with pytest.raises(RefusedError, match="answer_kind"):
        answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, kind)


def test_departures_waiting_together_go_best_rank_first(session: Session, case: Case) -> None:
    waiting = [held.index for held in seating.holdings(session, case.draw)]
    for index in (waiting[3], waiting[1]):
        assert index is not None
        answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, index, AnswerKind.DECLINED)
    rows = session.scalars(sa.select(answers.Departure)).all()
    for row in rows:
        row.confirmed_by_id = case.witness.id
    answers.process(session, case.witness, CHANCE, case.draw)
    done = session.scalars(sa.select(Substitution).order_by(Substitution.sequence)).all()
    order = by_rank(session, case)
    assert [row.left_index for row in done] == [waiting[1], waiting[3]]
    assert [row.replaced_by for row in done] == order[4:6]


def test_a_seat_stays_vacant_when_nobody_is_left(session: Session) -> None:
    case = make_case(session, volunteers=5, until="drawn")
    for _ in range(2):
        paper(session, case, seating.holdings(session, case.draw)[0].index, AnswerKind.DECLINED)
    held = seating.holdings(session, case.draw)[0]
    assert held.index is None
    seat_the_rest(session, case)
    assert case.draw.state == DrawState.COMPLETED
    assert checking.check(session, files.transcript(session, case.draw)).report.substitutions == 2


def seat_the_rest(session: Session, case: Case) -> None:
    """Let everybody still called accept and sit."""
    for held in seating.holdings(session, case.draw):
        if held.index is not None:
            paper(session, case, held.index, AnswerKind.ACCEPTED)
    check_everybody(session, case)
    seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)


def test_quotas_hold_through_substitutions(session: Session) -> None:
    case = make_case(session, volunteers=18, quotas=QUOTAS, until="drawn")
    for _ in range(5):  # of each six: whoever the seat falls to, one is left to replace them
        paper(session, case, seating.holdings(session, case.draw)[0].index, AnswerKind.DECLINED)
    genders = [holder(session, case, position)[1].gender for position in range(4)]
    for value in (Gender.FEMALE, Gender.MALE, None):
        assert 1 <= genders.count(value) <= 2
    found = checking.check(
        session, files.transcript(session, case.draw), files.witness_file(session, case.draw)
    )
    assert found.report.substitutions == 5


def test_those_who_accepted_take_their_seats_as_they_said(session: Session, case: Case) -> None:
    with pytest.raises(RefusedError, match="nobody_accepted"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    held, sign_up = holder(session, case)
    session.add(
        Consent(
            sign_up_id=sign_up.id,
            kind=ConsentKind.NAME_PUBLISHED,
            text="x",
            text_on=CHANCE.date(),
            given_at=CHANCE,
        )
    )
    paper(session, case, held.index, AnswerKind.ACCEPTED)
    with pytest.raises(RefusedError, match="nobody_checked"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    check_everybody(session, case)
    assert seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM) == 1
    mandate = session.scalars(sa.select(Mandate)).one()
    assert (mandate.seat_id, mandate.person.name) == (held.seat.id, sign_up.name)
    assert mandate.person.publishes_name is True
    assert mandate.person.is_fictitious is True
    assert case.draw.state == DrawState.DRAWN
    for kind in (AnswerKind.ACCEPTED, AnswerKind.DECLINED):
        with pytest.raises(RefusedError, match="already_seated"):
            answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, held.index or 0, kind)
    with pytest.raises(RefusedError, match="already_seated"):
        answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.DECLINED)


def test_somebody_seated_who_leaves_ends_the_mandate_and_the_next_is_called(
    session: Session, case: Case
) -> None:
    first = seating.holdings(session, case.draw)[0].index
    with pytest.raises(RefusedError, match="not_seated"):
        answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, first or 0, AnswerKind.LEFT)
    seat_everybody(session, case)
    assert case.draw.state == DrawState.COMPLETED
    later = CHANCE + timedelta(days=40)
    for who in (case.facilitator, case.witness):
        answers.answer_on_paper(session, who, later, case.draw.id, first or 0, AnswerKind.LEFT)
    ended = session.scalars(sa.select(Mandate).where(Mandate.left_on.is_not(None))).one()
    assert ended.end_reason == EndReason.RESIGNED
    assert seating.holdings(session, case.draw)[0].index == by_rank(session, case)[4]
    assert case.draw.state == DrawState.COMPLETED


def test_a_clock_set_back_does_not_put_substitutions_out_of_order(session: Session, case: Case) -> None:
    for now in (CHANCE + timedelta(days=2), CHANCE - timedelta(days=1)):
        index = seating.holdings(session, case.draw)[0].index or 0
        for who in (case.facilitator, case.witness):
            answers.answer_on_paper(session, who, now, case.draw.id, index, AnswerKind.DECLINED)
    instants = session.scalars(sa.select(Substitution.at).order_by(Substitution.sequence)).all()
    assert instants == sorted(instants)
    assert verify.verify(files.transcript(session, case.draw)).substitutions == 2


def test_whoever_withdrew_before_being_called_is_passed_over(session: Session, case: Case) -> None:
    held, sign_up = holder(session, case)
    sign_up.state, sign_up.withdrawn_at = SignUpState.WITHDRAWN, CHANCE
    session.flush()
    assert archiving.pass_over_withdrawn(session, CHANCE) == 1
    assert archiving.pass_over_withdrawn(session, CHANCE) == 0
    assert seating.holdings(session, case.draw)[0].index == by_rank(session, case)[4]
    assert held.index != by_rank(session, case)[4]


def test_nobody_sits_whose_data_are_erased(session: Session, case: Case) -> None:
    held, sign_up = holder(session, case)
    paper(session, case, held.index, AnswerKind.ACCEPTED)
    check_everybody(session, case)
    sign_up.erased_at = CHANCE
    session.flush()
    with pytest.raises(RefusedError, match="erased"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)


@pytest.mark.parametrize("until", ["sealed", "drawn", "completed"])
def test_an_erased_person_leaves_a_leaf_that_still_verifies(session: Session, until: str) -> None:
    case = make_case(session, until=until)
    sign_up = case.sign_ups[0]
    name = sign_up.name
    sign_up.erased_at, sign_up.name, sign_up.name_key = CHANCE, "", ""
    session.flush()
    assert archiving.forget_erased(session, CHANCE) == 1
    assert archiving.forget_erased(session, CHANCE) == 0
    stored = session.scalars(sa.select(EntrySecret.identity)).all()
    assert all(name not in (identity or "") for identity in stored)
    with pytest.raises(MissingError):
        files.receipt(session, case.draw, sign_up.id)
    if until != "sealed":
        assert checking.check(session, files.transcript(session, case.draw)).is_known


def test_an_archived_draw_forgets_who_and_still_verifies(session: Session, case: Case) -> None:
    seat_everybody(session, case)
    with pytest.raises(RefusedError, match="mandates_run"):
        archiving.archive(session, CHANCE, case.draw.id)
    before = files.transcript_bytes(session, case.draw)
    end_mandates(session)
    assert archiving.archive_ended(session, CHANCE) == 1
    assert case.draw.state == DrawState.ARCHIVED
    assert session.scalars(sa.select(EntrySecret)).all() == []
    assert files.transcript_bytes(session, case.draw) == before
    assert checking.check(session, files.transcript(session, case.draw)).is_known
    for private in (files.witness_file, lambda s, draw: files.receipt(s, draw, case.sign_ups[0].id)):
        with pytest.raises(MissingError):
            private(session, case.draw)
    assert archiving.archive_ended(session, CHANCE) == 0


def test_a_substitution_that_the_journal_does_not_tell_is_refused(session: Session, case: Case) -> None:
    paper(session, case, seating.holdings(session, case.draw)[0].index, AnswerKind.DECLINED)
    transcript = files.transcript(session, case.draw)
    with pytest.raises(VerificationError) as refusal:
        checking.check(session, transcript | {"substitutions": []})
    assert (refusal.value.step, refusal.value.code) == (10, "journal_substitutions")
    journal.append(session, CHANCE, "draw.substituted", access.subject(case.draw), {"sequence": 2})
    with pytest.raises(VerificationError) as refusal:
        checking.check(session, transcript)
    assert refusal.value.params["sequence"] == 2


def test_a_person_who_sat_before_is_the_same_person(session: Session, case: Case) -> None:
    seat_everybody(session, case)
    people = session.scalar(sa.select(sa.func.count()).select_from(Person))
    _held, sign_up = holder(session, case)
    assert members.person_for(session, sign_up.id).name == sign_up.name
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == people
