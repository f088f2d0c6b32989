"""generate(): the same bytes from the same seed, rows in proportion to the scale, safe to break off."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from loaders.sample import generate, imdb, write
from loaders.sample.imdb.akas import akas
from loaders.sample.imdb.credits import crew, principals
from loaders.sample.imdb.people import names
from loaders.sample.imdb.shape import Shape
from loaders.sample.imdb.titles import basics, episode, ratings

SMALL = 0.0003
REAL_ROWS = {
    "name.basics": 15_122_182,
    "title.akas": 55_294_765,
    "title.basics": 12_323_467,
    "title.crew": 12_325_801,
    "title.episode": 9_514_619,
    "title.principals": 98_073_271,
    "title.ratings": 1_641_397,
}
Rows = Callable[[Shape, int, int], pl.DataFrame]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def generate_in_process(folder: Path, threads: str) -> dict[str, bytes]:
    """The files made by a process of its own, and without numpy, which only the tests depend on."""
    code = "import sys, pathlib; sys.modules['numpy'] = None; import loaders.sample as s;"
    code += f"s.generate(pathlib.Path(sys.argv[1]), scale={SMALL}, seed=5)"
    environment = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads}
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=environment, timeout=120)
    return contents(folder)


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(tmp_path: Path) -> None:
    one, four = generate_in_process(tmp_path / "one", "1"), generate_in_process(tmp_path / "four", "4")
    files = json.loads(one["sample.json"])["files"]
    assert {path.partition("/")[0] for path in files} == {
        "imdb",
        "tmdb",
        "kaggle",
        "spotify",
        "netflix_top10",
    }
    assert one.keys() == {*files, "sample.json"}
    assert one == four


def test_another_seed_gives_other_bytes_in_every_file(tmp_path: Path) -> None:
    generate(tmp_path / "a", scale=SMALL, seed=1)
    generate(tmp_path / "b", scale=SMALL, seed=2)
    a, b = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert a.keys() == b.keys()
    by_name_alone = {"tmdb/lists.json"}  # regions, genres, providers: facts, not chance
    assert {path for path in a.keys() & b.keys() if a[path] == b[path]} == by_name_alone


def test_the_text_is_the_one_that_this_version_has_always_made(tmp_path: Path) -> None:
    """If this fails, the bytes changed: raise write.VERSION, so that old folders are made anew."""
    manifest = generate(tmp_path, scale=SMALL, seed=5)
    digests = "".join(facts["text_sha256"] for facts in manifest["files"].values())
    assert (write.VERSION, hashlib.sha256(digests.encode()).hexdigest()[:16]) == ("1.1", "3992b353a9257693")


@pytest.mark.parametrize(
    "rows", [akas, basics, crew, episode, principals, ratings, names], ids=lambda f: f.__name__
)
def test_rows_do_not_depend_on_how_a_file_is_cut_into_parts(rows: Rows) -> None:
    shape = Shape(SMALL, 3)
    total = shape.names if rows is names else shape.titles
    parts = [rows(shape, low, min(low + 1000, total)) for low in range(0, total, 1000)]
    assert pl.concat(parts).equals(rows(shape, 0, total))


@pytest.mark.parametrize("scale", [0.001, 0.002])
def test_rows_are_in_proportion_to_the_scale(tmp_path: Path, scale: float) -> None:
    manifest = generate(tmp_path, scale=scale, seed=7)
    rows = {name: manifest["files"][f"imdb/{name}.tsv.gz"]["rows"] for name in REAL_ROWS}
    assert rows == {name: pytest.approx(count * scale, rel=0.04) for name, count in REAL_ROWS.items()}


@pytest.mark.parametrize(
    ("rows", "name"), [(akas, "title.akas"), (principals, "title.principals"), (ratings, "title.ratings")]
)
def test_a_stretch_at_full_scale_has_the_real_number_of_rows(rows: Rows, name: str) -> None:
    shape = Shape(1, 7)
    assert (shape.names, shape.titles, shape.episodes) == (15_122_182, 12_323_467, 9_514_619)
    made = rows(shape, 7_000_000, 7_060_000).height
    assert made / 60_000 == pytest.approx(REAL_ROWS[name] / shape.titles, rel=0.03)


def test_the_manifest_comes_last_and_each_file_in_one_step(tmp_path: Path) -> None:
    generate(tmp_path, scale=SMALL, seed=1)
    seen: list[tuple[str, int, int]] = []

    def watch(path: str, done: int, parts: int) -> None:
        seen.append((path, done, parts))
        assert not (tmp_path / "sample.json").exists()
        assert (tmp_path / f"{path}.part").exists()

    generate(tmp_path, scale=SMALL, seed=2, progress=watch)
    files = json.loads((tmp_path / "sample.json").read_text())["files"]
    assert {path for path, done, parts in seen if done == parts} == files.keys()
    assert files.keys() > {f"imdb/{name}.tsv.gz" for name in REAL_ROWS}
    assert not list(tmp_path.rglob("*.part"))


def test_a_half_written_folder_is_replaced(tmp_path: Path) -> None:
    whole, half = tmp_path / "whole", tmp_path / "half"
    generate(whole, scale=SMALL, seed=1)
    (half / "imdb").mkdir(parents=True)
    (half / "imdb" / "title.akas.tsv.gz").write_bytes(b"half a fi")
    (half / "imdb" / "title.basics.tsv.gz.part").write_bytes(b"ha")
    (half / "sample.json.part").write_text('{"scale"')
    generate(half, scale=SMALL, seed=1)
    assert contents(half) == contents(whole)


def test_files_that_the_sample_no_longer_has_go_and_others_stay(tmp_path: Path) -> None:
    manifest = generate(tmp_path, scale=SMALL, seed=1)
    for name in ("spotify/gone.csv", "spotify/mine.csv"):
        (tmp_path / name).write_text("x")
    files = manifest["files"] | {"spotify/gone.csv": {"bytes": 1}, "../outside": {"bytes": 1}}
    (tmp_path.parent / "outside").write_text("x")
    edit_manifest(tmp_path, files=files, seed=2)
    generate(tmp_path, scale=SMALL, seed=1)
    assert not (tmp_path / "spotify/gone.csv").exists()
    assert (tmp_path / "spotify/mine.csv").exists()
    assert (tmp_path.parent / "outside").exists()


def test_breaking_off_leaves_no_manifest_and_no_half_file(tmp_path: Path) -> None:
    def interrupt(path: str, done: int, parts: int) -> None:
        if path == "imdb/title.crew.tsv.gz":
            raise KeyboardInterrupt

    generate(tmp_path, scale=SMALL, seed=1)
    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, scale=SMALL, seed=2, progress=interrupt)
    assert not (tmp_path / "sample.json").exists()
    assert not list(tmp_path.rglob("*.part"))
    again = generate(tmp_path, scale=SMALL, seed=2)
    assert again["seed"] == 2


def test_an_error_in_a_part_is_raised_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, text: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.archive, "pack", full)
    with pytest.raises(OSError, match="No space"):
        generate(tmp_path, scale=SMALL, seed=1)
    assert not list(tmp_path.rglob("*.*"))


def made_anew(folder: Path, **wanted: Any) -> bool:
    """Whether generate() had to write the files."""
    calls: list[str] = []
    generate(folder, **{"scale": SMALL, "seed": 1, **wanted}, progress=lambda path, *_: calls.append(path))
    return bool(calls)


def test_a_complete_folder_is_left_as_it_is(tmp_path: Path) -> None:
    assert made_anew(tmp_path)
    before = {path: path.stat().st_ctime_ns for path in tmp_path.rglob("*")}
    assert not made_anew(tmp_path)
    assert {path: path.stat().st_ctime_ns for path in tmp_path.rglob("*")} == before


def edit_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "sample.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "imdb/title.akas.tsv.gz").write_bytes(b""),
        lambda folder: (folder / "imdb/title.akas.tsv.gz").unlink(),
        lambda folder: os.utime(folder / "imdb/title.akas.tsv.gz"),
        lambda folder: (folder / "sample.json").write_text("{"),
        lambda folder: (folder / "sample.json").write_text("[]"),
        lambda folder: edit_manifest(folder, generator={"version": 0}),
        lambda folder: edit_manifest(folder, seed=2),
        lambda folder: edit_manifest(folder, scale=0.1),
    ],
    ids=["cut", "missing", "touched", "broken", "other JSON", "old version", "other seed", "other scale"],
)
def test_a_folder_that_is_not_what_is_asked_for_is_made_anew(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    generate(tmp_path, scale=SMALL, seed=1)
    whole = contents(tmp_path)
    spoil(tmp_path)
    assert made_anew(tmp_path)
    assert contents(tmp_path) == whole


@pytest.mark.parametrize(
    ("scale", "seed"), [(0, 1), (-1, 1), (0.00001, 1), (6, 1), (float("nan"), 1), (0.001, -1)]
)
def test_a_scale_or_seed_out_of_range_is_refused(tmp_path: Path, scale: float, seed: int) -> None:
    with pytest.raises(ValueError, match=r"scale must lie|seed must be"):
        generate(tmp_path, scale=scale, seed=seed)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("scale", [0.0001, 0.002, 0.1, 1])
def test_every_trap_has_a_title_of_its_own(scale: float) -> None:
    planted = imdb.source(scale, 1).traps
    titles = [*planted["titles"].values(), *planted["shifted_rows"], planted["long_crew"]]
    assert len(titles) == len(set(titles))


def test_importing_the_constants_does_not_import_polars() -> None:
    code = "import sys, loaders.sample; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
