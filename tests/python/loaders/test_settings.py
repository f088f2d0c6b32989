"""Settings come from the environment, then from `.env`, then from the defaults."""

from __future__ import annotations

import re
from pathlib import Path

from loaders.settings import Settings

ROOT = Path(__file__).parents[3]


def test_defaults(tmp_path: Path) -> None:
    settings = Settings.load({}, tmp_path)
    assert settings.warehouse == Path("data/media.duckdb")
    assert settings.data_dir == Path("data")
    assert settings.temp_dir == Path("data/tmp")
    assert (settings.memory_limit, settings.threads) == ("4GB", 2)
    assert settings.imdb_url == "https://datasets.imdbws.com/"


def test_the_environment_comes_before_the_file_and_empty_means_not_set(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "MEDIA_THREADS=3\nMEDIA_MEMORY_LIMIT=1GB\nMEDIA_WAREHOUSE=\nMEDIA_SALT='a b'\n"
    )
    settings = Settings.load({"MEDIA_THREADS": "5", "MEDIA_MEMORY_LIMIT": ""}, tmp_path)
    assert (settings.threads, settings.warehouse, settings.salt) == (5, Path("data/media.duckdb"), "a b")
    assert settings.memory_limit == "1GB"


def test_a_mirror_needs_no_slash(tmp_path: Path) -> None:
    assert Settings.load({"MEDIA_IMDB_URL": "http://mirror.example/imdb"}, tmp_path).imdb_url.endswith(
        "/imdb/"
    )


def test_the_example_shows_every_setting_with_its_default(tmp_path: Path) -> None:
    named = r"\b(?:MEDIA|TMDB_API|KAGGLE)_[A-Z_]+\b"
    shown = re.sub(rf"(?m)^# (?={named}=)", "", (ROOT / ".env.example").read_text())
    (tmp_path / ".env").write_text(shown)
    assert Settings.load({}, tmp_path) == Settings.load({}, tmp_path / "elsewhere")
    source = (ROOT / "loaders/settings.py").read_text()
    assert set(re.findall(named, shown)) == set(re.findall(named, source))


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    secrets = {
        "MEDIA_SALT": "secret-1",
        "TMDB_API_TOKEN": "secret-2",
        "KAGGLE_API_TOKEN": "secret-3",
        "KAGGLE_KEY": "secret-4",
        "MEDIA_TMDB_URL": "https://me:secret-5@mirror.example/3",
    }
    settings = Settings.load(secrets, tmp_path)
    assert (settings.tmdb_token, settings.kaggle_key) == ("secret-2", "secret-4")
    assert "secret" not in repr(settings)
