"""Fixtures of the loader tests."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest
from provider import TABLES, Provider, good_files

from loaders.cli import main

Loaders = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A well-behaved provider of seven small files."""
    with Provider(good_files()) as provider:
        yield provider


@pytest.fixture
def loaders(
    media_env: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Loaders]:
    """The command line, run inside this process: the same code as the script, without a second of imports."""
    monkeypatch.chdir(tmp_path)
    for name, value in media_env.items():
        monkeypatch.setenv(name, value)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as end:
            for name, value in settings.items():
                patch.setenv(name, value)
            main(words)
        code = end.value.code
        assert isinstance(code, int)
        return CompletedProcess(words, code, *capfd.readouterr())

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def fetch(loaders: Loaders, provider: Provider) -> Loaders:
    """`loaders fetch --mode full` of IMDb's tables against the provider, inside this process."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        words = ("fetch", "--mode", "full", "--source", "imdb", *arguments)
        return loaders(*words, **{"MEDIA_IMDB_URL": provider.url} | settings)

    return run


@pytest.fixture
def query(media_env: dict[str, str]) -> Query:
    """Ask the test's warehouse."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(media_env["MEDIA_WAREHOUSE"], read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return ask


@pytest.fixture
def tables(media_env: dict[str, str]) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All rows of the seven raw tables, sorted."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        with duckdb.connect(media_env["MEDIA_WAREHOUSE"], read_only=True) as connection:
            names = [table.name for table in TABLES.values()]
            return {name: connection.table(f"raw.{name}").order("all").fetchall() for name in names}

    return read
