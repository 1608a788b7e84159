"""Run the chosen measurements and print one table."""

import argparse
import os
import platform

from participation.kernel import clock
from scripts.benchmarks import draw, pages, soak, weights

MEASUREMENTS = {"draw": draw.measure, "pages": pages.measure, "weights": weights.measure, "soak": soak.measure}


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
    parser.add_argument("--soak", action="store_true", help="kill the server 60 times while people sign up")
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else ["draw", "pages", "weights"] + ["soak"] * arguments.soak
    print(f"{clock.today().isoformat()} · {machine()}\n")
    print("| what | measured | next to, in the same run | ratio | wanted |")
    print("|---|---|---|---|---|")
    for name in names:
        for row in MEASUREMENTS[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
