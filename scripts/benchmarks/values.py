"""Values of indicators: from a CSV file to rows in the database, on both databases, and a file that replaces a tenth.

Everything counts: reading, checking each cell, finding lines that say the same twice, comparing with what stands,
keeping what is replaced, writing.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.config import Settings
from participation.indicators.models import Area, Indicator, Observation, PastObservation, Sex
from participation.indicators.services import value_files
from participation.indicators.services.value_files import NewSource
from participation.kernel import clock
from scripts.benchmarks.lists import _servers as servers_of
from scripts.benchmarks.lists import _used as used_by
from tests.support.databases import start_postgres
from tests.support.values import make_area, make_indicator

Row = tuple[str, str, str, str, str]
PLACES, INDICATORS, YEARS = 1_500, 60, 10
WANTED = 20_000
USUAL = 300_000
SEXES = {Sex.ALL: "ensemble", Sex.WOMEN: "femmes", Sex.MEN: "hommes"}


def measure() -> list[Row]:
    """Return values a second on both databases, new and partly replaced."""
    return [row for database in ("sqlite", "postgresql") for row in _rows(USUAL, database)]


def _rows(count: int, database: str) -> Iterator[Row]:
    command = [sys.executable, "-m", "scripts.benchmarks.values", str(count), database]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    peak = int(found[-1]) // 1024
    for what, spent, waited in (("new", *found[:2]), ("one in ten replaced", *found[2:4])):
        rate = count / float(spent)
        yield (
            f"{count} values, {what}, {database}, CSV to rows",
            f"{rate:,.0f} values a second of processor, {peak} MB at most",
            f"{count / float(waited):,.0f} values a second by the clock",
            f"{rate / WANTED:.2f}",
            "≥ 1 (20,000 values/s)",
        )


def write_values(path: Path, count: int, is_later: bool) -> None:
    """Write a file of fictitious values as French Excel saves it; the later one has a tenth of them otherwise."""
    with path.open("w", encoding="utf-8") as target:
        target.write("lieu;indicateur;année;sexe;valeur;objectif;commentaire\n")
        for number, (place, indicator, year, sex) in enumerate(_keys()):
            if number >= count:
                return
            value = (number * 7919 + (number % 10 == 0) * is_later) % 1000 / 10
            told = "s" if number % 50 == 1 else str(value).replace(".", ",")
            target.write(f"qp-{place};indicateur-{indicator};{year};{sex};{told};{number % 100};\n")


def _keys() -> Iterator[tuple[int, int, int, str]]:
    for year in range(2014, 2014 + YEARS):
        for indicator in range(INDICATORS):
            for place in range(PLACES):
                for sex in SEXES.values():
                    yield place, indicator, year, sex


def run(count: int, url: str, folder: Path) -> list[float]:
    """Return seconds of processor, the database's included, and by the clock, of a new file and of a later one."""
    app = create_app(Settings(database_url=url, secret_key="bench", instance_path=folder, testing=True))  # noqa: S106
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    maker = app.extensions["db"]["write"]
    times: list[float] = []
    with maker() as session:
        _prepare(session)
        for is_later in (False, True):
            source = folder / "values.csv"
            write_values(source, count, is_later)
            processes = servers_of(maker)
            spent, waited = time.process_time(), time.perf_counter()
            about = NewSource("Fictive", str(is_later))
            before = sum(map(used_by, processes))
            value_files.bring(session, clock.now(), source, about, is_fictitious=True)
            session.commit()
            times += [time.process_time() - spent, time.perf_counter() - waited]
            times[-2] += sum(map(used_by, processes)) - before
        assert session.scalar(sa.select(sa.func.count()).select_from(Observation)) == count
        assert session.scalar(sa.select(sa.func.count()).select_from(PastObservation))
    return times


def _prepare(session: Session) -> None:
    area, indicator = make_area(session, "qp-0"), make_indicator(session, "indicateur-0")
    session.execute(
        sa.insert(Area),
        [
            {"code": f"qp-{n}", "name": f"qp-{n}", "kind": area.kind, "contract_id": area.contract_id}
            for n in range(1, PLACES)
        ],
    )
    same = {column.name: getattr(indicator, column.name) for column in sa.inspect(Indicator).columns}
    del same["id"]
    session.execute(sa.insert(Indicator), [{**same, "code": f"indicateur-{n}"} for n in range(1, INDICATORS)])
    session.commit()


def main() -> None:
    """Bring both files in, in a process of its own, and print their times and the most memory, in KB."""
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
