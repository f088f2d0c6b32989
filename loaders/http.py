"""HTTP for all sources: retries, time-outs, redirects, the call log. Files: see `loaders.downloads`."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from loaders.call_log import Call, CallLog, public_url
from loaders.errors import Interrupted, LoaderError

T = TypeVar("T")

_OUTCOMES = {304: "not_modified", 404: "not_found", 410: "not_found", 429: "rate_limited"}
_RETRIED = {408, 425, 429}
_UNREACHABLE = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)
_MAX_REDIRECTS = 5


@dataclass(frozen=True)
class RetryPolicy:
    """How long to go on. Seconds; a wait is jittered by up to half and never shorter than Retry-After."""

    read_timeout: float = 60.0
    connect_timeout: float = 15.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_retry_after: float = 300.0
    """A server that asks for more is not waited for."""
    attempts: int = 5
    """In a row without a byte of the body."""
    attempts_in_all: int = 20


class RetryableError(Exception):
    """An attempt failed in a way that another may not. `str()` ends the user's line if none succeeds."""

    def __init__(
        self,
        code: str,
        reason: str,
        *,
        outcome: str = "error",
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.outcome = outcome
        self.retry_after = retry_after
        self.status = status


class StatusError(LoaderError):
    """The server answered, and not with what was asked for; `status` is its code."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__("HTTP_ERROR", message)
        self.status = status


Handler = Callable[[requests.Response, Call], T]
"""Takes the open response and reads its body; notes bytes, digest and records in the call."""


class HttpClient:
    """GET with retries. One for a whole run; usable from several threads, with a connection pool a thread."""

    def __init__(self, log: CallLog, policy: RetryPolicy, cancel: threading.Event) -> None:
        self._log = log
        self._policy = policy
        self._cancel = cancel
        self._local = threading.local()
        self._unreachable: dict[str, LoaderError] = {}

    def get(
        self,
        source: str,
        url: str,
        handle: Handler[T],
        *,
        headers: Callable[[], Mapping[str, str]] = dict,
        params: Mapping[str, str] | None = None,
        accept: Collection[int] = (200,),
    ) -> T:
        """GET `url` and return what `handle` makes of a response whose status is in `accept`.

        `headers` is asked before each attempt, so that a download goes on where the last one stopped. Raises
        LoaderError (NO_NETWORK, HTTP_ERROR, INCOMPLETE) when all attempts failed, Interrupted when called
        off; what `handle` raises comes through, but for RetryableError, which starts the next attempt.
        """
        return self.run(
            source, "GET", url, lambda call: self._get(call, handle, headers(), accept), params=params
        )

    def run(
        self,
        source: str,
        method: str,
        url: str,
        act: Callable[[Call], T],
        *,
        params: Mapping[str, str] | None = None,
    ) -> T:
        """`act` once an attempt, each attempt logged, until it raises no RetryableError; see get.

        For calls that go through somebody else's client: `act` fills in what it learns about its call.
        """
        host = urlsplit(url).netloc.rpartition("@")[2]
        failures = attempt = 0
        while True:
            attempt += 1
            if host in self._unreachable:
                raise self._unreachable[host]
            call = Call(source, method, url, dict(params or {}), attempt)
            try:
                return self._attempt(call, act)
            except RetryableError as error:
                failures = 1 if call.response_bytes else failures + 1
                too_long = (error.retry_after or 0) > self._policy.longest_retry_after
                if too_long or failures >= self._policy.attempts or attempt >= self._policy.attempts_in_all:
                    raise self._give_up(error, url, host, attempt) from None
                self._wait(failures, error.retry_after)

    def _attempt(self, call: Call, act: Callable[[Call], T]) -> T:
        """One attempt, logged whatever comes of it."""
        try:
            result = act(call)
            call.outcome = _OUTCOMES.get(call.status_code or 200, "ok")
            return result
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = _network_failure(error, call)
            call.error_class, call.outcome = (
                _root(error).__class__.__name__,
                getattr(failure, "outcome", "error"),
            )
            raise failure from None
        except RetryableError as error:
            call.error_class = call.error_class or error.code
            call.outcome, call.retry_after_s = error.outcome, error.retry_after
            raise
        except LoaderError as error:
            call.error_class = error.code
            raise
        except BaseException as error:
            call.error_class = error.__class__.__name__
            raise
        finally:
            self._log.write(call)

    def _get(self, call: Call, handle: Handler[T], headers: Mapping[str, str], accept: Collection[int]) -> T:
        with self._open(call, headers) as response:
            self._note_redirects(call, response)
            call.status_code = response.status_code
            if response.status_code not in accept:
                raise self._refusal(response, call)
            return handle(response, call)

    def _open(self, call: Call, headers: Mapping[str, str]) -> requests.Response:
        session = self._session(call.url)
        return session.get(
            call.url,
            params=call.params or None,
            headers={"Accept-Encoding": "identity", **headers},
            auth=_as_given if "Authorization" in headers else None,
            timeout=(self._policy.connect_timeout, self._policy.read_timeout),
            stream=True,
        )

    def _session(self, url: str) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.max_redirects = _MAX_REDIRECTS
            self._local.session.headers["User-Agent"] = f"media-analytics/{version('media-analytics')}"
        # A proxy of the environment cannot reach this machine's own loopback, where the sample is served.
        self._local.session.trust_env = not _is_loopback(urlsplit(url).hostname)
        session: requests.Session = self._local.session
        return session

    def _note_redirects(self, call: Call, response: requests.Response) -> None:
        """Each hop is a call of its own; the last one is `call`, at the address it came to.

        The query of an address that a server sent us to may hold a signature under any name: it is left out.
        """
        for number, hop in enumerate(response.history):
            self._log.write(
                Call(
                    call.source,
                    call.method,
                    public_url(hop.url),
                    params={} if number else call.params,
                    attempt=call.attempt,
                    started_at=call.started_at,
                    status_code=hop.status_code,
                    outcome="ok",
                    duration_ms=round(hop.elapsed.total_seconds() * 1000),
                )
            )
        if response.history:
            call.url, call.params = public_url(response.url), {}

    def _refusal(self, response: requests.Response, call: Call) -> Exception:
        """The error for a status that is not accepted."""
        status, url = response.status_code, public_url(call.url)
        call.outcome = _OUTCOMES.get(status, "error")
        reason = f"{url} answered {status} {response.reason or ''}".rstrip()
        if status >= 500 or status in _RETRIED:
            wait = parse_retry_after(response.headers.get("Retry-After"))
            return RetryableError("HTTP_ERROR", reason, outcome=call.outcome, retry_after=wait, status=status)
        return StatusError(status, reason)

    def _give_up(self, error: RetryableError, url: str, host: str, attempts: int) -> LoaderError:
        if error.code == "NO_NETWORK":
            failure = LoaderError(
                "NO_NETWORK",
                f"cannot reach {host} ({error}): check the network, or load files you have by --from-dir DIR",
            )
            self._unreachable[host] = failure
            return failure
        waits = error.retry_after
        asked = f" and asks to wait {waits:.0f} s: try again then" if waits else ""
        message = f"{error}{asked} (attempts: {attempts})"
        return StatusError(error.status, message) if error.status else LoaderError(error.code, message)

    def _wait(self, failures: int, retry_after: float | None) -> None:
        """Back off: doubling, half of it jitter, so that many clients do not come back together."""
        longest = min(self._policy.longest_wait, self._policy.first_wait * 2 ** (failures - 1))
        wait = max(retry_after or 0.0, longest * random.uniform(0.5, 1.0))
        if self._cancel.wait(wait):
            raise Interrupted


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep the Authorization header: without this, a matching entry of the user's .netrc would replace it."""
    return request


def _network_failure(error: Exception, call: Call) -> Exception:
    """What a failure below HTTP means: worth another attempt, or not."""
    root, url = _root(error), public_url(call.url)
    if isinstance(error, requests.TooManyRedirects):
        return LoaderError("HTTP_ERROR", f"{url} redirects more than {_MAX_REDIRECTS} times")
    if isinstance(error, requests.exceptions.SSLError):
        return LoaderError("NO_NETWORK", f"no secure connection to {urlsplit(url).netloc}: {root}")
    if isinstance(error, requests.ConnectTimeout) or isinstance(root, _UNREACHABLE):
        return RetryableError("NO_NETWORK", _why_unreachable(root))
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError) or isinstance(
        root, TimeoutError
    ):
        return RetryableError("TIMEOUT", f"{url} did not answer in time", outcome="timeout")
    if isinstance(error, requests.exceptions.ProxyError):
        return RetryableError("NO_NETWORK", "the proxy does not answer")
    if isinstance(
        error,
        requests.ConnectionError | requests.exceptions.ChunkedEncodingError | urllib3.exceptions.HTTPError,
    ):
        return RetryableError("INCOMPLETE", f"{url} broke off after {call.response_bytes} bytes")
    return LoaderError("HTTP_ERROR", f"{url}: {error.__class__.__name__}")


def _why_unreachable(root: BaseException) -> str:
    if isinstance(root, urllib3.exceptions.NameResolutionError):
        return "its name is not known here"
    text = str(root).lower()
    return "connection refused" if "refused" in text else "no connection"


def _root(error: BaseException) -> BaseException:
    """The innermost cause: requests wraps urllib3, which wraps the socket's error in `args` or `reason`."""
    inner = getattr(error, "reason", None)
    if not isinstance(inner, BaseException):
        inner = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
    if inner is None or isinstance(error, _UNREACHABLE):
        return error
    return _root(inner)


def parse_retry_after(text: str | None) -> float | None:
    """Seconds that a Retry-After header asks for: a number of seconds, or an HTTP date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def same_address(one: str, other: str) -> bool:
    """Whether two public addresses name the same file. The sample's origin has another port in every run."""
    parts = [urlsplit(address) for address in (one, other)]
    if all(_is_loopback(part.hostname) for part in parts):
        return parts[0].path == parts[1].path
    return one == other


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
