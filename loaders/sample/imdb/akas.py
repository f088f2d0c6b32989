"""title.akas: what titles are called in each region."""

from __future__ import annotations

from functools import cache

import polars as pl

from loaders.sample import rng, words
from loaders.sample.frames import places
from loaders.sample.imdb import texts, titles
from loaders.sample.imdb.shape import Shape

# Sizes by quantile, the last step holding the tail; the means add up to 55.29 M rows.
_SIZES = {
    "counted": [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 14, 20, 130],
    "other": [0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 20],
    "episode": [0, 1, 1, 1, 1, 1, 2, 3, 5, 6, 7, 7, 8, 8, 8, 8, 9],
}
_MOST_ROWS = 256

_ISO = words.listed(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY
    BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ
    FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ
    IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG
    PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX
    SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS YE YT ZA ZM
    ZW
    """
)
# The world, continents, and states that are no more or have no code of their own.
_SPECIAL = words.listed("XWW XEU XAS XSA XKV XKO XYU XWG XPI CSHH CSXX SUHH DDDE YUCS BUMM VDVN ZRCD AN")
REGIONS = (*_ISO, *_SPECIAL)
# region → (weight, language of its titles, their code); other regions keep the original title
_LARGE = {
    "US": (60, "en", "en"), "GB": (40, "en", "en"), "JP": (70, "ja", "ja"), "FR": (70, "fr", "fr"),
    "DE": (70, "de", "de"), "IN": (60, "hi", "hi"), "IT": (60, "it", "it"), "ES": (60, "es", "es"),
    "PT": (60, "pt", "pt"), "BR": (40, "pt", "pt"), "CA": (30, "en", "fr"), "XWW": (40, "en", "en"),
    "MX": (20, "es", "es"), "AR": (20, "es", "es"), "RU": (24, "ru", "ru"), "SUHH": (8, "ru", "ru"),
    "PL": (20, "pl", "pl"), "SE": (20, "sv", "sv"), "TR": (16, "tr", "tr"), "GR": (16, "el", "el"),
    "CN": (14, "zh", "cmn"), "TW": (10, "zh", "cmn"), "HK": (10, "zh", "yue"), "KR": (12, "ko", "ko"),
    "EG": (8, "ar", "ar"), "AE": (6, "ar", "ar"), "AU": (14, "en", "en"), "AT": (6, "de", "de"),
    "XEU": (4, "en", "en"), "XKV": (3, "en", "sq"), "CSHH": (6, "de", "cs"), "XYU": (6, "en", "sh"),
}  # fmt: skip
_CODES = words.listed(
    """
    af am ar as az be bg bn br bs ca cmn co cr cs cy da de dz el en eo es et eu fa fi fil fo fr fro ga
    gd gl gu he hi hr hu hy id is it ja ka kk kn ko kok ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my
    nl no nqo or pa pl ps pt qac qbn qbo qbp ro ru sa sd sh si sk sl so sq sr sv ta te tg th tk tl tn tr
    tt uk ur uz vi wo xh yi yue zh zu
    """
)
_TYPES = pl.Series(
    ["imdbDisplay"] * 60 + [None] * 16 + ["alternative"] * 8 + ["working"] * 4 + ["dvd"] * 3 + ["tv"] * 3
    + ["video"] * 2 + ["festival"] * 2 + ["alternative\x02tv", "dvd\x02video"]
)  # fmt: skip
_ATTRIBUTES = pl.Series(
    [None] * 182 + ["new title"] * 3 + ["literal title"] * 3 + ["transliterated title"] * 3
    + ["complete title"] * 2 + ["dubbed version"] * 2 + ["short version"] * 2
    + ["series title", "literal title\x02new title", "first season title"]
)  # fmt: skip
_ORIGINAL = len(words.LANGUAGES)  # stands for "in the original's language"


@cache
def _regions() -> pl.DataFrame:
    """Equally likely (region, text: position in words.LANGUAGES or _ORIGINAL, language code or null)."""
    rows: list[tuple[str, int, str | None]] = []
    for region in REGIONS:
        weight, text, code = _LARGE.get(region, (1, None, None))
        place = words.LANGUAGES.index(text) if text else _ORIGINAL
        rows += [(region, place, code if n % 3 == 0 else None) for n in range(2 * weight)]
    rows += [(REGIONS[7 * n % len(REGIONS)], _ORIGINAL, code) for n, code in enumerate(_CODES)]
    return pl.DataFrame(
        rows, schema={"region": pl.String, "text": pl.UInt64, "language": pl.String}, orient="row"
    )


def akas(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.akas, a title's original first; every fifth title has them in string order (1, 10, 2)."""
    frame = titles.attributes(shape, low, high).select("index", "kind", "number")
    frame = frame.with_columns(tconst=shape.tconst(frame["index"]), origin=texts.origin(shape, frame))
    rows = places(frame, _sizes(shape, frame), "ordering").with_columns(pl.col("ordering") + 1)
    rows = _in_order(rows)
    bits = rng.draw(shape.seed, "aka", rows["index"] * _MOST_ROWS + rows["ordering"])
    where = _regions()[rng.below(bits, len(_regions()))]
    is_original = rows["ordering"] == 1
    same = is_original | (where["text"] == _ORIGINAL)
    language = rows.select(pl.when(same).then("origin").otherwise(where["text"])).to_series()
    return rows.select(
        pl.col("tconst").alias("titleId"),
        "ordering",
        texts.in_language(shape, rows, language).alias("title"),
        pl.when(~is_original).then(where["region"]).alias("region"),
        pl.when(~is_original).then(where["language"]).alias("language"),
        pl.when(is_original)
        .then(pl.lit("original"))
        .otherwise(rng.pick(_TYPES, bits, skip=16))
        .alias("types"),
        pl.when(~is_original).then(rng.pick(_ATTRIBUTES, bits, skip=32)).alias("attributes"),
        is_original.cast(pl.UInt8).alias("isOriginalTitle"),
    )


def _sizes(shape: Shape, frame: pl.DataFrame) -> pl.Series:
    bits = rng.draw(shape.seed, "akas", frame["index"])
    sizes = pl.DataFrame({kind: rng.quantile(table, bits) for kind, table in _SIZES.items()})
    kind = frame["kind"]
    return sizes.select(
        pl.when(kind == "episode").then("episode").when(kind == "other").then("other").otherwise("counted")
    ).to_series()


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by title and number; every fifth title's by the number as text (to three digits: 2 is 200)."""
    order = pl.col("ordering")
    filled = pl.when(order < 10).then(order * 100).when(order < 100).then(order * 10).otherwise(order)
    key = pl.when(pl.col("index") % 5 == 0).then(filled * 1000 + order).otherwise(order)
    return rows.sort(pl.col("index") * 1_000_000 + key)
