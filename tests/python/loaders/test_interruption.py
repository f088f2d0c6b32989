"""Killing and interrupting `loaders fetch`: nothing half loaded, and the next run ends in the same tables."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest
from provider import TABLES, Provider, good_rows, slow, tsv

Fetch = Callable[..., CompletedProcess[str]]
Tables = Callable[[], dict[str, list[tuple[Any, ...]]]]
ROWS = 5000
MOMENTS = ((0, 0), (1, 0), (3, 0), (5, 0), (7, 0), (7, 1), (7, 2), (7, 3), (7, 5), (7, 6), (7, 7))
"""When to kill: once so many files were asked for, and so many tables told of."""


def version(number: int) -> dict[str, bytes]:
    """The seven files of that version: each has its own number of rows, so that a table tells its version."""
    return {file: tsv(table.columns, good_rows(file, ROWS + number)) for file, table in TABLES.items()}


def run_fetch(environment: dict[str, str], output: Path) -> None:
    """The command line in a child process that has its imports behind it."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # until the command has its own handler
    from loaders.cli import main

    with output.open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    main(["fetch", "--mode", "full", "--source", "imdb"])


@pytest.fixture
def start(media_env: dict[str, str], provider: Provider, tmp_path: Path) -> Callable[[], BaseProcess]:
    """Start a fetch in a process of its own, as soon as processes start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["loaders.cli", "loaders.fetch", "loaders.sources", "duckdb"])
    environment = media_env | {"MEDIA_IMDB_URL": provider.url}

    def run() -> BaseProcess:
        process = context.Process(target=run_fetch, args=(environment, tmp_path / "output"))
        process.start()
        return process

    return run


def lines_in(output: Path) -> int:
    """Complete lines that the command has printed."""
    return output.read_text().count("\n")


def counts(warehouse: str) -> dict[str, int]:
    """Rows of each raw table, as the next program to open the warehouse finds them."""
    with duckdb.connect(warehouse) as connection:
        return {t.name: len(connection.table(f"raw.{t.name}")) for t in TABLES.values()}


@pytest.mark.slow
def test_killed_at_any_moment_a_second_run_ends_in_the_same_tables(
    start: Callable[[], BaseProcess],
    provider: Provider,
    fetch: Fetch,
    tables: Tables,
    tmp_path: Path,
    media_env: dict[str, str],
) -> None:
    output = tmp_path / "output"
    provider.files = version(0)
    start().join()
    seen: set[int] = set()
    for number, (requests, lines) in enumerate(MOMENTS, 1):
        provider.files = version(number)
        provider.requests.clear()
        output.write_text("")
        process = start()
        while process.is_alive() and (len(provider.requests) < requests or lines_in(output) < lines):
            time.sleep(0.001)
        how = signal.SIGINT if number % 4 == 0 else signal.SIGKILL
        assert process.pid is not None
        with suppress(ProcessLookupError):
            os.kill(process.pid, how)
        process.join(30)
        assert process.exitcode in ((0, 130) if how == signal.SIGINT else (0, -how))
        assert "Traceback" not in output.read_text()
        found = {rows - ROWS for rows in counts(media_env["MEDIA_WAREHOUSE"]).values()}
        assert found <= set(range(number + 1)), "a table holds one whole version"
        seen |= found
    assert len(seen) > 4, "the kills came in the middle of the work"
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    left = {path.name for path in (tmp_path / "data/downloads/live/imdb").iterdir()}
    assert left == {name for file in TABLES for name in (file, f"{file}.json")}
    assert not list((tmp_path / "temp").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"data", "media.duckdb", "temp", "output"}
    after_kills = tables()
    (tmp_path / "media.duckdb").unlink()
    assert fetch().returncode == 0
    assert tables() == after_kills


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_is_one_line_and_the_next_run_goes_on(
    provider: Provider,
    fetch: Fetch,
    media_env: dict[str, str],
    tmp_path: Path,
    script_path: Callable[[str], Path],
    number: signal.Signals,
) -> None:
    provider.files["title.crew.tsv.gz"] = tsv(
        TABLES["title.crew.tsv.gz"].columns,
        [[f"tt{n:07d}", random.Random(n).randbytes(20).hex(), "\\N"] for n in range(30000)],
    )
    provider.faults["title.crew.tsv.gz"] = [slow(30)]
    with subprocess.Popen(
        [script_path("loaders"), "fetch", "--mode", "full", "--table", "title.crew"],
        cwd=tmp_path,
        env=media_env | {"MEDIA_IMDB_URL": provider.url, "MEDIA_TIMEOUT_SECONDS": "60"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        part = tmp_path / "data/downloads/live/imdb/title.crew.tsv.gz.part"
        while (not part.exists() or part.stat().st_size == 0) and process.poll() is None:
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (130, "")
    assert [line for line in stderr.splitlines() if line] == [
        "loaders: interrupted: nothing is half loaded; run the same command again to go on"
    ]
    assert time.monotonic() - began < 15
    provider.requests.clear()
    assert fetch("--table", "title.crew").returncode == 0
    assert provider.requests[0][1]["Range"] == f"bytes={part_size(provider)}-"


def part_size(provider: Provider) -> int:
    return int(provider.requests[0][1]["Range"].removeprefix("bytes=").removesuffix("-"))


def test_two_fetches_at_once_are_one_clear_line(
    provider: Provider, fetch: Fetch, loaders: Fetch, start: Callable[[], BaseProcess], tmp_path: Path
) -> None:
    provider.faults["title.principals.tsv.gz"] = [slow(30)]
    first = start()
    try:
        while not provider.requests:
            time.sleep(0.02)
        second = fetch()
        elsewhere = fetch(MEDIA_WAREHOUSE=str(tmp_path / "other.duckdb"))
    finally:
        first.kill()
        first.join()
    for done in (second, elsewhere):
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "another loaders fetch is at work" in done.stderr
