"""watch_history.csv: who watched what, when and how far."""

from __future__ import annotations

import polars as pl

from loaders.sample import rng
from loaders.sample.netflix import movies, users
from loaders.sample.netflix.shape import (
    DAYS,
    DAYS_AFTER,
    SNAPSHOT,
    Shape,
    numbers,
    systematic,
    tenths,
    weighted,
    with_copies,
)

COMPLETED_LESS = "Documentary"
RATES = {"Documentary": 1_800}  # pairs that reach 90 %, in 10,000; of every other type _RATE
_RATE = 3_800
_LAST_MONTH = SNAPSHOT.day  # days of the snapshot's month: in it, minutes are longer by _LONGER tenths
_LONGER = 13
_DEVICES = weighted({"Smart TV": 35, "Laptop": 25, "Mobile": 20, "Tablet": 10, "Desktop": 10})
_ACTIONS = weighted({"started": 25, "completed": 25, "stopped": 25, "paused": 25})
_QUALITIES = weighted({"SD": 20, "HD": 50, "4K": 30})
_ABROAD = pl.Series(["UK", "Mexico", "Germany", "Japan", "Brazil"])
_PLANTED = 3  # of each trap that stands alone
_QUIET = (200, 300)  # days before the snapshot between which those lie: in no period that a KPI compares
_COPIES = 500  # in 10,000


def attributes(shape: Shape) -> pl.DataFrame:
    """A row a session, before its values are hidden or spoilt.

    Columns: index, user, place (among the user's own, from 0), movie, content_type, minutes (of the title,
    may be null), days_ago (before the snapshot; below zero after it), is_completed, group.
    """
    index = numbers(shape.sessions)
    user, place = _users_of(shape, index)
    frame = pl.DataFrame({"index": index, "user": user, "place": place})
    who = users.attributes(shape).select("index", "group")
    frame = frame.join(who, left_on="user", right_on="index", how="left", maintain_order="left")
    frame = frame.with_columns(movie=_movies_of(shape, index), days_ago=_days_ago(shape, frame))
    what = movies.attributes(shape)
    frame = frame.join(what, left_on="movie", right_on="index", how="left", maintain_order="left")
    # within a type by day, so that no month has more than its share
    frame = frame.sort("content_type", "days_ago", "index")
    rate = pl.col("content_type").replace_strict(RATES, default=_RATE)
    return frame.with_columns(is_completed=systematic(frame.select(rate).to_series())).sort("index")


