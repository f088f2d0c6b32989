"""The sample's world of music: its calendar, its regions, and how large the archive is at a scale.

A day is a number, counted from Friday 2 January 2015, so that day // 7 is a chart week and the week's last
day, a Thursday, is the one that leaves 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(2015, 1, 2)
ARCHIVE_ROWS = 26_173_514  # of the real charts.csv
PLACES = {"top200": 200, "viral50": 50}
ARCHIVE_END = date(2021, 12, 31)
_ARCHIVE_DAYS = 1826  # 2017 to 2021

# Code and the English name that the archive uses, the largest market first but for what a small sample must
# show: names that differ from ISO's.
REGIONS = (
    ("global", "Global"), ("us", "United States"), ("br", "Brazil"), ("de", "Germany"),
    ("kr", "South Korea"), ("cz", "Czech Republic"), ("tw", "Taiwan"), ("tr", "Turkey"),
    ("gb", "United Kingdom"), ("mx", "Mexico"), ("fr", "France"), ("es", "Spain"), ("it", "Italy"),
    ("in", "India"), ("id", "Indonesia"), ("ph", "Philippines"), ("au", "Australia"), ("nl", "Netherlands"),
    ("se", "Sweden"), ("ca", "Canada"), ("jp", "Japan"), ("pl", "Poland"), ("ar", "Argentina"),
    ("cl", "Chile"), ("co", "Colombia"), ("pe", "Peru"), ("no", "Norway"), ("dk", "Denmark"),
    ("fi", "Finland"), ("be", "Belgium"), ("at", "Austria"), ("ch", "Switzerland"), ("ie", "Ireland"),
    ("pt", "Portugal"), ("gr", "Greece"), ("hu", "Hungary"), ("ro", "Romania"), ("bg", "Bulgaria"),
    ("sk", "Slovakia"), ("lt", "Lithuania"), ("lv", "Latvia"), ("ee", "Estonia"), ("is", "Iceland"),
    ("lu", "Luxembourg"), ("ru", "Russia"), ("ua", "Ukraine"), ("il", "Israel"), ("eg", "Egypt"),
    ("ma", "Morocco"), ("za", "South Africa"), ("sa", "Saudi Arabia"), ("ae", "United Arab Emirates"),
    ("th", "Thailand"), ("vn", "Vietnam"), ("my", "Malaysia"), ("sg", "Singapore"), ("hk", "Hong Kong"),
    ("nz", "New Zealand"), ("ec", "Ecuador"), ("bo", "Bolivia"), ("cr", "Costa Rica"),
    ("do", "Dominican Republic"), ("gt", "Guatemala"), ("hn", "Honduras"), ("ni", "Nicaragua"),
    ("pa", "Panama"), ("py", "Paraguay"), ("sv", "El Salvador"), ("uy", "Uruguay"), ("ad", "Andorra"),
)  # fmt: skip
GLOBAL, FEWEST_REGIONS = 0, 8


def day_number(day: date) -> int:
    """Days since EPOCH."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day with that number."""
    return EPOCH + timedelta(days=number)


def region_number(code: str) -> int:
    """Position in REGIONS."""
    return [known for known, _ in REGIONS].index(code)


@dataclass(frozen=True)
class World:
    """One scale and seed; equal ones share what is computed from them."""

    scale: float
    seed: int

    @property
    def archive_regions(self) -> int:
        """How many of REGIONS the archive charts: 8 in a small one, all in one of full size."""
        return min(len(REGIONS), max(FEWEST_REGIONS, round(len(REGIONS) * self.scale**0.5)))

    @property
    def archive_days(self) -> range:
        """The days of the archive, the last ones before its end."""
        days = round(ARCHIVE_ROWS * self.scale / sum(PLACES.values()) / self.archive_regions)
        end = day_number(ARCHIVE_END)
        return range(end + 1 - min(_ARCHIVE_DAYS, max(2, days)), end + 1)
