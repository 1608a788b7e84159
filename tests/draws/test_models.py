"""What both databases refuse by themselves, whoever asks (steps 3, 11 and 13)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.support.draws import Case, make_case

REFUSED: dict[str, list[str]] = {
    "draft": [
        "UPDATE draw SET state = 'sealed'",
        "UPDATE draw SET state = 'closed'",
        "INSERT INTO entry (draw_id, \"index\", leaf, identity, commitment) VALUES (1, 0, '0', '0', '0')",
        "INSERT INTO candidate (draw_id, sign_up_id, is_claim) VALUES (1, 1, false)",
    ],
    "announced": [
        "UPDATE draw SET state = 'draft'",
        "UPDATE draw SET secret_commitment = '0'",
        "UPDATE draw SET rule_sha256 = '0'",
        "UPDATE draw SET announced_at = '2020-01-01 00:00:00'",
        "UPDATE draw SET is_rehearsal = true",
        "UPDATE draw_secret SET secret = draw_secret.secret",
        "DELETE FROM draw_secret",
        "DELETE FROM draw",
    ],
    "closed": [
        "UPDATE draw SET state = 'announced'",
        "UPDATE draw SET state = 'drawn'",
        "UPDATE draw SET state = 'sealed'",
    ],
    "sealed": [
        "UPDATE draw SET state = 'closed'",
        "UPDATE draw SET state = 'drawn'",
        "UPDATE draw SET seats = 5",
        "UPDATE draw SET quotas = '{\"gender\":{}}'",
        "UPDATE draw SET plan = '[]'",
        "UPDATE draw SET place = 'Ailleurs'",
        "UPDATE draw SET entropy_for = '2030-01-01 00:00:00'",
        "UPDATE draw SET parameters = '{}'",
        "UPDATE draw SET seal = '0'",
        "UPDATE draw SET seal = NULL",
        "UPDATE draw SET rule_change = 'x'",
        "UPDATE draw SET closed_at = NULL",
        "INSERT INTO entry (draw_id, \"index\", leaf, identity, commitment) VALUES (1, 99, '0', '0', '0')",
        "UPDATE entry SET leaf = '0' WHERE \"index\" = 0",
        "UPDATE entry SET leaf = '0', rank = 1 WHERE \"index\" = 0",
        "UPDATE entry SET household = 'h' WHERE \"index\" = 0",
        'DELETE FROM entry WHERE "index" = 0',
        "DELETE FROM entry_secret",
        "UPDATE entry_secret SET identity = '{}' WHERE \"index\" = 0",
        'UPDATE entry_secret SET profile_salt = identity_salt WHERE "index" = 0',
        "DELETE FROM draw_seat",
        "INSERT INTO draw_seat (draw_id, seat_id) VALUES (1, 6)",
        "DELETE FROM candidate",
        "INSERT INTO substitution (draw_id, sequence, left_index, reason, at) "
        "VALUES (1, 1, 0, 'left', '2026-12-09')",
    ],
    "drawn": [
        "UPDATE draw SET state = 'sealed'",
        "UPDATE draw SET state = 'abandoned', abandoned_at = '2026-12-09'",
        "UPDATE draw SET seed = '0'",
        "UPDATE draw SET drawn_at = NULL",
        'UPDATE entry SET rank = 99 WHERE "index" = 0',
        "UPDATE contribution SET value = 'x'",
        "DELETE FROM contribution",
        "UPDATE selection SET position = position + 10",
        "DELETE FROM selection",
        'INSERT INTO selection (draw_id, position, "index") VALUES (1, 99, 0)',
        "UPDATE reading SET value = 'x'",
        "DELETE FROM reading",
        "INSERT INTO reading (draw_id, item, attempt, account_id, value, at) "
        "VALUES (1, 1, 9, 1, 'x', '2026-12-09')",
        "DELETE FROM draw_secret",
        "UPDATE draw_secret SET secret = draw_secret.secret",
        "INSERT INTO archived_transcript (draw_id, content) VALUES (1, '{}')",
    ],
    "completed": [
        "UPDATE draw SET state = 'drawn'",
        "UPDATE draw SET state = 'abandoned', abandoned_at = '2026-12-09'",
    ],
}


@pytest.mark.parametrize("state", REFUSED)
def test_the_database_refuses_what_would_rewrite_a_draw(session: Session, state: str) -> None:
    case: Case = make_case(session, until=state)
    session.commit()
    assert case.draw.id == 1
    for statement in REFUSED[state]:
        with pytest.raises(sa.exc.DBAPIError) as refusal, session.begin_nested():
            session.execute(sa.text(statement))
        # A refusal of ours, not a mistake in the statement.
        words = str(refusal.value.orig)
        assert "syntax" not in words, statement
        assert "no such" not in words, statement
        assert "does not exist" not in words, statement
    session.rollback()


def test_a_sealed_entry_may_forget_who_it_is(session: Session) -> None:
    make_case(session, until="sealed")
    erased = sa.text('UPDATE entry_secret SET identity = NULL, identity_salt = NULL WHERE "index" = 0')
    assert session.execute(erased).rowcount == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", ["entry", "contribution", "reading", "draw_secret", "substitution"])
def test_postgresql_refuses_truncate(session: Session, table: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        assert "TRUNCATE" not in str(sa.delete(sa.table(table)))  # SQLite has no such act.
        return
    with pytest.raises(sa.exc.DBAPIError, match="the lists of a draw stay"):
        session.execute(sa.text(f"TRUNCATE {table} CASCADE"))
