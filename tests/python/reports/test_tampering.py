"""`reports verify` against a forger: one part of one file is changed, and the digests are put right again."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import evidence_project
import pytest
from evidence_project import Project

from loaders.settings import Settings
from reports.evidence import canonical, schemas, seals
from reports.evidence.files import DATA, EVIDENCE, EXTRACTION, FILE_NAMES, QUALITY
from reports.evidence.verify import verify

Documents = dict[str, dict[str, Any]]
Change = Callable[[dict[str, Any]], Any]
DIGEST = "f" * 64


@dataclass(frozen=True)
class Forgery:
    """A change of one file, and how the line that names it begins behind the file's name.

    Where `sealed` is true nothing but the other files' digests can tell: no source says it again.
    """

    file: str
    change: Change
    says: str
    sealed: bool = False

    @property
    def part(self) -> str:
        """The top-level part that is changed."""
        return self.says.split(".")[0].split("[")[0]


def put(*path: str | int, value: Any) -> Change:
    """Set one value."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        assert place[path[-1]] != value
        place[path[-1]] = value

    return change


def more(*path: str | int, entry: dict[str, Any]) -> Change:
    """Add an entry to a list."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path:
            place = place[step]
        place.append(entry)

    return change


def less(*path: str | int) -> Change:
    """Drop the first entry of a list."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path:
            place = place[step]
        del place[0]

    return change


BACKTEST = {
    "method": "m",
    "streams_unit": "views",
    "rank_band": "1-10",
    "n": 1,
    "is_on": True,
} | dict.fromkeys(("mape", "bias", "lo_factor", "hi_factor", "coverage", "mape_limit"))
LEFT_OUT = {"unique_id": "test.x", "test": "x", "reason": "r", "kpi_ids": [], "severity": "warn"}
TABLE = {"id": "t", "kpi_id": None, "headline": "h", "subtitle": "s", "source_line": "l"} | {
    "columns": ["A"],
    "align": ["left"],
    "rows": [["1"]],
}
SHARE, RATING = 9, 11  # places of two KPIs with a value

