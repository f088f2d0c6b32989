"""How often the intervals of a simulation hold its truths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

import numpy as np

from .charts import Charts, WeeklyCharts
from .genres import Genres
from .warehouse import ROOT, Chain, StandIn
from .watching import Volumes, Watching
from .world import Case, World

SEED = 20_260_220
RESULT = ROOT / "analyses" / "benchmarks" / "coverage.json"
WORLDS: dict[str, Callable[[np.random.Generator], World]] = {
    world.name: world for world in (Watching, Volumes, Charts, WeeklyCharts, Genres)
}


def generator(world_name: str, *draw: int) -> np.random.Generator:
    """The random numbers of a simulation's population, or of one of its draws."""
    return np.random.default_rng([SEED, crc32(world_name.encode()), *draw])


def measure(chain: Chain, world_name: str, draws: int | None = None) -> list[dict[str, Any]]:
    """A record for each case of a simulation, of its own number of draws unless another is given.

    The same seed gives the same draws, however many there are.
    """
    world = WORLDS[world_name](generator(world_name))
    draws = draws or world.draws
    stand_in = StandIn(chain, [name for case in world.cases for name in case.reads], world.fixed)
    below, above = (np.zeros(len(world.cases), dtype=int) for _ in range(2))
    for draw in range(draws):
        stand_in.build(world.draw(generator(world_name, draw)))
        for i, case in enumerate(world.cases):
            low, high = _interval(stand_in, case)
            below[i] += high < case.truth
            above[i] += low > case.truth
    return [
        _record(chain, world, case, draws, int(below[i]), int(above[i])) for i, case in enumerate(world.cases)
    ]


def is_accepted(record: Mapping[str, Any]) -> bool:
    """Whether the intervals hold the truth as often as they should; those that are not published need not."""
    return not record["is_published"] or bool(record["least"] <= record["share"] <= record["most"])


def _interval(stand_in: StandIn, case: Case) -> tuple[float, float]:
    ((low, high),) = stand_in.rows(case.interval)
    if low is None or (high is None and not case.may_be_open):
        raise ValueError(f"{case.kpi_id} ({case.basis}, {case.quantity}) has no interval on this simulation")
    return low, np.inf if high is None else high


def _record(chain: Chain, world: World, case: Case, draws: int, below: int, above: int) -> dict[str, Any]:
    covered = draws - below - above
    return {
        "kpi_id": case.kpi_id,
        "basis": case.basis,
        "quantity": case.quantity,
        "truth": case.truth,
        "draws": draws,
        "covered": covered,
        "share": covered / draws,
        "intervals_below_the_truth": below,
        "intervals_above_the_truth": above,
        "least": case.least,
        "most": case.most,
        "reason": case.reason,
        "is_published": case.is_published,
        "simulation": world.name,
        "population": world.sentence,
        "sql_sha256": chain.digest(case.reads),
    }
