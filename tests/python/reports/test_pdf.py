"""The PDF edition, read back: text, tags, sizes, attachment, bytes."""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from fixtures.pdf_text import runs
from fixtures.rendered import BRANCHES, FAMILY_LACKS, PAPER, edition
from fixtures.report_warehouse import HOSTILE_TITLES

from reports.data import words
from reports.data.display import shortened
from reports.data.families.titles import LONGEST
from reports.errors import ReportError
from reports.render import fonts
from reports.render.build import render_pdf
from reports.render.templates import environment
from reports.render.text import for_paper, for_screen

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
MARGIN, HEAD, FOOT = 17 / 25.4 * 72, 21 / 25.4 * 72, 18 / 25.4 * 72  # pt
# the figures that print the label of each row
LABELLED = (
    "genre_share_ranked",
    "genre_momentum_bars",
    "genre_rating_dots",
    "total_views_members",
    "watch_hours_dots",
    "completion_dots",
    "time_on_chart_medians",
    "cancellation_dots",
    "dormant_bars",
    "platform_hhi",
    "platform_lenses",
    "region_streams",
)
FORBIDDEN = re.compile(r"\b(None|nan|NaN|inf|null|undefined)\b|--|\+\+|−−|\+−")


@cache
def extracted(branch: str) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(edition(branch).pdf).pages]


def pages(branch: str) -> list[str]:
    """The text of each page, white space as single spaces."""
    return [" ".join(text.split()) for text in extracted(branch)]


def lines(branch: str, page: int) -> list[str]:
    """The lines of one page."""
    return [line.strip() for line in extracted(branch)[page].splitlines()]


def elements(pdf: pikepdf.Pdf, start: pikepdf.Object | None = None) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every element of the structure tree, or of what lies below `start`, with its tag."""
    waiting = [pdf.Root.StructTreeRoot.K[0] if start is None else start]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield str(element.S), element
            waiting.extend(element.get("/K", []))


@pytest.mark.parametrize("branch", PAPER)
def test_it_has_ten_to_fourteen_pages(branch: str) -> None:
    """With no KPI at all too: each family's page stays and says why it is empty."""
    assert 10 <= edition(branch).pages == len(pages(branch)) <= 14


@pytest.mark.parametrize("branch", ["all", "otherwise"])
def test_each_page_is_one_section(branch: str) -> None:
    heads = [lines(branch, page)[0] for page in range(1, 14)]
    assert heads[:10] == [
        "Summary",
        "How to read it",
        "Views",
        "Concentration and top titles",
        "Engagement",
        "Churn",
        "Genre trends",
        "Platform share",
        "Regions and people",
        "Method",
    ]
    assert heads[11:] == ["Data quality", "Glossary, licences and credits"]


@pytest.mark.parametrize("branch", PAPER)
def test_the_fourteen_tiles_are_on_page_two(branch: str) -> None:
    data = edition(branch).data
    assert all(kpi["name"] in pages(branch)[1] for kpi in data["kpis"])
    assert sum(pages(branch)[1].count(word) for word in words.STATUS.values()) == 14
    assert "Summary" in lines(branch, 1)[0] and lines(branch, 2)[0] == "How to read it"


@pytest.mark.parametrize("branch", PAPER)
def test_every_printed_value_stands_on_a_line_of_its_own(branch: str) -> None:
    for kpi in edition(branch).data["kpis"]:
        assert kpi["display"]["value"] in lines(branch, 1)
        assert kpi["display"]["delta"] in " ".join(lines(branch, 1))
        if kpi["value"] is not None:
            assert {kpi["display"][part] for part in ("interval", "basis", "delta")} <= set(lines(branch, 1))


@pytest.mark.parametrize("branch", PAPER)
def test_no_word_betrays_a_missing_value(branch: str) -> None:
    titles = [cell for table in edition(branch).data["tables"] for row in table["rows"] for cell in row]
    text = " ".join(pages(branch))
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(" ".join(for_paper(title).split()), "")
    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("branch", PAPER)
def test_every_page_of_a_sample_says_so_and_no_other(branch: str) -> None:
    assert {"SAMPLE DATA" in page for page in pages(branch)} == {branch != "live"}


def test_a_live_edition_is_called_observed_and_nothing_else() -> None:
    data, text = edition("live").data, " ".join(pages("live"))
    assert data["edition"]["nature_sentence"] == words.NATURE["observed"]
    assert words.NATURE["observed"] in pages("live")[0] and "14 of 14" in pages("live")[0]
    for word in ("SAMPLE", "Synthetic", "invented"):
        assert word not in text, word
    assert "observed data" in text and "synthetic data" not in text


