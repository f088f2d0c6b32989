"""vodclickstream_uk_movies_03.csv: clicks on films whose titles are IMDb's, written a little otherwise."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from loaders.sample import rng, words
from loaders.sample.imdb.listing import most_voted
from loaders.sample.imdb.shape import Shape as ImdbShape
from loaders.sample.netflix.shape import Shape, numbers, tenths

STEP = 200_000  # clicks a part
_FIRST_ROW = 58_773
_START, _SECONDS = datetime(2017, 1, 1), 911 * 86_400  # to 2019-06-30
_FILMS = ("movie", "tvMovie")
_LAST_YEAR = 2018  # of release; the clicks end in the middle of the next
_DECADES = 31  # years between a remake and the film whose name it has
_MISSING = "NOT AVAILABLE"
_SECONDS_TO_NEXT = (
    0, 0, 0, 0, 20, 300, 900, 2_000, 3_600, 5_000, 6_000, 6_800, 7_500, 9_000, 14_000, 40_000, 200_000,
)  # fmt: skip
# How the title of a film is written, by its number modulo 20: IMDb's own is "exact".
_WAYS = ("exact",) * 10 + (
    "upper_case", "lower_case", "no_punctuation", "no_article", "and_for_ampersand", "ampersand_for_and",
    "year_later", "no_date", "remake", "unlisted",
)  # fmt: skip
UNMATCHED_WAYS = ("remake", "unlisted")
_UNLISTED = words.listed("Quorl Vexam Brindlo Ostivar Yarrowmeer Plimsath Undrelle Zephtorn")


def films(shape: Shape) -> pl.DataFrame:
    """The films, the most clicked first.

    Columns: movie_id, title, genres, release_date as in the file; way (how the title is written, see _WAYS);
    tconst (whose film it is; null where it is nobody's: `remake` has the name of another film, and a date
    three decades from it).
    """
    known = most_voted(ImdbShape(shape.scale, shape.seed), shape.films * 4)
    is_listed = pl.col("titleType").is_in(_FILMS) & (pl.col("startYear").cast(pl.Int64) <= _LAST_YEAR)
    known = known.filter(is_listed).head(shape.films)
    index = numbers(known.height)
    bits = shape.draw("film", index)
    way = pl.Series(_WAYS).gather(index % len(_WAYS))
    frame = known.with_columns(
        way=way, movie_id=_hexadecimal(bits), other=_other_names(index), day=rng.below(bits, 28, skip=8) + 1
    ).with_columns(month=rng.below(bits, 12, skip=20) + 1, year=pl.col("startYear").cast(pl.Int64))
    shifted = {"year_later": pl.col("year") + 1, "remake": pl.col("year") - _DECADES}
    year = pl.coalesce(
        *(pl.when(pl.col("way") == name).then(value) for name, value in shifted.items()), pl.col("year")
    )
    date, no_date = pl.date(year, "month", "day").cast(pl.String), pl.col("way") == "no_date"
    return frame.select(
        "movie_id",
        "way",
        title=_written(),
        genres=pl.when(~no_date).then(pl.col("genres").str.replace_all(",", ", ")).fill_null(_MISSING),
        release_date=pl.when(no_date).then(pl.lit(_MISSING)).otherwise(date),
        tconst=pl.when(~pl.col("way").is_in(UNMATCHED_WAYS)).then("tconst"),
    )


def _other_names(index: pl.Series) -> pl.Series:
    """Titles that no film of IMDb's sample has."""
    head = pl.Series(_UNLISTED).gather(index % len(_UNLISTED))
    return pl.select(
        pl.concat_str(head, (index // len(_UNLISTED)).cast(pl.String), separator=" ")
    ).to_series()


def _written() -> pl.Expr:
    """IMDb's title in the film's own way."""
    title = pl.col("primaryTitle")
    ways = {
        "upper_case": title.str.to_uppercase(),
        "lower_case": title.str.to_lowercase(),
        "no_punctuation": title.str.replace_all(r"[,:'!?.]", ""),
        "no_article": title.str.replace(r"^(The|A|An) ", ""),
        "and_for_ampersand": title.str.replace_all("&", "and", literal=True),
        "ampersand_for_and": title.str.replace_all(" and ", " & ", literal=True),
        "unlisted": pl.col("other"),
    }
    return pl.coalesce(*(pl.when(pl.col("way") == way).then(text) for way, text in ways.items()), title)


def rows(shape: Shape, listed: pl.DataFrame, low: int, high: int) -> pl.DataFrame:
    """The clicks low … high − 1 on the films listed, as `films` gives them, in the order of time."""
    index = pl.int_range(low, high, dtype=pl.UInt64, eager=True)
    bits, more = shape.draw("click", index), shape.draw("click, too", index)
    place = _places(shape, index, bits, listed.height)
    viewer = shape.draw("viewer", rng.below(more, shape.viewers))
    step = _SECONDS // shape.clicks
    second = index * _SECONDS // shape.clicks + rng.below(more, step, skip=16)
    time = pl.lit(_START) + pl.duration(seconds=pl.lit(second))
    return pl.DataFrame({"": index + _FIRST_ROW}).with_columns(
        time.dt.strftime("%Y-%m-%d %H:%M:%S").alias("datetime"),
        _durations(shape, index).alias("duration"),
        *(listed[name].gather(place) for name in ("title", "genres", "release_date", "movie_id")),
        _hexadecimal(viewer).alias("user_id"),
    )


def _places(shape: Shape, index: pl.Series, bits: pl.Series, count: int) -> pl.Series:
    """The place of each click's film in the list: each once, and else the first ones most often."""
    apart = shape.clicks // count
    first = index // apart
    # the product of two uniforms: low ones are the frequent ones
    often = rng.below(bits, 1 << 16) * rng.below(bits, 1 << 16, skip=16) * count // (1 << 32)
    is_first = (index % apart == 0) & (first < count)
    return pl.select(pl.when(pl.lit(is_first)).then(pl.lit(first)).otherwise(pl.lit(often))).to_series()


def _durations(shape: Shape, index: pl.Series) -> pl.Series:
    """Seconds to the next click as floats in text: one in twenty-five unknown, a fifth none at all."""
    bits = shape.draw("duration", index)
    seconds = rng.quantile(_SECONDS_TO_NEXT, bits)
    known = rng.chance(bits, 0.96, skip=32)
    text = pl.when(pl.lit(known)).then(tenths(pl.lit(seconds * 10))).otherwise(pl.lit("-1.0"))
    return pl.select(text).to_series()


def _hexadecimal(bits: pl.Series) -> pl.Series:
    """Ten hexadecimal digits (String) of each draw."""
    digits = pl.Series([f"{n:02x}" for n in range(256)])
    pairs = [digits.gather(bits // (1 << 8 * n) % 256) for n in range(5)]
    return pl.select(pl.concat_str(*pairs)).to_series()
