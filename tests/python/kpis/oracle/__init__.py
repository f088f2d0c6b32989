"""The fourteen KPIs once more, from the raw tables, in Polars and NumPy: written from their definitions.

`answers.all_answers` computes everything that the three marts hold. Of the star it reads only which title a
source's title is, what it is called, and the snapshots of subscribers and ratings that raw no longer has.
"""
