"""One module a KPI family: its figures, its tables and the rules of its headlines."""
