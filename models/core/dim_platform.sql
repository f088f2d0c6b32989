{{ contract_row({
    'platform_key': -1,
    'platform_name': "'Unknown'",
    'platform_group': "'Unknown'",
    'platform_type': "'unknown'",
    'is_current': 'true',
    'is_inferred': 'false'
}) }}
