"""`loaders doctor` names what is missing, and the command that mends it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from loaders import doctor

Loaders = Callable[..., CompletedProcess[str]]


def test_a_machine_that_has_all(loaders: Loaders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_loads", lambda name: True)
    done = loaders("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(line.startswith(("ok ", "note ")) for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) >= 8


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("brew", "brew install pango"),
        ("none", "install Pango"),
    ],
)
def test_missing_native_libraries(
    loaders: Loaders, monkeypatch: pytest.MonkeyPatch, manager: str, command: str
) -> None:
    monkeypatch.setattr(doctor, "_loads", lambda name: name != "pango-1.0")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}" if name == manager else None)
    done = loaders("doctor")
    assert done.returncode == 1
    missing = [line for line in done.stdout.splitlines() if line.startswith("missing")]
    assert len(missing) == 1
    assert "(pango-1.0)" in missing[0]
    assert missing[0].endswith(command)


def test_a_python_without_venv(loaders: Loaders, monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor.importlib.util.find_spec
    monkeypatch.setattr(
        doctor.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real(name)
    )
    monkeypatch.setattr(doctor.shutil, "which", lambda name: name if name == "apt-get" else None)
    done = loaders("doctor")
    assert done.returncode == 1
    assert "the venv module: " in done.stdout
    assert "apt-get install python3-venv" in done.stdout


def test_a_folder_that_cannot_be_written(loaders: Loaders, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = loaders("doctor", MEDIA_DATA_DIR=str(tmp_path / "file"))
    assert done.returncode == 1
    assert f"missing  folder {tmp_path}/file can be written: mv {tmp_path}/file" in done.stdout


def test_little_disk(loaders: Loaders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_NEEDED_GB", 10**9)
    done = loaders("doctor")
    assert done.returncode == 1
    assert "set MEDIA_DATA_DIR" in done.stdout


def test_without_any_package_it_still_runs(tmp_path: Path) -> None:
    """As where the environment could not be made: the standard library alone."""
    root = Path(doctor.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); "
         "from loaders.doctor import examine; sys.exit(examine())"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "missing  Python packages "
        "(duckdb, requests, isal, kagglehub, dotenv, typer, rich, polars, dbt, weasyprint): " in done.stdout
    )
