"""Genre Trends: popularity share, momentum and rating (KPIs 10 to 12)."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.data.display import DASH, Scale, listed, number, shortened
from reports.data.document import Figure
from reports.data.families.base import Marts, Row, cells, figure, named, source_line
from reports.data.kpis import change_size, member_of, value_scale

UNKNOWN = "Unknown"
BARS = 15  # the other genres are drawn as one bar
SLOPES = 8
ROWS = 20  # of changes and of ratings: more would not be told apart on half a page
INTERVAL = "Whiskers: 95% interval"
CLEAR = "Clear: also allowing for how many genres are compared"


def genre_name(member: str) -> str:
    """A genre, short enough for a chart."""
    return shortened(member, 24)


def year_of(kpi: Mapping[str, Any]) -> int:
    """The release year of the headline."""
    return int(kpi["period_end"][:4])


def cut(rows: Sequence[Row], what: str) -> str:
    """`Shown: the 18 largest changes of 27`, where a figure leaves genres out."""
    return f"Shown: the {ROWS} {what} of {len(rows)}" if len(rows) > ROWS else ""


def share_headline(kpi: Mapping[str, Any]) -> str:
    """The leading genre and its share."""
    value = kpi["display"]["value"]
    return f"{member_of(kpi)} takes the largest share of votes, {value}{share_clause(kpi)}"


def share_clause(kpi: Mapping[str, Any]) -> str:
    """How the leading genre's share changed, as far as the data can say."""
    if kpi["delta"] is None:
        return ""
    if not kpi["delta_is_clear"]:
        return ", with no clear change from the year before"
    verb = "up" if kpi["delta"] > 0 else "down"
    return f", clearly {verb} by {change_size(kpi)} from the year before"


def share_rows(kpi: Mapping[str, Any], slices: Sequence[Row]) -> list[Row]:
    """The ranked bars: genres by share, then those beyond the fifteenth as one."""
    ranked = sorted(slices, key=lambda row: (-row["value"], row["member"]))
    scale = value_scale(kpi)
    rows = [
        {
            "name": genre_name(row["member"]),
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": scale.value(row["value"]),
            "interval": scale.interval(row["ci_low"], row["ci_high"]),
            "kind": "headline" if row["member"] == kpi["headline_member"] else "genre",
        }
        for row in ranked[:BARS]
    ]
    rest = ranked[BARS:]
    if rest:
        total = sum(row["value"] for row in rest)
        name = "1 other genre" if len(rest) == 1 else f"{len(rest)} other genres"
        rows.append(
            {"name": name, "value": total, "ci_low": None, "ci_high": None}
            | {"label": scale.value(total), "interval": DASH, "kind": "rest"}
        )
    return rows


def share_ranked(marts: Marts) -> Figure | None:
    """KPI 10, ranked bars of the headline year."""
    kpi = marts.published("genre_popularity_share")
    slices = marts.slice("genre_popularity_share", "genre")
    if kpi is None or not slices:
        return None
    rows = share_rows(kpi, slices)
    return figure(
        "genre_share_ranked",
        kpi,
        headline=share_headline(kpi),
        subtitle=f"Genre popularity share: % of all votes for titles of {year_of(kpi)}, worldwide",
        shown=f"Ranked bars, from zero: {named(rows)} come first.",
        source=source_line(kpi, INTERVAL),
        data=rows,
        table=cells(
            ["Genre", "Share", "95% interval"],
            1,
            [(row["name"], row["label"], row["interval"]) for row in rows],
        ),
    )


def yearly_shares(slices: Sequence[Row]) -> dict[str, dict[int, float]]:
    """Genre → year → share; the members are written `Drama|2021`."""
    shares: dict[str, dict[int, float]] = {}
    for row in slices:
        member, _, year = row["member"].rpartition("|")
        shares.setdefault(member, {})[int(year)] = row["value"]
    return shares


def slope_clause(rows: Sequence[Row], first: int, last: int) -> str:
    """Who gained and who lost most between the two ends; nothing is said of clarity, as nothing tested it."""
    ends = {(row["name"], row["year"]): row for row in rows}
    names = {row["name"]: row["role"] for row in rows}
    parts = [
        f"{name} {ends[name, first]['label']} to {ends[name, last]['label']}"
        for role in ("riser", "faller")
        for name, found in names.items()
        if found == role
    ]
    if not parts:
        return f"No share differs between {first} and {last}"
    return f"From {first} to {last}: {listed(parts)}"


