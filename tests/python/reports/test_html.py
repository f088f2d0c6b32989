"""The HTML edition: as a file, and in a real browser."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import altair as alt
import pytest
from altair.utils import schemapi
from fixtures import report_edition
from fixtures.rendered import BRANCHES, edition
from fixtures.report_warehouse import HOSTILE_TITLES
from playwright.sync_api import Browser, Page, sync_playwright

from reports.data import words
from reports.data.display import shortened
from reports.data.families.titles import LONGEST
from reports.render import html
from reports.render.build import render_html
from reports.render.text import for_screen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    " --no-first-run"
)
DOCS = "P07_dbt_docs.html#!/model/"
MOST_BYTES = 6_000_000
WIDTHS = (390, 820, 1280)
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
    rows = [row for figure in edition(branch).data["figures"] for row in figure["data"]]
    names = {for_screen(row["name"]) for row in rows if "name" in row}
    allowed = titles | names
    assert [text for text in read(branch).text if FORBIDDEN.search(text) and text not in allowed] == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_it_points_nowhere_but_into_itself(branch: str) -> None:
    docs = {f"{DOCS}{entry['docs']}" for entry in edition(branch).data["lineage"]}
    assert len(docs) == 14
    for tag, attributes in read(branch).elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            target = attributes.get(name) or "#"
            assert target.startswith("#") or (tag, target in docs) == ("a", True), (tag, attributes)
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
    assert all(set(pair) == {"wide", "narrow"} for code in data_blocks for pair in json.loads(code))


def test_without_figures_there_are_no_charts_to_run() -> None:
    scripts = [code for tag, _, code in read("none").code if tag == "script"]
    assert len(scripts) == 2 and max(map(len, scripts)) < 5_000


@pytest.mark.parametrize("branch", BRANCHES)
def test_it_is_small_enough_to_send(branch: str) -> None:
    assert edition(branch).html.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_link_has_its_place_and_every_section_its_link(branch: str) -> None:
    elements = read(branch).elements
    places = [a["id"] for _, a in elements if a.get("id")]
    assert len(places) == len(set(places))
    links = [a["href"] or "" for tag, a in elements if tag == "a"]
    assert {link[1:] for link in links if link.startswith("#")} <= set(places)
    sections = [
        a["id"] for tag, a in elements if tag == "section" and "page" in (a.get("class") or "").split()
    ]
    assert [link[1:] for link in links[1 : len(sections)]] == [name for name in sections if name != "cover"]


@pytest.mark.parametrize("branch", BRANCHES)
def test_each_number_leads_to_its_card(branch: str) -> None:
    """From the tile, from the method table, and from each of the KPI's figures."""
    links = Counter(a.get("href") for tag, a in read(branch).elements if tag == "a")
    figures = Counter(figure["kpi_id"] for figure in edition(branch).data["figures"])
    for kpi in edition(branch).data["kpis"]:
        assert links[f"#card-{kpi['kpi_id']}"] >= 2 + figures[kpi["kpi_id"]]


def card(file: Path, kpi_id: str) -> Reader:
    """The card of a KPI, parsed."""
    page, reader = file.read_text(encoding="utf-8"), Reader()
    reader.feed(page[page.index(f'id="card-{kpi_id}"') :].partition(">")[2].partition("</article>")[0])
    return reader


@pytest.mark.parametrize("branch", ["all", "otherwise", "none"])
def test_a_card_goes_from_the_number_to_the_files(branch: str) -> None:
    data = edition(branch).data
    for kpi, way in zip(data["kpis"], data["lineage"], strict=True):
        found = card(edition(branch).html, kpi["kpi_id"])
        text = " ".join(found.text)
        shown = kpi["display"]
        parts = [shown["value"], shown["status"], shown["period"], f"n = {shown['n']}", shown["basis"]]
        parts += [kpi["definition"], kpi["formula"], kpi["reference"], kpi["ci_method"] or "none"]
        parts += [*kpi["caveats"], way["mart"], *way["models"], *way["tables"], *way["staging"]]
        for file in way["files"]:
            parts += [file["name"], file["sha256"], f"{file['rows_loaded']:,} rows", f"raw.{file['table']}"]
        tests = way["tests"]
        parts += [f"{tests['evaluated']} ran: {tests['passed']} passed", f"{tests['failed']} failed"]
        parts += [f"reports trace {kpi['kpi_id']}"]
        assert [part for part in parts if for_screen(part) not in text] == []
        assert (f"{DOCS}{way['docs']}") in [a.get("href") for tag, a in found.elements if tag == "a"]


