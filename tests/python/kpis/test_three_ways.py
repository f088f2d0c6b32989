"""The marts beside the oracle, to 1e-9 and row by row: headlines, series and slices, with every interval.

On the sample at two scales and two seeds, and with gaps and a past; without each source: test_not_available.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from built_project import BuiltProject
from histories import SITUATIONS, give_gaps_and_a_past
from metric_claims import NEEDS_A_PAST, Metrics
from oracle.answers import all_answers
from oracle.comparison import all_differences, differences, read_marts
from oracle.results import Answer
from replay import Replay


@pytest.fixture(scope="module")
def answers(sample_project: BuiltProject) -> dict[str, Answer]:
    """What the oracle says of the sample."""
    with sample_project.connect() as con:
        return all_answers(con)


def test_the_oracle_speaks_of_every_kpi(answers: dict[str, Answer]) -> None:
    assert len(answers) == 14
    for kpi_id, answer in answers.items():
        assert answer.headline and answer.points and answer.slices, kpi_id
        assert (answer.basis, answer.headline.period[1]) in answer.points, kpi_id


def test_the_marts_equal_the_oracle(sample_project: BuiltProject, answers: dict[str, Answer]) -> None:
    with sample_project.connect() as con:
        assert all_differences(con, answers) == []


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "seed"), [(0.002, 8), (0.004, 7), (0.004, 8)])
def test_the_marts_equal_the_oracle_on_other_samples(
    replay: Replay, metrics: Metrics, tmp_path: Path, scale: float, seed: int
) -> None:
    with replay.sample_of(tmp_path, scale, seed) as con:
        assert all_differences(con, all_answers(con)) == []
        _, unsaid = metrics.on(con).compare()
    assert unsaid == NEEDS_A_PAST


def test_the_marts_equal_the_oracle_where_there_are_gaps_and_a_past(replay: Replay, tmp_path: Path) -> None:
    """Rung B, the changes between snapshots, unknown states, plans, countries, types and platforms."""
    with replay.copy(tmp_path) as con:
        give_gaps_and_a_past(replay, con)
        assert all_differences(con, all_answers(con)) == []
        compared = con.sql(
            "select kpi_id, delta_reason_code from kpis.mart_kpi where delta is null"
        ).fetchall()
        too_few = con.sql("select count(*) from kpis.int_tenure_fits where n < 30").fetchall()
    assert too_few == [(1,)]
    assert set(compared) == {
        ("genre_momentum", "VALUE_IS_A_DIFFERENCE"),
        ("time_on_chart", "NO_PREVIOUS_PERIOD"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_marts_equal_the_oracle_where_one_rule_decides(replay: Replay, tmp_path: Path, name: str) -> None:
    told = SITUATIONS[name].told
    with replay.copy(tmp_path) as con:
        SITUATIONS[name].bring_about(replay, con)
        assert all_differences(con, all_answers(con)) == []
        rows = read_marts(con)["mart_kpi"]
    found = {
        kpi_id: {column: rows[(kpi_id,)][column] for column in columns} for kpi_id, columns in told.items()
    }
    assert found == told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"value": 0.5 + 1e-8, "n": 30}, "value is"),
        ({"value": 0.5, "n": 31}, "n is"),
        ({"value": None, "n": 30}, "value is"),
        ({"value": float("nan"), "n": 30}, "value is"),
        (None, "only in the oracle"),
    ],
)
def test_a_difference_is_told(found: dict[str, float] | None, told: str) -> None:
    wanted = {("kpi",): {"value": 0.5, "n": 30}}
    (line,) = differences({("kpi",): found} if found else {}, wanted)
    assert told in line
    assert differences({**wanted, ("other",): {"value": 1.0}}, wanted)[0].startswith(
        "('other',): only in the mart"
    )


def test_rounding_is_no_difference() -> None:
    assert differences({1: {"value": 3e9 + 1e-3}}, {1: {"value": 3e9}}) == []
    assert differences({1: {"value": 1e-17}}, {1: {"value": 0.0}}) == []
