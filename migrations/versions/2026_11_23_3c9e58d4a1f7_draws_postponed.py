"""A draw's hour and place can change between the announcement and the seal, in public and never silently.

Each change keeps what it replaces and why. The database refuses a new hour or place without such a row's mark, refuses
any change of it after the seal, and keeps the rows as they were written.
"""

import sqlalchemy as sa
from alembic import op

revision = "3c9e58d4a1f7"
down_revision = "b7d20e94a613"
branch_labels = None
depends_on = None

OPEN = "('announced', 'closed')"
STATE = "(SELECT state FROM draw WHERE id = NEW.draw_id)"
MOVED = "(NEW.entropy_for IS DISTINCT FROM OLD.entropy_for OR NEW.place IS DISTINCT FROM OLD.place)"
MARKED = "NEW.postponed_at IS DISTINCT FROM OLD.postponed_at"
GUARDS = (
    (
        "draw_postponed_update",
        "draw",
        "UPDATE",
        f"(OLD.announced_at IS NOT NULL AND {MOVED} AND NOT ({MARKED})) OR (OLD.seal IS NOT NULL AND {MARKED})",
        "an announced hour or place changes in public only",
    ),
    ("postponement_guard_insert", "postponement", "INSERT", f"{STATE} NOT IN {OPEN}", "no postponement after the seal"),
    ("postponement_guard_update", "postponement", "UPDATE", "1 = 1", "a postponement is written once"),
    ("postponement_guard_delete", "postponement", "DELETE", "1 = 1", "a postponement stays"),
)


def upgrade() -> None:
    op.add_column("draw", sa.Column("postponed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "postponement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former_entropy_for", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former_place", sa.String(length=200), nullable=False),
        sa.Column("entropy_for", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("entropy_for >= former_entropy_for", name=op.f("ck_postponement_later")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_postponement_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_postponement_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponement")),
    )
    op.create_index(op.f("ix_postponement_draw_id"), "postponement", ["draw_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, act, condition, words in GUARDS:
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, _act, _condition, _words in GUARDS:
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index(op.f("ix_postponement_draw_id"), table_name="postponement")
    op.drop_table("postponement")
    op.drop_column("draw", "postponed_at")
