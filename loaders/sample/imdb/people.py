"""name.basics, and which person fills which place.

A name's index modulo 16 is its calling, so that an actress is a woman and a composer composes wherever
they are asked for; low indices are the busy ones.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from loaders.sample import rng, words
from loaders.sample.frames import comma_lists, places
from loaders.sample.imdb import traps
from loaders.sample.imdb.shape import Shape

_CALLINGS = 16
# category → (first residue, residues): whom a category takes its people from
_POOL = {
    "actor": (0, 5),
    "actress": (5, 4),
    "self": (0, 16),
    "director": (9, 1),
    "writer": (10, 1),
    "producer": (11, 1),
    "editor": (12, 1),
    "cinematographer": (13, 1),
    "composer": (14, 1),
    "production_designer": (15, 1),
    "casting_director": (15, 1),
    "archive_footage": (0, 16),
    "archive_sound": (0, 9),
}
CATEGORIES = tuple(_POOL)
_FIRST = pl.Series([first for first, _ in _POOL.values()], dtype=pl.UInt64)
_WIDTH = pl.Series([width for _, width in _POOL.values()], dtype=pl.UInt64)
_MAIN = ["actor"] * 5 + ["actress"] * 4 + [
    "director", "writer", "producer", "editor", "cinematographer", "composer", "production_designer",
]  # fmt: skip
_SIDE = words.listed(
    """
    miscellaneous producer writer camera_department sound_department art_department director editor
    soundtrack music_department visual_effects stunts make_up_department costume_designer
    casting_director assistant_director animation_department talent_agent legal archive_footage
    """
)


def pool(shape: Shape) -> int:
    """How many people there are of each residue."""
    return shape.names // _CALLINGS


def _place(shape: Shape, bits: pl.Series) -> pl.Series:
    """A place in the pool; the product of two uniforms, so that low ones are the busy ones."""
    product = rng.below(bits, 1 << 16) * rng.below(bits, 1 << 16, skip=16)
    return product * pool(shape) // (1 << 32)


def pick(shape: Shape, category: pl.Series, bits: pl.Series) -> pl.Series:
    """The name index for a position in CATEGORIES and a draw."""
    return _place(shape, bits) * _CALLINGS + _FIRST.gather(category) + bits % 16 % _WIDTH.gather(category)


def pick_apart(shape: Shape, category: str, bits: pl.Series, place: pl.Series) -> pl.Series:
    """Name indices from one draw a title: different people for its places 0, 1, 2 … up to the pool's size."""
    first, _ = _POOL[category]
    return (_place(shape, bits) + place) % pool(shape) * _CALLINGS + first


@cache
def _professions() -> pl.Series:
    """64 primaryProfession values for each calling; a tenth are unknown."""
    values: list[str | None] = []
    for calling in range(_CALLINGS):
        for n in range(64):
            main, one, two = _MAIN[calling], _SIDE[(n * 3 + calling) % 20], _SIDE[(n * 7 + calling + 5) % 20]
            extra = [side for side in (one, two)[: n % 3] if side != main]
            values.append(None if n % 10 == 9 else ",".join(dict.fromkeys([main, *extra])))
    return pl.Series(values, dtype=pl.String)


def names(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of name.basics."""
    index = pl.int_range(low, high, dtype=pl.UInt64, eager=True)
    bits, dates = rng.draw(shape.seed, "name", index), rng.draw(shape.seed, "life", index)
    calling = index % _CALLINGS
    women = (calling >= 5) & (calling < 9) | (calling > 8) & (bits % 2 == 0)
    half = len(words.first_names()) // 2
    first = words.first_names().gather(rng.below(bits, half) + (1 - women.cast(pl.UInt64)) * half)
    name = pl.select(pl.concat_str(first, rng.pick(words.surnames(), bits, skip=32))).to_series()
    born = rng.below(dates, 90, skip=32) + 1915
    died = (born + 25 + rng.below(dates, 70, skip=16)).clip(upper_bound=2026)
    share = dates % 10_000
    frame = pl.DataFrame(
        {
            "index": index,
            "nconst": shape.nconst(index),
            "primaryName": name,
            "birthYear": pl.select(pl.when(share < 440).then(born)).to_series(),
            "deathYear": pl.select(pl.when((share < 110) | (share > 9_990)).then(died)).to_series(),
            "primaryProfession": _professions().gather(calling * 64 + bits // (1 << 20) % 64),
            "knownForTitles": _known_for(shape, index),
        }
    )
    planted = traps.name_positions(shape).select("index", "primaryName")
    return frame.update(planted, on="index").drop("index")


def _known_for(shape: Shape, index: pl.Series) -> pl.Series:
    """Nought to four titles (none: null), comma-joined."""
    bits = rng.draw(shape.seed, "known for", index)
    count = pl.Series([0, 1, 1, 1, 2, 2, 3, 4, 4, 4], dtype=pl.UInt64).gather(bits % 10)
    rows = places(pl.DataFrame({"name": index}), count)
    title = rng.below(rng.draw(shape.seed, "known title", rows["name"] * 4 + rows["place"]), shape.titles)
    return comma_lists(count, shape.tconst(title))
