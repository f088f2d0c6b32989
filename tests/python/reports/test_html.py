"""The HTML edition: as a file, and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fixtures import report_edition
from fixtures.rendered import BRANCHES, edition
from fixtures.report_warehouse import HOSTILE_TITLES
from playwright.sync_api import Browser, Page, sync_playwright

from reports.render.build import render_html
from reports.render.text import for_screen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    " --no-first-run"
)
FORBIDDEN = re.compile(r"\b(None|nan|NaN|inf|null|undefined)\b|\+\+|−−|\+−")


class Reader(HTMLParser):
    """The text that is shown, the elements, and the contents of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.code: list[tuple[str, dict[str, str | None], str]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or style."""
        if tag in ("script", "style"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Code or text."""
        if self._open:
            self.code.append((*self._open[-1], data))
        elif data.strip():
            self.text.append(" ".join(data.split()))


@cache
def read(branch: str) -> Reader:
    """The branch's file, parsed."""
    reader = Reader()
    reader.feed(edition(branch).html.read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_printed_value_is_there(branch: str) -> None:
    for kpi in edition(branch).data["kpis"]:
        assert kpi["display"]["value"] in read(branch).text
    for figure in edition(branch).data["figures"]:
        assert for_screen(figure["headline"]) in read(branch).text


@pytest.mark.parametrize("branch", BRANCHES)
def test_no_word_betrays_a_missing_value(branch: str) -> None:
    titles = {
        for_screen(cell) for table in edition(branch).data["tables"] for row in table["rows"] for cell in row
    }
    assert [text for text in read(branch).text if FORBIDDEN.search(text) and text not in titles] == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_it_points_nowhere_but_into_itself(branch: str) -> None:
    for tag, attributes in read(branch).elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
    sheets = "".join(code for tag, _, code in read(branch).code if tag == "style")
    assert "@import" not in sheets and set(re.findall(r"url\((\w+:)", sheets)) == {"data:"}


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_policy_allows_these_scripts_and_this_style_alone(branch: str) -> None:
    policy = next(
        a["content"] or "" for tag, a in read(branch).elements if tag == "meta" and "http-equiv" in a
    )
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    running = [code for tag, a, code in read(branch).code if tag == "style" or "type" not in a]
    expected = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in running}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == expected
    data_blocks = [code for _, a, code in read(branch).code if a.get("type") == "application/json"]
    assert len(data_blocks) == len(edition(branch).data["figures"])
    assert all(set(json.loads(code)) == {"wide", "narrow"} for code in data_blocks)


def test_without_figures_there_is_no_script() -> None:
    assert not [tag for tag, _ in read("none").elements if tag == "script"]


def test_every_figure_is_described_and_has_its_numbers_as_a_table() -> None:
    for figure in edition("sample").data["figures"]:
        assert figure["table"]["rows"][0][0] in read("sample").text
    assert read("sample").text.count("The numbers as a table") == len(edition("sample").data["figures"])
    svgs = [attributes for tag, attributes in read("sample").elements if tag == "svg"]
    assert svgs and all(attributes.get("role") == "img" for attributes in svgs)
    assert sum(tag == "title" for tag, _ in read("sample").elements) == len(svgs) + 1


def test_hostile_text_is_text() -> None:
    for title, _ in HOSTILE_TITLES:
        assert any(for_screen(title) in text for text in read("hostile").text), title
    scripts = [code for tag, _, code in read("hostile").code if tag == "script"]
    assert len(scripts) == 4 + 2 and not any(code.startswith("alert") for code in scripts)


def test_only_a_sample_is_called_one(tmp_path: Path) -> None:
    assert "SAMPLE DATA" in " ".join(read("sample").text)
    data = report_edition.document("sample", data_mode="live")
    render_html(data, report_edition.raw_bytes(data), tmp_path / "live.html")
    reader = Reader()
    reader.feed((tmp_path / "live.html").read_text(encoding="utf-8"))
    assert "sample" not in " ".join(reader.text).lower()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a network of its own."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the HTML is not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


class Watched:
    """A page whose complaints and requests are on record."""

    def __init__(self, page: Page, branch: str) -> None:
        self.page, self.complaints, self.requests = page, list[str](), list[str]()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(edition(branch).html.as_uri())
        if edition(branch).data["figures"]:
            page.wait_for_function("document.documentElement.dataset.charts === 'drawn'", timeout=30_000)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        return self.page.evaluate(expression)


@pytest.mark.browser
@pytest.mark.parametrize("branch", ["sample", "hostile"])
def test_in_a_browser_it_is_silent_asks_for_nothing_and_fits(browser: Browser, branch: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    watched = Watched(page, branch)
    for width in (390, 820, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert watched.evaluate("document.documentElement.scrollWidth") <= width
        assert watched.evaluate("document.querySelectorAll('.is-live .live svg').length") == 4
        shown = "[...document.querySelectorAll('.live svg')].every(svg => svg.clientWidth > 300)"
        assert watched.evaluate(shown)
    assert watched.complaints == []
    assert watched.requests == [edition(branch).html.as_uri()]
    assert watched.evaluate("document.fonts.check('700 16px Inter')")
    page.close()


@pytest.mark.browser
def test_pointing_at_a_bar_shows_its_numbers_as_text(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    watched = Watched(page, "hostile")
    chart = page.locator("#genre_share_ranked .live svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box() or pytest.fail("the chart has no place on the page")
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 14)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "<script>alert" in page.inner_text("#vg-tooltip-element")
    assert watched.complaints == []
    page.close()


@pytest.mark.browser
def test_in_the_dark_the_ink_is_light(browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 820, "height": 900})
    watched = Watched(context.new_page(), "sample")
    lightness = (
        "e => getComputedStyle(e)[{0!r}].match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)"
    )
    assert watched.page.eval_on_selector("html", lightness.format("backgroundColor")) < 150
    for selector in ("h1", ".measure", ".tile.available .value"):
        assert watched.page.eval_on_selector(selector, lightness.format("color")) > 450
    assert watched.page.eval_on_selector(".live svg text", lightness.format("fill")) > 600
    context.close()


@pytest.mark.browser
def test_without_script_and_on_paper_the_still_charts_stand(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(edition("sample").html.as_uri())
    assert page.locator(".figure .still.narrow-only svg:visible").count() == 4
    assert page.locator(".figure .live:visible").count() == 0
    context.close()
    printed = browser.new_page()
    Watched(printed, "sample")
    printed.emulate_media(media="print")
    assert printed.locator(".figure .still.wide-only svg.chart:visible").count() == 5
    assert printed.locator(".live:visible, nav:visible").count() == 0
    printed.close()
