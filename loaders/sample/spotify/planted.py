"""What is planted in the charts: tracks whose life on the chart is known, and texts that are traps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from loaders.sample.spotify.world import GLOBAL, day_number, region_number

END = day_number(date(2026, 2, 26))
"""The last day of all charts, a Thursday."""
_WEEK = 7


@dataclass(frozen=True)
class PlantedTrack:
    """A track at a place of its own, near the top, on every chart of its regions during its spells."""

    name: str
    track_name: str
    artists: tuple[str, ...]
    place: int
    """Of two planted tracks on one chart, the one with the lower place stands higher."""
    spells: tuple[tuple[int, int], ...]
    """First and last day, whole chart weeks."""
    regions: tuple[int, ...] = ()
    """Empty: all but those that another track has to itself."""

    @property
    def released(self) -> int:
        """The first day on the charts."""
        return self.spells[0][0]


def _weeks_before_end(last: int, weeks: int) -> tuple[int, int]:
    """The days of `weeks` chart weeks, of which the latest lies `last` weeks before the end."""
    end = END - last * _WEEK
    return end - weeks * _WEEK + 1, end


# The hit has an artist whose name holds a comma, and a name that holds quotes and a comma.
TRACKS = (
    PlantedTrack(
        "dominating_hit", 'Harbour, Again (The "Lark" Song)', ("Vesper, The Lantern", "Axel Holm, Jr."), 1,
        (_weeks_before_end(0, 60),),
    ),
    PlantedTrack(
        "known_life", "Seventeen Weeks", ("The Marrow Tides",), 3,
        (_weeks_before_end(33, 17), _weeks_before_end(24, 4)),
    ),
    PlantedTrack(
        "regional_leader", "Maré Cheia", ("Salt, Cedar & Rain", "Duda Velasco"), 0,
        (_weeks_before_end(0, 26),), (region_number("br"),),
    ),
)  # fmt: skip
HIT_GAP = 550_000
"""How far the hit is above the second, in millionths of a natural logarithm."""
LATEST_WEEK_RISE = 110_000
"""How far the level of the latest chart week is above the week before, in the same unit."""


def on_chart(region: int, day: int) -> list[int]:
    """The planted tracks (numbers in TRACKS) on the charts of a region on a day, best first."""
    own = {number for truth in TRACKS for number in truth.regions}
    there = [
        n
        for n, truth in enumerate(TRACKS)
        if any(first <= day <= last for first, last in truth.spells)
        and (region in truth.regions if truth.regions else region not in own)
    ]
    return sorted(there, key=lambda n: TRACKS[n].place)


def hit_leads(region: int, day: int) -> bool:
    """Whether the dominating hit is ahead of all others by HIT_GAP there."""
    return region == GLOBAL and 0 in on_chart(region, day)


# By the artist's code; the lowest codes are the busiest artists.
ARTIST_NAMES = {
    1: "Salt, Cedar & Rain",
    4: "Axel Holm, Jr.",
    7: 'Ida "Lark" Vestby',
    11: "Ærø på Åen",
    16: "森本あかり",
    23: "None",
}
# By the number of the evergreen.
EVERGREEN_NAMES = {
    "plain": "Late Ferry",
    "commas": "River, Bridge, and So On",
    "quotes": '"Swing" at the Harbour',
    "unbalanced_quote": 'The 12" Window',
    "line_break": "Two\nLines",
    "word_null": "null",
    "word_none": "None",
    "word_na": "NA",
    "formula": "=1+1",
    "apostrophe": "O'Merrin's Song",
    "semicolon": "One; Two",
    "pipe": "This | That",
    "cyrillic": "Дом у реки",
    "cjk": "海と狼たち",
    "emoji": "The Long Wave 🌊",
    "combining_marks": "Cafe\u0301 Zu\u0308rn",
    "leading_space": " Late Ferry",
    "number": "1999",
}
