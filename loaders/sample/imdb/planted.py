"""Rows that point nowhere, and lines with too few or too many fields: appended, counted in the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from loaders.sample.imdb.shape import CREW, TITLES, Shape

_MOST_MALFORMED = 40  # a file; a loader refuses one with more than 0.1 % of such lines
_FREE = 200  # an ordering that no generated row has


@dataclass(frozen=True)
class Planted:
    """What is appended to one file: whole rows, and lines with too few or too many fields."""

    rows: pl.DataFrame
    dangling: dict[str, int]
    malformed: list[str] = field(default_factory=list)
    expected_rejects: dict[str, int] = field(default_factory=dict)


def planted_rows(shape: Shape) -> dict[str, Planted]:
    """What is planted in which file."""
    return {"title.akas": _akas(shape), "title.crew": _crew(shape), "title.principals": _principals(shape)}


def _numbers(count: int) -> pl.Series:
    return pl.int_range(0, count, dtype=pl.UInt64, eager=True)


def _known_titles(shape: Shape, count: int) -> pl.Series:
    """Ids of titles that exist, spread over the range."""
    return shape.tconst((_numbers(count) * 2 + 1) * shape.titles // (2 * count))


def _unknown_titles(shape: Shape, count: int) -> pl.Series:
    """Ids newer than every title: the other files were written a little later than title.basics."""
    return shape.tconst(_numbers(count) + shape.titles)


def _crew(shape: Shape) -> Planted:
    count = shape.planted(CREW - TITLES)
    directors = shape.nconst(_numbers(count))
    rows = pl.DataFrame({"tconst": _unknown_titles(shape, count), "directors": directors, "writers": None})
    return Planted(rows, {"unknown_titles": count})


def _principals(shape: Shape) -> Planted:
    titles, names = shape.planted(400), shape.planted(1500)
    rows = pl.DataFrame(
        {
            "tconst": pl.concat([_unknown_titles(shape, titles), _known_titles(shape, names)]),
            "ordering": _FREE,
            "nconst": shape.nconst(pl.concat([_numbers(titles), _numbers(names) + shape.names])),
            "category": "actor",
            "job": None,
            "characters": '["Passer-by"]',
        }
    )
    lines = ["\t250\tnm0000001\tproducer", '\t250\tnm0000001\tactor\t\\N\t["One"]\t["Two"]']
    return Planted(rows, {"unknown_titles": titles, "unknown_names": names}, *_malformed(shape, lines, 8))


def _akas(shape: Shape) -> Planted:
    count = shape.planted(600)
    rows = pl.DataFrame(
        {
            "titleId": _unknown_titles(shape, count),
            "ordering": 1,
            "title": "The Ferry Not Yet Listed",
            "region": "XWW",
            "language": "en",
            "types": "imdbDisplay",
            "attributes": None,
            "isOriginalTitle": 0,
        }
    )
    lines = ["\t250\tThe Line That Broke Off\tDE\t\\N", "\t250\tOne\tField\tToo Many\tDE\t\\N\t\\N\t\\N\t0"]
    return Planted(rows, {"unknown_titles": count}, *_malformed(shape, lines, 4.5))


def _malformed(shape: Shape, ends: list[str], rows_a_title: float) -> tuple[list[str], dict[str, int]]:
    """Lines with too few and too many fields in turn, and how many of each: 1 in 10,000 rows, at least 1."""
    count = max(1, min(_MOST_MALFORMED, int(rows_a_title * shape.titles) // 10_000))
    lines = [f"{tconst}{ends[n % 2]}" for n, tconst in enumerate(_known_titles(shape, count))]
    return lines, {"too_few_fields": (count + 1) // 2, "too_many_fields": count // 2}
