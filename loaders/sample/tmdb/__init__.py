"""TMDB: the answers of its API in two files of titles and one of lists, and the daily exports of ids.

`api` answers from these files as TMDB does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from loaders.sample.files import SampleFile, SampleSource, Text
from loaders.sample.tmdb import offers
from loaders.sample.tmdb.titles import MOVIE_GENRES, TV_GENRES, Title, titles

MOVIES, TV, LISTS = "movies.jsonl.gz", "tv.jsonl.gz", "lists.json"
EXPORTS = {"movie": "movie_ids.json.gz", "tv": "tv_series_ids.json.gz"}


def source(scale: float, seed: int) -> SampleSource:
    """The files at that scale and seed."""
    return SampleSource(
        name="tmdb",
        files=(
            SampleFile(f"tmdb/{MOVIES}", (partial(_titles, scale, seed, "movie"),)),
            SampleFile(f"tmdb/{TV}", (partial(_titles, scale, seed, "tv"),)),
            SampleFile(f"tmdb/{LISTS}", (_lists,)),
            *(
                SampleFile(f"tmdb/{name}", (partial(_export, scale, seed, media_type),))
                for media_type, name in EXPORTS.items()
            ),
        ),
        planted=tuple(planted()),
        traps=_traps(titles(scale, seed)),
    )


def planted() -> list[dict[str, Any]]:
    """The truths, as the manifest lists them: each with the KPI that must show it."""
    share, hhi = "platform_catalogue_share", "platform_hhi"
    return [
        {"name": "leading_platform", "kpi_id": share, "region": offers.HOME, "platform_group": offers.LEADER,
         "direction": "highest"},
        {"name": "other_leading_platform", "kpi_id": share, "region": offers.OTHER_REGION,
         "platform_group": offers.OTHER_LEADER, "direction": "highest"},
        {"name": "absent_platform", "kpi_id": share, "platform_group": "Hulu",
         "regions": [region for region, found in offers.SHARES.items() if "Hulu" in found]},
        {"name": "even_market", "kpi_id": hhi, "region": offers.EVEN_REGION, "platforms": 4,
         "direction": "none"},
        {"name": "concentrated_market", "kpi_id": hhi, "region": offers.OTHER_REGION, "direction": "highest"},
    ]  # fmt: skip


def _titles(scale: float, seed: int, media_type: str) -> Text:
    rows = [title for title in titles(scale, seed) if title.media_type == media_type]
    return _lines({"id": row.id, "imdb_id": row.imdb_id, "details": row.details} for row in rows)


def _lists() -> Text:
    lists = {
        "providers": offers.providers(),
        "regions": offers.regions(),
        "genres": {"movie": _named(MOVIE_GENRES), "tv": _named(TV_GENRES)},
    }
    return Text(json.dumps(lists, ensure_ascii=False, indent=1).encode() + b"\n", 1)


def _named(genres: dict[str, int]) -> list[dict[str, Any]]:
    return [{"id": number, "name": name} for name, number in genres.items()]


def _export(scale: float, seed: int, media_type: str) -> Text:
    """A line a title that is there; films have `adult` and `video`, series do not."""
    there = [
        title.details for title in titles(scale, seed) if title.media_type == media_type and title.details
    ]
    own = {"movie": ("adult", "original_title", "video"), "tv": ("original_name",)}[media_type]
    return _lines(
        {"id": details["id"], "popularity": float(details["popularity"])}
        | {name: details[name] for name in own}
        for details in there
    )


def _lines(values: Iterable[dict[str, Any]]) -> Text:
    lines = [json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values]
    return Text("".join(lines).encode(), len(lines))


def _traps(known: tuple[Title, ...]) -> dict[str, Any]:
    """Where each trap lies, as `movie/ID` or `tv/ID`."""
    has: dict[str, Callable[[dict[str, Any]], bool]] = {
        "popularity_as_text": lambda details: isinstance(details["popularity"], str),
        "runtime_zero": lambda details: details.get("runtime") == 0,
        "date_empty": lambda details: "" in (details.get("release_date"), details.get("first_air_date")),
        "imdb_id_null": lambda details: details["external_ids"]["imdb_id"] is None,
        "no_offers": lambda details: not details["watch/providers"]["results"],
    }
    return {
        "deleted": [_name(title) for title in known if title.details is None],
        "unlisted_at_imdb": [_name(title) for title in known if title.extra],
        **{trap: [_name(t) for t in known if t.details and test(t.details)] for trap, test in has.items()},
    }


def _name(title: Title) -> str:
    return f"{title.media_type}/{title.id}"
