"""What the metrics claim to be, and MetricFlow's own SQL for it beside the marts of any warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import duckdb
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest
from oracle.comparison import agree
from replay import Replay

Row = dict[str, Any]
Name = tuple[str, str, str]
"""KPI, basis, figure."""

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
    def name(self) -> Name:
        """What is claimed."""
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


class Metrics:
    """The metrics of a built project; MetricFlow writes the SQL of a question once, for all warehouses."""

    def __init__(self, replay: Replay, start: Callable[[], CLIConfiguration]) -> None:
        """Take the metrics from the manifest; `start` starts MetricFlow when the first question is asked."""
        self._replay, self._start = replay, start
        self._engine: CLIConfiguration | None = None
        self._sql: dict[str, str] = {}
        self._metrics: list[Row] = list(replay.manifest["metrics"].values())

    def sql(self, metric: str, group_by: list[str], **options: Any) -> str:
        """What `mf query` runs for one metric by the group-bys."""
        question = repr((metric, group_by, options))
        if question not in self._sql:
            self._engine = self._engine or self._start()
            request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=group_by, **options)
            self._sql[question] = self._engine.mf.explain(request).sql_statement.sql
        return self._sql[question]

    def claims(self, marts: Marts) -> Iterator[Claim]:
        """What the metrics say of themselves; a metric that names no basis is cut by it, and says all."""
        for metric in self._metrics:
            meta = metric["config"]["meta"]
            if "kpi_id" in meta:
                for basis in [meta["basis"]] if "basis" in meta else sorted(marts.bases(meta["kpi_id"])):
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

    def on(self, con: duckdb.DuckDBPyConnection) -> Layer:
        """The metrics on a warehouse; what only they read of it is built where it is not there."""
        read = {
            name.rsplit(".", 1)[1]
            for model in self._replay.manifest["semantic_models"].values()
            for name in model["depends_on"]["nodes"]
        }
        there = {name for (name,) in con.sql("select table_name from information_schema.tables").fetchall()}
        self._replay.run(con, set(self._replay.before({*read, "time_spine_daily"})) - there)
        return Layer(self, con, Marts.read(con))


@dataclass(frozen=True)
class Layer:
    """The metrics on a warehouse, and the warehouse's marts."""

    metrics: Metrics
    con: duckdb.DuckDBPyConnection
    marts: Marts

    def ask(self, metric: str, group_by: list[str], **options: Any) -> dict[tuple[Any, ...], float | None]:
        """One metric by the members of the group-bys, as `mf query` gives it; days as dates."""
        table = self.con.execute(self.metrics.sql(metric, group_by, **options))
        at = {column[0]: place for place, column in enumerate(table.description or [])}
        rows = table.fetchall()
        found = {tuple(_day(row[at[name]]) for name in group_by): _number(row[at[metric]]) for row in rows}
        assert len(found) == len(rows)
        return found

    def compare(self) -> tuple[dict[Name, int], set[Name]]:
        """Compare all that the metrics claim: how many figures by claim, and the claims that have no data.

        Of these the metrics must say nothing.
        """
        compared: dict[Name, int] = {}
        absent: set[Name] = set()
        for claim in self.metrics.claims(self.marts):
            if claim.basis in self.marts.bases(claim.kpi_id):
                compared[claim.name] = sum(self._figures(claim))
            else:
                absent.add(claim.name)
                said = self.ask(claim.metric, [claim.grain] if claim.grain else [])
                assert set(said.values()) <= {None}, claim
        return compared, absent

    def _figures(self, claim: Claim) -> Iterator[int]:
        if claim.figure != "slices":
            yield self._compare_periods(claim) if claim.grain else self._compare_headline(claim)
        for dimension, item in claim.slices.items():
            if claim.name != HAS_SLICES_AS_HEADLINE or self.marts.is_headline(claim):
                yield self._compare_slices(claim, dimension, item)

    def _compare_periods(self, claim: Claim) -> int:
        """One query by period beside the KPI's headline and its series; the number of figures."""
        row, wanted = self.marts.headline(claim), self.marts.periods(claim)
        found = {
            key[0]: value
            for key, value in self.ask(claim.metric, [claim.grain, *claim.headline.values()]).items()
            if list(key[1:]) == [row[column] for column in claim.headline]
        }
        return _equal(found, wanted, claim)

    def _compare_headline(self, claim: Claim) -> int:
        """One query over the KPI's period, for a period that no grain of metric_time is."""
        (value,) = self.ask(claim.metric, [], **claim.days(self.marts.headline(claim))).values()
        return _equal({"headline": value}, {"headline": self.marts.figure(claim)}, claim)

    def _compare_slices(self, claim: Claim, dimension: str, item: str) -> int:
        """One query over the KPI's period beside a dimension's slices; the number of slices."""
        row, slices = self.marts.headline(claim), self.marts.dimension(claim, dimension)
        # the slice's own members take the headline's place
        others = {by: row[column] for column, by in claim.headline.items() if by != item}
        by = [item, *others, *filter(None, [claim.grain])]
        found = {
            key[0]: value
            for key, value in self.ask(claim.metric, by, **claim.days(row)).items()
            if list(key[1 : len(others) + 1]) == list(others.values())
        }
        assert set(slices) >= {member for member, value in found.items() if value is not None}, claim
        return _equal(found, {member: value for member, value in slices.items() if value is not None}, claim)


def _equal(found: Mapping[Any, float | None], wanted: Mapping[Any, float | None], claim: Claim) -> int:
    """Fail where a wanted figure is another or not found; the number of them, one at least."""
    pairs = {key: (found.get(key), figure) for key, figure in wanted.items()}
    other = {key: pair for key, pair in pairs.items() if not agree(*pair)}
    assert wanted and not other, (claim, other)
    return len(wanted)


def _day(member: Any) -> Any:
    return member.date() if isinstance(member, datetime) else member


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
