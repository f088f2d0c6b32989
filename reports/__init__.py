"""Evidence and report: what the build says of itself, and the pages made from it."""
