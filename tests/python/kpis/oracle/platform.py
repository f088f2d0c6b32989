"""KPIs 13 and 14: what can be watched where, by snapshot of the offers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from oracle.raw import Raw, seed
from oracle.results import MIN_N, NO_PREVIOUS_PERIOD, TOO_FEW_BEFORE, Answer, Basis, Change, Headline, Measure

BASIS, HOME, ALWAYS = "subscription_offers", "US", ("Netflix", "Hulu")
_STORE = re.compile(r"(?i) +(amazon|apple tv|prime video|roku premium) +channel$")
_ADS = re.compile(r"(?i) +((basic|free|premium|standard) +)?with +ads$")
_PLUS = re.compile(r"(?i)( +plus| +[+])$")


def brand(name: str) -> str:
    """A platform's name without what only tells the variant."""
    return _PLUS.sub("+", _ADS.sub("", _STORE.sub("", name.strip())))


@dataclass(frozen=True)
class Market:
    """A region's subscription offers on a day: title → the platforms that carry it; how many."""

    titles: dict[int, set[str]]
    offers: int
    known: int

    @property
    def size(self) -> int:
        """The titles with an offer."""
        return len(self.titles)

    def shares(self, weights: dict[int, int] | None = None) -> dict[str, tuple[float, float]]:
        """Platform → (what falls to it, of how much); each title counts one, or its weight."""
        parts: dict[str, float] = {}
        whole = 0.0
        for title, groups in self.titles.items():
            weight = 1 if weights is None else weights.get(title, 0)
            whole += weight
            for group in groups:
                parts[group] = parts.get(group, 0.0) + weight / len(groups)
        return {group: (part, whole) for group, part in parts.items()}

    def carried(self, group: str) -> int:
        """The titles that are on a platform."""
        return sum(group in groups for groups in self.titles.values())

    @property
    def coverage(self) -> float:
        """The share of the offers whose platform is known."""
        return self.known / self.offers

    def hhi(self) -> float:
        """Σ of the squared shares in per cent."""
        return sum((100 * part / whole) ** 2 for part, whole in self.shares().values())


class Offers:
    """The offers of the titles asked for, by snapshot and region."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.mode = str(raw.loads["tmdb_movies"]["data_mode"])
        self.as_of: date = raw.loads["tmdb_movies"]["snapshot_date"]
        self._seeded = {int(row["provider_id"]): row["platform_group"] for row in seed("platforms")}
        self._brands: dict[str, str] = {}
        for row in seed("platforms"):
            group, key = row["platform_group"], brand(row["platform_name"]).lower()
            self._brands[key] = min(group, self._brands.get(key, group))

    def _group(self, provider: int, name: str) -> str:
        return self._seeded.get(provider) or self._brands.get(brand(name).lower(), brand(name))

    def _is_whole(self, day: date) -> bool:
        """Whether the last load of a day asked for all titles of the frame."""
        log = self.raw.con.sql("""
            select reason_code from raw.load_log
            where table_name = 'tmdb_movies' and status = 'loaded' and (snapshot_date, data_mode) = (?, ?)
            order by finished_at
        """, params=[day, self.mode]).fetchall()  # fmt: skip
        return not log or log[-1] != ("ROW_LIMIT",)

    @cached_property
    def days(self) -> dict[date, dict[str, Market]]:
        """Snapshot → region's code → its market; the latest snapshot first, those with a row limit alone."""
        offers: dict[date, dict[str, set[tuple[int, int | None, str]]]] = {}
        table = self.raw.con.sql("""
            select snapshot_date, media_type, tmdb_id, region, payload from raw.tmdb_offers
            where data_mode = ? and snapshot_date <= ? order by snapshot_date desc
        """, params=[self.mode, self.as_of])  # fmt: skip
        for day, media, number, region, payload in table.fetchall():
            code = self.raw.aliases.get(region.lower(), region)
            title = self.raw.title_keys.get(("tmdb", f"{media}/{number}"), -1)
            found = offers.setdefault(day, {}).setdefault(code, set())
            for offer in json.loads(payload).get("flatrate", []):
                found.add((title, offer.get("provider_id"), offer.get("provider_name") or ""))
        whole = not self.raw.is_limited("tmdb_movies")
        return {
            day: {code: market for code, found in regions.items() if (market := self._market(found)).size}
            for day, regions in offers.items()
            if day == self.as_of or (whole and self._is_whole(day))
        }

    def _market(self, offers: set[tuple[int, int | None, str]]) -> Market:
        titles: dict[int, set[str]] = {}
        for title, provider, name in offers:
            if provider is not None:
                titles.setdefault(title, set()).add(self._group(provider, name))
        distinct = {(title, provider) for title, provider, _ in offers}
        return Market(titles, len(distinct), sum(provider is not None for _, provider in distinct))


