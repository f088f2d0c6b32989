"""The PDF edition: A4, tagged, with P07_data.json attached; the same input gives the same bytes."""

import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from reports.charts.theme import NARROW, WIDE
from reports.errors import ReportError
from reports.render.fonts import faces_from_files
from reports.render.templates import environment, style

ATTACHMENT = "P07_data.json"
# The charts that stand two in a row.
HALVES = (
    "completion_dots",
    "hit_concentration_lorenz",
    "time_on_chart_medians",
    "time_on_chart_survival",
    "total_views_line",
    "total_views_members",
    "watch_hours_dots",
    "watch_hours_line",
    "cancellation_dots",
    "dormant_bars",
    "genre_momentum_bars",
    "genre_rating_dots",
    "genre_share_ranked",
    "genre_share_slopes",
    "platform_hhi",
    "platform_hhi_snapshots",
    "platform_lenses",
    "region_streams",
)
WIDTHS: Mapping[str, tuple[int, ...]] = dict.fromkeys(HALVES, (NARROW,))
FULL = (WIDE,)


def native_libraries() -> Any:
    """WeasyPrint; ReportError where Pango, which it needs, is not on this machine."""
    try:
        import weasyprint
    except OSError as error:
        raise ReportError(
            "PDF: the Pango library is missing. Run `apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            f" libharfbuzz-subset0` ({str(error).splitlines()[0]})."
        ) from None
    return weasyprint


def moment(data: Mapping[str, Any]) -> datetime:
    """When the data were made, in UTC: the only time that the file's metadata hold."""
    try:
        return datetime.fromisoformat(str(data["generated_at"])).astimezone(UTC)
    except ValueError:
        raise ReportError(
            f"{ATTACHMENT}: generated_at is no date and time: {data['generated_at']!r}."
        ) from None


def css_of(variables: Mapping[str, Any]) -> str:
    """Fonts, the shared styles and those of the page; nothing of the data comes in here."""
    sheets = ["report.css", "paper.css", *(["sample.css"] if variables["is_sample"] else [])]
    return f"{faces_from_files()}\n{style(*sheets)}"


def page(variables: dict[str, Any]) -> str:
    """The HTML that WeasyPrint lays out."""
    return (
        environment()
        .get_template("document.html.j2")
        .render(variables, medium="pdf", web=False, css=Markup(css_of(variables)), policy=None)
    )


def with_scopes(_document: Any, pdf: Any) -> None:
    """Each header cell says whether it heads a column or a row: WeasyPrint only names each cell's headers."""
    elements = {place: entry for place, entry in enumerate(pdf.objects) if isinstance(entry, dict)}

    def above(entry: Mapping[str, Any]) -> Mapping[str, Any]:
        # a reference: `123 0 R`
        return elements[int(entry["P"].split()[0])]

    for entry in elements.values():
        if entry.get("S") == "/TH":
            head = above(above(entry))["S"] == "/THead"
            entry["A"]["Scope"] = "/Column" if head else "/Row"


def document(html: str, data: Mapping[str, Any], raw: bytes) -> tuple[bytes, int]:
    """The PDF's bytes and its number of pages."""
    weasyprint = native_libraries()
    made = moment(data)
    attachment = weasyprint.Attachment(
        string=raw,
        name=ATTACHMENT,
        description="The data that this report is made from",
        created=made,
        modified=made,
        relationship="Source",
    )
    # the fonts lie on disk; nothing else is ever asked for
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("file",))
    rendered = weasyprint.HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/ua-1")
    target = io.BytesIO()
    rendered.metadata.attachments = [attachment]
    identifier = hashlib.sha256(raw).digest()[:16]
    rendered.write_pdf(target, pdf_variant="pdf/ua-1", pdf_identifier=identifier, finisher=with_scopes)
    return target.getvalue(), len(rendered.pages)
