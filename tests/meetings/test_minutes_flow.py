"""From those present to the public: corrections, approval, two signatures, the seal, rectifications."""

import hashlib
import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import (
    AgendaItem,
    Correction,
    CorrectionState,
    MeetingState,
    Minutes,
    MinutesRevision,
    Outcome,
)
from participation.meetings.services import access, closing
from participation.meetings.services.minutes import (
    approving,
    circulating,
    content,
    corrections,
    publishing,
    reading,
    revisions,
    writing,
)
from participation.meetings.views import minutes_parts
from tests.conftest import NOW
from tests.meetings.makers import STARTS, make_meeting
from tests.meetings.minutes_cases import LATER, SQUARE, MinutesCase, address, make_minutes_case, make_picture
from tests.support.factories import make_account, make_council


def refused(act: object, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code


def acts(session: Session, case: MinutesCase) -> list[tuple[str, dict[str, object]]]:
    found = journal.entries_for(session, access.subject(case.meeting))
    return [(act.kind, json.loads(act.payload)) for act in found if act.kind.startswith("minutes.")]


def propose(session: Session, case: MinutesCase, text: str = "Quatre bancs.", mandate: int = 0, **values: object) -> Correction:
    actor = values.pop("actor", case.member)
    now = values.pop("now", NOW)
    item = values.pop("item_id", case.items[0].id)
    return corrections.propose(session, actor, now, case.meeting.id, case.mandates[mandate].id, item, text)  # type: ignore[arg-type]


def test_minutes_go_out_once_the_meeting_is_closed_and_something_is_written(session: Session) -> None:
    case = make_minutes_case(session)
    refused(lambda: circulating.circulate(session, case.facilitator, NOW, case.meeting.id), "empty")
    first = case.circulate(session)
    assert circulating.circulate(session, case.facilitator, LATER, case.meeting.id).id == first.id
    assert acts(session, case) == [("minutes.circulated", {"revision": 1, "sha256": first.sha256})]
    case.meeting.state = MeetingState.HELD
    session.flush()
    refused(lambda: circulating.circulate(session, case.facilitator, NOW, case.meeting.id), "state")


def test_what_is_kept_holds_seats_and_never_a_name(session: Session) -> None:
    case = make_minutes_case(session)
    kept = case.circulate(session).content
    assert '"seat":1' in kept
    for name in ("Amina", "Roland", "Zeynep", "amina@example.org", "Alix"):
        assert name not in kept


def test_a_revision_never_changes(session: Session) -> None:
    case = make_minutes_case(session)
    kept = case.circulate(session)
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(sa.update(MinutesRevision).where(MinutesRevision.id == kept.id).values(content="{}"))
    session.rollback()


def test_those_present_propose_in_their_own_name_alone(session: Session) -> None:
    case = make_minutes_case(session)
    refused(lambda: propose(session, case), "over")
    case.circulate(session)
    made = propose(session, case)
    assert propose(session, case).id == made.id
    refused(lambda: propose(session, case, mandate=1), "who")
    refused(lambda: propose(session, case, mandate=2, actor=case.facilitator), "who")
    refused(lambda: propose(session, case, text=""), "text")
    refused(lambda: propose(session, case, text="a" * 2001), "long")
    other = make_minutes_case(session, "ailleurs")
    refused(lambda: propose(session, case, item_id=other.items[0].id), "item")
    assert propose(session, case, mandate=1, actor=case.facilitator, item_id=None).account_id == case.facilitator.id
    refused(lambda: propose(session, case, text="Tard.", now=NOW + timedelta(days=10, seconds=1)), "over")


def test_who_was_not_there_finds_nothing(session: Session) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    stranger = make_account(session, "member")
    with pytest.raises(MissingError):
        propose(session, case, actor=stranger)
    far = make_account(session, councils=[make_council(session, "loin")])
    with pytest.raises(MissingError):
        propose(session, case, actor=far)


def test_a_refusal_has_its_reason_and_an_answer_stands(session: Session) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    made = propose(session, case)

    def decide(state: CorrectionState, answer: str = "", now: object = LATER) -> Correction:
        return corrections.decide(session, case.secretary, LATER, case.meeting.id, made.id, state, answer)

    refused(lambda: decide(CorrectionState.REFUSED), "answer")
    assert decide(CorrectionState.REFUSED, "Trois bancs ont été votés.").answer == "Trois bancs ont été votés."
    refused(lambda: decide(CorrectionState.ACCEPTED), "decided")
    assert (made.decided_by_id, made.decided_at) == (case.secretary.id, LATER)
    other = make_minutes_case(session, "ailleurs")
    with pytest.raises(MissingError):
        corrections.decide(
            session, other.facilitator, LATER, other.meeting.id, made.id, CorrectionState.ACCEPTED, ""
        )


def test_a_later_meeting_approves_once_each_correction_is_answered(session: Session) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    made, later = propose(session, case), case.later_meeting(session)

    def approve(meeting_id: int = later.id) -> MinutesRevision:
        return approving.approve(session, case.facilitator, LATER, case.meeting.id, meeting_id)

    refused(approve, "undecided")
    corrections.decide(session, case.secretary, LATER, case.meeting.id, made.id, CorrectionState.ACCEPTED, "")
    elsewhere = make_meeting(session, case.council, case.facilitator, starts_at=STARTS + timedelta(days=40))
    refused(lambda: approve(elsewhere.id), "meeting")
    kept = approve()
    minutes = session.get_one(Minutes, case.meeting.id)
    assert (minutes.state, minutes.approved_in_id, minutes.approved_at) == ("approved", later.id, LATER)
    assert acts(session, case)[-1] == ("minutes.approved", {"revision": kept.number, "sha256": kept.sha256})
    refused(approve, "state")
    refused(lambda: propose(session, case, text="Trop tard."), "over")
    refused(
        lambda: corrections.decide(
            session, case.secretary, LATER, case.meeting.id, made.id, CorrectionState.REFUSED, "Non."
        ),
        "sealed",
    )


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CONVENED])
def test_a_meeting_that_has_not_begun_approves_nothing(session: Session, state: MeetingState) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    later = case.later_meeting(session, state=state)
    assert approving.meetings_that_can(session, case.meeting.id) == []
    refused(lambda: approving.approve(session, case.facilitator, LATER, case.meeting.id, later.id), "meeting")


