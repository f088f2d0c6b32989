"""JSON that has one form only, and the digest over it."""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

DIGEST_FIELD = "content_sha256"
MOST_DIGITS = 300


def plain(value: Any) -> Any:
    """A value of the warehouse as JSON knows it: dates in ISO 8601, timestamps in UTC, NaN as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal):
        return plain(float(value))
    if isinstance(value, dt.datetime):
        return utc_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def utc_text(moment: dt.datetime) -> str:
    """RFC 3339 in UTC to the second; a time without a zone is UTC already, as all of ours are."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """UTF-8, sorted keys, no white space. ValueError on NaN, an infinity or text that UTF-8 cannot hold."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def content_digest(document: Mapping[str, Any]) -> str:
    """sha256 over the canonical form of everything but the digest itself."""
    body = {key: value for key, value in document.items() if key != DIGEST_FIELD}
    return hashlib.sha256(canonical_bytes(body)).hexdigest()


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the document with its digest set."""
    return {**document, DIGEST_FIELD: content_digest(document)}


def readable_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as it is written to disk: the canonical order, indented, one final line break."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1)
    return (text + "\n").encode("utf-8")


def parse(raw: bytes) -> dict[str, Any]:
    """Strict JSON with an object on top. ValueError says why not: encoding, syntax, NaN, a key twice."""
    document = json.loads(
        raw.decode("utf-8"),
        parse_constant=_refuse_constant,
        parse_float=_finite,
        parse_int=_not_too_long,
        object_pairs_hook=_unique,
    )
    if not isinstance(document, dict):
        raise ValueError("the top level is no object")
    if b"\\ud" in raw.lower():  # half a character, written as an escape: no writer of ours makes one
        canonical_bytes(document)
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text} is too large a number")
    return number


def _not_too_long(text: str) -> int:
    """An integer that is a finite float too: charts are drawn in floats."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits is too large")
    return int(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(
            f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object"
        )
    return document
