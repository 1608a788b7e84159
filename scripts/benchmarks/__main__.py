"""Run the chosen measurements and print one table."""

import argparse
import os
import platform

from participation.kernel import clock
from scripts.benchmarks import answers, draw, letters, lists, minutes, pages, search, soak, values, weights

MEASUREMENTS = {
    "answers": answers.measure,
    "draw": draw.measure,
    "letters": letters.measure,
    "lists": lists.measure,
    "minutes": minutes.measure,
    "pages": pages.measure,
    "search": search.measure,
    "soak": soak.measure,
    "values": values.measure,
    "weights": weights.measure,
}
LONG = ("answers", "search", "soak")
"""Minutes of work: only when asked for."""


def machine() -> str:
    """Name the processor and its count."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def main() -> None:
    """Print a Markdown table: what, measured, next to, ratio, wanted."""
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--only", choices=sorted(MEASUREMENTS))
    parser.add_argument("--soak", action="store_true", help="the long runs too: answers at once, kills")
    arguments = parser.parse_args()
    usual = [name for name in MEASUREMENTS if arguments.soak or name not in LONG]
    names = [arguments.only] if arguments.only else usual
    print(f"{clock.today().isoformat()} · {machine()}\n")
    print("| what | measured | next to, in the same run | ratio | wanted |")
    print("|---|---|---|---|---|")
    for name in names:
        for row in MEASUREMENTS[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
