"""The words that codes are printed as."""

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

# The unit that n counts, one for each KPI.
COUNTED = {
    "total_views": "titles",
    "total_streams": "tracks",
    "hit_concentration": "titles",
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
    "DEPENDS_ON_UNAVAILABLE": "what it is computed from is not available in this version",
    "MEDIAN_NOT_REACHED": "half of the spells are not over yet",
}

NATURE = {
    "observed": "Observed data: computed from what the sources published.",
    "synthetic": "Synthetic data: all numbers come from invented files and say nothing about the world.",
    "estimated": "Estimated data: computed from published figures and from estimates, which are marked.",
    "mixed": "Mixed data: some numbers are observed, others synthetic or estimated, and each says which.",
}

# What the reader of a number should keep in mind, beside what its status says.
CAVEAT = {
    "total_views": "Titles that reach the chart only; views of the others are not published.",
    "total_streams": "Chart-eligible streams of the Top 200, neither all plays nor listeners.",
    "hit_concentration": "Concentration within the titles that the source lists.",
    "watch_hours_per_viewer": "Subscribers who watched nothing are left out.",
    "completion_rate": "Pairs without a recorded progress are left out.",
    "time_on_chart": "A re-entry counts as a new spell.",
    "cancellation_rate": "Not a monthly rate unless two snapshots exist.",
    "retention_12m": "Subscribers of one tenure at one snapshot, not one cohort followed through time.",
    "dormant_share": "Watching elsewhere on the same account is not seen.",
    "genre_popularity_share": "Votes are given by registered users, at any time after release: not viewing.",
    "genre_momentum": "Votes for the newest titles are still coming in, and not equally fast in every genre.",
    "genre_rating": "Who votes differs between genres; the titles, not the votes, are the units.",
    "platform_catalogue_share": "What can be watched where, not what is watched.",
    "platform_hhi": "Concentration of catalogues, not of viewing.",
}


def sources_in_words(sources: str, last: str = "or") -> str:
    """`netflix,netflix_top10` as `Netflix watch history or Netflix Top 10`."""
    return listed((SOURCE.get(name, name) for name in sources.split(",") if name), last)


def reason_in_words(reason_code: str | None, sources: str) -> str:
    """Why a KPI is not available; a code that is new here is printed as it stands, in lower case."""
    if not reason_code:
        return "the reason was not recorded"
    text = REASON.get(reason_code, reason_code.replace("_", " ").lower())
    return text.format(sources=sources_in_words(sources) or "its source")
