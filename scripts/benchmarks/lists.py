"""Lists of people: from a CSV file to rows in the database, on both databases, and a million of them.

Both steps count: the check, which reads and understands each row, and the import, which is one transaction.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.app import create_app
from participation.config import Settings
from participation.draws.models import ListKind, PoolList
from participation.draws.services.lists import columns, importing, sending
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.sending import About
from participation.kernel import clock, jobs
from participation.kernel.tables import open_table
from tests.support.databases import start_postgres
from tests.support.draws import ANNOUNCED, Case, make_case

Row = tuple[str, str, str, str, str]
ROWS = 200_000
MILLION = 1_000_000
WANTED = 20_000
NAMES = ("Martin", "Lefèvre", "Nguyễn", "Dupont-Moretti", "El Amrani", "O’Brien", "de La Tour", "Yılmaz")
GIVEN = ("Marie", "Ngozi", "Jean-Pierre", "Élodie", "Youssef", "Zoé", "Anne-Laure", "Bjørn")
STREETS = ("rue de la Paix", "avenue du 6-Juin", "boulevard Maréchal-Juin", "allée des Tilleuls", "place St-Pierre")


def measure() -> list[Row]:
    """Return rows a second on both databases, then the time and memory of a million."""
    rows = [_row(ROWS, database) for database in ("sqlite", "postgresql")]
    return [*rows, _row(MILLION, "sqlite")]


def _row(count: int, database: str) -> Row:
    command = [sys.executable, "-m", "scripts.benchmarks.lists", str(count), database]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    checked, imported, waited = (float(number) for number in found[:3])
    rate, peak = count / (checked + imported), int(found[3]) // 1024
    return (
        f"list of {count} rows, {database}, CSV to people",
        f"{rate:,.0f} rows a second of processor, {peak} MB at most",
        f"check {checked:.1f} s, import {imported:.1f} s of processor; {waited:.1f} s by the clock",
        f"{rate / WANTED:.2f}",
        "≥ 1 (20,000 rows/s), < 500 MB",
    )


def write_list(path: Path, count: int) -> None:
    """Write a list of fictitious people as an office would, with semicolons and French dates."""
    with path.open("w", encoding="utf-8") as target:
        target.write("Nom;Prénom;Date de naissance;Sexe;Numéro;Voie;Code postal;Commune\n")
        for n in range(count):
            name, given, street = NAMES[n % 8] + _letters(n // 64), GIVEN[n // 8 % 8], STREETS[n % 5]
            born = f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/{1930 + n % 75}"
            target.write(f"{name};{given};{born};{'FM'[n % 2]};{1 + n % 200};{street};14000;Caen\n")


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def run(count: int, url: str, folder: Path) -> tuple[float, float, float]:
    """Return the seconds of processor of the check and of the import, the database's included, and those by the clock
    of both."""
    app = create_app(Settings(database_url=url, secret_key="bench", instance_path=folder, testing=True))  # noqa: S106
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    source = folder / "list.csv"
    write_list(source, count)
    maker = app.extensions["db"]["write"]
    with maker() as session:
        case = make_case(session, volunteers=0)
        found = _send(session, case, source)
        columns.choose(session, case.facilitator, ANNOUNCED, case.draw.id, found.id, columns.chosen(found))
        session.commit()
        started, checked = time.perf_counter(), _timed(maker, session)
        importing.start(session, case.facilitator, ANNOUNCED, case.draw.id, found.id)
        session.commit()
        imported = _timed(maker, session)
        assert found.rows_kept == count, (found.state, found.rows_kept, found.rows_doubtful, found.rows_refused)
        waited = time.perf_counter() - started
    return checked, imported, waited


def _send(session: Session, case: Case, source: Path) -> PoolList:
    about = About(
        ListKind.ELECTORAL_ROLL, "Liste fictive", "Données fictives", "Mairie fictive", date(2026, 11, 2), date(2027, 6, 1)
    )
    with source.open("rb") as stream, folder_of(session).receive(stream, 10**9) as received:
        table = open_table(received.path, source.name)
        return sending.send(session, case.facilitator, ANNOUNCED, case.draw.id, about, source.name, received, table)


def _timed(maker: "sessionmaker[Session]", session: Session) -> float:
    session.rollback()
    servers = _servers(maker)
    started = time.process_time() + sum(map(_used, servers))
    assert jobs.work_one(maker, clock.now)
    return time.process_time() + sum(map(_used, servers)) - started


def _servers(maker: "sessionmaker[Session]") -> list[int]:
    """Return the processes of PostgreSQL that serve us."""
    engine: sa.Engine = maker.kw["bind"]
    if engine.dialect.name == "sqlite":
        return []
    with engine.connect() as one, engine.connect() as two, engine.connect() as three:
        return [each.scalar(sa.text("SELECT pg_backend_pid()")) for each in (one, two, three)]


def _used(process: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Bring one list in, in a process of its own, and print both times and the most memory, in KB."""
    count, database = int(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            times = run(count, f"sqlite:///{folder}/bench.db", Path(folder))
        else:
            with start_postgres() as server:
                times = run(count, server.create("bench"), Path(folder))
    print(*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main()
