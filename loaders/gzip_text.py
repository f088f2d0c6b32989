"""Checks a gzip text file to its last byte, in one pass and while it is still coming in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isal import isal_zlib  # inflates in 0.4 of the time of zlib

from loaders.errors import LoaderError

_GZIP = b"\x1f\x8b"
_MEMBER = 16 + isal_zlib.MAX_WBITS  # gzip header and trailer, CRC and length checked
_PIECE = 1 << 18
_HEADER_LIMIT = 1 << 16
_InflateError: type[Exception] = vars(isal_zlib)["error"]  # its stub types the class as an instance


@dataclass(frozen=True)
class TextFacts:
    """What one pass over a file found."""

    bytes: int
    """Compressed."""
    sha256: str
    """Of the compressed bytes."""
    header: tuple[str, ...]
    """The fields of the first line."""
    lines: int
    """Lines after the header, blank ones included, counted here and not by the engine that loads them."""
    has_carriage_return: bool


class TruncatedError(LoaderError):
    """The file ends before its gzip stream does."""


class GzipText:
    """Takes a gzip file piece by piece and counts its lines. Any number of members, nothing after the last.

    `feed` and `finish` raise LoaderError, whose message begins with the file's name, where the bytes are not
    such a file; TruncatedError where only its end is missing.
    """

    def __init__(self, name: str, delimiter: str = "\t") -> None:
        self._name = name
        self._delimiter = delimiter
        self._digest = hashlib.sha256()
        self._start = b""
        self._header: bytes | None = None
        self._member: Any = None
        self._newlines = 0
        self._last_byte = b""
        self._has_carriage_return = False
        self.bytes = 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the file."""
        self._digest.update(piece)
        self.bytes += len(piece)
        if self._member is None:
            piece, self._start = self._start + piece, b""
            if len(piece) < len(_GZIP):
                self._start = piece
                return
            if not piece.startswith(_GZIP):
                raise self._not_gzip(piece)
            self._member = isal_zlib.decompressobj(_MEMBER)
        while piece:
            piece = self._inflate(piece)

    def finish(self) -> TextFacts:
        """Say what the whole file was."""
        if self._member is None:
            raise LoaderError("EMPTY_FILE", f"{self._name} is empty ({self.bytes} bytes)")
        if not self._member.eof:
            raise TruncatedError("TRUNCATED", f"{self._name} is truncated: its gzip stream does not end")
        if self._header is None:
            self._header, self._start = self._start, b""
            lines = 0
        else:
            lines = self._newlines - 1 + (self._last_byte != b"\n")
        return TextFacts(
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
            header=self._fields(self._header),
            lines=lines,
            has_carriage_return=self._has_carriage_return,
        )

    def _inflate(self, piece: bytes) -> bytes:
        """Inflate into the counts; returns what follows the end of a member."""
        if self._member.eof:
            if not piece.startswith(_GZIP[: len(piece)]):
                raise LoaderError("NOT_GZIP", f"{self._name} has bytes after the end of its gzip stream")
            self._member = isal_zlib.decompressobj(_MEMBER)
        try:
            text = self._member.decompress(piece)
        except _InflateError as error:
            raise LoaderError("CORRUPT", f"{self._name} is corrupt: {error}") from None
        if text:
            self._count(text)
        return bytes(self._member.unused_data) if self._member.eof else b""

    def _count(self, text: bytes) -> None:
        if self._header is None:
            self._start += text
            end = self._start.find(b"\n")
            if end >= 0:
                self._header, self._start = self._start[:end], b""
            elif len(self._start) > _HEADER_LIMIT:
                raise LoaderError(
                    "HEADER_MISMATCH", f"{self._name} has no header line in its first {_HEADER_LIMIT} bytes"
                )
        self._newlines += text.count(b"\n")
        self._has_carriage_return = self._has_carriage_return or b"\r" in text
        self._last_byte = text[-1:]

    def _fields(self, header: bytes) -> tuple[str, ...]:
        try:
            text = header.removeprefix(b"\xef\xbb\xbf").removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            raise LoaderError("HEADER_MISMATCH", f"{self._name}: the header line is not UTF-8") from None
        return tuple(text.split(self._delimiter)) if text else ()

    def _not_gzip(self, piece: bytes) -> LoaderError:
        start = piece[:200].lstrip().lower()
        kind = (
            "an HTML page"
            if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml"))
            else "something else"
        )
        return LoaderError("NOT_GZIP", f"{self._name} is not a gzip file but {kind}")


def inspect_file(path: Path, name: str, progress: Callable[[int], None]) -> TextFacts:
    """Check a file on disk; `progress` is told the bytes read. Raises as GzipText does, and OSError."""
    text = GzipText(name)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text.feed(piece)
            progress(text.bytes)
    return text.finish()
