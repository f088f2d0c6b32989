"""Measure how often the 95 % intervals hold the truth, in 1,000 draws or more: half an hour.

`python -m tests.python.kpis.coverage_benchmark [simulation ...]` measures all of them, or those named; the
results of the others stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from .measure import RESULT, SEED, WORLDS, is_accepted, measure
from .warehouse import Chain, compile_kpis


def main() -> int:
    """Measure, write the result file, print it; 1 where intervals hold the truth too seldom or too often."""
    parser = argparse.ArgumentParser(prog="coverage", description=__doc__)
    parser.add_argument("simulations", nargs="*", metavar="simulation", help=", ".join(WORLDS))
    parser.add_argument("--draws", type=int, help="instead of the simulation's own number")
    chosen = parser.parse_args()
    unknown = set(chosen.simulations) - set(WORLDS)
    if unknown:
        parser.error(f"no simulation {', '.join(sorted(unknown))}; there are {', '.join(WORLDS)}")
    kept = json.loads(RESULT.read_text(encoding="utf-8"))["intervals"] if RESULT.exists() else []
    records = {name: [row for row in kept if row["simulation"] == name] for name in WORLDS}
    chain = Chain(compile_kpis())
    for name in chosen.simulations or WORLDS:
        started = time.process_time()
        records[name] = measure(chain, name, chosen.draws)
        spent = time.process_time() - started
        print(f"{name}: {records[name][0]['draws']} draws in {spent:.0f} s of processor time", flush=True)
    every = [row for rows in records.values() for row in rows]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"seed": SEED, "intervals": every}, indent=2, ensure_ascii=False) + "\n")
    for row in every:
        mark = " " if is_accepted(row) else "!"
        print(f"{mark} {row['share']:.1%}  {row['kpi_id']} ({row['basis']}): {row['quantity']}")
    return int(not all(map(is_accepted, every)))


if __name__ == "__main__":
    sys.exit(main())
