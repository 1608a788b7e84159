"""Those called are asked, tried, heard; what others record of them can be contested; in the end all of it is erased."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participation.draws.models import (
    Attempt,
    AttemptOutcome,
    Contest,
    Departure,
    DrawState,
    Eligibility,
    Invitation,
    PurgeCertificate,
    Route,
    Substitution,
)
from participation.draws.services import answers, archiving, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.invitations import (
    attempts,
    codes,
    contests,
    eligibility,
    inviting,
    replying,
    totals,
)
from participation.draws.services.invitations.replying import Needs, Stage
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.volunteers.models import Channel, SignUp
from tests.support.draws import (
    CHANCE,
    TERM,
    Case,
    both,
    carry,
    check,
    check_everybody,
    end_mandates,
    make_case,
    make_list,
    seat_everybody,
)

KEYS = ("test",)
LIMIT = (CHANCE + timedelta(days=14)).date()
DAY = timedelta(days=1)
NEEDS = Needs(childcare=True, access=False, interpreter=True, language="Türkçe", phone="06 39 98 00 01")


@pytest.fixture
def case(session: Session) -> Case:
    """A real council's drawn list: the seven days of a contest hold."""
    return real(session)


def real(session: Session, **values: object) -> Case:
    """Return a drawn draw of a council that is no demonstration, its people invited."""
    made = make_case(session, until="drawn", is_fictitious=False, **values)  # type: ignore[arg-type]
    inviting.invite(session, made.facilitator, CHANCE, made.draw.id, LIMIT, KEYS)
    return made


def index_at(session: Session, case: Case, position: int = 0) -> int:
    """Return the entry called for a seat."""
    index = seating.holdings(session, case.draw)[position].index
    assert index is not None
    return index


def code_at(session: Session, case: Case, index: int) -> str:
    """Return an entry's code."""
    row = attempts.invitation_of(session, case.draw.id, index)
    assert row is not None
    return codes.code_of(KEYS, case.draw, row)


def try_on(session: Session, case: Case, index: int, *days: int) -> None:
    """Write down a call that nobody answers, some days after the chance."""
    for day in days:
        at = CHANCE + day * DAY
        attempts.record(
            session, case.facilitator, at, case.draw.id, index, Route.PHONE, AttemptOutcome.NO_REPLY, at.date()
        )


def record_both(session: Session, case: Case, index: int, kind: AnswerKind, at: datetime) -> None:
    """Record by two people."""
    both(session, case, lambda who: answers.answer_on_paper(session, who, at, case.draw.id, index, kind))


def kinds_of(session: Session, case: Case) -> list[str]:
    """Return what the journal tells of the draw."""
    return [entry.kind for entry in journal.entries_for(session, f"draw:{case.draw.uuid}")]


def test_each_of_those_called_is_asked_once_by_their_own_route(session: Session) -> None:
    case = make_case(session, until="drawn")
    wanted = (Channel.LETTER, Channel.EMAIL, Channel.PHONE, Channel.PHONE)
    for held, channel in zip(seating.holdings(session, case.draw), wanted, strict=True):
        session.get_one(SignUp, held.sign_up_id).channel = channel
    made = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    routes = {row.index: row.route for row in made}
    expected = (Route.LETTER, Route.EMAIL, Route.PHONE, Route.PHONE)
    assert [routes[index_at(session, case, position)] for position in range(4)] == list(expected)
    sent = session.scalars(sa.select(Attempt)).one()
    assert (sent.index, sent.route, sent.outcome) == (index_at(session, case, 1), Route.EMAIL, AttemptOutcome.SENT)
    with pytest.raises(RefusedError, match="nobody_to_invite"):
        inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    assert kinds_of(session, case)[-1] == "draw.invited"


