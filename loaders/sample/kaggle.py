"""The part of the origin that speaks Kaggle's classic protocol, and the signed addresses that it leads to.

`GET /kaggle/datasets/download/{owner}/{slug}?file_name=F` is answered with a redirect to an address on
another port, which holds good for as long as the origin lives and only with its signature. That address takes
no credential: a client that forwards one is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote, urlencode

from loaders.sample import KAGGLE_TOKEN
from loaders.sample.replies import Reply, Request

ROUTE = "/kaggle/datasets/download/"
SIGNED = "/signed/"
_DATASET = re.compile(r"[\w-]+/[\w-]+")


class Kaggle:
    """Answers for the datasets below `<root>/kaggle/<owner>/<slug>/`. Of `consent`, none is given yet."""

    def __init__(self, root: Path, consent: Collection[str] = ()) -> None:
        self._folder = root / "kaggle"
        self._consent = frozenset(consent)
        self._key = secrets.token_bytes(16)

    def answer(self, request: Request, storage: str) -> Reply:
        """A redirect to `storage`, the base address of the signed route; or what Kaggle says instead."""
        credential = request.headers.get("authorization")
        if credential not in (None, f"Bearer {KAGGLE_TOKEN}"):
            return _error(401, "Unauthenticated")
        dataset = request.path.removeprefix(ROUTE)
        if dataset in self._consent:
            return _error(403, "You must consent to the terms of this dataset")
        path = self._find(dataset, request.query.get("file_name", ""))
        if path is None:
            return _error(404, "Not found")
        name = path.relative_to(self._folder).as_posix()
        query = urlencode({"X-Goog-Signature": self._sign(name)})
        return Reply(302, {"Location": f"{storage}{SIGNED}{quote(name)}?{query}"})

    def signed_file(self, request: Request) -> Path | Reply:
        """The file of a signed address, or a refusal."""
        name = request.path.removeprefix(SIGNED)
        if "authorization" in request.headers:
            return _error(400, "Only one way to authenticate is allowed")
        if not hmac.compare_digest(self._sign(name), request.query.get("X-Goog-Signature", "")):
            return _error(403, "The signature does not match")
        return self._folder / name

    def _find(self, dataset: str, file: str) -> Path | None:
        """The file, or its zip: Kaggle packs large files without being asked."""
        if not _DATASET.fullmatch(dataset) or not file or "/" in file:
            return None
        known = (self._folder / dataset / name for name in (file, f"{file}.zip"))
        return next((path for path in known if path.is_file()), None)

    def _sign(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()


def _error(code: int, message: str) -> Reply:
    body = json.dumps({"code": code, "message": message}).encode()
    return Reply(code, {"Content-Type": "application/json"}, body)
