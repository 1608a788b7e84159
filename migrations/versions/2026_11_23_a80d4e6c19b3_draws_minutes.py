"""What people write into the minutes of a draw: who was present, incidents, checks on another computer.

Lines are written once: a correction is a new line. The one change the database lets through is a name taken off, as
whoever agreed to be named may change their mind.
"""

import sqlalchemy as sa
from alembic import op

revision = "a80d4e6c19b3"
down_revision = "71f0c8a25be9"
branch_labels = None
depends_on = None

KEPT = ("draw_id", "sequence", "kind", "quality", "text", "holds", "corrects", "account_id", "at")
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
GUARDS = (
    ("INSERT", "(SELECT state FROM draw WHERE id = NEW.draw_id) IN ('draft', 'abandoned', 'archived')", "no minutes now"),
    ("UPDATE", f"NEW.name IS NOT NULL OR {CHANGED}", "a line of the minutes is written once"),
    ("DELETE", "1 = 1", "a line of the minutes stays"),
)
KINDS = ("present", "incident", "check")
QUALITIES = ("organiser", "reader", "witness", "officer", "elected", "agent", "resident")


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "minutes_line",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("quality", sa.Enum(*QUALITIES, name="quality", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("corrects IS NULL OR corrects < sequence", name=op.f("ck_minutes_line_earlier")),
        sa.CheckConstraint("(kind = 'present') = (quality IS NOT NULL)", name=op.f("ck_minutes_line_quality_of_present")),
        sa.CheckConstraint("kind = 'present' OR name IS NULL", name=op.f("ck_minutes_line_name")),
        sa.CheckConstraint("kind <> 'incident' OR text IS NOT NULL", name=op.f("ck_minutes_line_text")),
        sa.CheckConstraint("(kind = 'check') = (holds IS NOT NULL)", name=op.f("ck_minutes_line_holds")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_minutes_line_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_minutes_line_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["draw_id", "corrects"],
            ["minutes_line.draw_id", "minutes_line.sequence"],
            name=op.f("fk_minutes_line_draw_id_minutes_line"),
        ),
        sa.PrimaryKeyConstraint("draw_id", "sequence", name=op.f("pk_minutes_line")),
    )
    for act, condition, words in GUARDS:
        name = f"minutes_line_guard_{act.lower()}"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON minutes_line WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON minutes_line FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act, _condition, _words in GUARDS:
        name = f"minutes_line_guard_{act.lower()}"
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON minutes_line"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("minutes_line")
