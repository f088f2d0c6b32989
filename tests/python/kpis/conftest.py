"""Fixtures for the tests of the KPIs."""

from __future__ import annotations

import pytest
from built_project import BuiltProject
from replay import Replay


@pytest.fixture(scope="session")
def replay(sample_project: BuiltProject) -> Replay:
    """The models of the built sample, to run again on altered data."""
    return Replay(sample_project)