def test_people_of_a_list_get_a_letter_where_there_is_an_address(session: Session) -> None:
    case = make_case(session, volunteers=1)
    make_list(session, case, 12)
    carry(session, case, "drawn")
    made = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    assert {row.route for row in made} <= {Route.LETTER, Route.PHONE}
    assert inviting.unposted(session, case.draw)
    letters = len(inviting.unposted(session, case.draw))
    assert inviting.note_posted(session, case.facilitator, CHANCE, case.draw.id, CHANCE.date()) == letters
    with pytest.raises(RefusedError, match="no_letters"):
        inviting.note_posted(session, case.facilitator, CHANCE, case.draw.id, CHANCE.date())


@pytest.mark.parametrize(("days", "is_fictitious"), [(6, False), (0, True)])
def test_people_have_time_to_answer(session: Session, days: int, is_fictitious: bool) -> None:
    case = make_case(session, until="drawn", is_fictitious=is_fictitious)
    with pytest.raises(RefusedError, match="answer_by_soon"):
        inviting.invite(session, case.facilitator, CHANCE, case.draw.id, (CHANCE + days * DAY).date(), KEYS)


def test_codes_are_told_again_and_stand_nowhere(session: Session, case: Case) -> None:
    index = index_at(session, case)
    row = attempts.invitation_of(session, case.draw.id, index)
    assert row is not None
    code = codes.make_code("test", case.draw, index, 1)
    assert codes.code_of(("other", "test"), case.draw, row) == code
    assert len({codes.make_code("test", case.draw, number, 1) for number in range(200)}) == 200
    assert len(code) == codes.LENGTH
    rows = session.execute(sa.select(Invitation.__table__)).all()
    stored = {str(value) for row in rows for value in row}
    assert code not in stored
    with pytest.raises(MissingError):
        codes.code_of(("gone",), case.draw, row)


def test_a_new_code_closes_the_earlier_one(session: Session, case: Case) -> None:
    index = index_at(session, case)
    old = code_at(session, case, index)
    inviting.renew_code(session, case.facilitator, CHANCE, case.draw.id, index, KEYS)
    new = code_at(session, case, index)
    assert new != old
    with pytest.raises(MissingError):
        replying.standing(session, CHANCE, old)
    assert replying.standing(session, CHANCE, new).stage is Stage.ASKED


