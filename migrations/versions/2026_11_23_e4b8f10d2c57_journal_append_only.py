"""The database itself refuses to change or delete a journal entry.

A mistake in the application, or somebody with the application's rights, could otherwise rewrite the chain and its hashes
in one go. Both databases raise an error; PostgreSQL also refuses TRUNCATE. SQLite's INSERT OR REPLACE deletes without
asking the delete trigger, so an insertion that meets an existing number or hash is refused as well.
"""

from alembic import op

revision = "e4b8f10d2c57"
down_revision = "2ab7e53f90d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
        op.execute(
            "CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry "
            "WHEN EXISTS (SELECT 1 FROM journal_entry WHERE sequence = NEW.sequence OR sha256 = NEW.sha256) "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_entry_no_update")
        op.execute("DROP TRIGGER journal_entry_no_delete")
        op.execute("DROP TRIGGER journal_entry_no_replace")
        return
    op.execute("DROP TRIGGER journal_entry_no_change ON journal_entry")
    op.execute("DROP FUNCTION journal_refuse()")