@pytest.mark.parametrize("branch", ["none", *FAMILY_LACKS])
def test_a_family_without_a_value_keeps_its_page_and_says_why(branch: str) -> None:
    beside = {"hit_concentration": "Concentration and top titles"}
    heads = {"Genre Trends": "Genre trends", "Platform Share": "Platform share"}
    found = {lines(branch, page)[0]: text for page, text in enumerate(pages(branch))}
    for kpi in edition(branch).data["kpis"]:
        if kpi["value"] is None:
            family = heads.get(kpi["family"], kpi["family"])
            text = found[beside.get(kpi["kpi_id"], family)]
            assert f"{kpi['name']} is not available: {kpi['display']['reason']}." in text, kpi["kpi_id"]


def test_where_nothing_is_loaded_no_row_is() -> None:
    cover = pages("none")[0]
    assert "671,998" not in cover and "Rows loaded 0" in cover


def test_the_cover_says_what_it_is() -> None:
    made = edition("sample")
    cover = pages("sample")[0]
    for text in (
        "1 March 2026",
        "3 of 14",
        "10,000,000",
        "671,998",
        "commit 0f3c9ab00f3c",
        made.data["edition"]["nature_sentence"],
    ):
        assert text in cover
    assert hashlib.sha256(made.raw).hexdigest() in cover


@pytest.mark.parametrize("branch", PAPER)
def test_nothing_is_smaller_than_seven_points(branch: str) -> None:
    sizes = [run.size for run in runs(edition(branch).pdf)]
    assert min(sizes) >= 7
    assert any(abs(size - 9) < 0.01 for size in sizes)


@pytest.mark.parametrize("branch", PAPER)
def test_nothing_is_cut_off(branch: str) -> None:
    """Between the margins, below the running head and above the footer; the labels inside figures too."""
    for page in range(edition(branch).pages):
        found = [run for run in runs(edition(branch).pdf) if run.page == page]
        head = [run for run in found if run.base > PAGE_HEIGHT - HEAD]
        footer = [run for run in found if run.top < FOOT]
        assert len(head) <= 3 and len({run.base for run in head}) <= 1
        assert len(footer) == 2 and footer[1].text == f"{page + 1} / {edition(branch).pages}"
        for run in found:
            assert run.left >= MARGIN - 1 and run.right <= PAGE_WIDTH - MARGIN + 1, run
            assert run in head or run in footer or FOOT < run.base < run.top < PAGE_HEIGHT - HEAD, run


@pytest.mark.parametrize("branch", PAPER)
def test_no_text_lies_over_another(branch: str) -> None:
    for page in range(edition(branch).pages):
        found = [run for run in runs(edition(branch).pdf) if run.page == page]
        assert [pair for pair in combinations(found, 2) if pair[0].covers(pair[1])] == []


@pytest.mark.parametrize("branch", ["all", "otherwise", "first"])
def test_no_page_of_a_whole_edition_is_half_empty(branch: str) -> None:
    """But for the quality page, which these invented runs have few files for, and the end of a section."""
    for page, text in enumerate(pages(branch)):
        lowest = min(run.base for run in runs(edition(branch).pdf) if run.page == page and run.base > FOOT)
        assert "Data quality" in text or lowest < PAGE_HEIGHT / 2, (page + 1, lowest)


@pytest.mark.parametrize("branch", PAPER)
def test_the_printed_figures_stand_on_one_line(branch: str) -> None:
    """Inside the charts too: what a figure's rows have as label."""
    shown = {run.text for run in runs(edition(branch).pdf)}
    for figure in edition(branch).data["figures"]:
        if figure["id"] in LABELLED:
            assert {for_paper(row["label"]) for row in figure["data"]} <= shown, figure["id"]


