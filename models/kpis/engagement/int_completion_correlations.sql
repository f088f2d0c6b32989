-- How far the completion rates of a month and of the one before go together: many viewers are in both.
with viewers as (
    select * from {{ ref('int_viewer_completions') }}
    where dimension = 'basis'
),

correlations as (
    {{ rate_correlation(
        'viewers', 'subscriber_key', 'months_back', 'months_back + 1', hits='completers', size='pairs'
    ) }}
)

select
    place as months_back,
    correlation
from correlations
