"""What a first visit of each public page weighs, compressed, with its style sheet and icon."""

import gzip
import re
import tempfile
import urllib.request
from pathlib import Path

from scripts.benchmarks.pages import addresses, environment, prepare
from scripts.benchmarks.servers import server

Row = tuple[str, str, str, str, str]
BUDGET = 14 * 1024
EXTRA = {"sign-up": "/inscription", "help": "/aide", "draws": "/tirages", "journal": "/journal", "contract": "/contrat"}


def measure() -> list[Row]:
    """Return one row a page: bytes on the wire and number of requests."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        with server("wsgi:app", environment(folder), Path.cwd()) as address:
            for label, path in (addresses(address) | EXTRA).items():
                total, requests, script = first_visit(address, path)
                rows.append(
                    (f"first visit, {label}", f"{total} bytes, {requests} requests, {script} of JavaScript", "",
                     f"{total / BUDGET:.2f}", "≤ 14336 bytes, ≤ 3 requests, 0")
                )
    return rows


def first_visit(address: str, path: str) -> tuple[int, int, int]:
    """Return the bytes, the requests and the bytes of script of a page and all it loads."""
    page = wire(address + path)
    html = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    files = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(/static/[^"]+)"', html)
    bodies = [wire(address + name) for name in dict.fromkeys(files)]
    scripts = sum(len(body) for name, body in zip(dict.fromkeys(files), bodies, strict=True) if ".js" in name)
    return len(page) + sum(map(len, bodies)), 1 + len(bodies), scripts


def wire(address: str) -> bytes:
    """Return a body as it travels."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310 - an address of this machine
        body: bytes = response.read()
    return body
