"""Attempts and contests are erased with the rest once a draw is archived.

They were written once and for ever; they name an entry of the sealed list, so they go when what opens the list goes.
"""

from alembic import op

revision = "f2a6c7d80e95"
down_revision = "a63f1d07be54"
branch_labels = None
depends_on = None

TABLES = ("attempt", "contest")
NOT_ARCHIVED = "(SELECT state FROM draw WHERE id = OLD.draw_id) <> 'archived'"


def upgrade() -> None:
    guard_deletes(NOT_ARCHIVED)


def downgrade() -> None:
    guard_deletes("1 = 1")


def guard_deletes(condition: str) -> None:
    """Let rows go only where the condition does not hold."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    words = "this is written once"
    for table in TABLES:
        name = f"{table}_guard_delete"
        if is_sqlite:
            op.execute(f"DROP TRIGGER {name}")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN OLD; END $$"
        )
