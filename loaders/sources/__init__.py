"""The sources, each one small module behind the protocol in `base`."""

from __future__ import annotations

from loaders.sources.base import Source
from loaders.sources.imdb import Imdb
from loaders.sources.netflix import Netflix
from loaders.sources.netflix_top10 import NetflixTop10
from loaders.sources.spotify import Spotify
from loaders.sources.tmdb import Tmdb

_ALL: tuple[Source, ...] = (Imdb(), Tmdb(), Netflix(), Spotify(), NetflixTop10())
SOURCES: dict[str, Source] = {source.id: source for source in _ALL}
"""By id, in the order in which they are fetched."""
