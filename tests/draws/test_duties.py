"""What falls due by itself: reminders once each, the end of a claims window, contact data that go."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws import duties
from participation.draws.services import answers, archiving, claims, postponing, purging, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.drafting import read
from participation.draws.services.lists.purging import purge as purge_list
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.kernel.clock import day_of
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from participation.volunteers.models import Consent, ConsentKind, SignUp
from tests.support.draws import CHANCE, LATER, TERM, Case, close, end_mandates, make_case, seal, sign, window_end
from tests.support.factories import make_account
from tests.support.lists import PURGE_ON, bring, content, row

DAY = timedelta(days=1)
YEAR = 365


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    """Work as the worker does: in the application, without a request."""
    with app.app_context():
        yield


def told(session: Session) -> list[tuple[str, str, str]]:
    """Return what the queue holds: recipient, subject, body."""
    rows = session.execute(sa.select(Mail.recipient, Mail.subject, Mail.body).order_by(Mail.id))
    return [(str(who), subject.replace("\u00a0", " "), str(body).replace("\u00a0", " ")) for who, subject, body in rows]


def test_the_team_is_told_the_day_before_that_the_window_ends_and_nobody_else(session: Session) -> None:
    case = make_case(session, until="closed", is_fictitious=False)
    make_account(session, Role.SECRETARY, [case.council])
    make_account(session, Role.FACILITATOR)
    gone = make_account(session, Role.WITNESS, [case.council])
    gone.disabled_at = LATER
    session.flush()
    end = window_end(case)
    assert duties.remind(session, end - 3 * DAY) == 0
    assert duties.remind(session, end - DAY) == 2
    assert duties.remind(session, end - DAY) == 0
    found = told(session)
    assert {who for who, _subject, _body in found} == {case.facilitator.email, case.witness.email}
    assert found[0][1] == "Chemin Vert : le temps de vérifier la liste finit bientôt"
    assert f"http://127.0.0.1:8000/travail/tirages/{case.draw.id}\n" in found[0][2]
    assert "jusqu’au mardi 1 décembre 2026" in found[0][2] or "jusqu’au mardi 1er décembre 2026" in found[0][2]
    assert not any(sign_up.email in {who for who, *_ in found} for sign_up in case.sign_ups if sign_up.email)
    assert duties.remind(session, end) == 0


def test_the_team_is_told_the_day_before_the_dice_and_again_after_a_postponement(session: Session) -> None:
    case = make_case(session, until="closed")
    assert duties.remind(session, CHANCE - 2 * DAY) == 0
    assert duties.remind(session, CHANCE - DAY) == 2
    assert "La liste n’est pas encore scellée" in told(session)[0][2]
    late = CHANCE + timedelta(hours=1)
    assert duties.remind(session, late) == 0
    postponing.postpone(session, case.facilitator, late, case.draw.id, CHANCE + 7 * DAY, "Gymnase fictif", "Inondation.")
    assert duties.remind(session, CHANCE + 6 * DAY) == 2
    assert "Gymnase fictif" in told(session)[-1][2]


def test_a_sealed_draw_asks_for_dice_and_envelopes(session: Session) -> None:
    make_case(session, until="sealed")
    assert duties.remind(session, CHANCE - timedelta(hours=2)) == 2
    assert "Apportez les dés, et les enveloppes scellées si des feuilles ont été imprimées." in told(session)[0][2]


def test_the_team_is_told_of_answers_that_do_not_come_and_a_new_call_gets_its_own_time(session: Session) -> None:
    case = make_case(session, until="drawn")
    assert duties.remind(session, CHANCE + 6 * DAY) == 0
    assert duties.remind(session, CHANCE + 7 * DAY) == 2
    assert "4 personnes appelées n’ont pas répondu" in told(session)[0][2]
    assert duties.remind(session, CHANCE + 8 * DAY) == 0
    held = seating.holdings(session, case.draw)[0]
    called = CHANCE + 9 * DAY
    answers.answer_by_code(
        session, called, session.get_one(SignUp, held.sign_up_id), case.draw.id, AnswerKind.DECLINED
    )
    assert duties.remind(session, called + 6 * DAY) == 0
    assert duties.remind(session, called + 7 * DAY) == 2


def test_the_team_is_told_before_and_after_a_list_leaves_an_unfinished_draw(app: Flask, session: Session) -> None:
    case = make_case(session, volunteers=0, until="announced")
    found = bring(app, session, case, content(row(1), row(2)))
    hour = CHANCE.replace(year=PURGE_ON.year, month=PURGE_ON.month, day=PURGE_ON.day)
    assert duties.remind(session, hour - 8 * DAY) == 0
    assert duties.remind(session, hour - 7 * DAY) == 2
    assert duties.remind(session, hour - DAY) == 0
    assert "et ses personnes quittent le tirage" in told(session)[-1][2]
    assert f"/travail/tirages/{case.draw.id}/listes" in told(session)[-1][2]
    purge_list(session, hour, case.draw, found)
    assert duties.remind(session, hour) == 2
    assert duties.remind(session, hour + DAY) == 0
    assert "n’y sont plus" in told(session)[-1][2]


def test_of_a_sealed_draw_the_team_is_told_what_goes(app: Flask, session: Session) -> None:
    case = make_case(session, volunteers=0, until="announced")
    bring(app, session, case, content(*map(row, range(8))))
    for step in (close, sign, seal):
        step(session, case)
    hour = CHANCE.replace(year=PURGE_ON.year, month=PURGE_ON.month, day=PURGE_ON.day)
    assert duties.remind(session, hour - 7 * DAY) == 2
    assert "Le tirage est scellé et reste possible" in told(session)[-1][2]


def test_nobody_is_reminded_once_all_have_answered(session: Session) -> None:
    make_case(session, until="completed")
    assert duties.remind(session, CHANCE + 30 * DAY) == 0


def test_the_team_is_told_once_of_terms_that_end_within_six_months(session: Session) -> None:
    make_case(session, until="completed")
    end = datetime(2029, 12, 7, 9, tzinfo=CHANCE.tzinfo)
    assert day_of(end) == TERM.ends_on
    assert duties.remind(session, end - 184 * DAY) == 0
    assert duties.remind(session, end - 183 * DAY) == 2
    assert "4 mandats finissent le vendredi 7 décembre 2029." in told(session)[0][2]
    # The team's page of a council is not for witnesses: its public page is for both.
    assert all("http://127.0.0.1:8000/q/chemin-vert/conseil\n" in body for _who, _subject, body in told(session))
    assert duties.remind(session, end) == 0
    one = session.scalars(sa.select(Mandate)).first()
    assert one is not None
    one.ends_on = one.ends_on - DAY
    session.flush()
    assert duties.remind(session, end - DAY) == 2


def test_the_journal_tells_once_that_the_claims_window_is_over(session: Session) -> None:
    case = make_case(session, until="closed", is_fictitious=False)
    assert claims.end_windows(session, window_end(case) - DAY) == 0
    assert claims.end_windows(session, window_end(case)) == 1
    assert claims.end_windows(session, window_end(case) + DAY) == 0
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert act.kind == "draw.claims_ended"
    assert read(act.payload) == {
        "claims_end_at": "2026-12-01T09:01:00Z",
        "size": 12,
        "at_close": 12,
        "claims": 0,
        "withdrawn": 0,
        "doubles": 0,
    }


@pytest.mark.parametrize("until", ["closed", "sealed"])
def test_a_window_that_was_skipped_or_a_list_already_sealed_is_not_told(session: Session, until: str) -> None:
    case = make_case(session, until=until, is_fictitious=until == "closed")
    assert claims.end_windows(session, case.draw.claims_end_at or LATER) == 0


def contacts(session: Session, case: Case) -> set[int]:
    """Return which volunteers can still be reached."""
    session.expire_all()
    return {at for at, found in enumerate(case.sign_ups) if found.email or found.phone or found.postal_address}


def with_contacts(session: Session, case: Case) -> Case:
    """Give every volunteer a telephone number from the range reserved for fiction."""
    for at, found in enumerate(case.sign_ups):
        found.phone, found.email = f"06 39 98 00 {at:02d}", None
    session.flush()
    return case


def test_contact_data_go_a_year_after_the_draw_but_of_who_sits_or_stays(session: Session) -> None:
    case = with_contacts(session, make_case(session, until="completed"))
    seated = {held.sign_up_id for held in seating.holdings(session, case.draw)}
    at_home = [at for at, found in enumerate(case.sign_ups) if found.id not in seated]
    stays, came_back = at_home[0], at_home[1]
    session.add(
        Consent(
            sign_up_id=case.sign_ups[stays].id,
            kind=ConsentKind.NEXT_DRAWS,
            text="Je reste inscrit.",
            text_on=CHANCE.date(),
            given_at=CHANCE,
        )
    )
    case.sign_ups[came_back].corrected_at = CHANCE + 30 * DAY
    session.flush()
    assert purging.purge_contacts(session, CHANCE + YEAR * DAY, YEAR) == 0
    after = CHANCE + (YEAR + 1) * DAY
    assert purging.purge_contacts(session, after, YEAR) == len(at_home) - 2
    kept = {at for at, found in enumerate(case.sign_ups) if found.id in seated} | {stays, came_back}
    assert contacts(session, case) == kept
    # The name and the year stay: the code still opens the answer to « was I in the hat ».
    assert all(found.name and found.birth_year for found in case.sign_ups)
    act = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert act is not None
    assert (act.kind, read(act.payload)) == ("sign_ups.contacts_purged", {"count": len(at_home) - 2})
    assert purging.purge_contacts(session, after, YEAR) == 0


def test_contact_data_of_former_members_go_too_and_those_in_another_list_stay(session: Session) -> None:
    case = with_contacts(session, make_case(session, until="completed"))
    end_mandates(session)
    after = CHANCE + 4 * YEAR * DAY
    archiving.archive(session, after, case.draw.id)
    other = make_case(session, until="drawn", code="pierre-heuze")
    with_contacts(session, other)
    assert purging.purge_contacts(session, after, YEAR) == len(case.sign_ups)
    assert contacts(session, other) == set(range(len(other.sign_ups)))


def test_the_worker_does_these_duties_with_the_settings(app: Flask, session: Session) -> None:
    make_case(session, until="sealed")
    session.commit()
    result = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert result.exit_code == 0, result.output
    for name in ("draws_reminders: 0", "draws_contacts_purged: 0", "draws_claims_ended: 0"):
        assert name in result.output
