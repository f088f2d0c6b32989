{#-
    Key of a person's id: a hash of the salt and the id. Joined by `||`, so that it is null, and not an unsalted hash,
    where the salt is missing.
-#}
{% macro salted_key(source, salt, expr) -%}
    {{ text_key(source, salt ~ " || '|' || " ~ expr) }}
{%- endmacro %}
