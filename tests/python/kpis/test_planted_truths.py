"""The effects that the sample hides are found by the marts, and what has no effect is not called a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_project import BuiltProject
from oracle.comparison import read_marts
from oracle.raw import Raw
from oracle.stats import newcombe, wilson
from replay import Replay

Row = dict[str, Any]
Truth = dict[str, Any]
CHECKS: dict[tuple[str, str], Callable[[Marts, Truth], None]] = {}
"""(source, name of the truth) → what asserts that the marts show it."""


class Marts:
    """The marts of the built sample by their keys."""

    def __init__(self, con: duckdb.DuckDBPyConnection, replay: Replay, folder: Path) -> None:
        self.con, self.replay, self.folder = con, replay, folder
        self.raw = Raw(con)
        marts = read_marts(con)
        self.kpi: dict[str, Row] = {row["kpi_id"]: row for row in marts["mart_kpi"].values()}
        self._slices, self._series = marts["mart_kpi_slice"].values(), marts["mart_kpi_series"].values()

    def slices(self, kpi_id: str, dimension: str, basis: str | None = None) -> dict[str, Row]:
        """Member → row."""
        return {
            row["member"]: row
            for row in self._slices
            if (row["kpi_id"], row["dimension"]) == (kpi_id, dimension) and basis in (None, row["basis"])
        }

    def series(self, kpi_id: str, basis: str) -> list[Row]:
        """The points of a basis, the latest first."""
        rows = [row for row in self._series if (row["kpi_id"], row["basis"]) == (kpi_id, basis)]
        return sorted(rows, key=lambda row: row["period_end"], reverse=True)


@pytest.fixture(scope="module")
def marts(
    sample_project: BuiltProject, replay: Replay, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Marts]:
    """What the sample's marts say."""
    with sample_project.connect() as con:
        yield Marts(con, replay, tmp_path_factory.mktemp("marts"))


@pytest.fixture(scope="module")
def truths(sample_project: BuiltProject) -> dict[tuple[str, str], Truth]:
    """What the sample says that it hides."""
    planted = sample_project.manifest["planted"]
    return {(source, truth["name"]): truth for source, found in planted.items() for truth in found}


def shows(
    source: str, name: str
) -> Callable[[Callable[[Marts, Truth], None]], Callable[[Marts, Truth], None]]:
    """Register the check of a truth."""

    def register(check: Callable[[Marts, Truth], None]) -> Callable[[Marts, Truth], None]:
        CHECKS[source, name] = check
        return check

    return register


def rate(*rows: Row) -> tuple[float, float, float]:
    """A rate with its limits; those of several members together by Wilson."""
    if len(rows) == 1:
        return rows[0]["value"], rows[0]["ci_low"], rows[0]["ci_high"]
    part, whole = (sum(row[name] for row in rows) for name in ("numerator", "denominator"))
    return part / whole, *wilson(part / whole, whole)


def differ(first: tuple[float, float, float], second: tuple[float, float, float]) -> bool:
    """Whether the interval of the difference of two rates leaves out zero."""
    low, high = newcombe(first, second)
    return low > 0 or high < 0


def near(truth: Truth, name: str = "expected") -> Any:
    """The expected value within its tolerance."""
    return pytest.approx(truth[name], abs=truth["tolerance"])


# ---- genres ------------------------------------------------------------------------------------------------


@shows("imdb", "rising_genre")
def _rising_genre(marts: Marts, truth: Truth) -> None:
    row = marts.kpi["genre_momentum"]
    assert (row["headline_member"], row["period_end"].year) == (truth["genre"], truth["year"])
    assert row["value"] > 0 and row["ci_low"] > 0 and row["delta_is_clear"]
    assert marts.slices("genre_momentum", "genre")[truth["genre"]]["is_clear"]


@shows("imdb", "falling_genres")
def _falling_genres(marts: Marts, truth: Truth) -> None:
    for genre in truth["genres"]:
        assert marts.slices("genre_momentum", "genre")[genre]["value"] < 0