def slope_rows(kpi: Mapping[str, Any], shares: Mapping[str, Mapping[int, float]]) -> list[Row]:
    """The largest genres of the last year over the years that all of them have."""
    last = year_of(kpi)
    largest = sorted(
        (genre for genre in shares if last in shares[genre]), key=lambda g: (-shares[g][last], g)
    )
    chosen = [genre for genre in largest if genre != UNKNOWN][:SLOPES]
    years = sorted(set.intersection(*(set(shares[genre]) for genre in chosen))) if chosen else []
    if len(years) < 2:
        return []
    gained = {genre: shares[genre][years[-1]] - shares[genre][years[0]] for genre in chosen}
    riser = max(chosen, key=lambda genre: gained[genre])
    faller = min(chosen, key=lambda genre: gained[genre])
    roles = {riser: "riser"} if gained[riser] > 0 else {}
    if gained[faller] < 0:
        roles[faller] = "faller"
    scale = Scale([shares[g][y] for g in chosen for y in years], kpi["unit"], kpi["scale"], kpi["decimals"])
    return [
        {
            "name": genre_name(genre),
            "year": year,
            "value": shares[genre][year],
            "label": scale.value(shares[genre][year]),
            "role": roles.get(genre, "other"),
        }
        for genre in chosen
        for year in years
    ]


def share_slopes(marts: Marts) -> Figure | None:
    """KPI 10, the largest genres over five years."""
    kpi = marts.published("genre_popularity_share")
    shares = yearly_shares(marts.slice("genre_popularity_share", "genre_year"))
    rows = slope_rows(kpi, shares) if kpi is not None else []
    if kpi is None or not rows:
        return None
    years = sorted({row["year"] for row in rows})
    names = list(dict.fromkeys(row["name"] for row in rows))
    labels = {(row["name"], row["year"]): row["label"] for row in rows}
    return figure(
        "genre_share_slopes",
        kpi,
        headline=slope_clause(rows, years[0], years[-1]),
        subtitle=f"Genre popularity share of the {len(names)} largest genres of {years[-1]}, % of a year's "
        "votes, worldwide. Solid: gained most, broken: lost most",
        shown=f"Lines from {years[0]} to {years[-1]}; in {years[-1]}: "
        f"{listed(f'{name} {labels[name, years[-1]]}' for name in names)}.",
        source=source_line(kpi, "Changes over several years are described, not tested"),
        data=rows,
        table=cells(
            ["Genre", *map(str, years)],
            1,
            [(name, *(labels[name, year] for year in years)) for name in names],
        ),
    )


def moved(rows: Sequence[Mapping[str, Any]]) -> str:
    """`Sci-Fi rose clearly, by 3.1 pp` for each of the rows."""
    return listed(
        f"{genre_name(row['member'])} {'rose' if row['value'] > 0 else 'fell'} clearly, by {row['size']}"
        for row in rows
    )


def momentum_clear(marts: Marts) -> list[Row]:
    """The genres whose change is clear after Holm, the largest change first, each with its printed size."""
    kpi = marts.kpis["genre_momentum"]
    scale = value_scale(kpi)
    clear = [row for row in marts.slice("genre_momentum", "genre") if row["is_clear"]]
    ordered = sorted(clear, key=lambda row: (-abs(row["value"]), row["member"]))
    return [row | {"size": scale.value(abs(row["value"]))} for row in ordered]


def momentum_headline(marts: Marts) -> str:
    """The largest change, always; the word `clearly` only where Holm allows it."""
    kpi = marts.kpis["genre_momentum"]
    clear = momentum_clear(marts)
    largest = f"{member_of(kpi)} changed most, {kpi['display']['value']}"
    if not clear:
        return f"{largest}, but no genre moved clearly"
    if not kpi["delta_is_clear"]:
        return f"{largest}, but not clearly; {moved(clear[:2])}"
    others = len(clear) - 1
    beside = {0: "no other genre moved clearly", 1: "one other genre moved clearly"}
    return f"{moved(clear[:1])}; {beside.get(others, f'{others} other genres moved clearly')}"


