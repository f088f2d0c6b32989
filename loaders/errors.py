"""Errors that a user can cause: one line (what, where, what to do) and a code for the load log."""

from __future__ import annotations

import errno
from pathlib import Path

DONE, FAILED, USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes of `loaders`; PARTIAL: something failed, the rest is loaded."""

_ELSEWHERE = "MEDIA_DATA_DIR, MEDIA_WAREHOUSE and MEDIA_TEMP_DIR to another place"


class LoaderError(Exception):
    """A failure with a cause outside this program. `str()` is one line; `code` goes into `raw.load_log`."""

    exit_code = FAILED

    def __init__(self, code: str, message: str) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code


class UsageError(LoaderError):
    """The command or a setting is wrong; nothing was done."""

    exit_code = USAGE

    def __init__(self, message: str) -> None:
        super().__init__("USAGE", message)


class Interrupted(BaseException):
    """The user wants to stop. As KeyboardInterrupt, no error: what handles errors must not swallow it."""


def from_os(error: OSError, path: Path) -> LoaderError:
    """What a failed file operation means to a user. `path` is where, if the error itself does not say."""
    where = error.filename or path
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(path)
    reason = error.strerror or error
    return LoaderError(
        "CANNOT_WRITE", f"cannot write {where} ({reason}): free that path, or set {_ELSEWHERE}"
    )


def disk_full(where: object, detail: str = "") -> LoaderError:
    """The disk that `where` lies on has no room left."""
    seen = f" ({detail})" if detail else ""
    return LoaderError("DISK_FULL", f"no space left for {where}{seen}: free some, or set {_ELSEWHERE}")
