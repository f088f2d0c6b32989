"""What an answer must look like to be kept: only that which the models read, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Shape = Callable[[Any], str | None]
"""Takes a parsed body; returns what is wrong with it, in a few words, or None."""

TITLES = {"tmdb_movies": "movie", "tmdb_tv": "tv"}
"""Raw tables whose answers are the details of a title, and its kind there."""
OFFERS = "watch/providers"
"""What details call the offers of a title, by region."""

_NUMBERS = ("id", "runtime", "budget", "revenue", "vote_average", "vote_count", "number_of_seasons")
_TEXTS = (
    "imdb_id", "title", "original_title", "release_date", "name", "original_name", "first_air_date", "status",
)  # fmt: skip
_LISTS = ("genres", "episode_run_time")


class UnusableError(Exception):
    """An answer cannot be kept: `code` is for the reject log, `str()` says why in a few words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def read_answer(body: bytes, shape: Shape) -> Any:
    """The JSON of a body. Raises UnusableError where it is none, or has not the shape."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        if b"\\ud" in body.lower():  # half a pair would be no text for the engine, and the whole body with it
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:  # JSON and Unicode errors are ValueErrors
        raise UnusableError("MALFORMED_JSON", f"no JSON ({error})") from None
    if problem := shape(value):
        raise UnusableError("WRONG_TYPE", problem)
    return value


def shape_of(table: str, columns: Mapping[str, Any]) -> Shape:
    """The shape of the answers in a raw table; `columns` are those of the row beside the answer."""
    if table in TITLES:
        return _details(columns["tmdb_id"])
    return {
        "tmdb_find": _found,
        "tmdb_offers": _of_region,
        "tmdb_discover": _page,
        "tmdb_regions": _listed("results", "iso_3166_1"),
        "tmdb_providers": _listed("results", "provider_id"),
        "tmdb_genres": _listed("genres", "id"),
    }[table]


def _details(number: int) -> Shape:
    """Details of the title with that id."""

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "no object"
        if value.get("id") != number or isinstance(value.get("id"), bool):
            return "another id than asked for"
        return _wrong_field(value) or _wrong_offers(value.get(OFFERS))

    return check


def _found(value: Any) -> str | None:
    """What /find answers: lists of titles, each with its id."""
    if not isinstance(value, dict):
        return "no object"
    for name in ("movie_results", "tv_results"):
        if problem := _wrong_items(value.get(name), "id"):
            return f"{name}: {problem}"
    return None


def _page(value: Any) -> str | None:
    """A page of a list of titles."""
    if not isinstance(value, dict) or not _is_whole(value.get("total_pages")):
        return "total_pages is no whole number"
    return _wrong_items(value.get("results"), "id")


def _listed(name: str, key: str) -> Shape:
    """A list under `name`, not empty, whose items have `key`."""

    def check(value: Any) -> str | None:
        items = value.get(name) if isinstance(value, dict) else None
        if not items:
            return f"{name} is empty or missing"
        if isinstance(items, list) and all(isinstance(item, dict) and key in item for item in items):
            return None
        return f"{name} is no list of objects with {key}"

    return check


def _wrong_field(value: Mapping[str, Any]) -> str | None:
    """Of a film or series; popularity is not looked at: it comes as a number or as text."""
    for names, types, what in (
        (_NUMBERS, int | float, "number"), (_TEXTS, str, "text"), (_LISTS, list, "list"),
    ):  # fmt: skip
        for name in names:
            if not isinstance(value.get(name), types | None):
                return f"{name} is no {what}"
    ids = value.get("external_ids")
    if not isinstance(ids, dict | None) or (ids and not isinstance(ids.get("imdb_id"), str | None)):
        return "external_ids.imdb_id is no text"
    return None


def _wrong_offers(value: Any) -> str | None:
    if value is None:
        return None
    regions = value.get("results") if isinstance(value, dict) else None
    if not isinstance(regions, dict):
        return f"{OFFERS} has no results"
    for region, lists in regions.items():
        if problem := _of_region(lists):
            return f"{OFFERS}.{region}: {problem}"
    return None


def _of_region(lists: Any) -> str | None:
    """Every list may be missing, and so may an offer's display_priority; its id and name may not."""
    if not isinstance(lists, dict):
        return "no object"
    for kind, offers in lists.items():
        if kind == "link":
            continue
        if problem := _wrong_items(offers, "provider_id"):
            return f"{kind}: {problem}"
        if not all(isinstance(offer.get("provider_name"), str) for offer in offers):
            return f"{kind}: provider_name is no text"
    return None


def _wrong_items(items: Any, key: str) -> str | None:
    if not isinstance(items, list):
        return "no list"
    if not all(isinstance(item, dict) and _is_whole(item.get(key)) for item in items):
        return f"{key} is no whole number"
    return None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