def momentum_clause(marts: Marts) -> str:
    """What the summary says of the change after its size."""
    kpi = marts.kpis["genre_momentum"]
    clear = momentum_clear(marts)
    if not clear:
        return "no genre moved clearly"
    if kpi["delta_is_clear"]:
        return "the change is clear"
    return f"that change is not clear, but {moved(clear[:1])}"


def momentum_bars(marts: Marts) -> Figure | None:
    """KPI 11, diverging bars."""
    kpi = marts.published("genre_momentum")
    slices = marts.slice("genre_momentum", "genre")
    if kpi is None or not slices:
        return None
    # those that the headline may name are never cut
    largest = sorted(slices, key=lambda row: (not row["is_clear"], -abs(row["value"]), row["member"]))[:ROWS]
    scale = Scale([], kpi["unit"], kpi["scale"], kpi["decimals"])
    finer = Scale([], kpi["unit"], kpi["scale"], kpi["decimals"] + 1)
    rows = [
        {
            "name": genre_name(row["member"]),
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": scale.bare(row["value"], sign=True),
            "interval": finer.interval(row["ci_low"], row["ci_high"], sign=True),
            "clear": bool(row["is_clear"]),
        }
        for row in sorted(largest, key=lambda row: (-row["value"], row["member"]))
    ]
    year = year_of(kpi)
    return figure(
        "genre_momentum_bars",
        kpi,
        headline=momentum_headline(marts),
        subtitle=f"Genre momentum: change of the popularity share from {year - 1} to {year}, percentage "
        "points, worldwide. Dark and bold: clear",
        shown=f"Diverging bars around zero: {named(rows[:1])} pp on top, {named(rows[-1:])} pp below.",
        source=source_line(kpi, INTERVAL, CLEAR, cut(slices, "largest changes")),
        data=rows,
        table=cells(
            ["Genre", "Change, pp", "95% interval", "Clear"],
            1,
            [(row["name"], row["label"], row["interval"], "yes" if row["clear"] else "no") for row in rows],
        ),
    )


def rating_headline(kpi: Mapping[str, Any]) -> str:
    """The best genre, and whether its rating changed since the last snapshot."""
    best = f"{member_of(kpi)} is the best rated genre, {kpi['display']['value']}"
    if kpi["delta"] is None:
        return best
    if not kpi["delta_is_clear"]:
        return f"{best}, with no clear change since the last snapshot"
    verb = "up" if kpi["delta"] > 0 else "down"
    return f"{best}, clearly {verb} by {change_size(kpi)} since the last snapshot"


def rating_dots(marts: Marts) -> Figure | None:
    """KPI 12, the shrunken mean solid and the plain mean hollow."""
    kpi = marts.published("genre_rating")
    slices = marts.slice("genre_rating", "genre")
    if kpi is None or not slices:
        return None
    raw = {row["member"]: row["value"] for row in marts.slice("genre_rating", "genre_raw")}
    scale = value_scale(kpi)
    rows = [
        {
            "name": genre_name(row["member"]),
            "value": row["value"],
            "raw": raw.get(row["member"]),
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": scale.bare(row["value"]),
            "raw_label": scale.bare(raw.get(row["member"])),
            "interval": f"{scale.bare(row['ci_low'])} to {scale.bare(row['ci_high'])}",
            "titles": number(row["n"]),
            "headline": row["member"] == kpi["headline_member"],
        }
        for row in sorted(slices, key=lambda row: (-row["value"], row["member"]))[:ROWS]
    ]
    return figure(
        "genre_rating_dots",
        kpi,
        headline=rating_headline(kpi),
        subtitle="Genre rating: mean of its titles, 1 to 10 points, "
        f"{kpi['display']['period']}, worldwide. Solid: drawn to the overall mean, most "
        "where votes are few; hollow: plain",
        shown=f"Dots, the plain mean hollow and the shrunken mean solid: {named(rows)} points come first.",
        source=source_line(kpi, INTERVAL, cut(slices, "best rated")),
        data=rows,
        table=cells(
            ["Genre", "Plain mean", "Shrunken mean", "95% interval", "Titles"],
            1,
            [(r["name"], r["raw_label"], r["label"], r["interval"], r["titles"]) for r in rows],
        ),
    )


FIGURES = (share_ranked, share_slopes, momentum_bars, rating_dots)
CLAUSES = {"genre_momentum": momentum_clause}
