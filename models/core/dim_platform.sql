{{ contract_row({
    'platform_key': -1,
    'platform_name': "'Unknown'",
    'platform_group': "'Unknown'",
    'platform_type': "'unknown'",
    'is_current': 'true',
    'is_inferred': 'false'
}) }}
union all
select
    platform_key,
    provider_id,
    version,
    platform_name,
    platform_group,
    platform_type,
    valid_from,
    valid_to,
    is_current,
    is_inferred
from {{ ref('int_platform_versions') }}
