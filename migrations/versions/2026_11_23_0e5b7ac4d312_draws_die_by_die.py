"""Each die is kept as soon as one person has typed it: a power cut in the session loses none.

A correction is one more row, so that what was typed first stays to be seen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0e5b7ac4d312"
down_revision = "d93a5f60e1b8"
branch_labels = None
depends_on = None

GUARDS = (
    ("INSERT", "(SELECT state FROM draw WHERE id = NEW.draw_id) <> 'sealed'", "no die in this state of the draw"),
    ("UPDATE", "1 = 1", "a die is written once"),
    ("DELETE", "1 = 1", "a die stays"),
)


def upgrade() -> None:
    op.create_table(
        "die_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=1), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_die_reading_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_die_reading_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_die_reading")),
    )
    op.create_index("ix_die_reading_item", "die_reading", ["draw_id", "item", "attempt"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act, condition, words in GUARDS:
        name = f"die_reading_guard_{act.lower()}"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON die_reading WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON die_reading FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act, _condition, _words in GUARDS:
        name = f"die_reading_guard_{act.lower()}"
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON die_reading"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index("ix_die_reading_item", table_name="die_reading")
    op.drop_table("die_reading")
