"""`loaders fetch --source netflix`: both ways to Kaggle's datasets, what they may answer, and the salt."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType
from typing import Any

import pytest
import requests
from provider import Provider, reset, status

from loaders import kaggle, sample
from loaders.sample import KAGGLE_TOKEN
from loaders.sample.origin import SampleOrigin
from loaders.settings import Settings
from loaders.sources.netflix import Netflix

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
TABLES = {table.file: table for table in Netflix().tables}
HISTORY = "sayeeduddin/netflix-2025user-behavior-dataset-210k-records"
CLICKS = "vodclickstream/netflix-audience-behaviour-uk-movies"
CLICKS_FILE = "vodclickstream_uk_movies_03.csv"
MODIFIED = 1_772_352_000  # 2026-03-01T08:00:00Z


def header(file: str) -> list[str]:
    """The file's own header: the clickstream's first column has no name."""
    return ["" if column == "row_id" else column for column in TABLES[file].columns]


def good_rows(file: str, count: int = 5) -> list[list[str]]:
    """Rows with distinct ids, and a field that has to be quoted."""
    return [[f'{column}, "{number}"' for column in TABLES[file].columns] for number in range(count)]


def as_csv(file: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV with its header, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header(file), *rows])
    return text.getvalue().encode()


def zipped(name: str, content: bytes) -> bytes:
    """A zip that holds one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def place(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files as the sample's folder holds them, one of them packed."""
    for file, content in files.items():
        at = folder / "kaggle" / (CLICKS if file == CLICKS_FILE else HISTORY)
        at.mkdir(parents=True, exist_ok=True)
        packed = file == "watch_history.csv"
        path = at / (f"{file}.zip" if packed else file)
        path.write_bytes(zipped(file, content) if packed else content)
        os.utime(path, (MODIFIED, MODIFIED))


def good_files(count: int = 5) -> dict[str, bytes]:
    """The four files, well formed."""
    return {file: as_csv(file, good_rows(file, count)) for file in TABLES}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the four files, as the sample's."""
    place(tmp_path / "sample", good_files())
    return tmp_path / "sample"


@pytest.fixture
def origin(root: Path) -> Iterator[SampleOrigin]:
    """Speaks Kaggle's classic protocol over that folder."""
    with SampleOrigin(root) as origin:
        yield origin


@pytest.fixture
def netflix(loaders: Fetch, origin: SampleOrigin) -> Fetch:
    """`loaders fetch --mode full --source netflix` by way of the origin."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        given = {"MEDIA_KAGGLE_URL": origin.url("kaggle"), "MEDIA_SALT": "pepper"} | settings
        return loaders("fetch", "--mode", "full", "--source", "netflix", *arguments, **given)

    return run


def calls(folder: Path) -> list[dict[str, Any]]:
    """All lines of the call log."""
    paths = sorted((folder / "data/calls").iterdir())
    return [json.loads(line) for path in paths for line in path.open()]


def test_two_datasets_fill_four_tables(netflix: Fetch, query: Query, tmp_path: Path) -> None:
    done = netflix()
    assert (done.returncode, done.stderr) == (0, "")
    for table in TABLES.values():
        rows = sorted(tuple(row) for row in good_rows(table.file))
        assert query(f"from raw.{table.name} order by all") == rows
    assert query(
        "select table_name, data_nature, rows_read, snapshot_date::varchar from raw.load_log order by 1"
    ) == [
        ("netflix_clickstream", "observed", 5, "2026-03-01"),
        ("netflix_movies", "synthetic", 5, "2026-03-01"),
        ("netflix_users", "synthetic", 5, "2026-03-01"),
        ("netflix_watch_history", "synthetic", 5, "2026-03-01"),
    ]
    uris = {uri for (uri,) in query("select uri from raw.load_log")}
    assert all("/kaggle/datasets/download/" in uri and "?" not in uri for uri in uris)
    assert len(uris) == 4
    assert not list((tmp_path / "temp").iterdir())


def test_a_second_fetch_downloads_nothing(netflix: Fetch, tmp_path: Path) -> None:
    assert netflix().returncode == 0
    assert netflix().stdout.count(" unchanged") == 5
    log = calls(tmp_path)
    assert sorted(call["status_code"] for call in log) == [200] * 4 + [302] * 8 + [304] * 4
    asked = {tuple(call["params"].items()) for call in log if call["status_code"] == 302}
    assert asked == {(("file_name", file),) for file in TABLES}


def test_whole_rows_that_repeat_are_loaded_and_counted(netflix: Fetch, query: Query, root: Path) -> None:
    rows = good_rows("users.csv")
    half_alike = [[*rows[0][:-1], "another time"]]
    place(root, {"users.csv": as_csv("users.csv", rows + rows[:2] + rows[:1] + half_alike)})
    assert netflix("--table", "users").returncode == 0
    assert query("select rows_loaded, rows_duplicate from raw.load_log") == [(9, 3)]


@pytest.mark.parametrize("setting", [{}, {"KAGGLE_API_TOKEN": KAGGLE_TOKEN}], ids=["none", "token"])
def test_no_secret_and_no_signature_stays_behind(
    netflix: Fetch, tmp_path: Path, setting: dict[str, str]
) -> None:
    """The storage refuses whoever sends it a credential, so that this passes shows that ours stays behind."""
    assert netflix(**setting).returncode == 0
    for path in [*(tmp_path / "data").rglob("*.json*"), tmp_path / "media.duckdb"]:
        content = path.read_bytes()
        assert b"ignature" not in content
        assert KAGGLE_TOKEN.encode() not in content


@pytest.mark.parametrize(
    "setting",
    [{"KAGGLE_API_TOKEN": "expired"}, {"KAGGLE_USERNAME": "me", "KAGGLE_KEY": "wrong"}],
    ids=["token", "key"],
)
def test_a_wrong_credential_is_one_line(netflix: Fetch, query: Query, setting: dict[str, str]) -> None:
    done = netflix(**setting)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Kaggle does not take the credential" in done.stderr
    assert "KAGGLE_API_TOKEN" in done.stderr
    assert not [value for value in setting.values() if f" {value} " in done.stderr]
    assert query("select distinct reason_code from raw.load_log") == [("CREDENTIAL_INVALID",)]


def test_credentials_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, netflix: Fetch) -> None:
    """A token comes before a name and a key, and what is set before what lies in the user's folder."""
    folder = tmp_path / "kaggle-folder"
    folder.mkdir()
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(folder))
    (folder / "kaggle.json").write_text('{"username": "me", "key": "wrong"}')
    table = ("--table", "users", "--force")
    assert netflix(*table).returncode == 1
    (folder / "access_token").write_text(f"{KAGGLE_TOKEN}\n")
    assert netflix(*table, KAGGLE_USERNAME="me", KAGGLE_KEY="wrong").returncode == 0
    assert netflix(*table, KAGGLE_API_TOKEN="expired").returncode == 1
    assert kaggle.credential_state(Settings.load({}, tmp_path)) == "found"
    (folder / "access_token").unlink()
    (folder / "kaggle.json").write_text("not json")
    assert kaggle.credential_state(Settings.load({}, tmp_path)) == "optional, none set"
    (tmp_path / ".env").write_text(f"KAGGLE_API_TOKEN={KAGGLE_TOKEN}\n")
    assert kaggle.credential_state(Settings.load({}, tmp_path)) == "found"
    assert netflix(*table).returncode == 0


