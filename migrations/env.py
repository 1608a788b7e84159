"""Runs the revisions on the engine that `flask db …` gives; there is no alembic.ini.

SQLite alters a table by making a new one and dropping the old: with foreign keys on, that empties the tables below it.
They are off during the run, which is only possible outside a transaction, and checked before it commits.
"""

from alembic import context

from participation import models  # noqa: F401 - the tables register themselves
from participation.kernel.db import Base, UTCDateTime, is_modelled


def render_item(kind, value, _context):
    """Write our column types as plain SQLAlchemy ones: revisions never import the package."""
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


engine = context.config.attributes["engine"]
is_sqlite = engine.dialect.name == "sqlite"
with engine.connect() as connection:
    if is_sqlite:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        render_item=render_item,
        include_object=is_modelled,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys violated: {broken}")
    if is_sqlite:
        connection.invalidate()
