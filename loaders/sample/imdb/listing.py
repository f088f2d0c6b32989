"""The best-known films and series of the sample, for the other sources to refer to."""

from __future__ import annotations

import polars as pl

from loaders.sample.imdb.shape import Shape
from loaders.sample.imdb.titles import attributes, describe

_STEP = 400_000  # titles at a time, so that memory stays bounded


def most_voted(shape: Shape, count: int) -> pl.DataFrame:
    """The `count` films and series with the most votes (fewer if there are fewer), the most voted first.

    Columns: those of title.basics as text, kind of title and texts as in the file; votes (UInt64); rating in
    tenths (UInt64); index (UInt64), the title's place in the file, from which draws for it can be made.
    Ties go to the lower index.
    """
    spans = [(low, min(low + _STEP, shape.titles)) for low in range(0, shape.titles, _STEP)]
    best = pl.DataFrame()
    for low, high in spans:
        rated = attributes(shape, low, high).filter(
            pl.col("kind") == "counted", pl.col("votes").is_not_null(), ~pl.col("genres").eq_missing("Adult")
        )
        best = pl.concat([best, rated]) if len(best) else rated
        best = best.sort("votes", "index", descending=[True, False]).head(count)
    return pl.concat([describe(shape, best), best.select("votes", "rating", "index")], how="horizontal")
