"""What deleting leaves behind in the database's own files, taken away.

SQLite overwrites what it deletes (`secure_delete`), but a page that was rebuilt can keep a stale copy of a row beside
its live ones; PostgreSQL keeps dead rows until a table is written anew. Whoever erases people asks for a scrub; the
worker does it at its next round, and again until it succeeds. Backups are files of their own: see « Backups » in the
README.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.kernel import jobs

ASKED = "scrub"
"""A file of the instance: names of the tables to write anew."""


def ask(session: Session, *tables: str) -> None:
    """Ask that nothing be left of the rows this transaction deletes. Asked in vain, a scrub harms nobody."""
    path = Path(session.info["instance_path"]) / ASKED
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.writelines(f"{table}\n" for table in tables)


@jobs.due_apart("scrubbed_database")
def scrub(sessions: "sessionmaker[Session]", _now: datetime) -> int:
    """Write anew what held deleted rows: the whole file on SQLite, the tables asked for on PostgreSQL."""
    path = Path(sessions.kw["info"]["instance_path"]) / ASKED
    if not path.exists():
        return 0
    asked = path.read_text(encoding="ascii")
    engine: sa.Engine = sessions.kw["bind"]
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        if engine.dialect.name == "sqlite":
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            driver.autocommit = True
            driver.execute("SET statement_timeout = 0")
            for table in sorted(set(asked.split()) & set(sa.inspect(engine).get_table_names())):
                driver.execute(f'VACUUM (FULL) "{table}"')
    finally:
        connection.invalidate()  # Its settings are not those of the pool.
    if path.read_text(encoding="ascii") == asked:
        path.unlink()
    return 1
