"""A TMDB for tests: answers from a few titles, and misbehaves where a test asks for it."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from provider import Fault, Handler, Provider, Server, good_files, tsv

from loaders.sources.imdb import Imdb

TOKEN = "eyJ-a-token-that-nobody-may-see"
FILMS = {f"tt{n:07d}": 100 + n for n in (1, 2, 3, 5, 6)}
SERIES = {"tt0000004": 101}  # as the first film: they are numbered apart
MISS = "tt0000007"


def film(number: int, **changes: Any) -> dict[str, Any]:
    """Details of a film with one offer."""
    offer = {"provider_id": 8, "provider_name": "Netflix", "display_priority": 0}
    return {
        "id": number,
        "title": f"Film {number}",
        "original_title": f"Film {number}",
        "release_date": "2001-02-03",
        "runtime": 99,
        "popularity": 1.5,
        "vote_count": 7,
        "adult": False,
        "imdb_id": None,
        "genres": [],
        "external_ids": {"imdb_id": None},
        "watch/providers": {"results": {"US": {"link": "https://example.org", "flatrate": [offer]}}},
    } | changes


def series(number: int, **changes: Any) -> dict[str, Any]:
    """Details of a series without offers."""
    return {
        "id": number, "name": f"Series {number}", "first_air_date": "2001-02-03", "episode_run_time": [],
        "external_ids": {"imdb_id": None}, "watch/providers": {"results": {}},
    } | changes  # fmt: skip


def answers() -> dict[str, Any]:
    """By path, what a well-behaved TMDB answers."""
    found = {f"/find/{tt}": {"movie_results": [{"id": n}], "tv_results": []} for tt, n in FILMS.items()}
    found |= {f"/find/{tt}": {"movie_results": [], "tv_results": [{"id": n}]} for tt, n in SERIES.items()}
    lists = {
        "/watch/providers/regions": {"results": [{"iso_3166_1": "US", "english_name": "United States"}]},
        "/genre/movie/list": {"genres": [{"id": 28, "name": "Action"}]},
        "/genre/tv/list": {"genres": [{"id": 35, "name": "Comedy"}]},
    }
    for kind in ("movie", "tv"):
        lists[f"/watch/providers/{kind}"] = {"results": [{"provider_id": 8, "provider_name": "Netflix"}]}
        lists[f"/discover/{kind}"] = {"page": 1, "results": [{"id": 999}], "total_pages": 2}
    return {
        **lists,
        **found,
        f"/find/{MISS}": {"movie_results": [], "tv_results": []},
        **{f"/movie/{number}": film(number) for number in FILMS.values()},
        **{f"/tv/{number}": series(number) for number in SERIES.values()},
    }


def imdb_files() -> dict[str, bytes]:
    """IMDb's files, with seven films and series that TMDB is asked for, and two that it is not."""
    tables = {table.file: table.columns for table in Imdb().tables}
    ids = [f"tt{n:07d}" for n in range(1, 10)]
    kinds = ["movie", "movie", "tvMovie", "tvSeries", "movie", "movie", "movie", "tvEpisode", "movie"]
    rows = [
        [tt, kind, "A", "A", "1" if tt.endswith("9") else "0", "2001", r"\N", "99", "Drama"]
        for tt, kind in zip(ids, kinds, strict=True)
    ]
    votes = [[tt, "7.0", str(1000 - 10 * n)] for n, tt in enumerate(ids)]
    return good_files() | {
        "title.basics.tsv.gz": tsv(tables["title.basics.tsv.gz"], rows),
        "title.ratings.tsv.gz": tsv(tables["title.ratings.tsv.gz"], votes),
    }


class TmdbHandler(Handler):
    """Answers JSON to the right token, and exports to everybody."""

    def do_GET(self) -> None:  # noqa: N802 — the name is the base class's
        """Answer, and note the request and its time."""
        tmdb = self.server.provider
        assert isinstance(tmdb, Tmdb)
        parts = urlsplit(self.path)
        tmdb.asked.append(
            (time.monotonic(), parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()))
        )
        if fault := tmdb.fault_for(parts.path):
            fault(self)
        elif parts.path in tmdb.files:
            self.answer(tmdb.files[parts.path])
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.json(401, {"success": False, "status_code": 7, "status_message": "Invalid API key"})
        elif parts.path in tmdb.answers:
            self.json(200, tmdb.answers[parts.path])
        else:
            self.json(404, {"success": False, "status_code": 34, "status_message": "not found"})

    def json(self, status: int, value: Any, **headers: str) -> None:
        """Answer JSON."""
        content = json.dumps(value).encode()
        self.head(status, {"Content-Length": str(len(content)), "Content-Type": "application/json"} | headers)
        self.wfile.write(content)


class Tmdb(Provider):
    """`answers` by path; `faults` by path, each for one request; `always`: by path, for every request."""

    def __init__(self) -> None:
        line = json.dumps({"adult": False, "id": 1, "original_title": "A", "popularity": 1.0, "video": False})
        self.export = gzip.compress(f"{line}\n{line}\n".encode(), mtime=0)
        super().__init__({})
        self.answers = answers()
        self.always: Callable[[str], Fault | None] = lambda path: None
        self.asked: list[tuple[float, str, dict[str, str], dict[str, str]]] = []

    def __enter__(self) -> Tmdb:
        self._server = Server(("127.0.0.1", 0), TmdbHandler)
        self._server.provider = self
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def fault_for(self, path: str) -> Fault | None:
        """What is to go wrong with this request."""
        return self.faults[path].pop(0) if self.faults[path] else self.always(path)

    def paths(self) -> list[str]:
        """The paths asked for since the last call, sorted."""
        found = sorted(path for _, path, _, _ in self.asked)
        self.asked.clear()
        return found


def busy(seconds: str) -> Fault:
    """Answer 429 with that Retry-After."""

    def fault(handler: Handler) -> None:
        handler.head(429, {"Content-Length": "0", "Retry-After": seconds})

    return fault