def _users_of(shape: Shape, index: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The user of each session and its place among the user's; ten on average, with a long tail."""
    bits = shape.draw("sessions of a user", numbers(shape.users))
    weight = rng.quantile([40, 50, 60, 70, 80, 90, 120, 160, 300], bits)
    ends = weight.cum_sum() * shape.sessions // weight.sum()
    starts = pl.concat([pl.Series([0], dtype=pl.UInt64), ends[:-1]])
    user = ends.search_sorted(index, side="right").cast(pl.UInt64)
    return user, index - starts.gather(user)


def _movies_of(shape: Shape, index: pl.Series) -> pl.Series:
    """The title of each session: the first titles are watched far more than the last."""
    weight = 1_000_000 // (numbers(shape.movies) + 6)
    place = rng.below(shape.draw("title of a session", index), 1 << 32) * weight.sum() // (1 << 32)
    return weight.cum_sum().search_sorted(place, side="right").cast(pl.UInt64)


def _days_ago(shape: Shape, sessions: pl.DataFrame) -> pl.Series:
    """Days before the snapshot (Int64): a user's first session is the group's last one, a fifth lie after."""
    bits = shape.draw("day of a session", sessions["index"])
    least = {name: low for name, (_, low, _) in users.GROUPS.items()}
    width = {name: days for name, (_, _, days) in users.GROUPS.items() if days}
    low = pl.col("group").replace_strict(least, default=0, return_dtype=pl.UInt64)
    last = pl.lit(rng.below(bits, 1 << 16)) * pl.col("group").replace_strict(width, default=None) // (1 << 16)
    usual = pl.lit(rng.below(bits, 1 << 16)) * (DAYS - low) // (1 << 16)
    after = pl.lit(rng.below(bits, DAYS_AFTER, skip=16).cast(pl.Int64)) + 1
    is_first = pl.col("place") == 0
    is_after = pl.lit(rng.chance(bits, 0.226, skip=32)) & ~is_first
    before = (low + pl.when(is_first & last.is_not_null()).then(last).otherwise(usual)).cast(pl.Int64)
    return sessions.select(pl.when(is_after).then(-after).otherwise(before)).to_series()


def rows(shape: Shape) -> pl.DataFrame:
    """Rows of watch_history.csv, whole-row duplicates included."""
    sessions = attributes(shape)
    index = sessions["index"]
    bits, more, far = (shape.draw(stream, index) for stream in ("session", "session, too", "progress"))
    home = users.attributes(shape)["country"].gather(sessions["user"])
    frame = sessions.with_columns(
        user_id=users.user_id(sessions["user"]),
        movie_id=movies.movie_id(sessions["movie"]),
        watch_date=pl.lit(SNAPSHOT) - pl.duration(days="days_ago"),
        device_type=rng.pick(_DEVICES, bits, skip=32),
        watched=_watched(sessions, bits),
        progress=_progress(sessions, far),
        action=rng.pick(_ACTIONS, more),
        quality=rng.pick(_QUALITIES, more, skip=16),
        location_country=pl.when(rng.chance(more, 0.95, skip=32))
        .then(home)
        .otherwise(rng.pick(_ABROAD, more, skip=8)),
        is_download=pl.lit(rng.chance(far, 0.2, skip=4)).cast(pl.String).str.to_titlecase(),
        user_rating=pl.when(rng.chance(far, 0.2, skip=20)).then(
            tenths(pl.lit(rng.below(far, 5, skip=28) * 10 + 10))
        ),
        order=shape.draw("id of a session", index),
    )
    frame = frame.with_columns(
        watched=pl.when(rng.chance(bits, 0.882, skip=8)).then("watched"),
        progress=pl.when(rng.chance(more, 0.919, skip=8)).then("progress"),
    )
    return with_copies(shape, _as_text(_with_traps(shape, frame)), _COPIES, "sessions")


def _watched(sessions: pl.DataFrame, bits: pl.Series) -> pl.Series:
    """Tenths of minutes, 0.05 to 1.47 times the running time: a third are longer than the title."""
    share = pl.lit(rng.below(bits, 143) + 5)
    is_last = pl.col("days_ago").is_between(0, _LAST_MONTH - 1)
    usual = pl.col("minutes").fill_null(90) * share // 10
    return sessions.select(pl.when(is_last).then(usual * _LONGER // 10).otherwise(usual)).to_series()


def _progress(sessions: pl.DataFrame, bits: pl.Series) -> pl.Series:
    """Tenths of per cent: from 90 where completed, else below, one in five from 70."""
    beyond, nearly, short = rng.below(bits, 101) + 900, rng.below(bits, 200) + 700, rng.below(bits, 700)
    is_near = pl.lit(rng.chance(bits, 0.2, skip=32))
    value = pl.when("is_completed").then(beyond).when(is_near).then(nearly).otherwise(short)
    return sessions.select(value).to_series()


def _with_traps(shape: Shape, sessions: pl.DataFrame) -> pl.DataFrame:
    """A few quiet sessions with a user or a title that no file has, or of more than a day."""
    quiet = sessions.filter(
        pl.col("days_ago").is_between(*_QUIET), pl.col("place") > 0, pl.col("watched").is_not_null()
    )["index"]
    unknown_user, unknown_movie, long = (
        pl.col("index").is_in(quiet[n * _PLANTED : (n + 1) * _PLANTED].implode()) for n in range(3)
    )
    nobody = users.user_id(shape.users + sessions["index"])
    nothing = movies.movie_id(shape.movies + sessions["index"])
    return sessions.with_columns(
        user_id=pl.when(unknown_user).then(nobody).otherwise("user_id"),
        movie_id=pl.when(unknown_movie).then(nothing).otherwise("movie_id"),
        watched=pl.when(long).then(15_000 + pl.col("watched")).otherwise("watched"),
    )


def _as_text(sessions: pl.DataFrame) -> pl.DataFrame:
    numbered = sessions.sort("order").with_columns(number=numbers(sessions.height) + 1)
    number = pl.col("number").cast(pl.String).str.zfill(6)
    return numbered.select(
        pl.concat_str(pl.lit("session_"), number).alias("session_id"),
        "user_id", "movie_id", "watch_date", "device_type",
        tenths(pl.col("watched")).alias("watch_duration_minutes"),
        tenths(pl.col("progress")).alias("progress_percentage"),
        "action", "quality", "location_country", "is_download", "user_rating",
    ).cast(pl.String)  # fmt: skip


def planted_traps() -> dict[str, int]:
    """How many sessions have a user or a title that no file has, or more than 24 hours."""
    return {"unknown_users": _PLANTED, "unknown_movies": _PLANTED, "longer_than_day": _PLANTED}
