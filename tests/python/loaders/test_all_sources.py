"""All sources in one run: one that is ill or locked is no harm to the others, and no secret stays behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from subprocess import CompletedProcess
from typing import Any

import pytest

from loaders.call_log import public_url
from loaders.sample import KAGGLE_TOKEN, generate
from loaders.sample.origin import SampleOrigin
from loaders.sample.tmdb.api import TOKEN
from loaders.settings import Settings
from loaders.sources import SOURCES

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
NOWHERE = "http://127.0.0.1:1/"
TABLES = {source.id: [table.name for table in source.tables] for source in SOURCES.values()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample of all sources."""
    folder = tmp_path_factory.mktemp("all") / "sample"
    generate(folder, scale=0.0005, seed=3)
    return folder


@pytest.fixture(scope="module")
def origin(folder: Path) -> Iterator[SampleOrigin]:
    """Serves that sample."""
    with SampleOrigin(folder) as origin:
        yield origin


@pytest.fixture
def settings(origin: SampleOrigin, folder: Path) -> dict[str, str]:
    """Everything at the origin, with all credentials."""
    return {
        "MEDIA_IMDB_URL": origin.url("imdb"),
        "MEDIA_TMDB_URL": origin.url("tmdb"),
        "MEDIA_TMDB_EXPORTS_URL": origin.url("tmdb_exports"),
        "MEDIA_NETFLIX_TOP10_URL": origin.url("netflix_top10"),
        "MEDIA_KAGGLE_URL": origin.url("kaggle"),
        "MEDIA_SPOTIFY_DIR": str(folder / "spotify"),
        "MEDIA_TMDB_RATE": "1000",
        "MEDIA_SALT": "pepper-and-salt",
        "TMDB_API_TOKEN": TOKEN,
        "KAGGLE_API_TOKEN": KAGGLE_TOKEN,
    }


@pytest.fixture
def fetch(loaders: Fetch, settings: dict[str, str]) -> Fetch:
    """`loaders fetch --mode full` of a few rows and titles, of today: older ones of TMDB are purged."""
    words = ("fetch", "--mode", "full", "--limit", "40", "--snapshot-date", str(datetime.now(UTC).date()))

    def run(*arguments: str | Path, **changes: str) -> CompletedProcess[str]:
        return loaders(*words, *arguments, **settings | changes)

    return run


def state(query: Query) -> dict[str, set[str]]:
    """Source → the statuses of its tables in the last run."""
    rows = query(
        "select source, status from raw.load_log "
        "where run_id = (select max_by(run_id, finished_at) from raw.load_log)"
    )
    return {source: {status for name, status in rows if name == source} for source in SOURCES}


def all_are(statuses: set[str]) -> dict[str, set[str]]:
    """These statuses for every source."""
    return dict.fromkeys(SOURCES, statuses)


def calls(tmp_path: Path) -> list[dict[str, Any]]:
    """All lines of the call log."""
    return [json.loads(line) for path in (tmp_path / "data/calls").iterdir() for line in path.open()]


def test_all_sources_are_loaded(fetch: Fetch, query: Query, tmp_path: Path) -> None:
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert state(query) == all_are({"loaded"})
    assert {call["source"] for call in calls(tmp_path)} == set(SOURCES)
    again = fetch()
    assert (again.returncode, again.stderr) == (0, "")
    assert state(query) == all_are({"unchanged"})


@pytest.mark.parametrize(
    ("down", "failed"),
    [
        (["MEDIA_IMDB_URL"], {"imdb"}),
        (["MEDIA_TMDB_URL", "MEDIA_TMDB_EXPORTS_URL"], {"tmdb"}),
        (["MEDIA_NETFLIX_TOP10_URL"], {"netflix_top10"}),
        (["MEDIA_KAGGLE_URL"], {"netflix", "spotify"}),
    ],
    ids=["imdb", "tmdb", "netflix_top10", "kaggle"],
)
def test_a_source_that_cannot_be_reached_leaves_the_others_alone(
    fetch: Fetch, query: Query, down: list[str], failed: set[str]
) -> None:
    assert fetch("--source", "imdb").returncode == 0, "TMDB asks for the titles that IMDb knows"
    done = fetch("--force", **dict.fromkeys(down, NOWHERE))
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert all(line.startswith("loaders: cannot reach 127.0.0.1:1 ") for line in lines)
    assert len(lines) == (2 if "tmdb" in failed else 1), (
        "a line for all tables; TMDB's exports are another host"
    )
    found = state(query)
    assert {source for source, statuses in found.items() if "failed" in statuses} == failed
    for source in SOURCES.keys() - failed:
        assert found[source] == {"loaded"}
    assert query("select distinct reason_code from raw.load_log where status = 'failed'") == [("NO_NETWORK",)]


def test_all_sources_down_is_a_failure(fetch: Fetch, query: Query) -> None:
    addresses = ("IMDB", "TMDB", "TMDB_EXPORTS", "NETFLIX_TOP10", "KAGGLE")
    done = fetch(**{f"MEDIA_{name}_URL": NOWHERE for name in addresses}, MEDIA_SPOTIFY_DIR="")
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines)) == (1, 2)
    assert all(line.startswith("loaders: cannot reach 127.0.0.1:1 ") for line in lines)


