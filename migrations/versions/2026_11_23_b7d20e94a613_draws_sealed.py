"""The database itself refuses what would change a draw behind its seal.

The application checks the same; a mistake in it, or somebody with its rights, could otherwise add a name
after the
sealing, change a result or make a second secret. States only advance, sealed columns stay, entries never
change but to
get their rank, what the chance decided is written once. Erasing who an entry is stays possible: its leaf
remains.
"""

from collections.abc import Iterator, Sequence

from alembic import op

revision = "b7d20e94a613"
down_revision = "e4b8f10d2c57"
branch_labels = None
depends_on = None

NEXT_STATES = (
    "draft>announced",
    "announced>closed",
    "closed>sealed",
    "sealed>drawn",
    "drawn>completed",
    "completed>archived",
    "draft>abandoned",
    "announced>abandoned",
    "closed>abandoned",
    "sealed>abandoned",
)
ANNOUNCED_COLUMNS = (
    "uuid",
    "council_id",
    "sequence",
    "previous_draw_id",
    "is_rehearsal",
    "method",
    "announced_at",
    "rule_sha256",
    "secret_commitment",
    "announcement",
)
SEALED_COLUMNS = (
    "title",
    "seats",
    "quotas",
    "plan",
    "place",
    "entropy_for",
    "claims_days",
    "rule_change",
    "closed_at",
    "claims_end_at",
    "entries_at_close",
    "sealed_at",
    "parameters",
    "seal",
)
DRAWN_COLUMNS = ("seed", "drawn_at")
OLD_ENTRY = ("draw_id", '"index"', "leaf", "identity", "commitment", "household")
OLD_OPENING = ("draw_id", '"index"', "sign_up_id", "profile", "profile_salt")
WRITTEN_ONCE = ("draw_secret", "reading", "contribution", "selection", "substitution", "archived_transcript")
INSERTED_IN = {
    "draw_secret": ("draft",),
    "candidate": ("announced", "closed"),
    "entry": ("closed",),
    "entry_secret": ("closed",),
    "reading": ("sealed",),
    "contribution": ("sealed",),
    "selection": ("sealed",),
    "substitution": ("drawn", "completed"),
    "archived_transcript": ("completed",),
}


def quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def changed(columns: Sequence[str]) -> str:
    return "(" + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns) + ")"


def outside(row: str, states: Sequence[str]) -> str:
    return f"(SELECT state FROM draw WHERE id = {row}.draw_id) NOT IN ({quoted(states)})"


def guards() -> Iterator[tuple[str, str, str, str]]:
    """Return table, act, the condition that is refused, and the words of the refusal."""
    yield "draw", "INSERT", "NEW.state <> 'draft'", "a draw begins as a draft"
    yield "draw", "DELETE", "OLD.state <> 'draft'", "an announced draw stays"
    forward = f"NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ({quoted(NEXT_STATES)})"
    refused = (
        forward,
        f"OLD.announced_at IS NOT NULL AND {changed(ANNOUNCED_COLUMNS)}",
        f"OLD.seal IS NOT NULL AND {changed(SEALED_COLUMNS)}",
        f"OLD.drawn_at IS NOT NULL AND {changed(DRAWN_COLUMNS)}",
        "NEW.state = 'announced' AND NEW.announcement IS NULL",
        "NEW.state = 'sealed' AND (NEW.seal IS NULL OR NEW.parameters IS NULL)",
        "NEW.state = 'drawn' AND NEW.seed IS NULL",
    )
    yield (
        "draw",
        "UPDATE",
        " OR ".join(f"({each})" for each in refused),
        "a draw only advances, and its seal holds",
    )
    for act, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        yield (
            "draw_seat",
            act,
            outside(row, ("draft", "announced", "closed")),
            "the seats of a draw are sealed",
        )
    for table, states in INSERTED_IN.items():
        yield table, "INSERT", outside("NEW", states), f"no {table} in this state of the draw"
    for table in WRITTEN_ONCE:
        yield table, "UPDATE", "1 = 1", f"a {table} is written once"
        yield table, "DELETE", "1 = 1", f"a {table} stays"
    rank = "OLD.rank IS NULL AND NEW.rank IS NOT NULL AND NOT " + outside("OLD", ("sealed",))
    yield (
        "entry",
        "UPDATE",
        f"{changed(OLD_ENTRY)} OR NOT ({rank})",
        "an entry only gets its rank, at the draw",
    )
    yield "entry", "DELETE", "1 = 1", "an entry stays"
    erased = "NEW.identity IS NULL AND NEW.identity_salt IS NULL"
    yield (
        "entry_secret",
        "UPDATE",
        f"{changed(OLD_OPENING)} OR NOT ({erased})",
        "an opening can only be erased",
    )
    ended = outside("OLD", ("completed", "archived", "abandoned"))
    yield "entry_secret", "DELETE", ended, "the openings stay until the draw has ended"
    for act in ("UPDATE", "DELETE"):
        yield "candidate", act, outside("OLD", ("announced", "closed")), "the list of a draw is sealed"


def name_of(table: str, act: str) -> str:
    return f"{table}_guard_{act.lower()}"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, act, condition, words in guards():
        name = name_of(table, act)
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
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION draws_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'the lists of a draw stay'; END $$"
        )
        for table in ("entry", *WRITTEN_ONCE):
            op.execute(
                f"CREATE TRIGGER {table}_guard_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION draws_refuse_truncate()"
            )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        for table in ("entry", *WRITTEN_ONCE):
            op.execute(f"DROP TRIGGER {table}_guard_truncate ON {table}")
        op.execute("DROP FUNCTION draws_refuse_truncate()")
    for table, act, _condition, _words in guards():
        name = name_of(table, act)
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
