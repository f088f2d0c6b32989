"""Conditional, resumable, verified download of one file.

Beside `<file>` lies `<file>.json` with the facts of its download. An unfinished download is `<file>.part`
with its own `.part.json`, which names the version it is a part of. A file has its name only once it has been
read to its end and has proved good.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

import requests

from loaders.bodies import BodyCheck, TextFacts, TruncatedError, inspect_file
from loaders.call_log import Call, public_url
from loaders.errors import Interrupted, LoaderError, disk_full
from loaders.http import HttpClient, RetryableError, StatusError, same_address
from loaders.tables import Dialect

_PIECE = 1 << 18


@dataclass(frozen=True)
class Version:
    """Which version of a remote file: its validators, and how long it is (None: the server does not say)."""

    etag: str | None
    last_modified: datetime | None
    """Timezone-aware, UTC."""
    size: int | None = None

    @property
    def range_condition(self) -> str | None:
        """For If-Range: a strong ETag, else the date; None if no part of this version can be resumed."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return _http_date(self.last_modified)


@dataclass(frozen=True)
class SourceFile:
    """A verified file on disk and where it came from."""

    path: Path
    uri: str
    text: TextFacts
    version: Version
    target: Path | None = None
    """Of a fresh download: where `put_in_place` moves it once it has proved good."""
    name: str = ""
    """What people call it; default: its name in the file system."""

    @property
    def called(self) -> str:
        """Its name, for people."""
        return self.name or (self.target or self.path).name


class NotModifiedError(Exception):
    """The server still has the version that the caller knows, and there is no local copy of it."""


