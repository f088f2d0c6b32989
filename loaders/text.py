"""Counts the records of a delimited text in one pass, in pieces, and reads its header.

Records are counted here and not by the engine that loads them, so that neither can lose one unseen.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from loaders.errors import LoaderError
from loaders.tables import Dialect

BOM = b"\xef\xbb\xbf"
_HEADER_LIMIT = 1 << 16
_NOT_UTF8 = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_KINDS = (
    (re.compile(rb"<(!doctype|html|head|body|\?xml|!--)", re.IGNORECASE), "an HTML page"),
    (re.compile(rb"[{\[]|null\s*\Z"), "JSON"),
)
_ALL_BUT_MARKS = bytes(byte for byte in range(256) if byte not in b'"\n\r')
_BLANK_LINE = re.compile(rb"(?<=\n)\n")


@dataclass(frozen=True)
class TextCounts:
    """What one pass over a text found."""

    header: tuple[str, ...]
    """Empty where the dialect has none."""
    lines: int
    """Records after the header: lines, blank ones included; where fields may be quoted, a line break in one
    ends no record, and a blank line is none."""
    has_carriage_return: bool
    line_end: str
    """Of the first line: `\\n` or `\\r\\n`."""
    quoted_breaks: int
    """Line breaks inside quotes."""


class TextScan:
    """Takes a text piece by piece. `skip` lines come before the header.

    `feed` and `finish` raise LoaderError, whose message begins with the file's name, where this is no such
    text: HTML or JSON instead, another encoding, no header line, a quote that never ends.
    """

    def __init__(self, name: str, dialect: Dialect, skip: int = 0) -> None:
        self._name = name
        self._dialect = dialect
        self._skip = skip if dialect.header else 0
        self._start = b""
        self._header: bytes | None = None if dialect.header else b""
        self._begun = False
        self._in_quotes = False
        self._records = 0
        self._quoted_breaks = 0
        self._last_byte = b"\n"
        self._has_carriage_return = False
        self._line_end = "\n"

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the text."""
        if not self._begun:
            piece, self._start = self._start + piece, b""
            if len(piece) < len(BOM):  # what it is may only be seen in the next piece
                self._start = piece
                return
            piece = self._begin(piece)
        if self._header is None:
            piece = self._take_header(piece)
        if piece:
            self._count(piece)

    def finish(self) -> TextCounts:
        """Say what the whole text was."""
        if not self._begun:
            rest, self._start = self._begin(self._start), b""
            self.feed(rest)
        if self._header is None:
            self._refuse_kind(self._start)
            self._header, self._start = self._start, b""
        if self._in_quotes:
            raise LoaderError(
                "UNBALANCED_QUOTES", f"{self._name} has an unbalanced quote: its last field never ends"
            )
        return TextCounts(
            header=self._fields(self._header),
            lines=self._records + (self._last_byte != b"\n"),
            has_carriage_return=self._has_carriage_return,
            line_end=self._line_end,
            quoted_breaks=self._quoted_breaks,
        )

    def _begin(self, piece: bytes) -> bytes:
        """The first bytes: no byte order mark, and no other encoding."""
        self._begun = True
        if encoding := _NOT_UTF8.get(piece[:2]):
            raise LoaderError("WRONG_ENCODING", f"{self._name} is {encoding}, not UTF-8: save it as UTF-8")
        if not self._dialect.header:
            self._refuse_kind(piece)
        return piece.removeprefix(BOM)

    def _take_header(self, piece: bytes) -> bytes:
        """Collect the lines up to the header's end; returns what follows."""
        self._start += piece
        while self._header is None:
            end = self._header_end()
            if end < 0:
                if len(self._start) > _HEADER_LIMIT:
                    self._refuse_kind(self._start)
                    raise LoaderError(
                        "HEADER_MISMATCH",
                        f"{self._name} has no header line in its first {_HEADER_LIMIT} bytes",
                    )
                return b""
            line, self._start = self._start[:end], self._start[end + 1 :]
            self._refuse_kind(line)
            if self._skip:
                self._skip -= 1
            else:
                self._header = line
        self._has_carriage_return = b"\r" in self._header
        self._line_end = "\r\n" if self._header.endswith(b"\r") else "\n"
        rest, self._start = self._start, b""
        return rest

    def _header_end(self) -> int:
        """Where the first line ends, in the header outside quotes; -1 if it does not yet."""
        end, quote = self._start.find(b"\n"), self._dialect.quote.encode()
        while quote and not self._skip and end >= 0 and self._start.count(quote, 0, end) % 2:
            end = self._start.find(b"\n", end + 1)
        return end

    def _count(self, piece: bytes) -> None:
        if b"\r" in piece:
            self._has_carriage_return = True
        if not self._dialect.quote:
            self._records += piece.count(b"\n")
            self._last_byte = piece[-1:]
            return
        self._count_outside_quotes(piece)

    def _count_outside_quotes(self, piece: bytes) -> None:
        """Count without a loop over bytes.

        Of the piece only quotes and line breaks are kept; two quotes with nothing between them change neither
        what is inside nor what is outside, and most go so. What is left is cut at its quotes, every second
        part lies inside them.
        """
        quotes = piece.count(b'"')
        outside_before, last_before = not self._in_quotes, self._last_byte
        if quotes or self._in_quotes:
            marks = piece.translate(None, _ALL_BUT_MARKS).replace(b'""', b"")
            parts = marks.split(b'"')
            outside = parts[1::2] if self._in_quotes else parts[::2]
            found = sum(part.count(b"\n") for part in outside)
            self._quoted_breaks += marks.count(b"\n") - found
            self._in_quotes = self._in_quotes != bool(quotes % 2)
        else:
            found = piece.count(b"\n")
        self._records += found - self._blank_lines(piece, last_before, outside_before)
        if text := piece.rstrip(b"\r"):
            self._last_byte = text[-1:]

    def _blank_lines(self, piece: bytes, last: bytes, outside: bool) -> int:
        """Line breaks outside quotes with nothing before them on their line."""
        if b"\r" in piece:
            piece = piece.replace(b"\r", b"")
        if last == b"\n" and piece.startswith(b"\n"):
            piece = last + piece
        if b"\n\n" not in piece:
            return 0
        parts = piece.split(b'"')
        return sum(len(_BLANK_LINE.findall(part)) for part in parts[0 if outside else 1 :: 2])

    def _fields(self, header: bytes) -> tuple[str, ...]:
        try:
            text = header.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            raise LoaderError("HEADER_MISMATCH", f"{self._name}: the header line is not UTF-8") from None
        if not text:
            return ()
        if not self._dialect.quote:
            return tuple(text.split(self._dialect.delimiter))
        try:
            return tuple(next(csv.reader([text], delimiter=self._dialect.delimiter)))
        except csv.Error:
            raise LoaderError(
                "HEADER_MISMATCH", f"{self._name}: the header line has a stray line end"
            ) from None

    def _refuse_kind(self, start: bytes) -> None:
        """A page or a document where a table was expected."""
        text = start.lstrip()
        for pattern, kind in _KINDS if self._dialect.header else _KINDS[:1]:
            if pattern.match(text):
                raise LoaderError("NOT_TEXT", f"{self._name} is not a {self._dialect.kind} file but {kind}")
