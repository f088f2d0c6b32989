"""People: whose titles of the last five years draw the votes, and in how many regions these have a name."""

from collections.abc import Mapping
from typing import Any

import duckdb

from reports.data.display import DASH, Scale, number, shortened
from reports.data.document import Table
from reports.data.families.base import cells, source_line
from reports.evidence import warehouse

PEOPLE = 8
YEARS, LEAST_TITLES, ROLES = 5, 3, 2
CELL = 40  # characters of a name or title; each may be hostile, and as long as it likes
RATED = ("fact_ratings", "dim_title", "fact_source_load")

# What counts, as for the genre KPIs: films and series, no adult titles, of the years asked for.
RECENT_TITLES = """
with current_load as (
    select data_mode, cast(strftime(snapshot_date, '%Y%m%d') as int) as snapshot_date_key
    from core.fact_source_load
    where table_name = 'imdb_title_ratings' and status = 'present'
),

recent_titles as (
    select titles.title_key, titles.imdb_id, titles.primary_title, ratings.avg_rating, ratings.num_votes
    from core.fact_ratings as ratings
    inner join current_load using (data_mode, snapshot_date_key)
    inner join core.dim_title as titles using (title_key)
    inner join reference.title_types as types using (title_type)
    where
        types.is_counted and not coalesce(titles.is_adult, false)
        and titles.start_year between ? and ? and ratings.num_votes > 0
)
"""

# One pass over the credits: they are joined with the few titles that count before anything is grouped.
TOP_PEOPLE = """,

credits as (
    select distinct crew.person_key, crew.title_key, crew.role
    from core.fact_cast_crew as crew
    semi join recent_titles using (title_key)
    inner join reference.roles as roles using (role)
    -- who plays themselves or is seen in old footage did not make the title
    where crew.person_key != -1 and roles.role_group not in ('archive', 'music') and crew.role != 'self'
),

credited as (
    select person_key, title_key
    from credits
    group by person_key, title_key
),

ranked as (
    select
        credited.person_key,
        count(*) as titles,
        sum(recent_titles.num_votes) as votes,
        sum(recent_titles.avg_rating * recent_titles.num_votes) / sum(recent_titles.num_votes) as rating,
        -- the smallest key breaks ties between equal votes
        arg_max(
            coalesce(recent_titles.primary_title, recent_titles.imdb_id),
            (recent_titles.num_votes, -recent_titles.title_key)
        ) as most_voted
    from credited
    inner join recent_titles using (title_key)
    group by credited.person_key
    having count(*) >= ?
),

top_people as (
    select *, count(*) over () as people
    from ranked
    order by votes desc, person_key
    limit ?
)

select
    top_people.*,
    people.name,
    people.imdb_id,
    (
        select string_agg(role_name, ', ' order by role_titles desc, role_name)
        from (
            select
                roles.role_name,
                count(*) as role_titles,
                row_number() over (order by count(*) desc, roles.role_name) as place
            from credits
            inner join reference.roles as roles using (role)
            where credits.person_key = top_people.person_key
            group by roles.role_name
        )
        where place <= ?
    ) as roles
from top_people
left join core.dim_person as people using (person_key)
order by top_people.votes desc, top_people.person_key
"""

# In how many regions a title has a name of its own; continents and the world are no regions.
TITLE_REACH = """,

named as (
    select distinct bridge.title_key, bridge.region_key
    from core.bridge_title_region as bridge
    semi join recent_titles using (title_key)
    inner join core.dim_region as regions using (region_key)
    where regions.region_key != -1 and not regions.is_aggregate
),

reach as (
    select recent_titles.title_key, count(named.region_key) as regions
    from recent_titles
    left join named using (title_key)
    group by recent_titles.title_key
)

select
    count(*) as titles,
    count(*) filter (where regions = 0) as "none",
    count(*) filter (where regions = 1) as one,
    count(*) filter (where regions between 2 and 4) as few,
    count(*) filter (where regions between 5 and 9) as some,
    count(*) filter (where regions between 10 and 19) as many,
    count(*) filter (where regions >= 20) as most
from reach
"""
REACH = {
    "none": "No region",
    "one": "1 region",
    "few": "2 to 4",
    "some": "5 to 9",
    "many": "10 to 19",
    "most": "20 or more",
}


