"""The body of P07_data.json: what it says agrees with the marts, and its sentences with their own numbers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fixtures import report_edition
from fixtures.rendered import BRANCHES, by_id, document
from fixtures.report_warehouse import FALLER, HOSTILE_TITLES, RISER, SNAPSHOT, warehouse

from reports.data.build import report_data
from reports.data.display import shortened
from reports.data.families import genre
from reports.data.families.base import Marts
from reports.data.families.titles import LONGEST
from reports.data.kpis import change
from reports.data.lineage import FILLED_BY
from reports.data.summary import when
from reports.evidence import schemas
from reports.evidence.files import DATA
from reports.render.text import can_be_set


@pytest.mark.parametrize("branch", BRANCHES)
def test_it_keeps_its_schema_and_is_plain_json(branch: str) -> None:
    data = document(branch)
    assert schemas.problems(DATA, data) == []
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize(("branch", "available"), [("sample", 3), ("none", 0), ("all", 14)])
def test_fourteen_kpis_are_counted_by_status(branch: str, available: int) -> None:
    data = document(branch)
    assert [kpi["kpi_no"] for kpi in data["kpis"]] == list(range(1, 15))
    assert sum(data["availability"].values()) == 14
    assert data["availability"]["available"] == available


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_kpi_without_a_value_is_a_dash_with_a_reason(branch: str) -> None:
    for kpi in document(branch)["kpis"]:
        display = kpi["display"]
        if kpi["value"] is None:
            assert {display[field] for field in ("value", "delta", "ci", "period", "n")} == {"–"}
            assert display["reason"] and display["status"] == "Not available"
        else:
            assert display["value"] != "–" and display["reason"] == ""


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_summary_has_three_to_five_sentences_each_naming_its_kpis(branch: str) -> None:
    data = document(branch)
    names = {kpi["kpi_id"]: kpi["name"] for kpi in data["kpis"]}
    assert 3 <= len(data["summary"]) <= 5
    for sentence in data["summary"]:
        assert sentence["kpi_ids"]
        assert all(names[kpi_id] in sentence["text"] for kpi_id in sentence["kpi_ids"])
    told = {kpi_id for sentence in data["summary"] for kpi_id in sentence["kpi_ids"]}
    assert told >= {kpi["kpi_id"] for kpi in data["kpis"] if kpi["value"] is None}


@pytest.mark.parametrize("branch", BRANCHES)
def test_clearly_is_said_only_of_clear_changes(branch: str) -> None:
    data = document(branch)
    kpis = by_id(data, "kpis")
    for sentence in data["summary"]:
        if re.search(r"\b(rose|fell) clearly|change is clear", sentence["text"]):
            assert kpis[sentence["kpi_ids"][0]]["delta_is_clear"]
    for kpi in kpis.values():
        if kpi["value"] is not None and re.match(r"[+−]", kpi["display"]["delta"]):
            assert kpi["delta_is_clear"] is not False


def momentum(clear: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The momentum KPI and its figure when the given genres moved clearly."""
    with warehouse(clear=clear) as con:
        data = report_data(con, report_edition.context())
    return by_id(data, "kpis")["genre_momentum"], by_id(data, "figures")["genre_momentum_bars"]


def test_the_largest_change_is_named_even_when_no_genre_moved_clearly() -> None:
    kpi, figure = momentum(frozenset())
    assert (
        figure["headline"] == f"{RISER} changed most, {kpi['display']['value']}, but no genre moved clearly"
    )
    assert kpi["display"]["delta"] == "no clear change"
    assert not any(row["clear"] for row in figure["data"])


def test_a_clear_largest_change_is_the_headline() -> None:
    kpi, figure = momentum(frozenset({RISER, FALLER}))
    assert figure["headline"].startswith(f"{RISER} rose clearly, by 0.8 pp; one other genre")
    assert {row["name"] for row in figure["data"] if row["clear"]} == {RISER, FALLER}
    assert kpi["display"]["delta"] == "clear change"


