"""Every macro and generic test is described, argument by argument, and stands in a file of its own name."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FILES = sorted([*ROOT.glob("macros/**/*.sql"), *ROOT.glob("tests/generic/*.sql")])
DEFINITION = re.compile(r"{%-?\s*(macro|test)\s+(\w+)\s*\((.*?)\)\s*-?%}", re.DOTALL)
# An implementation that adapter.dispatch chooses, and a helper that no other file calls.
IMPLEMENTATION = re.compile(r"(default|duckdb|spark)__(?P<name>\w+)")


def definitions(path: Path) -> dict[str, list[str]]:
    """The macros of a file with their arguments; a generic test is called test_<name>, as in dbt."""
    return {
        ("test_" if kind == "test" else "") + name: re.findall(r"(\w+)\s*(?:=[^,]+)?(?:,|$)", arguments)
        for kind, name, arguments in DEFINITION.findall(path.read_text(encoding="utf-8"))
    }


@pytest.fixture(scope="module")
def described() -> dict[str, dict]:
    """What the YAML beside the macros says of each."""
    files = [*ROOT.glob("macros/**/*.yml"), *ROOT.glob("tests/generic/*.yml")]
    return {
        macro["name"]: macro
        for path in files
        for macro in yaml.safe_load(path.read_text(encoding="utf-8"))["macros"]
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_one_public_macro_of_its_name(path):
    found = definitions(path)
    public = [name for name in found if not IMPLEMENTATION.fullmatch(name) and not name.startswith("_")]
    assert [name.removeprefix("test_") for name in public] == [path.stem]
    for name in found:
        implementation = IMPLEMENTATION.fullmatch(name)
        assert implementation is None or implementation["name"] == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_public_macro_is_described_with_its_arguments(path, described):
    found = definitions(path)
    public = next(name for name in found if name.removeprefix("test_") == path.stem)
    entry = described[public]
    assert entry["description"].strip()
    assert [argument["name"] for argument in entry.get("arguments", [])] == found[public]
    assert all(argument["description"].strip() for argument in entry.get("arguments", []))


def test_no_description_outlives_its_macro(described):
    assert set(described) <= {name for path in FILES for name in definitions(path)}
