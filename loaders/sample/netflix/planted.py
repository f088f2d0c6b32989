"""The truths that the KPIs of the watch history must show, as the manifest lists them."""

from __future__ import annotations

from typing import Any

from loaders.sample.netflix.sessions import COMPLETED_LESS
from loaders.sample.netflix.shape import SNAPSHOT
from loaders.sample.netflix.users import GROUPS

_MONTHS = {"month": "2026-02", "previous_month": "2026-01"}


def planted() -> list[dict[str, Any]]:
    """Each truth with the KPI that must show it; `expected` is a share, to be met within `tolerance`."""
    later = [share for share, _, _ in GROUPS.values()][1:]
    dormant = {days: sum(later[n:]) / 100 for n, days in enumerate((30, 60, 90))}
    cancelled, retention, completion = "cancellation_rate", "retention_12m", "completion_rate"
    return [
        {"name": "more_views", "kpi_id": "total_views", "basis": "watch_sessions", "direction": "up",
         "is_clear": True, **_MONTHS},
        {"name": "more_hours", "kpi_id": "watch_hours_per_viewer", "direction": "up", "is_clear": True,
         **_MONTHS},
        {"name": "completed_less", "kpi_id": completion, "content_type": COMPLETED_LESS,
         "direction": "lowest", "is_clear": True, "expected": 0.18, "expected_others": 0.38,
         "tolerance": 0.08},
        {"name": "completion_unchanged", "kpi_id": completion, "direction": "none", "is_clear": False,
         **_MONTHS},
        {"name": "cancelled", "kpi_id": cancelled, "rung": "C", "snapshot": SNAPSHOT.isoformat(),
         "expected": 0.147, "tolerance": 0.005},
        {"name": "plan_that_cancels_more", "kpi_id": cancelled, "rung": "C", "plan": "Basic",
         "direction": "highest", "is_clear": True, "expected": 0.238, "tolerance": 0.01},
        {"name": "plans_that_cancel_alike", "kpi_id": cancelled, "rung": "C",
         "plans": ["Premium", "Premium+"],
         "direction": "none", "is_clear": False, "expected": 0.098, "tolerance": 0.01},
        {"name": "countries_that_cancel_alike", "kpi_id": cancelled, "rung": "C",
         "countries": ["USA", "Canada"], "direction": "none", "is_clear": False},
        {"name": "retained", "kpi_id": retention, "rung": "C", "expected": 0.864, "tolerance": 0.06},
        {"name": "retention_falls", "kpi_id": retention, "rung": "C", "direction": "down",
         "expected_first_quarter": 0.94, "expected_last_quarter": 0.77, "tolerance": 0.03},
        {"name": "dormant", "kpi_id": "dormant_share", "snapshot": SNAPSHOT.isoformat(),
         "expected": dormant[30], "expected_60_days": dormant[60], "expected_90_days": dormant[90],
         "tolerance": 0.01},
    ]  # fmt: skip
