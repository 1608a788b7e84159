"""A sealed draw whose session cannot be held takes place later, under the same seal, in public.

The sealed hour stays as it is: the later one stands beside it, with the same kind of row that tells why. The database
refuses it before the seal, where the hour itself changes, and once the result is written.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "a1c47d30f6e9"
down_revision = "83d0b6f2ae17"
branch_labels = None
depends_on = None

STATE = "(SELECT state FROM draw WHERE id = NEW.draw_id)"
MOVED = "(NEW.entropy_for IS DISTINCT FROM OLD.entropy_for OR NEW.place IS DISTINCT FROM OLD.place)"
MARKED = "NEW.postponed_at IS DISTINCT FROM OLD.postponed_at"
LATER = "(NEW.later_at IS DISTINCT FROM OLD.later_at OR NEW.later_place IS DISTINCT FROM OLD.later_place)"
IN_PUBLIC = "an announced hour or place changes in public only"
BEFORE = (
    (
        "draw_postponed_update",
        "draw",
        "UPDATE",
        f"(OLD.announced_at IS NOT NULL AND {MOVED} AND NOT ({MARKED})) OR (OLD.seal IS NOT NULL AND {MARKED})",
        IN_PUBLIC,
    ),
    (
        "postponement_guard_insert",
        "postponement",
        "INSERT",
        f"{STATE} NOT IN ('announced', 'closed')",
        "no postponement after the seal",
    ),
)
AFTER = (
    (
        "draw_postponed_update",
        "draw",
        "UPDATE",
        f"(OLD.announced_at IS NOT NULL AND ({MOVED} OR {LATER}) AND NOT ({MARKED})) "
        f"OR (OLD.state <> 'sealed' AND {LATER}) OR (OLD.seal IS NOT NULL AND {MARKED} AND NOT {LATER})",
        IN_PUBLIC,
    ),
    (
        "postponement_guard_insert",
        "postponement",
        "INSERT",
        f"{STATE} NOT IN ('announced', 'closed', 'sealed')",
        "no postponement after the result",
    ),
)


def statements(guards: tuple[tuple[str, str, str, str, str], ...], is_sqlite: bool) -> Iterator[str]:
    for name, table, act, condition, words in guards:
        if is_sqlite:
            yield f"DROP TRIGGER {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )


def upgrade() -> None:
    op.add_column("draw", sa.Column("later_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("draw", sa.Column("later_place", sa.String(length=200), nullable=True))
    for statement in statements(AFTER, op.get_bind().dialect.name == "sqlite"):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(BEFORE, op.get_bind().dialect.name == "sqlite"):
        op.execute(statement)
    op.drop_column("draw", "later_place")
    op.drop_column("draw", "later_at")
