"""The tests that guard a KPI say so in `meta.kpi_ids`: where one fails, that KPI is withheld."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
Node = dict[str, Any]

SESSIONS = "shares its steps with total_views, whose second basis they are; its own rows are Spotify's"
NOT_COUNTED_FROM = {
    ("total_streams", "fact_watch_session"): SESSIONS,
    ("total_streams", "dim_subscriber"): SESSIONS,
}
"""(KPI, table) that the lineage names and that the KPI is not counted from, with the reason."""

PLACES = "the time on the chart is counted from places, not from streams"
UNMATCHED = "their titles are never looked for at IMDb: tracks, synthetic titles, and IMDb's own"
SPARED = {
    "assert_charts_of_places_alone_have_no_streams": ({"time_on_chart"}, PLACES),
    "assert_estimates_fall_with_the_rank": ({"time_on_chart"}, PLACES),
    "assert_estimates_say_so_and_have_bounds": ({"time_on_chart"}, PLACES),
    "assert_methods_that_are_off_estimate_nothing": ({"time_on_chart"}, PLACES),
    "assert_published_streams_are_kept": ({"time_on_chart"}, PLACES),
    "assert_watch_titles_are_accounted_for": (
        {"watch_hours_per_viewer", "dormant_share"},
        "they count sessions whatever the title",
    ),
    "assert_matches_follow_their_rules": (
        {
            *("total_streams", "watch_hours_per_viewer", "completion_rate", "dormant_share"),
            *("genre_popularity_share", "genre_momentum", "genre_rating"),
        },
        UNMATCHED,
    ),
    "assert_every_source_title_has_its_member": (
        {"genre_popularity_share", "genre_momentum", "genre_rating"},
        "counted from IMDb's own titles, which assert_title_members_are_accounted_for counts",
    ),
}
"""Test → KPIs that it need not name though they are counted from what it reads, with the reason."""


class Guards:
    """The manifest, asked which KPIs are made from a model and which a test names."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.nodes: dict[str, Node] = manifest["nodes"]
        self.kpis = [row["kpi_id"] for row in rows_of("kpi_catalogue")]
        self.sources = defaultdict(set)
        for row in rows_of("kpi_bases"):
            self.sources[row["source"]].add(row["kpi_id"])
        self.counted_from = self._lineages()

    def _lineages(self) -> dict[str, set[str]]:
        """Model of the star or above → KPIs with it below their headline, series or slices."""
        found: dict[str, set[str]] = defaultdict(set)
        for kpi_id in self.kpis:
            waiting = [
                name
                for name, node in self.nodes.items()
                if node["resource_type"] == "model" and node["name"].split("__")[0] == f"kpi_{kpi_id}"
            ]
            while waiting:
                name = waiting.pop()
                node = self.nodes.get(name, {})
                layer = layer_of(node)
                if layer in ("core", "kpis") and kpi_id not in found[name]:
                    found[name].add(kpi_id)
                    waiting += node["depends_on"]["nodes"] if layer == "kpis" else []
        for kpi_id, name in NOT_COUNTED_FROM:
            found[f"model.media_analytics.{name}"].remove(kpi_id)
        return found

    def tests(self) -> Iterator[Node]:
        """The data tests that stop a build."""
        for node in self.nodes.values():
            if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
                yield node

    def should_name(self, test: Node) -> set[str]:
        """The KPIs of a table of the star, of the facts that are compared, or of the source that is counted.

        A test of the KPI layer is of the KPI that its author had in mind: the lineage cannot tell.
        """
        models = self.models_of(test)
        if any(layer_of(model) == "kpis" for model in models):
            return set()
        star = [model for model in models if layer_of(model) == "core"]
        facts = [model for model in star if model["name"].startswith(("fact_", "bridge_"))]
        needed: set[str] = set()
        for model in facts or star:
            needed |= self.counted_from.get(model["unique_id"], set())
        if not star and test["original_file_path"].startswith("tests/data/staging/"):
            for model in models:
                needed |= self.sources.get(Path(model["original_file_path"]).parent.name, set())
        return needed - SPARED.get(test["name"], (set(), ""))[0]

    def kpi_models_of(self, test: Node) -> list[Node]:
        """Those of them that are a mart or below one: not what only the semantic layer reads."""
        return [
            model
            for model in self.models_of(test)
            if layer_of(model) == "kpis"
            and (model["name"].startswith("mart_") or self.counted_from.get(model["unique_id"]))
        ]

    def models_of(self, test: Node) -> list[Node]:
        """The model whose YAML the test stands in, or all that it reads."""
        if test.get("attached_node"):
            return [self.nodes[test["attached_node"]]]
        return [self.nodes[name] for name in test["depends_on"]["nodes"] if name.startswith("model.")]


def rows_of(seed: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (ROOT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layer_of(node: Node) -> str | None:
    """The folder of models that the node lies in; None if it is no model."""
    parts = Path(node.get("original_file_path", "")).parts
    return parts[1] if parts[:1] == ("models",) else None


def named(test: Node) -> Any:
    """What the test says in `meta.kpi_ids`."""
    return test["config"].get("meta", {}).get("kpi_ids") or []


@pytest.fixture(scope="module")
def guards(sample_project) -> Guards:
    """The manifest of the built sample."""
    return Guards(json.loads((sample_project.target / "manifest.json").read_text(encoding="utf-8")))


def test_every_kpi_named_is_one_of_the_fourteen(guards):
    wrong = {
        node["name"]: named(node)
        for node in guards.nodes.values()
        if node["resource_type"] == "test"
        and (not isinstance(named(node), list) or not set(named(node)) <= set(guards.kpis))
    }
    assert wrong == {}


def test_every_blocking_test_names_the_kpis_that_are_counted_from_what_it_reads(guards):
    lacking = {
        test["name"]: sorted(guards.should_name(test) - set(named(test)))
        for test in guards.tests()
        if not guards.should_name(test) <= set(named(test))
    }
    assert lacking == {}


def test_every_blocking_test_of_the_kpi_layer_names_a_kpi_that_it_reads(guards):
    silent = [
        test["name"]
        for test in guards.tests()
        if (models := guards.kpi_models_of(test))
        and not any(
            model["name"].startswith("mart_") or set(named(test)) & guards.counted_from[model["unique_id"]]
            for model in models
            if named(test)
        )
    ]
    assert silent == []


def test_every_kpi_is_counted_from_a_fact_with_tests(guards):
    guarded = {
        kpi_id
        for test in guards.tests()
        if test.get("attached_node", "") and ".fact_" in test["attached_node"]
        for kpi_id in guards.counted_from[test["attached_node"]]
    }
    assert guarded == set(guards.kpis)


def test_no_exception_outlives_its_reason(guards):
    tests = {test["name"]: test for test in guards.tests()}
    idle = {name for name, (spared, _) in SPARED.items() if spared & set(named(tests[name]))}
    assert idle == set()
