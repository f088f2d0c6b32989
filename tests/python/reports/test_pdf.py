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
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from fixtures.rendered import BRANCHES, edition
from fixtures.report_warehouse import HOSTILE_TITLES
from fontTools.ttLib import TTFont

from reports.data import words
from reports.errors import ReportError
from reports.render import fonts
from reports.render.build import render_pdf
from reports.render.templates import environment
from reports.render.text import for_paper, for_screen

PAGE_WIDTH, MARGIN = 595.28, 17 / 25.4 * 72
FORBIDDEN = re.compile(r"\b(None|nan|NaN|inf|null|undefined)\b|--|\+\+|−−|\+−")


@dataclass(frozen=True)
class Run:
    """A run of text: where it begins, in pt, and in what it is set."""

    page: int
    text: str
    left: float
    base: float
    size: float
    font: str


@cache
def extracted(branch: str) -> tuple[list[str], list[Run]]:
    """The text of each page, and every run of it."""
    runs: list[Run] = []

    def collector(place: int) -> Any:
        def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
            if text.strip():
                scale = abs(cm[3] * tm[3]) or abs(cm[1] * tm[2])
                name = str(font["/BaseFont"]) if font else ""
                runs.append(
                    Run(place, text.strip(), cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5], size * scale, name)
                )

        return visit

    reader = pypdf.PdfReader(edition(branch).pdf)
    return [page.extract_text(visitor_text=collector(place)) for place, page in enumerate(reader.pages)], runs


def pages(branch: str) -> list[str]:
    """The text of each page, white space as single spaces."""
    return [" ".join(text.split()) for text in extracted(branch)[0]]


def lines(branch: str, page: int) -> list[str]:
    """The lines of one page."""
    return [line.strip() for line in extracted(branch)[0][page].splitlines()]


def elements(pdf: pikepdf.Pdf, start: pikepdf.Object | None = None) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every element of the structure tree, or of what lies below `start`, with its tag."""
    waiting = [pdf.Root.StructTreeRoot.K[0] if start is None else start]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield str(element.S), element
            waiting.extend(element.get("/K", []))


@pytest.mark.parametrize(("branch", "count"), [("sample", 9), ("none", 8), ("all", 13), ("otherwise", 13)])
def test_the_pages_are_counted(branch: str, count: int) -> None:
    assert edition(branch).pages == len(pages(branch)) == count


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_fourteen_tiles_are_on_page_two(branch: str) -> None:
    data = edition(branch).data
    assert all(kpi["name"] in pages(branch)[1] for kpi in data["kpis"])
    assert sum(pages(branch)[1].count(word) for word in words.STATUS.values()) == 14
    assert "Summary" in lines(branch, 1)[0] and lines(branch, 2)[0] == "How to read it"


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_printed_value_stands_on_a_line_of_its_own(branch: str) -> None:
    for kpi in edition(branch).data["kpis"]:
        assert kpi["display"]["value"] in lines(branch, 1)
        assert kpi["display"]["delta"] in " ".join(lines(branch, 1))
        if kpi["value"] is not None:
            assert {kpi["display"][part] for part in ("interval", "basis", "delta")} <= set(lines(branch, 1))


@pytest.mark.parametrize("branch", BRANCHES)
def test_no_word_betrays_a_missing_value(branch: str) -> None:
    titles = [cell for table in edition(branch).data["tables"] for row in table["rows"] for cell in row]
    text = " ".join(pages(branch))
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(" ".join(for_paper(title).split()), "")
    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_page_of_a_sample_says_so_and_no_other(branch: str) -> None:
    assert {"SAMPLE DATA" in page for page in pages(branch)} == {branch != "live"}


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


@pytest.mark.parametrize("branch", BRANCHES)
def test_nothing_is_smaller_than_seven_points(branch: str) -> None:
    sizes = [run.size for run in extracted(branch)[1]]
    assert min(sizes) >= 7
    assert any(abs(size - 9) < 0.01 for size in sizes)


@cache
def advances(name: str) -> dict[str, float]:
    """The width of each character in em."""
    font = TTFont(fonts.FOLDER / name)
    widths = font["hmtx"]
    return {chr(code): widths[glyph][0] / 2048 for code, glyph in font.getBestCmap().items()}


@pytest.mark.parametrize("branch", BRANCHES)
def test_nothing_runs_over_the_margin(branch: str) -> None:
    weights = {"Inter": 400, "Inter-Semi-Bold": 600, "Inter-Bold": 700}
    for run in extracted(branch)[1]:
        width = advances(fonts.FILES[weights[run.font.partition("+")[2]]])
        for line in run.text.splitlines():
            right = run.left + run.size * sum(width.get(char, 0) for char in line)
            # letter-spacing and kerning are not in the advances
            assert right <= PAGE_WIDTH - MARGIN + 6, (run.page, line)


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_cover_ends_above_its_footer(branch: str) -> None:
    cover = sorted((run for run in extracted(branch)[1] if run.page == 0), key=lambda run: run.base)
    footer = [run for run in cover if run.base < cover[0].base + 1]
    assert f"1 / {edition(branch).pages}" in [run.text for run in footer]
    assert cover[len(footer)].base > footer[0].base + 12


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


def test_it_is_tagged_named_and_bookmarked() -> None:
    with pikepdf.open(edition("sample").pdf) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked == True  # noqa: E712
        assert str(pdf.docinfo["/Title"]) == "Media and streaming report, data to 1 March 2026, sample data"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            below = [item.title for item in outline.root[3].children]
    assert titles == [
        "Media and streaming report",
        "Summary",
        "How to read it",
        "Genre trends",
        "Method",
        "Data quality",
        "Glossary, licences and credits",
    ]
    assert below[:4] == [figure["headline"] for figure in edition("sample").data["figures"]]


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
    environment = os.environ | {"PYTHONHASHSEED": "17", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, source, out], check=True, env=environment, cwd=tmp_path)
    assert out.read_bytes() == made.pdf.read_bytes()


def test_hostile_titles_stand_as_text_and_nothing_vanishes() -> None:
    text = "".join(" ".join(pages("hostile")).split())
    for title, _ in HOSTILE_TITLES:
        assert "".join(for_paper(title).split()) in text
    assert for_paper("😀 千と") == "[U+1F600] [U+5343 U+3068]"
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