def test_consent_that_is_missing_is_one_line(loaders: Fetch, root: Path, query: Query) -> None:
    with SampleOrigin(root, consent=[CLICKS]) as origin:
        words = ("fetch", "--mode", "full", "--source", "netflix")
        done = loaders(*words, MEDIA_KAGGLE_URL=origin.url("kaggle"), MEDIA_SALT="pepper")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert f"open https://www.kaggle.com/datasets/{CLICKS} in a browser" in done.stderr
    assert query("select table_name, reason_code from raw.load_log where status = 'failed'") == [
        ("netflix_clickstream", "CONSENT_MISSING")
    ]


def test_a_file_that_is_not_there_fails_alone(netflix: Fetch, root: Path, query: Query) -> None:
    (root / "kaggle" / CLICKS / CLICKS_FILE).unlink()
    done = netflix()
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "Kaggle has no such dataset or file" in done.stderr
    assert query("select count(*) from raw.netflix_users") == [(5,)]


@pytest.fixture
def direct(loaders: Fetch) -> Iterator[tuple[Fetch, Provider]]:
    """The classic route at a server that answers without a redirect, and misbehaves where asked to."""
    with Provider(
        {HISTORY.rpartition("/")[2]: as_csv("users.csv", good_rows("users.csv", 3000))}
    ) as provider:

        def run(*arguments: str | Path) -> CompletedProcess[str]:
            words = ("fetch", "--mode", "full", "--table", "netflix_users", *arguments)
            return loaders(*words, MEDIA_KAGGLE_URL=provider.url, MEDIA_SALT="pepper")

        yield run, provider