def test_a_code_is_read_in_any_spelling(session: Session, case: Case) -> None:
    code = code_at(session, case, index_at(session, case))
    for text in (code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", f" {code[:5]} {code[5:]} "):
        assert replying.standing(session, CHANCE, text).stage is Stage.ASKED


def test_yes_then_needs_then_no_until_the_limit(session: Session, case: Case) -> None:
    code = code_at(session, case, index_at(session, case))
    with pytest.raises(RefusedError, match="not_accepted"):
        replying.say_needs(session, CHANCE, code, NEEDS)
    for _twice in range(2):
        replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    assert replying.standing(session, CHANCE, code).stage is Stage.ACCEPTED
    replying.say_needs(session, CHANCE, code, NEEDS)
    row = replying.standing(session, CHANCE, code).invitation
    assert (row.needs_childcare, row.interpreter_language, row.phone) == (True, "Türkçe", "06 39 98 00 01")
    after = CHANCE + 15 * DAY
    assert replying.standing(session, after, code).may_change is False
    with pytest.raises(RefusedError, match="answer_over"):
        replying.answer(session, after, code, AnswerKind.DECLINED)
    replying.answer(session, CHANCE, code, AnswerKind.DECLINED)
    assert replying.standing(session, CHANCE, code).stage is Stage.DECLINED
    assert session.scalars(sa.select(Substitution)).one().reason == "declined"


def test_what_is_agreed_to_is_kept_with_its_words_and_its_day(session: Session, case: Case) -> None:
    code = code_at(session, case, index_at(session, case))
    replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    agreed = replace(NEEDS, consent_text="Mon nom peut être montré.", language=None, interpreter=False)
    replying.say_needs(session, CHANCE, code, agreed)
    replying.say_needs(session, CHANCE + DAY, code, agreed)
    row = replying.standing(session, CHANCE, code).invitation
    assert (row.publishes_name, row.consent_text, row.consented_at) == (True, "Mon nom peut être montré.", CHANCE)
    replying.say_needs(session, CHANCE + DAY, code, NEEDS)
    assert (row.publishes_name, row.consent_text, row.consented_at) == (False, None, None)


def test_attack_21_a_code_that_is_guessed_repeated_or_over_declines_nobody(session: Session, case: Case) -> None:
    first, second = index_at(session, case, 0), index_at(session, case, 1)
    code, other = code_at(session, case, first), code_at(session, case, second)
    guessed = [codes.make_code("guess", case.draw, first, 1), "0" * 10, code[:9], code + "0", "", other[:5] + code[5:]]
    for text in guessed:
        with pytest.raises(MissingError):
            replying.answer(session, CHANCE, text, AnswerKind.DECLINED)
    for late in (CHANCE + 15 * DAY, CHANCE + 400 * DAY):
        with pytest.raises(MissingError):
            replying.answer(session, late, code, AnswerKind.DECLINED)
    assert session.scalars(sa.select(Departure)).all() == []
    for _twice in range(2):
        replying.answer(session, CHANCE, code, AnswerKind.DECLINED)
    assert session.scalars(sa.select(Substitution.left_index)).all() == [first]
    with pytest.raises(RefusedError, match="answer_over"):
        replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    assert len(session.scalars(sa.select(Substitution)).all()) == 1


def test_attack_22_nobody_is_said_not_to_answer_before_three_days_of_trying(session: Session, case: Case) -> None:
    index, late = index_at(session, case), CHANCE + 15 * DAY

    def say(at: datetime = late) -> None:
        answers.answer_on_paper(session, case.facilitator, at, case.draw.id, index, AnswerKind.NO_ANSWER)

    with pytest.raises(RefusedError, match="too_few_attempts"):
        say()
    try_on(session, case, index, 1, 2, 2, 2)
    with pytest.raises(RefusedError, match="too_few_attempts") as refusal:
        say()
    assert refusal.value.params == {"days": 2, "least": 3}
    try_on(session, case, index, 3)
    with pytest.raises(RefusedError, match="answer_awaited"):
        say(CHANCE + 14 * DAY)
    say()
    with pytest.raises(RefusedError, match="same_person"):
        say()
    assert session.scalars(sa.select(Substitution)).all() == []


def test_attempts_are_dated_within_reason_and_written_once(session: Session, case: Case) -> None:
    index = index_at(session, case)
    for day in (-1, 2):
        with pytest.raises(RefusedError, match="attempt_day"):
            attempts.record(
                session,
                case.facilitator,
                CHANCE + DAY,
                case.draw.id,
                index,
                Route.VISIT,
                AttemptOutcome.NO_REPLY,
                (CHANCE + day * DAY).date(),
            )
    try_on(session, case, index, 1)
    for change in (sa.update(Attempt).values(on=LIMIT), sa.delete(Attempt)):
        with pytest.raises(DBAPIError, match="written once"), session.begin_nested():
            session.execute(change)
    replying.answer(session, CHANCE, code_at(session, case, index), AnswerKind.ACCEPTED)
    with pytest.raises(RefusedError, match="already_answered"):
        try_on(session, case, index, 2)
    with pytest.raises(MissingError):
        try_on(session, case, 999, 2)


def told(session: Session, case: Case, kind: AnswerKind = AnswerKind.NO_ANSWER) -> tuple[int, datetime]:
    """Return somebody recorded by two people as not answering, and the instant."""
    index, at = index_at(session, case), CHANCE + 15 * DAY
    try_on(session, case, index, 1, 2, 3)
    record_both(session, case, index, kind, at)
    return index, at


@pytest.mark.parametrize("kind", [AnswerKind.NO_ANSWER, AnswerKind.DECLINED])
def test_the_seat_waits_seven_days_for_whoever_is_told(session: Session, case: Case, kind: AnswerKind) -> None:
    index, at = told(session, case, kind)
    held = seating.holdings(session, case.draw)[0]
    assert (held.index, held.is_leaving) == (index, True)
    assert replying.standing(session, at, code_at(session, case, index)).stage is Stage.TOLD
    with pytest.raises(RefusedError, match="already_told"):
        answers.answer_on_paper(session, case.witness, at, case.draw.id, index, kind)
    assert contests.give_on(session, at + 7 * DAY - timedelta(seconds=1)) == 0
    assert contests.give_on(session, at + 7 * DAY) == 1
    assert contests.give_on(session, at + 7 * DAY) == 0
    assert session.scalars(sa.select(Substitution)).one().reason == kind.value


def test_a_demonstration_may_skip_the_seven_days(session: Session) -> None:
    case = make_case(session, until="drawn")
    inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    told(session, case)
    assert session.scalars(sa.select(Substitution)).one().reason == "no_answer"


def test_whoever_contests_is_asked_again_and_tried_again(session: Session, case: Case) -> None:
    index, at = told(session, case)
    code = code_at(session, case, index)
    for _twice in range(2):
        replying.contest(session, at, code)
    found = replying.standing(session, at + 7 * DAY, code)
    assert (found.stage, found.may_change) == (Stage.ASKED, True)
    assert contests.give_on(session, at + 30 * DAY) == 0
    row = session.scalars(sa.select(Contest)).one()
    assert (row.index, row.reason, row.recorded_at) == (index, "no_answer", at)
    entry = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert (entry.kind, entry.payload) == ("draw.contested", '{"reason":"no_answer"}')
    with pytest.raises(RefusedError, match="too_few_attempts"):
        answers.answer_on_paper(
            session, case.facilitator, at + 9 * DAY, case.draw.id, index, AnswerKind.NO_ANSWER
        )
    for back in (1, 2, 3):
        with pytest.raises(RefusedError, match="attempt_contested") as refusal:
            attempts.record(
                session, case.facilitator, at + DAY, case.draw.id, index, Route.PHONE, AttemptOutcome.NO_REPLY,
                (at - back * DAY).date(),
            )  # fmt: skip
        assert refusal.value.params == {"since": at.date()}
    try_on(session, case, index, 15, 16)
    with pytest.raises(RefusedError, match="too_few_attempts"):
        attempts.check_no_answer(session, at + 9 * DAY, case.draw, index)
    try_on(session, case, index, 17)
    with pytest.raises(RefusedError, match="too_few_attempts"):
        attempts.check_no_answer(session, at + 9 * DAY, case.draw, index)
    try_on(session, case, index, 18)
    attempts.check_no_answer(session, at + 9 * DAY, case.draw, index)
    replying.answer(session, at, code, AnswerKind.ACCEPTED)
    with pytest.raises(RefusedError, match="nothing_to_contest"):
        replying.contest(session, at, code)


@pytest.mark.parametrize("kind", [AnswerKind.ACCEPTED, AnswerKind.DECLINED])
def test_the_persons_own_word_outweighs_what_two_people_recorded(
    session: Session, case: Case, kind: AnswerKind
) -> None:
    index, at = told(session, case)
    replying.answer(session, at, code_at(session, case, index), kind)
    contested = session.scalars(sa.select(Contest)).all()
    if kind is AnswerKind.ACCEPTED:
        assert seating.holdings(session, case.draw)[0].is_accepted
        assert len(contested) == 1
    else:
        assert session.scalars(sa.select(Substitution)).one().reason == "declined"
        assert contested == []


def test_whoever_was_never_invited_has_seven_days_too(session: Session) -> None:
    case = make_case(session, until="drawn", is_fictitious=False)
    first, second = index_at(session, case, 0), index_at(session, case, 1)
    with pytest.raises(RefusedError, match="not_invited"):
        answers.answer_on_paper(session, case.facilitator, CHANCE, case.draw.id, first, AnswerKind.NO_ANSWER)
    for index in (first, second):
        record_both(session, case, index, AnswerKind.DECLINED, CHANCE)
    assert session.scalars(sa.select(Departure.contest_until)).all() == [CHANCE + 7 * DAY] * 2
    assert session.scalars(sa.select(Substitution)).all() == []
    held = seating.holdings(session, case.draw)[0]
    sign_up = session.get_one(SignUp, held.sign_up_id)
    answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.ACCEPTED)
    assert seating.holdings(session, case.draw)[0].is_accepted
    assert session.scalars(sa.select(Contest.index)).all() == [first]
    assert contests.give_on(session, CHANCE + 7 * DAY) == 1
    assert session.scalars(sa.select(Substitution.left_index)).all() == [second]


