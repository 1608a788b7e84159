"""Claims to be missing from a closed list: each is decided on what the journal says, and stays."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Claim, ClaimGround
from participation.draws.services import candidates, claims, listing
from participation.draws.services.drafting import read
from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.volunteers import services as volunteers
from participation.volunteers.models import Consent, ConsentKind, SignUp, SignUpState
from tests.support.draw_pages import NewClient, both, kept, page_of
from tests.support.draws import LATER, Case, close, make_case, seal, sign, window_end

WHY = "Reçu montré à l’accueil."
UNKNOWN = "9" * 16


def refuse(session: Session, case: Case, code: str, at: timedelta = timedelta(hours=1)) -> Claim:
    """Refuse as the facilitator, a while after the closing."""
    return claims.refuse(session, case.facilitator, LATER + at, case.draw.id, code, WHY)


def lose(session: Session, case: Case, position: int) -> None:
    """Take away all that is left of a sign-up, as a fault or a hand in the database would."""
    number = case.sign_ups[position].id
    for model in (Candidate, Consent):
        session.execute(sa.delete(model).where(model.sign_up_id == number))
    session.execute(sa.delete(SignUp).where(SignUp.id == number))
    session.expire_all()


@pytest.mark.parametrize(
    ("code", "ground"),
    [("", ClaimGround.NO_CODE), (UNKNOWN, ClaimGround.NOT_IN_JOURNAL), ("3", ClaimGround.ALREADY_IN)],
)
def test_a_claim_that_nothing_proves_is_refused_on_its_ground_and_stays(
    session: Session, code: str, ground: ClaimGround
) -> None:
    case = make_case(session, until="closed")
    claim = refuse(session, case, case.code(3) if code == "3" else code)
    assert (claim.ground, claim.is_accepted, claim.reason) == (ground, False, WHY)
    assert (claim.code_sha256 is None) == (not code)
    assert claims.of(session, case.draw) == [claim]
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert (act.kind, read(act.payload)) == (
        "draw.claim_refused",
        {"code_sha256": claim.code_sha256, "ground": ground.value},
    )


def test_who_left_or_was_refused_is_answered_for_what_happened(session: Session) -> None:
    case = make_case(session, until="announced")
    volunteers.withdraw(session, LATER, case.sign_ups[0])
    for position, refusal in ((1, "double"), (2, "not_eligible")):
        found = case.sign_ups[position]
        found.state, found.refusal, found.refused_at = SignUpState.REFUSED, refusal, LATER
    close(session, case)
    found = [refuse(session, case, case.code(position)).ground for position in range(3)]
    assert found == [ClaimGround.WITHDRAWN, ClaimGround.DOUBLE, ClaimGround.NOT_ELIGIBLE]


def test_an_omission_that_the_journal_proves_cannot_be_refused(session: Session) -> None:
    case = make_case(session, until="announced")
    lose(session, case, 5)
    close(session, case)
    with pytest.raises(RefusedError, match="claim_proved"):
        refuse(session, case, case.code(5))
    with pytest.raises(RefusedError, match="answers_needed"):
        listing.claim(session, case.facilitator, LATER, case.draw.id, case.code(5), reason=WHY)
    assert claims.of(session, case.draw) == []


def test_after_the_window_a_proved_claim_is_late(session: Session) -> None:
    case = make_case(session, until="announced", is_fictitious=False)
    lose(session, case, 5)
    close(session, case)
    late = window_end(case) - LATER
    assert refuse(session, case, case.code(5), late).ground is ClaimGround.LATE


def test_a_claim_needs_its_reason_and_a_closed_list(session: Session) -> None:
    case = make_case(session, until="closed")
    with pytest.raises(RefusedError, match="claim_reason"):
        claims.refuse(session, case.facilitator, LATER, case.draw.id, "", "")
    sign(session, case)
    seal(session, case)
    with pytest.raises(RefusedError, match="state"):
        refuse(session, case, "")


@pytest.mark.parametrize("statement", ["UPDATE claim SET reason = 'Autre'", "DELETE FROM claim"])
def test_the_databases_keep_a_claim_as_it_was_written(session: Session, statement: str) -> None:
    case = make_case(session, until="closed")
    refuse(session, case, "")
    session.commit()
    with pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.text(statement))
    session.rollback()


def test_claim_writes_down_a_refusal_and_shows_it(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="closed"))
    facilitator, _witness = both(case, new_client)
    address = f"/travail/tirages/{case.draw.id}/reclamation"
    page_of(facilitator, address)
    refused = facilitator.post(address, {"code": "abc", "decision": "refuse", "reason": WHY}, follow=True)
    assert "Un code a 16 lettres et chiffres" in refused.get_data(as_text=True)
    refused = facilitator.post(address, {"code": "", "decision": "accept", "reason": WHY}, follow=True)
    assert "Écrivez le code" in refused.get_data(as_text=True)
    done = facilitator.post(address, {"code": "", "decision": "refuse", "reason": WHY}, follow=True)
    page = done.get_data(as_text=True)
    assert "Refusée\u00a0: pas de reçu" in page
    assert WHY in page
    assert session.scalar(sa.select(Claim.ground)) is ClaimGround.NO_CODE
    session.commit()


def test_claim_reads_the_code_as_people_type_it(session: Session, new_client: NewClient) -> None:
    case = make_case(session, until="announced")
    refused = case.sign_ups[4]
    refused.state, refused.refusal, refused.refused_at = SignUpState.REFUSED, "double", LATER
    close(session, case)
    kept(session, case)
    facilitator, _witness = both(case, new_client)
    address = f"/travail/tirages/{case.draw.id}/reclamation"
    page_of(facilitator, address)
    code = case.code(4)
    typed = f" {code[:4]}-{code[4:8]} {code[8:12]}-{code[12:]}"
    assert facilitator.post(address, {"code": typed, "decision": "accept", "reason": WHY}).status_code == 303
    assert session.scalars(sa.select(Claim)).one().is_accepted
    assert session.get(Candidate, (case.draw.id, case.sign_ups[4].id)) is not None
    session.commit()


def test_restore_writes_again_a_sign_up_of_which_nothing_is_left(session: Session, new_client: NewClient) -> None:
    case = make_case(session, until="announced")
    code, size = case.code(5), len(case.sign_ups)
    lose(session, case, 5)
    close(session, case)
    kept(session, case)
    facilitator, _witness = both(case, new_client)
    number = case.draw.id
    assert "Il ne reste rien de l’inscription" in page_of(facilitator, f"/travail/tirages/{number}/reclamation")
    address = f"/travail/tirages/{number}/reclamation/retablir"
    page_of(facilitator, address)
    answers = {
        "code": code,
        "reason": WHY,
        "who": "self",
        "kind": "resident",
        "street": "Rue des Fictions",
        "number": "3",
        "name": "Volontaire Retrouvée",
        "birth_year": "1980",
        "gender": "F",
        "channel": "phone",
        "phone": "06 39 98 00 11",
        "processing": "y",
    }
    refused = facilitator.post(address, answers | {"processing": ""}, follow=True)
    assert "Cochez la première case" in refused.get_data(as_text=True)
    page_of(facilitator, address)
    done = facilitator.post(address, answers, follow=True)
    assert "Remise" in done.get_data(as_text=True)
    found = session.scalars(sa.select(SignUp).where(SignUp.name == "Volontaire Retrouvée")).one()
    candidate = session.get_one(Candidate, (number, found.id))
    assert candidate.is_claim
    assert session.scalar(sa.select(sa.func.count()).select_from(Candidate)) == size
    session.commit()


def test_a_list_of_earlier_people_may_be_longer_than_a_statement_takes_values(session: Session) -> None:
    """SQLite takes 32,766 values a statement, PostgreSQL 65,535: the earlier list stays a query."""
    case = make_case(session, volunteers=60, until="completed")
    stays = case.sign_ups[7]
    consent = Consent(
        sign_up_id=stays.id, kind=ConsentKind.NEXT_DRAWS, text="Je reste.", text_on=LATER.date(), given_at=LATER
    )
    session.add(consent)
    session.flush()
    connection = session.connection().connection.dbapi_connection
    earlier = candidates.listed_before(case.council.id)
    if session.get_bind().dialect.name == "sqlite":
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 40)
    found = volunteers.pool(session, case.council, LATER + timedelta(days=400), earlier)
    assert [each.id for each in found] == [stays.id]