def test_a_card_tells_which_of_its_tests_did_not_pass(tmp_path: Path) -> None:
    data = copy.deepcopy(edition("sample").data)
    rating = next(kpi for kpi in data["kpis"] if kpi["kpi_id"] == "genre_rating")
    rating["tests"][0]["status"] = "warn"
    words = f"{rating['tests'][0]['name']} warned: 3 of 14 rows."
    data["quality"]["failures"].append({"name": rating["tests"][0]["name"], "status": "warn", "text": words})
    render_html(data, report_edition.raw_bytes(data), tmp_path / "warned.html")
    assert words in card(tmp_path / "warned.html", "genre_rating").text
    assert words not in card(tmp_path / "warned.html", "genre_momentum").text


def test_a_reader_may_choose_among_the_groups_of_a_figure() -> None:
    rows = [{"group": name, "value": 1.0} for name in ("Plan", "Plan", "Region")]
    figure = {"filter_by": "group", "data": rows, "alt_text": "A finding."}
    assert html.choices(figure) == ["Plan", "Region"]
    assert html.row_choices(figure, ["Plan", "Region"]) == [1, 1, 2]
    part = html.chosen(figure, "Region")
    assert part["data"] == rows[2:] and "Region" in part["alt_text"] and figure["data"] == rows
    assert html.choices(figure | {"filter_by": None}) == []
    assert html.choices(figure | {"data": rows[:2]}) == []
    many = [{"group": str(place)} for place in range(html.MOST_CHOICES + 1)]
    assert html.choices(figure | {"data": many}) == []


def test_every_figure_is_described_and_has_its_numbers_as_a_table() -> None:
    for figure in edition("sample").data["figures"]:
        assert figure["table"]["rows"][0][0] in read("sample").text
    assert read("sample").text.count("The numbers as a table") == len(edition("sample").data["figures"])
    svgs = [attributes for tag, attributes in read("sample").elements if tag == "svg"]
    assert svgs and all(attributes.get("role") == "img" for attributes in svgs)
    assert sum(tag == "title" for tag, _ in read("sample").elements) == len(svgs) + 1


def test_every_chart_is_vega_lite_whole_and_by_choice() -> None:
    blocks = [json.loads(code) for _, a, code in read("all").code if a.get("type") == "application/json"]
    specs = [pairs[0]["narrow"] for pairs in blocks] + [pair["wide"] for pairs in blocks for pair in pairs]
    assert len(specs) > 2 * len(blocks)
    schema = alt.load_schema()
    for spec in specs:
        schemapi.validate_jsonschema(spec, schema)


def test_hostile_text_is_text() -> None:
    for title, _ in HOSTILE_TITLES:
        assert any(for_screen(shortened(title, LONGEST)) in text for text in read("hostile").text), title
    scripts = [code for tag, _, code in read("hostile").code if tag == "script"]
    assert len(scripts) == 4 + len(edition("hostile").data["figures"])
    assert not any(code.startswith("alert") for code in scripts)


def test_only_a_sample_is_called_one() -> None:
    assert "SAMPLE DATA" in " ".join(read("sample").text)
    text = " ".join(read("live").text)
    assert "sample" not in text.lower()
    assert [word for word in ("Synthetic", "invented", "synthetic data") if word in text] == []
    assert words.NATURE["observed"] in text and "14 of 14" in text