def test_somebody_who_calls_to_contest_is_heard_too(session: Session, case: Case) -> None:
    index, at = told(session, case)
    answers.cancel_record(session, case.facilitator, at, case.draw.id, index)
    assert session.scalars(sa.select(Contest)).one().index == index
    assert seating.holdings(session, case.draw)[0].departure is None


def test_who_is_called_next_is_invited_in_the_same_way(session: Session, case: Case) -> None:
    replying.answer(session, CHANCE, code_at(session, case, index_at(session, case)), AnswerKind.DECLINED)
    later = CHANCE + 3 * DAY
    made = inviting.invite_heirs(session, later, case.draw, KEYS)
    assert [(row.index, row.answer_by) for row in made] == [
        (index_at(session, case), (later + 14 * DAY).date())
    ]
    assert inviting.invite_heirs(session, later, case.draw, KEYS) == []


def test_nobody_is_invited_before_somebody_began(session: Session) -> None:
    case = make_case(session, until="drawn")
    assert inviting.invite_heirs(session, CHANCE, case.draw, KEYS) == []


def test_only_who_may_sit_takes_a_seat(session: Session, case: Case) -> None:
    first, second = index_at(session, case, 0), index_at(session, case, 1)
    with pytest.raises(RefusedError, match="not_accepted"):
        check(session, case, first)
    for index in (first, second):
        replying.answer(session, CHANCE, code_at(session, case, index), AnswerKind.ACCEPTED)
    check(session, case, second)
    assert seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM) == 1
    assert [held.is_seated for held in seating.holdings(session, case.draw)][:2] == [False, True]
    assert eligibility.checked_of(session, case.draw, first) is None


