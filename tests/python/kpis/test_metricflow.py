"""The third way: MetricFlow says of every KPI that it can say what the marts say.

On the sample, and with gaps and a past. On other samples: test_three_ways; without each source:
test_not_available.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import give_gaps_and_a_past
from metric_claims import NEEDS_A_PAST, UNSAID, Metrics
from replay import Replay


@pytest.mark.parametrize("data", ["sample", "gaps_and_a_past"])
def test_the_metrics_equal_the_marts(metrics: Metrics, replay: Replay, tmp_path: Path, data: str) -> None:
    """Headlines, series and slices: everything that a metric claims to be."""
    with replay.copy(tmp_path) as con:
        if data == "gaps_and_a_past":
            give_gaps_and_a_past(replay, con)
        layer = metrics.on(con)
        compared, absent = layer.compare()
    assert absent == (NEEDS_A_PAST if data == "sample" else set())
    said = {kpi_id for kpi_id, _, figure in compared if figure == "value"}
    assert said == {row["kpi_id"] for row in layer.marts.kpis} - UNSAID
