"""The draw engine next to a plain loop of the same calls, and a million entries."""

import hashlib
import hmac
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from participation.sortition.leaves import Person, seal_pool
from participation.sortition.tickets import rank_order, tickets_of

Row = tuple[str, str, str, str, str]
ENTRIES = 24_970
MILLION = 1_000_000
SEED = hashlib.sha256(b"bench").digest()


def measure() -> list[Row]:
    """Return the ratio at the size of the territory, and the time and memory of a million."""
    people = make_people(ENTRIES)
    engine = best(lambda: order_of(people))
    plain = best(lambda: plain_loop(people))
    started = time.perf_counter()
    output = subprocess.run(
        [sys.executable, "-m", "scripts.benchmarks.draw"], check=True, capture_output=True, text=True
    ).stdout
    peak = int(output)
    return [
        (f"draw of {ENTRIES} entries, leaves to order", f"{engine:.2f} s", f"plain loop {plain:.2f} s",
         f"{engine / plain:.2f}", "≤ 1.5"),
        (f"draw of {MILLION} entries", f"{time.perf_counter() - started:.0f} s, {peak // 1024} MB at most", "", "",
         "completes"),
    ]


def make_people(count: int) -> list[Person]:
    """Return fictitious people with salts that are no secrets."""
    return [
        Person(
            identity={"name": f"Personne Fictive {number}", "birth_year": str(1940 + number % 60)},
            identity_salt=hashlib.sha256(b"i%d" % number).digest(),
            profile={"gender": "FMX"[number % 3]},
            profile_salt=hashlib.sha256(b"p%d" % number).digest(),
        )
        for number in range(count)
    ]


def order_of(people: list[Person]) -> int:
    """Seal the pool and order its tickets, as the product does; return the index of rank 1."""
    pool = seal_pool(people)
    return int(rank_order(tickets_of(SEED, pool.leaves))[0])


def plain_loop(people: list[Person]) -> int:
    """Make the same HMAC, SHA-256 and JSON calls with nothing around them."""
    dumps, mac, sha256 = json.dumps, hmac.digest, hashlib.sha256
    leaves = []
    for person in people:
        identity = dumps(person.identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        profile = dumps(person.profile, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        c = mac(person.identity_salt, b"conseil-draw/1/identity\n" + identity, "sha256")
        d = mac(person.profile_salt, b"conseil-draw/1/profile\n" + profile, "sha256")
        leaf = dumps({"household": None, "identity": c.hex(), "profile": d.hex()}, sort_keys=True, separators=(",", ":"))
        leaves.append(sha256(b"\0" + leaf.encode()).digest())
    leaves.sort()
    level = leaves
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    tickets = [mac(SEED, b"conseil-draw/1/ticket\n" + leaf, "sha256") for leaf in leaves]
    return sorted(range(len(tickets)), key=tickets.__getitem__)[0]


def best(function: Callable[[], int]) -> float:
    """Return the shortest of five runs, in seconds of this process."""
    times = []
    for _ in range(5):
        started = time.process_time()
        function()
        times.append(time.process_time() - started)
    return min(times)


if __name__ == "__main__":
    order_of(make_people(MILLION))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
