"""Fixtures for the tests of the KPIs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from built_project import BuiltProject
from metric_claims import Metrics
from replay import Replay
from semantic_engine import metricflow


@pytest.fixture(scope="session")
def replay(sample_project: BuiltProject) -> Replay:
    """The models of the built sample, to run again on altered data."""
    return Replay(sample_project)


@pytest.fixture(scope="session")
def metrics(sample_project: BuiltProject, replay: Replay, tmp_path_factory) -> Iterator[Metrics]:
    """The metrics of the built sample, to ask of any warehouse."""
    folder = tmp_path_factory.mktemp("metricflow")
    shutil.copy(sample_project.warehouse, folder)
    with ExitStack() as stack:
        yield Metrics(replay, lambda: stack.enter_context(metricflow(sample_project, folder)))
