"""The sources, each one small module behind the protocol in `base`."""

from __future__ import annotations

from loaders.sources.base import Source
from loaders.sources.imdb import Imdb

SOURCES: dict[str, Source] = {source.id: source for source in (Imdb(),)}
"""By id, in the order in which they are fetched."""
