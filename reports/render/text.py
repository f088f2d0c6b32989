"""Text that comes with the data, made safe to show, and what cannot be shown named.

The PDF has one font, and what the font lacks would vanish or, where the machine has other fonts, look
different on each. Such characters are written as their code points, 千と as `[U+5343 U+3068]`, and
of a longer run the first ones and the number: `[U+0645 U+0631 U+062D U+0628 … 12 characters]`. The exact text
is in the attached P07_data.json, and a browser shows it in the HTML edition. Control characters, which could
turn the line around or hide in it, are written as code points in both.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from reports.render.fonts import characters

JOINERS = "\u200c\u200d"  # shape letters and emoji, and turn nothing around
RUN = re.compile(r"x+(?: +x+)*")
MOST, FIRST = 6, 4  # characters of a run that are all named; else so many of it
NARROW_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": " ", "\u200a": " ", "\u2007": "\u00a0"})


def hidden(char: str) -> bool:
    """True for what a reader cannot see: control and format characters, lone surrogates, line separators."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in JOINERS


def code_points(chars: Iterable[str]) -> str:
    """`U+5343 U+3068`."""
    return " ".join(f"U+{ord(char):04X}" for char in chars)


def _named(run: str) -> str:
    """A run of characters that cannot be shown, words apart by spaces; a long one by its first characters."""
    chars = run.replace(" ", "")
    if len(chars) > MOST:
        return f"[{code_points(chars[:FIRST])} … {len(chars)} characters]"
    return " ".join(f"[{code_points(word)}]" for word in run.split())


def _escaped(text: str, must: Callable[[str], bool]) -> str:
    spaced = " ".join(text.splitlines()).replace("\t", " ") if not text.isprintable() else text
    marks = "".join("x" if must(char) else " " if char == " " else "." for char in spaced)
    parts, end = [], 0
    for found in RUN.finditer(marks):
        parts += [spaced[end : found.start()], _named(spaced[found.start() : found.end()])]
        end = found.end()
    return "".join(parts) + spaced[end:]


def for_screen(text: str) -> str:
    """The text for a browser, which finds other fonts itself."""
    return _escaped(text, hidden)


def for_paper(text: str) -> str:
    """The text in the report's own font; composed first, as the font has é but not every e with an accent."""
    known = characters()
    composed = unicodedata.normalize("NFC", text).translate(NARROW_SPACES)
    return _escaped(composed, lambda char: char not in known or hidden(char))


def can_be_set(text: str) -> bool:
    """True where the report's own font has every character of the text."""
    return not any(hidden(char) or char not in characters() for char in unicodedata.normalize("NFC", text))


def each_string(value: Any, change: Callable[[str], str]) -> Any:
    """The document with every string changed; keys stay, as they are the project's own."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_string(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [each_string(item, change) for item in value]
    return value