def test_a_broken_download_goes_on_where_it_stopped(direct: tuple[Fetch, Provider], query: Query) -> None:
    fetch, provider = direct
    file = HISTORY.rpartition("/")[2]
    size = len(provider.files[file])
    provider.faults[file] = [lambda handler: handler.answer(provider.files[file], send=size // 3), reset]
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert [headers.get("Range") for _, headers in provider.requests] == [
        None, f"bytes={size // 3}-", f"bytes={size // 3}-"
    ]  # fmt: skip
    assert query("select count(*) from raw.netflix_users") == [(3000,)]


def test_too_many_requests_are_one_line(direct: tuple[Fetch, Provider], query: Query) -> None:
    fetch, provider = direct
    provider.faults[HISTORY.rpartition("/")[2]] = [status(429, Retry_After="0")] * 5
    done = fetch()
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Kaggle asks for a pause" in done.stderr
    assert query("select reason_code from raw.load_log") == [("RATE_LIMITED",)]


USERS = as_csv("users.csv", good_rows("users.csv", 3000))


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "NOT_TEXT", "not a CSV file but an HTML page"),
        (b'{"code": 200}', "NOT_TEXT", "not a CSV file but JSON"),
        (b"null", "NOT_TEXT", "not a CSV file but JSON"),
        (b"", "EMPTY_FILE", "is empty"),
        (USERS.replace(b"email", b"mail"), "HEADER_MISMATCH", "lacks the column email; it has mail instead"),
        (USERS.replace(b"created_at", b"created_at,tier", 1), "NEW_COLUMNS", "--allow-new-columns"),
        (USERS.decode().encode("utf-16"), "WRONG_ENCODING", "not UTF-8"),
        (USERS + b'"', "UNBALANCED_QUOTES", "unbalanced quote"),
        (USERS + b"only one field\n" * 4, "REJECT_LIMIT", "4 of 3004 lines rejected, more than 0.1%"),
        (b"PK\x03\x04" + USERS, "CORRUPT", "not a whole zip archive"),
        (zipped("../users.csv", USERS), "UNSAFE_ARCHIVE", "unsafe name: '../users.csv'"),
        (zipped("users.csv", USERS)[:-40], "CORRUPT", "not a whole zip archive"),
        (zipped("users.csv", b"<html>"), "NOT_TEXT", "an HTML page"),
    ],
)  # fmt: skip
def test_a_bad_body_never_replaces_good_data(
    direct: tuple[Fetch, Provider], query: Query, content: bytes, code: str, told: str, tmp_path: Path
) -> None:
    fetch, provider = direct
    assert fetch().returncode == 0
    provider.files[HISTORY.rpartition("/")[2]] = content
    done = fetch()
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert told in done.stderr
    assert done.stderr.endswith("; the table keeps its last load\n")
    assert query("select reason_code from raw.load_log where status = 'failed'") == [(code,)]
    assert query("select count(*), count(distinct email) from raw.netflix_users") == [(3000, 3000)]
    kept = tmp_path / "data/downloads/live/netflix/users.csv"
    assert kept.read_bytes() == USERS
    assert not list(tmp_path.glob("temp/*"))


def test_a_few_bad_rows_are_logged_and_the_rest_is_loaded(
    direct: tuple[Fetch, Provider], query: Query
) -> None:
    fetch, provider = direct
    lines = USERS.splitlines()
    lines[1] = lines[1].replace(b"user_id,", b"user_id\nin two lines,")
    lines[10], lines[20] = b"only one field", lines[20].replace(b"email,", b"\xff,")
    provider.files[HISTORY.rpartition("/")[2]] = b"\r\n".join([*lines, b"", b""])
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert query("select rows_read, rows_loaded, rows_rejected from raw.load_log") == [(3000, 2998, 2)]
    rejects = query("select file_name, reason from raw.reject_log order by line_number")
    assert rejects == [("users.csv", "TOO_FEW_FIELDS"), ("users.csv", "INVALID_UTF8")]
    assert query("select count(*) from raw.netflix_users where user_id like '%two lines%'") == [(1,)]