def years_of(share: Mapping[str, Any]) -> tuple[int, int]:
    """The last five complete release years, up to the headline year of KPI 10."""
    last = int(share["period_end"][:4])
    return last - YEARS + 1, last


def held(con: duckdb.DuckDBPyConnection, *tables: str) -> bool:
    """Whether the warehouse has the ratings and these tables."""
    return all(warehouse.has_table(con, "core", table) for table in (*RATED, *tables))


def counted(share: Mapping[str, Any], count: str) -> dict[str, Any]:
    """The KPI whose votes a table shows, with the table's own n."""
    return {**share, "display": {**share["display"], "n": count}}


def title_reach(con: duckdb.DuckDBPyConnection, share: Mapping[str, Any] | None) -> Table | None:
    """For how many regions IMDb lists the rated titles of five years."""
    if share is None or not held(con, "bridge_title_region", "dim_region"):
        return None
    first, last = years_of(share)
    found = warehouse.rows(con, RECENT_TITLES + TITLE_REACH, [first, last])[0]
    titles = found["titles"]
    if not titles:
        return None
    scale = Scale([found[part] / titles for part in REACH], "%", 100, 1)
    far = found["many"] + found["most"]
    wide = f"{scale.value(far / titles)} of the" if far else "0% of the"
    body = [(name, number(found[part]), scale.value(found[part] / titles)) for part, name in REACH.items()]
    return Table(
        id="title_reach",
        kpi_id=None,
        headline=f"IMDb lists {wide} titles for ten regions or more",
        subtitle=f"Rated films and series of {first} to {last} by the number of regions for which IMDb lists "
        "a title",
        source_line=source_line(
            counted(share, f"{number(titles)} titles"), "Continents and the world left out"
        ),
        **cells(["Regions", "Titles", "Share"], 1, body),
    )


def person_cells(place: int, row: Mapping[str, Any]) -> list[str]:
    """A row of the talent table."""
    return [
        str(place),
        plain(row["name"] or row["imdb_id"]),
        row["roles"],
        number(row["titles"]),
        number(row["rating"], 1),
        number(row["votes"]),
        plain(row["most_voted"]),
        str(row["imdb_id"] or DASH),
    ]


def plain(text: str | None) -> str:
    """A name on one line, cut where it would fill the page."""
    return shortened(" ".join((text or "").split()) or DASH, CELL)


def top_people(con: duckdb.DuckDBPyConnection, share: Mapping[str, Any] | None) -> Table | None:
    """The people whose rated titles of the last five years have the most votes."""
    if share is None or not held(con, "fact_cast_crew", "dim_person"):
        return None
    first, last = years_of(share)
    rows = warehouse.rows(con, RECENT_TITLES + TOP_PEOPLE, [first, last, LEAST_TITLES, PEOPLE, ROLES])
    if not rows:
        return None
    printed = cells(
        ["#", "Name", "Roles", "Titles", "Rating", "Votes", "Most voted title", "IMDb id"],
        0,
        [person_cells(place, row) for place, row in enumerate(rows, start=1)],
    )
    printed["align"] = ["right", "left", "left", "right", "right", "right", "left", "left"]
    name = shortened(plain(rows[0]["name"] or rows[0]["imdb_id"]))
    return Table(
        id="top_people",
        kpi_id=None,
        headline=f"{name} has the most voted titles of {first} to {last}, {number(rows[0]['votes'])} votes",
        subtitle=f"At least {LEAST_TITLES} rated films or series of {first} to {last}, by the sum of their "
        "votes; rating: the mean weighed by votes; roles: most frequent first",
        source_line=source_line(
            counted(share, f"{number(rows[0]['people'])} people"),
            "Every credited person of a title counts its votes in full",
            "Left out: adult titles, episodes, appearances as oneself, archive footage",
        ),
        **printed,
    )
