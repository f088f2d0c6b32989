{#- The code of a region that the seeds may lack: a code of two letters in upper case, a name as it stands. -#}
{% macro inferred_region(expr) -%}
    nullif(case when length(trim({{ expr }})) = 2 then upper(trim({{ expr }})) else trim({{ expr }}) end, '')
{%- endmacro %}
