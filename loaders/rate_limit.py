"""A rate limit that the threads of a source share."""

from __future__ import annotations

import threading
import time

from loaders.errors import Interrupted


class StoppedError(Exception):
    """Nobody is to go any more: somebody else's request made all others pointless."""


class RateLimit:
    """A token bucket of size one: turns are at least 1/rate apart, and a pause holds for all threads."""

    def __init__(self, per_second: float, cancel: threading.Event) -> None:
        self._interval = 1 / per_second
        self._cancel = cancel
        self._lock = threading.Lock()
        self._next = 0.0
        self._paused_until = 0.0
        self._stopped = False

    def wait_for_turn(self) -> None:
        """Return when the caller may go. Raises Interrupted when called off, StoppedError after `stop`."""
        with self._lock:
            turn = self._next = max(self._next + self._interval, time.monotonic(), self._paused_until)
        while (wait := max(turn, self._paused_until) - time.monotonic()) > 0 and not self._stopped:
            if self._cancel.wait(wait):
                break
        if self._cancel.is_set():
            raise Interrupted
        if self._stopped:
            raise StoppedError

    def pause(self, seconds: float) -> None:
        """Let nobody go for that long, not even those who already wait for their turn."""
        with self._lock:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def stop(self) -> None:
        """Let nobody go any more, until `resume`."""
        self._stopped = True

    def resume(self) -> None:
        """Let them go again."""
        self._stopped = False
