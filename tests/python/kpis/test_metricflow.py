"""The third way: MetricFlow says of every KPI that it can say what the marts say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_project import BuiltProject
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from histories import give_gaps_and_a_past
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest
from replay import Replay
from semantic_engine import metricflow

Row = dict[str, Any]

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}
UNSAID = {"time_on_chart"}
"""A Kaplan–Meier median is no aggregate."""
HAS_SLICES_AS_HEADLINE = ("cancellation_rate", "one_snapshot", "value")
"""With a second snapshot the slices are the other basis's."""
NEEDS_A_PAST = {("cancellation_rate", "two_snapshots", "value")}
"""The sample has one snapshot of its subscribers."""


@dataclass(frozen=True)
class Claim:
    """That a metric is a figure of a KPI on a basis, by its meta (see the docs block metric_kpi)."""

    metric: str
    kpi_id: str
    basis: str
    figure: str
    grain: str | None
    at: str
    headline: dict[str, str]
    slices: dict[str, str]

    @property
    def name(self) -> tuple[str, str, str]:
        """What is claimed: KPI, basis, figure."""
        return self.kpi_id, self.basis, self.figure

    def is_of(self, row: Row) -> bool:
        """Whether a row of a mart is of this KPI and basis."""
        return (row["kpi_id"], row["basis"]) == (self.kpi_id, self.basis)

    def days(self, row: Row) -> Row:
        """The KPI's period as arguments of a query."""
        return {
            "time_constraint_start": datetime.combine(row[self.at], time()),
            "time_constraint_end": datetime.combine(row["period_end"], time()),
        }


@dataclass(frozen=True)
class Marts:
    """What mart_kpi, mart_kpi_series and mart_kpi_slice hold."""

    kpis: list[Row]
    series: list[Row]
    slices: list[Row]

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection) -> Marts:
        """The marts of a warehouse."""
        names = ("mart_kpi", "mart_kpi_series", "mart_kpi_slice")
        return cls(*(con.sql(f"from kpis.{name}").pl().to_dicts() for name in names))

    def bases(self, kpi_id: str) -> set[str]:
        """The bases that the data supports."""
        return {row["basis"] for row in self.slices if row["kpi_id"] == kpi_id}

    def dimension(self, claim: Claim, dimension: str) -> dict[str, float | None]:
        """The values of a KPI's slices by member."""
        return {
            row["member"]: row["value"]
            for row in self.slices
            if claim.is_of(row) and row["dimension"] == dimension
        }

    def is_headline(self, claim: Claim) -> bool:
        """Whether the claim is about the headline's basis."""
        return any(map(claim.is_of, self.kpis))

    def headline(self, claim: Claim) -> Row:
        """The KPI's row in mart_kpi; of another basis, its latest period with its value from the slices."""
        if self.is_headline(claim):
            return next(filter(claim.is_of, self.kpis))
        latest = max(filter(claim.is_of, self.series), key=lambda row: row["period_end"])
        return latest | {"value": self.dimension(claim, "basis")[claim.basis]}

    def figure(self, claim: Claim) -> float | None:
        """A column of the headline's row, or a figure that stands beside it in the slices."""
        row = self.headline(claim)
        return row[claim.figure] if claim.figure in row else self.dimension(claim, "measure")[claim.figure]

    def periods(self, claim: Claim) -> dict[Any, float]:
        """The figure of the headline, and those of the series, by period."""
        figures = {}
        if claim.figure in ("value", "ci_low", "ci_high"):
            figures = {row[claim.at]: row[claim.figure] for row in self.series if claim.is_of(row)}
        figures[self.headline(claim)[claim.at]] = self.figure(claim)
        return {day: figure for day, figure in figures.items() if figure is not None}


