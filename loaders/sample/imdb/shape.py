"""How many rows each file has at a scale, and which title has which index.

Every title has an index 0 … titles − 1, in the order of its id. Three kinds of title share that range
evenly; each kind also has its own running number, found from the index by arithmetic alone, so that any
part of any file can be made without the others:

- counted: films and series that KPIs 10–12 count; every fourth one is a series, the parent of episodes
- other: shorts, videos, specials, games
- episode
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from loaders.sample import rng

# Rows of the real files on 2026-02-28.
NAMES, TITLES, EPISODES, RATINGS = 15_122_182, 12_323_467, 9_514_619, 1_641_397
AKAS, PRINCIPALS, CREW = 55_294_765, 98_073_271, 12_325_801
_COUNTED = 1_300_000  # films and series among the 2.8 M titles that are no episodes [k]
_TITLE_NUMBERS, _NAME_NUMBERS = (
    39_000_000,
    18_200_000,
)  # highest number in use: a third of the numbers has a title
SERIES_EVERY = 4


@dataclass(frozen=True)
class Interleave:
    """`chosen` of `total` positions, spread evenly."""

    total: int
    chosen: int

    def before(self, position: pl.Series) -> pl.Series:
        """How many chosen positions lie before this one: of a chosen one, its running number."""
        return position * self.chosen // self.total

    def is_chosen(self, position: pl.Series) -> pl.Series:
        """Whether the position is among the chosen (Boolean)."""
        return self.before(position + 1) > self.before(position)

    def position(self, number: pl.Series) -> pl.Series:
        """The position of the chosen one with that running number."""
        return ((number + 1) * self.total - 1) // self.chosen


@dataclass(frozen=True)
class Shape:
    """The sizes at one scale and seed. All series in and out are UInt64 unless said otherwise."""

    scale: float
    seed: int

    @property
    def names(self) -> int:
        """Rows of name.basics."""
        return round(NAMES * self.scale)

    @property
    def titles(self) -> int:
        """Rows of title.basics."""
        return round(TITLES * self.scale)

    @property
    def episodes(self) -> int:
        """Rows of title.episode."""
        return round(EPISODES * self.scale)

    @property
    def counted(self) -> int:
        """Films and series."""
        return round(_COUNTED * self.scale)

    @property
    def series(self) -> int:
        """Series, the parents of episodes."""
        return -(-self.counted // SERIES_EVERY)

    def planted(self, at_full_scale: int, least: int = 3) -> int:
        """A planted count in proportion to the scale, but never below `least`."""
        return max(least, round(at_full_scale * self.scale))

    @cached_property
    def _whole(self) -> Interleave:
        return Interleave(self.titles, self.titles - self.episodes)

    @cached_property
    def _feature(self) -> Interleave:
        return Interleave(self.titles - self.episodes, self.counted)

    def split(self, low: int, high: int) -> dict[str, tuple[pl.Series, pl.Series]]:
        """The titles low … high − 1 by kind: ("counted" | "other" | "episode") → (index, running number)."""
        index = pl.int_range(low, high, dtype=pl.UInt64, eager=True)
        whole = self._whole.is_chosen(index)
        upper = index.filter(whole)
        place = self._whole.before(upper)
        counted = self._feature.is_chosen(place)
        lower = index.filter(~whole)
        return {
            "counted": (upper.filter(counted), self._feature.before(place.filter(counted))),
            "other": (upper.filter(~counted), (place - self._feature.before(place)).filter(~counted)),
            "episode": (lower, lower - self._whole.before(lower)),
        }

    def index_of_counted(self, number: pl.Series) -> pl.Series:
        """The title index of counted title `number`."""
        return self._whole.position(self._feature.position(number))

    @cached_property
    def _series_ends(self) -> pl.Series:
        """Number of the first episode after each series' own: sizes have a long tail, and add up exactly."""
        numbers = pl.int_range(0, self.series, dtype=pl.UInt64, eager=True)
        bits = rng.draw(self.seed, "episodes of a series", numbers)
        size = rng.quantile([1, 2, 4, 6, 8, 10, 13, 18, 26, 36, 50, 70, 100, 150, 260, 700, 3000], bits)
        weight = size.cum_sum()
        total: int = weight.item(-1)
        return weight * self.episodes // total

    @cached_property
    def _series_starts(self) -> pl.Series:
        return pl.concat([pl.Series([0], dtype=pl.UInt64), self._series_ends[:-1]])

    def parent_of(self, episode: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The counted number of the series an episode belongs to, and the episode's place in it (from 0)."""
        series = self._series_ends.search_sorted(episode, side="right").cast(pl.UInt64)
        return series * SERIES_EVERY, episode - self._series_starts.gather(series)

    def episodes_of(self, parent: pl.Series) -> pl.Series:
        """How many episodes the series of that counted number has."""
        series = parent // SERIES_EVERY
        return self._series_ends.gather(series) - self._series_starts.gather(series)

    def tconst(self, index: pl.Series) -> pl.Series:
        """Title ids (String), 9 or 10 characters; an index from `titles` on gives an id that no title has."""
        return _identifier("tt", index, self.titles, _TITLE_NUMBERS)

    def nconst(self, index: pl.Series) -> pl.Series:
        """Name ids (String), 9 or 10 characters; an index from `names` on gives an id that nobody has."""
        return _identifier("nm", index, self.names, _NAME_NUMBERS)


def _identifier(prefix: str, index: pl.Series, count: int, numbers: int) -> pl.Series:
    number = (index * max(numbers, count) // count + 1).cast(pl.String).str.zfill(7)
    return pl.select(pl.concat_str(pl.lit(prefix), number)).to_series()
