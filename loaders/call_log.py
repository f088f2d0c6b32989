"""The call log: one JSON object a line for every call to a provider, `<MEDIA_DATA_DIR>/calls/<run_id>.jsonl`.

No secret gets into it: addresses lose user, password and query; parameters lose a value that their name
says is secret.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SECRET_NAME = re.compile(r"key|token|secret|passw|signature|credential|auth|^sig$|session", re.IGNORECASE)
_MASK = "***"


@dataclass
class Call:
    """One attempt. `outcome`: ok, not_modified, not_found, rate_limited, timeout, error or skipped."""

    source: str
    method: str
    url: str
    params: dict[str, str] = field(default_factory=dict)
    attempt: int = 1
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    status_code: int | None = None
    outcome: str = "error"
    error_class: str | None = None
    retry_after_s: float | None = None
    duration_ms: int | None = None
    response_bytes: int = 0
    response_sha256: str | None = None
    records: int | None = None
    cache: str | None = None
    """How a local copy served: hit (304), resumed (206), miss; None where there could be none."""
    saved_as: str | None = None


class CallLog:
    """Appends calls to the run's file, from any thread. Raises OSError where the folder cannot be written."""

    def __init__(self, folder: Path, run_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{run_id}.jsonl"
        self._run_id = run_id
        self._file = self.path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._seq = 0

    def write(self, call: Call) -> None:
        """Write one finished call. `duration_ms` counts from its start to now unless it is set."""
        if call.duration_ms is None:
            call.duration_ms = round((datetime.now(UTC) - call.started_at).total_seconds() * 1000)
        started_at = call.started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = asdict(call) | {
            "started_at": started_at,
            "url": public_url(call.url),
            "params": _public_params(call.url, call.params),
        }
        with self._lock:
            self._seq += 1
            head = {"seq": self._seq, "run_id": self._run_id, "started_at": started_at}
            self._file.write(json.dumps(head | line, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file; what was written is complete."""
        self._file.close()


def public_url(url: str) -> str:
    """The address without user, password, query and fragment: what may be printed and kept."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, parts.path, "", ""))


def _public_params(url: str, params: Mapping[str, str]) -> dict[str, str]:
    given = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) | dict(params)
    return {name: _MASK if _SECRET_NAME.search(name) else str(value) for name, value in given.items()}
