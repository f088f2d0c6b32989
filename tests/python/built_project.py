"""The project built on its sample: the chain that `make report` runs, in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts"))


@dataclass(frozen=True)
class BuiltProject:
    """A warehouse, dbt's artifacts and the evidence below one folder."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.folder / "media.duckdb"

    @property
    def target(self) -> Path:
        """Dbt's artifacts of the build."""
        return self.folder / "target"

    @property
    def env(self) -> dict[str, str]:
        """The environment of this process, with the settings pointing into the folder and no credential."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIA_")}
        return kept | {
            "MEDIA_WAREHOUSE": str(self.warehouse),
            "MEDIA_DATA_DIR": str(self.folder / "data"),
            "MEDIA_TEMP_DIR": str(self.folder / "temp"),
        }

    @property
    def manifest(self) -> dict[str, Any]:
        """What the sample says of itself, its planted truths included."""
        (path,) = (self.folder / "data" / "sample").glob("*/sample.json")
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return manifest

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The warehouse, read-only."""
        return duckdb.connect(str(self.warehouse), read_only=True)

    def copied_to(self, folder: Path) -> BuiltProject:
        """A copy in `folder`, for a test that changes it. DuckDB lets no one read what another writes."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return BuiltProject(folder)

    def run(self, script: str, *arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command at the repository's root and check its exit code."""
        done = subprocess.run(
            [SCRIPTS / script, *map(str, arguments)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == code, (
            f"{script} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        )
        return done

    def dbt(self, command: str, *arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run dbt on this project's warehouse and artifacts."""
        paths = ("--target-path", self.target, "--log-path", self.folder / "logs")
        return self.run("dbt", "--no-use-colors", command, *paths, *arguments, code=code)