def test_an_approval_left_open_is_no_approval(session: Session) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    later = case.later_meeting(session)
    item = session.scalars(sa.select(AgendaItem).where(AgendaItem.approves_meeting_id == case.meeting.id)).one()
    item.outcome = Outcome.OPEN
    session.flush()
    refused(lambda: approving.approve(session, case.facilitator, LATER, case.meeting.id, later.id), "meeting")


def test_two_accounts_sign_the_same_text(session: Session) -> None:
    case = make_minutes_case(session)
    case.approve(session)
    shown = publishing.to_sign(session, case.meeting.id)
    assert shown is not None

    def sign(account: object, digest: str, quality: str = "présidente") -> None:
        publishing.sign(session, account, LATER, case.meeting.id, digest, quality)  # type: ignore[arg-type]

    refused(lambda: sign(case.facilitator, "0" * 64), "changed")
    refused(lambda: sign(case.facilitator, content.digest(shown), ""), "quality")
    sign(case.facilitator, content.digest(shown))
    refused(lambda: sign(case.facilitator, content.digest(shown)), "signed")
    refused(lambda: publishing.publish(session, case.facilitator, LATER, case.meeting.id, address), "signatures")
    sign(case.member, content.digest(shown))
    refused(lambda: sign(case.secretary, content.digest(shown)), "enough")
    assert {each.revision_id for each in publishing.signatures(session, case.meeting.id)} == {
        revisions.latest(session, case.meeting.id).id  # type: ignore[union-attr]
    }


def test_nobody_signs_without_a_summary(session: Session) -> None:
    case = make_minutes_case(session)
    case.approve(session)
    case.write(session, summary="")
    shown = publishing.to_sign(session, case.meeting.id)
    assert shown is not None
    refused(
        lambda: publishing.sign(session, case.facilitator, LATER, case.meeting.id, content.digest(shown), "secrétaire"),
        "summary",
    )


def sealed(revision: MinutesRevision) -> dict[str, object]:
    whole = hashlib.sha256(revision.content.encode()).hexdigest()
    return {"revision": revision.number, "sha256": revision.sha256, "whole_sha256": whole}


def test_a_confidential_text_rectified_is_seen_and_not_read(session: Session) -> None:
    case = make_minutes_case(session)
    first = case.publish(session)
    second = rectify(session, case, "Autre secret.", key=content.item_key(case.items[1].id), seen="Secret : madame X.")
    assert first.sha256 == second.sha256
    wholes = [content.whole_digest(content.parsed(each.content)) for each in (first, second)]
    assert None not in wholes
    assert wholes[0] != wholes[1]
    assert acts(session, case)[-1] == ("minutes.rectified", sealed(second))
    salts = {content.parsed(each.content)["salt"] for each in (first, second)}
    assert len(salts) == 2
    found = reading.public_content(session, case.meeting.id)
    assert found is not None
    assert not any(salt in json.dumps(found.content) for salt in salts)
    assert minutes_parts.withheld_changes(reading.public_revisions(session, case.meeting.id)) == {second.id}


def test_without_confidential_items_one_digest_says_it_all(session: Session) -> None:
    case = make_minutes_case(session)
    made = content.salted(content.parsed(case.circulate(session).content))
    opened = made | {"items": [item | {"confidential": None} for item in made["items"]]}
    assert content.whole_digest(made) is not None
    assert content.whole_digest(opened) is None