def test_files_of_the_users_own(loaders: Fetch, query: Query, tmp_path: Path, root: Path) -> None:
    own = tmp_path / "own"
    (root / "kaggle" / HISTORY).rename(own)
    done = loaders("fetch", "--mode", "full", "--source", "netflix", "--from-dir", own, MEDIA_SALT="pepper")
    assert (done.returncode, done.stderr) == (0, "")  # the clicks are an addition
    skipped = "select table_name, reason_code from raw.load_log where status = 'skipped'"
    assert query(skipped) == [("netflix_clickstream", "NOT_CONFIGURED")]
    alone = ("--table", "netflix_clickstream", "--from-dir", own)
    done = loaders("fetch", "--mode", "full", *alone, MEDIA_SALT="pepper")
    assert (done.returncode, done.stderr) == (1, f"loaders: not in {own}: {CLICKS_FILE}\n")
    assert query("select count(*) from raw.netflix_watch_history") == [(5,)]
    again = loaders(
        "fetch", "--mode", "full", "--table", "watch_history", "--from-dir", own, MEDIA_SALT="pepper"
    )
    assert " unchanged " in again.stdout


def test_a_zip_without_the_file_is_said(loaders: Fetch, query: Query, tmp_path: Path) -> None:
    own = tmp_path / "own"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "b\n1\n")
    own.mkdir()
    (own / "users.csv.zip").write_bytes(packed.getvalue())
    words = ("fetch", "--mode", "full", "--table", "netflix_users", "--from-dir", own)
    done = loaders(*words, MEDIA_SALT="pepper")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "users.csv.zip holds 2 files, none of them users.csv alone" in done.stderr
    assert query("select reason_code from raw.load_log") == [("MEMBER_MISSING",)]


@pytest.mark.parametrize(
    ("code", "reason", "told"),
    [(429, "RATE_LIMITED", "asks for a pause"), (500, "SERVER_ERROR", "out of order (it answered 500)")],
)
def test_what_is_wrong_with_kaggle_is_said_once_for_all_tables(
    loaders: Fetch, query: Query, code: int, reason: str, told: str
) -> None:
    with Provider({}) as provider:
        for dataset in (HISTORY, CLICKS):
            provider.faults[dataset.rpartition("/")[2]] = [status(code, Retry_After="0")] * 20
        words = ("fetch", "--mode", "full", "--source", "netflix")
        done = loaders(*words, MEDIA_KAGGLE_URL=provider.url, MEDIA_SALT="pepper")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert told in done.stderr
    assert query("select reason_code, count(*) from raw.load_log group by 1") == [(reason, 4)]


def test_the_first_rows_of_a_zip(netflix: Fetch, query: Query) -> None:
    assert netflix("--table", "watch_history", "--limit", "2").returncode == 0
    assert query("select session_id from raw.netflix_watch_history order by 1") == [
        ('session_id, "0"',),
        ('session_id, "1"',),
    ]


class Refusal(requests.HTTPError):
    """What the client raises for a status."""

    def __init__(self, code: int) -> None:
        response = requests.Response()
        response.status_code = code
        super().__init__(f"{code} Client Error.\n\nYou don't have permission", response=response)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, loaders: Fetch, tmp_path: Path) -> Callable[..., Any]:
    """`loaders fetch` of the users, with a stand-in for kagglehub that raises what it is told to, in turn."""
    seen: list[dict[str, Any]] = []

    def run(*raised: Exception, **settings: str) -> tuple[CompletedProcess[str], list[dict[str, Any]]]:
        errors = list(raised)
        path = tmp_path / "data/downloads/live/kaggle/datasets/users.csv"

        def dataset_download(handle: str, path_in: str = "", **options: Any) -> str:
            seen.append({"handle": handle, **options, "environment": dict(os.environ)})
            if errors:
                raise errors.pop(0)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_csv("users.csv", good_rows("users.csv")))
            return str(path)

        module = ModuleType("kagglehub")
        # a module made here has what it is given
        module.dataset_download = dataset_download  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "kagglehub", module)
        words = ("fetch", "--mode", "full", "--table", "netflix_users")
        done = loaders(*words, MEDIA_KAGGLE_URL="", MEDIA_SALT="pepper", **settings)
        return done, seen

    return run


