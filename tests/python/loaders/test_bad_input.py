"""Bad input, as a user meets it: one clear line, an exit code, and the last good tables untouched."""

from __future__ import annotations

import gzip
import os
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest
from provider import TABLES, Provider, body, good_files, good_rows, tsv

from loaders.sources.netflix import Netflix

Command = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
Tables = Callable[[], dict[str, list[tuple[Any, ...]]]]
TABLES_OF_NETFLIX = {table.name: table for table in Netflix().tables}
HTML = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"


@pytest.fixture
def command(run_cli: Command, provider: Provider) -> Command:
    """`loaders fetch --mode full` of IMDb's tables against the provider, as a process of its own."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        env = {"MEDIA_IMDB_URL": provider.url} | settings
        return run_cli("loaders", "fetch", "--mode", "full", "--source", "imdb", *arguments, env=env)

    return run


def downloads(tmp_path: Path) -> dict[str, bytes]:
    """The downloads that are in place, with their facts."""
    folder = tmp_path / "data/downloads/live/imdb"
    return {path.name: path.read_bytes() for path in folder.iterdir() if ".part" not in path.name}


def lines_of(done: CompletedProcess[str]) -> dict[str, str]:
    """The lines on stderr by the table that each begins with; all are ours, none is a trace."""
    lines = done.stderr.splitlines()
    assert all(line.startswith("loaders: ") for line in lines), done.stderr
    return {line.removeprefix("loaders: ").split(":")[0]: line for line in lines}


def flipped(content: bytes, at: int) -> bytes:
    """The content with one byte changed."""
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def test_bad_files_are_refused_one_line_each_and_the_good_tables_stay(
    fetch: Command, command: Command, provider: Provider, tables: Tables, query: Query, tmp_path: Path
) -> None:
    assert fetch().returncode == 0
    before, kept = tables(), downloads(tmp_path)
    good = good_files(2000)
    columns = {file: list(table.columns) for file, table in TABLES.items()}
    rows = good_rows("title.episode.tsv.gz", 2000)
    rows[6], rows[7], rows[8] = rows[6][:2], [*rows[7], "x"], [*rows[8], "x", "y"]
    provider.files = {
        "name.basics.tsv.gz": good["name.basics.tsv.gz"][:-500],
        "title.akas.tsv.gz": HTML,
        "title.basics.tsv.gz": tsv(
            ["id", *columns["title.basics.tsv.gz"][1:]], good_rows("title.basics.tsv.gz", 5)
        ),
        "title.crew.tsv.gz": tsv([*columns["title.crew.tsv.gz"], "extra"], [["tt1", "a", "b", "c"]]),
        "title.episode.tsv.gz": tsv(columns["title.episode.tsv.gz"], rows),
        "title.principals.tsv.gz": tsv(columns["title.principals.tsv.gz"], []),
        "title.ratings.tsv.gz": flipped(good["title.ratings.tsv.gz"], -6),
    }
    done = command()
    assert done.returncode == 1
    said = lines_of(done)
    expected = {
        "imdb_name_basics": "name.basics.tsv.gz is truncated",
        "imdb_title_akas": "title.akas.tsv.gz is not a TSV file but an HTML page",
        "imdb_title_basics": "title.basics.tsv.gz lacks the column tconst; it has id instead",
        "imdb_title_crew": "has a new column extra: load the known ones with --allow-new-columns",
        "imdb_title_episode": "3 of 2000 lines rejected, more than 0.1%; the first is line 8 (TOO_FEW",
        "imdb_title_principals": "title.principals.tsv.gz holds no rows",
        "imdb_title_ratings": "title.ratings.tsv.gz is corrupt",
    }
    assert said.keys() == expected.keys()
    for table, text in expected.items():
        assert text in said[table]
        assert said[table].endswith("the table keeps its last load")
    assert tables() == before
    assert downloads(tmp_path) == kept
    codes = dict(query("select table_name, reason_code from raw.load_log where status = 'failed'"))
    assert set(codes.values()) == {
        "TRUNCATED", "NOT_TEXT", "HEADER_MISMATCH", "NEW_COLUMNS", "REJECT_LIMIT", "EMPTY_FILE", "CORRUPT"
    }  # fmt: skip
    logged = query(
        "select table_name, file_name, line_number, reason from raw.reject_log order by line_number"
    )
    episode = ("imdb_title_episode", "title.episode.tsv.gz")
    assert logged == [
        (*episode, 8, "TOO_FEW_FIELDS"),
        (*episode, 9, "TOO_MANY_FIELDS"),
        (*episode, 10, "TOO_MANY_FIELDS"),
    ]
    provider.files = good_files(41)
    assert fetch().stdout.count(" loaded ") == 7, "the next good version is loaded"


def test_more_bad_files(fetch: Command, command: Command, provider: Provider, tables: Tables) -> None:
    assert fetch().returncode == 0
    before = tables()
    good = good_files(50)
    provider.files |= {
        "name.basics.tsv.gz": b"",
        "title.akas.tsv.gz": gzip.compress(b""),
        "title.basics.tsv.gz": good["title.basics.tsv.gz"] + b"more",
        "title.crew.tsv.gz": flipped(good["title.crew.tsv.gz"], 300),
        "title.episode.tsv.gz": tsv(
            ["tconst", "tconst", "parentTconst", "seasonNumber", "episodeNumber"], [["1"] * 5]
        ),
        "title.principals.tsv.gz": gzip.compress(b"null"),
        "title.ratings.tsv.gz": gzip.compress(b"tconst,averageRating,numVotes\ntt1,1,1\n"),
    }
    done = command()
    assert done.returncode == 1
    said = lines_of(done)
    for table, text in {
        "imdb_name_basics": "is empty",
        "imdb_title_akas": "holds no rows",
        "imdb_title_basics": "has bytes after the end of its gzip stream",
        "imdb_title_crew": "is corrupt",
        "imdb_title_episode": "has a column without a name of its own",
        "imdb_title_principals": "is not a TSV file but JSON",
        "imdb_title_ratings": "; it has tconst,averageRating,numVotes instead",
    }.items():
        assert text in said[table]
    assert tables() == before


def test_html_from_a_page_that_looks_well_is_refused(fetch: Command, provider: Provider) -> None:
    provider.faults["title.crew.tsv.gz"].append(body(HTML, "application/gzip"))
    done = fetch("--table", "title.crew")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "not a TSV file but an HTML page; the table stays empty" in done.stderr


def test_a_few_bad_rows_are_logged_and_said_and_the_rest_is_loaded(
    fetch: Command, provider: Provider, query: Query
) -> None:
    file = "title.episode.tsv.gz"
    lines = [TABLES[file].columns, *good_rows(file, 9000)]
    text = ["\t".join(line).encode() for line in lines]
    text[10] = b"tt9\tonly two"
    text[20] = b"tt10\t1\t2\t3\t4\t5"
    text[30] = b"tt11\t\xff\xfe\t1\t2"
    text[40] = b""
    text[50] = b"tt12\ta\rb\t1\t2"
    text[60] = b"tt13\t" + b"x" * 600 + b"\t1"
    text[8000] += b"\r"
    provider.files[file] = gzip.compress(b"\n".join(text) + b"\n\n")
    done = fetch("--table", "title.episode")
    assert (done.returncode, done.stderr) == (0, "")
    assert "(7 rejected: see raw.reject_log)" in done.stdout
    assert query("select rows_read, rows_loaded, rows_rejected from raw.load_log") == [(9001, 8994, 7)]
    assert query(
        "select line_number, reason, line_text[:12], length(line_text) from raw.reject_log order by 1"
    ) == [
        (11, "TOO_FEW_FIELDS", "tt9\tonly two", 12),
        (21, "TOO_MANY_FIELDS", "tt10\t1\t2\t3\t4", 14),
        (31, "INVALID_UTF8", "tt11\t??\t1\t2", 11),
        (41, "EMPTY_LINE", "", 0),
        (51, "CARRIAGE_RETURN", "tt12\ta\rb\t1\t2", 12),
        (61, "TOO_FEW_FIELDS", "tt13\txxxxxxx", 500),
        (9002, "EMPTY_LINE", "", 0),
    ]
    assert query("select episodeNumber from raw.imdb_title_episode where tconst = 'tt0008000'") == [
        ("episodeNumber 8000",)
    ]


def test_blank_lines_alone_are_found(fetch: Command, provider: Provider, query: Query) -> None:
    file = "title.crew.tsv.gz"
    text = ["\t".join(line) for line in [TABLES[file].columns, *good_rows(file, 3000)]]
    text.insert(100, "")
    provider.files[file] = gzip.compress("\n".join(text).encode())
    assert fetch("--table", "title.crew").returncode == 0
    assert query("select rows_read, rows_loaded, rows_rejected from raw.load_log") == [(3001, 3000, 1)]
    assert query("select line_number, reason from raw.reject_log") == [(101, "EMPTY_LINE")]


def test_a_lost_and_a_split_line_do_not_make_up_for_each_other(
    fetch: Command, provider: Provider, query: Query
) -> None:
    """DuckDB drops the blank line and makes two of the one with a carriage return: the sum would be right."""
    file = "title.crew.tsv.gz"
    text = ["\t".join(line) for line in [TABLES[file].columns, *good_rows(file, 3000)]]
    text[99:101] = ["", "tt1\t\rsplit\tx"]
    provider.files[file] = gzip.compress("\n".join(text).encode())
    assert fetch("--table", "title.crew").returncode == 0
    assert query("select rows_read, rows_loaded, rows_rejected from raw.load_log") == [(3000, 2998, 2)]
    assert query("select line_number, reason, line_text from raw.reject_log order by 1") == [
        (100, "EMPTY_LINE", ""),
        (101, "CARRIAGE_RETURN", "tt1\t\rsplit\tx"),
    ]


def test_lines_that_end_as_on_windows_are_loaded(fetch: Command, provider: Provider, query: Query) -> None:
    provider.files["title.ratings.tsv.gz"] = gzip.compress(
        b"tconst\taverageRating\tnumVotes\r\ntt1\t5.0\t7\r\n"
    )
    assert fetch("--table", "title.ratings").returncode == 0
    assert query("from raw.imdb_title_ratings") == [("tt1", "5.0", "7")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fetch", "--mode", "quick"), "--mode 'quick': there are test and full"),
        (("fetch", "--mode", "full", "--source", "hulu"), "--source 'hulu': there are imdb"),
        (("fetch", "--mode", "full", "--table", "title.cast"), "'title.cast': there are imdb_name_basics,"),
        (("fetch",), "Missing option '--mode'"),
        (("fetch", "--mode", "full", "--limit", "0"), "'--limit'"),
        (("fetch", "--mode", "full", "--snapshot-date", "yesterday"), "'--snapshot-date'"),
        (("fetch", "--mode", "full", "--from-dir", "nowhere"), "--from-dir: there is no folder nowhere"),
        (("fetch", "--mode", "full", "--fast"), "No such option"),
        (("pull",), "No such command 'pull'"),
        ((), "Missing command"),
        (("sample", "--scale", "-1", "--out", "s"), "scale"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_one_line(
    loaders: Command, arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = loaders(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDIA_THREADS", "many"),
        ("MEDIA_THREADS", "0"),
        ("MEDIA_MEMORY_LIMIT", "lots"),
        ("MEDIA_IMDB_URL", "ftp://example.org/"),
        ("MEDIA_RETRY_SECONDS", "nan"),
    ],
)
def test_a_wrong_setting_is_one_line(fetch: Command, name: str, value: str) -> None:
    done = fetch(**{name: value})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert name in done.stderr


def test_a_wrong_mode_and_an_unknown_source_as_a_user_types_them(run_cli: Command) -> None:
    for arguments in (("--mode", "quick"), ("--mode", "full", "--source", "hulu")):
        done = run_cli("loaders", "fetch", *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "there are" in done.stderr


@pytest.mark.parametrize("setting", ["MEDIA_DATA_DIR", "MEDIA_WAREHOUSE", "MEDIA_TEMP_DIR"])
def test_a_folder_that_cannot_be_written(command: Command, tmp_path: Path, setting: str) -> None:
    """A file in the folder's place stops root too."""
    (tmp_path / "file").write_text("not a folder")
    done = command(**{setting: str(tmp_path / "file" / "inside")})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "cannot write" in done.stderr
    assert str(tmp_path / "file") in done.stderr
    assert setting in done.stderr


