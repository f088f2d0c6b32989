"""The body of P07_data.json: every printed string is made here, once."""
