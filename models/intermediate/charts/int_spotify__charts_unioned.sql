{% set formats = {
    'legacy': {'start': 'chart_start', 'end': 'chart_end', 'separator': ', ', 'has_files': true},
    'current': {'start': 'chart_start', 'end': 'chart_end', 'separator': ', ', 'has_files': true},
    'archive': {'start': 'chart_date', 'end': 'chart_date', 'separator': ', ', 'has_files': false},
    'daily': {'start': 'chart_date', 'end': 'chart_date', 'separator': '|', 'has_files': false},
} %}

with unioned as (
    {%- for format, terms in formats.items() %}
    select
        'spotify_charts_{{ format }}' as provenance,
        {{ 'file_name' if terms.has_files else "''" }} as file_name,
        chart,
        coalesce(region_name, '') as region_name,
        {{ terms.start }} as chart_start,
        {{ terms.end }} as chart_end,
        rank,
        track_id,
        -- a track without an id is known by its name and artists
        coalesce(
            track_id,
            lower(trim(track_name)) || '|' || coalesce(lower(trim(artist_text)), '')
        ) as source_title_id,
        track_name,
        artist_text,
        '{{ terms.separator }}' as artist_separator,
        {{ 'release_date' if format == 'daily' else 'cast(null as date)' }} as release_date,
        streams_published
    from {{ ref('stg_spotify__charts_' ~ format) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    *,
    chart is not null
    and coalesce({{ in_calendar('chart_start', 'chart_end') }}, false)
    and coalesce(rank >= 1, false)
    and (track_id is not null or track_name is not null) as is_readable
from unioned
