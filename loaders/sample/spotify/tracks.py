"""Which tracks there are: from a code follow its release, its appeal, its name and its artists.

A code is `space × 2^20 + number`. Space 0 is released everywhere, space r only matters in region r, and two
more hold the tracks that never leave for long and those that are planted.
"""

from __future__ import annotations

from functools import cache
from math import log
from statistics import NormalDist

import polars as pl

from loaders.sample import rng, words
from loaders.sample.frames import places
from loaders.sample.spotify.planted import ARTIST_NAMES, EVERGREEN_NAMES, TRACKS
from loaders.sample.spotify.world import EPOCH

SPACE = 1 << 20
EVERYWHERE, EVERGREEN, PLANTED = 0, 126, 127
EVERGREENS = 90
_DAILY = {EVERYWHERE: 5}  # releases a day; one a day in the space of a region
_ARTISTS_EVERYWHERE, _ARTISTS_OF_A_REGION = 500, 60
_BASE62 = pl.Series(list("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def released_daily(space: int) -> int:
    """How many tracks a space gains each day."""
    return _DAILY.get(space, 1)


def release_day(track: pl.Series) -> pl.Series:
    """Day number (Int64) of the release; the evergreens' lie before the calendar begins."""
    space, number = track // SPACE, (track % SPACE).cast(pl.Int64)
    planted = pl.Series([truth.released for truth in TRACKS] + [0], dtype=pl.Int64)
    day = pl.DataFrame({"space": space, "number": number}).select(
        pl.when(pl.col("space") == EVERGREEN)
        .then(-1 - pl.col("number") * 3)
        .when(pl.col("space") == PLANTED)
        .then(planted.gather(number.clip(upper_bound=len(TRACKS)) * (space == PLANTED).cast(pl.Int64)))
        .when(pl.col("space") == EVERYWHERE)
        .then(pl.col("number") // released_daily(EVERYWHERE))
        .otherwise(pl.col("number"))
    )
    return day.to_series()


@cache
def appeals() -> list[int]:
    """Quantiles of the appeal of a new track, in millionths of a natural logarithm: few have much."""
    return [round(850_000 * -log(1 - step / 1025)) for step in range(1025)]


@cache
def fadings(shortest: int, longest: int) -> list[int]:
    """Quantiles of what a track loses a day, in the same unit, by half-lives between two numbers of days."""
    ratio = shortest / longest
    return [round(1_000_000 * log(2) / (shortest * ratio ** -(1 - step / 128))) for step in range(129)]


@cache
def deviations(size: float) -> list[int]:
    """Quantiles of a normal deviation, in the same unit, raised by `bias(size)` so that none is negative."""
    normal = NormalDist(0, size)
    return [round(1_000_000 * normal.inv_cdf((step + 0.5) / 257)) + bias(size) for step in range(257)]


def bias(size: float) -> int:
    """What `deviations` are raised by: four standard deviations."""
    return round(4_000_000 * size)


def describe(seed: int, track: pl.Series) -> pl.DataFrame:
    """Columns track, track_id, track_name, artists (list of names), label, released (Date); a row a code."""
    bits = rng.draw(seed, "track", track)
    name = words.titles(bits, (bits % 8 == 0).cast(pl.UInt64) * (bits // 8 % (len(words.LANGUAGES) - 1) + 1))
    frame = pl.DataFrame(
        {
            "track": track,
            "track_id": track_ids(seed, track),
            "track_name": name,
            "artists": _artists(seed, track),
            "label": words.surnames().gather(rng.below(bits, 400, skip=8)).str.strip_chars() + " Records",
            "day": release_day(track),
        }
    )
    frame = frame.with_columns(released=pl.lit(EPOCH) + pl.duration(days="day")).drop("day")
    return _with_planted(frame)


def track_ids(seed: int, track: pl.Series) -> pl.Series:
    """Ids (String) of 22 digits and letters."""
    return _ids(seed, track)


def _ids(seed: int, code: pl.Series) -> pl.Series:
    halves = [rng.draw(seed, stream, code) for stream in ("id, first half", "id, second half")]
    digits = [_BASE62.gather(bits // 62**place % 62) for bits in halves for place in range(10)]
    return pl.select(pl.concat_str([pl.lit("5x"), *digits])).to_series()


def artist_ids(seed: int, name: pl.Series) -> pl.Series:
    """Ids (String) of 22 digits and letters for artists, by their names."""
    known = name.unique()
    code = pl.Series([rng.key(seed, f"artist {text}") for text in known], dtype=pl.UInt64)
    return name.replace_strict(known, _ids(seed, code))


def _artists(seed: int, track: pl.Series) -> pl.Series:
    """One to three names (a list) a track: the busy artists of its space, and guests from everywhere."""
    bits = rng.draw(seed, "artists", track)
    space = track // SPACE
    count = pl.Series([1] * 14 + [2] * 5 + [3], dtype=pl.UInt64).gather(bits % 20)
    rows = places(pl.DataFrame({"row": pl.int_range(0, len(track), eager=True), "space": space}), count)
    draws = rng.draw(seed, "artist of a track", track.gather(rows["row"]) * 4 + rows["place"])
    # a product of two uniform numbers, so that few artists have many tracks
    place = rng.below(draws, 1 << 16) * rng.below(draws, 1 << 16, skip=16)
    guest = (rows["place"] > 0) | (rows["space"] >= EVERGREEN)
    home = rows["space"] * (1 - guest.cast(pl.UInt64))
    pool = (home == 0).cast(pl.UInt64) * (_ARTISTS_EVERYWHERE - _ARTISTS_OF_A_REGION) + _ARTISTS_OF_A_REGION
    number = (place * pool // (1 << 32) + rows["place"]) % pool
    names = _artist_names(seed, home * SPACE + number)
    listed = pl.DataFrame({"row": rows["row"], "name": names}).group_by("row", maintain_order=True)
    return listed.agg(pl.col("name").unique(maintain_order=True))["name"]


def _artist_names(seed: int, artist: pl.Series) -> pl.Series:
    """A name (String) for each artist's code: a person's, a group's, one word, or a planted one."""
    bits = rng.draw(seed, "artist", artist)
    first = rng.pick(words.first_names(), bits)
    surname = rng.pick(words.surnames(), bits, skip=32)
    noun = rng.pick(words.english_heads(), bits, skip=16).str.split(" ").list.last()
    frame = pl.DataFrame({"first": first, "surname": surname, "noun": noun, "form": bits % 10})
    name = frame.select(
        pl.when(pl.col("form") < 6)
        .then(pl.col("first") + pl.col("surname"))
        .when(pl.col("form") == 6)
        .then(pl.format("The {} {}s", pl.col("surname").str.strip_chars(), "noun"))
        .when(pl.col("form") == 7)
        .then(pl.format("DJ{}", "surname"))
        .when(pl.col("form") == 8)
        .then(pl.format("{} & the {}s", "first", "noun"))
        .otherwise(pl.col("surname").str.strip_chars())
    ).to_series()
    planted = pl.DataFrame({"code": list(ARTIST_NAMES), "planted": list(ARTIST_NAMES.values())})
    planted = planted.cast({"code": pl.UInt64})
    rows = pl.DataFrame({"code": artist, "name": name}).join(
        planted, on="code", how="left", maintain_order="left"
    )
    return rows.select(pl.coalesce("planted", "name")).to_series()


def _with_planted(frame: pl.DataFrame) -> pl.DataFrame:
    """The planted tracks as they are planted, and the evergreens with the names that are traps."""
    codes = [PLANTED * SPACE + n for n in range(len(TRACKS))]
    known = pl.DataFrame(
        {
            "track": codes + [EVERGREEN * SPACE + n for n in range(len(EVERGREEN_NAMES))],
            "track_name": [truth.track_name for truth in TRACKS] + list(EVERGREEN_NAMES.values()),
            "artists": [list(truth.artists) for truth in TRACKS] + [None] * len(EVERGREEN_NAMES),
        },
        schema={"track": pl.UInt64, "track_name": pl.String, "artists": pl.List(pl.String)},
    )
    return frame.update(known, on="track", how="left")
