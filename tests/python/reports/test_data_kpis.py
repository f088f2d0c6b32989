"""Every state of a KPI in print: its strings, its sentence, its caveats and its table."""

from __future__ import annotations

import csv

import pytest
import yaml
from built_project import ROOT, BuiltProject
from fixtures import report_edition
from fixtures.rendered import by_id, document
from fixtures.report_edition import MADE_FROM
from fixtures.report_warehouse import warehouse

from reports.data import words
from reports.data.build import report_data
from reports.data.lineage import FILLED_BY, lineage
from reports.data.summary import value_sentence
from reports.evidence import artifacts, overlay
from reports.evidence import lineage as triples


@pytest.mark.parametrize(
    ("branch", "kpi_id", "printed"),
    [
        (
            "all",
            "total_views",
            "48.21 million views|+16.42 million|Complete count, no interval|40 charted entries",
        ),
        (
            "all",
            "total_streams",
            "1.23 billion streams|−700,000|Complete count, no interval|200 tracks",
        ),
        ("all", "hit_concentration", "9.3%|+0.02 pp|Complete count, no interval|1,820 tracks"),
        (
            "all",
            "watch_hours_per_viewer",
            "7.51 hours|−0.31 hours|95% interval 7.41 to 7.62 hours|8,120 viewers",
        ),
        ("all", "cancellation_rate", "14.7%|no previous period|95% interval 13.0 to 16.6%|9,950 subscribers"),
        ("all", "platform_catalogue_share", "22.1%|−0.04 pp|Complete count, no interval|9,012 titles"),
        ("all", "platform_hhi", "1,380 points|+21 points|Complete count, no interval|9,012 titles"),
        ("otherwise", "total_views", "812 views|−1.2 per day|95% interval 780 to 845 views|2,210 sessions"),
        (
            "otherwise",
            "total_streams",
            "1.23 billion streams|−219.80 million|Bounds 1.20 to 1.27 billion streams|200 tracks",
        ),
        ("otherwise", "hit_concentration", "9.3%|unchanged|Partly estimated, no interval|1,820 tracks"),
        (
            "otherwise",
            "watch_hours_per_viewer",
            "7.51 hours|too few cases before|95% interval 7.41 to 7.62 hours|8,120 viewers",
        ),
        (
            "otherwise",
            "time_on_chart",
            "6 charts|no previous period|95% interval 5 charts or more|2,210 spells",
        ),
        ("otherwise", "cancellation_rate", "2.1%|−0.4 pp|95% interval 1.8 to 2.5%|9,950 subscribers"),
        ("otherwise", "platform_hhi", "1,380 points|−0.3 points|Complete count, no interval|9,012 titles"),
    ],
)
def test_every_state_of_a_kpi_is_printed_as_it_is(branch: str, kpi_id: str, printed: str) -> None:
    display = by_id(document(branch), "kpis")[kpi_id]["display"]
    assert "|".join(display[part] for part in ("value", "delta", "interval", "n")) == printed


@pytest.mark.parametrize(
    ("branch", "kpi_id", "basis"),
    [
        ("all", "total_views", "Netflix Top 10, worldwide"),
        ("all", "time_on_chart", "Global Top 200, weekly"),
        ("all", "cancellation_rate", "One snapshot, rung C"),
        ("otherwise", "cancellation_rate", "Two snapshots, rung B"),
        ("all", "dormant_share", "One snapshot and sessions, rung C"),
        ("all", "platform_hhi", "Subscription offers, United States"),
        ("sample", "genre_rating", "IMDb votes"),
        ("sample", "total_views", ""),
    ],
)
def test_the_basis_and_the_rung_stand_beside_the_value(branch: str, kpi_id: str, basis: str) -> None:
    assert by_id(document(branch), "kpis")[kpi_id]["display"]["basis"] == basis