@shows("imdb", "unchanged_genre")
def _unchanged_genre(marts: Marts, truth: Truth) -> None:
    row = marts.slices("genre_momentum", "genre")[truth["genre"]]
    assert row["is_clear"] is False and row["ci_low"] < 0 < row["ci_high"]


@shows("imdb", "largest_genre")
def _largest_genre(marts: Marts, truth: Truth) -> None:
    row = marts.kpi["genre_popularity_share"]
    assert (row["headline_member"], row["period_end"].year) == (truth["genre"], truth["year"])


@shows("imdb", "best_rated_genre")
def _best_rated_genre(marts: Marts, truth: Truth) -> None:
    assert marts.kpi["genre_rating"]["headline_member"] == truth["genre"]


# ---- platforms ---------------------------------------------------------------------------------------------


def catalogue(marts: Marts, region: str) -> dict[str, float | None]:
    """Platform → its share of a region's catalogue."""
    name = marts.raw.region_names[region]
    members = marts.slices("platform_catalogue_share", "region_platform")
    return {
        member.partition("|")[2]: row["value"]
        for member, row in members.items()
        if member.startswith(f"{name}|")
    }


def leader(marts: Marts, region: str) -> str:
    """The platform with the largest share of a region's catalogue."""
    shares = catalogue(marts, region)
    return max(shares, key=lambda group: shares[group] or 0)


@shows("tmdb", "leading_platform")
def _leading_platform(marts: Marts, truth: Truth) -> None:
    row = marts.kpi["platform_catalogue_share"]
    assert (row["headline_member"], row["region"]) == (
        truth["platform_group"],
        marts.raw.region_names[truth["region"]],
    )
    assert leader(marts, truth["region"]) == truth["platform_group"]


@shows("tmdb", "other_leading_platform")
def _other_leading_platform(marts: Marts, truth: Truth) -> None:
    assert leader(marts, truth["region"]) == truth["platform_group"]


@shows("tmdb", "absent_platform")
def _absent_platform(marts: Marts, truth: Truth) -> None:
    members = marts.slices("platform_catalogue_share", "region_platform")
    listed = {
        member.partition("|")[0]: row["value"]
        for member, row in members.items()
        if member.endswith(f"|{truth['platform_group']}")
    }
    assert set(listed) == set(marts.slices("platform_hhi", "region"))
    assert {region for region, value in listed.items() if value is not None} == {
        marts.raw.region_names[code] for code in truth["regions"]
    }


@shows("tmdb", "even_market")
def _even_market(marts: Marts, truth: Truth) -> None:
    row = marts.slices("platform_hhi", "region_effective_number")[marts.raw.region_names[truth["region"]]]
    # each title is on one platform, dealt out in turn: the shares differ by less than a title
    assert row["value"] == pytest.approx(truth["platforms"], rel=0.01)
    offered = [share for share in catalogue(marts, truth["region"]).values() if share is not None]
    assert len(offered) == truth["platforms"]


@shows("tmdb", "concentrated_market")
def _concentrated_market(marts: Marts, truth: Truth) -> None:
    regions = marts.slices("platform_hhi", "region")
    assert (
        max(regions, key=lambda region: regions[region]["value"]) == marts.raw.region_names[truth["region"]]
    )


# ---- watching ----------------------------------------------------------------------------------------------


@shows("netflix", "more_views")
def _more_views(marts: Marts, truth: Truth) -> None:
    """The sessions are the second basis: their change is the headline's where there is no Top 10."""
    later, before = marts.series("total_views", truth["basis"])[:2]
    assert f"{later['period_end']:%Y-%m}" == truth["month"]
    assert f"{before['period_end']:%Y-%m}" == truth["previous_month"]
    models = set(marts.replay.before(["kpi_total_views"])) & set(marts.replay.kpis())
    with marts.replay.copy(marts.folder) as con:
        con.execute("delete from core.fact_streaming where streams_unit = 'views'")
        marts.replay.run(con, models)
        (row,) = con.sql("from kpis.kpi_total_views").pl().to_dicts()
    assert row["basis"] == truth["basis"]
    # the last bits of a sum over two threads differ from run to run
    assert (row["value"], row["prev_value"]) == pytest.approx((later["value"], before["value"]))
    assert row["delta"] > 0 and row["delta_low"] > 0 and row["delta_is_clear"]


