"""The origin's Kaggle: a redirect to a signed address on another port, and the refusals of the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from loaders.sample import KAGGLE_TOKEN
from loaders.sample.origin import SampleOrigin

BODY = b"a,b\n" + b"1,2\n" * 5000
DATASET = "owner/some-data"


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleOrigin]:
    """Serves one dataset of two files, one of them packed, and another that asks for consent."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = tmp_path / "root/kaggle" / DATASET
    folder.mkdir(parents=True)
    (folder / "plain.csv").write_bytes(BODY)
    (folder / "large.csv.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "root/kaggle/owner/terms").mkdir()
    (tmp_path / "root/kaggle/owner/terms/x.csv").write_bytes(BODY)
    (tmp_path / "root/kaggle/secret.csv").write_bytes(b"secret")
    with SampleOrigin(tmp_path / "root", consent=["owner/terms"]) as origin:
        yield origin


def ask(
    origin: SampleOrigin, file: str = "plain.csv", dataset: str = DATASET, **headers: str
) -> requests.Response:
    """The classic route, redirects not followed."""
    url = f"{origin.url('kaggle')}datasets/download/{dataset}"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, params={"file_name": file}, headers=sent, allow_redirects=False, timeout=5)


@pytest.mark.parametrize(
    "credential", [{}, {"Authorization": f"Bearer {KAGGLE_TOKEN}"}], ids=["none", "token"]
)
def test_a_file_is_behind_a_redirect_to_another_port(
    origin: SampleOrigin, credential: dict[str, str]
) -> None:
    answer = ask(origin, **credential)
    assert answer.status_code == 302
    assert answer.headers["Last-Modified"] == "Sun, 01 Mar 2026 08:00:00 GMT"
    signed = urlsplit(answer.headers["Location"])
    assert signed.netloc != urlsplit(origin.url("kaggle")).netloc
    assert dict(parse_qsl(signed.query)).keys() == {"X-Goog-Signature"}
    got = requests.get(answer.headers["Location"], timeout=5)
    assert (got.status_code, got.content) == (200, BODY)
    part = requests.get(answer.headers["Location"], headers={"Range": "bytes=100-"}, timeout=5)
    assert (part.status_code, part.content) == (206, BODY[100:])
    tag = {"If-None-Match": got.headers["ETag"]}
    assert requests.get(answer.headers["Location"], headers=tag, timeout=5).status_code == 304


def test_a_packed_file_comes_as_it_is(origin: SampleOrigin) -> None:
    location = ask(origin, "large.csv").headers["Location"]
    assert urlsplit(location).path.endswith("/large.csv.zip")
    assert requests.get(location, timeout=5).content == b"PK\x03\x04"


def test_a_signed_address_holds_for_its_file_alone_and_takes_no_credential(origin: SampleOrigin) -> None:
    location = ask(origin).headers["Location"]
    assert requests.get(location[:-1], timeout=5).status_code == 403
    assert requests.get(location.partition("?")[0], timeout=5).status_code == 403
    assert requests.get(location.replace("plain.csv", "large.csv.zip"), timeout=5).status_code == 403
    token = {"Authorization": f"Bearer {KAGGLE_TOKEN}"}
    assert requests.get(location, headers=token, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("file", "dataset", "headers", "status"),
    [
        ("plain.csv", DATASET, {"Authorization": "Bearer wrong"}, 401),
        ("plain.csv", DATASET, {"Authorization": "Basic bWU6d3Jvbmc="}, 401),
        ("x.csv", "owner/terms", {}, 403),
        ("other.csv", DATASET, {}, 404),
        ("", DATASET, {}, 404),
        ("plain.csv", "owner/wrong", {}, 404),
        ("secret.csv", "owner/..", {}, 404),
        ("../../secret.csv", DATASET, {}, 404),
        ("secret.csv", "owner%2f%2e%2e", {}, 404),
    ],
)
def test_refusals_are_kaggles(
    origin: SampleOrigin, file: str, dataset: str, headers: dict[str, str], status: int
) -> None:
    answer = ask(origin, file, dataset, **headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["code"] == status


def test_the_files_are_at_no_other_address(origin: SampleOrigin) -> None:
    assert requests.get(f"{origin.url('kaggle')}{DATASET}/plain.csv", timeout=5).status_code == 404
    assert requests.get(f"{origin.url('kaggle')}secret.csv", timeout=5).status_code == 404
