"""Gzip and zip files made of blocks that are compressed apart, so that two cores can work on one file.

Each block is raw deflate that ends on a byte boundary (a sync flush), so blocks can simply follow one
another. The headers hold a fixed time: the same blocks give the same bytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path
from types import TracebackType

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"  # deflate, no time, fastest, system unknown
_LAST_BLOCK = b"\x03\x00"
_LEVEL = 1  # a real file is read once and never kept: speed before size

_ZIP64, _DEFLATE = 45, 8  # the version that a reader needs for long files, the method
_SIZES_FOLLOW = 1 << 3 | 1 << 11  # behind the data, where they are known; names are UTF-8
_DAY, _TIME = (2026 - 1980) << 9 | 3 << 5 | 1, 8 << 11  # 2026-03-01 08:00
_SEE_EXTRA = 0xFFFFFFFF
_PLAIN_FILE = 0o100644 << 16


def pack(path: str, text: bytes) -> bytes:
    """One block of the file of that name: raw deflate, byte-aligned and not the last, or the text itself."""
    if not path.endswith((".gz", ".zip")):
        return text
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)


class Archive:
    """Writes blocks to `path`, in the container that the suffix of `name` asks for: gzip, zip or none.

    A zip has one member, called as the file without `.zip`. Use as a context manager; the counts and digests
    are there afterwards.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.bytes = 0
        self.text_bytes = 0
        self._kind = name.rpartition(".")[2] if name.endswith((".gz", ".zip")) else ""
        self._member = name.removesuffix(".zip").encode()
        self._crc = 0
        self._digest = hashlib.sha256()
        self._text_digest = hashlib.sha256()

    def __enter__(self) -> Archive:
        self._file = self.path.open("wb")
        if self._kind == "gz":
            self._put(_GZIP_HEADER)
        elif self._kind == "zip":
            self._put(self._local_header())
        return self

    def add(self, block: bytes, text: bytes) -> None:
        """Append a block made by `pack`; `text` is what it holds."""
        self._crc = zlib.crc32(text, self._crc)
        self._text_digest.update(text)
        self.text_bytes += len(text)
        self._put(block)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._kind:
                self._put(_LAST_BLOCK)
                self._put(self._gzip_end() if self._kind == "gz" else self._zip_end())
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

    def _gzip_end(self) -> bytes:
        return struct.pack("<II", self._crc, self.text_bytes % (1 << 32))

    def _local_header(self) -> bytes:
        """Sizes and CRC are not known yet: they follow the data, in eight bytes as the extra field says."""
        extra = struct.pack("<HHQQ", 1, 16, 0, 0)
        head = struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", _ZIP64, _SIZES_FOLLOW, _DEFLATE, _TIME, _DAY, 0,
            _SEE_EXTRA, _SEE_EXTRA, len(self._member), len(extra),
        )  # fmt: skip
        return head + self._member + extra

    def _zip_end(self) -> bytes:
        """Sizes and CRC, the directory of one entry, and where it lies."""
        packed = self.bytes - len(self._local_header())
        descriptor = struct.pack("<4sIQQ", b"PK\x07\x08", self._crc, packed, self.text_bytes)
        extra = struct.pack("<HHQQ", 1, 16, self.text_bytes, packed)
        entry = struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", _ZIP64 | 3 << 8, _ZIP64, _SIZES_FOLLOW, _DEFLATE, _TIME,
            _DAY, self._crc, _SEE_EXTRA, _SEE_EXTRA, len(self._member), len(extra), 0, 0, 0, _PLAIN_FILE, 0,
        )  # fmt: skip
        directory = entry + self._member + extra
        begins = self.bytes + len(descriptor)
        ends = begins + len(directory)
        end64 = struct.pack(
            "<4sQHHIIQQQQ", b"PK\x06\x06", 44, _ZIP64, _ZIP64, 0, 0, 1, 1, len(directory), begins
        )
        locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, ends, 1)
        end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), _SEE_EXTRA, 0)
        return descriptor + directory + end64 + locator + end

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.bytes += len(data)
