"""Which tables of the star and which sources each KPI is made from."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.data.document import Lineage

# A table of the star and the sources that fill it.
FILLED_BY = {
    "fact_streaming": ("netflix_top10", "spotify"),
    "fact_watch_session": ("netflix",),
    "fact_subscriber_snapshot": ("netflix",),
    "fact_ratings": ("imdb",),
    "bridge_title_genre": ("imdb",),
    "fact_availability": ("tmdb",),
}

MADE_FROM = {
    "total_views": ("fact_streaming", "fact_watch_session"),
    "total_streams": ("fact_streaming",),
    "hit_concentration": ("fact_streaming", "fact_watch_session"),
    "watch_hours_per_viewer": ("fact_watch_session",),
    "completion_rate": ("fact_watch_session",),
    "time_on_chart": ("fact_streaming",),
    "cancellation_rate": ("fact_subscriber_snapshot",),
    "retention_12m": ("fact_subscriber_snapshot",),
    "dormant_share": ("fact_watch_session", "fact_subscriber_snapshot"),
    "genre_popularity_share": ("fact_ratings", "bridge_title_genre"),
    "genre_momentum": ("fact_ratings", "bridge_title_genre"),
    "genre_rating": ("fact_ratings", "bridge_title_genre"),
    "platform_catalogue_share": ("fact_availability",),
    "platform_hhi": ("fact_availability",),
}


def lineage(catalogue: Iterable[Mapping[str, Any]], loaded: frozenset[str]) -> list[Lineage]:
    """One entry a KPI, over all its bases; `loaded` are the sources that this build holds."""
    return [
        Lineage(
            kpi_id=kpi["kpi_id"],
            facts=list(MADE_FROM[kpi["kpi_id"]]),
            sources=kpi["sources"].split(","),
            loaded=[source for source in kpi["sources"].split(",") if source in loaded],
        )
        for kpi in catalogue
    ]
