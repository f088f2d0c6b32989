{#- The fourteen ids, in the report's order: tests that guard every KPI name them by this. -#}
{% macro all_kpi_ids() %}
    {{- return([
        'total_views', 'total_streams', 'hit_concentration',
        'watch_hours_per_viewer', 'completion_rate', 'time_on_chart',
        'cancellation_rate', 'retention_12m', 'dormant_share',
        'genre_popularity_share', 'genre_momentum', 'genre_rating',
        'platform_catalogue_share', 'platform_hhi'
    ]) -}}
{% endmacro %}