@dataclass(frozen=True)
class Layer:
    """MetricFlow on a warehouse, and the warehouse's marts."""

    engine: CLIConfiguration
    marts: Marts
    metrics: list[Row]

    def ask(self, metric: str, group_by: list[str], **options: Any) -> dict[tuple[Any, ...], float | None]:
        """One metric by the members of the group-bys, as `mf query` gives it."""
        request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=group_by, **options)
        table = self.engine.mf.query(request).result_df
        assert table is not None
        at = {name: place for place, name in enumerate(table.column_names)}
        rows = list(table.rows)
        found = {tuple(row[at[name]] for name in group_by): row[at[metric]] for row in rows}
        assert len(found) == len(rows)
        return found

    def claims(self) -> Iterator[Claim]:
        """What the metrics say of themselves; a metric that names no basis is cut by it, and says all."""
        for metric in self.metrics:
            meta = metric["config"]["meta"]
            if "kpi_id" in meta:
                for basis in [meta["basis"]] if "basis" in meta else sorted(self.marts.bases(meta["kpi_id"])):
                    yield Claim(
                        metric["name"],
                        meta["kpi_id"],
                        basis,
                        meta.get("figure", "value"),
                        f"metric_time__{meta['grain']}" if "grain" in meta else None,
                        meta.get("at", "period_start"),
                        meta.get("headline", {}),
                        meta.get("slices", {}),
                    )


@pytest.fixture(scope="module", params=["sample", "gaps_and_a_past"])
def layer(sample_project: BuiltProject, tmp_path_factory, request) -> Iterator[Layer]:
    """The sample, and the sample with gaps and earlier snapshots of subscribers, ratings and offers."""
    folder = tmp_path_factory.mktemp("metricflow")
    path = Path(shutil.copy(sample_project.warehouse, folder))
    with duckdb.connect(path) as con:
        if request.param == "gaps_and_a_past":
            give_gaps_and_a_past(Replay(sample_project), con)
        marts = Marts.read(con)
    manifest = json.loads((sample_project.target / "manifest.json").read_text(encoding="utf-8"))
    with metricflow(sample_project, folder) as engine:
        yield Layer(engine, marts, list(manifest["metrics"].values()))


def compare_periods(layer: Layer, claim: Claim) -> int:
    """Compare one query by period with the KPI's headline and its series; the number of figures compared."""
    row, wanted = layer.marts.headline(claim), layer.marts.periods(claim)
    found = {
        key[0].date(): value
        for key, value in layer.ask(claim.metric, [claim.grain, *claim.headline.values()]).items()
        if list(key[1:]) == [row[column] for column in claim.headline]
    }
    assert {day: found[day] for day in wanted} == pytest.approx(wanted, **TOLERANCE), claim
    return len(wanted)


def compare_headline(layer: Layer, claim: Claim) -> int:
    """Compare one query over the KPI's period, for a period that no grain of metric_time is."""
    (value,) = layer.ask(claim.metric, [], **claim.days(layer.marts.headline(claim))).values()
    assert value == pytest.approx(layer.marts.figure(claim), **TOLERANCE), claim
    return 1


def compare_slices(layer: Layer, claim: Claim, dimension: str, item: str) -> int:
    """Compare one query over the KPI's period with a dimension's slices; the number of slices compared."""
    row, slices = layer.marts.headline(claim), layer.marts.dimension(claim, dimension)
    # the slice's own members take the headline's place
    others = {by: row[column] for column, by in claim.headline.items() if by != item}
    by = [item, *others, *filter(None, [claim.grain])]
    found = {
        key[0]: value
        for key, value in layer.ask(claim.metric, by, **claim.days(row)).items()
        if list(key[1 : len(others) + 1]) == list(others.values())
    }
    assert slices, (claim, dimension)
    assert set(slices) >= {member for member, value in found.items() if value is not None}, (claim, dimension)
    wanted = {member: value for member, value in slices.items() if value is not None}
    values = {member: found[member] for member in wanted}
    assert values == pytest.approx(wanted, **TOLERANCE), (claim, dimension)
    return len(wanted)


def test_the_metrics_equal_the_marts(layer, request):
    """Headlines, series and slices: everything that a metric claims to be."""
    compared, absent = {}, set()
    for claim in layer.claims():
        if claim.basis not in layer.marts.bases(claim.kpi_id):
            absent.add(claim.name)
            continue
        count = 0
        if claim.figure != "slices":
            count += compare_periods(layer, claim) if claim.grain else compare_headline(layer, claim)
        for dimension, item in claim.slices.items():
            if claim.name != HAS_SLICES_AS_HEADLINE or layer.marts.is_headline(claim):
                count += compare_slices(layer, claim, dimension, item)
        compared[claim.name] = count
    assert absent == (NEEDS_A_PAST if request.node.callspec.params["layer"] == "sample" else set())
    assert min(compared.values()) > 0
    said = {kpi_id for kpi_id, _, figure in compared if figure == "value"}
    assert said == {row["kpi_id"] for row in layer.marts.kpis} - UNSAID
