"""Requests per second of public pages next to a bare Flask page with one query and a template of the same size."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from scripts.benchmarks.servers import server

Row = tuple[str, str, str, str, str]
WANTED = "≥ 0.5"
BARE = '''
import sqlite3
from flask import Flask, render_template_string
app = Flask(__name__)
TEMPLATE = open({template!r}, encoding="utf-8").read()
@app.get("/")
def page():
    connection = sqlite3.connect({database!r})
    rows = connection.execute("SELECT id, name FROM probe ORDER BY name LIMIT 20").fetchall()
    connection.close()
    return render_template_string(TEMPLATE, rows=rows)
'''


def measure() -> list[Row]:
    """Return one row a page; nothing is measured where wrk is missing."""
    if shutil.which("wrk") is None:
        return [("pages under wrk", "not measured (wrk is missing)", "", "", WANTED)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        with server("wsgi:app", environment(folder), Path.cwd()) as address:
            pages = addresses(address)
            sizes = {label: len(fetch(address + path)) for label, path in pages.items()}
            rates = {label: requests_per_second(address + path) for label, path in pages.items()}
        rows = []
        for label, rate in rates.items():
            bare = bare_rate(folder, sizes[label])
            rows.append((f"{label}, {sizes[label]} bytes of HTML", f"{rate:.0f} req/s", f"bare page {bare:.0f} req/s", f"{rate / bare:.2f}", WANTED))
    return rows


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a demonstration kept in a folder."""
    return os.environ | {"INSTANCE_PATH": str(folder), "DEMONSTRATION": "1", "FLASK_APP": "wsgi:app"}


def prepare(folder: Path, environ: dict[str, str] | None = None) -> None:
    """Load the demonstration."""
    for command in (["db", "upgrade"], ["territory", "load-reference"], ["demonstration", "load"]):
        subprocess.run(
            [sys.executable, "-m", "flask", *command], check=True, env=environ or environment(folder), stdout=subprocess.DEVNULL
        )


def addresses(address: str) -> dict[str, str]:
    """Return the pages to measure: home, a council, a completed draw."""
    draws = re.findall(r'href="(/tirage/\d+)"', fetch(address + "/tirages").decode())
    return {"home": "/", "council": "/q/chemin-vert/conseil", "draw": draws[-1]}


def fetch(address: str) -> bytes:
    """Return a page's bytes, not compressed."""
    with urllib.request.urlopen(address) as response:  # noqa: S310 - an address of this machine
        body: bytes = response.read()
    return body


def bare_rate(folder: Path, size: int) -> float:
    """Return the rate of the bare page whose output has a given size."""
    database, template = folder / "bare.db", folder / "bare.html"
    if not database.exists():
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, name TEXT)")
            connection.executemany("INSERT INTO probe (name) VALUES (?)", [(f"nom {n}",) for n in range(200)])
    row = "{% for row in rows %}<li><a href=\"/{{ row[0] }}\">{{ row[1] }}</a></li>{% endfor %}"
    template.write_text("<!doctype html><title>x</title><ul>" + row + "</ul>" + "<p>du texte</p>" * (size // 15), encoding="utf-8")
    (folder / "bare.py").write_text(BARE.format(template=str(template), database=str(database)), encoding="utf-8")
    with server("bare:app", dict(os.environ), folder) as address:
        return requests_per_second(address + "/")


def requests_per_second(address: str) -> float:
    """Return the better of two runs of wrk with 2 threads and 16 connections."""
    rates = []
    for _ in range(2):
        output = subprocess.run(
            ["wrk", "-t2", "-c16", "-d6s", address], check=True, capture_output=True, text=True
        ).stdout
        if "Non-2xx" in output:
            raise RuntimeError(output)
        rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]))
    return max(rates)
