"""What a fetch shows: a bar a file on a terminal, a plain line a file elsewhere, problems on stderr."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from loaders.warehouse import LoadRecord


class Reporter:
    """Plain lines: finished files on stdout, problems on stderr, each once. For use from any thread."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the screen as it is."""

    def stage(self, name: str, doing: str) -> None:
        """`name` is now being `doing`: downloading, checking, loading."""

    def advance(self, name: str, done: int, total: int | None) -> None:
        """`done` of `total` bytes of `name` are there."""

    def finish(self, record: LoadRecord) -> None:
        """A table is done with."""
        if record.status not in ("failed", "skipped"):
            self.say(describe(record))

    def say(self, line: str) -> None:
        """A line for the user."""
        with self._lock:
            print(line, flush=True)

    def problem(self, line: str) -> None:
        """A line about something that went wrong; a line said before is not said again."""
        with self._lock:
            if line not in self._said:
                self._said.add(line)
                print(f"loaders: {line}", file=sys.stderr, flush=True)


class TerminalReporter(Reporter):
    """Bars for the files under way; finished files and problems scroll by above them."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TextColumn("{task.fields[doing]}"),
            console=console,
            transient=True,
            redirect_stderr=sys.stderr.isatty(),  # elsewhere, problems go where the user sent them
        )

    def __enter__(self) -> Reporter:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bars away."""
        self._progress.stop()

    def stage(self, name: str, doing: str) -> None:
        """Show what is being done with `name`; its bar appears with the first stage."""
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._progress.add_task(name, total=None, doing=doing)
            self._progress.update(self._tasks[name], doing=doing)

    def advance(self, name: str, done: int, total: int | None) -> None:
        """Move the bar of `name`."""
        self._progress.update(self._tasks[name], completed=done, total=total)

    def finish(self, record: LoadRecord) -> None:
        """Take the bar away and print the line."""
        with self._lock:
            if record.table_name in self._tasks:
                self._progress.remove_task(self._tasks.pop(record.table_name))
        super().finish(record)


def make_reporter() -> Reporter:
    """Bars where stdout is a terminal, plain lines elsewhere."""
    return TerminalReporter(Console()) if sys.stdout.isatty() else Reporter()


def describe(record: LoadRecord) -> str:
    """One line: table, status, rows, size, seconds, and what is remarkable."""
    seconds = (record.finished_at - record.started_at).total_seconds() if record.finished_at else 0.0
    size = f"{(record.bytes or 0) / 1e6:.2f} MB"
    notes = [
        f"{count:,} {word}"
        for count, word in (
            (record.rows_rejected, "rejected: see raw.reject_log"),
            (record.rows_duplicate, "duplicate"),
        )
        if count
    ]
    if record.message:
        notes.append(record.message)
    line = f"{record.table_name:<26} {record.status:<9} {record.rows_loaded or 0:>12,} rows {size:>10}"
    line += f" {seconds:>7.1f} s"
    return line + (f"  ({', '.join(notes)})" if notes else "")
