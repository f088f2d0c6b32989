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
HALVES = ("genre_momentum_bars", "genre_rating_dots")
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
    rendered.write_pdf(target, pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(raw).digest()[:16])
    return target.getvalue(), len(rendered.pages)
