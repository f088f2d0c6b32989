"""Kaggle's own client as it is installed, against a stand-in for Kaggle: silent, cached, explained."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread
from typing import Any

import pytest

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
HEADER = (
    "movie_id,title,content_type,genre_primary,genre_secondary,release_year,duration_minutes,rating,language,"
    "country_of_origin,imdb_rating,production_budget,box_office_revenue,number_of_seasons,number_of_episodes,"
    "is_netflix_original,added_to_platform,content_warning"
)
MOVIES = (HEADER + "\n" + ("m1,A title" + "," * 16 + "\n") * 3).encode()


class Site(ThreadingHTTPServer):
    """Answers the calls of a download; `status`: the download's, `asked`: call, credential and body."""

    daemon_threads = True
    block_on_close = False
    status = 200
    asked: list[tuple[str, str | None, dict[str, Any]]]


class Handler(BaseHTTPRequestHandler):
    """Kaggle's API as far as it matters here."""

    server: Site

    def do_POST(self) -> None:
        """Name the current version, or redirect to the file."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        call = self.path.rpartition("/")[2]
        self.server.asked.append((call, self.headers["Authorization"], body))
        if call == "GetDataset":
            self.reply(200, b'{"currentVersionNumber": 7}', {"Content-Type": "application/json"})
        elif self.server.status != 200:
            self.reply(self.server.status, b"{}", {"Content-Type": "application/json"})
        else:
            self.reply(302, b"", {"Location": "/storage/movies.csv.zip?X-Goog-Signature=abc"})

    def do_GET(self) -> None:
        """The file behind the redirect, packed as Kaggle packs large ones."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("movies.csv", MOVIES)
        self.reply(200, packed.getvalue(), {"X-Kaggle-HubVersion": "99.0.0"})

    def reply(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        """Answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    """The stand-in, with the client led to it."""
    import kagglesdk.kaggle_http_client as transport

    site = Site(("127.0.0.1", 0), Handler)
    site.asked = []
    Thread(target=site.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setattr(transport, "get_endpoint", lambda env: f"http://127.0.0.1:{site.server_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HOME", str(tmp_path))
    yield site
    site.shutdown()
    site.server_close()


@pytest.fixture
def movies(loaders: Fetch) -> Fetch:
    """`loaders fetch` of the movies, live."""

    def run(*arguments: str, **settings: str) -> CompletedProcess[str]:
        words = ("fetch", "--mode", "full", "--table", "netflix_movies", *arguments)
        return loaders(*words, **{"MEDIA_KAGGLE_URL": "", "MEDIA_SALT": "pepper"} | settings)

    return run


def test_a_file_is_loaded_and_not_downloaded_twice(
    movies: Fetch, site: Site, query: Query, tmp_path: Path
) -> None:
    done = movies(KAGGLE_API_TOKEN="token-secret")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2, "nothing of the client's own talk"
    assert query("select count(*), max(title) from raw.netflix_movies") == [(3, "A title")]
    assert [(call, credential) for call, credential, _ in site.asked] == [
        ("GetDataset", "Bearer token-secret"),
        ("DownloadDataset", "Bearer token-secret"),
    ]
    assert site.asked[1][2]["fileName"] == "movies.csv"
    (kept,) = (tmp_path / "data/downloads/live/kaggle").rglob("movies.csv")
    assert "versions/7" in kept.as_posix()
    assert movies().stdout.split()[1] == "unchanged"
    assert [call for call, _, _ in site.asked[2:]] == ["GetDataset"]
    assert {path.name for path in tmp_path.iterdir()} == {"data", "temp", "media.duckdb"}
    (log, *_) = (tmp_path / "data/calls").iterdir()
    assert "secret" not in log.read_text()
    assert "Signature" not in log.read_text()


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "CREDENTIAL_INVALID"), (403, "CONSENT_MISSING"), (404, "NOT_FOUND"), (429, "RATE_LIMITED"),
     (500, "SERVER_ERROR")],
)  # fmt: skip
def test_a_refusal_is_one_line(movies: Fetch, site: Site, query: Query, status: int, code: str) -> None:
    site.status = status
    done = movies()
    assert (done.returncode, done.stdout.count("\n"), len(done.stderr.splitlines())) == (1, 1, 1)
    assert query("select reason_code from raw.load_log") == [(code,)]


def test_nobody_there_is_one_line(movies: Fetch, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import kagglesdk.kaggle_http_client as transport

    monkeypatch.setattr(transport, "get_endpoint", lambda env: "http://127.0.0.1:1")
    done = movies()
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "cannot reach www.kaggle.com (connection refused)" in done.stderr


def test_the_client_is_not_imported_before_it_is_used() -> None:
    code = "import sys, loaders.fetch, loaders.overview; sys.exit('kagglehub' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
