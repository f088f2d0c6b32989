"""The two Kaggle datasets about watching Netflix: users, titles and sessions; clicks on films."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from typing import Any

import polars as pl

from loaders.sample.files import SampleFile, SampleSource, Text
from loaders.sample.netflix import clicks, movies, sessions, users
from loaders.sample.netflix.planted import planted
from loaders.sample.netflix.shape import SNAPSHOT, Shape

_HISTORY = "kaggle/sayeeduddin/netflix-2025user-behavior-dataset-210k-records"
_CLICKS = "kaggle/vodclickstream/netflix-audience-behaviour-uk-movies/vodclickstream_uk_movies_03.csv.zip"
_LISTED = 40  # films of each way of writing that the manifest names


def source(scale: float, seed: int) -> SampleSource:
    """The files of both datasets at that scale and seed; the larger ones are zipped, as Kaggle sends them."""
    shape = Shape(scale, seed)
    return SampleSource(
        name="netflix",
        files=(
            _users(shape),
            _whole(shape, "movies.csv", movies.rows),
            _whole(shape, "watch_history.csv.zip", sessions.rows, _dangling()),
            SampleFile(path=_CLICKS, parts=tuple(_click_parts(shape)), facts=_facts({})),
        ),
        planted=tuple(planted()),
        traps=_traps(shape),
    )


def _users(shape: Shape) -> SampleFile:
    """users.csv, its last line broken off: what is personal must not come to light as a rejected line."""
    file = _whole(shape, "users.csv", users.rows)
    line = (
        f"{users.user_id(pl.Series([shape.users])).item()},{users.PRIVATE}broken@example.invalid\n".encode()
    )
    parts = (*file.parts, lambda: Text(line, 1))
    return SampleFile(file.path, parts, _facts({}, {"too_few_fields": 1}))


def _whole(
    shape: Shape,
    name: str,
    rows: Callable[[Shape], pl.DataFrame],
    dangling: dict[str, int] | None = None,
) -> SampleFile:
    """A file of the watch history, made in one part: at full size it has a hundred thousand rows."""
    part = partial(_part, lambda: rows(shape), header=True)
    return SampleFile(path=f"{_HISTORY}/{name}", parts=(part,), facts=_facts(dangling or {}))


def _click_parts(shape: Shape) -> list[Callable[[], Text]]:
    spans = [(low, min(low + clicks.STEP, shape.clicks)) for low in range(0, shape.clicks, clicks.STEP)]
    return [partial(_part, partial(_click_rows, shape, low, high), header=low == 0) for low, high in spans]


def _click_rows(shape: Shape, low: int, high: int) -> pl.DataFrame:
    return clicks.rows(shape, _films(shape), low, high)


@cache
def _films(shape: Shape) -> pl.DataFrame:
    return clicks.films(shape)


def _part(rows: Callable[[], pl.DataFrame], *, header: bool) -> Text:
    """Rows as the datasets have them: commas, quotes where they are needed, empty for null, LF."""
    frame, text = rows(), BytesIO()
    if header:  # by hand: a column without a name has no quotes there either
        text.write(f"{','.join(frame.columns)}\n".encode())
    frame.write_csv(text, include_header=False, quote_style="necessary", null_value="")
    return Text(text.getvalue(), frame.height)


def _facts(dangling: dict[str, int], rejects: dict[str, int] | None = None) -> dict[str, Any]:
    return {"expected_rejects": rejects or {}, "dangling": dangling}


def _dangling() -> dict[str, int]:
    counts = sessions.planted_traps()
    return {name: counts[name] for name in ("unknown_users", "unknown_movies")}


def _traps(shape: Shape) -> dict[str, Any]:
    films = _films(shape)
    ways = films.group_by("way", maintain_order=True).agg(pl.col("movie_id", "tconst").head(_LISTED))
    return {
        "private_values_start_with": users.PRIVATE,
        "snapshot": SNAPSHOT.isoformat(),
        "distinct_rows": {
            "users.csv": shape.users,
            "movies.csv": shape.movies,
            "watch_history.csv": shape.sessions,
        },
        "awkward_titles": list(movies.AWKWARD),
        "sessions": sessions.planted_traps(),
        "clickstream_films": films.height,
        "clickstream_titles": {
            way: dict(zip(ids, tconsts, strict=True)) for way, ids, tconsts in ways.iter_rows()
        },
    }
