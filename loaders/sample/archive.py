"""One gzip member made of blocks that are compressed apart, so that two cores can work on one file.

Each block is raw deflate that ends on a byte boundary (a sync flush), so blocks can simply follow one
another. The header holds no name and no time: the same blocks give the same bytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path
from types import TracebackType

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"  # deflate, no flags, no time, fastest, system unknown
_LAST_BLOCK = b"\x03\x00"
_LEVEL = 1  # a real file is read once and never kept: speed before size


def compress(text: bytes | memoryview) -> bytes:
    """One block of raw deflate, byte-aligned and not the last."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)


class GzipFile:
    """Writes blocks to `path` and counts what goes through. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = 0
        self.text_bytes = 0
        self._crc = 0
        self._digest = hashlib.sha256()
        self._text_digest = hashlib.sha256()

    def __enter__(self) -> GzipFile:
        self._file = self.path.open("wb")
        self._put(_HEADER)
        return self

    def add(self, block: bytes, text: bytes | memoryview) -> None:
        """Append a compressed block; `text` is what it holds."""
        self._crc = zlib.crc32(text, self._crc)
        self._text_digest.update(text)
        self.text_bytes += len(text)
        self._put(block)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put(_LAST_BLOCK + struct.pack("<II", self._crc, self.text_bytes % (1 << 32)))
        finally:
            self._file.close()

    @property
    def sha256(self) -> str:
        """SHA-256 of the file written."""
        return self._digest.hexdigest()

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text inside, which does not depend on the machine's zlib."""
        return self._text_digest.hexdigest()

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.bytes += len(data)
