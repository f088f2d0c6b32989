"""Which genres titles have, and the truths about genres that the KPIs must find again.

A mix is a list of (genres, parts in a thousand). Films and series of release years up to 2024 and from
2025 on have mixes that differ in one slot only, so that all other genres keep their share of a year's votes.
"""

from __future__ import annotations

from typing import Any

import polars as pl

RISING, BEST_RATED, UNCHANGED, LARGEST = "Sci-Fi", "History", "Comedy", "Drama"
FALLING = ("Adventure", "Crime", "Romance")  # pay for the rise, a third each
LAST_YEAR = 2025  # the last complete release year of a snapshot of 2026-03-01

Mix = list[tuple[str | None, int]]

_SLOT = 204
_BEFORE: Mix = [(genre, _SLOT // 3) for genre in FALLING]
_AFTER: Mix = [(RISING, _SLOT)]
_STEADY: Mix = [
    ("Drama", 238), ("Comedy,Drama", 70), ("Drama,Thriller", 30), ("Drama,Family", 14), ("Drama,Mystery", 14),
    ("Drama,War", 8), ("Drama,History", 10), ("Biography,Drama", 8), ("Drama,Music,Romance", 6),
    ("Comedy", 84), ("Action,Comedy,Crime", 10), ("Action", 22), ("Action,Adventure,Sci-Fi", 6),
    ("History", 32), (None, 40), ("Documentary", 44), ("Horror", 20), ("Horror,Mystery,Thriller", 14),
    ("Animation,Family", 18), ("Animation,Comedy,Fantasy", 10), ("Thriller", 16), ("Fantasy", 8),
    ("Reality-TV", 14), ("Talk-Show", 8), ("News", 4), ("Game-Show", 5), ("Sport", 6),
    ("Documentary,Sport", 4), ("Music,Musical", 6), ("War", 5), ("Western", 6), ("Biography", 5),
    ("Adult", 7), ("Film-Noir", 4),
]  # fmt: skip
COUNTED_UNTIL_2024 = _BEFORE + _STEADY
COUNTED_FROM_2025 = _AFTER + _STEADY
OTHER: Mix = [
    ("Short", 230), ("Drama,Short", 150), ("Comedy,Short", 120), ("Animation,Short", 60),
    ("Documentary,Short", 70), ("Comedy,Drama,Short", 30), ("Horror,Short", 30), ("Music,Short", 40),
    ("Adult", 80), ("Music", 40), ("Documentary", 40), ("Comedy", 30), ("Action,Adventure,Fantasy", 20),
    ("Sport", 10), (None, 50),
]  # fmt: skip
EPISODE: Mix = [
    ("Drama", 130), ("Comedy", 120), ("Talk-Show", 110), ("Reality-TV", 90), ("News", 90),
    ("Drama,Romance", 80), ("Documentary", 70), ("Game-Show", 50), ("Family", 50),
    ("Animation,Comedy,Family", 45), ("Crime,Drama", 40), ("Crime,Drama,Mystery", 30), ("Sport", 30),
    ("Music", 15), ("Action,Adventure,Animation", 10), (None, 40),
]  # fmt: skip


def table(mix: Mix) -> pl.Series:
    """The mix as 1,000 equally likely entries (String), its parts one after another."""
    entries = [genres for genres, parts in mix for _ in range(parts)]
    if len(entries) != 1000:
        raise ValueError(f"the parts of a mix add up to {len(entries)}, not 1,000")
    return pl.Series("genres", entries, dtype=pl.String)


def planted() -> list[dict[str, Any]]:
    """The truths, as the manifest lists them: each with the KPI that must show it."""
    years = {"year": LAST_YEAR, "previous_year": LAST_YEAR - 1}
    momentum, share, rating = "genre_momentum", "genre_popularity_share", "genre_rating"
    return [
        {"name": "rising_genre", "kpi_id": momentum, "genre": RISING, "direction": "up", "is_clear": True,
         "is_largest_change": True, **years},
        {"name": "falling_genres", "kpi_id": momentum, "genres": list(FALLING), "direction": "down", **years},
        {"name": "unchanged_genre", "kpi_id": momentum, "genre": UNCHANGED, "direction": "none",
         "is_clear": False, **years},
        {"name": "largest_genre", "kpi_id": share, "genre": LARGEST, "direction": "highest",
         "year": LAST_YEAR},
        {"name": "best_rated_genre", "kpi_id": rating, "genre": BEST_RATED, "direction": "highest",
         "min_titles": 30, "prior_votes": 1000},
    ]  # fmt: skip
