"""Checks a text file to its last byte, in one pass and while it is still coming in: gzip, zip or plain.

Which of them it is, its first bytes say, not its name. A zip has its directory at its end, so its text is
read once it is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isal import isal_zlib  # inflates in 0.4 of the time of zlib

from loaders.archives import EMPTY_ZIP, ZIP, find_member, read_member
from loaders.errors import LoaderError
from loaders.tables import Dialect
from loaders.text import TextCounts, TextScan

_GZIP = b"\x1f\x8b"
_MEMBER = 16 + isal_zlib.MAX_WBITS  # gzip header and trailer, CRC and length checked
_PIECE = 1 << 18
_MAGIC = 4
_LONGEST_LINE = 1 << 16
_InflateError: type[Exception] = vars(isal_zlib)["error"]  # its stub types the class as an instance


@dataclass(frozen=True)
class TextFacts:
    """What one pass over a file found. Of its text: see TextCounts."""

    bytes: int
    """Of the file as it is, compressed or not."""
    sha256: str
    """Of the same bytes."""
    header: tuple[str, ...]
    lines: int
    has_carriage_return: bool
    line_end: str = "\n"
    quoted_breaks: int = 0
    container: str = "gzip"
    """`gzip`, `zip` or `plain`."""
    member: str = ""
    """In a zip, the file that was read."""
    skip: int = 0
    """Lines before the header."""


class TruncatedError(LoaderError):
    """The file ends before its gzip stream does."""


class BodyCheck:
    """Takes a file piece by piece. A gzip may have any number of members, and nothing after the last.

    `feed` and `finish` raise LoaderError, whose message begins with the file's name, where the bytes are not
    such a file; TruncatedError where only the end of a gzip is missing.
    """

    def __init__(self, name: str, dialect: Dialect, skip: int = 0) -> None:
        self._name = name
        self._dialect = dialect
        self._skip = skip
        self._text = TextScan(name, dialect, skip)
        self._digest = hashlib.sha256()
        self._start = b""
        self._container = ""
        self._stream: Any = None
        self.bytes = 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the file."""
        self._digest.update(piece)
        self.bytes += len(piece)
        if not self._container:
            self._start += piece
            if len(self._start) >= _MAGIC:
                self._begin()
        elif self._container == "gzip":
            self._inflate(piece)
        elif self._container == "plain":
            self._text.feed(piece)

    def finish(self, path: Path) -> TextFacts:
        """Say what the whole file was; it lies at `path` by now."""
        if self.bytes == 0:
            raise LoaderError("EMPTY_FILE", f"{self._name} is empty")
        if not self._container:
            self._begin()
        member = ""
        if self._container == "gzip" and not self._stream.eof:
            raise TruncatedError("TRUNCATED", f"{self._name} is truncated: its gzip stream does not end")
        if self._container == "zip":
            info = find_member(path, self._name, _unpacked_name(self._name))
            member = info.filename
            for piece in read_member(path, self._name, info):
                self._text.feed(piece)
        return self._facts(self._text.finish(), member)

    def _facts(self, counts: TextCounts, member: str) -> TextFacts:
        return TextFacts(
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
            header=counts.header,
            lines=counts.lines,
            has_carriage_return=counts.has_carriage_return,
            line_end=counts.line_end,
            quoted_breaks=counts.quoted_breaks,
            container=self._container,
            member=member,
            skip=self._skip,
        )

    def _begin(self) -> None:
        self._container = _container(self._start)
        start, self._start = self._start, b""
        if self._container == "gzip":
            self._stream = isal_zlib.decompressobj(_MEMBER)
            self._inflate(start)
        elif self._container == "plain":
            self._text.feed(start)

    def _inflate(self, piece: bytes) -> None:
        while piece:
            if self._stream.eof:
                if not piece.startswith(_GZIP[: len(piece)]):
                    raise LoaderError("CORRUPT", f"{self._name} has bytes after the end of its gzip stream")
                self._stream = isal_zlib.decompressobj(_MEMBER)
            try:
                text = self._stream.decompress(piece)
            except _InflateError as error:
                raise LoaderError("CORRUPT", f"{self._name} is corrupt: {error}") from None
            if text:
                self._text.feed(text)
            piece = bytes(self._stream.unused_data) if self._stream.eof else b""


def inspect_file(
    path: Path, name: str, dialect: Dialect, progress: Callable[[int], None], skip: int = 0
) -> TextFacts:
    """Check a file on disk; `progress` is told the bytes read. Raises as BodyCheck does, and OSError."""
    check = BodyCheck(name, dialect, skip)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            check.feed(piece)
            progress(check.bytes)
    return check.finish(path)


def read_text(path: Path, name: str) -> Iterator[bytes]:
    """The text of a file in pieces, whatever it is packed in. Raises LoaderError and OSError as it goes."""
    with path.open("rb") as file:
        container = _container(file.read(_MAGIC))
        file.seek(0)
        if container == "zip":
            yield from read_member(path, name, find_member(path, name, _unpacked_name(name)))
        elif container == "plain":
            yield from iter(lambda: file.read(_PIECE), b"")
        else:
            yield from _gzip_text(iter(lambda: file.read(_PIECE), b""), name)


def first_lines(path: Path, count: int) -> list[str]:
    """The first lines of a file, without a byte order mark, to see which format it has.

    At most 64 KB are looked at. Bytes that are no UTF-8 are replaced. Raises LoaderError and OSError.
    """
    start = b""
    for piece in read_text(path, path.name):
        start += piece
        if start.count(b"\n") >= count or len(start) >= _LONGEST_LINE:
            break
    lines = start[:_LONGEST_LINE].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    return [line.removesuffix("\r") for line in lines[:count]]


def _gzip_text(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    stream = isal_zlib.decompressobj(_MEMBER)
    try:
        for piece in pieces:
            while piece:
                if stream.eof:
                    stream = isal_zlib.decompressobj(_MEMBER)
                yield stream.decompress(piece)
                piece = bytes(stream.unused_data) if stream.eof else b""
    except _InflateError as error:
        raise LoaderError("CORRUPT", f"{name} is corrupt: {error}") from None


def _container(start: bytes) -> str:
    if start.startswith(_GZIP):
        return "gzip"
    return "zip" if start.startswith((ZIP, EMPTY_ZIP)) else "plain"


def _unpacked_name(name: str) -> str:
    """What a file is called inside its zip."""
    return name.removesuffix(".zip")
