"""Migrations on both databases: head is the models, each revision goes up and down, data survive."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from participation import models
from participation.config import RESOURCES
from participation.kernel.db import Base, is_modelled, make_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("postgres")
    engine = make_engine(server.create("migrations"))
    yield engine
    engine.dispose()
    server.drop("migrations")


def configuration(engine: sa.Engine | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(RESOURCES / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def revisions() -> list[str]:
    """Return every revision, oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions()))]


def schema(engine: sa.Engine) -> set[tuple[str, str]]:
    """Return everything the schema holds, in an order and spelling that do not depend on how it came to be."""
    if engine.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    else:
        query = (
            "SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')"
            " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
            " UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            " UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    with engine.connect() as connection:
        return {(str(name), " ".join(str(sql).split())) for name, sql in connection.exec_driver_sql(query)}


def test_the_head_is_what_the_models_say(engine: sa.Engine) -> None:
    assert models.__all__
    command.upgrade(configuration(engine), "head")
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_object": is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_each_revision_goes_up_and_down_and_leaves_the_schema_as_it_was(engine: sa.Engine) -> None:
    config = configuration(engine)
    previous = "base"
    for revision in revisions():
        before = schema(engine)
        command.upgrade(config, revision)
        after = schema(engine)
        assert after != before, revision
        command.downgrade(config, previous)
        assert schema(engine) == before, revision
        command.upgrade(config, revision)
        assert schema(engine) == after, revision
        previous = revision


def test_altering_a_table_with_children_keeps_them(tmp_path: Path) -> None:
    """SQLite drops and makes the table anew; with foreign keys on, its children would be deleted with it."""
    engine = make_engine(f"sqlite:///{tmp_path / 'children.db'}")
    config = configuration(engine)
    command.upgrade(config, "head")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO account (id, email, name, role, is_demonstration, created_at)"
            " VALUES (1, 'a@example.org', 'A', 'member', 0, '2026-11-24 09:00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO account_session (token_sha256, account_id, started_at, seen_at)"
            " VALUES ('x', 1, '2026-11-24 09:00:00', '2026-11-24 09:00:00')"
        )
    with engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        with context.begin_transaction(), Operations(context).batch_alter_table("account") as batch:
            batch.alter_column("name", type_=sa.String(300))
        connection.invalidate()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM account_session").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("revision", revisions())
def test_a_revision_tells_what_it_does_and_never_imports_the_package(revision: str) -> None:
    script = ScriptDirectory.from_config(configuration()).get_revision(revision)
    source = Path(script.path).read_text(encoding="utf-8")
    assert script.doc
    assert "participation" not in source.replace("the participation platform", "")
    assert Path(script.path).name.startswith("20")
