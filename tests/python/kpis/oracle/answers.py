"""All fourteen KPIs of a warehouse."""

from __future__ import annotations

import duckdb

from oracle import churn, engagement, platform, survival, views
from oracle.charts import Charts
from oracle.concentration import hit_concentration
from oracle.genres import genre_kpis
from oracle.origins import origins
from oracle.raw import Raw
from oracle.results import Answer
from oracle.watching import Watching


def all_answers(con: duckdb.DuckDBPyConnection) -> dict[str, Answer]:
    """kpi_id → what its definition says of the raw tables, or why nothing."""
    raw = Raw(con)
    charts = Charts(raw)
    watching = Watching(raw) if raw.has("netflix") else None
    spotify = charts if raw.has("spotify") else None
    top10 = charts if raw.has("netflix_top10") else None
    offers = platform.Offers(raw) if raw.has("tmdb") else None
    lacks = raw.hindrance
    answers = {
        "total_views": views.total_views(raw, top10, watching, lacks("netflix_top10")),
        "total_streams": views.total_streams(raw, spotify, lacks("spotify")),
        "hit_concentration": hit_concentration(raw, spotify, top10, watching, lacks("spotify")),
        "watch_hours_per_viewer": engagement.watch_hours_per_viewer(watching, lacks("netflix")),
        "completion_rate": engagement.completion_rate(watching, lacks("netflix")),
        "time_on_chart": survival.time_on_chart(spotify, lacks("spotify")),
        "cancellation_rate": churn.cancellation_rate(watching, lacks("netflix")),
        "retention_12m": churn.retention_12m(watching, lacks("netflix")),
        "dormant_share": churn.dormant_share(watching, lacks("netflix")),
    }
    genres = ("genre_popularity_share", "genre_momentum", "genre_rating")
    answers |= dict(zip(genres, genre_kpis(raw, lacks("imdb")), strict=True))
    platforms = ("platform_catalogue_share", "platform_hhi")
    answers |= dict(zip(platforms, platform.platform_kpis(raw, offers, lacks("tmdb")), strict=True))
    for kpi_id, found in origins(raw, charts, watching).items():
        answers[kpi_id].origins = found
    return answers