def test_who_may_not_sit_leaves_by_two_people(session: Session, case: Case) -> None:
    index = index_at(session, case)
    replying.answer(session, CHANCE, code_at(session, case, index), AnswerKind.ACCEPTED)
    check(session, case, index, may_sit=False)
    with pytest.raises(RefusedError, match="nobody_accepted"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    check(session, case, index, may_sit=False)
    assert len(session.scalars(sa.select(Departure)).all()) == 1
    answers.cancel_record(session, case.witness, CHANCE, case.draw.id, index)
    assert session.scalars(sa.select(Eligibility)).all() == []
    check(session, case, index, may_sit=False)
    assert answers.answer_on_paper(session, case.witness, CHANCE, case.draw.id, index, AnswerKind.INELIGIBLE)
    assert session.scalars(sa.select(Substitution)).one().reason == "ineligible"


def test_whoever_may_not_sit_does_not_undo_it_by_accepting_again(session: Session, case: Case) -> None:
    index = index_at(session, case)
    code = code_at(session, case, index)
    replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    check(session, case, index, may_sit=False)
    replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    assert session.scalars(sa.select(Departure.reason)).all() == ["ineligible"]
    with pytest.raises(RefusedError, match="nobody_accepted"):
        seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    check(session, case, index)
    assert session.scalars(sa.select(Departure)).all() == []
    assert seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM) == 1


