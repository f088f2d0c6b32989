"""The titles that the sample's TMDB knows, and their details as it answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from loaders.sample import rng
from loaders.sample.imdb.listing import most_voted
from loaders.sample.imdb.shape import Shape
from loaders.sample.tmdb.offers import on_netflix_at_home, watch_providers

_SERIES = ("tvSeries", "tvMiniSeries")
_MISSING_EVERY, _MISSING_AT = 41, 17
_DELETED_EVERY, _DELETED_AT = 61, 33
_NO_IMDB_EVERY, _NO_IMDB_AT = 23, 11
_TEXT_POPULARITY_EVERY, _NO_RUNTIME_EVERY, _NO_DATE_EVERY = 50, 19, 67

MOVIE_GENRES = {
    "Action": 28, "Adventure": 12, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99, "Drama": 18,
    "Family": 10751, "Fantasy": 14, "History": 36, "Horror": 27, "Music": 10402, "Mystery": 9648,
    "Romance": 10749, "Science Fiction": 878, "TV Movie": 10770, "Thriller": 53, "War": 10752, "Western": 37,
}  # fmt: skip
TV_GENRES = {
    "Action & Adventure": 10759, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99, "Drama": 18,
    "Family": 10751, "Kids": 10762, "Mystery": 9648, "News": 10763, "Reality": 10764,
    "Sci-Fi & Fantasy": 10765, "Soap": 10766, "Talk": 10767, "War & Politics": 10768, "Western": 37,
}  # fmt: skip
_RENAMED = {
    "Sci-Fi": ("Science Fiction", "Sci-Fi & Fantasy"), "Fantasy": ("Fantasy", "Sci-Fi & Fantasy"),
    "Action": ("Action", "Action & Adventure"), "Adventure": ("Adventure", "Action & Adventure"),
    "War": ("War", "War & Politics"), "Reality-TV": ("", "Reality"), "Talk-Show": ("", "Talk"),
    "Musical": ("Music", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Title:
    """A film or series: how /find knows it, and its details. None of them: TMDB has deleted the title."""

    media_type: str
    id: int
    imdb_id: str | None
    """What /find answers to; None for a title that TMDB knows by no IMDb id."""
    details: dict[str, Any] | None
    extra: bool = False
    """Known to TMDB alone: there is no such title in the sample's IMDb."""


@cache
def titles(scale: float, seed: int) -> tuple[Title, ...]:
    """The best-known titles of the sample's IMDb that TMDB knows, then a few that it alone knows.

    400 at test scale, 5,000 at most: as many as a fetch asks for.
    """
    shape = Shape(scale, seed)
    rows = most_voted(shape, min(5000, max(60, round(200_000 * scale)))).to_dicts()
    known = [
        _title(seed, rank, row)
        for rank, row in enumerate(rows)
        # a row of IMDb's that lacks a tab has no trustworthy facts to go by
        if rank % _MISSING_EVERY != _MISSING_AT and row["isAdult"] == "0"
    ]
    return (*known, *_extras(seed, len(rows)))


def _title(seed: int, rank: int, row: dict[str, Any]) -> Title:
    is_series = row["titleType"] in _SERIES
    # films and series are numbered apart, so that their ids overlap
    number = 100 + 7 * rank
    deleted = rank % _DELETED_EVERY == _DELETED_AT
    make = _series if is_series else _film
    details = None if deleted else make(seed, rank, number, row)
    return Title("tv" if is_series else "movie", number, row["tconst"], details)


def _extras(seed: int, after: int) -> list[Title]:
    """Films that Netflix made and IMDb has not listed yet: nothing may be matched to them."""
    found = []
    for n in range(5):
        row = {
            "titleType": "movie", "primaryTitle": f"Unlisted Premiere {n + 1}", "originalTitle": None,
            "startYear": "2026", "runtimeMinutes": "97", "genres": "Drama", "votes": 100_000 - n,
            "rating": 65, "index": 10**9 + n, "tconst": None,
        }  # fmt: skip
        film = _film(seed, after + n, 100 + 7 * (after + n), row)
        film["imdb_id"] = film["external_ids"]["imdb_id"] = None
        film["watch/providers"] = on_netflix_at_home()
        found.append(Title("movie", film["id"], None, film, extra=True))
    return found


def _film(seed: int, rank: int, number: int, row: dict[str, Any]) -> dict[str, Any]:
    imdb_id = None if rank % _NO_IMDB_EVERY == _NO_IMDB_AT else row["tconst"]
    known_budget = rank % 3 != 2
    return {
        **_common(seed, rank, number, row),
        "title": row["primaryTitle"],
        "original_title": row["originalTitle"] or row["primaryTitle"],
        "release_date": _day(seed, rank, row),
        "runtime": 0 if rank % _NO_RUNTIME_EVERY == 7 else int(row["runtimeMinutes"] or 0),
        "budget": (rank + 1) * 10_000 if known_budget else 0,
        "revenue": row["votes"] * 90 if known_budget else 0,
        "imdb_id": imdb_id,
        "video": False,
        "status": "Released",
        "genres": _genres(row["genres"], MOVIE_GENRES, 0),
        "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
        "watch/providers": watch_providers(seed, rank, row["index"]),
        "external_ids": {"imdb_id": imdb_id, "wikidata_id": None},
    }


def _series(seed: int, rank: int, number: int, row: dict[str, Any]) -> dict[str, Any]:
    imdb_id = None if rank % _NO_IMDB_EVERY == _NO_IMDB_AT else row["tconst"]
    runtime = int(row["runtimeMinutes"] or 0)
    return {
        **_common(seed, rank, number, row),
        "name": row["primaryTitle"],
        "original_name": row["originalTitle"] or row["primaryTitle"],
        "first_air_date": _day(seed, rank, row),
        "last_air_date": f"{row['endYear']}-06-30" if row["endYear"] else None,
        "episode_run_time": [runtime] if runtime and rank % 2 else [],
        "number_of_seasons": 1 + rank % 9,
        "number_of_episodes": 8 * (1 + rank % 9),
        "networks": [],
        "status": "Ended" if row["endYear"] else "Returning Series",
        "genres": _genres(row["genres"], TV_GENRES, 1),
        "watch/providers": watch_providers(seed, rank, row["index"]),
        "external_ids": {"imdb_id": imdb_id, "tvdb_id": None},
    }


def _common(seed: int, rank: int, number: int, row: dict[str, Any]) -> dict[str, Any]:
    popularity = round(5 + row["votes"] / 20_000, 3)
    return {
        "adult": False,
        "id": number,
        "original_language": "en",
        "popularity": str(popularity) if rank % _TEXT_POPULARITY_EVERY == 5 else popularity,
        "vote_average": row["rating"] / 10,
        "vote_count": 5 + row["votes"] // 40,
    }


def _day(seed: int, rank: int, row: dict[str, Any]) -> str:
    """A day of the title's year that the sample's world has seen; "" where TMDB knows none."""
    if row["startYear"] is None or rank % _NO_DATE_EVERY == 9:
        return ""
    days = 50 if row["startYear"] == "2026" else 365
    day = date(int(row["startYear"]), 1, 1) + timedelta(rng.key(seed, f"tmdb/day/{row['index']}") % days)
    return day.isoformat()


def _genres(names: str | None, ids: dict[str, int], kind: int) -> list[dict[str, Any]]:
    renamed = [_RENAMED.get(name, (name, name))[kind] for name in (names or "").split(",")]
    return [{"id": ids[name], "name": name} for name in dict.fromkeys(renamed) if name in ids]
