{#-
    Configuration of an incremental model whose load replaces whole partitions and leaves the others alone.
    DuckDB has no insert_overwrite, and partition_by makes it warn; Spark has no delete+insert. The columns stand in
    brackets, as one key, because delete+insert joins row by row on a list: quadratic on a partition's columns.
-#}
{% macro replace_partitions(columns) %}
    {{- return(adapter.dispatch('replace_partitions', 'media_analytics')(columns)) -}}
{% endmacro %}

{% macro default__replace_partitions(columns) %}
    {{- return({'incremental_strategy': 'delete+insert', 'unique_key': '(' ~ columns | join(', ') ~ ')'}) -}}
{% endmacro %}

{% macro spark__replace_partitions(columns) %}
    {{- return({'incremental_strategy': 'insert_overwrite', 'partition_by': columns}) -}}
{% endmacro %}
