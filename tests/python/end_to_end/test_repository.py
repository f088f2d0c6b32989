"""What the repository promises about itself."""

import re
import subprocess

import pytest
from built_project import ROOT

REGISTRIES = re.compile(r"py" r"pi\.org|pythonhos" r"ted\.org|npm" r"js\.(org|com)|deb\.deb" r"ian\.org")
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:root|home/\w+|Users/\w+)/")


def tracked() -> list[str]:
    """The files that git has or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the repository is not known")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Name and text of each file of the repository that is text."""
    found = []
    for name in tracked():
        body = (ROOT / name).read_bytes()
        if b"\0" not in body:
            found.append((name, body.decode("utf-8")))
    return found


def test_no_file_names_a_package_registry():
    assert [name for name, text in texts() if REGISTRIES.search(text)] == []


def test_no_file_names_a_machine_path():
    assert [name for name, text in texts() if MACHINE_PATHS.search(text)] == []


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"]
)
def test_every_requirement_is_pinned_and_hashed(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert len(entries) > 1
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_is_made_is_not_committed():
    made = ("data/", "evidence/", "output/", "target/", ".venv/", "logs/")
    assert [name for name in tracked() if name.startswith(made)] == ["data/.gitignore"]


def test_no_tracked_file_is_large():
    assert [name for name in tracked() if (ROOT / name).stat().st_size > 1 << 20] == []


def test_make_alone_prints_its_targets():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("report", "test", "lint", "docs", "clean"):
        assert f"make {target} " in done.stdout