@dataclass(frozen=True)
class Download:
    """One file to fetch. `known` is a version that is not needed again even if no local copy is left."""

    source: str
    url: str
    target: Path
    root: Path
    """What `saved_as` in the call log is relative to."""
    dialect: Dialect
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Such as Authorization, beside those of the download itself."""
    known: Version | None = None
    force: bool = False
    """Fetch again, whatever is there already."""
    progress: Callable[[int, int | None], None] = lambda done, total: None
    """Told how many bytes are there, and how many there will be."""


def download(client: HttpClient, task: Download, cancel: threading.Event) -> SourceFile:
    """Bring `task.target` to the server's version and return its facts.

    A fresh download stays a part until put_in_place, so that what cannot be loaded replaces nothing. Raises
    LoaderError (what HttpClient and BodyCheck raise), NotModifiedError, Interrupted, OSError. On any of
    them the file that was there stays; on one that another run can mend, the part is kept to be resumed.
    """
    task.target.parent.mkdir(parents=True, exist_ok=True)
    local = None if task.force else read_facts(task.target, task.url)
    known = local.version if local else None if task.force else task.known
    transfer = _Transfer(task, known, cancel)
    fresh = client.get(
        task.source,
        task.url,
        transfer.receive,
        headers=transfer.headers,
        params=task.params,
        accept=(200, 206, 304, 416),
    )
    if fresh is not None:
        return fresh
    if local is None:
        raise NotModifiedError
    return local


def read_facts(target: Path, url: str) -> SourceFile | None:
    """The facts kept beside a file, or None where they are missing or the file is another one by now."""
    try:
        facts = json.loads(_facts_path(target).read_text(encoding="utf-8"))
        stat = target.stat()
        if (stat.st_size, stat.st_mtime_ns) != (facts["text"]["bytes"], facts["mtime_ns"]):
            return None
        if not same_address(facts["uri"], public_url(url)):
            return None
        text = TextFacts(**facts["text"] | {"header": tuple(facts["text"]["header"])})
        return SourceFile(target, facts["uri"], text, _version_from(facts["version"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def put_in_place(file: SourceFile) -> None:
    """Let a fresh download take the place of the one before it, with its facts beside it."""
    if file.target is None:
        return
    if file.version.last_modified:  # so that the date survives where the file is copied elsewhere
        os.utime(file.path, (file.version.last_modified.timestamp(),) * 2)
    file.path.replace(file.target)
    kept = {"uri": file.uri, "text": asdict(file.text), "version": _version_to(file.version)}
    _write_json(_facts_path(file.target), kept | {"mtime_ns": file.target.stat().st_mtime_ns})
    _facts_path(file.path).unlink(missing_ok=True)


class _Transfer:
    """The state of one download over its attempts."""

    def __init__(self, task: Download, known: Version | None, cancel: threading.Event) -> None:
        self._task = task
        self._known = known
        self._cancel = cancel
        self._part = task.target.with_name(task.target.name + ".part")
        self._whole_part: Version | None = None
        self._is_conditional = False

    def headers(self) -> dict[str, str]:
        """Those of the task, and those that make the download conditional or resume it."""
        return {**self._task.headers, **self._conditions()}

    def _conditions(self) -> dict[str, str]:
        """Resume where a part is left; else ask whether the version that is here is still the current one."""
        self._is_conditional = False
        part, have = self._read_part()
        self._whole_part = part if part and part.size == have else None
        if part and not self._whole_part and part.range_condition:
            return {"Range": f"bytes={have}-", "If-Range": part.range_condition}
        known = self._whole_part or self._known
        headers: dict[str, str] = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and (date := _http_date(known.last_modified)):
            headers["If-Modified-Since"] = date
        self._is_conditional = bool(headers)
        return headers

    def receive(self, response: requests.Response, call: Call) -> SourceFile | None:
        """Read the body into the part; None if it is the local or the known version."""
        if response.status_code == 304:
            if not self._is_conditional:
                raise StatusError(304, f"{public_url(call.url)} answered 304 Not Modified, unasked")
            call.cache = "hit"
            return self._take_whole_part(self._whole_part) if self._whole_part else None
        offset = self._offset(response)
        version = (self._read_part()[0] if offset else None) or _version_of(response)
        call.cache = "resumed" if offset else "miss"
        if offset == 0:
            self._forget_part()
            _write_json(_facts_path(self._part), _version_to(version))
        self._check_room(version, offset)
        text = BodyCheck(self._task.target.name, self._task.dialect)
        try:
            with self._part.open("ab") as file:
                self._reread(text, offset)
                self._copy(response, call, text, file)
            facts = self._finish(text, version)
        except LoaderError as error:
            self._forget_part()
            if offset and error.code == "CORRUPT":
                raise RetryableError(error.code, f"{error}, begun again") from None
            raise
        call.records, call.response_sha256 = facts.lines, facts.sha256
        call.saved_as = str(self._task.target.relative_to(self._task.root))
        return self._fresh(facts, version)

    def _take_whole_part(self, version: Version) -> SourceFile:
        """A part that came in whole, when an earlier run ended before it was put in place."""
        try:
            facts = inspect_file(self._part, self._task.target.name, self._task.dialect, lambda done: None)
        except LoaderError as error:
            self._forget_part()
            raise RetryableError(error.code, f"{error}, begun again") from None
        return self._fresh(facts, version)

    def _fresh(self, facts: TextFacts, version: Version) -> SourceFile:
        return SourceFile(self._part, public_url(self._task.url), facts, version, self._task.target)

    def _offset(self, response: requests.Response) -> int:
        """Where in the file this body begins: 0, or the part's length for a 206 that goes on there."""
        if response.status_code == 200:
            return 0
        have = self._part.stat().st_size if self._part.exists() else 0
        begins = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        if response.status_code == 206 and begins == str(have) and have:
            return have
        self._forget_part()  # 416, or a range that was not asked for
        raise RetryableError("INCOMPLETE", f"{public_url(self._task.url)} sent another part than asked for")

    def _reread(self, text: BodyCheck, offset: int) -> None:
        """Check what an earlier attempt left, as if it came now."""
        with self._part.open("rb") as file:
            while offset > 0 and (piece := file.read(min(_PIECE, offset))):
                text.feed(piece)
                offset -= len(piece)

    def _copy(self, response: requests.Response, call: Call, text: BodyCheck, file: IO[bytes]) -> None:
        total = _total(response, text.bytes)
        while piece := response.raw.read(_PIECE, decode_content=False):
            if self._cancel.is_set():
                raise Interrupted
            text.feed(piece)
            file.write(piece)
            call.response_bytes += len(piece)
            self._task.progress(text.bytes, total)
        file.flush()
        os.fsync(file.fileno())
        if total is not None and text.bytes != total:
            raise RetryableError(
                "INCOMPLETE", f"{public_url(self._task.url)} broke off at {text.bytes} of {total} bytes"
            )

    def _finish(self, text: BodyCheck, version: Version) -> TextFacts:
        try:
            return text.finish(self._part)
        except TruncatedError as error:
            if version.size is None:  # nothing but the gzip stream says that the body was cut
                raise RetryableError("INCOMPLETE", str(error)) from None
            raise

    def _check_room(self, version: Version, offset: int) -> None:
        needed = (version.size or 0) - offset
        free = shutil.disk_usage(self._part.parent).free
        if needed > free:
            raise disk_full(
                self._task.root, f"{self._task.target.name} needs {needed} bytes, {free} are free"
            )

    def _read_part(self) -> tuple[Version | None, int]:
        """The version that the part belongs to, and its length; None and 0 where nothing is left."""
        try:
            version = _version_from(json.loads(_facts_path(self._part).read_text(encoding="utf-8")))
            size = self._part.stat().st_size
        except (OSError, ValueError, KeyError):
            return None, 0
        return (version, size) if size else (None, 0)

    def _forget_part(self) -> None:
        self._part.unlink(missing_ok=True)
        _facts_path(self._part).unlink(missing_ok=True)


def _facts_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write atomically: a reader sees the old file or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)


def _version_of(response: requests.Response) -> Version:
    etag = response.headers.get("ETag")
    try:
        modified = parsedate_to_datetime(response.headers.get("Last-Modified", "")).astimezone(UTC)
    except ValueError:
        modified = None
    return Version(etag, modified, _total(response, 0))


def _total(response: requests.Response, offset: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return offset + int(length) if length.isdigit() else None


def _version_to(version: Version) -> dict[str, Any]:
    modified = version.last_modified
    return asdict(replace(version, last_modified=None)) | {"last_modified": modified and modified.isoformat()}


def _version_from(facts: Mapping[str, Any]) -> Version:
    modified = facts["last_modified"]
    return Version(facts["etag"], modified and datetime.fromisoformat(modified), facts["size"])


def _http_date(moment: datetime | None) -> str | None:
    return format_datetime(moment, usegmt=True) if moment else None
