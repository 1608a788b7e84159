"""Writing: a text that changed meanwhile is never overwritten, what is approved cannot change."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import MeetingState, Minutes, MinutesSection
from participation.meetings.services.minutes import content, deadlines, diffing, ease, revisions, writing
from participation.meetings.services.minutes.diffing import Change
from participation.meetings.services.minutes.writing import Typed, mark_of
from tests.conftest import NOW
from tests.meetings.minutes_cases import LATER, NOTHING, SQUARE, MinutesCase, make_minutes_case
from tests.support.factories import make_account, make_council


def save(session: Session, case: MinutesCase, **typed: Typed) -> tuple[writing.Draft, tuple[writing.Conflict, ...]]:
    keys = {"first": content.item_key(case.items[0].id), "second": content.item_key(case.items[1].id)}
    pairs = {keys.get(name, name): value for name, value in typed.items()}
    return writing.save(session, case.facilitator, NOW, case.meeting.id, pairs)


def test_texts_are_saved_each_for_itself(session: Session) -> None:
    case = make_minutes_case(session)
    draft, conflicts = save(session, case, first=Typed(SQUARE, NOTHING), summary=Typed("Bref.", NOTHING))
    assert conflicts == ()
    texts = {text.key: text.text for text in draft.texts}
    assert texts[content.item_key(case.items[0].id)] == SQUARE
    assert (texts["summary"], texts["introduction"]) == ("Bref.", "")
    section = session.get_one(MinutesSection, case.items[0].id)
    assert (section.version, section.saved_by_id, section.saved_at) == (1, case.facilitator.id, NOW)
    assert session.get_one(Minutes, case.meeting.id).due_on == date(2026, 12, 5)


def test_two_who_write_at_once_lose_nothing(session: Session) -> None:
    case = make_minutes_case(session)
    save(session, case, first=Typed("Le mien.", NOTHING))
    draft, conflicts = save(session, case, first=Typed("Le sien.", NOTHING), summary=Typed("Bref.", NOTHING))
    key = content.item_key(case.items[0].id)
    assert conflicts == (writing.Conflict(key, "Le sien.", "Le mien."),)
    texts = {text.key: text.text for text in draft.texts}
    assert (texts[key], texts["summary"]) == ("Le mien.", "Bref.")
    assert session.get_one(MinutesSection, case.items[0].id).version == 1


def test_a_chosen_text_saves_over_what_it_saw(session: Session) -> None:
    case = make_minutes_case(session)
    save(session, case, first=Typed("Le mien.", NOTHING))
    assert save(session, case, first=Typed("Les deux.", mark_of("Le mien.")))[1] == ()


def test_the_same_text_sent_again_is_no_conflict(session: Session) -> None:
    case = make_minutes_case(session)
    save(session, case, first=Typed("Une fois.", NOTHING))
    assert save(session, case, first=Typed("Une fois.", NOTHING))[1] == ()
    assert session.get_one(MinutesSection, case.items[0].id).version == 1


def test_a_text_of_the_parts_does_not_hold_up_another(session: Session) -> None:
    case = make_minutes_case(session)
    save(session, case, introduction=Typed("Bonsoir.", NOTHING))
    assert save(session, case, summary=Typed("Bref.", NOTHING))[1] == ()
    assert session.get_one(Minutes, case.meeting.id).version == 2


def test_a_text_too_long_is_refused_whole(session: Session) -> None:
    case = make_minutes_case(session)
    with pytest.raises(RefusedError) as refusal:
        save(session, case, first=Typed("a" * (writing.LONGEST + 1), NOTHING))
    assert refusal.value.code == "long"


def test_a_text_that_is_not_of_the_meeting_is_not_written(session: Session) -> None:
    case = make_minutes_case(session)
    other = make_minutes_case(session, "ailleurs")
    typed = {content.item_key(other.items[0].id): Typed("Ailleurs.", NOTHING)}
    writing.save(session, case.facilitator, NOW, case.meeting.id, typed)
    assert session.get(MinutesSection, other.items[0].id) is None


def test_others_find_nothing(session: Session) -> None:
    case = make_minutes_case(session)
    stranger = make_account(session, councils=[make_council(session, "loin")])
    for act in (lambda: writing.draft(session, stranger, case.meeting.id),
                lambda: writing.save(session, stranger, NOW, case.meeting.id, {})):  # fmt: skip
        with pytest.raises(MissingError):
            act()


def test_a_draft_of_a_meeting_has_no_minutes(session: Session) -> None:
    case = make_minutes_case(session)
    case.meeting.state = MeetingState.DRAFT
    session.flush()
    with pytest.raises(MissingError):
        writing.draft(session, case.facilitator, case.meeting.id)


def test_after_circulation_each_change_is_a_revision(session: Session) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    case.write(session, first="Autre chose.")
    case.write(session, first="Autre chose.")
    found = revisions.of_meeting(session, case.meeting.id)
    assert [each.reason.value for each in found] == ["circulated", "corrected"]
    assert "Autre chose." in found[1].content
    assert "Autre chose." not in found[0].content


def test_after_approval_only_the_summary_changes(session: Session) -> None:
    case = make_minutes_case(session)
    case.approve(session)
    assert writing.draft(session, case.facilitator, case.meeting.id).open_keys == {"summary"}
    case.write(session, summary="Plus simple.")
    with pytest.raises(RefusedError) as refusal:
        case.write(session, first="Trop tard.")
    assert refusal.value.code == "sealed"
    case.sign(session, case.facilitator)
    with pytest.raises(RefusedError):
        case.write(session, summary="Encore autre chose.")


def test_lateness_follows_the_rule(session: Session) -> None:
    case = make_minutes_case(session)
    due = deadlines.due_on(session, case.meeting, None)
    assert due == date(2026, 12, 5)
    assert deadlines.late_days(case.meeting, None, due, date(2026, 12, 5)) == 0
    assert deadlines.late_days(case.meeting, None, due, date(2026, 12, 8)) == 3
    case.circulate(session)
    minutes = session.get_one(Minutes, case.meeting.id)
    assert deadlines.late_days(case.meeting, minutes, due, date(2027, 5, 1)) == 0
    minutes.circulated_at = LATER
    assert deadlines.late_days(case.meeting, minutes, due, date(2027, 5, 1)) == 9
    assert minutes.corrections_until == NOW + timedelta(days=10)


def test_without_a_rule_nothing_is_late(session: Session) -> None:
    case = make_minutes_case(session, days=None)
    assert deadlines.due_on(session, case.meeting, None) is None
    assert deadlines.late_days(case.meeting, None, None, date(2030, 1, 1)) == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Un mot."), ("Un mot.", ""), ("Le square est beau.\n\nFin.", "Le grand square est laid.\n\nFin.\nVraiment."),
        ("a " * 3000, "b " * 3000), ("x\r\ny", "x\ny"), ("É\u0301tat <b>", "<i> État"),
    ],
)  # fmt: skip
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = diffing.difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == after
    assert diffing.has_changed(pieces)


def test_a_difference_is_word_by_word() -> None:
    pieces = diffing.difference("Le square est beau.", "Le grand square est beau.")
    assert [(piece.change.value, piece.text) for piece in pieces] == [
        ("same", "Le"), ("added", " grand"), ("same", " square est beau."),
    ]  # fmt: skip
    assert not diffing.has_changed(diffing.difference("Pareil.", "Pareil."))


def test_long_sentences_are_named_as_advice() -> None:
    long = "Ce soir " + "très " * 14 + "long."
    found = ease.measure(f"# Titre\n\nCourt. {long} Fin !\n\n- un point")
    assert found.long_sentences == (long,)
    assert found.sentences == 5
    assert not found.is_long
    assert ease.measure("Un. " * 21).is_long
