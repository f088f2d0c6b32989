"""MetricFlow in this process, set up as `mf` sets itself up, on a warehouse of the sample's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from built_project import ROOT, BuiltProject
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt_metricflow.cli.cli_configuration import CLIConfiguration


@contextmanager
def metricflow(project: BuiltProject, folder: Path) -> Iterator[CLIConfiguration]:
    """MetricFlow with the models of `project`, on the warehouse of the same name in `folder`.

    It opens the warehouse to write, so let it be a copy. The command itself would ask on the network whether
    it is up to date, and would find no other target/ than the repository's.
    """
    shutil.copy(ROOT / "dbt_project.yml", folder)
    (folder / "target").symlink_to(project.target)
    own = {"MEDIA_WAREHOUSE": str(folder / project.warehouse.name), "DBT_LOG_PATH": str(folder / "logs")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (project.env | own).items():
            patch.setenv(name, value)
        configuration = CLIConfiguration()
        configuration.setup(ROOT, folder, configure_file_logging=False)
    # the profile has been read: other tests of this process keep their own surroundings
    try:
        yield configuration
    finally:
        DuckDBConnectionManager.close_all_connections()
