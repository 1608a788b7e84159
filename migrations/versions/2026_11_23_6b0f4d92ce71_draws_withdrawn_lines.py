"""The text of a line of the minutes can be withdrawn, once: the line stays, with the day and the reason.

Somebody may have been named in it. What else a line says stays as it was written, and so does its digest in the journal.
"""

import sqlalchemy as sa
from alembic import op

revision = "6b0f4d92ce71"
down_revision = "d27e80f5ab16"
branch_labels = None
depends_on = None

NAME = "minutes_line_guard_update"
WORDS = "a line of the minutes is written once"
KEPT = ("draw_id", "sequence", "kind", "quality", "holds", "corrects", "account_id", "at")


def differs(*names: str) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


FORMER = f"NEW.name IS NOT NULL OR {differs(*KEPT[:4], 'text', *KEPT[4:])}"
GIVEN = "NEW.text = '' AND OLD.text <> '' AND NEW.withdrawn_for IS NOT NULL"
WITHDRAWN = f"(OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND {GIVEN})"
CONDITION = (
    f"(NEW.name IS NOT NULL AND {differs('name')}) OR {differs(*KEPT)} "
    f"OR (({differs('text', 'withdrawn_at', 'withdrawn_for')}) AND NOT COALESCE({WITHDRAWN}, 1 = 0))"
)


def upgrade() -> None:
    op.add_column("minutes_line", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("minutes_line", sa.Column("withdrawn_for", sa.String(length=32), nullable=True))
    guard(CONDITION)


def downgrade() -> None:
    guard(FORMER)
    op.drop_column("minutes_line", "withdrawn_for")
    op.drop_column("minutes_line", "withdrawn_at")


def guard(condition: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON minutes_line WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN NEW; END $$"
    )
