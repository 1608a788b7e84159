"""What was sent, revised, signed and noted about a meeting is written once: the database refuses to change it.

Minutes that were published could otherwise be rewritten behind their seal, and a late convocation made to look in time.
"""

from alembic import op

revision = "83d0b6f2ae17"
down_revision = "4f1c8e7a9d05"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("convocation", "minutes_revision", "minutes_signature", "follow_up")
WORDS = "what was kept of a meeting does not change"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION meetings_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
    )
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION meetings_refuse()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    for table in WRITTEN_ONCE:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute("DROP FUNCTION meetings_refuse()")
