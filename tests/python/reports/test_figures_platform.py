"""The figures of platforms and regions: what they say follows the data, what they draw is the marts'."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from fixtures.invented_marts import (
    LONG,
    drawn,
    drawn_whole_and_in_part,
    kpi_of,
    marts,
    marts_of,
    member,
)
from fixtures.rendered import edition
from fixtures.report_members import PLATFORMS, SHARES

from reports.charts import theme
from reports.data.document import Figure
from reports.data.families import groups, platform, regions
from reports.data.families.base import Marts

HOME = "United States"
FAMILIES = (*platform.FIGURES, *regions.FIGURES)
Shares = dict[str, float | None]


def offers(found: dict[str, Shares], titles: dict[str, int] | None = None, **changes: Any) -> Marts:
    """Marts with KPI 13 changed, and the platforms of these regions."""
    kpi = kpi_of("platform_catalogue_share", **changes)
    return marts(
        kpi,
        slices=[
            # that a platform offers nothing is known: it is not suppressed
            member(kpi, "region_platform", f"{region}|{name}", share, n=(titles or {}).get(region, 100))
            | {"suppressed": False}
            for region, shares in found.items()
            for name, share in shares.items()
        ],
    )


def figure_of(make: Callable[[Marts], Figure | None], found: Marts) -> Figure:
    """The figure, which must be there."""
    figure = make(found)
    assert figure is not None
    return figure


@pytest.mark.parametrize("branch", ["all", "otherwise"])
@pytest.mark.parametrize("make", FAMILIES)
def test_each_figure_is_drawn_on_each_branch(branch: str, make: Callable[[Marts], Figure | None]) -> None:
    drawn_whole_and_in_part(figure_of(make, marts_of(branch)))


@pytest.mark.parametrize("make", FAMILIES)
def test_without_the_kpi_there_is_no_figure(make: Callable[[Marts], Figure | None]) -> None:
    assert make(marts()) is None


@pytest.mark.parametrize("branch", ["all", "otherwise", "live", "none"])
def test_the_page_begins_with_what_it_is_about(branch: str) -> None:
    page = edition(branch).html.read_text(encoding="utf-8").partition('id="platform-share">')[2]
    first = page.partition("<p ")[2].partition(">")[2].partition(".")[0]
    assert first.startswith("This page is about availability, not viewing")


def test_the_bars_are_the_slices_from_left_to_right() -> None:
    figure = figure_of(platform.platform_shares, marts_of("all"))
    for _, members in groupby(figure["data"], key=lambda row: row["region"]):
        pieces = list(members)
        assert [row["name"] for row in pieces[:2]] == ["Netflix", "Hulu"]
        assert pieces[0]["from"] == 0 and pieces[-1]["to"] == pytest.approx(1)
        assert all(row["to"] - row["from"] == pytest.approx(row["value"] or 0) for row in pieces)
        assert [row["from"] for row in pieces[1:]] == pytest.approx([row["to"] for row in pieces[:-1]])
    home = {row["name"]: row["value"] for row in figure["data"] if row["region"] == HOME}
    shares = dict(zip(PLATFORMS, SHARES, strict=True))
    assert {name: home[name] for name in home if name != "Others"} == {
        name: shares[name] for name in home if name != "Others"
    }
    assert home["Others"] == pytest.approx(sum(share for name, share in shares.items() if name not in home))


def test_netflix_and_hulu_are_named_where_they_offer_nothing() -> None:
    found = offers(
        {HOME: {"Netflix": None, "Hulu": None, "Viaplay": 1.0}}, headline_member="Viaplay", value=1.0
    )
    figure = figure_of(platform.platform_shares, found)
    assert [(row["name"], row["label"]) for row in figure["data"]] == [
        ("Netflix", "–"),
        ("Hulu", "–"),
        ("Viaplay", "100.0%"),
    ]
    shown = drawn_whole_and_in_part(figure)
    assert {"Netflix", "Hulu", "Viaplay"} <= set(shown) and shown.count("–") == 2
    assert "A dash: the platform offers nothing there." in figure["source_line"]


def test_the_home_region_comes_first_and_a_long_list_is_cut() -> None:
    lands = {f"Land {n:02}": {"Netflix": 0.6, "Hulu": 0.4} for n in range(1, 61)} | {HOME: {"Netflix": 1.0}}
    titles = {f"Land {n:02}": n + 100 for n in range(1, 61)} | {HOME: 50}
    figure = figure_of(platform.platform_shares, offers(lands, titles))
    shown = list(dict.fromkeys(row["region"] for row in figure["data"]))
    assert shown[:2] == [HOME, "Land 60"] and len(shown) == platform.REGIONS
    assert (
        f"The home region and the {platform.REGIONS - 1} with most titles, of 61 regions."
        in figure["source_line"]
    )
    assert figure["headline"].endswith("it leads in every region")
    drawn_whole_and_in_part(figure)


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (None, "22.1%; it"),
        (0.0, "22.1%, the same as in the snapshot before; it"),
        (-0.012, "22.1%, down by 1.2 pp from the snapshot before; it"),
        (0.012, "22.1%, up by 1.2 pp from the snapshot before; it"),
    ],
)
def test_of_complete_counts_the_change_is_told(delta: float | None, said: str) -> None:
    found = offers({HOME: {"Netflix": 0.7}, "Japan": {"Hulu": 0.9, "Netflix": 0.1}}, delta=delta)
    headline = figure_of(platform.platform_shares, found)["headline"]
    assert headline == f"{HOME}: Netflix has the largest catalogue share, {said} leads in 1 of 2 regions"


def test_a_region_of_few_titles_is_left_out() -> None:
    found = offers({HOME: {"Netflix": 1.0}, "Tuvalu": {"Netflix": None}})
    few = [row | {"suppressed": row["member"].startswith("Tuvalu")} for row in found.slices]
    figure = figure_of(platform.platform_shares, Marts(found.kpis, few, ()))
    assert {row["region"] for row in figure["data"]} == {HOME}
    assert "leads" not in figure["headline"]


def test_names_that_begin_alike_stay_apart_and_markup_is_text() -> None:
    lands: dict[str, Shares] = {
        f"{LONG}A": {"Netflix": 1.0},
        f"{LONG}B": {"Netflix": 0.5, LONG: 0.5},
        "<script>alert(1)</script>": {"Hulu": 1.0},
        "Both|And": {"Netflix": 0.0, "Hulu": 1.0},
        "": {"Netflix": 1.0},
    }
    figure = figure_of(platform.platform_shares, offers(lands))
    names = dict.fromkeys(row["region"] for row in figure["data"])
    assert len(names) == 5 and "Both|And" in names and "Unknown" in names
    assert max(map(len, drawn_whole_and_in_part(figure))) <= groups.NAME + 4


def test_the_lenses_are_the_slices_and_name_netflix_and_hulu() -> None:
    found = marts_of("all")
    figure = figure_of(platform.platform_lenses, found)
    for dimension, name in platform.LENSES.items():
        slices = {row["member"]: row["value"] for row in found.slice("platform_catalogue_share", dimension)}
        rows = [row for row in figure["data"] if row["group"] == name]
        assert {"Netflix", "Hulu"} <= {row["name"] for row in rows} and len(rows) <= platform.LENS_ROWS
        assert all(row["value"] == slices[row["name"]] for row in rows)
    assert figure["headline"] == (
        "Netflix carries 48.0% of all titles on offer and has 20.0% where titles weigh by their votes"
    )


def test_one_lens_alone_is_no_comparison() -> None:
    kpi = kpi_of("platform_catalogue_share")
    assert platform.platform_lenses(marts(kpi, slices=[member(kpi, "platform", "Netflix", 1.0)])) is None


def concentration(regions_of: dict[str, float], numbers: dict[str, float], **changes: Any) -> Marts:
    """Marts with KPI 14 changed, and its regions."""
    kpi = kpi_of("platform_hhi", **changes)
    slices = [member(kpi, "region", name, value) for name, value in regions_of.items()]
    slices += [member(kpi, "region_effective_number", name, value) for name, value in numbers.items()]
    return marts(kpi, slices=slices)


def test_the_effective_number_is_written_at_each_region() -> None:
    found = concentration({HOME: 1380.4, "Japan": 4400.0}, {HOME: 7.244, "Japan": 2.27}, delta=None)
    figure = figure_of(platform.platform_hhi, found)
    assert [(row["name"], row["value"], row["label"]) for row in figure["data"]] == [
        (HOME, 1380.4, "1,380 (7.2)"),
        ("Japan", 4400.0, "4,400 (2.3)"),
    ]
    assert {"1,380 (7.2)", "4,400 (2.3)"} <= set(drawn_whole_and_in_part(figure))
    assert figure["headline"] == f"{HOME}: 1,380 points; Japan is the most concentrated, 4,400"


def test_one_region_has_no_most_concentrated() -> None:
    figure = figure_of(platform.platform_hhi, concentration({HOME: 10000.0}, {}, value=10000.0, delta=-0.3))
    assert figure["headline"] == f"{HOME}: 10,000 points, down by 0.3 points from the snapshot before"
    assert figure["data"][0]["label"] == "10,000 (–)"
    drawn_whole_and_in_part(figure)


def test_the_most_concentrated_region_is_drawn_however_small() -> None:
    found = concentration({f"Land {n:02}": 2000.0 - n for n in range(60)} | {HOME: 1000.0}, {})
    few = [row | {"n": 31 if row["member"] == "Land 00" else 400} for row in found.slices]
    figure = figure_of(platform.platform_hhi, Marts(found.kpis, few, ()))
    assert [row["name"] for row in figure["data"]][:2] == [HOME, "Land 00"]
    assert figure["headline"].endswith("; Land 00 is the most concentrated, 2,000")


def test_sixty_regions_are_cut_around_the_home_region() -> None:
    lands = {f"{LONG}{n:02}": 5000.0 for n in range(60)} | {HOME: 5000.0}
    figure = figure_of(platform.platform_hhi, concentration(lands, {}))
    assert len(figure["data"]) == platform.REGIONS and figure["data"][0]["name"] == HOME
    assert "of 61 regions." in figure["source_line"] and "most concentrated" not in figure["headline"]
    drawn_whole_and_in_part(figure)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1500.0, 1400.0, 1380.0), "fell from 1,500 to 1,380 points over 3 snapshots"),
        ((1380.0, 1500.0), "rose from 1,380 to 1,500 points over 2 snapshots"),
        ((1380.0, 1400.0, 1380.0), "stayed at 1,380 points over 3 snapshots"),
    ],
)
def test_several_snapshots_are_a_line(values: tuple[float, ...], said: str) -> None:
    kpi = kpi_of("platform_hhi")
    row = {"kpi_id": "platform_hhi", "basis": kpi["basis"], "n": 400}
    series = [
        row | {"value": value, "period_end": f"2026-02-{day:02}"} for day, value in enumerate(values, 1)
    ]
    figure = figure_of(platform.hhi_snapshots, marts(kpi, series=series[::-1]))
    assert [point["value"] for point in figure["data"]] == list(values)
    assert figure["headline"] == f"{HOME}: the concentration {said}"
    assert {"1 February 2026", figure["data"][-1]["label"]} <= set(drawn(figure, theme.NARROW))
    assert platform.hhi_snapshots(marts(kpi, series=series[:1])) is None


def streams(*members: dict[str, Any]) -> Marts:
    """Marts with KPI 2 and its regions."""
    kpi = kpi_of("total_streams")
    return marts(kpi, slices=[member(kpi, "region", **row) for row in members])


def test_regions_stream_by_their_own_charts_and_the_world_is_none() -> None:
    found = streams(
        {"name": "World", "value": 9e9},
        {"name": "Brazil", "value": 2e8, "n": 200},
        {"name": "Australia", "value": 3e6, "n": 1, "ci_low": 1e6, "ci_high": 5e6},
    )
    figure = figure_of(regions.region_streams, found)
    assert [(row["name"], row["label"]) for row in figure["data"]] == [
        ("Brazil", "200.00 million"),
        ("Australia", "3.00 million"),
    ]
    assert figure["headline"] == "Brazil streams most, 200.00 million; next is Australia, 3.00 million"
    assert "Tracks with a figure: Australia 1, where the fullest chart has 200." in figure["source_line"]
    drawn_whole_and_in_part(figure)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((5.0,), "Land 00 is the only region with a chart of its own: 5"),
        ((0.0, 0.0, 0.0), "Land 00 and Land 01 both stream 0, more than any other region"),
    ],
)
def test_one_region_and_regions_alike(values: tuple[float, ...], said: str) -> None:
    found = streams(*({"name": f"Land {n:02}", "value": value} for n, value in enumerate(values)))
    figure = figure_of(regions.region_streams, found)
    assert figure["headline"] == said
    drawn_whole_and_in_part(figure)


def test_many_streaming_regions_are_cut() -> None:
    found = streams(*({"name": f"{LONG}{n:02}", "value": 1e8 + n} for n in range(60)))
    figure = figure_of(regions.region_streams, found)
    assert len({row["name"] for row in figure["data"]}) == regions.BARS
    assert f"The {regions.BARS} largest of 60 regions." in figure["source_line"]
    drawn_whole_and_in_part(figure)


def test_the_regions_are_compared_by_what_is_known_of_them() -> None:
    table = regions.regions_compared(marts_of("all"))
    assert table is not None
    cells = {row[0]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]}
    assert next(iter(cells)) == HOME
    assert cells[HOME]["Cancelled"] == "15.0%" and cells[HOME]["Titles on offer"] == "9,012"
    assert cells["Japan"] == dict.fromkeys(table["columns"], "–") | {
        "Region": "Japan",
        "Titles on offer": "4,100",
        "Leading platform": "Netflix",
        "Effective platforms": "7.4",
    }
    assert cells["Brazil"]["Streams, million"] == "290.00"
    assert table["headline"].startswith("5 regions: 3 with a music chart, 2 with subscribers and 2 with")
    assert "Netflix Top 10" not in table["source_line"]


def test_a_long_list_of_regions_is_cut_and_says_so() -> None:
    lands: dict[str, Shares] = {f"Land {n:02}": {"Netflix": 1.0} for n in range(60)}
    table = regions.regions_compared(offers({HOME: {"Netflix": 1.0}} | lands))
    assert table is not None and len(table["rows"]) == regions.ROWS and table["rows"][0][0] == HOME
    assert f"The {regions.ROWS} of 61 regions with the most figures, then by name." in table["source_line"]


def test_without_regions_nothing_is_compared() -> None:
    assert regions.regions_compared(marts()) is None


def test_the_share_of_a_piece_is_written_only_where_it_fits() -> None:
    found = offers({HOME: {"Netflix": 0.5, "Hulu": 0.1, "Wide": 0.39, "Thin": 0.01}})
    shown = drawn(dict(figure_of(platform.platform_shares, found)), theme.WIDE)
    assert {"50.0%", "10.0%", "39.0%"} <= set(shown) and "1.0%" not in shown and "Thin" in shown
