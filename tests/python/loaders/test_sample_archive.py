"""The containers that the sample is written in: what other programs read, the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from loaders.bodies import inspect_file
from loaders.sample.archive import Archive, pack
from loaders.tables import CSV

BLOCKS = [b"a,b\n", b"".join(b"%d,%d\n" % (n, n * n) for n in range(20_000)), b"", b"last,line\n"]
TEXT = b"".join(BLOCKS)


def write(path: Path) -> Archive:
    """Write the blocks."""
    with Archive(path, path.name) as archive:
        for block in BLOCKS:
            archive.add(pack(path.name, block), block)
    return archive


@pytest.mark.parametrize("name", ["charts.csv", "charts.csv.gz", "charts.csv.zip"])
def test_the_container_goes_by_the_suffix(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    archive = write(path)
    content = path.read_bytes()
    assert (archive.bytes, archive.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (archive.text_bytes, archive.text_sha256) == (len(TEXT), hashlib.sha256(TEXT).hexdigest())
    facts = inspect_file(path, name, CSV, lambda done: None)
    assert (facts.lines, facts.sha256) == (20_001, archive.sha256)
    (tmp_path / "again").mkdir()
    write(tmp_path / "again" / name)
    assert (tmp_path / "again" / name).read_bytes() == content


def test_a_zip_is_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "charts.csv.zip"
    write(path)
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.infolist()
        assert (member.filename, member.date_time) == ("charts.csv", (2026, 3, 1, 8, 0, 0))
        assert archive.testzip() is None
        assert archive.read(member) == TEXT
    if unzip := shutil.which("unzip"):
        assert subprocess.run([unzip, "-tqq", path], check=False, capture_output=True).returncode == 0


def test_a_gzip_is_read_by_others(tmp_path: Path) -> None:
    write(tmp_path / "charts.csv.gz")
    assert gzip.decompress((tmp_path / "charts.csv.gz").read_bytes()) == TEXT


def test_breaking_off_writes_no_end(tmp_path: Path) -> None:
    def broken_off() -> None:
        with Archive(tmp_path / "x.zip", "x.zip") as archive:
            archive.add(pack("x.zip", TEXT), TEXT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert not zipfile.is_zipfile(tmp_path / "x.zip")
