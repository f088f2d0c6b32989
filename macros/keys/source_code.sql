{#- The number that stands before a source's own ids in every key. -#}
{% macro source_code(source) %}
    {%- set codes = {
        'imdb': 0, 'tmdb': 1, 'netflix_top10': 2, 'netflix': 3, 'vodclickstream': 4, 'spotify': 5
    } -%}
    {%- if source not in codes -%}
        {{ exceptions.raise_compiler_error("source_code: unknown source '" ~ source ~ "'; known: " ~ codes.keys() | join(', ')) }}
    {%- endif -%}
    {{- return(codes[source]) -}}
{% endmacro %}
