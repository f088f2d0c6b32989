"""Two warehouses of the same data, each with a salt of its own, say the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
from replay import Replay


def numbers(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """All headlines and slices with their intervals."""
    return con.sql("""
        select kpi_id, basis, null as dimension, null as member, n,
            columns(['value', 'ci_low', 'ci_high'])
        from kpis.mart_kpi
        union all
        select kpi_id, basis, dimension, member, n, columns(['value', 'ci_low', 'ci_high'])
        from kpis.mart_kpi_slice
        order by all
    """).fetchall()


def test_another_salt_gives_the_same_values_and_intervals(replay: Replay, tmp_path: Path) -> None:
    with replay.copy(tmp_path) as con:
        before = numbers(con)
        keys = con.sql("select subscriber_key from core.dim_subscriber where source_system = 'netflix'").pl()
        con.execute("update raw.subscriber_salt set salt = 'another'")
        replay.rebuild(con, ["subscriber_salt"])
        others = con.sql(
            "select subscriber_key from core.dim_subscriber where source_system = 'netflix'"
        ).pl()
        assert others.height == keys.height
        assert not set(others["subscriber_key"]) & set(keys["subscriber_key"])
        after = numbers(con)
    assert any(row[:3] == ("hit_concentration", "watch_sessions", "basis") and row[-1] for row in before)
    assert len(after) == len(before)
    for row, same in zip(after, before, strict=True):
        assert row[:5] == same[:5]
        for number, wanted in zip(row[5:], same[5:], strict=True):
            assert (number is None) == (wanted is None)
            assert number is None or abs(number - wanted) <= 1e-9 * max(1, abs(wanted)), row