def test_what_the_font_of_the_pdf_lacks_is_no_matter_here() -> None:
    told = json.dumps(edition("hostile").data["tables"])
    assert "PDF's font" in told and "PDF's font" not in " ".join(read("hostile").text)


def test_the_body_of_each_card_is_folded_away() -> None:
    for kpi in edition("all").data["kpis"]:
        found = card(edition("all").html, kpi["kpi_id"])
        assert [a for tag, a in found.elements if tag == "details"][:1] == [{}]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the HTML is not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


class Watched:
    """A page, cut off from every network, whose complaints and requests are on record."""

    def __init__(self, browser: Browser, branch: str) -> None:
        self.branch, self.complaints, self.requests = branch, list[str](), list[str]()
        self.page = browser.new_context(offline=True).new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(edition(branch).html.as_uri())
        self.page.wait_for_selector("html[data-charts=drawn]", timeout=60_000)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        return self.page.evaluate(expression)

    def until(self, expression: str) -> None:
        """Wait until the expression is true: the policy forbids Playwright's own way, which is eval."""
        for _ in range(1200):
            if self.evaluate(expression):
                return
            self.page.wait_for_timeout(25)
        pytest.fail(f"never true: {expression}")

    def at(self, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        """The page at a width and in a scheme, its charts drawn for it."""
        self.page.emulate_media(media="screen", color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.evaluate("document.querySelector('dialog').close()")
        drawn = 318 if width < 736 else 660
        self.until(
            f"[...document.querySelectorAll('.live svg')].every(svg => svg.viewBox.baseVal.width === {drawn})"
        )
        return self.page


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Callable[[str], Watched]:
    """A branch's page, opened once for all tests; each leaves it as it was."""
    return cache(lambda branch: Watched(browser, branch))


@pytest.mark.browser
@pytest.mark.parametrize("branch", ["all", "hostile"])
def test_in_a_browser_it_is_silent_asks_for_nothing_and_fits(
    opened: Callable[[str], Watched], branch: str
) -> None:
    watched, figures = opened(branch), len(edition(branch).data["figures"])
    for width in WIDTHS:
        page = watched.at(width)
        assert watched.evaluate("document.documentElement.scrollWidth") <= width
        assert watched.evaluate("document.querySelectorAll('.is-live .live svg').length") == figures
        sizes = page.eval_on_selector_all(".live svg", "all => all.map(e => [e.clientWidth, e.clientHeight])")
        assert all(across > 300 and down > 40 for across, down in sizes)
    assert watched.complaints == []
    assert watched.requests == [edition(branch).html.as_uri()]
    assert watched.evaluate("document.fonts.check('700 16px Inter')")


@pytest.mark.browser
def test_pointing_at_a_bar_shows_its_numbers_as_text(opened: Callable[[str], Watched]) -> None:
    watched = opened("hostile")
    page = watched.at(1280)
    chart = page.locator("#genre_share_ranked .live svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box() or pytest.fail("the chart has no place on the page")
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 14)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "<script>alert" in page.inner_text("#vg-tooltip-element")
    assert watched.complaints == []
    page.mouse.move(0, 0)


@pytest.mark.browser
def test_a_figure_is_filtered_from_the_keyboard(opened: Callable[[str], Watched]) -> None:
    watched = opened("all")
    page = watched.at(390)
    figure = next(figure for figure in edition("all").data["figures"] if html.choices(figure))
    choice = html.choices(figure)[0]
    rows = [
        row[0]
        for row, of in zip(figure["table"]["rows"], figure["data"], strict=True)
        if of[figure["filter_by"]] == choice
    ]
    place = f"#{figure['id']}"
    page.click(f"{place} details > summary")
    whole = page.inner_html(f"{place} .live")
    page.focus(f"{place} .filter input")
    page.keyboard.press("ArrowRight")
    watched.until(f"document.querySelector('{place} .live').innerHTML !== {json.dumps(whole)}")
    assert page.inner_text(f"{place} [role=status]").startswith(f"Only {choice}: {len(rows)} of ")
    assert page.locator(f"{place} tbody th:visible").all_inner_texts() == rows
    assert (
        page.eval_on_selector(f"{place} label:has(:checked)", "e => getComputedStyle(e).outlineStyle")
        == "solid"
    )
    page.keyboard.press("ArrowLeft")
    watched.until(f"document.querySelector('{place} .live').innerHTML === {json.dumps(whole)}")
    assert page.locator(f"{place} tbody th:visible").count() == len(figure["table"]["rows"])
    page.click(f"{place} details > summary")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_every_choice_is_drawn_and_fits(opened: Callable[[str], Watched], width: int) -> None:
    watched = opened("all")
    page = watched.at(width)
    choices = page.locator(".filter input")
    assert choices.count() > 2
    for choice in reversed(choices.all()):  # each figure ends with all of it
        choice.check()
        assert watched.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_timeout(300)
    assert watched.evaluate("[...document.querySelectorAll('.live svg')].every(svg => svg.clientHeight > 30)")
    assert watched.complaints == []


@pytest.mark.browser
def test_the_keyboard_goes_from_the_sections_to_a_card_and_back(opened: Callable[[str], Watched]) -> None:
    watched = opened("all")
    page = watched.at(1280)

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if watched.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    page.focus(".skip")
    tab_to("nav a[href='#genre-trends']")
    page.keyboard.press("Enter")
    watched.until("document.querySelector('nav [aria-current]')?.hash === '#genre-trends'")
    tab_to("#genre-trends .follow")
    page.keyboard.press("Enter")
    assert page.locator("dialog #card-genre_popularity_share").is_visible()
    assert page.get_attribute("dialog", "aria-labelledby") == "card-genre_popularity_share-name"
    reached = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = watched.evaluate("document.activeElement.closest('dialog, body')?.nodeName")
        on_page = watched.evaluate("document.activeElement.matches('main *, header *')")
        reached.add(inside)
        assert not on_page
    assert "DIALOG" in reached
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
    assert watched.evaluate("document.activeElement.matches('#genre-trends .follow')")
    assert page.locator("#cards #card-genre_popularity_share").count() == 1


@pytest.mark.browser
def test_every_card_opens_from_its_tile_and_closes(opened: Callable[[str], Watched]) -> None:
    watched = opened("all")
    page = watched.at(390, "dark")
    order = "[...document.querySelectorAll('#cards .card')].map(e => e.id).join()"
    before = watched.evaluate(order)
    for kpi in edition("all").data["kpis"]:
        page.click(f".tile a[href='#card-{kpi['kpi_id']}']")
        assert kpi["display"]["value"] in page.inner_text("dialog")
        assert watched.evaluate("document.querySelector('dialog').scrollWidth") <= 390
        page.click("dialog button")
        assert page.locator("dialog").is_hidden()
    assert watched.evaluate(order) == before
    page.click(".tile .to-card")
    page.click("dialog a[href='#method']")
    assert page.locator("dialog").is_hidden() and page.url.endswith("#method")
    page.click(".tile .to-card")
    page.mouse.click(2, 450)
    assert page.locator("dialog").is_hidden()


# The contrast of each visible text with what lies behind it: in a chart the last mark drawn under its middle.
CONTRAST = """() => {
  const rgb = text => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const opaque = colour => colour.startsWith("rgb") && (rgb(colour)[3] ?? 1) > 0.5;
  const light = colour => rgb(colour).slice(0, 3)
    .map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => {
    for (let node = element; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const under = text => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const marks = [...text.ownerSVGElement.querySelectorAll("path, rect")].filter(mark => {
      const around = mark.getBoundingClientRect(), style = getComputedStyle(mark);
      return mark.compareDocumentPosition(text) & 4 && opaque(style.fill) && !mark.matches(".background")
        && style.fillOpacity > 0.5 && style.opacity > 0.5
        && around.left <= x && x <= around.right && around.top <= y && y <= around.bottom;
    });
    return marks.length ? getComputedStyle(marks.at(-1)).fill : behind(text);
  };
  const faint = new Map();
  for (const element of document.querySelectorAll("body *")) {
    const says = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!says || !element.checkVisibility() || element.matches("title, script, style")) continue;
    const svg = element instanceof SVGElement, style = getComputedStyle(element);
    const pair = svg ? [style.fill, under(element)] : [style.color, behind(element)];
    const [dim, bright] = pair.map(light).sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dim + 0.05);
    if (ratio < 4.5) faint.set(pair.join(" on "), [ratio.toFixed(2), element.textContent.slice(0, 40)]);
  }
  return [...faint];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(opened: Callable[[str], Watched], scheme: Literal["light", "dark"]) -> None:
    page = opened("all").at(1280, scheme)
    assert page.evaluate(CONTRAST) == []
    page.click(".tile .to-card")
    assert page.evaluate(CONTRAST) == []
    page.keyboard.press("Escape")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 30)"}[scheme]


@pytest.mark.browser
def test_nothing_moves_for_those_who_asked_for_less(opened: Callable[[str], Watched]) -> None:
    watched = opened("all")
    page = watched.at(1280)
    moves = """[
        getComputedStyle(document.documentElement).scrollBehavior,
        getComputedStyle(document.querySelector("dialog")).animationName,
    ]"""
    page.click(".tile .to-card")
    assert watched.evaluate(moves) == ["auto", "none"]
    page.emulate_media(reduced_motion="no-preference")
    assert watched.evaluate(moves) == ["smooth", "rise"]
    page.keyboard.press("Escape")


@pytest.mark.browser
def test_without_script_it_is_whole(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(edition("all").html.as_uri())
    figures = len(edition("all").data["figures"])
    for width, shown in ((390, "narrow"), (1280, "wide")):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(f".figure .still.{shown}-only svg.chart:visible").count() == figures + (
            width > 390
        )
        assert page.locator(".live:visible, .filter:visible, dialog:visible").count() == 0
    page.click(".tile a[href='#card-dormant_share']")
    box = page.locator("#card-dormant_share").bounding_box() or pytest.fail("there is no card")
    assert 0 <= box["y"] < 200
    context.close()


@pytest.mark.browser
def test_on_paper_the_still_charts_stand(opened: Callable[[str], Watched]) -> None:
    watched = opened("all")
    page = watched.at(390, "dark")
    page.emulate_media(media="print")
    figures = len(edition("all").data["figures"])
    assert page.locator(".figure .still svg.chart:visible").count() == figures + 1
    halves = page.locator(".side-by-side .figure")
    assert halves.locator(".narrow-only:visible").count() == halves.count() > 0
    screen_only = ".live, nav, .sample-bar, .filter, .follow, #cards, dialog, details"
    assert page.locator(screen_only).locator("visible=true").count() == 0
    assert page.evaluate(CONTRAST) == []
    ink = page.eval_on_selector('.still.wide-only text[fill="#1b2430"]', "e => getComputedStyle(e).fill")
    assert ink == "rgb(27, 36, 48)"


@pytest.mark.browser
def test_the_policy_stops_what_was_not_written_here(browser: Browser) -> None:
    watched = Watched(browser, "hostile")
    assert watched.evaluate("document.querySelectorAll('body script:not([type])').length") == 4
    attempts = """
      const script = document.createElement("script");
      script.textContent = "window.ran = 'script'";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", `
        <p id="bait" style="color: red" onclick="window.ran = 'handler'">x</p>
        <img src="https://example.org/x.png" onerror="window.ran = 'image'">`);
      document.getElementById("bait").click();
    """
    watched.evaluate(f"(() => {{ {attempts} }})()")
    watched.page.wait_for_timeout(200)
    assert watched.evaluate("window.ran ?? 'nothing'") == "nothing"
    assert watched.page.eval_on_selector("#bait", "e => getComputedStyle(e).color") != "rgb(255, 0, 0)"
    blocked = [text for text in watched.complaints if "Content Security Policy" in text]
    assert len(blocked) >= 4 and any("example.org" in text for text in blocked)
    watched.page.context.close()
