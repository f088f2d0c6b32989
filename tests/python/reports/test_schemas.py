"""The schemas of the four files: valid themselves, kept by what is written, broken by what is wrong."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import evidence_project
import jsonschema
import pytest

from reports.evidence import canonical, schemas
from reports.evidence.files import DATA, EVIDENCE, EXTRACTION, FILE_NAMES, QUALITY

Documents = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """The four files of the fixture project."""
    project = evidence_project.make(tmp_path_factory.mktemp("schemas") / "project", with_evidence=True)
    return {name: project.document(name) for name in FILE_NAMES}


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_schema_is_a_valid_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.schema(name))


def loose(part: Any, place: str) -> list[str]:
    """The objects of a schema that name their fields and would take others too."""
    if not isinstance(part, dict):
        return []
    found = [
        name
        for key, item in part.items()
        for name in (
            [inner for field, below in item.items() for inner in loose(below, f"{place}.{field}")]
            if key == "properties"
            else loose(item, f"{place}[]")
            if key == "items"
            else []
        )
    ]
    found += [name for case in part.get("oneOf", []) if "type" in case for name in loose(case, place)]
    return (
        [*found, place] if "properties" in part and part.get("additionalProperties") is not False else found
    )


@pytest.mark.parametrize("name", FILE_NAMES)
def test_no_object_takes_fields_that_it_does_not_name(name: str) -> None:
    # the head of all four is in a schema of its own, so the top closes after both
    assert loose(schemas.schema(name), "$") == ["$"]
    assert schemas.schema(name)["unevaluatedProperties"] is False
    assert set(schemas.schema(name)["required"]) == set(schemas.schema(name)["properties"])


@pytest.mark.parametrize("name", FILE_NAMES)
def test_what_is_written_keeps_its_schema_and_digest(documents: Documents, name: str) -> None:
    assert schemas.problems(name, documents[name]) == []
    assert documents[name]["content_sha256"] == canonical.content_digest(documents[name])
    assert documents[name]["schema"] == f"p07.{name}/1"


@pytest.mark.parametrize(
    ("name", "path", "value", "says"),
    [
        (DATA, ["kpis"], [], "$.kpis"),
        (DATA, ["kpis", 0, "status"], "fine", "$.kpis[0]"),
        (DATA, ["kpis", 9, "value"], None, "$.kpis[9]"),
        (DATA, ["kpis", 0, "value"], 1.0, "$.kpis[0]"),
        (DATA, ["run_id"], "yesterday", "$.run_id"),
        (DATA, ["surprise"], 1, "surprise"),
        (DATA, ["figures", 0, "surprise"], 1, "$.figures[0]"),
        (DATA, ["figures", 0, "data", 0, "value"], [1], "$.figures[0].data[0].value"),
        (DATA, ["figures", 0, "filter_by"], 7, "$.figures[0].filter_by"),
        (DATA, ["series", 0, "value"], "7.5", "$.series[0].value"),
        (DATA, ["slices", 0, "suppressed"], None, "$.slices[0].suppressed"),
        (DATA, ["lineage", 0, "tests", "failed"], -1, "$.lineage[0].tests.failed"),
        (DATA, ["sources", 0, "files", 0, "sha256"], "abc", "$.sources[0].files[0].sha256"),
        (DATA, ["availability", "guessed"], 0, "$.availability"),
        (DATA, ["notes", 0], 7, "$.notes[0]"),
        (EVIDENCE, ["sources", 0, "source"], "hulu", "$.sources[0].source"),
        (EVIDENCE, ["sources", 0, "sha256"], "abc", "$.sources[0].sha256"),
        (EVIDENCE, ["tables", 0, "table_sha256"], None, "$.tables[0]"),
        (EVIDENCE, ["tables", 0, "rows"], -1, "$.tables[0].rows"),
        (EVIDENCE, ["surprise"], 1, "surprise"),
        (QUALITY, ["results", 0, "kind"], "guess", "$.results[0].kind"),
        (QUALITY, ["results", 0, "examples"], [{}] * 6, "$.results[0].examples"),
        (QUALITY, ["dbt", "which"], "run", "$.dbt.which"),
        (EXTRACTION, ["calls", 0, "outcome"], "meh", "$.calls[0].outcome"),
        (EXTRACTION, ["generated_at"], "2026-03-01", "$.generated_at"),
    ],
)
def test_what_is_wrong_is_named(
    documents: Documents, name: str, path: list[str | int], value: object, says: str
) -> None:
    document = copy.deepcopy(documents[name])
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert any(says in problem for problem in schemas.problems(name, document))


@pytest.mark.parametrize("name", FILE_NAMES)
def test_every_field_of_the_head_is_required(documents: Documents, name: str) -> None:
    for field in ("schema", "project", "run_id", "generated_at", "generator", "data_mode", "content_sha256"):
        document = {key: value for key, value in documents[name].items() if key != field}
        assert any(
            f"'{field}' is a required property" in problem for problem in schemas.problems(name, document)
        )


def test_the_stable_part_leaves_out_the_marked_fields_and_no_other(documents: Documents) -> None:
    kept = schemas.stable_part(EXTRACTION, documents[EXTRACTION])
    assert {"run_id", "generated_at", "content_sha256"}.isdisjoint(kept)
    assert kept["mode"] == "test" and kept["generator"] == documents[EXTRACTION]["generator"]
    assert set(kept["calls"][0]) == {"source", "method", "params"}
    assert kept["summary"][0]["calls"] == 1 and "latency_ms_p95" not in kept["summary"][0]
    evidence = schemas.stable_part(EVIDENCE, documents[EVIDENCE])
    assert "uri" not in evidence["sources"][0] and evidence["sources"][1]["sha256"]
    assert evidence["tables"] == documents[EVIDENCE]["tables"]
    printed = schemas.stable_part(DATA, documents[DATA])["quality"]["calls"]
    assert printed and all("bytes_received" not in call for call in printed)


def test_the_digest_does_not_depend_on_how_the_file_is_written(documents: Documents, tmp_path: Path) -> None:
    document = documents[EVIDENCE]
    backwards = dict(reversed(document.items()))
    assert canonical.content_digest(backwards) == document["content_sha256"]
    assert canonical.parse(canonical.readable_bytes(document)) == document


def test_a_number_that_is_none_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical.canonical_bytes({"value": float("nan")})
