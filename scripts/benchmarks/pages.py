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
from statistics import median

from scripts.benchmarks.servers import server

Row = tuple[str, str, str, str, str]
WANTED = "≥ 0.5"
TURNS, SPELL = 5, "-d2s"
BARE = '''
import sqlite3
from flask import Flask, render_template
app = Flask(__name__)
@app.get("/")
def page():
    connection = sqlite3.connect({database!r})
    rows = connection.execute("SELECT id, name FROM probe ORDER BY id LIMIT {count}").fetchall()
    connection.close()
    return render_template("bare.html", rows=rows)
'''
BARE_TEMPLATE = '''<!doctype html><title>x</title><ul>
{% for row in rows %}<li><a href="/{{ row[0] }}">{{ row[1] }}</a></li>
{% endfor %}</ul>
'''
NAME = "Nom d’un quartier fictif de la liste"


def measure() -> list[Row]:
    """Return one row a page; nothing is measured where wrk is missing."""
    if shutil.which("wrk") is None:
        return [("pages under wrk", "not measured (wrk is missing)", "", "", WANTED)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        with server("wsgi:app", environment(folder), Path.cwd()) as address:
            pages = addresses(address)
            return [compare(folder, label, address + path) for label, path in pages.items()]


def compare(folder: Path, label: str, address: str) -> Row:
    """Measure a page and the bare page by turns, so that a busy moment of the machine meets both."""
    size = len(fetch(address))
    write_bare(folder, size)
    with server("bare:app", dict(os.environ), folder) as bare:
        pairs = [(requests_per_second(address), requests_per_second(bare + "/")) for _ in range(TURNS)]
    ratio = median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(rates) for rates in zip(*pairs, strict=True))
    return (
        f"{label}, {size} bytes of HTML", f"{ours:.0f} req/s", f"bare page {theirs:.0f} req/s", f"{ratio:.2f}", WANTED,
    )  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a demonstration kept in a folder."""
    return os.environ | {"INSTANCE_PATH": str(folder), "DEMONSTRATION": "1", "FLASK_APP": "wsgi:app"}


def prepare(folder: Path, environ: dict[str, str] | None = None) -> None:
    """Load the demonstration."""
    for command in (["db", "upgrade"], ["territory", "load-reference"], ["demonstration", "load"]):
        subprocess.run(
            [sys.executable, "-m", "flask", *command],
            check=True, env=environ or environment(folder), stdout=subprocess.DEVNULL,
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


def write_bare(folder: Path, size: int) -> None:
    """Write the bare page: a list of one query's rows, as long as a given page.

    Its template is compiled once, as ours are.
    """
    database = folder / "bare.db"
    row_size = len(f'<li><a href="/100">{NAME}</a></li>\n'.encode())
    if not database.exists():
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, name TEXT)")
            connection.executemany("INSERT INTO probe (name) VALUES (?)", [(NAME,)] * 2000)
        (folder / "templates").mkdir()
        (folder / "templates" / "bare.html").write_text(BARE_TEMPLATE, encoding="utf-8")
    code = BARE.format(database=str(database), count=max(1, size // row_size))
    (folder / "bare.py").write_text(code, encoding="utf-8")


def requests_per_second(address: str) -> float:
    """Return what wrk counts with 2 threads and 16 connections."""
    output = subprocess.run(["wrk", "-t2", "-c16", SPELL, address], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if "Non-2xx" in output or found is None:
        raise RuntimeError(output)
    return float(found[1])
