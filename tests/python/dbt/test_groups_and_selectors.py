"""Who may build on which model, what people read, and what the selectors select."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Node = dict[str, Any]
GROUPS = {"staging": "sources", "intermediate": "sources", "core": "star", "semantic": "marts"}
"""Folder of models → its group; a family of KPIs has a folder and a group of the same name."""


@pytest.fixture(scope="module")
def manifest(sample_project) -> dict[str, Any]:
    """The manifest of the built sample."""
    return json.loads((sample_project.target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, Node]:
    """Its models, by unique id."""
    return {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"}


def group_of(model: Node) -> str:
    """The group that a model's folder belongs to."""
    _, layer, *rest = Path(model["original_file_path"]).parts
    return rest[0] if layer == "kpis" and len(rest) == 2 else GROUPS.get(layer, "marts")


def readers(manifest: dict[str, Any]) -> dict[str, set[str | None]]:
    """Model → the groups of what reads it; None for semantic models and exposures, which have none."""
    found: dict[str, set[str | None]] = {}
    for kind in ("nodes", "semantic_models", "exposures", "saved_queries"):
        for node in manifest[kind].values():
            if node["resource_type"] in ("test", "operation"):
                continue
            for name in node["depends_on"].get("nodes", []):
                found.setdefault(name, set()).add(node.get("group"))
    return found


def test_every_model_is_in_the_group_of_its_folder(manifest, models):
    assert {node["name"]: node["group"] for node in models.values()} == {
        node["name"]: group_of(node) for node in models.values()
    }
    assert {group["name"] for group in manifest["groups"].values()} == {
        node["group"] for node in models.values()
    }


def test_the_star_and_the_marts_are_public_and_nothing_else(models):
    public = {node["name"] for node in models.values() if node["access"] == "public"}
    assert public == {
        node["name"]
        for node in models.values()
        if Path(node["original_file_path"]).parts[1] in ("core", "semantic")
        or node["name"].startswith("mart_")
    }


def test_a_step_is_private_where_only_its_family_reads_it(manifest, models):
    read_by = readers(manifest)
    steps = {
        name: node
        for name, node in models.items()
        if node["name"].startswith("int_") and node["group"] not in GROUPS.values()
    }
    private = {node["name"] for node in steps.values() if node["access"] == "private"}
    assert private == {
        node["name"] for name, node in steps.items() if read_by.get(name, set()) <= {node["group"]}
    }
    assert private


def test_people_read_what_is_public(manifest, models):
    families = {node["group"] for node in models.values()} - set(GROUPS.values())
    exposures = {exposure["name"]: exposure for exposure in manifest["exposures"].values()}
    assert {f"report_{family}" for family in families} <= set(exposures)
    closed = {
        exposure["name"]: name
        for exposure in exposures.values()
        for name in exposure["depends_on"]["nodes"]
        if name in models and models[name]["access"] != "public"
    }
    assert closed == {}


def selected(sample_project, selector: str) -> set[str]:
    """The unique ids that a selector selects."""
    shown = ("--output", "json", "--output-keys", "unique_id")
    listed = sample_project.dbt("ls", "--quiet", "--no-write-json", "--selector", selector, *shown).stdout
    return {json.loads(line)["unique_id"] for line in listed.splitlines() if line.startswith("{")}


def data_tests(manifest: dict[str, Any]) -> dict[str, Node]:
    """The data tests, by unique id."""
    return {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "test"}


def unbuilt(manifest: dict[str, Any], chosen: set[str]) -> dict[str, set[str]]:
    """Selected test → what it reads and the selector leaves out: on a new warehouse it would fail."""
    lacking = {
        name: {other for other in node["depends_on"]["nodes"] if not other.startswith("source.")} - chosen
        for name, node in data_tests(manifest).items()
        if name in chosen
    }
    return {name: missing for name, missing in lacking.items() if missing}


def test_the_selector_star_builds_all_but_the_kpis(sample_project, manifest, models):
    chosen = selected(sample_project, "star")
    below = {name for name, node in models.items() if group_of(node) in ("sources", "star")}
    assert chosen & set(models) == below
    assert unbuilt(manifest, chosen) == {}


def test_the_selector_kpi_builds_the_kpis_and_what_guards_them(sample_project, manifest, models):
    chosen = selected(sample_project, "kpi")
    kpis = {
        name
        for name, node in models.items()
        if Path(node["original_file_path"]).parts[1] == "kpis" or node["name"].startswith("fact_source")
    }
    guards = {
        name for name, node in data_tests(manifest).items() if node["config"].get("meta", {}).get("kpi_ids")
    }
    assert kpis <= chosen
    assert guards <= chosen
    assert unbuilt(manifest, chosen) == {}
    assert "model.media_analytics.fact_cast_crew" not in chosen
