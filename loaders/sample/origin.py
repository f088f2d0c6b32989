"""A small web server on the loopback that serves a sample as the sources serve their data.

Files with strong ETag, Last-Modified, conditional requests (304), byte ranges (206, 416); Kaggle's redirects
to signed addresses on a port of their own; TMDB's API. It answers GET and HEAD, logs nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from datetime import datetime
from email.utils import formatdate, parsedate_to_datetime
from functools import cached_property, lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from loaders.sample import LAST_MODIFIED, MANIFEST, kaggle
from loaders.sample.kaggle import Kaggle
from loaders.sample.replies import Reply, Request
from loaders.sample.tmdb.api import Api

_PIECE = 1 << 20
_NO_FILE = Reply(404, {"Content-Type": "text/plain; charset=utf-8"}, b"404 no such file in the sample\n")


class SampleOrigin:
    """Serves the sample below `root` at free ports of 127.0.0.1 for as long as the context lasts.

    `consent`: datasets (owner/slug) for which Kaggle asks for consent that nobody has given.
    """

    def __init__(self, root: Path, consent: Collection[str] = ()) -> None:
        self.root = root.resolve()
        self.kaggle = Kaggle(self.root, consent)
        self._known = _manifest_digests(self.root)

    def __enter__(self) -> SampleOrigin:
        self._servers = [_Server(self, _Handler), _Server(self, _StorageHandler)]
        self._threads = [
            Thread(target=server.serve_forever, args=(0.05,), daemon=True) for server in self._servers
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()

    def url(self, source: str) -> str:
        """The base address of a source, with a slash at the end."""
        return f"{self._address(0)}/{source}/"

    def respond(self, request: Request, target: str) -> Path | Reply:
        """The file that answers a request, or an answer that is made."""
        if request.path.startswith(kaggle.ROUTE):
            return self.kaggle.answer(request, self._address(1))
        if request.path.startswith(("/tmdb/", "/tmdb_exports/")):
            return self.tmdb.answer(request)
        path = None if request.path.startswith("/kaggle/") else self.find(target)
        return path or _NO_FILE

    @cached_property
    def tmdb(self) -> Api:
        """The part that answers as TMDB."""
        return Api(self.root)

    def find(self, target: str) -> Path | None:
        """The file that a request target names, or None: nothing outside the root, no folder, no manifest."""
        try:
            path = (self.root / unquote(urlsplit(target).path).lstrip("/")).resolve()
            is_served = path.is_relative_to(self.root) and path.parent != self.root and path.is_file()
        except (OSError, ValueError):  # a name too long, a null byte
            return None
        return path if is_served else None

    def etag(self, path: Path) -> str:
        """A strong entity tag: the manifest's SHA-256, or the file's own where they are not the same file."""
        stat = path.stat()
        known = self._known.get(path.relative_to(self.root).as_posix())
        if known is not None and known[:2] == (stat.st_size, int(stat.st_mtime)):
            return f'"{known[2]}"'
        return f'"{_file_digest(path, stat.st_size, stat.st_mtime_ns)}"'

    def _address(self, server: int) -> str:
        return f"http://127.0.0.1:{self._servers[server].server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an idle kept-alive connection must not hold up the end
    request_queue_size = 64

    def __init__(self, origin: SampleOrigin, handler: type[_Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.origin = origin

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleOrigin"
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"
    timeout = 30
    disable_nagle_algorithm = True  # else a small answer waits 40 ms for the acknowledgement of its headers
    server: _Server

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer()

    def do_GET(self) -> None:
        """Answer with the file, or the part of it asked for."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        found = self._respond(Request(self.command, unquote(parts.path), query, headers))
        if isinstance(found, Reply):
            self._send_reply(found)
        else:
            self._send_file(found)

    def _respond(self, request: Request) -> Path | Reply:
        return self.server.origin.respond(request, self.path)

    def _send_reply(self, reply: Reply) -> None:
        """An answer that was made: a tag and the common time go with it, so that it can be kept as a file."""
        etag = f'"{hashlib.sha256(reply.body).hexdigest()}"'
        headers = {"Last-Modified": formatdate(LAST_MODIFIED.timestamp(), usegmt=True), **reply.headers}
        status, body = reply.status, reply.body
        if status == HTTPStatus.OK:
            etag = headers.setdefault("ETag", etag)
            if etag in re.findall(r'"[^"]*"', self.headers.get("If-None-Match", "")):
                status, body = HTTPStatus.NOT_MODIFIED, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _send_file(self, path: Path) -> None:
        stat = path.stat()
        size, modified, etag = stat.st_size, int(stat.st_mtime), self.server.origin.etag(path)
        first, last, status = 0, size - 1, HTTPStatus.OK
        if self._is_unchanged(etag, modified):
            status = HTTPStatus.NOT_MODIFIED
        elif (part := self._range(size)) is not None and self._range_is_current(etag, modified):
            first, last = part
            status = (
                HTTPStatus.PARTIAL_CONTENT if first <= last else HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            )
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Last-Modified", formatdate(modified, usegmt=True))
        self.send_header("Accept-Ranges", "bytes")
        if status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            self.send_header("Content-Type", "application/octet-stream")
        if status == HTTPStatus.PARTIAL_CONTENT:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self.send_header("Content-Range", f"bytes */{size}")
            first, last = 0, -1
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if self.command == "GET" and status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            self._send(path, first, last - first + 1)

    def _send(self, path: Path, start: int, length: int) -> None:
        with path.open("rb") as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(_PIECE, length))):
                self.wfile.write(piece)
                length -= len(piece)

    def _is_unchanged(self, etag: str, modified: int) -> bool:
        """If-None-Match decides where it is given; If-Modified-Since else (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or etag in re.findall(r'"[^"]*"', tags)
        since = _timestamp(self.headers.get("If-Modified-Since"))
        return since is not None and modified <= since

    def _range(self, size: int) -> tuple[int, int] | None:
        """First and last byte asked for (an empty interval: beyond the file), None without a single range."""
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if self.command != "GET" or match is None or match.group() == "bytes=-":
            return None
        start, end = match.groups()
        if not start:
            length = min(int(end), size)
            return size - length, size - 1
        if end and int(end) < int(start):
            return None
        return int(start), min(int(end), size - 1) if end else size - 1

    def _range_is_current(self, etag: str, modified: int) -> bool:
        """Without If-Range, always; with it, only for the same entity (else the whole file is sent)."""
        condition = self.headers.get("If-Range")
        return condition is None or condition == etag or _timestamp(condition) == modified


class _StorageHandler(_Handler):
    """The other port: where Kaggle's signed addresses lead."""

    def _respond(self, request: Request) -> Path | Reply:
        return self.server.origin.kaggle.signed_file(request)


def _manifest_digests(root: Path) -> dict[str, tuple[int, int, str]]:
    """(bytes, modification time in s, sha256) of each file in `<root>/sample.json`; empty without one."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        return {}
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    modified = int(datetime.fromisoformat(facts["last_modified"]).timestamp())
    return {name: (file["bytes"], modified, file["sha256"]) for name, file in facts["files"].items()}


@lru_cache
def _file_digest(path: Path, size: int, modified_ns: int) -> str:
    """SHA-256 of a file; size and time are there so that a changed file is read again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _timestamp(text: str | None) -> int | None:
    """Seconds since 1970 of an HTTP date, None if it is none."""
    try:
        return int(parsedate_to_datetime(text).timestamp()) if text else None
    except ValueError:
        return None
