"""The docs home page says what the YAML and the seeds say: tables with their keys, KPIs, sources."""

import base64
import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import star_diagram
import yaml
from star_diagram import foreign_keys

ROOT = Path(__file__).parents[3]
OVERVIEW = (ROOT / "models" / "docs" / "overview.md").read_text(encoding="utf-8")
LINKED = [OVERVIEW, *(path.read_text(encoding="utf-8") for path in ROOT.glob("models/**/*__sources.yml"))]
LINKS = sorted({link for text in LINKED for link in re.findall(r"\]\((#[^)]*)\)", text)})


@pytest.fixture(scope="module")
def core() -> dict[str, dict]:
    """The YAML of every model of the star, by name."""
    return star_diagram.models()


@pytest.fixture(scope="module")
def sources() -> set[str]:
    """The sources that the YAML declares."""
    documents = (
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in ROOT.glob("models/**/*__sources.yml")
    )
    return {source["name"] for document in documents for source in document["sources"]}


def listed() -> dict[str, tuple[list[str], list[str]]]:
    """The page's table of tables: primary key and other keys of each."""
    table = OVERVIEW.split("| Table | One row is | Primary key |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| \[(\w+)\]\S+ \| [^|]+ \| ([^|]+) \|([^|]*)\|$", table, re.MULTILINE)
    return {name: (re.findall(r"\w+", primary), re.findall(r"\w+", others)) for name, primary, others in rows}


def test_the_table_lists_the_star_and_its_keys(core):
    wanted = {}
    for name, model in core.items():
        grain = model["config"]["meta"]["grain"]
        wanted[name] = (grain, [key for key in foreign_keys(model) if key not in grain])
    found = listed()
    assert set(found) == set(wanted)
    for name, (primary, others) in wanted.items():
        assert found[name][0] == primary, name
        assert sorted(found[name][1]) == sorted(others), name


def test_the_picture_is_the_one_that_the_yaml_draws():
    drawn = star_diagram.IMAGE.findall(OVERVIEW) == [star_diagram.markdown(OVERVIEW)]
    assert drawn, "the star has changed: python -m tests.python.dbt.star_diagram draws it anew"


def test_the_picture_has_every_table_and_a_line_for_every_key(core):
    (picture,) = re.findall(r"base64,([^)]+)\)", OVERVIEW)
    drawn = ElementTree.fromstring(base64.b64decode(picture))
    texts = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert set(core) <= set(texts)
    keys = [(name, to) for name, model in core.items() for to in set(foreign_keys(model).values())]
    lines = [element for element in drawn.iter() if element.tag.endswith("path")]
    assert len(lines) == sum(name != to for name, to in keys)
    assert [text for text in texts if text in foreign_keys(core["dim_title"])] == ["parent_title_key"]


def test_every_kpi_has_its_row_and_its_page():
    with (ROOT / "seeds/kpi_catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            f"| {kpi['kpi_no']} | [{kpi['kpi_name']}](#!/model/model.media_analytics.kpi_{kpi['kpi_id']})"
            f" | {kpi['unit']} | "
            + ", ".join(f"[{source}](#!/source_list/{source})" for source in kpi["sources"].split(","))
            + f" | {kpi['definition']} |"
            for kpi in csv.DictReader(file)
        ]
    table = OVERVIEW.split("| What it says |\n")[1].split("\n\n")[0].splitlines()
    assert table[1:] == rows


def test_every_source_has_its_row(sources):
    table = OVERVIEW.split("| Bites first |\n")[1].split("\n\n")[0].splitlines()
    assert sorted(re.findall(r"^\| \[(\w+)\]", row)[0] for row in table[1:]) == sorted(sources)


@pytest.mark.parametrize("link", LINKS)
def test_every_link_has_its_page(link, sources):
    kind, name = re.fullmatch(r"#!/(\w+)/(?:(?:model|seed)\.media_analytics\.)?(\w+)", link).groups()
    pages = {
        "model": [*ROOT.glob(f"models/**/{name}.sql")],
        "seed": [*ROOT.glob(f"seeds/{name}.csv")],
        "source_list": sources & {name},
    }
    assert pages[kind]


def test_the_query_runs_as_it_stands(sample_project):
    query = OVERVIEW.split("```sql")[1].split("```")[0]
    with sample_project.connect() as con:
        votes = [row[1] for row in con.execute(query).fetchall()]
    assert len(votes) > 10
    assert votes == sorted(votes, reverse=True)
