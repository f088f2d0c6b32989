"""The seven IMDb files: which parts each is made of, and what is planted in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl

from loaders.sample.files import SampleFile, SampleSource, Text
from loaders.sample.imdb import genres, traps
from loaders.sample.imdb.akas import akas
from loaders.sample.imdb.credits import crew, long_crew, principals
from loaders.sample.imdb.people import names
from loaders.sample.imdb.planted import Planted, planted_rows
from loaders.sample.imdb.shape import Shape
from loaders.sample.imdb.titles import basics, episode, ratings, shifted

Rows = Callable[[Shape, int, int], pl.DataFrame]


class _File(NamedTuple):
    rows: Rows
    by_name: bool  # counts names, not titles
    step: int  # names or titles a part: about a million rows at most, so that memory stays bounded


_FILES = {
    "name.basics": _File(names, True, 500_000),
    "title.akas": _File(akas, False, 200_000),
    "title.basics": _File(basics, False, 400_000),
    "title.crew": _File(crew, False, 500_000),
    "title.episode": _File(episode, False, 1_000_000),
    "title.principals": _File(principals, False, 100_000),
    "title.ratings": _File(ratings, False, 1_000_000),
}


def source(scale: float, seed: int) -> SampleSource:
    """The IMDb files at that scale and seed."""
    shape = Shape(scale, seed)
    planted = planted_rows(shape)
    return SampleSource(
        name="imdb",
        files=tuple(_file(shape, name, planted.get(name)) for name in _FILES),
        planted=tuple(genres.planted()),
        traps=_traps(shape),
    )


def _file(shape: Shape, name: str, planted: Planted | None) -> SampleFile:
    rows, by_name, step = _FILES[name]
    total = shape.names if by_name else shape.titles
    spans = [(low, min(low + step, total)) for low in range(0, total, step)]
    parts = [partial(_part, rows, shape, low, high) for low, high in spans]
    facts: dict[str, Any] = {"expected_rejects": {}, "dangling": {}}
    if planted:
        parts.append(partial(_planted_part, planted))
        facts = {"expected_rejects": planted.expected_rejects, "dangling": planted.dangling}
    return SampleFile(path=f"imdb/{name}.tsv.gz", parts=tuple(parts), facts=facts)


def _part(rows: Rows, shape: Shape, low: int, high: int) -> Text:
    frame = rows(shape, low, high)
    return Text(_tsv(frame, header=low == 0), frame.height)


def _planted_part(planted: Planted) -> Text:
    lines = [f"{line}\n".encode() for line in planted.malformed]
    return Text(b"".join(lines) + _tsv(planted.rows, header=False), planted.rows.height + len(lines))


def _tsv(frame: pl.DataFrame, *, header: bool) -> bytes:
    r"""The frame as IMDb writes it: tabs, `\N` for null, no quoting, LF."""
    text = BytesIO()
    frame.write_csv(text, include_header=header, separator="\t", quote_style="never", null_value=r"\N")
    return text.getvalue()


def _traps(shape: Shape) -> dict[str, Any]:
    films, persons = traps.title_positions(shape), traps.name_positions(shape)
    return {
        "titles": dict(zip(films["name"], shape.tconst(films["index"]), strict=True)),
        "names": dict(zip(persons["name"], shape.nconst(persons["index"]), strict=True)),
        "shifted_rows": shape.tconst(shifted(shape)).to_list(),
        "long_crew": shape.tconst(pl.Series([long_crew(shape)], dtype=pl.UInt64)).item(),
    }
