{#-
    A select of some columns of a relation and `normalised_title`, what a title is compared by: equal for spellings that mean
    the same, and only for these. Null for null and for blanks.

        Amélie · AMELIE                    → amelie              case and accents
        Schindler's List · Schindler’s …   → schindlers list     an apostrophe joins
        S.W.A.T. · SWAT                    → swat                so does a full stop, but not before a digit;
        Vol.2 · Vol. 2                     → vol 2               every other mark parts
        20,000 Leagues · 20000 Leagues     → 20000 leagues       but for a comma within a number
        Fast & Furious · … and …           → fast and furious
        The Witcher · Witcher, The         → witcher             English articles at either end
        Rocky II · Rocky 2                 → rocky 2             Roman numerals to XX as the last word
        Москва · 東京                      → москва · 東京       any script; marks within a word stay
        !!! · ?                            → !!! · ?             never empty: without letters it stays as it is

    Step by step in subqueries, because one expression would be too deep to read, for a parser too.
-#}
{% macro normalised_titles(relation, title, columns) -%}
    {%- set kept = columns | join(',\n    ') -%}
    {%- set numerals = [
        'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv', 'xvi', 'xvii', 'xviii',
        'xix', 'xx'
    ] -%}
    {%- set words = ["replace(replace(replace(title_letters, '''', ''), '&', ' and '), '…', ' ')"] -%}
    {%- for pattern, replacement in [
        (', (the|a|an) *$', ''),
        ('([0-9]),([0-9][0-9][0-9])', '\\1\\2'),
        ('\\.\\.+|\\.([0-9])', ' \\1'),
        ('\\.', ''),
        ('[^\\p{L}\\p{M}\\p{N}]+', ' '),
        ('^ | $', ''),
        ('^(the|a|an) ([^ ])', '\\2'),
    ] -%}
        {%- do words.append(replace_all(words[-1], pattern, replacement)) -%}
    {%- endfor -%}
select
    {{ kept }},
    case
        {%- for numeral in numerals %}
        when title_words like '% {{ numeral }}'
            then concat(substr(title_words, 1, length(title_words) - {{ numeral | length }}), '{{ loop.index }}')
        {%- endfor %}
        when title_words = '' then nullif(lower(trim({{ title }})), '')
        else title_words
    end as normalised_title
from (
    select
        *,
        {{ words[-1] }} as title_words
    from (
        select
            *,
            {{ plain_letters(title) }} as title_letters
        from {{ relation }}
    ) as lettered
) as worded
{%- endmacro %}
