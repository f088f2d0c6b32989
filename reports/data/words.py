"""The words that codes are printed as."""

from collections.abc import Mapping

from reports.data.display import listed

STATUS = {
    "available": "Available",
    "partial": "Partial",
    "estimated": "Estimated",
    "not_available": "Not available",
}

SOURCE = {
    "imdb": "IMDb",
    "tmdb": "TMDB",
    "netflix": "Netflix watch history",
    "spotify": "Spotify charts",
    "netflix_top10": "Netflix Top 10",
}

# What a value is counted on, short enough for a tile.
BASIS = {
    "netflix_top10": "Netflix Top 10, worldwide",
    "watch_sessions": "Watch sessions",
    "spotify_weekly": "Global Top 200, weekly",
    "spotify_daily": "Global Top 200, daily",
    "two_snapshots": "Two snapshots",
    "one_snapshot": "One snapshot",
    "active_subscribers": "One snapshot and sessions",
    "imdb_votes": "IMDb votes",
    "subscription_offers": "Subscription offers",
}

# The unit that n counts, by KPI; where a KPI's bases count unlike things, by basis.
COUNTED: dict[str, str | dict[str, str]] = {
    "total_views": {"netflix_top10": "charted entries", "watch_sessions": "sessions"},
    "total_streams": "tracks",
    "hit_concentration": {
        "spotify_weekly": "tracks",
        "spotify_daily": "tracks",
        "netflix_top10": "titles",
        "watch_sessions": "titles",
    },
    "watch_hours_per_viewer": "viewers",
    "completion_rate": "viewer–title pairs",
    "time_on_chart": "spells",
    "cancellation_rate": "subscribers",
    "retention_12m": "subscribers",
    "dormant_share": "active subscribers",
    "genre_popularity_share": "titles",
    "genre_momentum": "titles",
    "genre_rating": "titles",
    "platform_catalogue_share": "titles",
    "platform_hhi": "titles",
}

REASON = {
    "SOURCE_MISSING": "source not loaded: {sources}",
    "SOURCE_STALE": "source too old: {sources}",
    "CREDENTIAL_MISSING": "no credential for {sources}",
    "FIELD_ABSENT": "the source lacks a field that it needs",
    "WINDOW_TOO_SHORT": "the data cover too short a time",
    "MIN_N_NOT_MET": "too few cases for a rate",
    "BLOCKING_TEST_FAILED": "a test that guards it failed or did not run",
    "DEPENDS_ON_UNAVAILABLE": "what it is computed from is not available",
    "MEDIAN_NOT_REACHED": "half of the spells are not over yet",
}

# Why there is no change to print: on a tile, and in a sentence.
NO_CHANGE = {
    "NO_PREVIOUS_PERIOD": ("no previous period", "there is no previous period to compare it with"),
    "MIN_N_NOT_MET": ("too few cases before", "the period before has too few cases to compare it with"),
}

NATURE = {
    "observed": "Observed data: computed from what the sources published.",
    "synthetic": "Synthetic data: all numbers come from invented files and say nothing about the world.",
    "estimated": "Estimated data: computed from published figures and from estimates, which are marked.",
    "mixed": "Mixed data: some numbers are observed, others synthetic or estimated, and each says which.",
}

# How an unpublished figure is estimated.
METHOD = {
    "loglog_interp": "From the ranks above and below it",
    "lag_profile": "From the same rank in earlier charts",
    "hours_over_runtime": "From hours viewed and running time",
}

# What the reader of a number should keep in mind, beside what its status says.
CAVEAT: dict[str, str | dict[str, str]] = {
    "total_views": {
        "netflix_top10": "Titles that reach the chart only; views of the others are not published.",
        "watch_sessions": "Sessions of known subscribers with titles whose runtime is known.",
    },
    "total_streams": "Chart-eligible streams of the Top 200, neither all plays nor listeners.",
    "hit_concentration": "Concentration within what the source lists, not within all that is played.",
    "watch_hours_per_viewer": "Subscribers who watched nothing are left out.",
    "completion_rate": "Pairs without a recorded progress are left out.",
    "time_on_chart": "A re-entry counts as a new spell.",
    "cancellation_rate": {
        "two_snapshots": "Who was active at the first snapshot and is not at the second, scaled to 30 days.",
        "one_snapshot": "Not a monthly rate: one snapshot does not say when they cancelled.",
    },
    "retention_12m": "Subscribers of one tenure at one snapshot, not one cohort followed through time.",
    "dormant_share": "Watching elsewhere on the same account is not seen.",
    "genre_popularity_share": "Votes are given by registered users, at any time after release: not viewing.",
    "genre_momentum": "Votes for the newest titles are still coming in, and not equally fast in every genre.",
    "genre_rating": "Who votes differs between genres; the titles, not the votes, are the units.",
    "platform_catalogue_share": "What can be watched where, not what is watched.",
    "platform_hhi": "Concentration of catalogues, not of viewing.",
}


# What a coverage below one lacks, where that is not rows; `{share}` is the coverage.
COVERED = {
    "time_on_chart": "{share} of the charts between the first and the last are there; spells end at a gap.",
}


def of_basis(texts: Mapping[str, str | dict[str, str]], kpi_id: str, basis: str | None) -> str:
    """The text of a KPI and basis, without a basis that of the KPI's first; empty where there is none."""
    text = texts.get(kpi_id, "")
    return text if isinstance(text, str) else text.get(basis or "", next(iter(text.values())))


def sources_in_words(sources: str, last: str = "or") -> str:
    """`netflix,netflix_top10` as `Netflix watch history or Netflix Top 10`."""
    return listed((SOURCE.get(name, name) for name in sources.split(",") if name), last)


def reason_in_words(reason_code: str | None, sources: str) -> str:
    """Why a KPI is not available; a code that is new here is printed as it stands, in lower case."""
    if not reason_code:
        return "the reason was not recorded"
    text = REASON.get(reason_code, reason_code.replace("_", " ").lower())
    return text.format(sources=sources_in_words(sources) or "its source")
