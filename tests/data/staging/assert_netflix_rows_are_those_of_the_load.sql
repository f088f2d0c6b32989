-- Reconciliation: the raw tables of the watch history and the clickstream hold as many rows as the load in place wrote.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'cancellation_rate', 'retention_12m',
    'dormant_share'
]}) }}
{{ rows_of_the_load({
    'netflix_users': ref('stg_netflix__users'),
    'netflix_movies': ref('stg_netflix__movies'),
    'netflix_watch_history': ref('stg_netflix__watch_history'),
    'netflix_clickstream': ref('stg_netflix__clickstream'),
}) }}
