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
    shown = re.sub(r"(?m)^# (?=MEDIA_)", "", (ROOT / ".env.example").read_text())
    (tmp_path / ".env").write_text(shown)
    assert Settings.load({}, tmp_path) == Settings.load({}, tmp_path / "elsewhere")
    source = (ROOT / "loaders/settings.py").read_text()
    assert set(re.findall(r"MEDIA_\w+", shown)) == set(re.findall(r"MEDIA_\w+", source))
