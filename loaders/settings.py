"""Settings: the environment first, then `.env` in the working directory, then the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from loaders.errors import UsageError

_SIZE = re.compile(r"\d+(\.\d+)?\s*([KMGT]i?)?B", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """What the loaders take from their surroundings. Relative paths start at the working directory."""

    warehouse: Path
    data_dir: Path
    temp_dir: Path
    memory_limit: str
    """DuckDB's limit, for example `4GB`."""
    threads: int
    salt: str = field(repr=False)
    """Key of the hash that stands for a subscriber. Empty: none set."""
    timeout_s: float
    """Seconds without an answer, or without a byte of a body, after which a call is tried again."""
    retry_wait_s: float
    """Seconds before the second attempt; each further wait is twice as long."""
    imdb_url: str = field(repr=False)  # as every address, it may hold a user and a password
    tmdb_url: str = field(repr=False)
    tmdb_exports_url: str = field(repr=False)
    netflix_top10_url: str = field(repr=False)
    kaggle_url: str = field(repr=False)
    """Empty: Kaggle itself, by its own client."""
    tmdb_token: str = field(repr=False)
    """Read access token (v4). Empty: none set."""
    tmdb_rate: float
    """Requests a second."""
    kaggle_token: str = field(repr=False)
    kaggle_username: str
    kaggle_key: str = field(repr=False)
    spotify_dir: Path | None
    """The folder of the charts that the user downloaded."""
    spotify_datasets: tuple[str, ...] = ("archive",)
    """Which of Spotify's datasets on Kaggle are fetched: `archive`, `daily`, both or none."""

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
        """Read the settings; an empty value counts as not set. Raises UsageError for an impossible one."""
        given, kept = os.environ if env is None else env, _dotenv((cwd or Path()) / ".env")

        def get(name: str, default: str) -> str:
            return given.get(name, "").strip() or kept.get(name, "").strip() or default

        def address(name: str, default: str) -> str:
            return _base_address(name, text) if (text := get(name, default)) else ""

        return cls(
            warehouse=Path(get("MEDIA_WAREHOUSE", "data/media.duckdb")),
            data_dir=Path(get("MEDIA_DATA_DIR", "data")),
            temp_dir=Path(get("MEDIA_TEMP_DIR", "data/tmp")),
            memory_limit=_size("MEDIA_MEMORY_LIMIT", get("MEDIA_MEMORY_LIMIT", "4GB")),
            threads=int(_number("MEDIA_THREADS", get("MEDIA_THREADS", "2"), least=1)),
            salt=get("MEDIA_SALT", ""),
            timeout_s=_number("MEDIA_TIMEOUT_SECONDS", get("MEDIA_TIMEOUT_SECONDS", "60"), least=0.01),
            retry_wait_s=_number("MEDIA_RETRY_SECONDS", get("MEDIA_RETRY_SECONDS", "1"), least=0),
            imdb_url=address("MEDIA_IMDB_URL", "https://datasets.imdbws.com/"),
            tmdb_url=address("MEDIA_TMDB_URL", "https://api.themoviedb.org/3/"),
            tmdb_exports_url=address("MEDIA_TMDB_EXPORTS_URL", "https://files.tmdb.org/p/exports/"),
            netflix_top10_url=address("MEDIA_NETFLIX_TOP10_URL", "https://www.netflix.com/tudum/top10/data/"),
            kaggle_url=address("MEDIA_KAGGLE_URL", ""),
            tmdb_token=get("TMDB_API_TOKEN", ""),
            tmdb_rate=_number("MEDIA_TMDB_RATE", get("MEDIA_TMDB_RATE", "20"), least=0.1),
            kaggle_token=get("KAGGLE_API_TOKEN", ""),
            kaggle_username=get("KAGGLE_USERNAME", ""),
            kaggle_key=get("KAGGLE_KEY", ""),
            spotify_dir=Path(folder) if (folder := get("MEDIA_SPOTIFY_DIR", "")) else None,
            spotify_datasets=_datasets(get("MEDIA_SPOTIFY_DATASETS", "archive")),
        )


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values  # here, so that `loaders doctor` runs where nothing is installed

    return {name: value for name, value in dotenv_values(path).items() if value}


def _number(name: str, text: str, least: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value < float("inf"):
        raise UsageError(f"{name}={text!r} must be a number from {least:g}")
    return value


def _size(name: str, text: str) -> str:
    if not _SIZE.fullmatch(text):
        raise UsageError(f"{name}={text!r} must be a size such as 4GB or 512MB")
    return text


def _datasets(text: str) -> tuple[str, ...]:
    """The Spotify datasets that a comma list names."""
    names = tuple(dict.fromkeys(name.strip() for name in text.lower().split(",")))
    if names != ("none",) and not set(names) <= {"archive", "daily"}:
        raise UsageError(f"MEDIA_SPOTIFY_DATASETS={text!r} must be archive, daily, archive,daily or none")
    return () if names == ("none",) else names


def _base_address(name: str, text: str) -> str:
    """The address with a slash at its end, so that a file name can be joined to it."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"{name} must be an http or https address such as https://mirror.example/imdb/")
    return text.rstrip("/") + "/"
