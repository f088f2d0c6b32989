"""Asks TMDB many questions at a time and keeps what comes, as it comes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from loaders.call_log import public_url
from loaders.errors import Interrupted, LoaderError
from loaders.tables import Table
from loaders.tmdb.answers import AnswerFile
from loaders.tmdb.client import Answer, TmdbClient
from loaders.tmdb.shapes import OFFERS, TITLES, UnusableError, read_answer, shape_of

if TYPE_CHECKING:
    from loaders.sources.base import Context

HOPELESS = ("CREDENTIAL_INVALID", "NO_NETWORK", "DISK_FULL", "CANNOT_WRITE")
"""Errors after which no further question has a chance."""

_THREADS = 8
_USELESS_SHARE, _USELESS_LEAST = 0.01, 5
"""How many answers may fail or be rejected before the whole is given up: that share, at least so many."""
_TOLD_EVERY = 25


@dataclass(frozen=True)
class Question:
    """One request; `columns` are those of the raw table's row that do not come from the answer."""

    path: str
    columns: Mapping[str, Any]
    params: Mapping[str, str] = field(default_factory=dict)


class Asking:
    """One day's questions. The first request, made here, tries the token and says which day it is.

    Raises LoaderError where TMDB does not answer as it should, Interrupted.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._client = TmdbClient(context)
        regions = self._client.get("watch/providers/regions")
        # Watch providers are those of now, whatever a cache says; only the sample has a day of its own.
        is_sample = context.data_mode == "sample"
        of_sample = regions.day if is_sample else None
        self.day: date = context.snapshot_date or of_sample or datetime.now(UTC).date()
        # The sample's day never passes: answers of another edition of it must not be taken for today's.
        edition = f"-{hashlib.sha256(regions.etag.encode()).hexdigest()[:8]}" if is_sample else ""
        self._folder = context.download_dir("tmdb") / f"{self.day}{edition}"
        self.regions, _ = self._rows("tmdb_regions", Question("watch/providers/regions", {}), regions)
        if "rejected" in self.regions:
            url = public_url(context.settings.tmdb_url)
            what = f"{url} does not answer as TMDB does: is MEDIA_TMDB_URL right?"
            raise LoaderError("BAD_ANSWER", f"{what} ({self.regions['payload'][:100]})")

    def file(self, table: Table) -> AnswerFile:
        """The answers of the day for a table: with --force none, else those that there are already."""
        return AnswerFile(self._folder / table.file, table, fresh=self._context.force)

    def ask(self, file: AnswerFile, questions: Sequence[Question], offers: AnswerFile | None = None) -> None:
        """Get the answers that are not there yet into the file, and the offers of titles into theirs.

        Raises LoaderError when too many fail or a failure is hopeless, Interrupted. What came is kept.
        """
        table = file.table
        open_questions = [q for q in questions if tuple(q.columns.get(c) for c in table.key) not in file]
        limit = max(_USELESS_LEAST, _USELESS_SHARE * len(questions))
        self._client.limit.resume()
        pool = ThreadPoolExecutor(_THREADS, table.name)
        try:
            futures = [pool.submit(self._answer, table.name, question) for question in open_questions]
            for number, future in enumerate(as_completed(futures), 1):
                row, of_regions = future.result()
                if offers is not None:  # first, so that what is killed here is asked for again
                    offers.add(*of_regions)
                file.add(row)
                if len(file.rejects) > limit:
                    raise _too_many(file, len(open_questions))
                if number % _TOLD_EVERY == 0:
                    self._context.reporter.stage(table.name, f"asked {number} of {len(open_questions)}")
        except Interrupted:
            self._context.cancel.set()
            self._context.warehouse.interrupt()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        except BaseException:
            self._client.limit.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        pool.shutdown()

    def _rows(
        self, table: str, question: Question, answer: Answer
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The row of an answer, with `rejected` where it cannot be used; and those of a title's offers.

        A title's offers are ten times its other details, and are read apart: a row a region.
        """
        row = self._head(question) | {
            "status_code": answer.status,
            "payload": None,
            "retrieved_at": answer.retrieved_at.isoformat(sep=" "),
        }
        if answer.status != 200 and table in TITLES:
            return row, []  # TMDB has deleted the title
        try:
            if answer.status != 200:
                raise UnusableError("HTTP_ERROR", f"{question.path} answered {answer.status}")
            value = read_answer(answer.body, shape_of(table, question.columns))
        except UnusableError as error:
            text = f"{error} {answer.body.decode(errors='replace')}".rstrip()
            return row | {"rejected": error.code, "payload": text}, []
        regions = (value.pop(OFFERS, None) or {}).get("results", {}) if table in TITLES else {}
        head = {name: value for name, value in row.items() if name != "asked_imdb_id"}
        head["media_type"] = TITLES.get(table)
        offers = [head | {"region": region, "payload": _text(lists)} for region, lists in regions.items()]
        return row | {"payload": _text(value)}, offers

    def _answer(self, table: str, question: Question) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        try:
            return self._rows(table, question, self._client.get(question.path, question.params))
        except LoaderError as error:
            if error.code in HOPELESS:
                raise
            return self._head(question) | {"rejected": error.code, "payload": str(error)}, []

    def _head(self, question: Question) -> dict[str, Any]:
        return {"snapshot_date": str(self.day), "run_id": self._context.run_id, **question.columns}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _too_many(file: AnswerFile, asked: int) -> LoaderError:
    _, _, reason, text = file.rejects[0]
    return LoaderError(
        "REJECT_LIMIT",
        f"{len(file.rejects)} of {asked} answers failed or cannot be used, the first {reason}: {text[:200]}; "
        "run this again to go on with what is missing",
    )
