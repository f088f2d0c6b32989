"""Files of Kaggle datasets: by Kaggle's own client, or by its classic route from MEDIA_KAGGLE_URL.

The client (kagglehub) follows Kaggle's protocol but cannot be pointed at another address, which mirrors and
the sample need. Public datasets ask for no login; a credential lifts limits.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
import urllib3

from loaders.call_log import Call, public_url
from loaders.downloads import SourceFile
from loaders.errors import LoaderError
from loaders.files import Job, Work, file_work
from loaders.http import RetryableError, StatusError
from loaders.settings import Settings
from loaders.tables import Table

if TYPE_CHECKING:
    from loaders.sources.base import Context, Source

_SITE = "https://www.kaggle.com/"
_REASONS = {
    401: "Kaggle does not take the credential: make a new token at https://www.kaggle.com/settings and set "
    "KAGGLE_API_TOKEN",
    403: "Kaggle asks for consent: open {page} in a browser, accept the terms, and set KAGGLE_API_TOKEN",
    404: "Kaggle has no such dataset or file: {page}, {file}",
    429: "Kaggle asks for a pause (too many requests): run this again later",
    500: "Kaggle is out of order (it answered {status}): run this again later, or use --from-dir",
}
"""500 stands for all its like."""
_CODES = {
    401: "CREDENTIAL_INVALID", 403: "CONSENT_MISSING", 404: "NOT_FOUND", 429: "RATE_LIMITED",
    500: "SERVER_ERROR",
}  # fmt: skip
_client_lock = threading.Lock()
"""The client takes its settings from the environment, which all threads share."""


def work(context: Context, source: Source, table: Table, dataset: str, version: int | None = None) -> Work:
    """A table made from the file `table.file` of a dataset (`owner/slug`); --from-dir comes first.

    `version` pins the dataset; None is the latest. Kaggle's answers become LoaderErrors with what to do.
    """
    settings = context.settings
    get = partial(_download if settings.kaggle_url else _by_client, dataset=dataset, version=version)
    return file_work(context, source, table, get, address(settings, dataset, table.file))


def address(settings: Settings, dataset: str, file: str) -> str:
    """Where a file of a dataset comes from, as people and the load log see it."""
    return f"{settings.kaggle_url or _SITE}datasets/download/{dataset}/{file}"


def credential_state(settings: Settings) -> str:
    """Whether there is a credential, which public datasets do not need."""
    return "found" if _credential(settings) else "optional, none set"


def _download(job: Job, *, dataset: str, version: int | None) -> SourceFile | None:
    """By the classic route: conditional and resumable as any download; redirected to a signed address."""
    settings, file = job.context.settings, job.table.file
    url = f"{settings.kaggle_url}datasets/download/{dataset}"
    params = (
        {"file_name": file}
        if version is None
        else {"dataset_version_number": str(version), "file_name": file}
    )
    try:
        return job.download(url, file, params, _credential(settings))
    except StatusError as error:
        raise _explained(error.status, dataset, file) or error from None


def _by_client(job: Job, *, dataset: str, version: int | None) -> SourceFile:
    """By kagglehub, which keeps versions in a folder of its own and goes on where it broke off."""
    context, file = job.context, job.table.file
    job.stage("downloading")
    cache = context.download_dir("kaggle")
    handle = dataset if version is None else f"{dataset}/versions/{version}"
    url = address(context.settings, dataset, file)

    def act(call: Call) -> Path:
        with _client_settings(context.settings, cache):
            path = _client_download(call, handle, file, force=context.force)
        call.response_bytes = path.stat().st_size
        call.saved_as = str(path.relative_to(context.settings.data_dir.resolve()))
        return path

    try:
        path = context.http.run(job.source.id, "GET", url, act)
    except StatusError as error:
        raise _explained(error.status, dataset, file) or error from None
    return job.local(path)


def _client_download(call: Call, handle: str, file: str, *, force: bool) -> Path:
    """One call of the client, its exceptions as ours; what requests raises is left to HttpClient."""
    client = _client()
    try:
        path = Path(client.dataset_download(handle, path=file, force_download=force)).resolve()
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else 500
        call.status_code = status
        message = f"{public_url(call.url)} answered {status}"
        if status == 429 or status >= 500:
            outcome = "rate_limited" if status == 429 else "error"
            raise RetryableError("HTTP_ERROR", message, outcome=outcome, status=status) from None
        call.outcome = "not_found" if status == 404 else "error"
        raise StatusError(status, message) from None
    except (OSError, urllib3.exceptions.HTTPError):  # what requests raises is an OSError too
        raise
    except Exception as error:  # whatever a foreign client may raise is one line of ours
        kind = error.__class__.__name__
        raise LoaderError(
            "KAGGLE_ERROR",
            f"Kaggle's client failed on {handle}, {file} ({kind}): try again, or use --from-dir",
        ) from None
    call.status_code = 200
    return path


def _client() -> Any:
    """kagglehub, silent. Imported here: it takes most of a second, and live Kaggle sources alone need it."""
    client = importlib.import_module("kagglehub")
    logger = logging.getLogger("kagglehub")
    logger.handlers.clear()
    logger.addHandler(logging.NullHandler())
    inner = getattr(client, "clients", None)
    if inner and not isinstance(inner.tqdm, partial):
        inner.already_printed_version_warning = True
        inner.tqdm = partial(inner.tqdm, disable=True)
    return client


@contextmanager
def _client_settings(settings: Settings, cache: Path) -> Iterator[None]:
    """What the client takes from the environment, there for as long as it is at work."""
    given = {
        "KAGGLEHUB_CACHE": str(cache.resolve()),
        "KAGGLE_API_TOKEN": settings.kaggle_token,
        "KAGGLE_USERNAME": settings.kaggle_username,
        "KAGGLE_KEY": settings.kaggle_key,
    }
    with _client_lock:
        before = {name: os.environ.get(name) for name in given}
        try:
            _set_environment({name: value or None for name, value in given.items()})
            yield
        finally:
            _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _explained(status: int, dataset: str, file: str) -> LoaderError | None:
    """What Kaggle means by a status, and what to do; None where it means nothing of its own."""
    kind = min(status, 500)
    if kind not in _REASONS:
        return None
    message = _REASONS[kind].format(page=f"{_SITE}datasets/{dataset}", file=file, status=status)
    return LoaderError(_CODES[kind], message)


def _credential(settings: Settings) -> dict[str, str]:
    """The Authorization header, from the first credential that is there; empty without one."""
    if token := settings.kaggle_token or _kept("access_token"):
        return {"Authorization": f"Bearer {token}"}
    username, key = settings.kaggle_username, settings.kaggle_key
    if not (username and key):
        username, key = _kept_pair()
    if not (username and key):
        return {}
    return {"Authorization": f"Basic {b64encode(f'{username}:{key}'.encode()).decode()}"}


def _kept(name: str) -> str:
    """The text of a file in the user's Kaggle folder, empty without it."""
    folder = Path(os.environ.get("KAGGLE_CONFIG_DIR") or Path.home() / ".kaggle")
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _kept_pair() -> tuple[str, str]:
    try:
        pair = json.loads(_kept("kaggle.json") or "{}")
        return str(pair["username"]), str(pair["key"])
    except (ValueError, KeyError, TypeError):
        return "", ""
