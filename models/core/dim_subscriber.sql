{{ contract_row({'subscriber_key': -1, 'subscription_plan': "'Unknown'", 'is_inferred': 'false'}) }}
