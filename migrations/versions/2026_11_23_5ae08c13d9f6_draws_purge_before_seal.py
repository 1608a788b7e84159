"""The people of a closed draw's list may go when their list is erased at its day, and not otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "5ae08c13d9f6"
down_revision = "e61a90d7b34c"
branch_labels = None
depends_on = None

NAME = "listed_person_guard_delete"
WORDS = "the list of a draw stays until its seal"
CLOSED = (
    "(SELECT d.state FROM draw d JOIN pool_list l ON l.draw_id = d.id WHERE l.id = OLD.list_id) = 'closed'"
)
NOT_ERASED = "(SELECT l.state FROM pool_list l WHERE l.id = OLD.list_id) <> 'purged'"


def upgrade() -> None:
    replace(f"{CLOSED} AND {NOT_ERASED}")


def downgrade() -> None:
    replace(CLOSED)


def replace(condition: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE DELETE ON listed_person WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
        return
    op.execute(
        sa.text(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN OLD; END $$"
        )
    )
