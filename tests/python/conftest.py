"""Fixtures for all Python tests: surroundings in a temporary folder, and the commands as a user runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from built_project import BuiltProject
from filelock import FileLock

NOWHERE = {
    f"MEDIA_{name}_URL": "http://127.0.0.1:1/"
    for name in ("IMDB", "TMDB", "TMDB_EXPORTS", "NETFLIX_TOP10", "KAGGLE")
}
"""No test reaches for a real provider, whatever it forgets to set."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: a process that takes a long one last keeps the others waiting.

    The first builds the sample; while it does, those that begin without it give the others work.
    """
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    needs_sample = {item.path: "sample_project" in fixtures_of(item) for item in reversed(items)}
    builder = max((path for path in slow if needs_sample[path]), key=lambda path: slow[path], default=None)

    def place(item: pytest.Item) -> tuple[bool, bool, bool, int]:
        return item.path != builder, not slow[item.path], needs_sample[item.path], -slow[item.path]

    items.sort(key=place)


def fixtures_of(item: pytest.Item) -> Sequence[str]:
    """The names of all fixtures that a test needs, by way of others too."""
    return item.fixturenames if isinstance(item, pytest.Function) else ()


class RunCli(Protocol):
    """Runs a script of this project to its end."""

    def __call__(
        self, script: str, *arguments: str | Path, env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run `script` with `arguments`; `env` is laid over the media_env of the test."""


@pytest.fixture
def script_path() -> Callable[[str], Path]:
    """Where the installed command of that name lies."""
    return Path(sysconfig.get_path("scripts")).joinpath


@pytest.fixture
def media_env(tmp_path: Path) -> dict[str, str]:
    """The environment of this process, with every setting that matters pointing into `tmp_path`."""
    own = ("MEDIA_", "TMDB_", "KAGGLE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return (
        kept
        | NOWHERE
        | {
            "KAGGLE_CONFIG_DIR": str(tmp_path / "no-credentials"),
            "MEDIA_WAREHOUSE": str(tmp_path / "media.duckdb"),
            "MEDIA_DATA_DIR": str(tmp_path / "data"),
            "MEDIA_TEMP_DIR": str(tmp_path / "temp"),
            "MEDIA_MEMORY_LIMIT": "1GB",
            "MEDIA_THREADS": "2",
            "MEDIA_RETRY_SECONDS": "0.02",
            "MEDIA_TIMEOUT_SECONDS": "5",
        }
    )


@pytest.fixture
def run_cli(media_env: dict[str, str], tmp_path: Path, script_path: Callable[[str], Path]) -> RunCli:
    """Run a command of this project in `tmp_path`, in the test's media_env."""

    def run(
        script: str, *arguments: str | Path, env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script_path(script), *map(str, arguments)],
            cwd=tmp_path,
            env=media_env | dict(env or {}),
            timeout=timeout,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def sample_project(shared_folder: Path) -> BuiltProject:
    """The sample, fetched and built once for all tests: they read it, and change a copy (`copied_to`)."""
    project = BuiltProject(shared_folder / "sample-project")
    is_built = project.folder / "is-built"
    with FileLock(shared_folder / "sample-project.lock"):
        if not is_built.exists():
            shutil.rmtree(project.folder, ignore_errors=True)
            project.folder.mkdir()
            project.run("loaders", "fetch", "--mode", "test")
            project.dbt("build")
            is_built.touch()
    return project
