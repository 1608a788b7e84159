"""The path of a referral: each step in its turn, on a day that can be, with its actor; what is without object."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.journal.models import JournalEntry
from participation.journal.sentences import SENTENCES
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import Referral, ReferralStepKind
from participation.representation.services import referrals
from participation.representation.services.referrals import NewReferral, NewStep, Standing
from tests.meetings.makers import STARTS, make_meeting
from tests.representation.referral_cases import DECIDED_ON, follow, make_referral_case, write
from tests.support.factories import make_account, make_council

Kind = ReferralStepKind
Case = tuple[Council, Account, Meeting]


@pytest.fixture
def case(session: Session) -> Case:
    return make_referral_case(session)


@pytest.fixture
def referral(session: Session, case: Case, now: datetime) -> Referral:
    return write(session, case, now)


def test_a_referral_begins_with_the_council_and_is_nobodys_until_it_is_sent(
    session: Session, case: Case, referral: Referral
) -> None:
    assert referrals.awaited(referral) is Kind.SENT
    assert referrals.sent(session) == []
    with pytest.raises(MissingError):
        referrals.published(session, referral.id)
    assert referral.is_fictitious is case[0].is_fictitious


def test_the_same_words_sent_twice_are_one_referral_until_it_is_sent(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    same = NewReferral(referral.title, referral.text, referral.meeting_id)
    assert referrals.write(session, case[1], now, case[0].id, same) is referral
    other = NewReferral("Autre", same.text, same.meeting_id)
    assert referrals.write(session, case[1], now, case[0].id, other) is not referral
    follow(session, case, now, referral, Kind.SENT, DECIDED_ON)
    assert referrals.write(session, case[1], now, case[0].id, same) is not referral


def test_the_whole_path_ends_with_the_council(session: Session, case: Case, referral: Referral, now: datetime) -> None:
    for at, kind in enumerate(referrals.ORDER):
        assert referrals.awaited(referral) is kind
        follow(session, case, now, referral, kind, DECIDED_ON)
        standings = [stage.standing for stage in referrals.path(referral)]
        assert standings[: at + 1] == [Standing.DONE] * (at + 1)
        assert standings[at + 1 : at + 2] in ([Standing.NOW], [])
        assert set(standings[at + 2 :]) <= {Standing.NEXT}
    assert referrals.awaited(referral) is None
    assert [each.id for each in referrals.sent(session, case[0].id)] == [referral.id]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SENT])
def test_no_step_comes_before_its_turn(
    session: Session, case: Case, referral: Referral, now: datetime, kind: Kind
) -> None:
    with pytest.raises(RefusedError, match="order"):
        follow(session, case, now, referral, kind, DECIDED_ON)
    assert referrals.awaited(referral) is Kind.SENT


def test_a_step_is_noted_once(session: Session, case: Case, referral: Referral, now: datetime) -> None:
    follow(session, case, now, referral, Kind.SENT, DECIDED_ON)
    with pytest.raises(RefusedError, match="order"):
        follow(session, case, now, referral, Kind.SENT, DECIDED_ON)
    assert len(referral.steps) == 1


def test_no_day_comes_before_the_step_before_nor_after_today(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="before") as refused:
        follow(session, case, now, referral, Kind.SENT, DECIDED_ON - timedelta(days=1))
    assert refused.value.params == {"day": DECIDED_ON}
    with pytest.raises(RefusedError, match="to_come"):
        follow(session, case, now, referral, Kind.SENT, date(2026, 11, 25))
    follow(session, case, now, referral, Kind.SENT, date(2026, 11, 24))
    with pytest.raises(RefusedError, match="before"):
        follow(session, case, now, referral, Kind.RECEIVED, date(2026, 11, 23))
    follow(session, case, now, referral, Kind.RECEIVED, date(2026, 11, 24))


def until(session: Session, case: Case, referral: Referral, now: datetime, last: Kind) -> None:
    for kind in referrals.ORDER[: referrals.ORDER.index(last) + 1]:
        follow(session, case, now, referral, kind, DECIDED_ON)


def test_the_prefect_may_judge_that_the_committee_is_not_called_for_and_says_why(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    until(session, case, referral, now, Kind.TRANSMITTED)
    with pytest.raises(RefusedError, match="text"):
        follow(session, case, now, referral, Kind.JUDGED, DECIDED_ON, concerns=False, text=" ")
    follow(session, case, now, referral, Kind.JUDGED, DECIDED_ON, concerns=False, text="Un élu s’en charge.")
    stages = {stage.kind: stage for stage in referrals.path(referral)}
    assert stages[Kind.JUDGED].standing is Standing.DONE
    assert {stages[kind].standing for kind in referrals.AFTER_JUDGEMENT} == {Standing.MOOT}
    assert referrals.awaited(referral) is Kind.CLOSED
    with pytest.raises(RefusedError, match="order"):
        follow(session, case, now, referral, Kind.SUBMITTED, DECIDED_ON)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in referrals.MAY_NOT_CONCERN])
def test_no_other_step_is_without_object(
    session: Session, case: Case, referral: Referral, now: datetime, kind: Kind
) -> None:
    before = referrals.ORDER.index(kind)
    if before:
        until(session, case, referral, now, referrals.ORDER[before - 1])
    with pytest.raises(RefusedError, match="concerns"):
        follow(session, case, now, referral, kind, DECIDED_ON, concerns=False, text="Nous n’en voulons pas.")
    assert referrals.awaited(referral) is kind


def test_the_assembly_debates_where_relevant_and_otherwise_it_is_said_why(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    until(session, case, referral, now, Kind.TOWN_DEBATE)
    with pytest.raises(RefusedError, match="text"):
        follow(session, case, now, referral, Kind.ASSEMBLY_DEBATE, DECIDED_ON, concerns=False, text="")
    follow(session, case, now, referral, Kind.ASSEMBLY_DEBATE, DECIDED_ON, concerns=False, text="Elle n’agit pas ici.")
    assert referrals.path(referral)[-2].standing is Standing.MOOT
    assert referrals.awaited(referral) is Kind.CLOSED


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CLOSED])
def test_the_council_may_close_it_at_any_step_with_words(
    session: Session, case: Case, referral: Referral, now: datetime, kind: Kind
) -> None:
    until(session, case, referral, now, kind)
    with pytest.raises(RefusedError, match="text"):
        follow(session, case, now, referral, Kind.CLOSED, DECIDED_ON, text=" ")
    follow(session, case, now, referral, Kind.CLOSED, DECIDED_ON, text="Le préfet n’a pas répondu.")
    standings = {stage.kind: stage.standing for stage in referrals.path(referral)}
    done = referrals.ORDER[: referrals.ORDER.index(kind) + 1]
    left = {each for each in referrals.ORDER[:-1] if each not in done}
    assert {each for each, standing in standings.items() if standing is Standing.LEFT} == left
    assert standings[Kind.CLOSED] is Standing.DONE
    assert (referrals.awaited(referral), referrals.may_close(referral)) == (None, False)
    assert list(referrals.unfinished(session, [case[0].id])) == []
    for again in (Kind.CLOSED, Kind.RECEIVED):
        with pytest.raises(RefusedError, match="order"):
            follow(session, case, now, referral, again, DECIDED_ON)


def test_what_the_prefect_made_without_object_stays_so_once_it_is_closed(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    until(session, case, referral, now, Kind.TRANSMITTED)
    follow(session, case, now, referral, Kind.JUDGED, DECIDED_ON, concerns=False)
    follow(session, case, now, referral, Kind.CLOSED, DECIDED_ON)
    assert Standing.LEFT not in {stage.standing for stage in referrals.path(referral)}


def test_a_draft_is_thrown_away_and_what_was_sent_stays(
    session: Session, case: Case, now: datetime
) -> None:
    council, account, _meeting = case
    draft = write(session, case, now)
    stranger = make_account(session, councils=[make_council(session, "gueriniere", name="Guérinière")])
    with pytest.raises(MissingError):
        referrals.discard(session, stranger, council.id, draft.id)
    referrals.discard(session, account, council.id, draft.id)
    assert session.scalars(sa.select(Referral)).all() == []
    sent = write(session, case, now)
    follow(session, case, now, sent, Kind.SENT, DECIDED_ON)
    with pytest.raises(RefusedError, match="sent"):
        referrals.discard(session, account, council.id, sent.id)


@pytest.mark.parametrize("kind", list(Kind))
def test_words_are_asked_but_for_what_only_goes_or_arrives(
    session: Session, case: Case, referral: Referral, now: datetime, kind: Kind
) -> None:
    before = referrals.ORDER.index(kind)
    if before:
        until(session, case, referral, now, referrals.ORDER[before - 1])
    if kind in referrals.SENDINGS:
        follow(session, case, now, referral, kind, DECIDED_ON, text="")
    else:
        with pytest.raises(RefusedError, match="text"):
            follow(session, case, now, referral, kind, DECIDED_ON, text="")


def test_a_referral_is_decided_by_a_meeting_of_its_council_that_was_held(
    session: Session, case: Case, now: datetime
) -> None:
    council, account, _meeting = case
    other = make_council(session, "gueriniere", name="Guérinière")
    drafted = {"state": MeetingState.DRAFT, "convened_at": None}
    wrong = [make_meeting(session, other, account), make_meeting(session, council, account, **drafted)]
    for number in (*(meeting.id for meeting in wrong), 999_999):
        with pytest.raises(RefusedError, match="meeting"):
            referrals.write(session, account, now, council.id, NewReferral("Ascenseurs", "En panne", number))


def test_its_text_changes_until_it_is_sent_and_never_after(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    new = NewReferral("Ascenseurs en panne", "Depuis six mois.", case[2].id)
    referrals.write(session, case[1], now, case[0].id, new, referral.id)
    assert referral.text == "Depuis six mois."
    follow(session, case, now, referral, Kind.SENT, DECIDED_ON)
    with pytest.raises(RefusedError, match="sent"):
        referrals.write(session, case[1], now, case[0].id, new, referral.id)


def test_the_team_of_another_council_finds_nothing(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    council = make_council(session, "gueriniere", name="Guérinière")
    other = make_account(session, councils=[council])
    acts: list[Any] = [
        lambda: referrals.of_team(session, other, case[0].id),
        lambda: referrals.find(session, other, case[0].id, referral.id),
        lambda: referrals.find(session, other, council.id, referral.id),
        lambda: referrals.find(session, case[1], case[0].id, 2**40),
        lambda: referrals.note(session, other, now, case[0].id, referral.id, NewStep(Kind.SENT, DECIDED_ON)),
        lambda: referrals.write(session, other, now, case[0].id, NewReferral("a", "b", case[2].id)),
    ]
    for act in acts:
        with pytest.raises(MissingError):
            act()
    assert [each.id for each in referrals.of_team(session, case[1], case[0].id)] == [referral.id]


def test_the_journal_tells_each_step_with_its_day_and_no_text(
    session: Session, case: Case, referral: Referral, now: datetime
) -> None:
    until(session, case, referral, now, Kind.TRANSMITTED)
    follow(session, case, now, referral, Kind.JUDGED, DECIDED_ON, concerns=False, text="Un élu s’en charge.")
    entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence)).all()
    told = [entry for entry in entries if entry.subject == f"referral:{referral.id}"]
    assert [entry.kind for entry in told] == [
        "referral.sent", "referral.received", "referral.transmitted", "referral.judged_not",
    ]  # fmt: skip
    assert all(DECIDED_ON.isoformat() in entry.payload for entry in told)
    assert not any("élu" in entry.payload or "ascenseur" in entry.payload for entry in told)


def test_every_kind_that_a_step_writes_has_its_sentence() -> None:
    kinds = {f"referral.{kind.value}" for kind in Kind}
    assert kinds | {f"referral.{kind.value}_not" for kind in referrals.MAY_NOT_CONCERN} <= SENTENCES.keys()


def test_the_list_takes_as_many_queries_for_one_as_for_five(
    session: Session, case: Case, now: datetime, count_queries: list[str]
) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            follow(session, case, now, write(session, case, now), Kind.SENT, DECIDED_ON)
        session.flush()
        session.expunge_all()
        count_queries.clear()
        found = referrals.sent(session)
        assert [len(referrals.path(each)) for each in found] == [8] * len(found)
        counts.append(len(count_queries))
    assert counts[0] == counts[1]
    assert STARTS.date() == DECIDED_ON