def test_a_read_only_folder(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    if not mount(folder, "-o", "ro,size=64k"):
        folder.chmod(0o500)
        if os.geteuid() == 0:
            pytest.skip("root writes everywhere, and may not mount here")
    try:
        done = command(MEDIA_DATA_DIR=str(folder / "data"))
    finally:
        subprocess.run(["umount", folder], check=False, capture_output=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"cannot write {folder}/data" in done.stderr


def mount(folder: Path, *options: str) -> bool:
    """Mount a small file system in memory; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not mount(folder, "-o", "size=2m"):
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def large_rows(file: str) -> bytes:
    """A good file whose table takes more than 2 MB: text that does not compress."""
    noise = random.Random(1)
    columns = TABLES[file].columns
    rows = [[f"tt{n:07d}", noise.randbytes(60).hex(), noise.randbytes(60).hex()] for n in range(20000)]
    return tsv(columns, rows)


def test_a_full_disk_under_the_warehouse(
    fetch: Command, command: Command, provider: Provider, small_disk: Path, media_env: dict[str, str]
) -> None:
    warehouse = str(small_disk / "media.duckdb")
    media_env["MEDIA_WAREHOUSE"] = warehouse
    assert fetch("--table", "title.crew", MEDIA_WAREHOUSE=warehouse).returncode == 0
    provider.files["title.crew.tsv.gz"] = large_rows("title.crew.tsv.gz")
    done = command("--table", "title.crew", "title.ratings")
    assert done.returncode in (1, 3)
    assert f"loaders: no space left for {warehouse}" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    with duckdb.connect(warehouse, read_only=True) as connection:
        assert connection.execute("select count(*) from raw.imdb_title_crew").fetchall() == [(40,)]


def test_a_full_disk_under_the_downloads(command: Command, provider: Provider, small_disk: Path) -> None:
    provider.files["title.crew.tsv.gz"] = large_rows("title.crew.tsv.gz")
    done = command("--table", "title.crew", MEDIA_DATA_DIR=str(small_disk / "data"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"no space left for {small_disk}/data" in done.stderr


def test_a_full_disk_under_the_copy_of_a_packed_file(
    loaders: Command, query: Query, small_disk: Path, tmp_path: Path
) -> None:
    columns = ",".join(TABLES_OF_NETFLIX["netflix_movies"].columns)
    lines = (f"m{n},{'long title ' * 20}" + "," * 16 for n in range(20_000))
    with zipfile.ZipFile(tmp_path / "movies.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("movies.csv", "\n".join([columns, *lines]))
    words = ("fetch", "--mode", "full", "--table", "netflix_movies", "--from-dir", tmp_path)
    done = loaders(*words, MEDIA_TEMP_DIR=str(small_disk / "temp"), MEDIA_SALT="pepper")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no space left" in done.stderr
    assert query("select reason_code from raw.load_log") == [("DISK_FULL",)]
    assert not list((small_disk / "temp").iterdir())


def test_a_file_size_limit_acts_as_a_full_disk(
    provider: Provider,
    media_env: dict[str, str],
    tmp_path: Path,
    fetch: Command,
    query: Query,
    script_path: Callable[[str], Path],
) -> None:
    assert fetch("--table", "title.crew").returncode == 0
    provider.files["title.crew.tsv.gz"] = large_rows("title.crew.tsv.gz")
    done = subprocess.run(
        [script_path("loaders"), "fetch", "--mode", "full", "--table", "title.crew"],
        cwd=tmp_path,
        env=media_env | {"MEDIA_IMDB_URL": provider.url},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert query("select count(*) from raw.imdb_title_crew") == [(40,)]


def test_a_warehouse_that_another_process_holds(
    command: Command, run_cli: Command, media_env: dict[str, str], tmp_path: Path
) -> None:
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program, media_env["MEDIA_WAREHOUSE"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = command()
        doctor = run_cli("loaders", "doctor")
        sources = run_cli("loaders", "sources")
        holder.communicate("\n")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    for part in (
        media_env["MEDIA_WAREHOUSE"],
        "open in another process",
        f"PID {holder.pid}",
        "close it there",
    ):
        assert part in done.stderr
        assert part in doctor.stdout
        assert part in sources.stderr
    assert (doctor.returncode, sources.returncode) == (1, 1)
    assert command("--table", "title.crew").returncode == 0


def test_a_file_that_is_no_warehouse(fetch: Command, media_env: dict[str, str]) -> None:
    Path(media_env["MEDIA_WAREHOUSE"]).write_text("my notes, " * 1000)
    done = fetch()
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is not a DuckDB database" in done.stderr
    assert Path(media_env["MEDIA_WAREHOUSE"]).read_text() == "my notes, " * 1000


def test_no_network(command: Command, fetch: Command, tables: Tables) -> None:
    assert fetch().returncode == 0
    before = tables()
    refused = command(MEDIA_IMDB_URL="http://127.0.0.1:1/")
    unknown = fetch(MEDIA_IMDB_URL="http://datasets.invalid/")
    for done, host in ((refused, "127.0.0.1:1"), (unknown, "datasets.invalid")):
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"cannot reach {host}" in done.stderr
        assert "--from-dir" in done.stderr
    assert tables() == before
