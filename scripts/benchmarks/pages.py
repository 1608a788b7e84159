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
TURNS, SPELL = 11, "-d1s"
BARE = '''
import sqlalchemy as sa
from flask import Flask, render_template
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
app = Flask(__name__)
class Base(DeclarativeBase):
    pass
class Probe(Base):
    __tablename__ = "probe"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
Session = sessionmaker(sa.create_engine({url!r}))
@app.get("/<int:number>")
def page(number):
    with Session() as session:
        rows = session.scalars(sa.select(Probe).order_by(Probe.id).limit({count})).all()
        return render_template("bare.html", rows=rows)
'''
LAYOUT = "<!doctype html><title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}\n"
BARE_TEMPLATE = '''{% extends "layout.html" %}{% block title %}x{% endblock %}{% block content %}<ul>
{% for row in rows %}<li><a href="{{ url_for('page', number=row.id) }}">{{ row.name }}</a></li>
{% endfor %}</ul>'''
ROWS = 20
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
        for warm_up in (address, bare + "/1"):
            requests_per_second(warm_up)
        pairs = [(requests_per_second(address), requests_per_second(bare + "/1")) for _ in range(TURNS)]
    ratio = median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(rates) for rates in zip(*pairs, strict=True))
    bare_words = f"bare page over SQLAlchemy {theirs:.0f} req/s"
    return f"{label}, {size} bytes of HTML", f"{ours:.0f} req/s", bare_words, f"{ratio:.2f}", WANTED


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
    """Write the bare page: one session, one select of twenty objects, a list of as many links; as long as a page.

    The links stand for the twenty to thirty of our pages and are built as ours are, by `url_for` with a value in the
    path. The rest of the bytes are one constant text, so that the template costs no more than its size asks. It
    has the same libraries, server and settings of them as they come, and nothing to translate, cut or protect.
    """
    database, templates = folder / "bare.db", folder / "templates"
    if not database.exists():
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, name TEXT)")
            connection.executemany("INSERT INTO probe (name) VALUES (?)", [(NAME,)] * 200)
        templates.mkdir()
    rest = size - ROWS * len(f'<li><a href="/10">{NAME}</a></li>\n'.encode())
    text = "<p>du texte</p>\n" * max(0, rest // len("<p>du texte</p>\n"))
    (templates / "layout.html").write_text(LAYOUT, encoding="utf-8")
    (templates / "bare.html").write_text(BARE_TEMPLATE + text + "{% endblock %}", encoding="utf-8")
    code = BARE.format(url=f"sqlite:///{database}", count=ROWS)
    (folder / "bare.py").write_text(code, encoding="utf-8")


def requests_per_second(address: str) -> float:
    """Return what wrk counts with 2 threads and 16 connections."""
    output = subprocess.run(["wrk", "-t2", "-c16", SPELL, address], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if "Non-2xx" in output or found is None:
        raise RuntimeError(output)
    return float(found[1])
