"""The guard of listed people asks that their list be open, where it asked that it not be closed.

A list that is not there was neither. On PostgreSQL it looks once at each statement's lists instead of once at each row,
which took two fifths of an import; SQLite knows triggers for rows only.
"""

import sqlalchemy as sa
from alembic import op

revision = "d27e80f5ab16"
down_revision = "9b1c6de07f34"
branch_labels = None
depends_on = None

NAME = "listed_person_guard_insert"
WORDS = "the list of a draw is closed"
STATES = "('draft', 'announced')"
CLOSED = (
    "(SELECT d.state FROM draw d JOIN pool_list l ON l.draw_id = d.id WHERE l.id = NEW.list_id) "
    f"NOT IN {STATES}"
)
IS_OPEN = f"SELECT 1 FROM pool_list l JOIN draw d ON d.id = l.draw_id WHERE d.state IN {STATES} AND l.id = "
EACH_ROW = f"BEFORE INSERT ON listed_person FOR EACH ROW EXECUTE FUNCTION {NAME}()"
EACH_STATEMENT = (
    f"AFTER INSERT ON listed_person REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()"
)


def upgrade() -> None:
    lists = f"EXISTS (SELECT 1 FROM (SELECT DISTINCT list_id FROM added) a WHERE NOT EXISTS ({IS_OPEN}a.list_id))"
    replace(f"NOT EXISTS ({IS_OPEN}NEW.list_id)", lists, "NULL", EACH_STATEMENT)


def downgrade() -> None:
    replace(CLOSED, CLOSED, "NEW", EACH_ROW)


def replace(on_sqlite: str, on_postgresql: str, result: str, occasion: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON listed_person WHEN {on_sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
        return
    op.execute(f"DROP TRIGGER {NAME} ON listed_person")
    op.execute(f"DROP FUNCTION {NAME}()")
    op.execute(
        sa.text(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {on_postgresql} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN {result}; END $$"
        )
    )
    op.execute(f"CREATE TRIGGER {NAME} {occasion}")
