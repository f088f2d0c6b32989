"""The JSON Schemas of the four files: what breaks them, and which fields may differ between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import referencing

from reports.evidence.files import DATA, EVIDENCE, EXTRACTION, QUALITY

HEAD = "head"
NAMES = (HEAD, EXTRACTION, EVIDENCE, QUALITY, DATA)
VOLATILE = "x-volatile"


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of a file, by its name in FILE_NAMES, or of the head that they share."""
    text = files("reports").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def problems(name: str, document: Mapping[str, Any], limit: int = 3) -> list[str]:
    """What is wrong with the document, `place: what` each, at most `limit`; empty where nothing is."""
    errors = _validator(name).iter_errors(document)
    return [
        f"{error.json_path}: {_shortened(error.message)}"
        for error, _ in zip(errors, range(limit), strict=False)
    ]


def stable_part(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without the fields that its schema marks as x-volatile: the same for the same inputs."""
    kept: dict[str, Any] = _without(document, [schema(name)])
    return kept


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    known = [(f"{other}.schema.json", referencing.Resource.from_contents(schema(other))) for other in NAMES]
    registry: referencing.Registry[Any] = referencing.Registry().with_resources(known)
    return jsonschema.Draft202012Validator(schema(name), registry=registry)


def _shortened(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:120]} … {message[-70:]}"


def _without(value: Any, schemas: list[dict[str, Any]]) -> Any:
    schemas = [part for schema_ in schemas for part in _resolved(schema_)]
    if isinstance(value, Mapping):
        parts = {key: _of_property(key, schemas) for key in value}
        return {
            key: _without(item, parts[key])
            for key, item in value.items()
            if not any(part.get(VOLATILE) for part in parts[key])
        }
    if isinstance(value, list):
        items = [part["items"] for part in schemas if isinstance(part.get("items"), dict)]
        return [_without(item, items) for item in value]
    return value


def _resolved(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The schema itself and what it refers to: another file, a definition of its own, or all of several."""
    found = [part]
    for other in part.get("allOf", []):
        found += _resolved(other)
    reference = part.get("$ref", "")
    if reference.endswith(".schema.json"):
        found += _resolved(schema(reference.removesuffix(".schema.json")))
    return found


def _of_property(key: str, schemas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for part in schemas:
        if key in part.get("properties", {}):
            found += _resolved(part["properties"][key])
        elif isinstance(part.get("additionalProperties"), dict):
            found += _resolved(part["additionalProperties"])
    return found
