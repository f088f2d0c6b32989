"""The one font of the report, Inter, in three weights (reports/fonts/README.md)."""

import base64
import io
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

FOLDER = Path(__file__).parents[1] / "fonts"
FILES = {400: "Inter-Regular.ttf", 600: "Inter-SemiBold.ttf", 700: "Inter-Bold.ttf"}


@cache
def characters() -> frozenset[str]:
    """The characters that every weight can draw."""
    covered = [set(TTFont(FOLDER / name, lazy=True).getBestCmap()) for name in FILES.values()]
    return frozenset(map(chr, set.intersection(*covered)))


def _face(weight: int, source: str) -> str:
    return f"@font-face {{ font-family: Inter; font-weight: {weight}; src: {source}; }}"


def faces_from_files() -> str:
    """The @font-face rules that read the font from disk, for the PDF."""
    return "\n".join(_face(weight, f"url({(FOLDER / name).as_uri()})") for weight, name in FILES.items())


@cache
def faces_inline() -> str:
    """The @font-face rules that hold the font as WOFF, for the HTML: half the size of TTF."""
    return "\n".join(
        _face(weight, f"url(data:font/woff;base64,{_woff(name)})") for weight, name in FILES.items()
    )


def _woff(name: str) -> str:
    font = TTFont(FOLDER / name, recalcTimestamp=False)
    font.flavor = "woff"
    packed = io.BytesIO()
    font.save(packed)
    return base64.b64encode(packed.getvalue()).decode("ascii")
