-- Reconciliation: every raw table of the charts holds as many rows as the load in place wrote.
{{ config(meta={'kpi_ids': ['total_streams', 'hit_concentration', 'time_on_chart']}) }}
{{ rows_of_the_load({
    'spotify_charts_legacy': ref('stg_spotify__charts_legacy'),
    'spotify_charts_current': ref('stg_spotify__charts_current'),
    'spotify_charts_archive': ref('stg_spotify__charts_archive'),
    'spotify_charts_daily': ref('stg_spotify__charts_daily'),
}) }}
