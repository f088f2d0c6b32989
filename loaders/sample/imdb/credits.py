"""title.principals and title.crew: who worked on what. Both read the same draws: crew repeats principals."""

from __future__ import annotations

from functools import cache

import polars as pl

from loaders.sample import rng, words
from loaders.sample.frames import comma_lists, places
from loaders.sample.imdb import people
from loaders.sample.imdb.shape import Shape

# Sizes by quantile, the last step holding the tail; the means add up to 98.07 M credits on 12.3 M titles.
_CAST = [
    0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 11, 47,
]  # fmt: skip
_REST = [0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 12]
_DIRECTORS = pl.Series([0] * 40 + [1] * 54 + [2] * 4 + [3, 7], dtype=pl.UInt64)
_WRITERS = pl.Series([0] * 42 + [1] * 32 + [2] * 16 + [3] * 5 + [4] * 3 + [6, 16], dtype=pl.UInt64)
_IN_PRINCIPALS = 10  # directors and writers beyond this many are in title.crew only
_LONG_CREW = (528, 1393)  # directors and writers of the one title that has the most
_MOST_ROWS = 128

_CODE = {category: code for code, category in enumerate(people.CATEGORIES)}


def _codes(parts: dict[str, int]) -> pl.Series:
    """Positions in people.CATEGORIES as a table of equally likely entries."""
    return pl.Series([_CODE[category] for category, n in parts.items() for _ in range(n)], dtype=pl.UInt64)


_ON_SCREEN = _codes({"actor": 10, "actress": 8, "self": 6, "archive_footage": 1})
_BEHIND = _codes(
    {"producer": 9, "editor": 5, "cinematographer": 4, "composer": 3, "production_designer": 2,
     "casting_director": 2, "archive_sound": 1}
)  # fmt: skip
_JOBS: dict[str, list[str | None]] = {
    "writer": ["screenplay", "written by", "created by", "story by", 'novel "The Salt Road"', None, None],
    "producer": ["producer", "producer", "producer", "executive producer", None],
    "cinematographer": ["director of photography", None],
    "director": [None] * 9 + ["co-director"],
}
_JOB_CHOICES = 70  # a multiple of the lengths of the lists above


@cache
def _job_table() -> pl.Series:
    """_JOB_CHOICES jobs for each category, one category after another."""
    return pl.Series(
        [
            choices[n % len(choices)]
            for category in people.CATEGORIES
            for choices in (_JOBS.get(category, [None]),)
            for n in range(_JOB_CHOICES)
        ],
        dtype=pl.String,
    )


def _sizes(shape: Shape, index: pl.Series) -> pl.DataFrame:
    """How many a title has: cast, directors, writers, rest."""
    bits = rng.draw(shape.seed, "credits", index)
    is_long = index == long_crew(shape)
    pool = people.pool(shape)
    return pl.DataFrame(
        {
            "cast": rng.quantile(_CAST, bits),
            "directors": rng.pick(_DIRECTORS, bits, skip=20).set(is_long, min(_LONG_CREW[0], pool)),
            "writers": rng.pick(_WRITERS, bits, skip=32).set(is_long, min(_LONG_CREW[1], pool)),
            "rest": rng.quantile(_REST, rng.draw(shape.seed, "rest", index)),
        }
    )


def long_crew(shape: Shape) -> int:
    """The index of the title with the most directors and writers."""
    return int(shape.index_of_counted(pl.Series([2], dtype=pl.UInt64)).item())


def principals(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.principals."""
    index = pl.int_range(low, high, dtype=pl.UInt64, eager=True)
    sizes = _sizes(shape, index).with_columns(pl.col("directors", "writers").clip(upper_bound=_IN_PRINCIPALS))
    titles = sizes.with_columns(index=index, tconst=shape.tconst(index))
    rows = places(titles, sizes.sum_horizontal(), "order")
    bits = rng.draw(shape.seed, "credit", rows["index"] * _MOST_ROWS + rows["order"])
    frame = rows.select("tconst", "index", "order", *_kind(bits))
    category = pl.Series(people.CATEGORIES).gather(frame["category"])
    return frame.select(
        "tconst",
        ordering=pl.col("order") + 1,
        nconst=shape.nconst(_person(shape, frame, bits)),
        category=category,
        job=_job_table().gather(frame["category"] * _JOB_CHOICES + bits // 64 % _JOB_CHOICES),
        characters=_characters(category, bits),
    )


def _kind(bits: pl.Series) -> tuple[pl.Expr, pl.Expr]:
    """For each credit its category (a position in people.CATEGORIES) and, of the crew, its place within it.

    First comes the cast, then directors, writers, the rest.
    """
    order, directors = pl.col("order"), pl.col("cast")
    writers = directors + pl.col("directors")
    rest = writers + pl.col("writers")
    category = (
        pl.when(order < directors)
        .then(rng.pick(_ON_SCREEN, bits, skip=8))
        .when(order < writers)
        .then(_CODE["director"])
        .when(order < rest)
        .then(_CODE["writer"])
        .otherwise(rng.pick(_BEHIND, bits, skip=8))
    )
    place = pl.when(order < directors).then(None).when(order < writers).then(order - directors)
    return category.cast(pl.UInt64).alias("category"), place.otherwise(order - writers).alias("place")


def _person(shape: Shape, frame: pl.DataFrame, bits: pl.Series) -> pl.Series:
    """The name index of each credit; directors and writers are those of title.crew."""
    persons = people.pick(shape, frame["category"], bits)
    for category in ("director", "writer"):
        positions = (frame["category"] == _CODE[category]).arg_true()
        chosen = frame.select("index", "place")[positions]
        crew = _crew_member(shape, category, chosen["index"], chosen["place"])
        persons = persons.scatter(positions, crew)
    return persons


def _crew_member(shape: Shape, category: str, index: pl.Series, place: pl.Series) -> pl.Series:
    """The name index of the director or writer at that place of each title."""
    return people.pick_apart(shape, category, rng.draw(shape.seed, category, index), place)


def _characters(category: pl.Series, bits: pl.Series) -> pl.Series:
    """A JSON array for those on screen, null for one in twenty of them and for everybody else."""
    head, tail = words.character_heads(), words.character_tails()
    names = pl.concat_str(head.gather(bits // 64 % len(head)), rng.pick(tail, bits, skip=32))
    on_screen = category.is_in(["actor", "actress", "self", "archive_footage"]) & (bits % 20 > 0)
    return pl.select(pl.when(on_screen).then(names)).to_series()


def crew(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.crew; one title in a hundred lacks the directors that principals has."""
    index = pl.int_range(low, high, dtype=pl.UInt64, eager=True)
    sizes = _sizes(shape, index)
    is_gap = (rng.draw(shape.seed, "crew gap", index) % 100 == 0) & (index != long_crew(shape))
    return pl.DataFrame(
        {
            "tconst": shape.tconst(index),
            "directors": _joined(shape, "director", index, sizes["directors"].set(is_gap, 0)),
            "writers": _joined(shape, "writer", index, sizes["writers"]),
        }
    )


def _joined(shape: Shape, category: str, index: pl.Series, count: pl.Series) -> pl.Series:
    """The ids of the first `count` directors or writers of each title, comma-joined (none: null)."""
    rows = places(pl.DataFrame({"index": index}), count)
    return comma_lists(count, shape.nconst(_crew_member(shape, category, rows["index"], rows["place"])))
