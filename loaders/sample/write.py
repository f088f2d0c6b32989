"""Writes the sample files: parts are made and compressed on two threads, and put to disk in their order."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from loaders.sample import (
    LAST_MODIFIED,
    MANIFEST,
    Progress,
    archive,
    imdb,
    netflix,
    netflix_top10,
    spotify,
    tmdb,
)
from loaders.sample.files import SampleFile, SampleSource, Text

VERSION = "1.1"  # raise it whenever the bytes change: folders of another version are made anew
_SOURCES: tuple[Callable[[float, int], SampleSource], ...] = (
    imdb.source,
    tmdb.source,
    netflix.source,
    spotify.source,
    netflix_top10.source,
)
_MIN_SCALE = 0.0001  # below, planted titles would fall together
_MAX_SCALE = 5.0  # above, ids would need more than ten characters
_WORKERS = 2
_AHEAD = 4  # parts in the making or waiting to be written; each is some 60 MB of text at most


class _Packed(NamedTuple):
    text: Text
    block: bytes


def generate(out: Path, *, scale: float, seed: int, progress: Progress | None = None) -> dict[str, Any]:
    """See `loaders.sample.generate`.

    The manifest: generator, scale, seed, last_modified; `files` by path, each with rows (data lines, the
    malformed ones included), bytes, sha256, text_bytes, text_sha256, expected_rejects and dangling (both by
    reason, in rows); by source, `planted` (the truths that the KPIs must show) and `traps` (where each lies).
    """
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise ValueError(f"scale must lie between {_MIN_SCALE} and {_MAX_SCALE:g}, not {scale:g}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or greater, not {seed}")
    complete = _complete(out, scale, seed)
    if complete is not None:
        return complete
    sources = [make(scale, seed) for make in _SOURCES]
    files = [file for source in sources for file in source.files]
    _forget(out, {file.path for file in files})
    manifest = {
        "generator": {"name": "loaders.sample", "version": VERSION},
        "scale": scale,
        "seed": seed,
        "last_modified": LAST_MODIFIED.isoformat().replace("+00:00", "Z"),
        "files": _write_files(out, files, progress),
        "planted": {source.name: list(source.planted) for source in sources},
        "traps": {source.name: source.traps for source in sources},
    }
    part = out / f"{MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _finish(part)
    return manifest


def _complete(out: Path, scale: float, seed: int) -> dict[str, Any] | None:
    """The manifest of a folder that already holds what is asked for, else None."""
    try:
        manifest: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        made = (manifest["generator"]["version"], manifest["scale"], manifest["seed"])
        stats = [((out / path).stat(), facts["bytes"]) for path, facts in manifest["files"].items()]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    untouched = all((s.st_size, s.st_mtime) == (size, LAST_MODIFIED.timestamp()) for s, size in stats)
    return manifest if made == (VERSION, scale, seed) and untouched else None


def _forget(out: Path, wanted: set[str]) -> None:
    """Take away the manifest, and the files of the sample before this one that the new one does not have.

    A folder of charts is loaded as it is found: what is left in it would be loaded too.
    """
    try:
        before = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"].keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        before = set()
    (out / MANIFEST).unlink(missing_ok=True)
    for path in before - wanted:
        if (out / path).resolve().is_relative_to(out.resolve()):
            (out / path).unlink(missing_ok=True)


def _write_files(out: Path, files: list[SampleFile], progress: Progress | None) -> dict[str, dict[str, Any]]:
    entries = {}
    with ThreadPoolExecutor(_WORKERS) as pool:
        packed = _packed(pool, [(file.path, part) for file in files for part in file.parts])
        try:
            for file in files:
                entries[file.path] = _write_file(out / file.path, file, packed, progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return entries


def _packed(pool: ThreadPoolExecutor, parts: list[tuple[str, Callable[[], Text]]]) -> Iterator[_Packed]:
    """The parts of all files in their order; the next few are always in the making."""
    waiting: deque[Future[_Packed]] = deque()
    for path, part in parts:
        waiting.append(pool.submit(_pack, path, part))
        if len(waiting) >= _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _pack(path: str, part: Callable[[], Text]) -> _Packed:
    text = part()
    return _Packed(text, archive.pack(path, text.data))


def _write_file(
    path: Path, file: SampleFile, packed: Iterator[_Packed], progress: Progress | None
) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    part, rows = path.with_name(f"{path.name}.part"), 0
    try:
        with archive.Archive(part, path.name) as target:
            for done in range(1, len(file.parts) + 1):
                text, block = next(packed)
                target.add(block, text.data)
                rows += text.rows
                if progress:
                    progress(file.path, done, len(file.parts))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _finish(part)
    return {
        "rows": rows,
        "bytes": target.bytes,
        "sha256": target.sha256,
        "text_bytes": target.text_bytes,
        "text_sha256": target.text_sha256,
        **file.facts,
    }


def _finish(part: Path) -> None:
    """Give the finished file its time and, in one step, its name."""
    os.utime(part, (LAST_MODIFIED.timestamp(), LAST_MODIFIED.timestamp()))
    part.replace(part.with_suffix(""))
