"""No secret leaves in a file: what looks like one is masked wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

MASK = "***"
SECRET_VARIABLE = re.compile(r"(?i)(token|secret|password|key|credentials?|salt)$")
SECRET_FIELD = re.compile(
    r"(?i)(token|secret|password|credential|signature|api_?key|access_?key|salt$|^(key|sig|auth)$)"
)
# A shorter value is more likely an ordinary word that stands in the texts for another reason.
LEAST_LENGTH = 8
QUERY_FIELD = re.compile(
    r"(?i)([?&;](?:[^=&\s]*(?:token|secret|password|credential|signature|api_?key)|key|sig|auth)=)[^&#\s\"']+"
)
USER_IN_URL = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^/@\s]+@")
BEARER = re.compile(r"(?i)\b(bearer) [a-z0-9._~+/=-]{16,}")


def secrets_of(environment: Mapping[str, str | None]) -> list[str]:
    """The values of the variables whose names say that they are secret, the longest first."""
    found = {value for name, value in environment.items() if value and SECRET_VARIABLE.search(name)}
    return sorted((value for value in found if len(value) >= LEAST_LENGTH), key=len, reverse=True)


def clean(value: Any, secrets: Iterable[str]) -> Any:
    """The document with known secrets, credentials in addresses and fields with a secret's name masked."""
    known = list(secrets)
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(key, item) else clean(item, known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, known) for item in value]
    return _clean_text(value, known) if isinstance(value, str) else value


def _is_secret(field: str, value: Any) -> bool:
    return isinstance(value, str) and bool(value) and bool(SECRET_FIELD.search(field))


def _clean_text(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = QUERY_FIELD.sub(rf"\1{MASK}", text)
    text = USER_IN_URL.sub(rf"\1{MASK}@", text)
    return BEARER.sub(rf"\1 {MASK}", text)