def test_a_missing_credential_skips_and_is_no_failure(
    fetch: Fetch, query: Query, loaders: Fetch, tmp_path: Path
) -> None:
    done = fetch(TMDB_API_TOKEN="", KAGGLE_API_TOKEN="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("TMDB_API_TOKEN") == 2, "once when it is skipped, once in the summary"
    assert "; skipped: tmdb (no TMDB_API_TOKEN" in done.stdout.splitlines()[-1]
    assert state(query)["tmdb"] == {"loaded", "skipped"}
    assert state(query)["netflix"] == {"loaded"}
    skipped = query("select table_name, reason_code, rows_loaded from raw.load_log where status = 'skipped'")
    assert {(code, rows) for _, code, rows in skipped} == {("CREDENTIAL_MISSING", None)}
    for table, _, _ in skipped:
        assert query(f"select count(*) from raw.{table}") == [(0,)]
    logged = [call for call in calls(tmp_path) if call["outcome"] == "skipped"]
    assert {(call["source"], call["error_class"]) for call in logged} == {("tmdb", "CREDENTIAL_MISSING")}
    assert fetch(TMDB_API_TOKEN=TOKEN, KAGGLE_API_TOKEN="").returncode == 0
    assert state(query)["tmdb"] == {"loaded", "unchanged"}


def test_a_dry_run_says_what_would_be_skipped(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch("--dry-run", TMDB_API_TOKEN="")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert {line.split(":")[0] for line in lines if "skip" in line} >= {"would skip raw.tmdb_movies"}
    assert len(lines) == 1 + sum(len(tables) for tables in TABLES.values())
    assert not list(tmp_path.iterdir())


def test_a_folder_with_some_sources_skips_the_others(
    loaders: Fetch, query: Query, folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    copytree(folder / "netflix_top10", own / "netflix_top10")
    (own / "netflix_top10/most-popular.tsv").rename(own / "most-popular.tsv")
    done = loaders("fetch", "--mode", "full", "--from-dir", own)
    assert (done.returncode, done.stderr) == (0, "")
    assert state(query) == all_are({"skipped"}) | {"netflix_top10": {"loaded"}}
    assert query("select distinct reason_code from raw.load_log where status = 'skipped'") == [
        ("NOT_CONFIGURED",)
    ]
    assert "; skipped: imdb (nothing of it in" in done.stdout.splitlines()[-1]
    dry = loaders("fetch", "--mode", "full", "--from-dir", own, "--dry-run")
    assert dry.stdout.count("would load") == 3


def test_a_folder_without_any_source_is_a_failure(loaders: Fetch, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    done = loaders("fetch", "--mode", "full", "--from-dir", "own")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "own holds no file of any source" in done.stderr


def test_a_table_is_found_by_its_file_in_any_source(loaders: Fetch) -> None:
    for name, tables in (
        ("users.csv", ["netflix_users"]),
        ("raw.netflix_top10_global", ["netflix_top10_global"]),
        ("title.crew.tsv.gz", ["imdb_title_crew"]),
        ("movies", ["tmdb_movies", "netflix_movies"]),
    ):
        done = loaders("fetch", "--mode", "test", "--dry-run", "--table", name)
        assert [line.split()[2] for line in done.stdout.splitlines()[:-1]] == [f"raw.{t}" for t in tables]
    unknown = loaders("fetch", "--mode", "test", "--dry-run", "--table", "titles")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (2, 1)


SECRETS = ("tmdb-secret-1", "kaggle-secret-2", "key-secret-3", "salt-secret-4", "pass-secret-5")


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_no_secret_stays_behind(
    loaders: Fetch, settings: dict[str, str], tmp_path: Path, place: str, media_env: dict[str, str]
) -> None:
    """Wrong ones, so that every answer is an error that might quote them; and one in each address."""
    secrets = {
        "TMDB_API_TOKEN": SECRETS[0],
        "KAGGLE_API_TOKEN": SECRETS[1],
        "KAGGLE_KEY": SECRETS[2],
        "KAGGLE_USERNAME": "somebody",
        "MEDIA_SALT": SECRETS[3],
    } | {
        name: address.replace("http://", f"http://user:{SECRETS[4]}@")
        for name, address in settings.items()
        if name.endswith("_URL")
    }
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in secrets.items()))
    given = secrets if place == "environment" else dict.fromkeys(secrets, "")
    words = ("fetch", "--mode", "full", "--limit", "5")
    plan = loaders(*words, "--dry-run", **given)
    done = loaders(*words, **given)
    assert (plan.returncode, done.returncode) == (0, 3)
    said = [plan.stdout, plan.stderr, done.stdout, done.stderr, loaders("sources", **given).stdout]
    logs = [path.read_text() for path in (tmp_path / "data/calls").iterdir()]
    facts = [path.read_text() for path in (tmp_path / "data").rglob("*.json")]
    texts = [*said, *logs, *facts, repr(Settings.load(secrets, tmp_path))]
    assert [secret for secret in SECRETS for text in texts if secret in text] == []
    warehouse = Path(media_env["MEDIA_WAREHOUSE"]).read_bytes()
    kept_on_purpose = SECRETS[3]
    assert [secret for secret in SECRETS if secret.encode() in warehouse] in ([], [kept_on_purpose])


def test_a_secret_in_the_query_of_an_address_is_refused_unseen(loaders: Fetch) -> None:
    done = loaders(
        "fetch", "--mode", "full", MEDIA_TMDB_URL="https://mirror.example/3/?api_key=tmdb-secret-1"
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "MEDIA_TMDB_URL" in done.stderr
    assert "secret" not in done.stderr
    assert (
        public_url("https://u:p@mirror.example/3/x?api_key=tmdb-secret-1#s") == "https://mirror.example/3/x"
    )
