"""The SQL in the documentation of a KPI runs as it is and comes to the value that the report prints."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from built_project import BuiltProject

BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
EXAMPLE = re.compile(r"```sql\n(.*?)```", re.DOTALL)
EXAMPLES = [
    (kpi_id, query)
    for path in sorted((Path(__file__).parents[3] / "models/kpis").glob("*/_*__docs.md"))
    for kpi_id, text in BLOCK.findall(path.read_text(encoding="utf-8"))
    for query in EXAMPLE.findall(text)
]


def test_there_are_examples() -> None:
    assert {"time_on_chart", "platform_catalogue_share", "platform_hhi"} <= {kpi_id for kpi_id, _ in EXAMPLES}


@pytest.mark.parametrize(("kpi_id", "query"), EXAMPLES, ids=[kpi_id for kpi_id, _ in EXAMPLES])
def test_an_example_comes_to_the_value_in_the_mart(
    sample_project: BuiltProject, kpi_id: str, query: str
) -> None:
    with sample_project.connect() as con:
        [(value,)] = con.execute("select value from kpis.mart_kpi where kpi_id = ?", [kpi_id]).fetchall()
        cells = [cell for row in con.execute(query).fetchall() for cell in row]
    assert value is not None
    assert any(isinstance(cell, int | float) and math.isclose(cell, value, rel_tol=1e-9) for cell in cells)
