"""A provider for tests: serves seven small files as IMDb does, and misbehaves where a test asks for it."""

from __future__ import annotations

import gzip
import hashlib
import re
import socket
import struct
from collections import defaultdict
from collections.abc import Callable, Sequence
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from types import TracebackType

from loaders.sources.imdb import Imdb

TABLES = {table.file: table for table in Imdb().tables}
MODIFIED = 1_772_352_000
"""2026-03-01T08:00:00Z."""


def tsv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A gzip TSV file; fields are written as they are."""
    lines = ["\t".join(header), *("\t".join(row) for row in rows)]
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)


def good_rows(file: str, count: int) -> list[list[str]]:
    """Rows of a file with distinct keys: its first column an id, each other one a plain text."""
    columns = TABLES[file].columns
    prefix = "nm" if columns[0] == "nconst" else "tt"
    return [
        [f"{prefix}{n:07d}", *(str(n) if c == "ordering" else f"{c} {n}" for c in columns[1:])]
        for n in range(1, count + 1)
    ]


def good_files(count: int = 40) -> dict[str, bytes]:
    """All seven files, well formed."""
    return {file: tsv(table.columns, good_rows(file, count)) for file, table in TABLES.items()}


class Handler(BaseHTTPRequestHandler):
    """Answers from the provider's files, unless a fault is due for that file."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer, and note the request."""
        provider = self.server.provider
        file = self.path.rpartition("/")[2].partition("?")[0]
        provider.requests.append((self.path, dict(self.headers.items())))
        if provider.faults[file]:
            provider.faults[file].pop(0)(self)
        else:
            self.answer(provider.files.get(file))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def answer(self, body: bytes | None, *, send: int | None = None) -> None:
        """Answer as a good server would; `send`: break the connection after so many bytes of the body."""
        if body is None:
            self.head(404, {"Content-Length": "0"})
            return
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        facts = {"ETag": etag, "Last-Modified": formatdate(MODIFIED, usegmt=True), "Accept-Ranges": "bytes"}
        if self.headers.get("If-None-Match") == etag:
            self.head(304, facts)
            return
        part = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(part[1]) if part and self.headers.get("If-Range") in (None, etag) else 0
        if start and start >= len(body):
            self.head(416, facts | {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
            return
        if start:
            facts["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.head(206 if start else 200, facts | {"Content-Length": str(len(body) - start)})
        self.wfile.write(body[start : None if send is None else start + send])
        self.close_connection = self.close_connection or send is not None

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the status line and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


Fault = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """Knows its provider."""

    daemon_threads = True
    block_on_close = False
    provider: Provider

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event."""


class Provider:
    """`files`: name → body; `faults`: name → faults, each for one request; `requests`: path and headers."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.requests: list[tuple[str, dict[str, str]]] = []

    def __enter__(self) -> Provider:
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.provider = self
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_port}/"


def cut(after: int) -> Fault:
    """Break off after so many bytes of the body."""

    def fault(handler: Handler) -> None:
        file = handler.path.rpartition("/")[2]
        handler.answer(handler.server.provider.files[file], send=after)

    return fault


def reset(handler: Handler) -> None:
    """Reset the connection instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def status(code: int, **headers: str) -> Fault:
    """Answer with a status and no body; an underscore in a header's name stands for a hyphen."""

    def fault(handler: Handler) -> None:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.head(code, {"Content-Length": "0"} | given)

    return fault


def body(content: bytes, content_type: str = "application/octet-stream") -> Fault:
    """Answer 200 with that body, and no validators."""

    def fault(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(content)), "Content-Type": content_type})
        handler.wfile.write(content)

    return fault


def unmarked(content: bytes, send: int | None = None) -> Fault:
    """Answer 200 without Content-Length; the end of the connection is the end of the body."""

    def fault(handler: Handler) -> None:
        handler.head(200, {"Connection": "close"})
        handler.wfile.write(content[:send])
        handler.close_connection = True

    return fault


def slow(seconds: float) -> Fault:
    """Answer well, but pause in the middle of the body."""

    def fault(handler: Handler) -> None:
        content = handler.server.provider.files[handler.path.rpartition("/")[2]]
        half = len(content) // 2
        facts = {"ETag": f'"{hashlib.md5(content).hexdigest()}"', "Content-Length": str(len(content))}
        handler.head(200, facts)
        handler.wfile.write(content[:half])
        sleep(seconds)
        handler.wfile.write(content[half:])

    return fault