@pytest.mark.parametrize(
    ("branch", "kpi_id", "said"),
    [
        (
            "all",
            "total_views",
            "Total views rose by 16.42 million views to 48.21 million views between 16 and",
        ),
        (
            "all",
            "total_streams",
            "Total streams fell by 700,000 streams to 1.23 billion streams between",
        ),
        (
            "all",
            "cancellation_rate",
            "on 28 February 2026 (one snapshot, rung C; 95% interval 13.0 to 16.6%); there is no previous",
        ),
        (
            "all",
            "retention_12m",
            "did not change clearly: 84.2% on 28 February 2026 (one snapshot, rung C; 95% interval",
        ),
        (
            "all",
            "platform_catalogue_share",
            "share (United States) fell by 0.04 pp to 22.1% for Netflix, the leading platform, on",
        ),
        (
            "otherwise",
            "total_views",
            "fell clearly, by 1.2 views per day on average, to 812 views in February 2026 (95% interval",
        ),
        (
            "otherwise",
            "total_streams",
            "Total streams fell by 219.80 million streams to 1.23 billion streams between 16 and 22 February "
            "2026 (bounds 1.20 to 1.27 billion streams); a part is estimated, so nothing says how sure",
        ),
        (
            "otherwise",
            "hit_concentration",
            "is the same as in the period before: 9.3% between 28 February 2025 and 26 February 2026",
        ),
        ("otherwise", "watch_hours_per_viewer", "; the period before has too few cases to compare it with."),
        (
            "otherwise",
            "cancellation_rate",
            "to 2.1% in February 2026 (two snapshots, rung B; 95% interval 1.8 to 2.5%).",
        ),
    ],
)
def test_a_sentence_says_no_more_than_the_change_does(branch: str, kpi_id: str, said: str) -> None:
    assert said in value_sentence(by_id(document(branch), "kpis")[kpi_id], None)["text"]


def test_the_summary_begins_with_what_changed_clearly() -> None:
    for branch in ("sample", "all", "otherwise"):
        kpis = by_id(document(branch), "kpis")
        told = [bool(kpis[entry["kpi_ids"][0]]["delta_is_clear"]) for entry in document(branch)["summary"]]
        assert told == sorted(told, reverse=True) and told[0]
        clear = sum(bool(kpi["delta_is_clear"]) for kpi in kpis.values())
        assert sum(told) == clear <= 4


def test_caveats_are_of_the_basis_and_say_what_is_lacking() -> None:
    plain, other = by_id(document("all"), "kpis"), by_id(document("otherwise"), "kpis")
    assert plain["total_views"]["caveats"][0].startswith("Titles that reach the chart only")
    assert other["total_views"]["caveats"][0].startswith("Sessions of known subscribers")
    assert "Not a monthly rate" in plain["cancellation_rate"]["caveats"][0]
    assert "scaled to 30 days" in other["cancellation_rate"]["caveats"][0]
    assert "61.0% of the eligible rows could be used." in other["completion_rate"]["caveats"]
    assert other["time_on_chart"]["caveats"][2:] == [
        "The upper end of the interval is not reached: too many spells still run.",
        "50.9% of the charts between the first and the last are there; spells end at a gap.",
    ]
    assert other["retention_12m"]["caveats"][-1] == "Its source was loaded with fewer rows than it has."
    assert by_id(document("none"), "kpis")["total_views"]["caveats"] == plain["total_views"]["caveats"][:1]


def test_every_basis_and_every_code_has_its_words() -> None:
    with (ROOT / "seeds" / "kpi_bases.csv").open(encoding="utf-8", newline="") as file:
        bases = list(csv.DictReader(file))
    assert {base["basis"] for base in bases} == set(words.BASIS)
    for base in bases:
        for texts in (words.COUNTED, words.CAVEAT):
            text = texts[base["kpi_id"]]
            assert isinstance(text, str) or base["basis"] in text
    marts = (ROOT / "models" / "kpis" / "_kpis__marts.yml").read_text(encoding="utf-8")
    columns = {c["name"]: c for c in yaml.safe_load(marts)["models"][1]["columns"]}
    codes = {
        name: set(columns[name]["data_tests"][-1]["accepted_values"]["arguments"]["values"])
        for name in ("reason_code", "delta_reason_code", "data_nature", "status")
    }
    assert codes == {
        "reason_code": set(words.REASON),
        "delta_reason_code": {*words.NO_CHANGE, "VALUE_IS_A_DIFFERENCE"},
        "data_nature": set(words.NATURE),
        "status": set(words.STATUS),
    }