def test_a_smaller_but_clear_change_does_not_make_the_largest_clear() -> None:
    _, figure = momentum(frozenset({FALLER}))
    assert (
        figure["headline"]
        == f"{RISER} changed most, +0.8 pp, but not clearly; {FALLER} fell clearly, by 0.7 pp"
    )


@pytest.mark.parametrize(
    ("delta", "clear", "expected"),
    [
        (None, False, ""),
        (0.02, False, "no clear change"),
        (0.02, True, "clearly up by 2.0 pp"),
        (-0.02, True, "clearly down"),
    ],
)
def test_the_share_headline_follows_the_state_of_the_change(
    delta: float | None, clear: bool, expected: str
) -> None:
    kpi = by_id(document("sample"), "kpis")["genre_popularity_share"]
    headline = genre.share_headline(kpi | {"delta": delta, "delta_is_clear": clear})
    assert expected in headline
    assert ("clearly" in headline) == clear


def test_a_change_that_is_not_clear_is_never_printed_as_a_number() -> None:
    kpi = by_id(document("all"), "kpis")["completion_rate"]
    assert change(kpi) == "+2.1 pp"
    assert change(kpi | {"delta_is_clear": False}) == "no clear change"
    assert change(kpi | {"delta": None}) == "no previous period"


def test_figures_show_the_slices_and_every_printed_share_is_theirs() -> None:
    data = document("sample")
    figure = by_id(data, "figures")["genre_share_ranked"]
    slices = [
        row
        for row in data["slices"]
        if row["kpi_id"] == "genre_popularity_share" and row["dimension"] == "genre"
    ]
    assert sum(row["value"] for row in figure["data"]) == pytest.approx(sum(row["value"] for row in slices))
    assert figure["data"][0]["label"] == by_id(data, "kpis")["genre_popularity_share"]["display"]["value"]
    assert [row[1] for row in figure["table"]["rows"]] == [row["label"] for row in figure["data"]]
    assert figure["data"][-1]["name"] == "11 other genres"


def test_suppressed_slices_are_in_no_figure() -> None:
    with warehouse() as con:
        con.execute("update kpis.mart_kpi_slice set value = 9.9 where suppressed")
        data = report_data(con, report_edition.context())
    hidden = {row["member"] for row in data["slices"] if row["suppressed"]}
    assert hidden and not hidden & {
        row["name"] for row in by_id(data, "figures")["genre_rating_dots"]["data"]
    }


def test_slopes_name_the_planted_riser_and_faller() -> None:
    figure = by_id(document("sample"), "figures")["genre_share_slopes"]
    assert re.match(
        rf"From 2020 to 2025: {RISER} [\d.]+% to [\d.]+% and {FALLER} [\d.]+% to [\d.]+%$",
        figure["headline"],
    )
    assert "clear" not in figure["headline"]


def test_a_withheld_kpi_has_no_figure_and_says_why() -> None:
    reasons = {"genre_popularity_share": ("A test failed on 3 rows.",)}
    data = report_edition.document("sample", withheld=reasons)
    kpi = by_id(data, "kpis")["genre_popularity_share"]
    assert kpi["display"]["value"] == "–" and "A test failed on 3 rows." in kpi["caveats"]
    assert {figure["kpi_id"] for figure in data["figures"]} == {"genre_momentum", "genre_rating"}
    assert data["tables"] == [] and data["quality"]["withheld"]


def test_titles_stand_as_the_source_wrote_them() -> None:
    """The original one too where it differs, unless the report's font cannot set it."""
    cells = [row[1] for row in document("hostile")["tables"][0]["rows"]]
    for primary, original in HOSTILE_TITLES:
        both = primary != original and can_be_set(original)
        first, second = shortened(primary, LONGEST), shortened(original, LONGEST)
        assert (f"{first} / {second}" if both else first) in cells
    assert [original for _, original in HOSTILE_TITLES if not can_be_set(original)] == [
        "مرحبا بالعالم",
        "千と千尋の神隠し",
    ]
    assert document("sample")["tables"][0]["rows"][0][1] == '"Swing it" magistern'


