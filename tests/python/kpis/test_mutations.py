"""A slip in the SQL of each KPI and of the statistics that they share, and the dbt test that notices it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import yaml
from built_project import ROOT, BuiltProject

KPIS = "models/kpis"
Statuses = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Mutation:
    """A text in a model or macro, what a slip would make of it, and the test that must fail then."""

    name: str
    model: str
    text: str
    replacement: str
    test: str


# fmt: off
MUTATIONS = [
    Mutation("total_views", f"{KPIS}/views/int_session_views.sql",
             "watch_minutes / sessions.runtime_minutes as views,", "watch_minutes / 60.0 as views,",
             "half_a_film_is_half_a_view"),
    Mutation("total_streams", f"{KPIS}/views/int_total_streams_periods.sql",
             "where charts = case when basis = 'spotify_daily' then 7 else 1 end", "where charts >= 1",
             "a_chart_week_has_all_its_charts"),
    Mutation("hit_concentration", f"{KPIS}/views/int_hit_draws.sql",
             "floor((titles + 99) / 100.0)", "floor(titles / 100.0)",
             "a_draw_counts_its_titles_anew"),
    Mutation("watch_hours_per_viewer", f"{KPIS}/engagement/int_viewer_months.sql",
             "sum(sessions.watch_minutes) / 60.0", "sum(sessions.watch_minutes)",
             "assert_watch_hours_are_the_hours_of_their_viewers"),
    Mutation("completion_rate", f"{KPIS}/engagement/int_viewer_completions.sql",
             "progress_pct >= threshold", "progress_pct > threshold",
             "completion_counts_the_pairs_of_each_viewer"),
    Mutation("time_on_chart", f"{KPIS}/engagement/int_chart_survival.sql",
             "'not is_censored'", "'true'",
             "censored_spells_are_at_risk_and_do_not_end"),
    Mutation("cancellation_rate", f"{KPIS}/churn/int_cancellation_rates.sql",
             "power(1.0 - share, 30.0 / days)", "power(1.0 - share, days / 30.0)",
             "rung_b_is_scaled_to_30_days"),
    Mutation("retention_12m", f"{KPIS}/churn/int_retention_subscribers.sql",
             "tenure_days between 335 and 395", "tenure_days >= 365",
             "retention_counts_335_to_395_days"),
    Mutation("dormant_share", f"{KPIS}/churn/int_dormant_rates.sql",
             "(window_days = 30)", "(window_days = 90)",
             "dormant_is_an_active_subscriber_without_a_session_in_the_window"),
    Mutation("genre_popularity_share", f"{KPIS}/genre_trends/int_genre_year_votes.sql",
             "sum(bridge.genre_weight * rated.votes) as votes", "sum(rated.votes) as votes",
             "assert_genre_shares_sum_to_one"),
    Mutation("genre_momentum", f"{KPIS}/genre_trends/int_genre_changes.sql",
             "later.share - earlier.share as change", "later.share / earlier.share - 1 as change",
             "assert_genre_changes_sum_to_zero"),
    Mutation("genre_rating", f"{KPIS}/genre_trends/int_rating_pulls.sql",
             "{{ prior_votes }} / (rated.num_votes", "rated.num_votes / (rated.num_votes",
             "assert_weighted_ratings_lie_between_rating_and_mean"),
    Mutation("platform_catalogue_share", f"{KPIS}/platform_share/int_platform_shares.sql",
             "sum(cast(1 as double) / platforms)", "sum(cast(1 as double))",
             "a_title_is_split_over_the_platforms_that_carry_it"),
    Mutation("platform_hhi", f"{KPIS}/platform_share/int_platform_concentration.sql",
             "{{ hhi('share') }} as hhi", "sum(share * share) as hhi",
             "concentration_is_the_sum_of_squared_shares"),
]

# All of them are made at once: the test of each uses none of the others.
STATISTICS = [
    Mutation("wilson", "macros/stats/wilson_low.sql",
             "{{ z_975() }} * {{ z_975() }} / (4.0 * {{ size }} * {{ size }})", "0.0",
             "the_limits_are_scaled_to_30_days_too"),
    Mutation("design_effect", "macros/stats/design_effect.sql",
             "{{ sum_of_squares }} / ({{ n }} * {{ p }} * (1.0 - {{ p }}))", "0.0",
             "completion_is_compared_with_the_month_before"),
    Mutation("newcombe", "macros/stats/newcombe_high.sql",
             "- 2.0 * {{ rho }}", "+ 2.0 * {{ rho }}",
             "completion_of_the_same_viewers_has_a_narrower_change"),
    Mutation("holm", "macros/stats/holm.sql",
             "rows between unbounded preceding and current row", "rows between current row and current row",
             "assert_holm_matches_the_step_down_rule"),
    Mutation("logit", "macros/stats/satterthwaite_df.sql",
             "- 1.0 / {{ n }}", "",
             "a_share_s_limits_are_symmetric_in_log_odds"),
]
# fmt: on
ALL = [*MUTATIONS, *STATISTICS]


@pytest.fixture(scope="module")
def statuses(sample_project: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> Statuses:
    """How each test ends, by its name: `untouched`, and `mutated`."""
    folder = tmp_path_factory.mktemp("mutated")
    for part in ("models", "macros", "seeds", "analyses", "tests/data", "tests/generic"):
        shutil.copytree(ROOT / part, folder / part)
    for file in (ROOT / "dbt_project.yml", ROOT / "profiles.yml", sample_project.warehouse):
        shutil.copy(file, folder)
    mutations, result = folder / "mutations.json", folder / "result.json"
    mutations.write_text(json.dumps([asdict(mutation) for mutation in ALL]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("mutated_project.py"), folder, mutations, result],
        cwd=folder,
        env=BuiltProject(folder).env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return json.loads(result.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.slow
@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_a_slip_is_noticed(mutation: Mutation, statuses: Statuses) -> None:
    assert statuses["untouched"][mutation.test] == "pass"
    assert statuses["mutated"][mutation.test] == "fail"


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_what_the_slip_alters_stands_once_in_its_model(mutation: Mutation) -> None:
    assert (ROOT / mutation.model).read_text(encoding="utf-8").count(mutation.text) == 1


def test_every_kpi_has_a_slip() -> None:
    with (ROOT / "seeds/kpi_catalogue.csv").open(encoding="utf-8", newline="") as file:
        assert [row["kpi_id"] for row in csv.DictReader(file)] == [mutation.name for mutation in MUTATIONS]


def test_a_unit_test_is_of_the_model_that_its_slip_alters() -> None:
    tested = {
        test["name"]: test["model"]
        for path in (ROOT / KPIS).glob("*/*.yml")
        for test in yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests", [])
    }
    altered = {m.test: Path(m.model).stem for m in MUTATIONS if m.test in tested}
    assert altered == {test: tested[test] for test in altered}
    assert len(set(altered.values())) == len(altered)
