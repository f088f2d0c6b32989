"""The answers of TMDB's API, made from the sample's files."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from loaders.sample.replies import Reply, Request
from loaders.sample.tmdb import EXPORTS, LISTS, MOVIES, TV

TOKEN = "sample-token-of-no-worth"  # noqa: S105 — it opens nothing but the sample
"""The bearer token that is accepted."""

_PAGE, _PAGES = 20, 500
_MESSAGES = {
    7: (401, "Invalid API key: You must be granted a valid key."),
    22: (400, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."),
    25: (429, "Your request count (41) is over the allowed limit of (40)."),
    34: (404, "The resource you requested could not be found."),
}
_SUMMARY = ("adult", "id", "original_language", "popularity", "vote_average", "vote_count")
_OWN = {
    "movie": ("title", "original_title", "release_date"),
    "tv": ("name", "original_name", "first_air_date"),
}
_BUSY_EVERY, _BUSY_AT = 97, 5
_SLOW_EVERY = 10
"""Of the busy answers, every so many asks for a second; the others for none."""


class Api:
    """Answers as TMDB does: find, details, discover and lists for the token; the exports without one."""

    def __init__(self, root: Path) -> None:
        folder = root / "tmdb"
        self._titles = {"movie": _read_lines(folder / MOVIES), "tv": _read_lines(folder / TV)}
        self._details = {
            kind: {row["id"]: row["details"] for row in rows} for kind, rows in self._titles.items()
        }
        self._known = {
            row["imdb_id"]: (kind, row["id"])
            for kind, rows in self._titles.items()
            for row in rows
            if row["imdb_id"]
        }
        self._lists: dict[str, Any] = json.loads((folder / LISTS).read_text(encoding="utf-8"))
        self._exports = {f"{name.split('.')[0]}": (folder / name).read_bytes() for name in EXPORTS.values()}
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir())))
        self._edition = {"ETag": f'"{digest.hexdigest()}"'}
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        """The reply to a request below /tmdb/ or /tmdb_exports/."""
        base, _, path = request.path.lstrip("/").partition("/")
        if base == "tmdb_exports":
            return self._export(path)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(7)
        routes: list[tuple[str, Callable[..., Reply]]] = [
            (r"find/(tt\d+)", self._find),
            (r"(movie|tv)/(\d+)", self._detail),
            (r"discover/(movie|tv)", self._discover),
            (r"watch/providers/regions", self._regions),
            (r"watch/providers/(movie|tv)", self._providers),
            (r"genre/(movie|tv)/list", self._genres),
        ]
        for pattern, route in routes:
            if match := re.fullmatch(pattern, path):
                return route(request.query, *match.groups())
        return _error(34)

    def _find(self, query: Mapping[str, str], imdb_id: str) -> Reply:
        """A miss is no error: all lists are empty."""
        kind, number = self._known.get(imdb_id, ("", 0))
        details = self._details[kind][number] if kind else None
        summary = {"id": number} if kind and details is None else _summary(kind, details or {})
        found = {f"{name}_results": [summary] if name == kind else [] for name in ("movie", "tv")}
        others: dict[str, list[Any]] = {
            f"{name}_results": [] for name in ("person", "tv_episode", "tv_season")
        }
        return _json({**found, **others})

    def _detail(self, query: Mapping[str, str], kind: str, number: str) -> Reply:
        if self._is_busy(f"{kind}/{number}", int(number)):
            return _error(25, {"Retry-After": "1" if int(number) % _SLOW_EVERY == 0 else "0"})
        details = self._details[kind].get(int(number))
        if details is None:
            return _error(34)
        asked = query.get("append_to_response", "").split(",")
        left_out = {"watch/providers", "external_ids"}.difference(asked)
        return _json({key: value for key, value in details.items() if key not in left_out})

    def _discover(self, query: Mapping[str, str], kind: str) -> Reply:
        page = query.get("page", "1")
        if not page.isdigit() or not 1 <= int(page) <= _PAGES:
            return _error(22)
        region, provider = query.get("watch_region", ""), int(query.get("with_watch_providers", "0"))
        types = query.get("with_watch_monetization_types", "flatrate").split("|")
        found = [
            details
            for details in self._details[kind].values()
            if details is not None and _is_offered(details, region, provider, types)
        ]
        found.sort(key=lambda details: (-details["vote_count"], details["id"]))
        start = (int(page) - 1) * _PAGE
        return _json(
            {
                "page": int(page),
                "results": [_summary(kind, details) for details in found[start : start + _PAGE]],
                "total_pages": -(-len(found) // _PAGE),
                "total_results": len(found),
            }
        )

    def _regions(self, query: Mapping[str, str]) -> Reply:
        return _json({"results": self._lists["regions"]}, headers=self._edition)

    def _providers(self, query: Mapping[str, str], kind: str) -> Reply:
        return _json({"results": self._lists["providers"]})

    def _genres(self, query: Mapping[str, str], kind: str) -> Reply:
        return _json({"genres": self._lists["genres"][kind]})

    def _export(self, path: str) -> Reply:
        """The same lines on every day: an export of today is there whatever day it is."""
        match = re.fullmatch(r"(movie_ids|tv_series_ids)_\d\d_\d\d_\d{4}\.json\.gz", path)
        if match is None:
            return Reply(
                403, {"Content-Type": "application/xml"}, b"<Error><Code>AccessDenied</Code></Error>"
            )
        return Reply(200, {"Content-Type": "application/gzip"}, self._exports[match[1]])

    def _is_busy(self, name: str, number: int) -> bool:
        """True for the first request of some ids."""
        with self._lock:
            busy = number % _BUSY_EVERY == _BUSY_AT and name not in self._busy
            if busy:
                self._busy.add(name)
            return busy


def _is_offered(details: Mapping[str, Any], region: str, provider: int, types: Iterable[str]) -> bool:
    lists = details["watch/providers"]["results"].get(region, {})
    return any(offer["provider_id"] == provider for kind in types for offer in lists.get(kind, ()))


def _summary(kind: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """What lists say of a title."""
    names = (*_SUMMARY, *_OWN.get(kind, ()))
    genres = [genre["id"] for genre in details.get("genres", ())]
    return {name: details[name] for name in names if name in details} | {"genre_ids": genres}


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, {"Content-Type": "application/json;charset=utf-8", **(headers or {})}, body)


def _error(code: int, headers: Mapping[str, str] | None = None) -> Reply:
    status, message = _MESSAGES[code]
    return _json({"success": False, "status_code": code, "status_message": message}, status, headers)


def _read_lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
