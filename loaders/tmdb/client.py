"""The client of TMDB's API: bearer token, one rate limit for all threads, JSON text out.

https://developer.themoviedb.org/docs
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import requests

from loaders.call_log import Call, public_url
from loaders.errors import LoaderError
from loaders.http import RetryableError, parse_retry_after
from loaders.rate_limit import RateLimit

if TYPE_CHECKING:
    from loaders.sources.base import Context

WHERE_TO_GET_ONE = "get a read access token at https://www.themoviedb.org/settings/api"
_UNSAID_PAUSE_S = 1.0
"""How long everyone waits after a 429 that does not say how long."""


@dataclass(frozen=True)
class Answer:
    """An answer: 200 with a body, or 404."""

    status: int
    body: bytes
    retrieved_at: datetime
    """UTC without a zone."""
    day: date | None
    """Of its Last-Modified."""
    etag: str


class TmdbClient:
    """For use from any thread."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.limit = RateLimit(context.settings.tmdb_rate, context.cancel)
        token = context.settings.tmdb_token
        if not (token.isascii() and token.isprintable()):
            raise LoaderError(
                "CREDENTIAL_INVALID", f"TMDB_API_TOKEN holds characters that no token has: {WHERE_TO_GET_ONE}"
            )
        self._authorization = f"Bearer {token}"

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """GET a path below the API's address.

        Raises LoaderError (CREDENTIAL_INVALID for a refused token, and as HttpClient.get), Interrupted,
        StoppedError.
        """
        url = self._context.settings.tmdb_url + path
        return self._context.http.get(
            "tmdb", url, self._read, headers=self._headers, params=params, accept=(200, 401, 404, 429)
        )

    def _headers(self) -> dict[str, str]:
        """Asked for before each attempt: so this is where a turn is waited for."""
        self.limit.wait_for_turn()
        return {"Authorization": self._authorization, "Accept": "application/json"}

    def _read(self, response: requests.Response, call: Call) -> Answer:
        if response.status_code == 401:
            raise LoaderError(
                "CREDENTIAL_INVALID", f"TMDB refuses the token in TMDB_API_TOKEN: {WHERE_TO_GET_ONE}"
            )
        if response.status_code == 429:
            wait = parse_retry_after(response.headers.get("Retry-After"))
            self.limit.pause(_UNSAID_PAUSE_S if wait is None else wait)
            raise RetryableError(
                "HTTP_ERROR",
                f"{public_url(call.url)} answered 429 Too Many Requests",
                outcome="rate_limited",
                retry_after=wait,
            )
        body = response.content
        call.response_bytes, call.response_sha256 = len(body), hashlib.sha256(body).hexdigest()
        return Answer(
            status=response.status_code,
            body=body if response.status_code == 200 else b"",
            retrieved_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            day=_day(response.headers.get("Last-Modified")),
            etag=response.headers.get("ETag", ""),
        )


def _day(text: str | None) -> date | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC).date() if text else None
    except ValueError:
        return None
