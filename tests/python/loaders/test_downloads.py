"""Downloads from a provider that breaks off, is busy, redirects, changes its files or stalls."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from provider import TABLES, Handler, Provider, cut, good_rows, reset, status, tsv, unmarked

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
FILE = "title.crew.tsv.gz"
ONE = ("--table", "title.crew")


@pytest.fixture
def large(provider: Provider) -> bytes:
    """The file as some 700 kB, so that a cut falls into the middle of its body."""
    noise = random.Random(5)
    rows = [[f"tt{n:07d}", noise.randbytes(16).hex(), "\\N"] for n in range(30000)]
    provider.files[FILE] = tsv(TABLES[FILE].columns, rows)
    return provider.files[FILE]


def calls(tmp_path: Path) -> list[dict[str, Any]]:
    """All calls of all runs, by time."""
    found = [json.loads(line) for path in (tmp_path / "data/calls").iterdir() for line in path.open()]
    return sorted(found, key=lambda call: (call["started_at"], call["seq"]))


def folder(tmp_path: Path) -> Path:
    return tmp_path / "data/downloads/live/imdb"


def test_a_broken_body_is_resumed_in_the_same_run(
    fetch: Fetch, provider: Provider, large: bytes, tmp_path: Path, query: Query
) -> None:
    provider.faults[FILE] = [cut(300_000), reset, cut(300_000)]
    done = fetch(*ONE)
    assert (done.returncode, done.stderr) == (0, "")
    etag = f'"{hashlib.md5(large).hexdigest()}"'
    ranges = [(headers.get("Range"), headers.get("If-Range")) for _, headers in provider.requests]
    first, second, third, fourth = ranges
    assert first == (None, None)
    assert second == third == ("bytes=300000-", etag)
    assert fourth == ("bytes=600000-", etag)
    assert [call["cache"] for call in calls(tmp_path)] == ["miss", None, "resumed", "resumed"]
    assert [call["outcome"] for call in calls(tmp_path)] == ["error", "error", "error", "ok"]
    assert sum(call["response_bytes"] for call in calls(tmp_path)) == len(large)
    assert query("select sha256, rows_loaded from raw.load_log") == [
        (hashlib.sha256(large).hexdigest(), 30000)
    ]
    assert (folder(tmp_path) / FILE).read_bytes() == large


def test_a_download_that_was_cut_off_is_resumed_by_the_next_run(
    fetch: Fetch, provider: Provider, large: bytes, tmp_path: Path
) -> None:
    provider.faults[FILE] = [cut(300_000), *[status(503)] * 4]
    failed = fetch(*ONE)
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert f"{provider.url}{FILE} answered 503 Service Unavailable" in failed.stderr
    assert {path.name for path in folder(tmp_path).iterdir()} == {f"{FILE}.part", f"{FILE}.part.json"}
    have = (folder(tmp_path) / f"{FILE}.part").stat().st_size
    provider.requests.clear()
    assert fetch(*ONE).returncode == 0
    assert [headers["Range"] for _, headers in provider.requests] == [f"bytes={have}-"]
    assert {path.name for path in folder(tmp_path).iterdir()} == {FILE, f"{FILE}.json"}


def test_a_part_of_an_older_version_is_dropped(
    fetch: Fetch, provider: Provider, large: bytes, query: Query, tmp_path: Path
) -> None:
    provider.faults[FILE] = [cut(300_000), *[status(500)] * 4]
    assert fetch(*ONE).returncode == 1
    provider.files[FILE] = tsv(TABLES[FILE].columns, good_rows(FILE, 9))
    assert fetch(*ONE).returncode == 0
    assert query("select count(*) from raw.imdb_title_crew") == [(9,)]
    assert calls(tmp_path)[-1]["cache"] == "miss"


def test_a_part_that_went_bad_is_begun_again(
    fetch: Fetch, provider: Provider, large: bytes, query: Query, tmp_path: Path
) -> None:
    provider.faults[FILE] = [cut(300_000), *[status(500)] * 4]
    assert fetch(*ONE).returncode == 1
    part = folder(tmp_path) / f"{FILE}.part"
    content = bytearray(part.read_bytes())
    content[1000:1100] = bytes(100)
    part.write_bytes(content)
    assert fetch(*ONE).returncode == 0
    assert query("select sha256 from raw.load_log where status = 'loaded'") == [
        (hashlib.sha256(large).hexdigest(),)
    ]


def test_a_whole_part_is_used_without_a_second_download(
    fetch: Fetch, provider: Provider, large: bytes, tmp_path: Path
) -> None:
    """As when the run is killed while it loads."""
    assert fetch(*ONE).returncode == 0
    target = folder(tmp_path) / FILE
    version = json.loads((folder(tmp_path) / f"{FILE}.json").read_text())["version"]
    target.rename(f"{target}.part")
    (folder(tmp_path) / f"{FILE}.json").unlink()
    Path(f"{target}.part.json").write_text(json.dumps(version))
    (tmp_path / "media.duckdb").unlink()
    assert fetch(*ONE).stdout.split()[1] == "loaded"
    assert calls(tmp_path)[-1]["outcome"] == "not_modified"
    assert {path.name for path in folder(tmp_path).iterdir()} == {FILE, f"{FILE}.json"}


def test_a_body_without_a_length_that_ends_too_early_is_fetched_again(
    fetch: Fetch, provider: Provider, large: bytes, query: Query
) -> None:
    provider.faults[FILE] = [unmarked(large, 200_000), unmarked(large)]
    assert fetch(*ONE).returncode == 0
    assert query("select rows_loaded from raw.load_log") == [(30000,)]


def test_a_download_that_was_changed_on_disk_is_fetched_again(
    fetch: Fetch, provider: Provider, tmp_path: Path
) -> None:
    assert fetch(*ONE).returncode == 0
    (folder(tmp_path) / FILE).write_bytes(b"changed")
    (tmp_path / "media.duckdb").unlink()
    assert fetch(*ONE).returncode == 0
    assert (folder(tmp_path) / FILE).read_bytes() == provider.files[FILE]


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(fetch: Fetch, provider: Provider, tmp_path: Path, form: str) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    wait = "1" if form == "seconds" else format_datetime(moment, usegmt=True)
    provider.faults[FILE] = [status(429, Retry_After=wait)]
    began = time.monotonic()
    assert fetch(*ONE).returncode == 0
    assert time.monotonic() - began >= 1.0
    limited, done = calls(tmp_path)
    assert (limited["status_code"], limited["outcome"], done["outcome"]) == (429, "rate_limited", "ok")
    assert 0.9 <= limited["retry_after_s"] <= 3.0
    assert done["started_at"] > limited["started_at"]
    if form == "date":
        assert datetime.now(UTC) >= moment


def test_a_server_that_asks_for_too_long_a_wait_is_not_waited_for(fetch: Fetch, provider: Provider) -> None:
    provider.faults[FILE] = [status(503, Retry_After="7200")]
    done = fetch(*ONE)
    assert (done.returncode, len(provider.requests)) == (1, 1)
    assert "asks to wait 7200 s" in done.stderr


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_and_not_for_ever(fetch: Fetch, provider: Provider, code: int) -> None:
    provider.faults[FILE] = [status(code)] * 3
    assert fetch(*ONE).returncode == 0
    provider.requests.clear()
    provider.faults[FILE] = [status(code)] * 50
    assert fetch(*ONE, "--force").returncode == 1
    assert len(provider.requests) == 5


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_what_will_not_change_is_not_asked_again(
    fetch: Fetch, provider: Provider, tmp_path: Path, code: int
) -> None:
    provider.faults[FILE] = [status(code)] * 2
    done = fetch(*ONE)
    assert (done.returncode, len(provider.requests), done.stderr.count("\n")) == (1, 1, 1)
    assert f"answered {code}" in done.stderr
    assert calls(tmp_path)[0]["outcome"] == ("not_found" if code in (404, 410) else "error")


def test_not_modified_as_an_answer_to_no_condition_is_refused(
    fetch: Fetch, provider: Provider, large: bytes, query: Query
) -> None:
    provider.faults[FILE] = [status(304)] * 2
    for _ in range(2):
        done = fetch(*ONE)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"{FILE} answered 304 Not Modified, unasked" in done.stderr
    assert fetch(*ONE).returncode == 0
    provider.faults[FILE] = [status(304)]
    assert fetch("--force", *ONE).returncode == 1
    assert fetch(*ONE).stdout.split()[1] == "unchanged"
    assert query("select count(*) from raw.imdb_title_crew") == [(30000,)]


def test_a_server_that_stalls_is_given_up_and_asked_again(
    fetch: Fetch, provider: Provider, tmp_path: Path
) -> None:
    def stall(handler: Handler) -> None:
        time.sleep(1.0)
        handler.close_connection = True

    provider.faults[FILE] = [stall]
    assert fetch(*ONE, MEDIA_TIMEOUT_SECONDS="0.3").returncode == 0
    assert [call["outcome"] for call in calls(tmp_path)] == ["timeout", "ok"]


def test_a_body_that_stalls_is_resumed(
    fetch: Fetch, provider: Provider, large: bytes, tmp_path: Path
) -> None:
    def stall(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(large)), "ETag": f'"{hashlib.md5(large).hexdigest()}"'})
        handler.wfile.write(large[:300_000])
        time.sleep(1.0)
        handler.close_connection = True

    provider.faults[FILE] = [stall]
    assert fetch(*ONE, MEDIA_TIMEOUT_SECONDS="0.3").returncode == 0
    assert [(call["outcome"], call["cache"]) for call in calls(tmp_path)] == [
        ("timeout", "miss"),
        ("ok", "resumed"),
    ]


def test_redirects_are_followed_and_their_secrets_are_not_logged(
    fetch: Fetch, provider: Provider, query: Query, tmp_path: Path
) -> None:
    provider.faults[FILE] = [
        status(302, Location=f"{provider.url}moved/{FILE}?Policy=s3cret&X-Amz-Signature=s3cret")
    ]
    assert fetch(*ONE).returncode == 0
    assert [path for path, _ in provider.requests][1].startswith(f"/moved/{FILE}?Policy")
    hop, last = calls(tmp_path)
    assert (hop["status_code"], hop["url"]) == (302, f"{provider.url}{FILE}")
    assert (last["status_code"], last["url"]) == (200, f"{provider.url}moved/{FILE}")
    assert query("select uri from raw.load_log") == [(f"{provider.url}{FILE}",)]
    assert "s3cret" not in everything(tmp_path)


def test_a_redirect_that_goes_round_is_given_up(fetch: Fetch, provider: Provider) -> None:
    provider.faults[FILE] = [status(301, Location=f"/{FILE}")] * 50
    done = fetch(*ONE)
    assert done.returncode == 1
    assert "redirects more than 5 times" in done.stderr


def test_a_password_in_an_address_is_used_and_never_written(
    fetch: Fetch, provider: Provider, tmp_path: Path
) -> None:
    secret = provider.url.replace("http://", "http://reader:s3cret@")
    provider.faults[FILE] = [status(503)]
    good = fetch(*ONE, MEDIA_IMDB_URL=secret)
    assert provider.requests[0][1]["Authorization"].startswith("Basic ")
    provider.faults[FILE] = [status(403)]
    bad = fetch(*ONE, MEDIA_IMDB_URL=secret)
    dead = fetch(*ONE, "--force", MEDIA_IMDB_URL="http://reader:s3cret@127.0.0.1:1/")
    dry = fetch(*ONE, "--dry-run", MEDIA_IMDB_URL=secret)
    assert [done.returncode for done in (good, bad, dead, dry)] == [0, 1, 1, 0]
    for done in (good, bad, dead, dry):
        assert "s3cret" not in done.stdout + done.stderr
    assert "s3cret" not in everything(tmp_path)


def everything(tmp_path: Path) -> str:
    """All that a run left behind, the warehouse included."""
    return "\n".join(path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file())
