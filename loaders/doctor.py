"""`loaders doctor`: what this machine lacks, each with the command that mends it.

It imports nothing beyond the standard library before it has found it installed, so that where the environment
could not even be made `python3 -m loaders.doctor` says why.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import DONE, FAILED, LoaderError
from loaders.settings import Settings

_NEEDED_GB = 1
_FULL_MODE_GB = 30
_ELSEWHERE = "set MEDIA_DATA_DIR, MEDIA_WAREHOUSE and MEDIA_TEMP_DIR to a larger disk"
_NATIVE = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "fontconfig")
_NATIVE_INSTALLS = {
    "apt-get": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "dnf install pango",
    "pacman": "pacman -S pango",
    "apk": "apk add pango fontconfig",
    "brew": "brew install pango",
}
_VENV_INSTALLS = {"apt-get": "apt-get install python3-venv", "apk": "apk add python3"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` is the command for one that is not well; only a needed one fails."""

    what: str
    ok: bool
    mend: str = ""
    needed: bool = True


def examine() -> int:
    """Print all findings; 1 if something needed is missing, else 0."""
    failed = False
    for finding in _findings():
        word = "ok" if finding.ok else "missing" if finding.needed else "note"
        print(f"{word:<8} {finding.what}" + ("" if finding.ok else f": {finding.mend}"), flush=True)
        failed = failed or (finding.needed and not finding.ok)
    return FAILED if failed else DONE


def _findings() -> Iterator[Finding]:
    yield _python()
    yield _venv()
    yield _native_libraries()
    packages = _packages()
    yield packages
    if not packages.ok:
        return
    settings = Settings.load()
    folders = {settings.data_dir, settings.warehouse.parent, settings.temp_dir}
    yield from (_writable(folder) for folder in sorted(folders))
    yield from _free_disk(folders)
    yield _warehouse(settings)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding(
        f"Python {found} (3.11 or newer)", ok, "make report PYTHON=python3.12, or another that you have"
    )


def _venv() -> Finding:
    ok = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    return Finding("the venv module", ok, _install(_VENV_INSTALLS, "install Python with its venv module"))


def _native_libraries() -> Finding:
    missing = [name for name in _NATIVE if not _loads(name)]
    what = "native libraries of the PDF report" + (f" ({', '.join(missing)})" if missing else "")
    return Finding(what, not missing, _install(_NATIVE_INSTALLS, "install Pango"))


def _packages() -> Finding:
    needed = (
        "duckdb",
        "requests",
        "isal",
        "kagglehub",
        "dotenv",
        "typer",
        "rich",
        "polars",
        "dbt",
        "weasyprint",
    )
    missing = [name for name in needed if not importlib.util.find_spec(name)]
    what = "Python packages" + (f" ({', '.join(missing)})" if missing else "")
    return Finding(what, not missing, "make report, which installs them into .venv")


def _writable(folder: Path) -> Finding:
    """Whether a file can be made there; a folder that is not there yet counts by the one it would lie in."""
    existing = _existing(folder)
    ok = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    mend = f"sudo chown {os.getuid()} {existing}" if existing.is_dir() else f"mv {existing} {existing}.old"
    return Finding(f"folder {folder} can be written", ok, mend)


def _free_disk(folders: Iterable[Path]) -> Iterator[Finding]:
    """One finding a disk."""
    disks = {_existing(folder).stat().st_dev: _existing(folder) for folder in sorted(folders, reverse=True)}
    for place in disks.values():
        free = shutil.disk_usage(place).free / 1e9
        what = f"{free:.0f} GB free at {place}"
        if free < _NEEDED_GB:
            yield Finding(what, False, f"free {_NEEDED_GB} GB there, or {_ELSEWHERE}")
        else:
            mend = f"--mode full takes about {_FULL_MODE_GB} GB; {_ELSEWHERE}"
            yield Finding(what, free >= _FULL_MODE_GB, mend, needed=False)


def _warehouse(settings: Settings) -> Finding:
    from loaders.warehouse import connect

    what = f"warehouse {settings.warehouse}"
    if not settings.warehouse.exists():
        return Finding(f"{what} (not made yet)", True)
    try:
        connect(settings).close()
    except LoaderError as error:
        return Finding(what, False, str(error))
    return Finding(f"{what} can be opened", True)


def _existing(path: Path) -> Path:
    """The path itself, or its nearest parent that exists."""
    return next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())


def _loads(name: str) -> bool:
    for file in (f"lib{name}.so.0", f"lib{name}.so.1", f"lib{name}.dylib", f"lib{name}.0.dylib"):
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def _install(commands: dict[str, str], otherwise: str) -> str:
    """The command of the package manager that is here."""
    for manager, command in commands.items():
        if shutil.which(manager):
            needs_sudo = manager != "brew" and os.getuid() != 0
            return f"sudo {command}" if needs_sudo else command
    return otherwise


if __name__ == "__main__":
    sys.exit(examine())