def _leader(market: Market) -> str:
    shares = market.shares()
    return min(shares, key=lambda group: (-shares[group][0], group))


def _share(market: Market, group: str) -> Measure:
    return _ratio(market.shares().get(group, (0.0, 0.0))[0], market.size, market.size)


def _hhi(market: Market) -> Measure:
    return Measure(value=market.hhi(), n=market.size)


def _home(offers: Offers) -> list[tuple[date, Market]]:
    """The home region's market on each snapshot, the latest first."""
    return [(day, regions.get(HOME, Market({}, 0, 0))) for day, regions in offers.days.items()]


def _headline(
    offers: Offers, measure: Measure | None, previous: Measure | None, member: str | None
) -> Headline:
    day, market = _home(offers)[0]
    assert measure and measure.value is not None
    change = NO_PREVIOUS_PERIOD
    if previous:
        change = TOO_FEW_BEFORE
        if previous.n >= MIN_N and previous.value is not None:
            change = Change(previous=previous.value, delta=measure.value - previous.value)
    return Headline(
        measure=measure,
        period=(day, day),
        coverage=market.coverage,
        change=change,
        member=member,
    )


def platform_kpis(raw: Raw, offers: Offers | None, missing: str) -> tuple[Answer, Answer]:
    """KPIs 13 and 14; where the home region has too few titles, other regions' slices may still stand."""
    if offers is None:
        return Answer(bases={}, missing=missing), Answer(bases={}, missing=missing)
    home = _home(offers)
    catalogue, hhi = (Answer(bases={BASIS: found}) for found in _headlines(offers, home))
    if catalogue.headline:
        hhi.add(BASIS, "measure", "effective_number", _effective_number(home[0][1]))
        leader = str(catalogue.headline.member)
        for day, market in home:
            if market.size >= MIN_N:
                catalogue.point(BASIS, (day, day), _share(market, leader), market.coverage)
                hhi.point(BASIS, (day, day), _hhi(market), market.coverage)
    if home and home[0][1].size:
        _home_slices(raw, catalogue, home[0][1])
    if catalogue.headline:
        _beside(catalogue, str(catalogue.headline.member))
    for code, market in next(iter(offers.days.values()), {}).items():
        _region_slices(catalogue, hhi, raw.region_names.get(code, code), market)
    return catalogue, hhi


def _headlines(offers: Offers, home: list[tuple[date, Market]]) -> tuple[Basis, Basis]:
    if not home or home[0][1].size < MIN_N:
        return "MIN_N_NOT_MET", "DEPENDS_ON_UNAVAILABLE"
    market, before = home[0][1], home[1][1] if home[1:] else None
    leader = _leader(market)
    return (
        _headline(offers, _share(market, leader), _share(before, leader) if before else None, leader),
        _headline(offers, _hhi(market), _hhi(before) if before else None, None),
    )


def _home_slices(raw: Raw, answer: Answer, market: Market) -> None:
    shares, n = market.shares(), market.size
    answer.add_rates(BASIS, "platform", {group: _share(market, group) for group in shares})
    carried = {group: market.carried(group) for group in shares}
    answer.add_rates(
        BASIS, "platform_coverage", {group: _ratio(part, n, n) for group, part in carried.items()}
    )
    if raw.has("imdb"):
        votes = {group: ratio for group, ratio in market.shares(raw.votes).items() if ratio[1]}
        answer.add_rates(
            BASIS, "platform_votes", {group: _ratio(part, whole, n) for group, (part, whole) in votes.items()}
        )


def _beside(answer: Answer, leader: str) -> None:
    """What stands beside the headline: its platform as the slices of the other lenses have it."""
    for dimension, member in (
        ("platform_coverage", "unique_coverage"),
        ("platform_votes", "vote_weighted_share"),
    ):
        if found := answer.slices.get((BASIS, dimension, leader)):
            answer.add(BASIS, "measure", member, found)


def _ratio(part: float, whole: float, n: int) -> Measure:
    return Measure(value=part / whole, n=n, numerator=part, denominator=whole)


def _effective_number(market: Market) -> Measure:
    return Measure(value=10_000 / market.hhi(), n=market.size)


def _region_slices(catalogue: Answer, hhi: Answer, region: str, market: Market) -> None:
    members = {group: _share(market, group) for group in market.shares()}
    members |= {group: Measure(value=None, n=market.size) for group in ALWAYS if group not in members}
    catalogue.add_rates(
        BASIS, "region_platform", {f"{region}|{group}": measure for group, measure in members.items()}
    )
    hhi.add_rates(BASIS, "region", {region: _hhi(market)})
    hhi.add_rates(BASIS, "region_effective_number", {region: _effective_number(market)})
