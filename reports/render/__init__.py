"""From P07_data.json alone to the PDF and the HTML edition: no warehouse, no network, no clock."""