def test_live_it_goes_through_kaggles_own_client(
    client: Callable[..., Any], query: Query, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("KAGGLE_API_TOKEN=from-env-file\n")
    done, seen = client()
    assert (done.returncode, done.stderr) == (0, "")
    assert query("select count(*) from raw.netflix_users") == [(5,)]
    (asked,) = seen
    assert (asked["handle"], asked["path"], asked["force_download"]) == (HISTORY, "users.csv", False)
    assert asked["environment"]["KAGGLE_API_TOKEN"] == "from-env-file"
    assert asked["environment"]["KAGGLEHUB_CACHE"] == str(tmp_path / "data/downloads/live/kaggle")
    assert "KAGGLE_API_TOKEN" not in os.environ
    assert "KAGGLEHUB_CACHE" not in os.environ
    (call,) = calls(tmp_path)
    assert (call["source"], call["outcome"], call["status_code"]) == ("netflix", "ok", 200)
    assert call["url"] == f"https://www.kaggle.com/datasets/download/{HISTORY}/users.csv"
    assert call["saved_as"] == "downloads/live/kaggle/datasets/users.csv"
    assert call["response_bytes"] == len(as_csv("users.csv", good_rows("users.csv")))


@pytest.mark.parametrize(
    ("error", "code", "told", "attempts"),
    [
        (Refusal(401), "CREDENTIAL_INVALID", "Kaggle does not take the credential", 1),
        (Refusal(403), "CONSENT_MISSING", f"open https://www.kaggle.com/datasets/{HISTORY} in a browser", 1),
        (Refusal(404), "NOT_FOUND", "no such dataset or file", 1),
        (Refusal(429), "RATE_LIMITED", "asks for a pause", 5),
        (Refusal(503), "SERVER_ERROR", "answered 503", 5),
        (requests.ConnectionError(ConnectionResetError()), "INCOMPLETE", "broke off", 5),
        (requests.ConnectTimeout(), "NO_NETWORK", "cannot reach www.kaggle.com", 5),
        (requests.ReadTimeout(), "TIMEOUT", "did not answer in time", 5),
        (ValueError("Invalid Kaggle credentials file\nsecret"), "KAGGLE_ERROR", "(ValueError)", 1),
        (OSError(28, "No space left on device"), "DISK_FULL", "no space left", 1),
    ],
    ids=lambda value: getattr(value, "__name__", None) or (value if isinstance(value, str) else None),
)  # fmt: skip
def test_what_the_client_raises_is_one_line(
    client: Callable[..., Any], query: Query, tmp_path: Path,
    error: Exception, code: str, told: str, attempts: int,
) -> None:  # fmt: skip
    done, _ = client(*[error] * attempts)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert told in done.stderr
    assert "secret" not in done.stderr
    assert query("select reason_code from raw.load_log") == [(code,)]
    assert len(calls(tmp_path)) == attempts
    assert all(call["outcome"] != "ok" for call in calls(tmp_path))


def test_a_busy_kaggle_is_asked_again(client: Callable[..., Any]) -> None:
    done, seen = client(Refusal(429), Refusal(503), requests.ReadTimeout())
    assert (done.returncode, done.stderr, len(seen)) == (0, "", 4)


SALT = "select data_mode, salt from raw.subscriber_salt"


def test_the_salt_is_kept_once_for_each_data_mode(netflix: Fetch, query: Query, root: Path) -> None:
    table = ("--table", "movies")
    made = netflix(*table, MEDIA_SALT="")
    assert "random salt is kept" in made.stdout
    ((mode, salt),) = query(SALT)
    assert (mode, len(salt)) == ("live", 32)
    again = netflix(*table, MEDIA_SALT="")
    assert "random salt" not in again.stdout
    assert query(SALT) == [("live", salt)]
    assert netflix(*table, MEDIA_SALT=salt).returncode == 0
    other = netflix(*table, MEDIA_SALT="another")
    assert (other.returncode, len(other.stderr.splitlines())) == (1, 1)
    assert "MEDIA_SALT is not the one" in other.stderr
    assert "another" not in other.stderr
    assert query("select reason_code from raw.load_log where status = 'failed'") == [("SALT_CHANGED",)]
    assert query(SALT) == [("live", salt)]
    assert netflix(*table, "--force", MEDIA_SALT="another").returncode == 0
    assert query(SALT) == [("live", "another")]


def test_the_salt_of_the_sample_is_not_the_users(loaders: Fetch, query: Query, root: Path) -> None:
    words = ("fetch", "--mode", "test", "--table", "netflix_movies", "--from-dir", root / "kaggle" / HISTORY)
    assert loaders(*words, MEDIA_SALT="pepper").returncode == 0
    assert query(SALT) == [("sample", sample.SALT)]


def test_the_users_netrc_does_not_replace_a_credential(
    netflix: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at a mirror, where unlike on the loopback the environment counts."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password wrong\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("loaders.http._is_loopback", lambda host: False)
    done = netflix("--table", "users", KAGGLE_API_TOKEN=KAGGLE_TOKEN)
    assert "does not take the credential" not in done.stderr
