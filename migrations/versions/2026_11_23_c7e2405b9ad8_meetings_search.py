"""The index of words: FTS5 on SQLite, a GIN index over tsvectors on PostgreSQL, both made of the stems.

On SQLite whoever writes the texts writes the index too: triggers may not touch a virtual table where the schema is not
trusted, which is how we open every database. On PostgreSQL a trigger does it.

There the vectors stand in a narrow table of their own: the newest texts with a common word are then found by
going back through the key. They are made of the stems as they are, without PostgreSQL's own reading of words, so that
both databases find the same.
"""

import sqlalchemy as sa
from alembic import op

revision = "c7e2405b9ad8"
down_revision = "a1c47d30f6e9"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "stems, content='search_text', content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\", detail=none, columnsize=0)",
)
POSTGRESQL = (
    "CREATE TABLE search_index (id bigint PRIMARY KEY REFERENCES search_text ON DELETE CASCADE, words tsvector NOT NULL)",
    "ALTER TABLE search_index ALTER words SET STORAGE MAIN",
    "CREATE INDEX search_index_words ON search_index USING gin (words)",
    "CREATE FUNCTION search_text_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO search_index (id, words) VALUES (new.id, array_to_tsvector(string_to_array(new.stems, ' '))) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words; RETURN NULL; END $$",
    "CREATE TRIGGER search_text_index AFTER INSERT OR UPDATE OF stems ON search_text "
    "FOR EACH ROW EXECUTE FUNCTION search_text_index()",
)


def make_table(*columns: sa.Column, **keys: str) -> None:
    """Make the table of texts, which nothing has written to before this revision, so that no row is lost."""
    op.create_table(
        "search_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_search_text_body_id_body"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_search_text_{column}_{target.split('.')[0]}")
            for column, target in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_text"),
        sa.UniqueConstraint("kind", "reference", name="uq_search_text_kind_reference"),
    )
    op.create_index("ix_search_text_body_id_id", "search_text", ["body_id", "id"])


def upgrade() -> None:
    op.drop_table("search_text")
    make_table(sa.Column("meeting_id", sa.Integer(), nullable=False), meeting_id="meeting.id")
    op.create_index("ix_search_text_meeting_id", "search_text", ["meeting_id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
    op.drop_table("search_text")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION search_text_index()")
    make_table()
