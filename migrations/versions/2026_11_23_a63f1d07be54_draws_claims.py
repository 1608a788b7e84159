"""Each claim to be missing from a closed list stays, with how it was decided and why.

A claim needs no sign-up: somebody who never got a receipt, or whose row is gone, is answered too. The database takes
claims while the list is closed and keeps them as they were written.
"""

import sqlalchemy as sa
from alembic import op

revision = "a63f1d07be54"
down_revision = "c4f1a97be203"
branch_labels = None
depends_on = None

GROUNDS = ("in_journal", "not_in_journal", "no_code", "withdrawn", "already_in", "double", "not_eligible", "late")
STATE = "(SELECT state FROM draw WHERE id = NEW.draw_id)"
GUARDS = (
    ("INSERT", f"{STATE} <> 'closed'", "no claim on a list that is not closed"),
    ("UPDATE", "1 = 1", "a claim is decided once"),
    ("DELETE", "1 = 1", "a claim stays"),
)


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(*GROUNDS, name="ground", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("is_accepted = (ground = 'in_journal')", name=op.f("ck_claim_accepted")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_claim_account_id_account")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_claim_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_draw_id"), "claim", ["draw_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act, condition, words in GUARDS:
        name = f"claim_guard_{act.lower()}"
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON claim WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON claim FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for act, _condition, _words in GUARDS:
        name = f"claim_guard_{act.lower()}"
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON claim"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index(op.f("ix_claim_draw_id"), table_name="claim")
    op.drop_table("claim")