def test_adult_titles_episodes_and_other_snapshots_are_not_in_the_table() -> None:
    with warehouse() as con:
        for key, kind, adult, snapshot in (
            (90, "movie", True, 20260301),
            (91, "tvEpisode", False, 20260301),
            (92, "movie", False, 20260201),
        ):
            con.execute(
                "insert into core.dim_title values (?, 'tt9', 'Not me', 'Not me', ?, ?, 2025)",
                [key, kind, adult],
            )
            con.execute(
                "insert into core.fact_ratings values (?, ?, 'sample', 9.0, 999999999)", [key, snapshot]
            )
        table = report_data(con, report_edition.context())["tables"][0]
    assert "Not me" not in str(table)


def test_sources_say_what_is_loaded_and_why_not() -> None:
    sources = {source["source"]: source for source in document("sample")["sources"]}
    assert set(sources) == {"imdb", "tmdb", "netflix", "spotify", "netflix_top10"}
    assert sources["imdb"]["status"] == "present" and sources["imdb"]["rows_rejected"] == 2
    assert sources["imdb"]["rows_read"] == sources["imdb"]["rows_loaded"] + sources["imdb"]["rows_rejected"]
    assert (
        sources["tmdb"]["reason"] == "TMDB_API_TOKEN is not set"
        and sources["netflix"]["reason"] == "not loaded"
    )


def test_a_data_window_is_of_the_tables_that_a_kpi_is_counted_from() -> None:
    imdb = next(source for source in document("sample")["sources"] if source["source"] == "imdb")
    assert (imdb["window_start"], imdb["window_end"]) == (SNAPSHOT, SNAPSHOT)


def test_failures_are_told_in_words_and_counted_by_severity() -> None:
    quality = document("sample")["quality"]
    assert quality["failures"][0]["text"] == "no_orphans_title_principals_nconst warned: 3 of 14 rows."
    assert {row["severity"]: (row["pass"], row["warn"]) for row in quality["by_severity"]} == {
        "error": (60, 0),
        "warn": (0, 1),
    }


def test_the_last_bits_of_a_sum_do_not_show() -> None:
    with warehouse() as con:
        con.execute("update kpis.mart_kpi set value = 0.1::double + 0.2::double where kpi_no = 10")
        data = report_data(con, report_edition.context())
    assert by_id(data, "kpis")["genre_popularity_share"]["value"] == 0.3


def test_a_warehouse_without_titles_has_no_title_table() -> None:
    with warehouse() as con:
        con.execute("drop table core.fact_ratings")
        assert report_data(con, report_edition.context())["tables"] == []


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2025-01-01", "2025-12-31", "in 2025"),
        ("2026-03-01", "2026-03-01", "on 1 March 2026"),
        ("2026-03-02", "2026-03-08", "between 2 and 8 March 2026"),
        ("2026-02-01", "2026-02-28", "in February 2026"),
    ],
)
def test_a_sentence_places_its_period(start: str, end: str, text: str) -> None:
    from datetime import date

    assert when(date.fromisoformat(start), date.fromisoformat(end)) == text


def test_a_family_without_slices_makes_no_figure() -> None:
    marts = Marts(kpis=by_id(document("sample"), "kpis"), slices=[], series=[])
    assert [figure(marts) for figure in genre.FIGURES] == [None] * len(genre.FIGURES)


def test_the_lineage_reaches_every_source_that_the_catalogue_names() -> None:
    for entry in document("sample")["lineage"]:
        reached = {source for fact in entry["facts"] for source in FILLED_BY[fact]}
        assert set(entry["sources"]) <= reached
        assert entry["loaded"] == [source for source in entry["sources"] if source == "imdb"]


def test_the_notes_give_the_limit_that_the_build_used() -> None:
    made = report_edition.context()
    parameters = {"parameters": {"min_n": 50}}
    data = report_edition.document("sample", evidence={**made.evidence, **parameters})
    assert any("fewer than 50 cases" in note for note in data["notes"])
