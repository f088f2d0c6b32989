"""Reads the one file of a zip archive that is wanted, without ever writing under a name from inside it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISLNK

from isal import isal_zlib

from loaders.errors import LoaderError

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
_LOCAL_HEADER = 30
_PIECE = 1 << 18
_MOST_AT_ONCE = 1 << 22
_ENCRYPTED = 1
_InflateError: type[Exception] = vars(isal_zlib)["error"]  # its stub types the class as an instance


def find_member(path: Path, name: str, wanted: str) -> zipfile.ZipInfo:
    """The member called `wanted` (in whatever folder), or the only one. `name` begins the error messages.

    Raises LoaderError: CORRUPT where this is no whole zip, UNSAFE_ARCHIVE where a member's name leads out of
    a folder or is a link, MEMBER_MISSING where there is no such member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    # the standard library raises NotImplementedError for a compression that it does not know
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise LoaderError("CORRUPT", f"{name} is not a whole zip archive ({error})") from None
    for member in members:
        _refuse_unsafe(member, name)
    files = [member for member in members if not member.is_dir()]
    found = [member for member in files if PurePosixPath(member.filename).name == wanted] or files
    if len(found) != 1:
        raise LoaderError("MEMBER_MISSING", f"{name} holds {len(files)} files, none of them {wanted} alone")
    return found[0]


def read_member(path: Path, name: str, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in pieces, never more than its directory entry says.

    Raises LoaderError (CORRUPT, UNSUPPORTED) where the archive breaks its word, by length or by CRC.
    """
    if member.flag_bits & _ENCRYPTED:
        raise LoaderError("UNSUPPORTED", f"{name} is encrypted: unpack it and use --from-dir")
    length = crc = 0
    for piece in _inflated(path, name, member):
        length += len(piece)
        if length > member.file_size:
            raise LoaderError("CORRUPT", f"{name} is corrupt: it holds more than its directory says")
        crc = isal_zlib.crc32(piece, crc)
        yield piece
    if (length, crc) != (member.file_size, member.CRC):
        raise LoaderError("CORRUPT", f"{name} is corrupt: its content is not what its directory says")


def _inflated(path: Path, name: str, member: zipfile.ZipInfo) -> Iterator[bytes]:
    if member.compress_type == zipfile.ZIP_STORED:
        yield from _packed(path, name, member)
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise LoaderError("UNSUPPORTED", f"{name} is packed in a way that is not known here: unpack it")
    stream = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS)
    try:
        for piece in _packed(path, name, member):
            while piece and not stream.eof:
                yield stream.decompress(piece, _MOST_AT_ONCE)
                piece = stream.unconsumed_tail
        yield stream.flush()
    except _InflateError as error:
        raise LoaderError("CORRUPT", f"{name} is corrupt: {error}") from None


def _packed(path: Path, name: str, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's compressed bytes: they follow its local header, whose two last numbers are lengths."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        header = file.read(_LOCAL_HEADER)
        if not header.startswith(ZIP) or len(header) < _LOCAL_HEADER:
            raise LoaderError("CORRUPT", f"{name} is corrupt: a member is not where its directory says")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = member.compress_size
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _refuse_unsafe(member: zipfile.ZipInfo, name: str) -> None:
    shown = member.filename
    parts = PurePosixPath(shown.replace("\\", "/")).parts
    if shown.startswith(("/", "\\")) or ".." in parts or PureWindowsPath(shown).drive:
        raise LoaderError("UNSAFE_ARCHIVE", f"{name} holds a member with an unsafe name: {shown[:100]!r}")
    if S_ISLNK(member.external_attr >> 16):
        raise LoaderError("UNSAFE_ARCHIVE", f"{name} holds a link instead of a file: {shown[:100]!r}")