def test_whoever_may_not_sit_can_still_decline_or_accept_first(session: Session, case: Case) -> None:
    first, second = index_at(session, case, 0), index_at(session, case, 1)
    for index in (first, second):
        answers.answer_on_paper(session, case.witness, CHANCE, case.draw.id, index, AnswerKind.INELIGIBLE)
    replying.answer(session, CHANCE, code_at(session, case, first), AnswerKind.ACCEPTED)
    replying.answer(session, CHANCE, code_at(session, case, second), AnswerKind.DECLINED)
    held = seating.holdings(session, case.draw)[0]
    assert held.is_accepted
    assert held.departure is not None
    assert session.scalars(sa.select(Substitution)).one().reason == "declined"


def test_what_a_listed_person_gave_goes_with_them_to_the_seat(session: Session) -> None:
    case = make_case(session, volunteers=1)
    make_list(session, case, 12)
    carry(session, case, "drawn")
    made = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, LIMIT, KEYS)
    row = next(row for row in made if row.route is Route.LETTER)
    code = codes.code_of(KEYS, case.draw, row)
    replying.answer(session, CHANCE, code, AnswerKind.ACCEPTED)
    replying.say_needs(session, CHANCE, code, replace(NEEDS, consent_text="Oui.", email="a@example.org"))
    check_everybody(session, case)
    seating.seat_accepted(session, case.facilitator, CHANCE, case.draw.id, TERM)
    held = seating.holding_of(session, case.draw, row.index)
    assert held is not None
    assert held.is_seated
    assert replying.standing(session, CHANCE, code).stage is Stage.SEATED


def test_one_holding_is_the_same_as_among_all(session: Session, case: Case) -> None:
    replying.answer(session, CHANCE, code_at(session, case, index_at(session, case, 2)), AnswerKind.DECLINED)
    for held in seating.holdings(session, case.draw):
        assert held.index is not None
        assert seating.holding_of(session, case.draw, held.index) == held
    assert seating.holding_of(session, case.draw, 999) is None


def test_totals_tell_no_small_group(session: Session) -> None:
    case = real(session, volunteers=18)
    replying.answer(session, CHANCE, code_at(session, case, index_at(session, case, 3)), AnswerKind.ACCEPTED)
    for left in range(1, 7):
        index = index_at(session, case)
        inviting.invite_heirs(session, CHANCE, case.draw, KEYS)
        replying.answer(session, CHANCE, code_at(session, case, index), AnswerKind.DECLINED)
        found = totals.of(seating.holdings(session, case.draw), {"declined": left})
        assert (found.accepted, found.waiting, found.left) == (1, 3, left)
        assert found.reasons == ({"declined": left} if left >= totals.LEAST_SHOWN else {})
    assert totals.of([], {"declined": 9, "no_answer": 1}).reasons == {}


def test_everything_about_invitations_goes_when_the_draw_is_archived(session: Session, case: Case) -> None:
    index, at = told(session, case)
    replying.contest(session, at, code_at(session, case, index))
    code = code_at(session, case, index)
    with pytest.raises(DBAPIError, match="written once"), session.begin_nested():
        session.execute(sa.delete(Contest))
    seat_everybody(session, case)
    end_mandates(session)
    archiving.archive(session, at, case.draw.id)
    assert case.draw.state == DrawState.ARCHIVED
    for model in (Invitation, Attempt, Contest, Eligibility):
        assert session.scalars(sa.select(model)).all() == []
    certificate = sa.select(PurgeCertificate.rows).where(PurgeCertificate.subject == "invitations")
    assert session.scalars(certificate).one() == 4 + 3 + 1 + 4
    assert {"draw.archived", "draw.invitations_erased"} <= set(kinds_of(session, case))
    with pytest.raises(MissingError):
        replying.standing(session, at, code)
