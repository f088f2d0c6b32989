"""Titles and names that have broken loaders before, each planted once at any scale."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from loaders.sample.imdb.shape import SERIES_EVERY, Shape


@dataclass(frozen=True)
class TitleTrap:
    """A counted film with a given title; with votes it is among the most voted, and printed in reports."""

    name: str
    title: str
    original: str | None = None
    year: int | None = None
    genres: str | None = None
    rating: int | None = None  # tenths
    votes: int | None = None


# The voted ones are of years before 2020, so that the truths of the last years stay as they are.
TITLES = (
    TitleTrap("balanced_quotes", '"Swing" at the Harbour', None, 2014, "Comedy,Music", 71, 2_904_113),
    TitleTrap("unbalanced_quote", 'The 12" Window', None, 2011, "Drama", 66, 2_310_457),
    TitleTrap("leading_quote", '"Unfinished Letter'),
    TitleTrap("word_none", "None"),
    TitleTrap("word_na", "NA"),
    TitleTrap("word_null_lower", "null"),
    TitleTrap("word_null_upper", "NULL"),
    TitleTrap("word_nan", "nan"),
    TitleTrap("backslashes", r"C:\Harbour\New"),
    TitleTrap("starts_like_null", r"\Night Train"),
    TitleTrap("trailing_backslash", "The Long Way\\"),
    TitleTrap("leading_space", " Late Ferry"),
    TitleTrap("trailing_space", "Late Ferry "),
    TitleTrap("commas", "River, Bridge, and So On", None, 2017, "Crime,Drama", 68, 1_406_820),
    TitleTrap("apostrophe", "O'Merrin's Sons"),
    TitleTrap("latin_extended", "Ærø på Åen: Łódka i Żuraw"),
    TitleTrap("cyrillic", "The House by the River", "Дом у реки", 2009, "Drama,Mystery", 64, 1_820_334),
    TitleTrap("greek", "Το Σπίτι στο Λιμάνι"),
    TitleTrap("cjk", "Sea and Wolves", "海と狼たち", 2018, "Animation,Fantasy", 72, 1_655_902),
    TitleTrap("arabic", "The Bridge at Night", "الجسر في الليل"),
    TitleTrap("combining_marks", "Cafe\u0301 Zu\u0308rn"),
    TitleTrap("emoji", "The Long Wave 🌊"),
    TitleTrap("markup", "<b>Bold</b> & {{ Brave }}", None, 2016, "Action", 62, 1_204_561),
    TitleTrap("digits", "0042"),
    TitleTrap("percent_semicolon", "100 % Sure; Maybe"),
    TitleTrap("very_long", "The Road " + "and the Road " * 31 + "Home"),
)
NAMES = {
    "balanced_quotes": 'Bruno "Lark" Lindqvist',
    "unbalanced_quote": 'Tomás 6" Vestby',
    "word_none": "None",
    "word_na": "NA",
    "word_null_lower": "null",
    "word_null_upper": "NULL",
    "word_nan": "nan",
    "apostrophe": "Odile D'Alvestad",
    "comma": "Piotr Łaskowey, Jr.",
    "backslash": r"DJ \Nova",
    "leading_space": " Esme Thornbeck",
    "trailing_space": "Esme Thornbeck ",
    "cyrillic": "Оксана Веленко",
    "greek": "Ελένη Κορβίδη",
    "cjk": "森本あかり",
    "arabic": "ليلى النجماوي",
    "combining_marks": "Rene\u0301e A\u030akersen",
    "one_letter": "Å",
}


def title_positions(shape: Shape) -> pl.DataFrame:
    """One row a title trap: its counted number and title index, and the fields of `TitleTrap`.

    Spread over the whole range, so that ids of both widths are among them; never a series.
    """
    films = shape.counted // SERIES_EVERY
    number = pl.Series(
        [SERIES_EVERY * (j * films // len(TITLES)) + 1 for j in range(len(TITLES))], dtype=pl.UInt64
    )
    frame = pl.DataFrame([vars(trap) for trap in TITLES], infer_schema_length=None)
    return frame.with_columns(number=number, index=shape.index_of_counted(number))


def name_positions(shape: Shape) -> pl.DataFrame:
    """One row a name trap: trap, primaryName, and its name index."""
    index = [j * (shape.names - 1) // (len(NAMES) - 1) for j in range(len(NAMES))]
    return pl.DataFrame(
        {"name": list(NAMES), "primaryName": list(NAMES.values()), "index": pl.Series(index, dtype=pl.UInt64)}
    )