@pytest.mark.parametrize("branch", BRANCHES)
def test_one_font_is_used_and_embedded(branch: str) -> None:
    with pikepdf.open(edition(branch).pdf) as pdf:
        found = {
            str(o.BaseFont) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
    assert found and all(re.fullmatch(r"/[A-Z]{6}\+Inter(-Semi-Bold|-Bold)?", name) for name in found)


@pytest.mark.parametrize("branch", BRANCHES)
def test_figures_have_alternative_text_and_tables_have_headers(branch: str) -> None:
    with pikepdf.open(edition(branch).pdf) as pdf:
        alts = [str(element.get("/Alt", "")) for tag, element in elements(pdf) if tag == "/Figure"]
        heads = [
            {tag for tag, _ in elements(pdf, head)}
            for tag, table in elements(pdf)
            if tag == "/Table"
            for below, head in elements(pdf, table)
            if below == "/THead"
        ]
        tables = sum(tag == "/Table" for tag, _ in elements(pdf))
    assert alts and all(alts)
    assert {for_paper(figure["alt_text"]) for figure in edition(branch).data["figures"]} <= set(alts)
    assert tables >= 4 and len(heads) == tables
    assert all("/TH" in tags and "/TD" not in tags for tags in heads)


@pytest.mark.parametrize("branch", BRANCHES)
def test_each_header_cell_says_what_it_heads(branch: str) -> None:
    with pikepdf.open(edition(branch).pdf) as pdf:
        for group, scope in (("/THead", "/Column"), ("/TBody", "/Row")):
            found = [
                str(cell.A.Scope)
                for tag, part in elements(pdf)
                if tag == group
                for below, cell in elements(pdf, part)
                if below == "/TH"
            ]
            assert found and set(found) == {scope}


def test_it_is_tagged_named_and_bookmarked() -> None:
    with pikepdf.open(edition("sample").pdf) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked == True  # noqa: E712
        assert str(pdf.docinfo["/Title"]) == "Media and streaming report, data to 1 March 2026, sample data"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            below = [child.title for item in outline.root for child in item.children]
    assert titles == [
        "Media and streaming report",
        "Summary",
        "How to read it",
        "Views",
        "Concentration and top titles",
        "Engagement",
        "Churn",
        "Genre trends",
        "Platform share",
        "Regions and people",
        "Method",
        "Data quality",
        "Glossary, licences and credits",
    ]
    assert {for_paper(figure["headline"]) for figure in edition("sample").data["figures"]} <= set(below)


def test_the_input_is_attached_as_it_was() -> None:
    with pikepdf.open(edition("sample").pdf) as pdf:
        assert list(pdf.attachments) == ["P07_data.json"]
        attached = pdf.attachments["P07_data.json"].get_file()
        assert attached.read_bytes() == edition("sample").raw
        assert bytes(pdf.trailer.ID[0]) == hashlib.sha256(edition("sample").raw).digest()[:16]
        assert attached.creation_date.isoformat() == "2026-03-02T09:05:00+00:00"  # type: ignore[union-attr]


def test_another_process_on_another_day_makes_the_same_bytes(tmp_path: Path) -> None:
    made = edition("sample")
    source, out = tmp_path / "P07_data.json", tmp_path / "again.pdf"
    source.write_bytes(made.raw)
    code = (
        "import json, sys; from pathlib import Path; from reports.render.build import render_pdf\n"
        "raw = Path(sys.argv[1]).read_bytes(); render_pdf(json.loads(raw), raw, Path(sys.argv[2]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "17", "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"}
    subprocess.run([sys.executable, "-c", code, source, out], check=True, env=environment, cwd=tmp_path)
    assert out.read_bytes() == made.pdf.read_bytes()


def test_hostile_titles_stand_as_text_and_nothing_vanishes() -> None:
    text = "".join(" ".join(pages("hostile")).split())
    for title, _ in HOSTILE_TITLES:
        assert "".join(for_paper(shortened(title, LONGEST)).split()) in text
    assert for_paper("😀 千と") == "[U+1F600] [U+5343 U+3068]"
    assert for_paper("The مرحبا بالعالم!") == "The [U+0645 U+0631 U+062D U+0628 … 12 characters]!"
    assert for_paper("e\u0301") == "é"


def test_what_cannot_be_seen_is_written_as_code_points() -> None:
    assert for_screen("a\u202eb\u202c\ud800") == "a[U+202E]b[U+202C U+D800]"
    assert for_screen("line\nbreak\tand 千") == "line break and 千"
    assert all(char in fonts.characters() for char in for_paper("\u202e\x00\ud800\U0010ffff千🎉"))


def test_a_document_that_lacks_a_field_is_one_clear_line(tmp_path: Path) -> None:
    made = edition("none")
    data = json.loads(made.raw)
    del data["summary"]
    with pytest.raises(ReportError, match=r"P07_data\.json lacks .*summary"):
        render_pdf(data, made.raw, tmp_path / "out.pdf")
    data = json.loads(made.raw) | {"generated_at": "yesterday"}
    with pytest.raises(ReportError, match="generated_at is no date"):
        render_pdf(data, made.raw, tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_null_that_a_template_forgot_is_a_dash() -> None:
    assert environment().from_string("{{ nothing }}, {{ 0 }}").render(nothing=None) == "–, 0"


def test_without_pango_the_command_that_mends_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ReportError, match="apt-get install libpango"):
        render_pdf(edition("none").data, edition("none").raw, tmp_path / "out.pdf")
