"""The four evidence files: how they are made, written and verified."""
