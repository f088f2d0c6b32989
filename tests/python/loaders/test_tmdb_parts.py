"""What the source `tmdb` is made of, each part by itself."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from tmdb_provider import film, series

from loaders.errors import Interrupted
from loaders.rate_limit import RateLimit, StoppedError
from loaders.sources.tmdb import RETENTION_DAYS, Tmdb
from loaders.tmdb.answers import AnswerFile, Rows
from loaders.tmdb.shapes import Shape, UnusableError, read_answer, shape_of
from loaders.tmdb.stages import HOME_REGION

TABLES = {table.name: table for table in Tmdb().tables}


def offering(flatrate: Any) -> dict[str, Any]:
    """Details whose list of subscription offers is that."""
    return film(101, **{"watch/providers": {"results": {"US": {"flatrate": flatrate}}}})


def code_of(content: bytes, shape: Shape) -> str | None:
    """The code of what is wrong with a body."""
    try:
        read_answer(content, shape)
    except UnusableError as error:
        return error.code
    return None


def of_details(value: Any) -> str | None:
    """The code of what is wrong with details of 101."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return code_of(content, shape_of("tmdb_movies", {"tmdb_id": 101}))


@pytest.mark.parametrize(
    "value",
    [
        film(101),
        series(101),
        {"id": 101},
        film(101, popularity="12.5"),
        film(101, runtime=0, release_date="", imdb_id=None),
        film(101, **{"watch/providers": {"results": {}}}),
        film(101, **{"watch/providers": {"results": {"US": {"link": "x"}}}}),
        offering([]),
        offering([{"provider_id": 8, "provider_name": "Netflix"}]),
        film(101, title="\u00e9 \U0001f30a \u0000"),
    ],
)
def test_what_tmdb_really_answers_is_kept(value: Any) -> None:
    assert of_details(value) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null page",
        b'{"id": 101,',
        b"<!DOCTYPE html><html></html>",
        b'{"id": 101, "runtime": NaN}',
        b'{"id": 101, "title": "\xff"}',
        b'{"id": 101, "title": "\\ud800"}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda content: repr(content[:30]),
)
def test_what_is_no_json_is_rejected(content: bytes) -> None:
    assert of_details(content) == "MALFORMED_JSON"


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        None,
        film(5),
        film(101, id="101"),
        film(101, runtime="long"),
        film(101, title=5),
        film(101, genres={}),
        film(101, external_ids=[]),
        film(101, external_ids={"imdb_id": 5}),
        film(101, **{"watch/providers": []}),
        film(101, **{"watch/providers": {"results": []}}),
        film(101, **{"watch/providers": {"results": {"US": []}}}),
        offering({}),
        offering(["Netflix"]),
        offering([{"provider_name": "Netflix"}]),
        offering([{"provider_id": "8", "provider_name": "Netflix"}]),
        offering([{"provider_id": True, "provider_name": "Netflix"}]),
        offering([{"provider_id": 8, "provider_name": None}]),
    ],
    ids=lambda value: json.dumps(value)[-60:],
)
def test_fields_of_the_wrong_type_are_rejected(value: Any) -> None:
    assert of_details(value) == "WRONG_TYPE"


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("tmdb_find", {}),
        ("tmdb_find", {"movie_results": [{}], "tv_results": []}),
        ("tmdb_find", {"movie_results": [], "tv_results": {"id": 1}}),
        ("tmdb_discover", {"results": []}),
        ("tmdb_discover", {"results": [{"id": "1"}], "total_pages": 1}),
        ("tmdb_regions", {"results": []}),
        ("tmdb_providers", {"results": [{}]}),
        ("tmdb_genres", {"results": [{"id": 1}]}),
    ],
)
def test_lists_of_the_wrong_shape_are_rejected(table: str, value: Any) -> None:
    assert code_of(json.dumps(value).encode(), shape_of(table, {})) == "WRONG_TYPE"


def test_turns_are_apart_for_all_threads_together() -> None:
    limit, moments = RateLimit(50, threading.Event()), []

    def work() -> None:
        for _ in range(5):
            limit.wait_for_turn()
            moments.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(moments) - min(moments) >= 19 / 50 * 0.98


def test_a_pause_holds_for_those_who_wait_already() -> None:
    limit = RateLimit(5, threading.Event())
    limit.wait_for_turn()
    began = time.monotonic()
    threading.Timer(0.05, limit.pause, (0.5,)).start()
    limit.wait_for_turn()  # due after 0.2 s
    assert time.monotonic() - began >= 0.5


def test_waiting_ends_when_it_is_called_off() -> None:
    cancel = threading.Event()
    limit = RateLimit(0.1, cancel)
    limit.wait_for_turn()
    threading.Timer(0.05, cancel.set).start()
    with pytest.raises(Interrupted):
        limit.wait_for_turn()
    stopped = RateLimit(1000, threading.Event())
    stopped.stop()
    with pytest.raises(StoppedError):
        stopped.wait_for_turn()
    stopped.resume()
    stopped.wait_for_turn()


def row(number: int, **changes: Any) -> dict[str, Any]:
    """A row for raw.tmdb_movies."""
    return {
        "snapshot_date": "2026-03-01", "tmdb_id": number, "asked_imdb_id": None, "status_code": 200,
        "payload": f'{{"id":{number}}}', "retrieved_at": "2026-03-01 08:00:00", "run_id": "r",
    } | changes  # fmt: skip


def test_answers_survive_and_what_is_no_answer_goes(tmp_path: Path) -> None:
    path = tmp_path / "day" / "movies.jsonl"
    first = AnswerFile(path, TABLES["tmdb_movies"])
    assert path.read_bytes() == b""
    for number in (1, 2, 3):
        first.add(row(number))
    first.add(row(4, rejected="WRONG_TYPE", payload="x" * 900))
    assert first.rejects == [("movies.jsonl", 4, "WRONG_TYPE", f"4 {'x' * 498}")]
    with path.open("ab") as file:
        file.write(json.dumps(row(2)).encode() + b"\n" + b'{"tmdb_id": 9, "payl')
    second = AnswerFile(path, TABLES["tmdb_movies"])
    assert ((1,) in second, (4,) in second, (9,) in second, len(second)) == (True, False, False, 3)
    assert second.rejects == []
    second.add(row(4))
    found = second.rows("live")
    assert isinstance(found, Rows)
    assert [values[2] for values in found] == [1, 2, 3, 4]
    assert found[1][:3] == ("2026-03-01", "live", 2)
    assert len(AnswerFile(path, TABLES["tmdb_movies"], fresh=True)) == 0


def test_what_dbt_also_says_is_the_same_there() -> None:
    project = Path(__file__).parents[3] / "dbt_project.yml"
    said = yaml.safe_load(project.read_text(encoding="utf-8"))["vars"]
    assert (said["tmdb_retention_days"], said["home_region"]) == (RETENTION_DAYS, HOME_REGION)
