"""Who offers which title where: the planted truths of the platforms, and the offers of one title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loaders.sample import rng

LEADER, HOME = "Netflix", "US"
OTHER_LEADER, OTHER_REGION = "Prime Video", "IN"
EVEN_REGION = "SE"
_EVEN = ("Netflix", "Prime Video", "Disney+", "Viaplay")


@dataclass(frozen=True)
class Provider:
    """A watch provider as TMDB lists it."""

    id: int
    name: str
    priority: int


PROVIDERS = {
    provider.id: provider
    for provider in (
        Provider(2, "Apple TV", 4),
        Provider(3, "Google Play Movies", 16),
        Provider(8, "Netflix", 0),
        Provider(9, "Amazon Prime Video", 2),
        Provider(10, "Amazon Video", 6),
        Provider(15, "Hulu", 7),
        Provider(73, "Tubi TV", 40),
        Provider(76, "Viaplay", 12),
        Provider(119, "Amazon Prime Video", 3),
        Provider(223, "Hayu", 60),
        Provider(296, "Hayu Amazon Channel", 61),
        Provider(300, "Pluto TV", 41),
        Provider(337, "Disney Plus", 1),
        Provider(350, "Apple TV Plus", 8),
        Provider(386, "Peacock Premium", 15),
        Provider(387, "Peacock Premium Plus", 17),
        Provider(526, "AMC+", 29),
        Provider(582, "Paramount+ Amazon Channel", 22),
        Provider(1796, "Netflix Standard with Ads", 110),
        Provider(1825, "HBO Max Amazon Channel", 12),
        Provider(1853, "Paramount Plus Apple TV Channel ", 26),  # the blank at its end is TMDB's
        Provider(1854, "AMC Plus Apple TV Channel ", 31),
        Provider(1899, "Max", 9),
        Provider(2100, "Amazon Prime Video with Ads", 150),
        Provider(2296, "Viaplay Amazon Channel", 90),
        Provider(2303, "Paramount Plus Premium", 18),
    )
}

# A platform's variants: the first carries every title of the platform, the others some of them.
_VARIANTS = {
    "Netflix": (8, 1796),
    "Prime Video": (119, 2100),
    "Prime Video US": (9, 2100),
    "Hulu": (15,),
    "Disney+": (337,),
    "HBO Max": (1899, 1825),
    "Peacock": (386, 387),
    "Paramount+": (2303, 582, 1853),
    "Apple TV+": (350,),
    "AMC+": (526, 1854),
    "Viaplay": (76, 2296),
    "Hayu": (223, 296),
}

# Percent of the titles that a platform has in a region. Leaders lead by far more than chance could take.
_USUAL = {"Netflix": 40, "Prime Video": 26, "Disney+": 18, "HBO Max": 12, "Paramount+": 8, "Apple TV+": 5}
SHARES: Mapping[str, Mapping[str, int]] = {
    "US": {"Netflix": 46, "Hulu": 20, "Prime Video US": 24, "Disney+": 16, "HBO Max": 14, "Peacock": 10,
           "Paramount+": 10, "AMC+": 6, "Apple TV+": 5},
    "GB": {**_USUAL, "Hayu": 6},
    "CA": _USUAL,
    "DE": _USUAL,
    "FR": _USUAL,
    "IT": _USUAL,
    "ES": _USUAL,
    "JP": {"Netflix": 38, "Prime Video": 28, "Hulu": 14, "Disney+": 14},
    "BR": _USUAL,
    "IN": {"Prime Video": 48, "Netflix": 24, "Apple TV+": 5},
    "AU": _USUAL,
    "SE": {},
}  # fmt: skip
"""By region and platform; in the even region each title is on exactly one of four platforms."""

_NAMES = {
    "US": "United States of America", "GB": "United Kingdom", "CA": "Canada", "DE": "Germany", "FR": "France",
    "IT": "Italy", "ES": "Spain", "JP": "Japan", "BR": "Brazil", "IN": "India", "AU": "Australia",
    "SE": "Sweden",
}  # fmt: skip
_STORES = (("rent", (2, 10, 3), 60), ("buy", (2, 10, 3), 55), ("free", (73,), 8), ("ads", (300, 73), 12))


def regions() -> list[dict[str, str]]:
    """The regions as TMDB lists them."""
    return [{"iso_3166_1": code, "english_name": name, "native_name": name} for code, name in _NAMES.items()]


def providers() -> list[dict[str, Any]]:
    """The providers as TMDB lists them."""
    return [
        {
            "display_priorities": {},
            "display_priority": provider.priority,
            "logo_path": f"/{provider.id}.jpg",
            "provider_name": provider.name,
            "provider_id": provider.id,
        }
        for provider in PROVIDERS.values()
    ]


def watch_providers(seed: int, rank: int, index: int) -> dict[str, Any]:
    """What the details of a title say under "watch/providers". `rank` is its place among the most voted."""
    if rank % 43 == 42:
        return {"results": {}}
    found = {region: _region(seed, region, rank, index) for region in SHARES}
    return {"results": {region: lists for region, lists in found.items() if lists}}


def on_netflix_at_home() -> dict[str, Any]:
    """The offers of a title that Netflix alone has, and only in the home region."""
    lists = {"link": f"https://www.themoviedb.org/watch?locale={HOME}", "flatrate": [_offer(8, 0)]}
    return {"results": {HOME: lists}}


def _region(seed: int, region: str, rank: int, index: int) -> dict[str, Any]:
    lists = {"flatrate": _subscriptions(seed, region, rank, index)}
    for kind, stores, percent in _STORES:
        lists[kind] = list(stores) if _below(seed, f"{region}/{kind}", index, percent) else []
    offered: dict[str, Any] = {kind: [_offer(id, rank) for id in ids] for kind, ids in lists.items() if ids}
    if not offered:
        return {}
    return {"link": f"https://www.themoviedb.org/title/{rank}/watch?locale={region}", **offered}


def _subscriptions(seed: int, region: str, rank: int, index: int) -> list[int]:
    if region == EVEN_REGION:
        platforms = [_EVEN[rank % len(_EVEN)]]
    else:
        platforms = [
            name
            for name, percent in SHARES[region].items()
            if _below(seed, f"{region}/{name}", index, percent)
        ]
    found = []
    for platform in platforms:
        first, *others = _VARIANTS[platform]
        found.append(first)
        found += [id for id in others if _below(seed, f"{region}/{id}", index, 70)]
    return found


def _offer(provider_id: int, rank: int) -> dict[str, Any]:
    provider = PROVIDERS[provider_id]
    offer = {
        "logo_path": f"/{provider.id}.jpg",
        "provider_id": provider.id,
        "provider_name": provider.name,
        "display_priority": provider.priority,
    }
    if rank % 29 == 3:
        del offer["display_priority"]
    return offer


def _below(seed: int, stream: str, index: int, percent: int) -> bool:
    """Whether the draw for a title falls below that percentage."""
    return rng.key(seed, f"tmdb/{stream}/{index}") % 100 < percent