def test_the_largest_titles_stand_in_a_table_with_their_unit_in_the_head() -> None:
    titles = by_id(document("all"), "tables")["total_streams_title"]
    assert titles["columns"] == ["#", "Title", "Streams, billion", "Charts"]
    assert [row[1] for row in titles["rows"]] == [f"Invented track {place}" for place in range(1, 6)]
    assert titles["rows"][0] == ["1", "Invented track 1", "1.23", "400"]


def test_a_table_is_of_the_headlines_basis_alone() -> None:
    for branch in ("all", "otherwise"):
        text = str([table for table in document(branch)["tables"] if table["id"] != "top_titles"])
        assert "otherwise" not in text and "Invented" in text
    bounds = by_id(document("otherwise"), "tables")["total_streams_title"]
    assert bounds["columns"] == ["#", "Title", "Streams, billion", "Bounds"]


def test_thousands_of_slices_change_nothing_of_what_is_printed() -> None:
    with warehouse("all") as con:
        con.execute(
            "insert into kpis.mart_kpi_slice (kpi_id, basis, dimension, member, value, n, suppressed) "
            "select 'platform_catalogue_share', 'subscription_offers', 'region_title', 'R|' || i, 0.5, 40, "
            "false from range(5000) as t (i)"
        )
        data = report_data(con, report_edition.context())
    assert len(data["slices"]) == len(document("all")["slices"]) + 5000
    for part in ("kpis", "summary", "figures", "tables"):
        assert data[part] == document("all")[part]


def test_a_withheld_kpi_loses_its_basis_and_what_that_gave_it() -> None:
    reasons = dict.fromkeys(("cancellation_rate", "total_views"), ("A test failed on 3 rows.",))
    data = report_edition.document("all", withheld=reasons)
    kpis = by_id(data, "kpis")
    for kpi_id, name, sources in (
        ("cancellation_rate", "Cancellation rate", "netflix"),
        ("total_views", "Total views", "netflix,netflix_top10"),
    ):
        kpi = kpis[kpi_id]
        assert {kpi[field] for field in overlay.NUMBERS} == {None}
        assert (kpi["name"], kpi["sources"], kpi["reason_code"]) == (name, sources, overlay.REASON)
        assert kpi["display"]["basis"] == "" and "A test failed on 3 rows." in kpi["caveats"]
    assert kpis["total_views"]["ci_method"] != by_id(document("all"), "kpis")["total_views"]["ci_method"]
    assert {row["kpi_id"] for row in data["tables"]}.isdisjoint(reasons)
    assert {row["kpi_id"] for part in ("series", "slices") for row in data[part]}.isdisjoint(reasons)


def test_each_kpi_is_made_from_the_facts_that_it_should_be(sample_project: BuiltProject) -> None:
    built = artifacts.load(sample_project.target)
    made = report_edition.context()
    context = report_edition.context(evidence={**made.evidence, "lineage": triples.lineage(built, [])})
    with warehouse("none") as con:
        catalogue = overlay.rows(con, "select kpi_id, sources from reference.kpi_catalogue")
    found = {entry["kpi_id"]: entry for entry in lineage(catalogue, frozenset(), context, {})}
    assert {kpi_id: tuple(entry["facts"]) for kpi_id, entry in found.items()} == {
        kpi_id: tuple(fact for fact in FILLED_BY if fact in facts) for kpi_id, facts in MADE_FROM.items()
    }