def test_publication_seals_the_public_part(session: Session) -> None:
    case = make_minutes_case(session)
    assert reading.public_content(session, case.meeting.id) is None
    revision = case.publish(session)
    minutes = session.get_one(Minutes, case.meeting.id)
    assert (minutes.state, minutes.sealed_sha256) == ("published", revision.sha256)
    assert acts(session, case)[-1] == ("minutes.published", sealed(revision))
    found = reading.public_content(session, case.meeting.id)
    assert found is not None
    assert content.digest(found.content) == revision.sha256
    everything = json.dumps(found.content, ensure_ascii=False) + "".join(found.html.values()) + found.text
    for secret in ("Secret", "madame X", "famille X"):
        assert secret not in everything
        assert secret in revision.content
    assert "La vie privée d’une famille." in everything
    assert [each["label"] for each in found.content["decisions"]] == ["2026-01"]
    refused(lambda: publishing.publish(session, case.facilitator, LATER, case.meeting.id, address), "state")


def test_the_public_text_of_a_confidential_item_does_not_enter_the_seal(session: Session) -> None:
    case = make_minutes_case(session)
    made = content.parsed(case.circulate(session).content)
    key = content.item_key(case.items[1].id)
    assert content.digest(content.with_text(made, key, "Autre secret.")) == content.digest(made)
    assert content.digest(content.with_text(made, "summary", "Autre.")) != content.digest(made)


def rectify(session: Session, case: MinutesCase, text: str, why: str = "Une date.", key: str = "", seen: str = SQUARE) -> MinutesRevision:
    typed = writing.Typed(text, writing.mark_of(seen))
    key = key or content.item_key(case.items[0].id)
    return publishing.rectify(session, case.secretary, LATER, case.meeting.id, key, typed, why, address)


def test_a_rectification_shows_and_what_was_before_stays(session: Session) -> None:
    case = make_minutes_case(session)
    first = case.publish(session)
    second = rectify(session, case, "Quatre bancs.")
    found = reading.public_content(session, case.meeting.id)
    assert found is not None
    assert (found.revision.id, found.revision.why) == (second.id, "Une date.")
    assert "Quatre bancs" in found.html[content.item_key(case.items[0].id)]
    assert [each.number for each in reading.public_revisions(session, case.meeting.id)][-2:] == [first.number, second.number]
    assert acts(session, case)[-1] == ("minutes.rectified", sealed(second))
    assert session.get_one(Minutes, case.meeting.id).sealed_sha256 == second.sha256


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": SQUARE}, "same"), ({"text": "x", "why": ""}, "why"), ({"text": "x", "seen": "y"}, "changed"),
        ({"text": "x", "key": "item-999999"}, "item"), ({"text": "x" * 20_001}, "long"),
        ({"text": "", "key": "summary", "seen": "Le square sera refait. Les travaux commencent en mars."}, "summary"),
    ],
)  # fmt: skip
def test_a_rectification_that_says_nothing_is_refused(session: Session, values: dict[str, str], code: str) -> None:
    case = make_minutes_case(session)
    case.publish(session)
    refused(lambda: rectify(session, case, **values), code)


def test_only_published_minutes_are_rectified(session: Session) -> None:
    case = make_minutes_case(session)
    case.approve(session)
    refused(lambda: rectify(session, case, "Autre."), "state")


def test_pictures_of_the_meeting_alone_are_shown(session: Session) -> None:
    case, other = make_minutes_case(session), make_minutes_case(session, "ailleurs")
    mine, theirs = make_picture(session, case), make_picture(session, other)
    hidden = make_picture(session, case, is_public=False)
    case.circulate(session)
    text = " ".join(f"![Plan {each.id}](piece:{each.id})" for each in (mine, theirs, hidden))
    case.write(session, first=text + " ![](piece:" + str(mine.id) + ") ![x](https://e.example/x.png)")
    approved = case.later_meeting(session)
    approving.approve(session, case.facilitator, LATER, case.meeting.id, approved.id)
    case.sign(session, case.facilitator, case.secretary)
    publishing.publish(session, case.facilitator, LATER, case.meeting.id, address)
    found = reading.public_content(session, case.meeting.id)
    assert found is not None
    html = found.html[content.item_key(case.items[0].id)]
    assert html.count("<img") == 1
    assert f'<img src="/p/{mine.id}" alt="Plan {mine.id}">' in html
    assert f"Plan {theirs.id}" in html
    assert "e.example" not in html


def test_a_closed_meeting_awaits_its_minutes(session: Session) -> None:
    case = make_minutes_case(session)
    case.meeting.state, case.meeting.closed_at = MeetingState.HELD, None
    session.flush()
    closing.close_meeting(
        session, case.facilitator, NOW, case.meeting_id, dict.fromkeys(case.item_ids, Outcome.DONE)
    )
    minutes = session.get_one(Minutes, case.meeting_id)
    assert (minutes.state, minutes.due_on) == ("draft", date(2026, 12, 5))
