"""The dbt docs as the one file that `make docs` writes, in a real browser."""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def kpi_ids() -> list[str]:
    """The ids of the KPIs, in the report's order."""
    with (ROOT / "seeds/kpi_catalogue.csv").open(encoding="utf-8", newline="") as file:
        return [row["kpi_id"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def address(sample_project, tmp_path_factory) -> str:
    """Where the file lies; of the build it takes the manifest, so that nothing is compiled again."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("manifest.json", "partial_parse.msgpack"):
        shutil.copy(sample_project.target / name, folder)
    quick = ("--static", "--no-compile", "--empty-catalog")
    sample_project.run("dbt", "docs", "generate", *quick, "--target-path", folder, "--log-path", folder)
    return (folder / "static_index.html").as_uri()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of Chromium without a network."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the dbt docs are not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
        # the file has 9 MB, and other tests run beside this one
        opened.set_default_timeout(90_000)
        yield opened
        browser.close()


def test_the_home_page_shows_the_star_and_asks_nobody(page, address):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}#!/overview")
    page.get_by_role("heading", name="Media analytics").wait_for()
    picture = page.locator("img[alt^='The star']")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") == 860
    column = picture.locator("xpath=..").bounding_box()
    assert picture.bounding_box()["width"] <= column["width"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_an_address_from_the_report_opens_the_kpi_s_page(page, address):
    page.goto("about:blank")
    for kpi_no, kpi_id in enumerate(kpi_ids(), 1):
        # the first from another document, as a reader comes; the others without loading the file anew
        page.goto(f"{address}#!/model/model.media_analytics.kpi_{kpi_id}")
        page.get_by_role("heading", name=re.compile(rf"^kpi_{kpi_id}\b")).first.wait_for()
        described = page.locator(".model-markdown", has_text=f"KPI {kpi_no}, the headline").first
        described.wait_for()
        assert "select" in described.inner_text()


def test_an_address_of_a_source_opens_its_traps(page, address):
    page.goto(f"{address}#!/source_list/imdb")
    page.get_by_text("What to know before using them").first.wait_for()
    page.goto(f"{address}#!/source/source.media_analytics.imdb.imdb_title_akas")
    page.locator(".model-markdown strong", has_text="Traps.").first.wait_for()
