"""The loopback origin answers as the sources' web servers do."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from threading import active_count

import pytest
import requests

from loaders.sample.origin import SampleOrigin

BODY = bytes(range(256)) * 20
MODIFIED = 1_772_352_000  # 2026-03-01T08:00:00Z
ETAG = f'"{hashlib.sha256(BODY).hexdigest()}"'
NAME = "title.basics.tsv.gz"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("origin") / "root"
    file = root / "imdb" / NAME
    file.parent.mkdir(parents=True)
    file.write_bytes(BODY)
    os.utime(file, (MODIFIED, MODIFIED))
    entry = {"bytes": len(BODY), "sha256": hashlib.sha256(BODY).hexdigest()}
    manifest = {"last_modified": "2026-03-01T08:00:00Z", "files": {f"imdb/{NAME}": entry}}
    (root / "sample.json").write_text(json.dumps(manifest))
    (root.parent / "secret").write_text("secret")
    return root


@pytest.fixture(scope="module")
def origin(root: Path) -> Iterator[SampleOrigin]:
    with SampleOrigin(root) as origin:
        yield origin


@pytest.fixture(scope="module")
def url(origin: SampleOrigin) -> str:
    return origin.url("imdb") + NAME


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def get(url: str, **headers: str) -> requests.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers={"Accept-Encoding": "identity", **sent}, timeout=5)


def raw(origin: SampleOrigin, request: str) -> bytes:
    """The answer to a request that no client would send."""
    host, port = origin.url("imdb").split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(f"{request}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_the_base_address_ends_with_a_slash_and_is_on_the_loopback(origin: SampleOrigin) -> None:
    assert origin.url("imdb").startswith("http://127.0.0.1:")
    assert origin.url("imdb").endswith("/imdb/")


def test_get_sends_the_whole_file_with_its_validators(url: str) -> None:
    answer = get(url)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["ETag"] == ETAG
    assert answer.headers["Last-Modified"] == "Sun, 01 Mar 2026 08:00:00 GMT"
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in answer.headers


def test_head_sends_the_same_headers_and_no_body(url: str) -> None:
    answer = requests.head(url, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["ETag"] == ETAG


@pytest.mark.parametrize(
    "tag", [ETAG, f'"other", {ETAG}', f"W/{ETAG}", "*"], ids=["one", "two", "weak", "any"]
)
def test_a_known_tag_is_answered_with_304(url: str, tag: str) -> None:
    answer = get(url, If_None_Match=tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == ETAG


@pytest.mark.parametrize(("offset", "status"), [(-1, 200), (0, 304), (3600, 304)])
def test_if_modified_since_compares_with_the_time_of_the_file(url: str, offset: int, status: int) -> None:
    assert get(url, If_Modified_Since=formatdate(MODIFIED + offset, usegmt=True)).status_code == status


def test_another_tag_wins_over_an_unchanged_date(url: str) -> None:
    answer = get(url, If_None_Match='"other"', If_Modified_Since=formatdate(MODIFIED, usegmt=True))
    assert (answer.status_code, answer.content) == (200, BODY)


def test_a_date_that_is_none_is_ignored(url: str) -> None:
    assert get(url, If_Modified_Since="yesterday").status_code == 200


@pytest.mark.parametrize(
    ("asked", "part", "first", "last"),
    [
        ("bytes=0-99", BODY[:100], 0, 99),
        ("bytes=5000-", BODY[5000:], 5000, 5119),
        ("bytes=-20", BODY[-20:], 5100, 5119),
        ("bytes=5100-9999", BODY[5100:], 5100, 5119),
        ("bytes=-9999", BODY, 0, 5119),
    ],
    ids=["first bytes", "from a byte on", "last bytes", "beyond the end", "more than all"],
)
def test_a_range_is_answered_with_that_part(url: str, asked: str, part: bytes, first: int, last: int) -> None:
    answer = get(url, Range=asked)
    assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(BODY)}"
    assert answer.headers["Content-Length"] == str(len(part))


def test_a_broken_download_can_be_resumed_to_the_same_bytes(url: str) -> None:
    start = get(url).content[:1234]
    rest = get(url, Range=f"bytes={len(start)}-", If_Range=ETAG)
    assert rest.status_code == 206
    assert start + rest.content == BODY


@pytest.mark.parametrize("asked", ["bytes=5120-", "bytes=9999-10000", "bytes=-0"])
def test_a_range_beyond_the_file_is_answered_with_416(url: str, asked: str) -> None:
    answer = get(url, Range=asked)
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(BODY)}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"])
def test_a_range_that_cannot_be_read_is_ignored(url: str, asked: str) -> None:
    assert (get(url, Range=asked).status_code, get(url, Range=asked).content) == (200, BODY)


def test_if_range_of_another_entity_sends_the_whole_file(url: str) -> None:
    assert get(url, Range="bytes=10-", If_Range='"other"').content == BODY
    assert get(url, Range="bytes=10-", If_Range=formatdate(MODIFIED - 1, usegmt=True)).content == BODY
    assert get(url, Range="bytes=10-", If_Range=formatdate(MODIFIED, usegmt=True)).content == BODY[10:]


def test_a_missing_file_is_a_404_in_plain_text(origin: SampleOrigin) -> None:
    answer = get(origin.url("imdb") + "nothing.tsv.gz")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text == "404 no such file in the sample\n"


@pytest.mark.parametrize(
    "target",
    ["/../secret", "/imdb/../../secret", "/%2e%2e/secret", "//../secret", "/imdb/..%2f..%2fsecret",
     "/sample.json", "/imdb/../sample.json", "/imdb/", "/", "/imdb/%00", "/" + "a" * 5000],
)  # fmt: skip
def test_nothing_but_the_sources_files_is_served(origin: SampleOrigin, target: str) -> None:
    answer = raw(origin, f"GET {target} HTTP/1.1")
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer.replace(target.encode(), b"")


def test_a_link_out_of_the_folder_is_not_followed(root: Path, origin: SampleOrigin) -> None:
    (root / "imdb" / "link").symlink_to(root.parent / "secret")
    assert get(origin.url("imdb") + "link").status_code == 404


def test_other_methods_are_refused(url: str) -> None:
    assert requests.post(url, data="x", timeout=5).status_code == 501


def test_a_file_that_is_not_the_manifests_has_a_tag_of_its_own(root: Path, origin: SampleOrigin) -> None:
    file = root / "imdb" / "changed.gz"
    file.write_bytes(b"one")
    first = get(origin.url("imdb") + "changed.gz").headers["ETag"]
    assert first == f'"{hashlib.sha256(b"one").hexdigest()}"'
    file.write_bytes(b"two!")
    assert (
        get(origin.url("imdb") + "changed.gz").headers["ETag"] == f'"{hashlib.sha256(b"two!").hexdigest()}"'
    )


def test_many_requests_go_over_one_connection(url: str) -> None:
    with requests.Session() as session:
        for _ in range(3):
            assert session.get(url, timeout=5).content == BODY
            assert session.get(url, headers={"If-None-Match": ETAG}, timeout=5).status_code == 304
            assert session.get(url + "x", timeout=5).status_code == 404


def test_a_client_that_hangs_up_leaves_no_word(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / "imdb" / "large.gz").write_bytes(bytes(30_000_000))
    with SampleOrigin(root) as origin:
        with requests.get(origin.url("imdb") + "large.gz", stream=True, timeout=5) as answer:
            next(answer.iter_content(1000))
        assert raw(origin, "nonsense").startswith(b"400 Bad request")
        assert get(origin.url("imdb") + NAME).status_code == 200
    assert capfd.readouterr() == ("", "")


def test_leaving_the_context_ends_the_server_even_with_an_open_connection(root: Path) -> None:
    before = active_count()
    with requests.Session() as session:
        with SampleOrigin(root) as origin:
            url = origin.url("imdb") + NAME
            assert session.get(url, timeout=5).status_code == 200
        with pytest.raises(requests.ConnectionError):
            get(url)
    assert active_count() <= before + 1  # the handler of the open connection may still be ending


def test_a_folder_without_a_manifest_is_served_too(tmp_path: Path) -> None:
    (tmp_path / "imdb").mkdir()
    (tmp_path / "imdb" / NAME).write_bytes(b"text")
    with SampleOrigin(tmp_path) as origin:
        answer = get(origin.url("imdb") + NAME)
    assert (answer.content, answer.headers["ETag"]) == (b"text", f'"{hashlib.sha256(b"text").hexdigest()}"')