@shows("netflix", "more_hours")
def _more_hours(marts: Marts, truth: Truth) -> None:
    row = marts.kpi[truth["kpi_id"]]
    assert f"{row['period_end']:%Y-%m}" == truth["month"]
    assert row["delta"] > 0 and row["delta_is_clear"] is True


@shows("netflix", "completed_less")
def _completed_less(marts: Marts, truth: Truth) -> None:
    types = marts.slices(truth["kpi_id"], "content_type")
    less = types.pop(truth["content_type"])
    others = [row for row in types.values() if not row["suppressed"]]
    assert less["value"] == near(truth)
    assert less["value"] < min(row["value"] for row in others)
    assert rate(*others)[0] == near(truth, "expected_others")
    assert differ(rate(less), rate(*others))


@shows("netflix", "completion_unchanged")
def _completion_unchanged(marts: Marts, truth: Truth) -> None:
    row = marts.kpi[truth["kpi_id"]]
    assert f"{row['period_end']:%Y-%m}" == truth["month"]
    assert row["delta_is_clear"] is False and row["delta_low"] < 0 < row["delta_high"]


@shows("netflix", "cancelled")
def _cancelled(marts: Marts, truth: Truth) -> None:
    row = marts.kpi[truth["kpi_id"]]
    assert (row["rung"], row["period_end"].isoformat()) == (truth["rung"], truth["snapshot"])
    assert row["value"] == near(truth)


@shows("netflix", "plan_that_cancels_more")
def _plan_that_cancels_more(marts: Marts, truth: Truth) -> None:
    plans = marts.slices(truth["kpi_id"], "plan")
    more = plans.pop(truth["plan"])
    assert more["value"] == near(truth)
    for row in plans.values():
        assert more["value"] > row["value"] and differ(rate(more), rate(row))


@shows("netflix", "plans_that_cancel_alike")
def _plans_that_cancel_alike(marts: Marts, truth: Truth) -> None:
    first, second = (marts.slices(truth["kpi_id"], "plan")[plan] for plan in truth["plans"])
    assert first["value"] == near(truth) and second["value"] == near(truth)
    assert not differ(rate(first), rate(second))


@shows("netflix", "countries_that_cancel_alike")
def _countries_that_cancel_alike(marts: Marts, truth: Truth) -> None:
    regions = marts.slices(truth["kpi_id"], "region")
    first, second = (regions[marts.raw.region_of(country)] for country in truth["countries"])
    assert not differ(rate(first), rate(second))


@shows("netflix", "retained")
def _retained(marts: Marts, truth: Truth) -> None:
    row = marts.kpi[truth["kpi_id"]]
    assert row["rung"] == truth["rung"]
    assert row["value"] == near(truth)


@shows("netflix", "retention_falls")
def _retention_falls(marts: Marts, truth: Truth) -> None:
    curve = marts.series(truth["kpi_id"], "tenure_curve")
    quarter = len(curve) // 4
    means = [
        sum(row["value"] * row["n"] for row in rows) / sum(row["n"] for row in rows)
        for rows in (curve[:quarter], curve[-quarter:])
    ]
    assert means == [near(truth, "expected_first_quarter"), near(truth, "expected_last_quarter")]
    tenures = [row for _, row in sorted(marts.slices(truth["kpi_id"], "tenure_month").items())]
    first, last = tenures[:quarter], tenures[-quarter:]
    assert differ(rate(*first), rate(*last))


