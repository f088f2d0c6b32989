-- The macro normalised_titles, pair by pair: spellings that mean the same become equal, other titles do not.
{% set wanted = [
    ("Amélie", "amelie"),
    ("AMELIE", "amelie"),
    ("Cafe\u0301 Zu\u0308rn", "cafe zurn"),
    ("Pokémon: The Movie", "pokemon the movie"),
    ("Ærø på Åen: Łódka i Żuraw", "aero pa aen lodka i zuraw"),
    ("İstanbul", "istanbul"),
    ("Straße", "strasse"),
    ("Schindler''s List", "schindlers list"),
    ("Schindler’s List", "schindlers list"),
    ("S.W.A.T.", "swat"),
    ("E.T. the Extra-Terrestrial", "et the extra terrestrial"),
    ("Once Upon a Time... in Hollywood", "once upon a time in hollywood"),
    ("Once Upon a Time…in Hollywood", "once upon a time in hollywood"),
    ("Guardians Vol.2", "guardians vol 2"),
    ("Guardians, Vol. 2", "guardians vol 2"),
    ("20,000 Leagues", "20000 leagues"),
    ("Fast & Furious", "fast and furious"),
    ("The Witcher", "witcher"),
    ("Witcher, The", "witcher"),
    ("A Quiet Place", "quiet place"),
    ("An Education", "education"),
    ("The", "the"),
    ("The A", "a"),
    ("Theory", "theory"),
    ("Die Hard", "die hard"),
    ("Rocky II", "rocky 2"),
    ("Rocky 2", "rocky 2"),
    ("Rocky V", "rocky 5"),
    ("Rocky XIV", "rocky 14"),
    ("Rocky VIII", "rocky 8"),
    ("V", "v"),
    ("Civic", "civic"),
    ("Cube²", "cube 2"),
    ("  Late   Ferry ", "late ferry"),
    ("Москва", "москва"),
    ("Ёлки", "елки"),
    ("東京", "東京"),
    ("दिल", "दिल"),
    ("がき", "がき"),
    ("한국", "한국"),
    ("!!!", "!!!"),
    (" ? ", "?"),
    ("1|2", "1 2"),
    ("🌊", "🌊"),
] %}

with titles as (
    {%- for title, _ in wanted %}
    select '{{ title }}' as title
    union all
    {%- endfor %}
    select cast(null as string) as title
    union all
    select '  ' as title
),

expected as (
    {%- for title, normalised in wanted %}
    select
        '{{ title }}' as title,
        '{{ normalised }}' as wanted_title
    union all
    {%- endfor %}
    select
        cast(null as string) as title,
        cast(null as string) as wanted_title
    union all
    select
        '  ' as title,
        cast(null as string) as wanted_title
),

found as (
    {{ normalised_titles('titles', 'title', ['title']) }}
)

select
    found.title,
    found.normalised_title,
    expected.wanted_title
from found
inner join expected on found.title is not distinct from expected.title
where found.normalised_title is distinct from expected.wanted_title
