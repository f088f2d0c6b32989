"""What titles are called, in their own language and elsewhere."""

from __future__ import annotations

import polars as pl

from loaders.sample import rng, words
from loaders.sample.imdb import traps
from loaders.sample.imdb.shape import SERIES_EVERY, Shape

ENGLISH = 0  # position in words.LANGUAGES
_ORIGIN = pl.Series(
    [ENGLISH] * 54 + [n for n in range(1, len(words.LANGUAGES)) for _ in range(3)], dtype=pl.UInt64
)


def origin(shape: Shape, titles: pl.DataFrame) -> pl.Series:
    """The language a title was made in, as a position in words.LANGUAGES (UInt64); an episode's is its
    series'.

    `titles` has the columns index, kind and number.
    """
    index, episodes = titles["index"], (titles["kind"] == "episode").arg_true()
    maker = index
    if len(episodes):
        parent, _ = shape.parent_of(titles["number"].gather(episodes))
        maker = index.scatter(episodes, shape.index_of_counted(parent))
    drawn = rng.pick(_ORIGIN, rng.draw(shape.seed, "origin", maker))
    return drawn.set(_has_planted_original(shape, index), words.LANGUAGES.index("ru"))


def known_in(shape: Shape, index: pl.Series, origin: pl.Series) -> pl.Series:
    """The language of the primary title: half of the foreign titles are known in English."""
    is_known = rng.chance(rng.draw(shape.seed, "known in English", index), 0.5)
    return origin.set(is_known | _has_planted_original(shape, index), ENGLISH)


def _has_planted_original(shape: Shape, index: pl.Series) -> pl.Series:
    planted = traps.title_positions(shape).filter(pl.col("original").is_not_null())["index"]
    return index.is_in(planted.implode())


def season(parent: pl.Series, place: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Season and episode number (from 1) of the episode at that place of its series: 6–25 a season."""
    length = parent // SERIES_EVERY % 20 + 6
    return place // length + 1, place % length + 1


def in_language(shape: Shape, titles: pl.DataFrame, language: pl.Series) -> pl.Series:
    """The titles (String) in the languages given, for rows with the columns index, kind and number.

    A third of the episodes have no title of their own and are called "Episode #3.12". A planted title is
    the same in every language, unless it has an original: then that is its name outside English.
    """
    bits = rng.draw(shape.seed, "title", titles["index"])
    texts = words.titles(bits, language)
    untitled = (titles["kind"] == "episode") & rng.chance(bits, 0.35)
    positions = untitled.arg_true()
    if len(positions):
        parent, place = shape.parent_of(titles["number"].gather(positions))
        name = words.episode_names().gather(language.gather(positions))
        texts = texts.scatter(
            positions, pl.select(pl.format("{}{}.{}", name, *season(parent, place))).to_series()
        )
    return _planted(shape, titles["index"], language, texts)


def _planted(shape: Shape, index: pl.Series, language: pl.Series, texts: pl.Series) -> pl.Series:
    """The texts with the planted titles in their places."""
    known = traps.title_positions(shape).select("index", "title", "original")
    positions = index.is_in(known["index"].implode()).arg_true()
    if not len(positions):
        return texts
    rows = pl.DataFrame({"index": index.gather(positions), "language": language.gather(positions)})
    rows = rows.join(known, on="index", how="left", maintain_order="left")
    local = pl.when(pl.col("language") != ENGLISH).then("original")
    return texts.scatter(positions, rows.select(pl.coalesce(local, "title")).to_series())