@shows("netflix", "dormant")
def _dormant(marts: Marts, truth: Truth) -> None:
    row, longer = marts.kpi[truth["kpi_id"]], marts.slices(truth["kpi_id"], "measure")
    assert row["period_end"].isoformat() == truth["snapshot"]
    assert row["value"] == near(truth)
    for days in (60, 90):
        assert longer[f"dormant_{days}"]["value"] == near(truth, f"expected_{days}_days")


# ---- charts ------------------------------------------------------------------------------------------------


@shows("spotify", "dominating_hit")
def _dominating_hit(marts: Marts, truth: Truth) -> None:
    titles = marts.slices("hit_concentration", "title", "spotify_weekly")
    assert titles[f"01|{truth['track_name']}"]["value"] == pytest.approx(truth["share_of_52_weeks"], rel=0.01)


@shows("spotify", "known_life")
def _known_life(marts: Marts, truth: Truth) -> None:
    """The spells that time_on_chart is counted from."""
    spells = marts.con.sql(
        """
        select first_chart, last_chart_end, charts, is_left_out, is_censored from kpis.int_chart_spells
        where basis = 'spotify_weekly' and title_key = ? order by first_chart
        """,
        params=[marts.raw.title_keys["spotify", truth["track_id"]]],
    ).fetchall()
    assert spells == [
        (
            date.fromisoformat(spell["first_day"]),
            date.fromisoformat(spell["last_day"]),
            spell["weeks"],
            False,
            False,
        )
        for spell in truth["spells"]
    ]


@shows("spotify", "regional_leader")
def _regional_leader(marts: Marts, truth: Truth) -> None:
    """No mart names a region's titles: it leads the charts from which the region's streams are summed."""
    (spell,) = truth["spells"]
    leaders = marts.con.sql(
        """
        select distinct title_key from core.fact_streaming
        inner join core.dim_date using (date_key)
        inner join core.dim_region using (region_key)
        where chart = 'top200_weekly' and rank = 1 and iso2 = ? and date_day between ? and ?
        """,
        params=[truth["region_iso2"], spell["first_day"], spell["last_day"]],
    ).fetchall()
    assert leaders == [(marts.raw.title_keys["spotify", truth["track_id"]],)]
    regions = marts.slices("total_streams", "region", "spotify_weekly")
    assert regions[marts.raw.region_names[truth["region_iso2"]]]["value"] > 0


@shows("spotify", "total_streams_rise")
def _total_streams_rise(marts: Marts, truth: Truth) -> None:
    row = marts.kpi["total_streams"]
    assert row["period_end"].isoformat() == truth["chart_end"]
    assert (row["value"], row["prev_value"]) == (truth["latest"], truth["previous"])
    assert row["delta"] > 0


@shows("netflix_top10", "views_rise")
def _views_rise(marts: Marts, truth: Truth) -> None:
    row = marts.kpi[truth["kpi_id"]]
    assert row["period_end"].isoformat() == truth["week"]
    assert row["value"] / row["prev_value"] - 1 == pytest.approx(truth["by"], abs=0.005)
    assert row["delta"] > 0


@shows("netflix_top10", "lasting_hit")
def _lasting_hit(marts: Marts, truth: Truth) -> None:
    titles = marts.slices(truth["kpi_id"], "title", "netflix_top10")
    row = titles[f"01|{truth['show_title']}"]
    assert row["value"] == pytest.approx(truth["share_of_views"], abs=0.001)
    assert row["n"] >= truth["weeks_at_the_top"]


@pytest.mark.parametrize(("source", "name"), CHECKS)
def test_the_marts_show_what_is_planted(
    marts: Marts, truths: dict[tuple[str, str], Truth], source: str, name: str
) -> None:
    CHECKS[source, name](marts, truths[source, name])


def test_no_planted_truth_is_left_unchecked(truths: dict[tuple[str, str], Truth]) -> None:
    assert set(truths) == set(CHECKS)