FORGERIES = [
    Forgery(EVIDENCE, put("environment", "python", value="9.9.9"), "environment", sealed=True),
    Forgery(EVIDENCE, put("environment", "dbt_version", value="9.9.9"), "environment.dbt_version"),
    Forgery(EVIDENCE, put("parameters", "min_n", value=1), "parameters.min_n"),
    Forgery(EVIDENCE, put("row_target", "loaded", value=7), "row_target.loaded"),
    Forgery(EVIDENCE, put("sources", 0, "licence", value="free"), "sources[imdb_title_basics].licence"),
    Forgery(EVIDENCE, put("sources", 1, "rows_read", value=4), "sources[imdb_title_ratings].rows_read"),
    Forgery(EVIDENCE, less("sources"), "sources[imdb_title_basics]"),
    Forgery(EVIDENCE, put("tables", 0, "rows", value=4), "tables[raw.imdb_title_basics].rows"),
    Forgery(EVIDENCE, put("tables", 0, "table_sha256", value=DIGEST), "tables[raw.imdb_title_basics]"),
    Forgery(EVIDENCE, put("tables", 0, "columns", 0, "distinct_count", value=3), "tables[raw.imdb_title_bas"),
    Forgery(EVIDENCE, less("tables"), "tables[raw.imdb_title_basics]"),
    Forgery(
        EVIDENCE,
        lambda document: [table["foreign_keys"].clear() for table in document["tables"]],
        "tables[core.fact_ratings].foreign_keys",
    ),
    Forgery(EVIDENCE, put("checksum_method", "row", value="none"), "checksum_method.row"),
    Forgery(EVIDENCE, put("reconciliations", 0, "left", value=99), "reconciliations["),
    Forgery(EVIDENCE, less("reconciliations"), "reconciliations["),
    Forgery(EVIDENCE, less("lineage"), "lineage["),
    Forgery(
        EVIDENCE,
        more("outputs", entry={"path": "x", "bytes": 1, "sha256": DIGEST, "pages": None}),
        "outputs[x]",
    ),
    Forgery(QUALITY, put("success", value=False), "success"),
    Forgery(QUALITY, put("statistics", "warned", value=0), "statistics.warned"),
    Forgery(QUALITY, put("dbt", "elapsed_seconds", value=1.0), "dbt.elapsed_seconds"),
    Forgery(QUALITY, put("dbt", "run_results_sha256", value=DIGEST), "dbt.run_results_sha256"),
    Forgery(
        QUALITY, more("dbt", "unbuilt", entry={"name": "m", "kpi_ids": None, "because": []}), "dbt.unbuilt"
    ),
    Forgery(QUALITY, put("results", 0, "status", value="pass"), "results["),
    Forgery(QUALITY, put("results", 1, "rows_tested", value=5), "results["),
    Forgery(QUALITY, put("dimensions", "validity", "tests", value=8), "dimensions.validity.tests"),
    Forgery(QUALITY, put("kpi_gates", 0, "blocking_tests", value=8), "kpi_gates[total_views].blocking_tests"),
    Forgery(QUALITY, less("source_findings"), "source_findings["),
    Forgery(QUALITY, more("freshness", entry={"unique_id": "x", "status": "pass"}), "freshness["),
    Forgery(QUALITY, more("estimate_backtest", entry=BACKTEST), "estimate_backtest["),
    Forgery(QUALITY, more("not_run", entry=LEFT_OUT), "not_run["),
    Forgery(EXTRACTION, put("mode", value="full"), "mode"),
    Forgery(EXTRACTION, put("summary", 0, "ok", value=0), "summary["),
    Forgery(EXTRACTION, put("calls", 0, "status_code", value=500), "calls["),
    Forgery(EXTRACTION, less("calls"), "calls["),
    Forgery(
        EXTRACTION,
        put("calls_file", value={"path": "x", "calls": 0, "bytes": 0, "sha256": DIGEST}),
        "calls_file",
    ),
    Forgery(EXTRACTION, put("skipped", 0, "text", value="none"), "skipped["),
    Forgery(DATA, put("edition", "title", value="Another title"), "edition.title"),
    Forgery(DATA, put("edition", "as_of_date", value="2027-01-01"), "edition.as_of_date"),
    Forgery(
        DATA,
        lambda document: document["availability"].update(available=4, not_available=10),
        "availability.available",
    ),
    Forgery(DATA, put("row_target", "loaded", value=7), "row_target.loaded"),
    Forgery(DATA, put("kpis", SHARE, "value", value=0.400000000001), "kpis[genre_popularity_share].value"),
    Forgery(
        DATA,
        put("kpis", SHARE, "display", "value", value="41.0%"),
        "kpis[genre_popularity_share].display.value",
    ),
    Forgery(DATA, put("kpis", SHARE, "definition", value="x"), "kpis[genre_popularity_share].definition"),
    Forgery(DATA, put("kpis", SHARE, "caveats", 0, value="x"), "kpis[genre_popularity_share].caveats[0]"),
    Forgery(DATA, put("kpis", RATING, "tests", 0, "status", value="warn"), "kpis[genre_rating].tests["),
    Forgery(DATA, lambda document: document["kpis"].reverse(), "kpis: recorded in another order"),
    Forgery(DATA, put("summary", 0, "text", value="All is well."), "summary[0].text"),
    Forgery(DATA, put("series", 0, "value", value=0.11), "series[genre_momentum].value"),
    Forgery(DATA, less("series"), "series["),
    Forgery(DATA, put("slices", 0, "n", value=4), "slices["),
    Forgery(DATA, put("figures", 0, "headline", value="Up!"), "figures[genre_share_ranked].headline"),
    Forgery(DATA, put("figures", 0, "data", 0, "value", value=0.5), "figures[genre_share_ranked].data["),
    Forgery(
        DATA,
        put("figures", 0, "table", "rows", 0, 1, value="9%"),
        "figures[genre_share_ranked].table.rows[0][1]",
    ),
    Forgery(DATA, less("figures"), "figures"),
    Forgery(DATA, more("tables", entry=TABLE), "tables"),
    Forgery(DATA, put("lineage", 11, "mart", value="kpis.other"), "lineage[genre_rating].mart"),
    Forgery(DATA, put("lineage", 11, "files", 0, "sha256", value=DIGEST), "lineage[genre_rating].files["),
    Forgery(DATA, put("sources", 0, "rows_loaded", value=1), "sources[imdb].rows_loaded"),
    Forgery(DATA, put("quality", "statistics", "warned", value=0), "quality.statistics.warned"),
    Forgery(DATA, less("quality", "failures"), "quality.failures"),
    Forgery(DATA, put("notes", 0, value="Real data."), "notes[0]"),
    Forgery(DATA, put("seals", "P07_evidence.json", value=DIGEST), "seals[P07_evidence.json]"),
]
HEAD = ("schema", "project", "run_id", "generated_at", "generator", "data_mode", "content_sha256")
HEADS = {
    "run_id": "20270101T000000Z-0000aa",
    "generated_at": "2027-01-01T00:00:00Z",
    "generator": {"name": "media-analytics", "version": "9", "git_commit": None, "git_dirty": None},
    "data_mode": "live",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with its evidence; each test writes the four files anew. Its settings are in force."""
    made = evidence_project.make(tmp_path_factory.mktemp("forged") / "project", with_evidence=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment().items():
            patch.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def honest(project: Project) -> Documents:
    """The four files as they were written."""
    return {name: project.document(name) for name in FILE_NAMES}


def lines(project: Project, documents: Documents, target: Path | None = None) -> list[str]:
    """What `reports verify` names once each file has a digest that fits it."""
    for name, document in documents.items():
        path = project.evidence / FILE_NAMES[name]
        path.write_bytes(canonical.readable_bytes(canonical.sealed(document)))
    return verify(project.evidence, Settings.load(), target or project.target, project.root).differences


def resealed(documents: Documents) -> Documents:
    """The work of a thorough forger: P07_data seals the changed files again."""
    return {**documents, DATA: {**documents[DATA], seals.FIELD: seals.seals(documents)}}


def test_the_honest_files_are_verified_with_and_without_dbts_own(project: Project, honest: Documents) -> None:
    assert lines(project, honest) == []
    assert lines(project, honest, project.root / "nowhere") == []


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: f"{forgery.file} {forgery.says}")
def test_a_forgery_is_named_however_it_is_sealed(
    project: Project, honest: Documents, forgery: Forgery
) -> None:
    documents = copy.deepcopy(honest)
    forgery.change(documents[forgery.file])
    assert schemas.problems(forgery.file, canonical.sealed(documents[forgery.file])) == []
    if forgery.file != DATA and forgery.part != "outputs":
        (line,) = seals.broken(documents)
        assert line.startswith(f"P07_data.json: seals[{FILE_NAMES[forgery.file]}]: recorded ")
    if not forgery.sealed:
        found = lines(project, documents if forgery.part == "seals" else resealed(documents))
        named = f"{FILE_NAMES[forgery.file]}: {forgery.says}"
        assert any(line.startswith(named) for line in found), found


def test_every_part_of_every_file_is_forged_once() -> None:
    forged = {
        name: {forgery.part.split(":")[0] for forgery in FORGERIES if forgery.file == name}
        for name in FILE_NAMES
    }
    for name in FILE_NAMES:
        assert forged[name] == set(schemas.schema(name)["properties"]) - {"schema"}, name


@pytest.mark.parametrize("name", FILE_NAMES)
@pytest.mark.parametrize("field", HEADS)
def test_a_head_that_the_others_do_not_share_is_named(
    project: Project, honest: Documents, name: str, field: str
) -> None:
    documents = {**honest, name: {**honest[name], field: HEADS[field]}}
    assert any(f" {field} is " in line for line in lines(project, resealed(documents)))


@pytest.mark.parametrize("field", ["generated_at", "data_mode"])
def test_a_head_forged_in_all_four_is_named(project: Project, honest: Documents, field: str) -> None:
    documents = {name: {**document, field: HEADS[field]} for name, document in honest.items()}
    found = lines(project, resealed(documents))
    assert any(line.startswith(f"P07_evidence.json: {field}") for line in found), found


def test_results_of_another_build_are_not_taken_for_these(project: Project, honest: Documents) -> None:
    other = project.root / "other"
    other.mkdir()
    (other / "run_results.json").write_text("{}", encoding="utf-8")
    (line,) = lines(project, honest, other)
    assert line.startswith("P07_quality_report.json: dbt.run_results_sha256: recorded ")


def test_what_only_the_seal_can_tell_is_told_by_verify(project: Project, honest: Documents) -> None:
    documents = copy.deepcopy(honest)
    documents[EVIDENCE]["environment"]["python"] = "9.9.9"
    (line,) = lines(project, documents)
    assert line.startswith("P07_data.json: seals[P07_evidence.json]: recorded ")


def test_without_dbts_own_files_what_follows_from_the_results_must_follow(
    project: Project, honest: Documents
) -> None:
    documents = copy.deepcopy(honest)
    report = documents[QUALITY]
    guard = next(result for result in report["results"] if len(result["kpi_ids"]) == 14)
    guard.update(status="fail", failures=1)
    found = lines(project, resealed(documents), project.root / "nowhere")
    for part in ("success", "statistics.failed", "kpi_gates[genre_rating].failed_blocking"):
        assert any(line.startswith(f"P07_quality_report.json: {part}") for line in found), part
    assert any(
        line.startswith("P07_data.json: kpis[genre_rating].value: recorded 7.5, found nothing")
        for line in found
    )


def test_a_long_list_is_cut_and_counted(project: Project) -> None:
    project.sql("update kpis.mart_kpi set name = name || ' otherwise', definition_version = 7, unit = 'x'")
    try:
        ended = project.run("reports", "verify")
    finally:
        project.sql(
            "update kpis.mart_kpi set name = kpi_name, unit = c.unit, definition_version = 1 "
            "from reference.kpi_catalogue as c where c.kpi_id = mart_kpi.kpi_id"
        )
    printed = ended.err.splitlines()
    assert len([line for line in printed if line.startswith("P07_data.json: ")]) == 51
    assert any(line.startswith("P07_data.json: and ") and line.endswith(" more") for line in printed)
